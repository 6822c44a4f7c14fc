use super::{LedgerStyle, ledger, ledger_footer};
use crate::claim::{Assertion, Claim, Confidence, Evidence, Finding, Origin, Relation, Verdict};
use crate::experiment::Profile;
use crate::report::Report;
use crate::report::document::ExperimentReport;
use crate::stat::{Estimate, Interval};

fn finding(claim: Claim, quantity: &str, value: f64, predicted: f64) -> Finding {
    let around = |centre: f64, reach: f64| Interval {
        low: centre - reach,
        high: centre + reach,
    };
    Finding {
        experiment: "rate-in-n".to_owned(),
        claim,
        check: "exponent",
        subject: "median-gd, α=0.1".to_owned(),
        quantity: quantity.to_owned(),
        measured: Some(Estimate {
            value,
            standard_error: 0.001,
        }),
        interval: Some(around(value, 0.005)),
        predicted: Some(predicted),
        relation: Relation::Equal,
        accepted: Some(around(predicted, 0.02)),
        verdict: Verdict::Consistent,
        statement: None,
        source: None,
        assertion: Assertion::Attained,
        evidence: Evidence::Decides,
        sees: Some(0.034),
        slack: None,
        needed: None,
        because: None,
        silent: None,
        note: Some("a note".to_owned()),
        remark: None,
        declared_by: Vec::new(),
        figure: Some("rate-in-n".to_owned()),
        cells: Vec::new(),
        arms: Vec::new(),
    }
}

fn bound(value: f64, bound: f64) -> Finding {
    Finding {
        check: "bound",
        assertion: Assertion::Holds,
        evidence: Evidence::Bound,
        slack: Some(bound / value),
        relation: Relation::AtMost,
        accepted: None,
        figure: Some("bounds".to_owned()),
        remark: Some(
            "The printed factor (1 + Δ/(2L_F)) has the wrong dimension; the proof's form 16·D₀Δ + Δ²/(2L_F) is what is \
             compared to here, at the theorem's own number of rounds."
                .to_owned(),
        ),
        ..finding(Claim::Theorem1, "largest error over its bound", value, bound)
    }
}

/// Findings of every kind, not in the order of the paper.
fn report() -> Report {
    let findings = vec![
        finding(Claim::Table1, "bias·n/σ", -0.331, -0.333),
        finding(Claim::Theorem1, "exponent of rms in n", -0.5004, -0.5),
        Finding {
            sees: Some(0.041),
            subject: "median-gd, α=0".to_owned(),
            ..finding(Claim::Theorem1, "exponent of rms in n", -0.4962, -0.5)
        },
        bound(0.0099, 0.18743),
        bound(0.0042, 0.094),
        Finding {
            verdict: Verdict::Contradicted,
            remark: Some("only on what agrees".to_owned()),
            ..finding(Claim::Theorem4, "exponent of rms in m", -0.3, -0.5)
        },
        Finding {
            check: "ordering",
            relation: Relation::AtLeast,
            accepted: None,
            figure: None,
            ..finding(
                Claim::Definition1,
                "mean error under the worst adversary minus own, paired",
                0.02,
                0.0,
            )
        },
        Finding {
            verdict: Verdict::Inconclusive,
            measured: None,
            interval: None,
            evidence: Evidence::Undecided,
            silent: Some("silent in 1 of 2 cells: no room".to_owned()),
            note: Some("the bias changes its sign along the coordinate".to_owned()),
            ..finding(Claim::Theorem7, "exponent of bias in n", 0.0, -1.0)
        },
    ];
    report_of(findings)
}

fn report_of(findings: Vec<Finding>) -> Report {
    let confidence = Confidence {
        false_alarm: 0.01,
        comparisons: findings.len(),
        looks: 3,
        level: 0.9999,
    };
    Report {
        format_version: 1,
        version: "0",
        verdict: Some(Verdict::Contradicted),
        confidence,
        experiments: vec![ExperimentReport {
            claims: Vec::new(),
            name: "rate-in-n".to_owned(),
            question: "?".to_owned(),
            profile: Profile::Quick,
            seed: 1,
            hash: String::new(),
            verdict: Some(Verdict::Contradicted),
            confidence,
            findings,
            cells: Vec::new(),
        }],
    }
}

fn shown(width: u16, details: bool) -> String {
    let style = LedgerStyle {
        width,
        details,
        ..LedgerStyle::default()
    };
    ledger(&report(), style)
}

#[test]
fn columns() {
    insta::assert_snapshot!(shown(140, false), @r"
      measured quantity                of                               measured        predicted  verdict         evidence    experiment
    ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
    ── the paper's claims
    theorem-1: median GD errs by Õ(α/√n + 1/√(nm) + 1/n), strongly convex F, bounded skewness
      largest error over its bound     2 comparisons               0.004 … 0.010  ≤ 0.094 … 0.187  ✓ consistent    slack ×19   rate-in-n: bounds
          The printed factor (1 + Δ/(2L_F)) has the wrong dimension; the proof's form 16·D₀Δ + Δ²/(2L_F) is what is compared to here, at the
          theorem's own number of rounds.

    theorem-1, its rate is attained here (ours): median GD errs by Õ(α/√n + 1/√(nm) + 1/n), strongly convex F, bounded skewness
      exponent of rms in n             2 comparisons             -0.500 … -0.496           -0.500  ✓ consistent    sees 0.041  rate-in-n

    theorem-4, its rate is attained here (ours): trimmed-mean GD errs by Õ(β/√n + 1/√(nm)), strongly convex F, sub-exponential gradients
      exponent of rms in m             median-gd, α=0.1  -0.300 [-0.305, -0.295]   -0.500 ± 0.020  ✗ contradicted  sees 0.034  rate-in-n
          a note

    table-1: median: Õ(α/√n + 1/√(nm) + 1/n), bounded skewness, α unknown; trimmed mean: Õ(α/√n + 1/√(nm)), sub-exponential, α known
      bias·n/σ                         median-gd, α=0.1  -0.331 [-0.336, -0.326]   -0.333 ± 0.020  ✓ consistent    sees 0.034  rate-in-n

    ── seen beyond the theorems: where one is silent, nothing is evidence for or against it
    theorem-7, its rate is attained here (ours): the one-round median errs by Õ(α/√n + 1/√(nm) + 1/n), quadratic losses only
      exponent of bias in n            median-gd, α=0.1                        -   -1.000 ± 0.020  ? inconclusive  undecided   rate-in-n
          the bias changes its sign along the coordinate
          the theorem is silent in 1 of 2 cells: no room

    ── beyond the paper
    definition-1: the median obeys its exact worst-case law
      mean error under the worst       median-gd, α=0.1     0.020 [0.015, 0.025]              ≥ 0  ✓ consistent    sees 0.034  rate-in-n
      adversary minus own, paired
    ");
}

#[test]
fn every_comparison() {
    insta::assert_snapshot!(shown(140, true), @r"
      measured quantity                 of                               measured       predicted  verdict         evidence    experiment
    ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
    ── the paper's claims
    theorem-1: median GD errs by Õ(α/√n + 1/√(nm) + 1/n), strongly convex F, bounded skewness
      largest error over its bound      median-gd, α=0.1     0.010 [0.005, 0.015]         ≤ 0.187  ✓ consistent    slack ×19   rate-in-n: bounds
          The printed factor (1 + Δ/(2L_F)) has the wrong dimension; the proof's form 16·D₀Δ + Δ²/(2L_F) is what is compared to here, at the
          theorem's own number of rounds.
          a note
      largest error over its bound      median-gd, α=0.1    0.004 [-0.001, 0.009]         ≤ 0.094  ✓ consistent    slack ×22   rate-in-n: bounds
          The printed factor (1 + Δ/(2L_F)) has the wrong dimension; the proof's form 16·D₀Δ + Δ²/(2L_F) is what is compared to here, at the
          theorem's own number of rounds.
          a note

    theorem-1, its rate is attained here (ours): median GD errs by Õ(α/√n + 1/√(nm) + 1/n), strongly convex F, bounded skewness
      exponent of rms in n              median-gd, α=0.1  -0.500 [-0.505, -0.495]  -0.500 ± 0.020  ✓ consistent    sees 0.034  rate-in-n
          a note
      exponent of rms in n              median-gd, α=0    -0.496 [-0.501, -0.491]  -0.500 ± 0.020  ✓ consistent    sees 0.041  rate-in-n
          a note

    theorem-4, its rate is attained here (ours): trimmed-mean GD errs by Õ(β/√n + 1/√(nm)), strongly convex F, sub-exponential gradients
      exponent of rms in m              median-gd, α=0.1  -0.300 [-0.305, -0.295]  -0.500 ± 0.020  ✗ contradicted  sees 0.034  rate-in-n
          a note

    table-1: median: Õ(α/√n + 1/√(nm) + 1/n), bounded skewness, α unknown; trimmed mean: Õ(α/√n + 1/√(nm)), sub-exponential, α known
      bias·n/σ                          median-gd, α=0.1  -0.331 [-0.336, -0.326]  -0.333 ± 0.020  ✓ consistent    sees 0.034  rate-in-n
          a note

    ── seen beyond the theorems: where one is silent, nothing is evidence for or against it
    theorem-7, its rate is attained here (ours): the one-round median errs by Õ(α/√n + 1/√(nm) + 1/n), quadratic losses only
      exponent of bias in n             median-gd, α=0.1                        -  -1.000 ± 0.020  ? inconclusive  undecided   rate-in-n
          the bias changes its sign along the coordinate
          the theorem is silent in 1 of 2 cells: no room

    ── beyond the paper
    definition-1: the median obeys its exact worst-case law
      mean error under the worst        median-gd, α=0.1     0.020 [0.015, 0.025]             ≥ 0  ✓ consistent    sees 0.034  rate-in-n
      adversary minus own, paired
          a note
    ");
}

#[test]
fn paragraphs() {
    insta::assert_snapshot!(shown(80, false), @r"
    ── the paper's claims
    theorem-1: median GD errs by Õ(α/√n + 1/√(nm) + 1/n), strongly convex F,
        bounded skewness
      ✓ consistent, slack ×19: largest error over its bound
        2 comparisons
        measured 0.004 … 0.010; predicted ≤ 0.094 … 0.187
        experiment rate-in-n: bounds
        The printed factor (1 + Δ/(2L_F)) has the wrong dimension; the proof's form
        16·D₀Δ + Δ²/(2L_F) is what is compared to here, at the theorem's own number
        of rounds.

    theorem-1, its rate is attained here (ours): median GD errs by Õ(α/√n +
        1/√(nm) + 1/n), strongly convex F, bounded skewness
      ✓ consistent, sees 0.041: exponent of rms in n
        2 comparisons
        measured -0.500 … -0.496; predicted -0.500
        experiment rate-in-n

    theorem-4, its rate is attained here (ours): trimmed-mean GD errs by Õ(β/√n
        + 1/√(nm)), strongly convex F, sub-exponential gradients
      ✗ contradicted, sees 0.034: exponent of rms in m
        median-gd, α=0.1
        measured -0.300 [-0.305, -0.295]; predicted -0.500 ± 0.020
        experiment rate-in-n
        a note

    table-1: median: Õ(α/√n + 1/√(nm) + 1/n), bounded skewness, α unknown;
        trimmed mean: Õ(α/√n + 1/√(nm)), sub-exponential, α known
      ✓ consistent, sees 0.034: bias·n/σ
        median-gd, α=0.1
        measured -0.331 [-0.336, -0.326]; predicted -0.333 ± 0.020
        experiment rate-in-n

    ── seen beyond the theorems: where one is silent, nothing is evidence for or
        against it
    theorem-7, its rate is attained here (ours): the one-round median errs by
        Õ(α/√n + 1/√(nm) + 1/n), quadratic losses only
      ? inconclusive, undecided: exponent of bias in n
        median-gd, α=0.1
        measured -; predicted -1.000 ± 0.020
        experiment rate-in-n
        the bias changes its sign along the coordinate
        the theorem is silent in 1 of 2 cells: no room

    ── beyond the paper
    definition-1: the median obeys its exact worst-case law
      ✓ consistent, sees 0.034: mean error under the worst adversary minus own,
          paired
        median-gd, α=0.1
        measured 0.020 [0.015, 0.025]; predicted ≥ 0
        experiment rate-in-n
    ");
}

#[test]
fn footer() {
    insta::assert_snapshot!(ledger_footer(&report(), 140), @r"
    6 consistent, 1 inconclusive, 1 contradicted of 8 comparisons.
    Contradicted: theorem-4: exponent of rms in m, median-gd, α=0.1 (rate-in-n)
    Distinct comparisons that decide: 5 of 8. A deviation of what each is there to see would have been contradicted with probability 95 % or
      more (exponent 0.041, ordering 0.034).
    Bounds that hold with slack: 2, by factors of 18.9 to 22.4.
    Undecided: 1, which could not have come out otherwise, or not yet.
    Intervals hold together: a run contradicts a true claim with probability at most 1 %.
    On trial, 191 of 44000 campaigns of true claims ended in a contradiction.
    ");
}

#[test]
fn what_most_of_the_paper_has_and_a_claim_has_not() {
    let findings = Claim::ALL
        .into_iter()
        .filter(|claim| claim.origin() == Origin::Paper && *claim != Claim::Observation1)
        .map(|claim| finding(claim, "exponent of rms in n", -0.5, -0.5));
    let footer = ledger_footer(&report_of(findings.collect()), 140);
    assert!(footer.contains("\nNot tested: observation-1.\n"), "{footer}");
}

#[test]
fn no_line_is_wider_than_the_page() {
    for width in [60, 80, 129, 130, 140, 200, 400] {
        for details in [false, true] {
            let text = shown(width, details) + &ledger_footer(&report(), width);
            let widest = text.lines().map(|line| line.chars().count()).max().unwrap_or(0);
            assert!(widest <= width.into(), "{widest} > {width}\n{text}");
        }
    }
}

#[test]
fn colour_changes_no_word() {
    let style = LedgerStyle {
        colour: true,
        ..LedgerStyle::default()
    };
    let coloured = ledger(&report(), style);
    assert!(coloured.contains("\u{1b}[31m✗ contradicted\u{1b}[0m"));
    let plain = ["31", "32", "33", "1", "0"]
        .iter()
        .fold(coloured, |text, code| text.replace(&format!("\u{1b}[{code}m"), ""));
    assert_eq!(plain, ledger(&report(), LedgerStyle::default()));
}

use super::{LedgerStyle, ledger, ledger_footer};
use crate::claim::{Claim, Confidence, Finding, JudgeTrial, Power, Relation, Verdict};
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
        power: None,
        silent: None,
        note: Some("a note".to_owned()),
        remark: None,
        declared_by: Vec::new(),
        figure: Some("rate-in-n".to_owned()),
        cells: Vec::new(),
    }
}

fn bound(value: f64, bound: f64) -> Finding {
    Finding {
        check: "bound",
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
    let power = |probability| {
        Some(Power {
            deviation: 0.1,
            probability,
        })
    };
    let findings = vec![
        finding(Claim::Table1, "bias·n/σ", -0.331, -0.333),
        Finding {
            power: power(0.991),
            ..finding(Claim::Theorem1, "exponent of rms in n", -0.5004, -0.5)
        },
        Finding {
            power: power(0.953),
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
            silent: Some("silent in 1 of 2 cells: no room".to_owned()),
            note: Some("the bias changes its sign along the coordinate".to_owned()),
            ..finding(Claim::Theorem7, "exponent of bias in n", 0.0, -1.0)
        },
    ];
    report_of(findings)
}

fn report_of(findings: Vec<Finding>) -> Report {
    Report {
        format_version: 1,
        version: "0",
        verdict: Some(Verdict::Contradicted),
        confidence: Confidence {
            false_alarm: 0.01,
            comparisons: findings.len(),
            looks: 3,
            level: 0.9999,
        },
        trials: Vec::new(),
        experiments: vec![ExperimentReport {
            name: "rate-in-n".to_owned(),
            question: "?".to_owned(),
            profile: Profile::Quick,
            seed: 1,
            hash: String::new(),
            verdict: Some(Verdict::Contradicted),
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
      measured quantity                        of                               measured        predicted  verdict         figure     experiment
    ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
    definition-1: the median obeys its exact worst-case law
      mean error under the worst adversary     median-gd, α=0.1     0.020 [0.015, 0.025]              ≥ 0  ✓ consistent    -          rate-in-n
      minus own, paired

    theorem-1: median GD errs by O(α/√n + 1/√(nm) + 1/n)
      exponent of rms in n                     2 comparisons             -0.500 … -0.496   -0.500 ± 0.020  ✓ consistent    rate-in-n  rate-in-n
      largest error over its bound             2 comparisons               0.004 … 0.010  ≤ 0.094 … 0.187  ✓ consistent    bounds     rate-in-n
          The printed factor (1 + Δ/(2L_F)) has the wrong dimension; the proof's form 16·D₀Δ + Δ²/(2L_F) is what is compared to here, at the
          theorem's own number of rounds.

    theorem-4: trimmed-mean GD errs by O(β/√n + 1/√(nm))
      exponent of rms in m                     median-gd, α=0.1  -0.300 [-0.305, -0.295]   -0.500 ± 0.020  ✗ contradicted  rate-in-n  rate-in-n
          a note

    theorem-7: the one-round median errs by O(α/√n + 1/√(nm) + 1/n)
      exponent of bias in n                    median-gd, α=0.1                        -   -1.000 ± 0.020  ? inconclusive  rate-in-n  rate-in-n
          the bias changes its sign along the coordinate

    table-1: median needs 1/n, trimmed mean does not; the mean breaks
      bias·n/σ                                 median-gd, α=0.1  -0.331 [-0.336, -0.326]   -0.333 ± 0.020  ✓ consistent    rate-in-n  rate-in-n
    ");
}

#[test]
fn every_comparison() {
    insta::assert_snapshot!(shown(140, true), @r"
      measured quantity                         of                               measured       predicted  verdict         figure     experiment
    ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
    definition-1: the median obeys its exact worst-case law
      mean error under the worst adversary      median-gd, α=0.1     0.020 [0.015, 0.025]             ≥ 0  ✓ consistent    -          rate-in-n
      minus own, paired
          a note

    theorem-1: median GD errs by O(α/√n + 1/√(nm) + 1/n)
      exponent of rms in n                      median-gd, α=0.1  -0.500 [-0.505, -0.495]  -0.500 ± 0.020  ✓ consistent    rate-in-n  rate-in-n
          a note
      exponent of rms in n                      median-gd, α=0    -0.496 [-0.501, -0.491]  -0.500 ± 0.020  ✓ consistent    rate-in-n  rate-in-n
          a note
      largest error over its bound              median-gd, α=0.1     0.010 [0.005, 0.015]         ≤ 0.187  ✓ consistent    bounds     rate-in-n
          The printed factor (1 + Δ/(2L_F)) has the wrong dimension; the proof's form 16·D₀Δ + Δ²/(2L_F) is what is compared to here, at the
          theorem's own number of rounds.
          a note
      largest error over its bound              median-gd, α=0.1    0.004 [-0.001, 0.009]         ≤ 0.094  ✓ consistent    bounds     rate-in-n
          The printed factor (1 + Δ/(2L_F)) has the wrong dimension; the proof's form 16·D₀Δ + Δ²/(2L_F) is what is compared to here, at the
          theorem's own number of rounds.
          a note

    theorem-4: trimmed-mean GD errs by O(β/√n + 1/√(nm))
      exponent of rms in m                      median-gd, α=0.1  -0.300 [-0.305, -0.295]  -0.500 ± 0.020  ✗ contradicted  rate-in-n  rate-in-n
          a note

    theorem-7: the one-round median errs by O(α/√n + 1/√(nm) + 1/n)
      exponent of bias in n                     median-gd, α=0.1                        -  -1.000 ± 0.020  ? inconclusive  rate-in-n  rate-in-n
          the bias changes its sign along the coordinate
          the theorem is silent in 1 of 2 cells: no room

    table-1: median needs 1/n, trimmed mean does not; the mean breaks
      bias·n/σ                                  median-gd, α=0.1  -0.331 [-0.336, -0.326]  -0.333 ± 0.020  ✓ consistent    rate-in-n  rate-in-n
          a note
    ");
}

#[test]
fn paragraphs() {
    insta::assert_snapshot!(shown(80, false), @r"
    definition-1: the median obeys its exact worst-case law
      ✓ consistent: mean error under the worst adversary minus own, paired
        median-gd, α=0.1
        measured 0.020 [0.015, 0.025]; predicted ≥ 0
        experiment rate-in-n

    theorem-1: median GD errs by O(α/√n + 1/√(nm) + 1/n)
      ✓ consistent: exponent of rms in n
        2 comparisons
        measured -0.500 … -0.496; predicted -0.500 ± 0.020
        figure rate-in-n, experiment rate-in-n
      ✓ consistent: largest error over its bound
        2 comparisons
        measured 0.004 … 0.010; predicted ≤ 0.094 … 0.187
        figure bounds, experiment rate-in-n
        The printed factor (1 + Δ/(2L_F)) has the wrong dimension; the proof's form
        16·D₀Δ + Δ²/(2L_F) is what is compared to here, at the theorem's own number
        of rounds.

    theorem-4: trimmed-mean GD errs by O(β/√n + 1/√(nm))
      ✗ contradicted: exponent of rms in m
        median-gd, α=0.1
        measured -0.300 [-0.305, -0.295]; predicted -0.500 ± 0.020
        figure rate-in-n, experiment rate-in-n
        a note

    theorem-7: the one-round median errs by O(α/√n + 1/√(nm) + 1/n)
      ? inconclusive: exponent of bias in n
        median-gd, α=0.1
        measured -; predicted -1.000 ± 0.020
        figure rate-in-n, experiment rate-in-n
        the bias changes its sign along the coordinate

    table-1: median needs 1/n, trimmed mean does not; the mean breaks
      ✓ consistent: bias·n/σ
        median-gd, α=0.1
        measured -0.331 [-0.336, -0.326]; predicted -0.333 ± 0.020
        figure rate-in-n, experiment rate-in-n
    ");
}

#[test]
fn footer() {
    insta::assert_snapshot!(ledger_footer(&report(), 140), @r"
    6 consistent, 1 inconclusive, 1 contradicted of 8 comparisons.
    Contradicted: theorem-4: exponent of rms in m, median-gd, α=0.1 (rate-in-n)
    Intervals hold together: a run contradicts a true claim with probability at most 1 %.
    A quantity that is off would be contradicted with probability at least 95.3 % (exponent, off by 0.1).
    ");
}

#[test]
fn what_most_of_the_paper_has_and_a_claim_has_not() {
    let findings = Claim::ALL
        .into_iter()
        .filter(|claim| *claim != Claim::Observation1)
        .map(|claim| finding(claim, "exponent of rms in n", -0.5, -0.5));
    let footer = ledger_footer(&report_of(findings.collect()), 140);
    assert!(footer.contains("\nNot tested: observation-1.\n"), "{footer}");
}

#[test]
fn the_judge_on_trial() {
    let trial = |kind, deviation, false_contradictions, seen| JudgeTrial {
        kind,
        trials: 200,
        level: 0.99,
        false_contradictions,
        deviation,
        seen,
    };
    let trials = vec![
        trial("exponent", "exponent off by 0.1", 1, 200),
        trial("terms", "a coefficient off by a half", 2, 197),
    ];
    let footer = ledger_footer(&report_of(Vec::new()).with_trials(trials), 80);
    insta::assert_snapshot!(footer, @r"
    0 consistent, 0 inconclusive, 0 contradicted of 0 comparisons.
    Intervals hold together: a run contradicts a true claim with probability at
      most 1 %.
    The judge on trial: of 200 claims that barely hold, how many it contradicted
      at 99 % confidence, and of 200 that do not, how many at the run's: exponent 1
      and 200, terms 2 and 197.
    ");
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

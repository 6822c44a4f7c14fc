//! Definition 5 at several λ: what a run measures of the log-moment-generating function, against what it is.

use byzrate::claim::{Campaign, Study};
use byzrate::experiment::{Catalog, Engine, Overrides};
use byzrate::problem::{ExponentialMean, Problem};
use byzrate::spec::Document;
use byzrate::store::Journal;

/// log E e^{λx} over λ²v²/2 at λ = ±rate/v, the larger, of samples of a mean; the standard errors are below 0.02.
fn measured(problem: &str, rate: &str) -> Result<f64, String> {
    let spec = format!(
        r#"
        name = "rates"
        measures = ["coordinate-exponential", "coordinate-exponential-minus", "exponential-quarter",
            "exponential-quarter-minus", "exponential-tail", "exponential-tail-minus"]
        [[problem]]
        name = "{problem}"
        [[grid]]
        n = [1]
        m = [500]
        alpha = [0.0]
        dim = [2]
        [[estimator]]
        algorithm = "probe"
        at = "start"
        aggregator = "mean"
        [[adversary]]
        name = "none"
        [replicates]
        response = "coordinate-exponential"
        quick = {{ batch = 600, maximum = 600, relative_error = 0.05 }}
        [[check]]
        claim = "definition-5"
        kind = "constant"
        {rate}
    "#
    );
    let study = Study::decode(Document::new("spec", spec), &Catalog::default(), &Overrides::default())
        .map_err(|error| error.to_string())?;
    let journal = Journal::in_memory().expect("a journal");
    let judged = Campaign { studies: vec![study] }
        .run_all(&Engine::new(&journal))
        .expect("drawn");
    let measured = judged[0].findings[0].measured.expect("measured");
    Ok(measured.value)
}

#[test]
fn normal_values_attain_it_at_every_rate() {
    for rate in ["", "rate = 0.25", "rate = 0.5", "rate = 0.9"] {
        let got = measured("gaussian-mean", rate).expect("a valid spec");
        assert!((got - 1.0).abs() < 0.06, "{rate}: {got}");
    }
}

/// −λ − log(1 − λ) of exponential values, of which the positive side is the larger.
#[test]
fn exponential_values_stay_below_as_their_law_says() {
    let v = ExponentialMean::new(1, 1.0, None)
        .expect("valid")
        .constants()
        .sub_exponential
        .expect("known");
    for (rate, key) in [(0.25, "rate = 0.25"), (0.5, "")] {
        let lambda: f64 = rate / v;
        let exact = (-lambda - libm::log1p(-lambda)) / (0.5 * rate * rate);
        let got = measured("exponential-mean", key).expect("a valid spec");
        assert!((got - exact).abs() < 0.05, "{key}: {got} against {exact}");
    }
}

#[test]
fn another_rate_is_refused() {
    let refused = measured("gaussian-mean", "rate = 0.7").expect_err("not probed");
    assert!(
        refused.contains("rate 0.7 is not probed; known: 0.25, 0.5, 0.9"),
        "{refused}"
    );
}

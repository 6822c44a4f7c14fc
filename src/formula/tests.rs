use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

const KNOWN: [&str; 4] = ["n", "m", "alpha", "sigma"];
const VALUES: [f64; 4] = [100.0, 25.0, 0.1, 2.0];

fn value(text: &str) -> f64 {
    let formula = Formula::parse(text, &KNOWN).unwrap_or_else(|error| panic!("{text}: {error}"));
    formula.value(|variable| VALUES[variable])
}

fn refused(text: &str) -> (String, std::ops::Range<usize>) {
    let error = Formula::parse(text, &KNOWN).expect_err(text);
    (error.to_string(), error.span)
}

#[test]
fn formulas_mean_what_people_write() {
    for (text, expected) in [
        ("1 + 2*3", 7.0),
        ("8/4/2", 1.0),
        ("8-4-2", 2.0),
        ("2*-3", -6.0),
        ("6/-3", -2.0),
        ("6/-3^2", -6.0 / 9.0),
        ("-3^2", -9.0),
        ("(-3)^2", 9.0),
        ("2^-1", 0.5),
        ("2^-(1+1)", 0.25),
        ("1 - -1", 2.0),
        ("--2", 2.0),
        ("+2", 2.0),
        ("exp(-m^2/625)", libm::exp(-1.0)),
        ("1.5e2*n^.5", 1500.0),
        ("1e-3*n", 0.1),
        ("pi*1.", std::f64::consts::PI),
        ("log(n)+ln(n)", 2.0 * libm::log(100.0)),
        ("min(1, max(2, 3), 4) + 4", 5.0),
        ("max(min(n,m),(1+2))*2", 50.0),
        ("abs(m-n)+floor(2.5)+ceil(2.5)", 80.0),
        ("n > m && m >= 25", 1.0),
        ("n < m || alpha == 0.1 && m != 25", 0.0),
        ("(n < m || alpha == .1) && m <= 25", 1.0),
        ("sigma*(m > 20)", 2.0),
        ("sqrt(sqrt(sqrt((n))))", 100f64.sqrt().sqrt().sqrt()),
    ] {
        assert_eq!(value(text).to_bits(), expected.to_bits(), "{text}: {}", value(text));
    }
    assert!(value("min(1, 0/0)").is_nan() && value("max(0/0, 1)").is_nan());
    assert_eq!(value("1/(n-100)"), f64::INFINITY);
}

#[test]
fn conditions_are_told_from_numbers() {
    let is_condition = |text| Formula::parse(text, &KNOWN).expect(text).is_condition();
    for text in [
        "m >= 20",
        "(m >= 20)",
        "((n<m))",
        "(n>m)&&(m>2)",
        "n+1 > m",
        "n > m+1",
        "(n>m)||m==1",
    ] {
        assert!(is_condition(text), "{text}");
    }
    for text in [
        "m",
        "sigma*(m>20)",
        "(m>20)*sigma",
        "(m>2)+(n>2)",
        "min(n, (m>2))",
        "abs((m>2))",
    ] {
        assert!(!is_condition(text), "{text}");
    }
}

#[test]
fn what_is_wrong_is_said_at_its_place() {
    for (text, says, span) in [
        ("", "the formula is empty", 0..0),
        ("  ", "the formula is empty", 0..2),
        (
            "2*sigm/n",
            "unknown name \"sigm\"; did you mean sigma? Known: n, m",
            2..6,
        ),
        ("N+1", "unknown name \"N\"; did you mean n?", 0..1),
        ("2n", "expected an operator, found n", 1..2),
        ("n m", "expected an operator, found m", 2..3),
        ("n(2)", "expected an operator, found (", 1..2),
        ("2+", "expected a number, a name or a parenthesis, found the end", 1..2),
        ("2+*3", "expected a number, a name or a parenthesis, found *", 2..3),
        ("()", "expected a number, a name or a parenthesis, found )", 1..2),
        ("(1+2", "this parenthesis is never closed", 0..1),
        ("1+2)", "expected an operator, found )", 3..4),
        (
            "sqrt n",
            "expected a parenthesis after it, found sqrt without one",
            0..4,
        ),
        ("sqrt(1,2)", "expected an operator, found ,", 6..7),
        ("max(1)", "max takes two numbers or more", 5..6),
        ("max(1,)", "expected a number, a name or a parenthesis, found )", 6..7),
        (
            "2^3^2",
            "^ stands twice in a row: say with parentheses which comes first",
            3..4,
        ),
        ("2^-n^2", "^ stands twice in a row", 4..5),
        ("1 < n < 5", "a second comparison in a row: join two with &&", 6..7),
        ("n = 5", "\"=\" is not allowed in a formula: write ==", 2..3),
        ("n**2", "\"**\" is not allowed in a formula: write ^", 1..3),
        ("2·σ", "\"·\" is not allowed in a formula: write *", 1..3),
        ("n & m", "write &&", 2..3),
        ("n > 1 and m > 1", "\"and\" is not allowed in a formula: write &&", 6..9),
        ("n; m", "';' is not allowed in a formula", 1..2),
        ("1e400", "1e400 is not a finite number", 0..5),
        (".", "'.' is not allowed in a formula", 0..1),
    ] {
        let (message, place) = refused(text);
        assert!(message.contains(says), "{text}: {message}");
        assert_eq!(place, span, "{text}");
    }
}

/// What would take long to read or to evaluate, or overflow the stack, is refused at once.
#[test]
fn bombs_do_not_go_off() {
    let begun = Instant::now();
    let nested = |depth: usize| format!("{}1{}", "(".repeat(depth), ")".repeat(depth));
    assert_eq!(value(&nested(30)), 1.0);
    for (text, says) in [
        (nested(31), "more than 30 parentheses"),
        ("sqrt(".repeat(40) + "1" + &")".repeat(40), "more than 30 parentheses"),
        (nested(1000), "2001 characters, more than 1000"),
        ("(".repeat(1_000_000), "1000000 characters"),
        ("1+".repeat(5000), "10000 characters, more than 1000"),
        (
            "1+".repeat(150) + "1",
            "more than 200 names, numbers, operators and parentheses",
        ),
        ("-".repeat(300) + "1", "more than 200 names"),
        ("9^9^9^9^9^9".to_owned(), "^ stands twice"),
    ] {
        let (message, _) = refused(&text);
        assert!(message.contains(says), "{message}");
    }
    assert_eq!(value(&("9^(".repeat(20) + "9" + &")".repeat(20))), f64::INFINITY);
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
}

/// A formula, and what it is worth.
#[derive(Clone, Debug)]
struct Random {
    text: String,
    value: f64,
    level: u8,
}

impl Random {
    /// With parentheses where it binds less tightly than `level`, and now and then where it does not.
    fn at(&self, level: u8, wrapped: bool) -> String {
        if wrapped || self.level < level {
            format!("({})", self.text)
        } else {
            self.text.clone()
        }
    }
}

fn random() -> impl Strategy<Value = Random> {
    let leaf = prop_oneof![
        (0usize..4).prop_map(|variable| Random {
            text: KNOWN[variable].to_owned(),
            value: VALUES[variable],
            level: 9,
        }),
        (0.01f64..20.0).prop_map(|value| Random {
            text: format!("{value:?}"),
            value,
            level: 9,
        }),
        (1u32..9).prop_map(|value| Random {
            text: format!("{value}e-2"),
            value: format!("{value}e-2").parse().expect("a number"),
            level: 9,
        }),
    ];
    leaf.prop_recursive(4, 32, 2, |inner| {
        (inner.clone(), inner, 0usize..14, any::<bool>()).prop_map(|(a, b, which, wrapped)| {
            let binary = |sign: &str, level: u8, value: f64| Random {
                // From left to right: what stands on the right must bind more tightly.
                text: format!("{}{sign}{}", a.at(level, wrapped), b.at(level + 1, false)),
                value,
                level,
            };
            let function = |name: &str, value: f64| Random {
                text: format!("{name}({})", a.text),
                value,
                level: 9,
            };
            let truth = |holds: bool| f64::from(u8::from(holds));
            let (x, y) = (a.value, b.value);
            match which {
                0 => binary("+", 4, x + y),
                1 => binary(" - ", 4, x - y),
                2 => binary("*", 5, x * y),
                3 => binary(" / ", 5, x / y),
                4 => Random {
                    text: format!("{}^{}", a.at(8, wrapped), b.at(8, false)),
                    value: libm::pow(x, y),
                    level: 7,
                },
                5 => function("sqrt", x.sqrt()),
                6 => function("exp", libm::exp(x)),
                7 => function("log", libm::log(x)),
                8 => function("abs", x.abs()),
                9 if !x.is_nan() && !y.is_nan() => Random {
                    text: format!("max({}, {})", a.text, b.text),
                    value: x.max(y),
                    level: 9,
                },
                10 if !x.is_nan() && !y.is_nan() => Random {
                    text: format!("min({},{})", a.text, b.text),
                    value: x.min(y),
                    level: 9,
                },
                // A minus binds less tightly than a power, and as tightly as a product.
                11 => Random {
                    text: format!("-{}", a.at(7, wrapped)),
                    value: -x,
                    level: 5,
                },
                12 => Random {
                    text: format!("({} < {})", a.at(4, wrapped), b.at(4, false)),
                    value: truth(x < y),
                    level: 9,
                },
                _ => Random {
                    text: format!(
                        "({} >= {} || {} == 1)",
                        a.at(4, false),
                        b.at(4, false),
                        a.at(4, wrapped)
                    ),
                    value: truth(x >= y || x == 1.0),
                    level: 9,
                },
            }
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// To the last bit what the same expression is in Rust.
    #[test]
    fn the_value_is_that_of_the_expression(random in random()) {
        prop_assume!(random.text.len() <= 1000);
        let Ok(formula) = Formula::parse(&random.text, &KNOWN) else {
            let (message, _) = refused(&random.text);
            prop_assume!(!message.contains("more than"));
            return Err(TestCaseError::fail(format!("{}: {message}", random.text)));
        };
        let found = formula.value(|variable| VALUES[variable]);
        let same = found == random.value || (found.is_nan() && random.value.is_nan());
        prop_assert!(same, "{}: {found} is not {}", random.text, random.value);
    }

    /// Nothing makes it panic.
    #[test]
    fn any_text_is_read_or_refused(text in "[-+*/^()<>=&|, .0-9a-z#{}~σ]{0,40}") {
        if let Ok(formula) = Formula::parse(&text, &KNOWN) {
            let _ = formula.value(|variable| VALUES[variable]);
        }
    }
}

/// A spec that is drawn in a moment and uses every kind of table.
pub const SPEC: &str = r#"name = "tiny"
question = "How fast does the error fall?"
seed = 7

[[problem]]
name = "gaussian-mean"
sigma = 1.0

[[grid]]
n = [10, 20, 40]
m = [20]
alpha = [0.1]
dim = [1]

[[estimator]]
algorithm = "gradient-descent"
aggregator = "median"
rounds = 2

[[estimator]]
algorithm = "gradient-descent"
aggregator = "trimmed-mean"
beta = 0.1
rounds = 2
step = 1.0

[[adversary]]
name = "plus-infinity"

[[adversary]]
name = "constant-shift"
size = 3.0

[replicates]
quick = { batch = 80, maximum = 240, relative_error = 0.0 }

[[check]]
claim = "theorem-1"
kind = "exponent"
along = "n"
expected = -0.5
margin = 5.0
estimators = ["median-gd"]
adversaries = ["plus-infinity"]

[[figure]]
finding = "The error falls with the square root of n"
x = "n"
y = "rms"
rate = "median"
"#;

/// A spec that takes long enough to be killed in the middle: many small batches in several cells.
pub const SPEC_LONG: &str = r#"name = "long"
question = "Does it survive?"
seed = 11

[[problem]]
name = "exponential-mean"

[[grid]]
n = [10, 20, 40]
m = [40]
alpha = [0.1]
dim = [10]

[[estimator]]
aggregator = "median"
rounds = 5

[[estimator]]
algorithm = "one-round"
aggregator = "median"

[[adversary]]
name = "omniscient-sign"

[replicates]
quick = { batch = 100, maximum = 1500, relative_error = 0.0 }

[[check]]
claim = "theorem-1"
kind = "exponent"
along = "n"
expected = -0.5
margin = 5.0

[[figure]]
finding = "It survives"
x = "n"
"#;

import sys
from types import SimpleNamespace

import numpy as np
import pytest

import byzrate

N, M, D = 100, 21, 5

SPEC = f"""
name = "own-problem"
question = "Does a problem of Python have the errors of the same of the catalog?"
problem = [{{ name = "PROBLEM" }}]
grid = [{{ n = [{N}], m = [{M}], alpha = [0.1], dim = [{D}] }}]
estimator = [
    {{ algorithm = "one-round", aggregator = "median" }},
    {{ aggregator = "trimmed-mean", beta = 0.2, rounds = 12, step = 0.5 }},
]
adversary = [{{ name = "plus-infinity" }}]
replicates = {{ quick = {{ batch = 400, maximum = 400 }} }}
"""


def spec(problem):
    return SPEC.replace("PROBLEM", problem)


def errors(result):
    return [result.select(estimator=estimator) for estimator in result.labels["estimator"]]


def mean(draw, **declared):
    return byzrate.Problem(
        draw,
        lambda data, w: w - data,
        minimiser=lambda data: data,
        **{"optimum": np.zeros(D), "domain": (np.zeros(D), 10 * np.sqrt(D)), "noise": 1.0, **declared},
    )


def draw_mean(seed, n, m):
    return np.random.default_rng(seed).normal(size=(m, n, D)).mean(axis=1)


def same_law(one, other):
    """Whether two samples may have one law, by Kolmogorov and Smirnov: no in one case of 10 000 where they have."""
    values = np.concatenate([one, other])
    shares = [np.searchsorted(np.sort(sample), values, side="right") / len(sample) for sample in (one, other)]
    critical = np.sqrt(-0.5 * np.log(1e-4 / 2)) * np.sqrt(1 / len(one) + 1 / len(other))
    return np.max(np.abs(shares[0] - shares[1])) < critical


def test_on_the_same_data_it_has_the_same_errors_bit_for_bit():
    seen = []

    def spy(x):
        seen.append(x.copy())
        return np.median(x, axis=0)

    # Nobody is Byzantine, so that what the rule gets is the data.
    honest = spec("gaussian-mean").replace("alpha = [0.1]", "alpha = [0.0]")
    first, second = honest.index("    { aggregator"), honest.index("]\nadversary")
    byzrate.run(honest[:first].replace('"median"', '"spy"') + honest[second:], rules={"spy": spy})
    data = iter(seen)
    own = byzrate.run(honest.replace("gaussian-mean", "mine"), problems={"mine": mean(lambda seed, n, m: next(data))})
    # The order of replicates is nobody's promise, but every one is there.
    for mine, rust in zip(errors(own), errors(byzrate.run(honest))):
        assert len(mine) == 400 and np.array_equal(np.sort(mine), np.sort(rust))


@pytest.mark.parametrize("noise, same", [(1.0, True), (1.3, False)])
def test_a_gaussian_mean_has_the_law_of_the_catalogs(noise, same):
    problem = mean(lambda seed, n, m: noise * draw_mean(seed, n, m))
    own = byzrate.run(spec("mine"), problems={"mine": problem})
    for mine, rust in zip(errors(own), errors(byzrate.run(spec("gaussian-mean")))):
        assert same_law(mine, rust) == same


class Regression:
    """Least squares with standard normal features, and what a class has is what is declared."""

    optimum = np.ones(D) / np.sqrt(D)
    domain = (optimum, 1.0)
    noise = 1.0
    constants = {"strong_convexity": 1.0, "smoothness": 1.0}

    def draw(self, seed, n, m):
        generator = np.random.default_rng(seed)
        x = generator.normal(size=(m, n, D))
        return x, x @ self.optimum + generator.normal(size=(m, n))

    def gradient(self, data, w):
        x, y = data
        return np.einsum("mnd,mn->md", x, x @ w - y) / x.shape[1]

    def minimiser(self, data):
        x, y = data
        return np.stack([np.linalg.lstsq(x, y, rcond=None)[0] for x, y in zip(x, y)])


@pytest.mark.parametrize("wrong", [False, True])
def test_a_linear_regression_has_the_law_of_the_catalogs(wrong):
    class Wrong(Regression):
        def draw(self, seed, n, m):
            return super().draw(seed, n // 2, m)

    own = byzrate.run(spec("mine"), problems={"mine": Wrong() if wrong else Regression()})
    for mine, rust in zip(errors(own), errors(byzrate.run(spec("gaussian-design")))):
        assert same_law(mine, rust) != wrong


def test_replicates_depend_on_their_seeds_alone():
    seeds = []

    def draw(seed, n, m):
        seeds.append((seed, n, m))
        return draw_mean(seed, n, m)

    one, two = (byzrate.run(spec("mine"), problems={"mine": mean(draw)}, threads=threads) for threads in (1, 2))
    assert one.json == two.json
    assert len(set(seeds)) == 400 and set(seeds) == set(seeds[400:]) and {seed[1:] for seed in seeds} == {(N, M)}
    other = byzrate.run(spec("mine"), problems={"mine": mean(draw)}, seed=2)
    assert not np.array_equal(errors(one)[0], errors(other)[0])


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize(
    "attribute, value, kind, reason",
    [
        ("draw", lambda seed, n, m: 1 / 0, ZeroDivisionError, "division"),
        ("draw", lambda seed: None, TypeError, "argument"),
        ("gradient", lambda data, w: w, byzrate.Error, "what gradient of problem mine gave has shape (5,) and not (21, 5)"),
        ("gradient", lambda data, w: None, byzrate.Error, "what gradient of problem mine gave is None"),
        ("gradient", lambda data, w: np.full((M, D), np.nan), byzrate.Error, "gradient of problem mine gave has a NaN"),
        ("gradient", lambda data, w: {}["missing"], KeyError, "missing"),
        ("minimiser", lambda data: data[0], byzrate.Error, "what minimiser of problem mine gave has shape (5,)"),
        ("minimiser", lambda data: np.full((M, D), np.inf), byzrate.Error, "minimiser of problem mine gave has a inf"),
        ("minimiser", lambda data: data * 1j, byzrate.Error, "complex128"),
    ],
)
def test_what_goes_wrong_arrives_as_itself(attribute, value, kind, reason, threads):
    good = mean(draw_mean)
    keys = ("draw", "gradient", "minimiser", "optimum", "domain", "noise")
    bad = SimpleNamespace(**{**{key: getattr(good, key) for key in keys}, attribute: value})
    with pytest.raises(kind) as raised:
        byzrate.run(spec("mine"), problems={"mine": bad}, threads=threads)
    assert reason in str(raised.value)
    if sys.version_info >= (3, 11):
        told = f"{attribute} of problem mine was called"
        assert any(told in note and "m = 21" in note and "replicate" in note and "seed" in note for note in raised.value.__notes__)
    byzrate.run(spec("mine"), problems={"mine": good})


@pytest.mark.parametrize(
    "declared, reason",
    [
        ({"noise": None}, "noise is missing"),
        ({"noise": -1.0}, "noise = -1"),
        ({"optimum": np.zeros((2, 2))}, "optimum of problem mine has shape (2, 2)"),
        ({"optimum": np.full(D, np.nan)}, "NaN"),
        ({"optimum": np.full(D, 11.0)}, "optimum is not in the domain"),
        ({"optimum": np.zeros(4), "domain": (np.zeros(4), 1.0)}, "the grid asks for dim = 5"),
        ({"domain": 3}, "domain is a pair"),
        ({"domain": (np.zeros(4), 1.0)}, "domain of problem mine has shape (4,)"),
        ({"start": np.full(D, 1e9)}, "start is not in the domain"),
        ({"constants": {"smothness": 1.0}}, "did you mean smoothness"),
        ({"constants": {"smoothness": 0.0}}, "smoothness = 0"),
        ({"optimum": np.zeros(10**5), "domain": (np.zeros(10**5), 1.0)}, "the grid asks for dim = 5"),
        ({"minimiser": 3}, "minimiser is no callable"),
    ],
)
def test_what_is_no_problem_is_refused(declared, reason):
    with pytest.raises(byzrate.Error) as raised:
        byzrate.run(spec("mine"), problems={"mine": mean_with(declared)})
    assert reason in str(raised.value)


def mean_with(declared):
    return SimpleNamespace(**{**vars(mean(draw_mean)), **declared})


@pytest.mark.parametrize(
    "declared, changed, reason",
    [
        ({"minimiser": None}, {}, "mine gives no local minimisers"),
        ({}, {", step = 0.5": ""}, "mine declares no smoothness"),
        ({}, {'rounds = 12, step = 0.5': 'rounds = "path"'}, "mine declares no smoothness"),
        ({"constants": {"smoothness": 1.0}}, {'rounds = 12, step = 0.5': 'rounds = "path"'}, "mine does not give the gradient"),
        ({}, {"adversary =": 'measures = ["excess"]\nadversary ='}, "the measure excess needs the loss F, which mine"),
        ({}, {"adversary =": 'measures = ["gradient-norm"]\nadversary ='}, "needs the gradient of F"),
    ],
)
def test_what_it_does_not_declare_is_not_guessed(declared, changed, reason):
    text = spec("mine")
    for old, new in changed.items():
        assert old in text
        text = text.replace(old, new)
    with pytest.raises(byzrate.Error) as raised:
        byzrate.run(text, problems={"mine": mean_with(declared)})
    assert reason in str(raised.value)


KNOWN = {
    "strong_convexity": 1.0,
    "smoothness": 1.0,
    "coordinate_lipschitz": 1.0,
    "gradient_deviation": np.sqrt(D),
    "absolute_skewness": 1.6,
}


NAMED = {
    "strong_convexity": "strong convexity constant λ_F",
    "smoothness": "smoothness L_F",
    "coordinate_lipschitz": "Lipschitz constant L_k",
    "gradient_deviation": "deviation of the gradient V",
    "absolute_skewness": "absolute skewness S",
}


@pytest.mark.parametrize("lacking", [None, *KNOWN])
def test_a_theorem_says_which_constant_it_lacks(lacking):
    text = spec("mine").replace("n = [100], m = [21]", "n = [10000, 20000, 40000], m = [2000]").replace("0.1]", "0.01]")
    text = text.replace('"trimmed-mean", beta = 0.2', '"median"').replace("maximum = 400", "maximum = 20").replace("batch = 400", "batch = 20")
    text += 'check = [{ claim = "theorem-1", kind = "exponent", along = "n", expected = -0.5, margin = 0.5 }]\n'
    constants = {key: value for key, value in KNOWN.items() if key != lacking}

    def draw(seed, n, m):
        return np.random.default_rng(seed).normal(size=(m, D)) / np.sqrt(n)

    result = byzrate.run(text, problems={"mine": mean(draw, constants=constants, sufficient=True)})
    silent = [finding for finding in result.findings if "silent in 3 of 3 cells" in str(finding)]
    assert len(result.findings) == 1 and bool(silent) == (lacking is not None)
    if lacking is not None:
        assert f"no finite {NAMED[lacking]} is known" in str(silent)


def test_loss_and_gradient_are_measured():
    problem = mean(draw_mean, loss=lambda w: 0.5 * float(w @ w), population_gradient=lambda w: w)
    text = spec("PROBLEM").replace("adversary =", 'measures = ["excess", "gradient-norm"]\nadversary =')
    own = byzrate.run(text.replace("PROBLEM", "mine"), problems={"mine": problem})
    excess, error = (own.select(measure, estimator=own.labels["estimator"][0]) for measure in ("excess", "error"))
    assert np.allclose(excess, 0.5 * error**2)
    for loss, reason in [(lambda w: "text", "is no number"), (lambda w: np.nan, "NaN")]:
        with pytest.raises(byzrate.Error, match=reason):
            byzrate.run(text.replace("PROBLEM", "mine"), problems={"mine": mean_with({**vars(problem), "loss": loss})})


def test_it_is_stored_only_under_a_version(tmp_path):
    calls = []

    def counted(seed, n, m):
        calls.append(seed)
        return draw_mean(seed, n, m)

    with pytest.raises(byzrate.Error, match="problems.*version"):
        byzrate.run(spec("mine"), problems={"mine": mean(counted)}, store=tmp_path)
    assert not calls
    first = byzrate.run(spec("mine"), problems={"mine": mean(counted, version="1")}, store=tmp_path)
    again = byzrate.run(spec("mine"), problems={"mine": mean(counted, version="1")}, store=tmp_path)
    assert len(calls) == 400 and again.json == first.json
    assert byzrate.report(tmp_path, problems={"mine": mean(counted, version="1")}).json == first.json
    assert len(calls) == 400
    # Another version draws anew, and so does what starts elsewhere.
    byzrate.run(spec("mine"), problems={"mine": mean(counted, version="2")}, store=tmp_path)
    assert len(calls) == 800
    byzrate.run(spec("mine"), problems={"mine": mean(counted, version="1", start=np.ones(D))}, store=tmp_path)
    assert len(calls) == 1200
    with pytest.raises(byzrate.Error, match="catalog"):
        byzrate.run(spec("gaussian-mean"), problems={"gaussian-mean": mean(draw_mean)})

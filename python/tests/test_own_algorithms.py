import sys

import numpy as np
import pytest

import byzrate

SPEC = """
name = "own-algorithm"
question = "Does an algorithm of Python do what the same of the catalog does?"
problem = [{ name = "gaussian-design", condition = 5 }]
grid = [{ n = [100], m = [21], alpha = [0.1], dim = [5] }]
estimator = [{ ALGORITHM, aggregator = "median" }]
adversary = [{ name = "sign-flip" }, { name = "alie" }, { name = "omniscient-sign" }]
replicates = { quick = { batch = 50, maximum = 100 } }
"""


def spec(algorithm):
    return SPEC.replace("ALGORITHM", algorithm)


MINE = spec('algorithm = "mine"')
GRADIENT_DESCENT = spec('algorithm = "gradient-descent", rounds = 7, step = 0.5')


def descent(parties):
    w = parties.start
    for _ in range(7):
        w = parties.project(w - 0.5 * parties.aggregate(parties.gradients(w, step=0.5)))
    return w


def columns(result):
    return [result.columns[name] for name in ("error", "signed_error")]


@pytest.mark.parametrize("threads", [1, 2])
def test_gradient_descent_has_the_bits_of_the_catalogs(threads):
    own, rust = byzrate.run(MINE, algorithms={"mine": descent}, threads=threads), byzrate.run(GRADIENT_DESCENT)
    assert len(own.columns["error"]) == len(rust.columns["error"]) >= 150
    for mine, theirs in zip(columns(own), columns(rust)):
        assert np.array_equal(mine, theirs)
    # And what it costs is counted as it is used.
    assert set(own.columns["rounds"]) == {7} and set(own.columns["floats_sent"]) == {35}


def test_another_step_is_another_result():
    def longer(parties):
        w = parties.start
        for _ in range(7):
            w = parties.project(w - 0.6 * parties.aggregate(parties.gradients(w, step=0.5)))
        return w

    own, rust = byzrate.run(MINE, algorithms={"mine": longer}), byzrate.run(GRADIENT_DESCENT)
    assert not np.array_equal(columns(own)[0], columns(rust)[0])


def test_its_own_median_of_what_the_master_receives():
    def own(parties):
        w = parties.start
        for _ in range(7):
            messages = parties.gradients(w, step=0.5)
            assert messages.shape == (21, 5)
            w = parties.project(w - 0.5 * np.median(messages, axis=0))
        return w

    mine, rust = byzrate.run(MINE, algorithms={"mine": own}), byzrate.run(GRADIENT_DESCENT)
    assert np.array_equal(columns(mine)[0], columns(rust)[0])


def test_one_round_has_the_bits_of_the_catalogs():
    def one_round(parties):
        return parties.aggregate(parties.minimisers())

    mine = byzrate.run(MINE, algorithms={"mine": one_round})
    rust = byzrate.run(spec('algorithm = "one-round"'))
    assert np.array_equal(columns(mine)[0], columns(rust)[0])
    assert set(mine.columns["rounds"]) == {1} and set(mine.columns["floats_sent"]) == {5}


def test_it_meets_a_problem_a_rule_and_an_adversary_of_python():
    dim = 5
    problem = byzrate.Problem(
        lambda seed, n, m: np.random.default_rng(seed).normal(size=(m, dim)) / np.sqrt(n),
        lambda data, w: w - data,
        optimum=np.zeros(dim),
        domain=(np.zeros(dim), 9.0),
        noise=1.0,
    )
    parts = {
        "problems": {"own-problem": problem},
        "rules": {"own-rule": lambda x: np.median(x, axis=0)},
        "adversaries": {"own-adversary": lambda honest, b, seed: np.full((b, dim), np.inf)},
    }
    text = MINE.replace('"gaussian-design", condition = 5', '"own-problem"').replace('"median"', '"own-rule"').replace("alie", "own-adversary")
    own = byzrate.run(text, algorithms={"mine": descent}, **parts)
    rust = byzrate.run(text.replace('"mine"', '"gradient-descent", rounds = 7, step = 0.5'), **parts)
    assert np.array_equal(columns(own)[0], columns(rust)[0])


def test_what_it_sees():
    def look(parties):
        assert (parties.n, parties.m, parties.dim) == (100, 21, 5) and parties.smoothness == 1.0
        centre, radius = parties.domain
        assert np.isclose(np.linalg.norm(parties.start - centre), radius)
        start = parties.start
        start[:] = np.nan
        assert np.isfinite(parties.start).all()
        return parties.aggregate(np.tile(centre, (21, 1)))

    result = byzrate.run(MINE, algorithms={"mine": look})
    assert set(columns(result)[0]) == {0.0} and set(result.columns["rounds"]) == {0}


kept = []


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize(
    "algorithm, kind, reason",
    [
        (lambda parties: None, byzrate.Error, "what algorithm mine gave is None"),
        (lambda parties: np.zeros(4), byzrate.Error, "what algorithm mine gave has shape (4,) and not (5,)"),
        (lambda parties: 1 / 0, ZeroDivisionError, "division"),
        (lambda: None, TypeError, "argument"),
        (lambda parties: parties.gradients(np.zeros(4)), byzrate.Error, "w has shape (4,) and not (5,)"),
        (lambda parties: parties.aggregate(np.zeros((20, 5))), byzrate.Error, "x has shape (20, 5) and not (21, 5)"),
        (lambda parties: parties.gradients(parties.start, step=-1.0), byzrate.Error, "step"),
        (byzrate.Algorithm(descent, rounds=6), byzrate.Error, "declares rounds = 6"),
        (lambda parties: kept.append(parties) or (kept[0].start if len(kept) == 1 else kept[0].minimisers()), byzrate.Error, "is over"),
    ],
)
def test_what_goes_wrong_arrives_as_itself(algorithm, kind, reason, threads):
    kept.clear()
    with pytest.raises(kind) as raised:
        byzrate.run(MINE, algorithms={"mine": algorithm}, threads=threads)
    assert reason in str(raised.value)
    if sys.version_info >= (3, 11):
        assert any("algorithm mine was called" in note and "m = 21" in note and "replicate" in note for note in raised.value.__notes__)
    byzrate.run(MINE, algorithms={"mine": descent})


def test_what_the_rule_raises_arrives_too():
    with pytest.raises(LookupError, match="mine"):
        byzrate.run(MINE.replace('"median"', '"bad"'), algorithms={"mine": descent}, rules={"bad": bad})


def bad(x):
    raise LookupError("mine")


def test_an_estimate_that_is_no_number_is_lost():
    result = byzrate.run(MINE, algorithms={"mine": lambda parties: np.full(5, np.nan)})
    assert len(columns(result)[0]) > 0 and np.isinf(columns(result)[0]).all()


def test_it_is_stored_only_under_a_version(tmp_path):
    with pytest.raises(byzrate.Error, match="algorithms.*version"):
        byzrate.run(MINE, algorithms={"mine": descent}, store=tmp_path)
    own = byzrate.Algorithm(descent, version="1", rounds=7)
    assert (own.name, own.version, own.rounds, repr(own)) == ("descent", "1", 7, 'Algorithm(descent, version="1")')
    first = byzrate.run(MINE, algorithms={"mine": own}, store=tmp_path)
    assert byzrate.report(tmp_path, algorithms={"mine": own}).json == first.json
    with pytest.raises(byzrate.Error, match="catalog"):
        byzrate.run(GRADIENT_DESCENT, algorithms={"gradient-descent": descent})
    with pytest.raises(TypeError):
        byzrate.Algorithm(3)
    with pytest.raises(byzrate.Error):
        byzrate.Algorithm(descent, rounds=0)

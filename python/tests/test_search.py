import numpy as np
import pytest

import byzrate
from conftest import median


def test_attack_finds_on_a_rule_of_python_what_it_finds_on_the_same_of_the_catalog():
    asked = {"m": 21, "byzantine": 4, "budget": 18_000}
    # NumPy's median of a column with a NaN is NaN, and lost; the catalog's is not.
    assert byzrate.attack(median, **asked)["worst"]["adversary"] == "not-a-number"
    own = byzrate.attack(byzrate.Rule(lambda x: byzrate.aggregate(x, "median"), equivariant=True, pure=True), **asked)
    rust = byzrate.attack("median", **asked)
    assert own["worst"]["adversary"] == rust["worst"]["adversary"]
    assert own["worst"]["scored"] == rust["worst"]["scored"] > 0.15
    assert [one["chosen"] for one in own["attacks"]] == [one["chosen"] for one in rust["attacks"]]
    assert rust["exact_omniscient"] > rust["exact_one_sided"] > 0 and own["exact_one_sided"] is None
    assert own["messages"].shape == (21, 1)


def test_what_is_found_does_not_depend_on_threads():
    asked = {"m": 9, "byzantine": 2, "budget": 12_000, "dim": 2}
    one, two = (byzrate.attack("krum", threads=threads, **asked) for threads in (1, 2))
    assert one["attacks"] == two["attacks"]


def test_a_mean_is_lost():
    found = byzrate.attack("mean", m=7, byzantine=1, budget=18_000)
    assert found["worst"]["scored"] == np.inf


def test_kappa_of_the_median_is_found():
    found = byzrate.kappa("median", m=5, byzantine=1, budget=100_000, dim=1)
    assert found["exact"] == 1.0 and 0.9 < found["found"] <= 1 + 1e-9
    own = byzrate.kappa(median, m=5, byzantine=1, budget=5_000, dim=1)
    assert own["exact"] is None and own["found"] > 0.5 and own["messages"].shape == (5, 1)


@pytest.mark.parametrize(
    "call",
    [
        lambda: byzrate.attack("median", m=7, byzantine=0),
        lambda: byzrate.attack("median", m=7, byzantine=7),
        lambda: byzrate.attack("median", m=7, byzantine=1, budget=10),
        lambda: byzrate.attack("median", m=7, byzantine=1, n=0),
        lambda: byzrate.attack("median", m=7, byzantine=1, problem="nothing"),
        lambda: byzrate.attack("median", m=7, byzantine=1, keys={"nothing": 1}),
        lambda: byzrate.attack("median", m=7, byzantine=1, algorithm="nothing"),
        lambda: byzrate.attack("median", m=7, byzantine=1, threads=0),
        lambda: byzrate.kappa("median", m=7, byzantine=4),
        lambda: byzrate.kappa("median", m=7, byzantine=1, budget=1),
        lambda: byzrate.explain(0, 10, 0.1),
        lambda: byzrate.explain(100, 10, 0.5),
        lambda: byzrate.explain(100, 10, 0.1, nothing=1),
        lambda: byzrate.explain(100, 10, 0.1, target_error=-1.0),
    ],
)
def test_what_makes_no_sense_is_refused(call):
    with pytest.raises(byzrate.Error):
        call()


def test_corrupt(x):
    assert np.isposinf(byzrate.corrupt(x, "plus-infinity", byzantine=3)).all()
    flipped = byzrate.corrupt(x, "sign-flip", byzantine=3, size=2.0)
    assert flipped.shape == (3, 5) and np.allclose(flipped, -2 * x.mean(axis=0))
    for bad in ({"byzantine": 0}, {"byzantine": 1, "size": "x"}, {"byzantine": 1, "nothing": 1}, {"byzantine": 1, "sigma": -1.0}):
        with pytest.raises(byzrate.Error):
            byzrate.corrupt(x, "sign-flip", **bad)
    with pytest.raises(byzrate.Error, match="honest"):
        byzrate.corrupt([[np.nan]], "sign-flip", byzantine=1)


def test_explain_and_catalog():
    explained = byzrate.explain(100, 101, 0.1, dim=3, sigma=2.0)
    assert explained["m"] == 101
    assert {"aggregators", "transforms", "adversaries", "problems", "algorithms", "experiments"} == set(byzrate.catalog())
    assert "median" in byzrate.catalog()["aggregators"] and "rate-in-n" in byzrate.catalog()["experiments"]


def test_kappa_of_a_batched_rule_is_that_of_one_at_a_time():
    shapes = []

    def medians(x):
        shapes.append(x.shape)
        return np.median(x, axis=1)

    many = byzrate.kappa(byzrate.Rule(medians, name="mine", batched=True), m=7, byzantine=2, budget=4_800)
    one = byzrate.kappa(byzrate.Rule(lambda x: np.median(x, axis=0), name="mine"), m=7, byzantine=2, budget=4_800)
    rust = byzrate.kappa("median", m=7, byzantine=2, budget=4_800)
    for other in (one, rust):
        assert many["found"] == other["found"] and many["evaluations"] == other["evaluations"]
        assert np.array_equal(many["messages"], other["messages"])
    # All searches at once, and now and then one alone.
    assert max(shapes) == (48, 7, 2) and len(shapes) < 4_800 / 24
    with pytest.raises(byzrate.Error, match="for that replicate alone"):
        byzrate.kappa(byzrate.Rule(lambda x: np.median(x, axis=1) + len(x), batched=True), m=7, byzantine=2, budget=480)

import sys

import numpy as np
import pytest

import byzrate
from conftest import median


def far(honest, b, seed):
    return np.full((b, honest.shape[1]), np.inf)


@pytest.fixture
def attacked(spec):
    return spec.replace('"own"', '"trimmed-mean"\nbeta = 0.2').replace('"plus-infinity"', '"plus-infinity"\n[[adversary]]\nname = "mine"')


def test_it_does_what_the_same_of_the_catalog_does(attacked):
    result = byzrate.run(attacked, adversaries={"mine": far})
    for estimator in result.labels["estimator"]:
        own, rust = (result.select(estimator=estimator, adversary=name) for name in ("mine", "plus-infinity"))
        assert len(own) >= 200 and np.array_equal(own, rust)


def test_it_sees_honest_messages_and_a_seed_of_the_round(attacked):
    seen = []

    def noisy(honest, b, seed):
        seen.append((honest.shape, b, seed))
        sent = honest.mean(axis=0) + np.random.default_rng(seed).normal(size=(b, honest.shape[1]))
        honest[:] = 1e300
        return sent

    attacked = attacked.replace('algorithm = "one-round"\naggregator = "median"', 'aggregator = "median"\nrounds = 3')
    one, two = (byzrate.run(attacked, adversaries={"mine": noisy}, threads=threads) for threads in (1, 2))
    assert one.json == two.json
    assert {(shape, b) for shape, b, _ in seen} == {((19, 5), 2)}
    # Arms share the seed of a round, replicates and rounds do not.
    replicates = len(one.select(adversary="mine", estimator=one.labels["estimator"][0]))
    assert len({seed for _, _, seed in seen}) == 3 * replicates


@pytest.mark.parametrize(
    "adversary, kind, reason",
    [
        (lambda honest, b, seed: honest, byzrate.Error, "what adversary mine sent has shape (19, 5) and not (2, 5)"),
        (lambda honest, b, seed: None, byzrate.Error, "None"),
        (lambda honest, b, seed: np.ones((b, 5)) * 1j, byzrate.Error, "complex128"),
        (lambda honest, b, seed: 1 / 0, ZeroDivisionError, "division"),
        (lambda honest: honest, TypeError, "argument"),
    ],
)
def test_what_goes_wrong_arrives_as_itself(attacked, adversary, kind, reason):
    with pytest.raises(kind) as raised:
        byzrate.run(attacked, adversaries={"mine": adversary})
    assert reason in str(raised.value)
    if sys.version_info >= (3, 11):
        assert any("adversary mine was called" in note and "b = 2" in note for note in raised.value.__notes__)


def test_it_is_stored_only_under_a_version(attacked, tmp_path):
    with pytest.raises(byzrate.Error, match="adversaries.*version"):
        byzrate.run(attacked, adversaries={"mine": far}, store=tmp_path)
    own = byzrate.Adversary(far, version="1")
    assert repr(own) == 'Adversary(far, version="1")'
    first = byzrate.run(attacked, adversaries={"mine": own}, store=tmp_path)
    assert byzrate.report(tmp_path, adversaries={"mine": own}).json == first.json
    with pytest.raises(byzrate.Error, match="catalog"):
        byzrate.run(attacked, adversaries={"sign-flip": far})
    with pytest.raises(TypeError):
        byzrate.Adversary(3)


def test_it_meets_a_rule_of_python(spec):
    spec = spec.replace('"plus-infinity"', '"mine"')
    result = byzrate.run(spec, rules={"own": median}, adversaries={"mine": far})
    own, rust = (result.select(estimator=name) for name in result.labels["estimator"])
    assert np.array_equal(own, rust)


def test_corrupt(x):
    assert np.array_equal(byzrate.corrupt(x, far, byzantine=3), np.full((3, 5), np.inf))
    flipped = byzrate.corrupt(x, lambda honest, b, seed: np.tile(-honest.mean(axis=0), (b, 1)), byzantine=2)
    assert np.allclose(flipped, byzrate.corrupt(x, "sign-flip", byzantine=2, size=1.0))
    with pytest.raises(ZeroDivisionError):
        byzrate.corrupt(x, lambda honest, b, seed: 1 / 0, byzantine=2)

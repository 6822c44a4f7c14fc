import sys

import numpy as np
import pytest

import byzrate
from conftest import median


def test_it_has_the_errors_of_the_same_rule_bit_for_bit(spec):
    result = byzrate.run(spec, rules={"own": median})
    own = result.select(estimator=next(name for name in result.labels["estimator"] if "own" in name))
    rust = result.select(estimator=next(name for name in result.labels["estimator"] if "median" in name))
    assert len(own) >= 200 and np.array_equal(own, rust)


@pytest.mark.parametrize(
    "rule, kind, reason",
    [
        (lambda x: x, byzrate.Error, "shape (21, 5) and not (5,)"),
        (lambda x: x[0, :4], byzrate.Error, "shape (4,)"),
        (lambda x: None, byzrate.Error, "None"),
        (lambda x: "text", byzrate.Error, "U4"),
        (lambda x: [[1.0], [1.0, 2.0]], byzrate.Error, "what rule own gave"),
        (lambda x: x[0] + 1j, byzrate.Error, "complex128"),
        (lambda x: 1 / 0, ZeroDivisionError, "division"),
        (lambda x: {}["missing"], KeyError, "missing"),
        (lambda: None, TypeError, "argument"),
    ],
)
@pytest.mark.parametrize("threads", [1, 2])
def test_what_goes_wrong_arrives_as_itself(spec, rule, kind, reason, threads):
    with pytest.raises(kind) as raised:
        byzrate.run(spec, rules={"own": rule}, threads=threads)
    assert reason in str(raised.value)
    if sys.version_info >= (3, 11):
        assert any("rule own was called" in note and "m = 21" in note for note in raised.value.__notes__)
    # And nothing is left behind.
    byzrate.run(spec, rules={"own": median})


def test_it_arrives_from_everything_that_takes_a_rule(x):
    def wrong(x):
        raise LookupError("mine")

    for call in (
        lambda: byzrate.aggregate(x, wrong),
        lambda: byzrate.attack(wrong, m=7, byzantine=1),
        lambda: byzrate.kappa(wrong, m=7, byzantine=1),
        lambda: byzrate.corrupt(x, "omniscient-sign", byzantine=2, rule=wrong),
    ):
        with pytest.raises(LookupError, match="mine"):
            call()


def test_a_list_and_an_array_of_half_the_width_will_do(x):
    assert np.array_equal(byzrate.aggregate(x, lambda x: [1, 2, 3, 4, 5]), [1, 2, 3, 4, 5])
    assert byzrate.aggregate(x, lambda x: x[0].astype(np.float32)).dtype == np.float64
    assert np.array_equal(byzrate.aggregate(x, lambda x: np.ones(10)[::2]), np.ones(5))


def test_an_estimate_that_is_no_number_is_lost(spec):
    result = byzrate.run(spec, rules={"own": lambda x: np.full(5, np.nan)})
    own = result.select(estimator=next(name for name in result.labels["estimator"] if "own" in name))
    assert len(own) > 0 and not np.isfinite(own).any()


def test_a_rule_that_changes_its_input_changes_a_copy(spec):
    def careless(x):
        answer = np.median(x, axis=0)
        x[:] = 1e300
        return answer

    result = byzrate.run(spec, rules={"own": careless})
    own = result.select(estimator=next(name for name in result.labels["estimator"] if "own" in name))
    assert np.array_equal(own, byzrate.run(spec, rules={"own": median}).select(estimator=result.labels["estimator"][1]))


def test_what_it_declares_is_believed_and_checked(x):
    rule = byzrate.Rule(median, version="2", breakdown=0.4)
    assert (rule.name, rule.version) == ("median", "2") and repr(rule) == 'Rule(median, version="2")'
    assert np.array_equal(rule(x), median(x)) and np.array_equal(byzrate.aggregate(x, rule), median(x))
    with pytest.raises(byzrate.Error):
        byzrate.Rule(median, breakdown=0.5)
    with pytest.raises(TypeError):
        byzrate.Rule(3)


def test_it_is_stored_only_under_a_version(spec, tmp_path):
    calls = []

    def counted(x):
        calls.append(1)
        return np.median(x, axis=0)

    with pytest.raises(byzrate.Error, match="version"):
        byzrate.run(spec, rules={"own": counted}, store=tmp_path)
    assert not calls
    first = byzrate.run(spec, rules={"own": byzrate.Rule(counted, version="1")}, store=tmp_path)
    drawn = len(calls)
    again = byzrate.run(spec, rules={"own": byzrate.Rule(counted, version="1")}, store=tmp_path)
    assert drawn > 0 and len(calls) == drawn and again.json == first.json
    judged = byzrate.report(tmp_path, rules={"own": byzrate.Rule(counted, version="1")})
    assert len(calls) == drawn and judged.json == first.json
    byzrate.run(spec, rules={"own": byzrate.Rule(counted, version="2")}, store=tmp_path)
    assert len(calls) == 2 * drawn


def test_no_name_of_the_catalog_is_taken(spec):
    with pytest.raises(byzrate.Error, match="catalog"):
        byzrate.run(spec, rules={"median": median})


def medians(x):
    return np.median(x, axis=1)


def test_many_replicates_at_once_have_the_errors_of_one_at_a_time(spec):
    shapes = []

    def counted(x):
        shapes.append(x.shape)
        return medians(x)

    spec = spec.replace('aggregator = "own"', 'aggregator = "own"\n[[estimator]]\nid = "descent"\naggregator = "own"\nrounds = 3')
    one = byzrate.run(spec, rules={"own": median})
    many = byzrate.run(spec, rules={"own": byzrate.Rule(counted, batched=True)})
    assert all(np.array_equal(one.columns[name], many.columns[name]) for name in one.columns)
    assert max(shapes)[0] == 64 and {shape[1:] for shape in shapes} == {(21, 5)}
    # A run holds no more replicates at once than have 4 MB of data.
    shapes.clear()
    byzrate.run(spec, dim=3000, m=21, rules={"own": byzrate.Rule(counted, batched=True)}, profile="smoke")
    assert 1 < max(shape[0] for shape in shapes) == 2**19 // 63000


def test_searches_find_the_same_with_many_replicates_at_once(x):
    for asked in ({"m": 21, "byzantine": 4, "dim": 5, "budget": 18_000}, {"m": 9, "byzantine": 1, "algorithm": "gradient-descent"}):
        one, many = (byzrate.attack(rule, **asked) for rule in (median, byzrate.Rule(medians, name="median", batched=True)))
        # As texts, in which NaN is equal to itself.
        assert repr(one) == repr(many)
    assert np.array_equal(byzrate.aggregate(x, byzrate.Rule(medians, batched=True)), median(x))
    found = [byzrate.kappa(rule, m=5, byzantine=1, budget=500)["found"] for rule in (median, byzrate.Rule(medians, batched=True))]
    assert found[0] == found[1]
    sheet = byzrate.referee(byzrate.Rule(medians, batched=True), m=9, byzantine=1, dim=2, budget=18_000, replicates=20)
    assert sheet["leaves_input"] and sheet["breakdown"]["withstood"] == 4


@pytest.mark.parametrize(
    "rule, kind, reason",
    [
        (lambda x: np.median(x, axis=1) + 1e-9 * np.median(x), byzrate.Error, "for replicate 63 of 64 at once is"),
        (lambda x: np.median(x, axis=1)[[0] * len(x)], byzrate.Error, "for that replicate alone"),
        (lambda x: np.median(x, axis=0), byzrate.Error, "shape (21, 5) and not (64, 5)"),
        (lambda x: np.median(x, axis=1).T, byzrate.Error, "shape (5, 64) and not (64, 5)"),
        (lambda x: None, byzrate.Error, "None"),
        (lambda x: np.median(x, axis=1) * 1j, byzrate.Error, "complex128"),
        (lambda x: 1 / 0, ZeroDivisionError, "division"),
    ],
)
def test_what_goes_wrong_with_many_at_once_arrives_as_itself(spec, rule, kind, reason):
    with pytest.raises(kind) as raised:
        byzrate.run(spec, rules={"own": byzrate.Rule(rule, batched=True)})
    assert reason in str(raised.value)
    if sys.version_info >= (3, 11):
        assert any("64 replicates at once" in note for note in raised.value.__notes__)

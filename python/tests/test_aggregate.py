import numpy as np
import pytest

import byzrate


def test_names_and_parameters(x):
    assert np.array_equal(byzrate.aggregate(x, "median"), np.median(x, axis=0))
    trimmed = np.sort(x, axis=0)[3:-3].mean(axis=0)
    assert np.allclose(byzrate.aggregate(x, "trimmed-mean", beta=0.1), trimmed, rtol=1e-14)
    mixed = byzrate.aggregate(x, "median", before=["nnm", "bucketing"], byzantine=2, bucket_size=np.int64(2), shuffle=False)
    assert mixed.shape == (5,) and np.isfinite(mixed).all()
    # The parameters of one call are not those of the next.
    assert not np.array_equal(byzrate.aggregate(x, "trimmed-mean", beta=0.3), byzrate.aggregate(x, "trimmed-mean", beta=0.1))


def test_any_layout_gives_the_same_bits(x):
    wide = np.empty((42, 15))
    wide[::2, ::3] = x
    frozen = x.copy()
    frozen.setflags(write=False)
    for rule in ("median", "krum", "geometric-median"):
        own = {"byzantine": 2} if rule == "krum" else {}
        first = byzrate.aggregate(x, rule, **own)
        for same in (np.asfortranarray(x), wide[::2, ::3], x[::-1][::-1], frozen, x.tolist(), x.astype(">f8"), x.T.copy().T):
            assert np.array_equal(byzrate.aggregate(same, rule, **own), first)


def test_floats_of_half_the_width_are_those_of_the_whole(x):
    narrow = x.astype(np.float32)
    for rule, own in [
        ("mean", {}),
        ("median", {}),
        ("trimmed-mean", {"beta": 0.1}),
        ("krum", {"byzantine": 2}),
        ("median", {"before": "nnm", "byzantine": 2}),
        (lambda x: x[0] + (x.dtype == np.float64), {}),
    ]:
        found = byzrate.aggregate(narrow, rule, **own)
        assert np.array_equal(found, byzrate.aggregate(narrow.astype(np.float64), rule, **own)), rule
    answer = byzrate.aggregate(narrow, "median")
    assert answer.dtype == np.float64
    assert np.array_equal(answer, np.median(narrow.astype(np.float64), axis=0))
    assert np.array_equal(byzrate.aggregate(np.asfortranarray(narrow), "median"), answer)
    assert np.array_equal(byzrate.aggregate(np.array([[1], [2], [9]]), "median"), [2.0])


def test_nothing_of_the_input_is_changed(x):
    before = x.copy()
    byzrate.aggregate(x, "median")
    byzrate.aggregate(x, lambda x: x.fill(0) or np.zeros(5))
    assert np.array_equal(x, before)


def test_what_is_not_finite_is_a_message_like_others(x):
    x[3], x[4] = np.nan, np.inf
    assert np.isfinite(byzrate.aggregate(x, "median")).all()


@pytest.mark.parametrize(
    "bad, reason",
    [
        (3.0, "shape ()"),
        ([1.0, 2.0], "shape (2,)"),
        (np.zeros((2, 2, 2)), "shape (2, 2, 2)"),
        (np.zeros((0, 3)), "x: "),
        (np.zeros((3, 0)), "x: "),
        ([[1.0], [2.0, 3.0]], "x "),
        (np.array([[1.0, None]], dtype=object), "object"),
        (np.array([[1j]]), "complex128"),
        (np.array([["1"]]), "U1"),
        (np.array([[True]]), "bool"),
        (np.array([["2020-01-01"]], dtype="datetime64[D]"), "datetime64"),
        (np.ma.masked_array(np.zeros((3, 2)), mask=True), "masked"),
        (None, "object"),
        ("text", "U4"),
        ({"a": 1}, "object"),
    ],
)
def test_what_is_no_matrix_of_numbers_is_refused(bad, reason):
    with pytest.raises(byzrate.Error) as refused:
        byzrate.aggregate(bad, "median")
    assert reason in str(refused.value)
    assert isinstance(refused.value, ValueError)


@pytest.mark.parametrize(
    "rule, parameters, reason",
    [
        ("krumm", {}, "did you mean krum?"),
        ("median", {"beta": 0.1}, "has a parameter beta"),
        ("trimmed-mean", {}, "beta"),
        ("trimmed-mean", {"beta": 0.5}, "beta"),
        ("trimmed-mean", {"beta": "a lot"}, "beta"),
        ("trimmed-mean", {"beta": object()}, "beta"),
        ("krum", {}, "byzantine"),
        ("krum", {"byzantine": 19}, "21"),
        ("krum", {"byzantine": -1}, "byzantine"),
        ("krum", {"byzantine": 10**30}, "too large"),
        ("median", {"before": "nothing"}, "nothing"),
        ("median", {"before": 3}, "before"),
        ('a"b\nc = 1', {}, "unknown aggregator"),
    ],
)
def test_rules_and_parameters_that_are_none_are_refused(x, rule, parameters, reason):
    with pytest.raises(byzrate.Error) as refused:
        byzrate.aggregate(x, rule, **parameters)
    assert reason in str(refused.value)


def test_a_rule_is_a_name_or_a_callable(x):
    with pytest.raises(TypeError):
        byzrate.aggregate(x, 3)


def test_many_threads_may_aggregate_at_once(x):
    from concurrent.futures import ThreadPoolExecutor

    x = np.random.default_rng(2).normal(size=(101, 2000))
    alone = byzrate.aggregate(x, "median")
    with ThreadPoolExecutor(4) as pool:
        assert all(np.array_equal(alone, one) for one in pool.map(lambda _: byzrate.aggregate(x, "median"), range(32)))

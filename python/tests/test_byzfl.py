"""Aggregators of ByzFL are callables, and meet the referee as they are."""

import numpy as np
import pytest

import byzrate

aggregators = pytest.importorskip("byzfl.aggregators", exc_type=ImportError)


@pytest.mark.parametrize(
    "theirs, name, parameters",
    [
        (lambda: aggregators.Krum(f=2), "krum", {"byzantine": 2}),
        (lambda: aggregators.TrMean(f=2), "trimmed-mean", {"beta": 2 / 21}),
        (lambda: aggregators.Median(), "median", {}),
    ],
)
def test_theirs_are_ours_up_to_rounding(x, theirs, name, parameters):
    ours = byzrate.aggregate(x, name, **parameters)
    assert np.allclose(byzrate.aggregate(x, theirs()), ours, rtol=1e-12, atol=1e-14)


def test_they_run_in_specs_and_searches(spec):
    result = byzrate.run(spec, rules={"own": aggregators.TrMean(f=2)})
    assert len(result.select(estimator=result.labels["estimator"][1])) > 0
    found = byzrate.attack(aggregators.TrMean(f=1), m=9, byzantine=1, budget=18_000)
    assert found["aggregator"].startswith("TrMean")

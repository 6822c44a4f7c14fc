import numpy as np
import pytest

import byzrate
from conftest import median


def test_a_rule_of_python_is_refereed_as_the_same_of_the_catalog():
    asked = {"dim": 3, "budget": 6_000, "replicates": 50}
    exact = byzrate.Rule(lambda x: byzrate.aggregate(x, "median"), name="exact", equivariant=True, pure=True)
    own, rust = byzrate.referee(exact, **asked), byzrate.referee("median", **asked)
    assert own["league"]["worst"] == rust["league"]["worst"]
    assert own["league"]["rank_interval"][0] <= rust["league"]["of"] and rust["league"]["of"] > 10
    assert own["attack"]["worst"]["scored"] == rust["attack"]["worst"]["scored"]
    for sheet in (own, rust):
        assert sheet["breakdown"]["withstood"] == 20
        assert set(sheet["not_finite"].values()) == {"finite"}
        assert sheet["repeats"] and sheet["leaves_input"]
        assert all(sheet["equivariance"][name] <= 1e-9 for name in ("translation", "scale", "sign", "order of the workers"))
        assert sheet["equivariance"]["rotation"] > 1e-3
        assert "league" in str(sheet) and "<table>" in sheet._repr_html_()


def test_it_sees_what_is_wrong_with_a_rule():
    def poor(x):
        answer = np.mean(x, axis=0)
        x[0] = 0.0
        if np.isinf(x).any():
            raise OverflowError("too large")
        return answer

    sheet = byzrate.referee(poor, m=9, byzantine=1, dim=2, budget=18_000, replicates=20)
    assert sheet["breakdown"] == {"withstood": 0, "by": "a far cluster"}
    assert not sheet["leaves_input"]
    assert sheet["not_finite"]["NaN"] == "nan" and "OverflowError: too large" in sheet["not_finite"]["+∞"]


def test_parameters_are_filled_in_or_refused():
    asked = {"m": 9, "byzantine": 1, "dim": 2, "budget": 6_000, "replicates": 20}
    assert byzrate.referee("trimmed-mean", **asked)["breakdown"]["withstood"] == 1
    assert byzrate.referee("krum", before=["nnm"], **asked)["aggregator"].startswith("nnm f=1 then krum f=1")
    with pytest.raises(byzrate.Error):
        byzrate.referee("median", beta=0.1, **asked)
    with pytest.raises(byzrate.Error):
        byzrate.referee("median", m=9, byzantine=5)
    with pytest.raises(ZeroDivisionError):
        byzrate.referee(lambda x: 1 / 0, **asked)

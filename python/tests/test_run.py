import os
import signal
import subprocess
import threading
import time
import xml.dom.minidom

import numpy as np
import pytest

import byzrate
from conftest import median

SWEEP = os.environ.get("SWEEP")


@pytest.mark.skipif(not SWEEP, reason="SWEEP names no program to compare with")
@pytest.mark.parametrize("name", ["rate-in-n", "terms"])
def test_the_report_is_that_of_the_program_to_the_byte(name, tmp_path):
    subprocess.run([SWEEP, name, "--profile", "smoke", "--out", tmp_path / "program"], check=True, capture_output=True)
    result = byzrate.run(name, profile="smoke")
    assert result.json == (tmp_path / "program" / "report.json").read_text()
    result.save(tmp_path / "package")
    drawn = sorted(path.name for path in (tmp_path / "program" / "figures").glob("*.svg"))
    assert drawn == sorted(f"{figure}.svg" for figure in result.figures) and drawn
    for file in drawn:
        texts = [(tmp_path / who / "figures" / file).read_bytes() for who in ("program", "package")]
        assert texts[0] == texts[1]
    # What the program stored is judged here, and as it judges it.
    assert byzrate.report(tmp_path / "program").json == result.json


def test_a_result_shows_itself():
    result = byzrate.run("rate-in-n", profile="smoke", threads=2)
    assert result.report["experiments"][0]["name"] == "rate-in-n"
    assert result.findings and result.verdict in {"consistent", "inconclusive", "inconsistent"}
    assert "rate-in-n" in repr(result) and "<pre" in result._repr_html_() and str(result)
    for figure in result.figures.values():
        xml.dom.minidom.parseString(figure._repr_svg_())
    rows = {len(column) for column in result.columns.values()}
    assert len(rows) == 1 and rows.pop() > 0
    errors = result.select("error", n=int(result.columns["n"][0]), adversary=result.labels["adversary"][0])
    assert errors.dtype == np.float64 and len(errors) > 0
    with pytest.raises(KeyError):
        result.select(estimator="nothing")


def test_threads_change_nothing(spec):
    one, two = (byzrate.run(spec, rules={"own": median}, threads=threads) for threads in (1, 2))
    assert one.json == two.json


def test_overrides_and_several_specs(spec, tmp_path):
    other = tmp_path / "other.toml"
    other.write_text(spec.replace('"own-rule"', '"other"'))
    result = byzrate.run([spec, other], rules={"own": median}, n=50, m=[11, 13], alpha=0.2, dim=2, seed=3)
    assert set(result.columns["m"]) == {11, 13} and set(result.columns["n"]) == {50}
    assert result.labels["experiment"] == ["own-rule", "other"]


@pytest.mark.parametrize("name", ["pandas", "polars", "arrow"])
def test_columns_as_tables(spec, name):
    library = pytest.importorskip("pyarrow" if name == "arrow" else name)
    result = byzrate.run(spec.replace('"plus-infinity"', '"plus-infinity"\n[[adversary]]\nname = "alie"'), rules={"own": median})
    table = getattr(result, f"to_{name}")()
    assert isinstance(table, library.Table if name == "arrow" else library.DataFrame)
    column = (lambda name: table[name].to_pylist()) if name == "arrow" else (lambda name: table[name].to_list())
    assert list(result.columns) == list(table.column_names if name == "arrow" else table.columns)
    for key, values in result.columns.items():
        expected = [result.labels[key][code] for code in values] if key in result.labels else values.tolist()
        assert column(key) == expected
    assert set(column("adversary")) == {"plus-infinity", "alie"}


@pytest.mark.parametrize(
    "spec, options, reason",
    [
        ("rate-in-nn", {}, "did you mean rate-in-n?"),
        ("rate-in-n", {"profile": "fast"}, "profile"),
        ("rate-in-n", {"threads": 0}, "threads"),
        ("rate-in-n", {"alpha": 0.7}, "alpha"),
        ("name = 1\n", {}, "spec:1"),
        ("not toml\n", {}, "spec:1"),
    ],
)
def test_what_is_wrong_with_a_spec_is_said(spec, options, reason):
    with pytest.raises(byzrate.Error) as refused:
        byzrate.run(spec, **{"profile": "smoke", **options})
    assert reason in str(refused.value)


def test_what_is_not_there_is_said(tmp_path):
    with pytest.raises(FileNotFoundError):
        byzrate.run(str(tmp_path / "missing.toml"))
    with pytest.raises(byzrate.Error):
        byzrate.report(tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="signals")
@pytest.mark.parametrize("what", ["run", "rules", "kappa", "attack"])
def test_control_c_ends_it(spec, what):
    spec = spec.replace("maximum = 400", "maximum = 400000000, relative_error = 1e-9")
    slow = byzrate.Rule(lambda x: median(x), name="own")
    calls = {
        "run": lambda: byzrate.run(spec.replace('"own"', '"krum"')),
        "rules": lambda: byzrate.run(spec, rules={"own": slow}),
        "kappa": lambda: byzrate.kappa("krum", m=31, byzantine=5, dim=10, budget=10**10),
        "attack": lambda: byzrate.attack(slow, m=31, byzantine=5, budget=10**7),
    }
    threading.Timer(0.5, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        calls[what]()
    assert time.monotonic() - start < 60

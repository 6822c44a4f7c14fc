"""The command `sweep` that the wheel brings is the program."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SWEEP = os.environ.get("SWEEP")
OWN = Path(sys.executable).parent / "sweep"

pytestmark = pytest.mark.skipif(not SWEEP or not OWN.exists(), reason="no program to compare with, or the package is not installed")


def both(*arguments, **options):
    return [subprocess.run([program, *map(str, arguments)], capture_output=True, **options) for program in (SWEEP, OWN)]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--version"],
        ["--help"],
        ["help", "attack"],
        ["list", "aggregators"],
        ["completions", "bash"],
        ["man", "run"],
        ["explain", "-n", "100", "-m", "21", "--alpha", "0.1", "--format", "json"],
        ["attack", "--rule", "median", "-m", "9", "--byzantine", "2", "--budget", "6000", "--format", "json"],
        ["runn"],
        ["run", "--nothing"],
        ["report", "nowhere"],
        ["aggregate", "--rule", "median", "--input", "missing.csv"],
        ["verify", "nowhere"],
    ],
)
def test_what_it_says_and_its_exit_code_are_those_of_the_program(arguments, tmp_path):
    program, own = both(*arguments, cwd=tmp_path)
    assert (own.returncode, own.stdout, own.stderr) == (program.returncode, program.stdout, program.stderr)
    assert program.returncode in {0, 2}


def test_a_run_writes_the_same_files(tmp_path):
    folders = [tmp_path / "program", tmp_path / "own"]
    for program, folder in zip((SWEEP, OWN), folders):
        subprocess.run([program, "terms", "--profile", "smoke", "--out", folder], check=True, capture_output=True)
    for file in ["report.json", *(f"figures/{figure.name}" for figure in (folders[0] / "figures").iterdir())]:
        assert (folders[0] / file).read_bytes() == (folders[1] / file).read_bytes(), file


def test_a_contradicted_claim_is_exit_code_3(spec, tmp_path):
    file = tmp_path / "contradicted.toml"
    claim = '[[check]]\nclaim = "theorem-7"\nkind = "exponent"\nalong = "n"\nexpected = -1.5\nmargin = 0.2\n'
    text = spec.replace('"own"', '"trimmed-mean"\nbeta = 0.2').replace("n = [100]", "n = [25, 100, 400]")
    file.write_text(text + claim)
    program, own = both(file, "--out", tmp_path / "out", "--format", "json")
    assert (own.returncode, own.stdout) == (program.returncode, program.stdout)
    assert own.returncode == 3


@pytest.mark.skipif(os.name == "nt", reason="signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_it_as_it_ends_the_program(spec, number, tmp_path):
    file = tmp_path / "long.toml"
    file.write_text(spec.replace('"own"', '"mean"').replace("maximum = 400", "maximum = 400000000, relative_error = 1e-9"))
    ends = []
    for program in (SWEEP, OWN):
        folder = tmp_path / Path(program).parent.name
        running = subprocess.Popen([program, file, "--out", folder], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        while not (folder / "store.sqlite").exists() and running.poll() is None:
            time.sleep(0.05)
        time.sleep(0.3)
        running.send_signal(number)
        _, said = running.communicate(timeout=60)
        ends.append((running.returncode, said.decode().splitlines()[-1]))
    assert ends[0][0] == ends[1][0] == 130
    assert ends[0][1].split()[:2] == ends[1][1].split()[:2]


@pytest.mark.skipif(os.name == "nt", reason="pipes")
def test_a_reader_that_goes_is_no_failure():
    with subprocess.Popen([OWN, "list"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0

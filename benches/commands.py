#!/usr/bin/env python3
"""Times whole commands of `sweep`, of one program or of several in turn: wall clock, processor time and memory.

    python3 benches/commands.py target/debug/sweep [OTHER ...] [--runs N]

Every command runs once with each program before it runs again, in a folder of its own; the table has medians. With several programs their
processor times stand over that of the first: a ratio of runs one after the other, which busy machines disturb the least.
"""

import argparse
import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

#: What is run in an empty folder, after what made it ready.
COMMANDS = [
    ("quick profile, all experiments", [], []),
    ("smoke profile", [], ["--profile", "smoke"]),
    ("report of the smoke profile", ["--profile", "smoke", "--out", "drawn"], ["report", "drawn"]),
    ("dry run of the quick profile", [], ["--dry-run"]),
    ("list experiments", [], ["list"]),
]


def run(program, arguments, folder):
    """Seconds of wall clock and of processor time, and megabytes."""
    start = time.perf_counter()
    child = subprocess.Popen([program, *arguments], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 3):
        raise SystemExit(f"{program} {' '.join(arguments)} ended with {child.returncode}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("programs", nargs="+", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    programs = [program.resolve() for program in asked.programs]
    print(f"load {os.getloadavg()[0]:.1f}; medians of {asked.runs} runs")
    print(f"{'command':<34}{'program':>8}{'wall':>9}{'processor':>11}{'memory':>9}{'ratio':>7}")
    for label, before, arguments in COMMANDS:
        measured = [[] for _ in programs]
        for _ in range(asked.runs):
            for program, results in zip(programs, measured):
                with tempfile.TemporaryDirectory() as folder:
                    if before:
                        run(program, before, folder)
                    results.append(run(program, arguments, folder))
        for number, results in enumerate(measured):
            wall, processor, memory = (statistics.median(column) for column in zip(*results))
            ratio = statistics.median(own[1] / first[1] for own, first in zip(results, measured[0]))
            print(
                f"{label:<34}{number + 1:>8}{wall:>7.2f} s{processor:>9.2f} s{memory:>6.0f} MB{ratio:>7.2f}",
                flush=True,
            )


if __name__ == "__main__":
    main()

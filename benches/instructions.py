#!/usr/bin/env python3
"""How many instructions kernels and replicates take: figures that do not move with the machine's other work.

    python3 benches/instructions.py

valgrind counts them (its tool cachegrind, with no cache simulated), on the processor that it imitates: with AVX2, and without AVX-512.
Every line is the difference of two runs, one of which does more of the same work, so that starting up does not count. They are those of
one version of the compiler; what waits for memory costs no instruction.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

#: Rules, m and d.
KERNELS = [(rule, m, d) for m, d in [(25, 10_000), (101, 10_000), (1001, 1_000)] for rule in ("median", "trimmed-mean")]
#: What is counted, what is asked for, and how many replicates the longer run has more.
REPLICATES = [
    ("median GD, n=100, m=101, d=10, T=30", "gradient-descent 100 101 10 30", 30),
    ("median GD, n=1000, m=100, d=10, T=20", "gradient-descent 1000 100 10 20", 30),
    ("median GD, n=100, m=101, d=1, T=20", "gradient-descent 100 101 1 20", 320),
    ("Gaussian mean, m=101, d=10", "one-round 100 101 10", 300),
    ("Gaussian mean, m=101, d=1", "one-round 100 101 1", 3200),
]


def built():
    """The bench target `peers`."""
    command = ["cargo", "bench", "--quiet", "--bench", "peers", "--no-run", "--message-format=json"]
    lines = subprocess.run(command, cwd=ROOT, text=True, check=True, stdout=subprocess.PIPE).stdout
    found = re.findall(r'"executable":"([^"]*/peers-[^"]*)"', lines)
    if not found:
        sys.exit("cargo names no bench target `peers`")
    return found[-1]


def instructions(program, lines):
    command = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null", program, "--ask"]
    run = subprocess.run(command, input="\n".join(lines) + "\n", text=True, capture_output=True)
    counted = re.search(r"I\s+refs:\s+([\d,]+)", run.stderr)
    if run.returncode != 0 or not counted:
        sys.exit(f"{' '.join(command)}:\n{run.stderr}")
    return int(counted[1].replace(",", ""))


def main():
    program = built()
    print(f"{'work':<44}{'instructions':>14}")
    for rule, m, d in KERNELS:
        line = f"{rule} {m} {d}" + (" 0.1" if rule == "trimmed-mean" else "")
        more = instructions(program, [line] * 6) - instructions(program, [line] * 2)
        print(f"{f'{rule}, m={m}, d={d}':<44}{more / 4 / (m * d):>14.2f} an element", flush=True)
    for label, line, count in REPLICATES:
        more = instructions(program, [f"{line} {2 * count}"]) - instructions(program, [f"{line} {count}"])
        print(f"{label:<44}{more / count:>14.0f} a replicate", flush=True)


if __name__ == "__main__":
    main()

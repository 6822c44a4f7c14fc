#!/usr/bin/env python3
"""What the Python package costs beyond what a rule itself takes, in one thread.

    python/wheel maturin FOLDER && pip install FOLDER/*.whl
    python3 benches/from_python.py [RUNS]

Every number is a median of several; a run with a rule of Python and one with the program's rule are timed one after the other.
"""

import statistics
import subprocess
import sys
import time

import numpy as np

import byzrate

RUNS = int(sys.argv[1]) if len(sys.argv) > 1 else 7
SPEC = """
name = "cost"
problem = [{{ name = "gaussian-mean" }}]
grid = [{{ n = [10], m = [{m}], alpha = [0.0], dim = [{d}] }}]
estimator = [{{ algorithm = "one-round", aggregator = "{rule}" }}]
adversary = [{{ name = "none" }}]
replicates = {{ quick = {{ batch = {count}, maximum = {count}, relative_error = 0.0 }} }}
"""


def seconds(work, repeat=1):
    start = time.perf_counter()
    for _ in range(repeat):
        work()
    return (time.perf_counter() - start) / repeat


def median(work, repeat=1):
    return statistics.median(seconds(work, repeat) for _ in range(RUNS))


def run(m, d, count, rule="median", rules=None):
    spec = SPEC.format(m=m, d=d, rule=rule, count=count)
    return seconds(lambda: byzrate.run(spec, rules=rules or {}, threads=1)) / count


def beside(m, d, count, rule):
    """Seconds that a replicate takes longer by `rule` than by the program's median."""
    return statistics.median(
        run(m, d, count, "own", {"own": rule}) - run(m, d, count) for _ in range(RUNS)
    )


def main():
    code = "import numpy, time; start = time.perf_counter(); import byzrate; print(time.perf_counter() - start)"
    imported = [float(subprocess.check_output([sys.executable, "-c", code])) for _ in range(RUNS)]
    print(f"import, after NumPy: {1e3 * statistics.median(imported):.1f} ms")

    x = np.random.default_rng(1).normal(size=(101, 5))
    for label, array in [("", x), (", Fortran order", np.asfortranarray(x)), (", float32", x.astype(np.float32))]:
        taken = median(lambda: byzrate.aggregate(array, "median"), 10_000)
        print(f"aggregate (101, 5), median{label}: {1e6 * taken:.1f} us")
    print(f"aggregate (101, 5), Krum: {1e6 * median(lambda: byzrate.aggregate(x, 'krum', byzantine=10), 2_000):.1f} us")

    # The same numbers again and again would be foreseen by the processor, which sorts them twice as fast.
    many = np.random.default_rng(1).normal(size=(5_000, 101, 10))
    alone = median(lambda: [np.median(x, axis=0) for x in many]) / len(many)
    more = beside(101, 10, 20_000, lambda x: np.median(x, axis=0))
    print(
        f"np.median as a rule, (101, 10): {1e6 * alone:.1f} us alone, {1e6 * more:.1f} us beyond the program's median: "
        f"{100 * (more / alone - 1):.0f} % on top"
    )

    count = 40_000
    batched = byzrate.Rule(lambda x: np.median(x, axis=1), batched=True)
    one, together = beside(21, 5, count, lambda x: np.median(x, axis=0)), beside(21, 5, count, batched)
    print(f"np.median, (21, 5): {1e6 * one:.1f} us a replicate alone, {1e6 * together:.1f} us batched: {one / together:.1f} times as fast")
    many = np.random.default_rng(1).normal(size=(200, 64, 21, 5))
    one = median(lambda: [np.median(x, axis=0) for x in many.reshape(-1, 21, 5)])
    together = median(lambda: [np.median(x, axis=1) for x in many])
    print(f"the same calls of NumPy without byzrate: {one / together:.1f} times as fast")

    taken = seconds(lambda: byzrate.referee(batched, threads=1))
    print(f"referee of a batched np.median: {taken:.1f} s")


if __name__ == "__main__":
    main()

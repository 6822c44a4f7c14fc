#!/usr/bin/env python3
"""The same work by byzrate and by NumPy and SciPy, in turn, in one thread, with the ratio of their times.

    pip install numpy scipy
    python3 benches/peers.py [PAIRS]

Selection networks compiled by numba and the median of Bottleneck join in where they are installed (pip install numba bottleneck). Every line is the median of several pairs, one after the other, so that both see the same machine.
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import scipy
from scipy import stats

try:
    import numba
except ImportError:
    numba = None
try:
    import bottleneck
except ImportError:
    bottleneck = None

PAIRS = int(sys.argv[1]) if len(sys.argv) > 1 else 9
ROOT = Path(__file__).resolve().parent.parent


class Byzrate:
    """The bench target `peers`, asked over its standard input."""

    def __init__(self):
        command = ["cargo", "bench", "--quiet", "--bench", "peers", "--", "--ask"]
        self.process = subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def seconds(self, work):
        self.process.stdin.write(work + "\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())


def seconds(work, repeat=1):
    start = time.perf_counter()
    for _ in range(repeat):
        work()
    return (time.perf_counter() - start) / repeat


def gradient_descent(rng, n, m, d, rounds):
    """One replicate of median gradient descent on Rademacher regression, from a corner of the unit ball around w*."""
    optimum = np.full(d, 1 / np.sqrt(d))
    x = rng.choice([-1.0, 1.0], size=(m, n, d))
    y = x @ optimum + rng.standard_normal((m, n))
    w = optimum + 1 / np.sqrt(d)
    for _ in range(rounds):
        gradients = np.einsum("mnd,mn->md", x, x @ w - y) / n
        w = w - np.median(gradients, axis=0)
        distance = np.linalg.norm(w - optimum)
        if distance > 1:
            w = optimum + (w - optimum) / distance
    return np.linalg.norm(w - optimum)


def gaussian_mean(rng, n, m, d):
    """One replicate of the one-round median: the workers' means by their law, not their samples."""
    return np.linalg.norm(np.median(rng.normal(0, 1 / np.sqrt(n), size=(m, d)), axis=0))


def gaussian_samples(rng, n, m, d):
    """One replicate of the one-round median, sample by sample."""
    return np.linalg.norm(np.median(rng.standard_normal((m, n, d)).mean(axis=1), axis=0))


def network(m, wanted):
    """The comparators of Batcher's merge exchange on m wires that the wanted ones hang on."""
    comparators, p = [], 1
    while p < m:
        k = p
        while k >= 1:
            for j in range(k % p, m - k, 2 * k):
                for i in range(min(k, m - j - k)):
                    if (i + j) // (2 * p) == (i + j + k) // (2 * p):
                        comparators.append((i + j, i + j + k))
            k //= 2
        p *= 2
    needed, kept = set(wanted), []
    for low, high in reversed(comparators):
        if low in needed or high in needed:
            needed |= {low, high}
            kept.append((low, high))
    return kept[::-1]


def network_median(m):
    """A function of an (m, d) array: the network over blocks of coordinates that stay in the cache, compiled by numba."""
    middle = ((m - 1) // 2, m // 2)
    pairs = np.array(network(m, middle))

    @numba.njit(fastmath=False)
    def median(x, pairs, low, high):
        d, block = x.shape[1], 64
        out, wires = np.empty(d), np.empty((x.shape[0], block))
        for start in range(0, d, block):
            width = min(block, d - start)
            wires[:, :width] = x[:, start : start + width]
            for place in range(len(pairs)):
                one, other = wires[pairs[place, 0]], wires[pairs[place, 1]]
                for c in range(block):
                    a, b = one[c], other[c]
                    one[c], other[c] = (a, b) if a < b else (b, a)
            for c in range(width):
                out[start + c] = 0.5 * (wires[low, c] + wires[high, c])
        return out

    return lambda x: median(x, pairs, *middle)


def table(byzrate):
    """Prints rows, each the medians of pairs, one after the other."""
    print(f"numpy {np.__version__}, scipy {scipy.__version__}; medians of {PAIRS} pairs, one thread")
    print(f"{'work':<44}{'byzrate':>12}{'peer':>12}{'ratio':>8}  peer")

    def row(label, work, peer, name):
        pairs = [(byzrate.seconds(work), peer()) for _ in range(PAIRS)]
        ratio = statistics.median(theirs / ours for ours, theirs in pairs)
        ours, theirs = (statistics.median(column) for column in zip(*pairs))
        print(f"{label:<44}{ours * 1e6:>9.1f} us{theirs * 1e6:>9.1f} us{ratio:>8.1f}  {name}", flush=True)

    return row


def main():
    byzrate = Byzrate()
    rng = np.random.default_rng(1)
    row = table(byzrate)
    for m, d in [(25, 100_000), (101, 100_000), (1001, 10_000)]:
        x = rng.standard_normal((m, d))
        shape = f"m={m}, d={d}"
        byzrate.seconds(f"median {m} {d}")
        for work, peer, name in [
            ("median", lambda: np.median(x, axis=0), "np.median"),
            ("median", lambda: np.partition(x, sorted({(m - 1) // 2, m // 2}), axis=0), "np.partition"),
            ("median", lambda: np.sort(x, axis=0), "np.sort"),
            ("trimmed-mean", lambda: stats.trim_mean(x, 0.1, axis=0), "scipy.stats.trim_mean"),
        ]:
            suffix = " 0.1" if work == "trimmed-mean" else ""
            row(f"{work}, {shape}", f"{work} {m} {d}{suffix}", lambda: seconds(peer), name)
        peers = []
        if numba:
            by_network = network_median(m)
            assert np.array_equal(by_network(x), np.median(x, axis=0))
            peers.append((lambda: by_network(x), "selection network, numba"))
        if bottleneck:
            peers.append((lambda: bottleneck.median(x, axis=0), "bottleneck.median"))
        for peer, name in peers:
            row(f"median, {shape}", f"median {m} {d}", lambda: seconds(peer), name)
        single = x.astype(np.float32)
        work = f"median-single {m} {d}"
        byzrate.seconds(work)
        row(f"median, {shape}, float32", work, lambda: seconds(lambda: np.median(single, axis=0)), "np.median of float32")
        reading = statistics.median(seconds(lambda: np.sum(x)) for _ in range(PAIRS))
        print(f"{f'np.sum, {shape}':<44}{reading / x.size * 1e9:>9.2f} ns an element: what reading it once takes")

    for n, m, d, rounds in [(100, 101, 10, 30), (1000, 100, 10, 20)]:
        row(
            f"median GD, n={n}, m={m}, d={d}, T={rounds}",
            f"gradient-descent {n} {m} {d} {rounds} 200",
            lambda: seconds(lambda: gradient_descent(rng, n, m, d, rounds), 3),
            "einsum, np.median",
        )
    n, m, d = 100, 101, 10
    work = f"one-round {n} {m} {d} 2000"
    for sample, name in [(gaussian_samples, "np.mean, np.median"), (gaussian_mean, "np.median of exact means")]:
        row(f"Gaussian mean, m={m}, d={d}", work, lambda: seconds(lambda: sample(rng, n, m, d), 50), name)
    ratios = [
        byzrate.seconds("gradient-descent 1000000000 100 10 20 20") / byzrate.seconds("gradient-descent 1000 100 10 20 200")
        for _ in range(PAIRS)
    ]
    print(f"{'median GD, n=10^9 over n=10^3, m=100, d=10':<44}{'':>24}{statistics.median(ratios):>8.1f}  byzrate itself")


if __name__ == "__main__":
    main()

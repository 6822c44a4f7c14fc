#!/usr/bin/env python3
"""Rules of the league by byzrate, by ByzFL and by lines of NumPy, in turn, in one thread, with the ratio of their times.

    pip install numpy scipy byzfl
    python3 benches/league_peers.py [PAIRS]
"""

from peers import Byzrate, seconds, table  # First, since it holds NumPy to one thread.

import numpy as np

try:
    import byzfl
except ImportError:
    byzfl = None

M, D, F = 101, 10_000, 20


def gram(x):
    """Squared distances from inner products; infinite from a row to itself."""
    products = x @ x.T
    squares = products.diagonal()
    distances = squares[:, None] + squares - 2 * products
    np.fill_diagonal(distances, np.inf)
    return distances


def krum(x):
    nearest = np.sort(gram(x), axis=1)[:, : len(x) - F - 2]
    return x[np.argmin(nearest.sum(axis=1))]


def nearest_neighbour_mixing(x):
    distances = gram(x)
    np.fill_diagonal(distances, -np.inf)
    nearest = np.argpartition(distances, len(x) - F - 1, axis=1)[:, : len(x) - F]
    weights = np.zeros_like(distances)
    np.put_along_axis(weights, nearest, 1 / (len(x) - F), axis=1)
    return (weights @ x).mean(axis=0)


def weiszfeld(x):
    """The geometric median to a relative step of 1e-10."""
    z = np.median(x, axis=0)
    for _ in range(1000):
        shares = 1 / np.linalg.norm(x - z, axis=1)
        there = shares @ x / shares.sum()
        if np.linalg.norm(there - z) <= 1e-10 * np.linalg.norm(z):
            return there
        z = there
    return z


def main():
    byzrate = Byzrate()
    row = table(byzrate)
    rng = np.random.default_rng(1)

    def messages(shift):
        x = rng.standard_normal((M, D))
        x[:F] += shift
        return x

    def against(rule, shift, peer, name, times=1):
        x = messages(shift)
        work = f"{rule} {M} {D} {F} {shift:g}"
        byzrate.seconds(work)
        row(f"{rule}, m={M}, d={D}, f={F}, shift {shift:g}", work, lambda: seconds(lambda: peer(x), times), name)

    against("krum", 0, krum, "inner products, np.sort")
    against("nnm", 0, nearest_neighbour_mixing, "inner products, np.argpartition")
    against("geometric-median", 0, weiszfeld, "Weiszfeld, NumPy")
    if byzfl:
        against("krum", 0, byzfl.Krum(F), "byzfl.Krum")
        mixed = byzfl.NNM(F)
        against("nnm", 0, lambda x: mixed(x).mean(axis=0), "byzfl.NNM, np.mean")
        against("three-steps", 0, byzfl.GeometricMedian(nu=0.1, T=3), "byzfl.GeometricMedian")
        against("caf", 1, byzfl.CAF(F), "byzfl.CAF")


if __name__ == "__main__":
    main()

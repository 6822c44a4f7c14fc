"""The referee for Byzantine-robust aggregation.

>>> import byzrate, numpy as np
>>> byzrate.aggregate([[0.0], [0.5], [1e308]], "median")
array([0.5])
>>> byzrate.attack(lambda x: np.median(x, axis=0), m=21, byzantine=4)["worst"]
>>> byzrate.run("rate-in-n", profile="smoke")

Rules are names of the catalog, or callables that take an (m, d) array, a row for each worker, and give d numbers.
"""

from ._byzrate import Adversary, Algorithm, Error, Parties, Rule, __version__, aggregate, attack, catalog, corrupt, explain, kappa
from ._problem import Problem
from ._referee import Sheet, referee
from ._result import Figure, Result
from ._run import report, run

__all__ = [
    "Adversary",
    "Algorithm",
    "Error",
    "Figure",
    "Parties",
    "Problem",
    "Result",
    "Rule",
    "Sheet",
    "__version__",
    "aggregate",
    "attack",
    "catalog",
    "corrupt",
    "explain",
    "kappa",
    "referee",
    "report",
    "run",
]

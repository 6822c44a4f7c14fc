import numpy as np
import pytest

SPEC = """
name = "own-rule"
question = "Is a rule of Python judged as one of the catalog is?"

[[problem]]
name = "gaussian-mean"

[[grid]]
n = [100]
m = [21]
alpha = [0.1]
dim = [5]

[[estimator]]
algorithm = "one-round"
aggregator = "median"

[[estimator]]
algorithm = "one-round"
aggregator = "own"

[[adversary]]
name = "plus-infinity"

[replicates]
quick = { batch = 200, maximum = 400 }
"""


@pytest.fixture
def spec():
    return SPEC


@pytest.fixture
def x():
    return np.random.default_rng(1).normal(size=(21, 5))


def median(x):
    return np.median(x, axis=0)

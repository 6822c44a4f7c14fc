from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from ._referee import Sheet as Sheet
from ._referee import referee as referee
from ._result import Figure as Figure
from ._result import Result as Result
from ._run import report as report
from ._run import run as run

__version__: str

_Matrix: TypeAlias = npt.NDArray[np.float64]
_Rule: TypeAlias = str | Callable[[_Matrix], npt.ArrayLike]
_Parameter: TypeAlias = bool | int | float | str | Sequence[str] | None

class Error(ValueError): ...

class Rule:
    function: Callable[[_Matrix], npt.ArrayLike]
    name: str
    version: str | None
    breakdown: float
    pure: bool
    equivariant: bool
    def __init__(
        self,
        function: Callable[[_Matrix], npt.ArrayLike],
        *,
        name: str | None = None,
        version: str | None = None,
        breakdown: float = 0.0,
        pure: bool = False,
        equivariant: bool = False,
    ) -> None: ...
    def __call__(self, *arguments: Any, **options: Any) -> Any: ...

def aggregate(
    x: npt.ArrayLike, rule: _Rule, *, before: str | Sequence[str] | None = None, **parameters: _Parameter
) -> npt.NDArray[np.float64]: ...
def corrupt(
    honest: npt.ArrayLike,
    adversary: str,
    *,
    byzantine: int,
    rule: _Rule | None = None,
    n: int = 1,
    sigma: float = 1.0,
    seed: int = 1,
    **parameters: _Parameter,
) -> _Matrix: ...
def attack(
    rule: _Rule,
    *,
    m: int,
    byzantine: int,
    n: int = 1,
    dim: int = 1,
    problem: str = "gaussian-mean",
    keys: Mapping[str, _Parameter] | None = None,
    algorithm: str = "one-round",
    told: int | None = None,
    budget: int = 60_000,
    seed: int = 1,
    threads: int | None = None,
    before: str | Sequence[str] | None = None,
    **parameters: _Parameter,
) -> dict[str, Any]: ...
def kappa(
    rule: _Rule,
    *,
    m: int,
    byzantine: int,
    dim: int = 2,
    told: int | None = None,
    budget: int | None = None,
    seed: int = 1,
    threads: int | None = None,
    before: str | Sequence[str] | None = None,
    **parameters: _Parameter,
) -> dict[str, Any]: ...
def explain(
    n: int,
    m: int,
    alpha: float,
    *,
    problem: str = "gaussian-mean",
    dim: int = 1,
    beta: float | None = None,
    target_error: float | None = None,
    **keys: _Parameter,
) -> dict[str, Any]: ...
def catalog() -> dict[str, dict[str, str]]: ...

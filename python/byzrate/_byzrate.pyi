from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from typing import Any, TypeAlias, final

import numpy as np
import numpy.typing as npt
from typing_extensions import disjoint_base

__all__ = [
    "aggregate",
    "attack",
    "built_in_text",
    "catalog",
    "corrupt",
    "Error",
    "explain",
    "kappa",
    "Own",
    "sweep_main",
    "Adversary",
    "Algorithm",
    "Parties",
    "Rule",
    "worst_ranks",
    "report",
    "run",
    "__version__",
]

__version__: str

_Matrix: TypeAlias = npt.NDArray[np.float64]
_Rule: TypeAlias = str | Callable[[_Matrix], npt.ArrayLike]
_Adversary: TypeAlias = Callable[[_Matrix, int, int], npt.ArrayLike]
_Parameter: TypeAlias = bool | int | float | str | Sequence[str] | None

class Error(ValueError): ...

@disjoint_base
class Own:
    @property
    def function(self) -> Callable[..., Any]: ...
    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str | None: ...
    def __call__(self, *arguments: Any, **options: Any) -> Any: ...

@final
class Rule(Own):
    @property
    def breakdown(self) -> float: ...
    @property
    def pure(self) -> bool: ...
    @property
    def equivariant(self) -> bool: ...
    @property
    def batched(self) -> bool: ...
    def __new__(
        cls,
        function: Callable[[_Matrix], npt.ArrayLike],
        *,
        name: str | None = None,
        version: str | None = None,
        breakdown: float = 0.0,
        pure: bool = False,
        equivariant: bool = False,
        batched: bool = False,
    ) -> Rule: ...

@final
class Adversary(Own):
    def __new__(cls, function: _Adversary, *, name: str | None = None, version: str | None = None) -> Adversary: ...

@final
class Algorithm(Own):
    @property
    def rounds(self) -> int: ...
    def __new__(
        cls,
        function: Callable[[Parties], npt.ArrayLike],
        *,
        name: str | None = None,
        version: str | None = None,
        rounds: int = 1000,
    ) -> Algorithm: ...

@final
class Parties:
    @property
    def n(self) -> int: ...
    @property
    def m(self) -> int: ...
    @property
    def dim(self) -> int: ...
    @property
    def start(self) -> npt.NDArray[np.float64]: ...
    @property
    def domain(self) -> tuple[npt.NDArray[np.float64], float]: ...
    @property
    def smoothness(self) -> float | None: ...
    def gradients(self, w: npt.ArrayLike, *, step: float | None = None) -> _Matrix: ...
    def minimisers(self) -> _Matrix: ...
    def aggregate(self, x: npt.ArrayLike) -> npt.NDArray[np.float64]: ...
    def project(self, w: npt.ArrayLike) -> npt.NDArray[np.float64]: ...

def aggregate(
    x: npt.ArrayLike, rule: _Rule, *, before: str | Sequence[str] | None = None, **parameters: _Parameter
) -> npt.NDArray[np.float64]: ...
def corrupt(
    honest: npt.ArrayLike,
    adversary: str | _Adversary,
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
def built_in_text(name: str) -> str | None: ...
def worst_ranks(errors: Sequence[Sequence[Sequence[float] | _Matrix]], confidence: float) -> list[tuple[int, float, int, int]]: ...
def run(
    specs: Sequence[tuple[str, str | None]],
    *,
    profile: str,
    seed: int | None,
    n: Sequence[int] | None,
    m: Sequence[int] | None,
    alpha: Sequence[float] | None,
    dim: Sequence[int] | None,
    beta: float | None,
    allow_breakdown: bool,
    own: dict[str, dict[str, Any]],
    store: str | PathLike[str] | None,
    threads: int | None,
) -> dict[str, Any]: ...
def report(
    store: str | PathLike[str],
    *,
    own: dict[str, dict[str, Any]],
    threads: int | None,
) -> dict[str, Any]: ...
def sweep_main() -> int: ...

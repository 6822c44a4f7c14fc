"""Problems of one's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass
from typing import Any

import numpy.typing as npt


@dataclass(frozen=True, eq=False)
class Problem:
    """A problem of your own: how data are drawn, what the workers make of them, and what is known of F(w) = E f(w; z).

    Any object with attributes of these names is one; what it does not have is as the defaults say. What is not declared is unknown: a
    theorem that needs it is silent and says so, a step of 1/L_F and a measure that need it are refused with the spec.

    Parameters
    ----------
    draw : callable
        Takes a seed, an integer below 2⁶⁴ that is another one in every replicate, n and m; gives the data of m workers with n samples each, as
        any object. It draws from nothing but the seed.
    gradient : callable
        Takes the data and w, a (d,) array, and gives the (m, d) array of the workers' gradients ∇F_i(w). It must not change the data.
    optimum : array of shape (d,)
        w*, the minimiser of F. The grid's `dim` is to be its length.
    domain : (array of shape (d,), float)
        Centre and radius of the ball W, with w* in it.
    noise : float
        The scale σ of a sample, so that σ/√n is the deviation of a coordinate of a worker's gradient at w*: what adversaries are told, and
        the unit of tables.
    minimiser : callable, optional
        Takes the data and gives the (m, d) array of the workers' risk minimisers, which one-round estimates are made of.
    loss, population_gradient : callable, optional
        F(w), a float, and ∇F(w), a (d,) array, for the measures and theorems that need them.
    constants : mapping of str to float, optional
        Those of `strong_convexity` (λ_F), `smoothness` (L_F), `coordinate_lipschitz` (L_k), `gradient_deviation` (V), `absolute_skewness` (S)
        and `sub_exponential` (v) that are known, over all of W. The ledger holds what rests on them against the problem, not the paper.
    convex : bool
        Whether F is convex; it is where it is strongly convex.
    sufficient : bool
        Whether the data are statistics of the samples, m·d numbers or so whatever n is, and not n·m·d: what is refused as too large, and how
        many replicates a `batched` rule gets at once, depends on it.
    start : array of shape (d,), optional
        w⁰ in W, where gradient descent starts: centre + radius/√d in every coordinate where nothing is said.
    version : str, optional
        What stands for the code. Without one replicates are kept in memory alone. Change it with the code.

    Raises
    ------
    Error
        In `run`, if an attribute is missing or is none of a problem; and if what a callable gives has another shape, is None, or, at a finite
        w, holds NaN or infinities. The note on it, and on whatever a callable raises, names the cell, the replicate and its seed.
    """

    draw: Callable[[int, int, int], Any]
    gradient: Callable[[Any, npt.NDArray[Any]], npt.ArrayLike]
    _: KW_ONLY
    optimum: npt.ArrayLike
    domain: tuple[npt.ArrayLike, float]
    noise: float
    minimiser: Callable[[Any], npt.ArrayLike] | None = None
    loss: Callable[[npt.NDArray[Any]], float] | None = None
    population_gradient: Callable[[npt.NDArray[Any]], npt.ArrayLike] | None = None
    constants: Mapping[str, float | None] | None = None
    convex: bool = False
    sufficient: bool = False
    start: npt.ArrayLike | None = None
    version: str | None = None

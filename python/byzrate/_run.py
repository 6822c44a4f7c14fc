"""Specs are drawn and judged, stores judged again."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from . import _byzrate
from ._result import Result


def run(
    spec: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    *,
    profile: str = "quick",
    seed: int | None = None,
    n: int | Iterable[int] | None = None,
    m: int | Iterable[int] | None = None,
    alpha: float | Iterable[float] | None = None,
    dim: int | Iterable[int] | None = None,
    beta: float | None = None,
    allow_breakdown: bool = False,
    rules: Mapping[str, Callable[..., Any]] | None = None,
    adversaries: Mapping[str, Callable[..., Any]] | None = None,
    problems: Mapping[str, Any] | None = None,
    algorithms: Mapping[str, Callable[..., Any]] | None = None,
    store: str | os.PathLike[str] | None = None,
    threads: int | None = None,
) -> Result:
    """Draws and judges experiments.

    Parameters
    ----------
    spec : str or path, or a list of them
        The name of a built-in experiment (`catalog()["experiments"]`), a path that ends in .toml, or the text of a spec, which has
        several lines. Several are judged as one family.
    profile : str
        How much is drawn: "smoke", "quick" or "paper".
    seed, n, m, alpha, dim, beta, allow_breakdown : optional
        What is said over the specs.
    rules : dict of str to callable, optional
        Rules of your own, by the names under which specs ask for them as `aggregator`. Each takes an (m, d) float64 array and gives d
        numbers; `Rule` says more of one. A rule that gives NaN has lost its estimate, which counts as an infinite error.
    adversaries : dict of str to callable, optional
        Adversaries of your own, by the names that specs give them in `[[adversary]]`. Each takes the honest (m - b, d) messages, b and a seed,
        and gives the (b, d) messages of the Byzantine workers; `Adversary` says more.
    problems : dict of str to Problem or object, optional
        Problems of your own, by the names that specs give them in `[[problem]]`: objects with the attributes of `Problem`.
    algorithms : dict of str to callable, optional
        Algorithms of your own, by the names under which specs ask for them as `algorithm`. Each takes the `Parties` of a replicate and gives
        the estimate, d numbers; `Algorithm` says more.
    store : path, optional
        A folder in which replicates are kept, and taken from where they are there. Without one they stay in memory. A callable of your own
        needs a version to be stored (`Rule(f, version="1")` and its like).
    threads : int, optional
        How many draw: one where there are parts of your own, otherwise as many as there are processors. The result does not depend on it,
        unless a callable of your own keeps something between calls.

    Returns
    -------
    Result

    Raises
    ------
    Error
        If a spec, an override or the store is refused, with the line of the spec.
    OSError
        If a spec's file cannot be read.
    KeyboardInterrupt
        At Ctrl-C; what was drawn into a store is kept.
    Exception
        Whatever a callable of your own raises, with a note that says where.
    """
    found = _byzrate.run(
        _specs(spec),
        profile=profile,
        seed=seed,
        n=_list(n),
        m=_list(m),
        alpha=_list(alpha),
        dim=_list(dim),
        beta=beta,
        allow_breakdown=allow_breakdown,
        own=_own(rules, adversaries, problems, algorithms),
        store=store,
        threads=threads,
    )
    return Result(found)


def report(
    store: str | os.PathLike[str] = "results",
    *,
    rules: Mapping[str, Callable[..., Any]] | None = None,
    adversaries: Mapping[str, Callable[..., Any]] | None = None,
    problems: Mapping[str, Any] | None = None,
    algorithms: Mapping[str, Callable[..., Any]] | None = None,
    threads: int | None = None,
) -> Result:
    """Judges again what a store holds, as `sweep report` does, and draws nothing.

    Parameters
    ----------
    store : path
        The store, or the folder it is in.
    rules, adversaries, problems, algorithms : dict, optional
        The parts of your own that its specs name, with their versions.
    threads : int, optional
        How many judge: as many as there are processors.

    Raises
    ------
    Error
        If there is no store, or nothing in it can be read.
    """
    return Result(_byzrate.report(store, own=_own(rules, adversaries, problems, algorithms), threads=threads))


def _own(
    rules: Mapping[str, Any] | None,
    adversaries: Mapping[str, Any] | None,
    problems: Mapping[str, Any] | None,
    algorithms: Mapping[str, Any] | None,
) -> dict[str, dict[str, Any]]:
    return {
        "rules": dict(rules or {}),
        "adversaries": dict(adversaries or {}),
        "problems": dict(problems or {}),
        "algorithms": dict(algorithms or {}),
    }


def _specs(spec: Any) -> list[tuple[str, str | None]]:
    if isinstance(spec, (str, os.PathLike)):
        return [_spec(spec)]
    return [_spec(one) for one in spec]


def _spec(spec: str | os.PathLike[str]) -> tuple[str, str | None]:
    """A name, and a text where it is no built-in one."""
    if isinstance(spec, str):
        if "\n" in spec:
            return "spec", spec
        if not spec.endswith(".toml"):
            return spec, None
    return os.fspath(spec), Path(spec).read_text(encoding="utf-8")


def _list(values: Any) -> Any:
    if values is None or isinstance(values, (str, bytes)):
        return values
    try:
        return [value for value in values]
    except TypeError:
        return [values]

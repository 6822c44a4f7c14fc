"""Everything that is found out about a rule."""

from __future__ import annotations

import html
import json
import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from . import _byzrate
from ._byzrate import Error, Rule, aggregate, attack, kappa
from ._run import run

# Beyond this times the honest messages' unit an aggregate is taken for one that follows the attackers.
_FAR = 1e4
_FARTHEST = 1e9
_OWN = "the rule on trial"


class Sheet(dict[str, Any]):
    """What `referee` found: a dict that shows itself."""

    def _rows(self) -> Iterator[tuple[str, str]]:
        worst, found = self["attack"]["worst"], self["kappa"]
        yield "worst attack found", f"{worst['adversary']}: E‖ŵ − w*‖²/d = {worst['scored']:.4g} ± {worst['standard_error']:.2g} s²"
        bound = self["attack"]["fixed_set_lower_bound"]
        yield "no estimator below", "unknown" if bound is None else f"{bound:.4g} s²"
        known = "" if found["exact"] is None else f", exactly {found['exact']:.4g}"
        yield "κ, at least", f"{found['found']:.4g}{known}; of any rule {found['lower_bound_of_any_rule']:.4g}"
        breakdown = self["breakdown"]
        by = "" if breakdown["by"] is None else f", broken by {breakdown['by']} from {breakdown['withstood'] + 1} on"
        yield "withstood of far messages", f"{breakdown['withstood']} of {self['workers']}{by}"
        for name, answer in self["not_finite"].items():
            yield f"{self['byzantine']} messages of {name}", answer
        for name, deviation in self["equivariance"].items():
            yield name, "yes" if deviation <= 1e-9 else f"no: off by {deviation:.2g}"
        yield "equal messages, equal aggregates", "yes" if self["repeats"] else "no"
        yield "leaves its input alone", "yes" if self["leaves_input"] else "no"
        league = self["league"]
        if "reason" in league:
            yield "league", league["reason"]
            return
        low, high = league["rank_interval"]
        yield "league, by the worst attack", (
            f"rank {low} to {high} of {league['of']}: rms {league['worst']:.4g} s√d under {league['adversary']}"
        )

    def __str__(self) -> str:
        rows = list(self._rows())
        width = max(len(name) for name, _ in rows)
        head = f"{self['aggregator']}: m = {self['workers']}, b = {self['byzantine']}, d = {self['dim']}\n"
        return head + "".join(f"  {name:<{width}}  {value}\n" for name, value in rows)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<tr><th style="text-align: left">{html.escape(name)}</th><td style="text-align: left">{html.escape(value)}</td></tr>'
            for name, value in self._rows()
        )
        head = f"{self['aggregator']}: m = {self['workers']}, b = {self['byzantine']}, d = {self['dim']}"
        return f"<table><caption>{html.escape(head)}</caption>{rows}</table>"


def referee(
    rule: str | Callable[..., Any],
    *,
    m: int = 41,
    byzantine: int = 4,
    dim: int = 10,
    budget: int = 60_000,
    replicates: int = 400,
    seed: int = 1,
    threads: int | None = None,
    before: str | Sequence[str] | None = None,
    **parameters: Any,
) -> Sheet:
    """What can be found out about a rule: by searches and probes, none of which is a proof.

    Parameters
    ----------
    rule : str or callable
        A name of `catalog()["aggregators"]`, or a rule of your own.
    m, byzantine, dim : int
        m workers, of which b are Byzantine, and d. Everything is looked at there, κ in at most two dimensions.
    budget : int
        How often `attack` and `kappa` may evaluate the rule, each.
    replicates : int
        Of each rule under each attack of the league.
    seed : int
        The seed of all of it.
    threads : int, optional
        As for `run`.
    before, **parameters
        As for `aggregate`; f is b and β is b/m where nothing is said.

    Returns
    -------
    Sheet
        A dict with

        - `attack` and `kappa`, what the functions of these names find;
        - `league`: the `rank_interval` (first and last rank that the errors allow, 99 % for all rules at once) among the rules of the built-in
          experiment `league`, by the `worst` rms error under its attacks in units of s√d, with the `adversary` and the whole `table`; or
          the `reason` why there is none;
        - `breakdown`: the largest number of far messages that was `withstood`, and `by` what one more breaks it;
        - `equivariance`: by how much translation, scale, sign, rotation and the order of the workers are missed, relative to the messages;
        - `not_finite`: what b messages of NaN, of infinities and of 1e308 give: "finite", "nan", "inf" or what is raised;
        - `repeats`, whether equal messages have equal aggregates, and `leaves_input`, whether the array that it is given stays as it was.

    A rule that raises something on messages that are not all finite has lost its estimate there, and goes on.

    Raises
    ------
    Error
        If b is 0 or not below m/2, or a parameter is not allowed. What the rule raises on finite messages arrives as itself.
    """
    if not 0 < 2 * byzantine < m:
        raise Error(f"m = {m}, byzantine = {byzantine}: a referee needs at least one Byzantine worker, and less than half of all")
    parameters = _filled(rule, before, parameters, m, byzantine)
    told = {key: value for key, value in parameters.items() if key != "byzantine"}
    asked: dict[str, Any] = {"before": before, **told, "told": parameters.get("byzantine")}
    generator = np.random.default_rng(seed)
    plain = rule
    if not isinstance(rule, str):
        rule = _guarded(rule)

    def call(x: np.ndarray) -> np.ndarray:
        return aggregate(x, rule, before=before, **parameters)

    attacked = attack(rule, m=m, byzantine=byzantine, dim=dim, budget=budget, seed=seed, threads=threads, **asked)
    found = kappa(rule, m=m, byzantine=byzantine, dim=min(dim, 2), budget=budget, seed=seed, threads=threads, **asked)
    x = generator.normal(size=(m, dim))
    return Sheet(
        aggregator=found["aggregator"],
        workers=m,
        byzantine=byzantine,
        dim=dim,
        seed=seed,
        attack=attacked,
        kappa=found,
        league=_league(rule, before, told, m, byzantine, dim, replicates, seed, threads),
        breakdown=_breakdown(call, x),
        equivariance=_equivariance(call, x, generator),
        not_finite=_not_finite(lambda x: aggregate(x, plain, before=before, **parameters), x, byzantine),
        repeats=bool(np.array_equal(call(x), call(x), equal_nan=True)),
        leaves_input=_leaves_input(plain, x),
    )


def _filled(rule: Any, before: Any, parameters: dict[str, Any], m: int, byzantine: int) -> dict[str, Any]:
    """The parameters with f and β, where the rule has them and nobody says how much."""
    refused: list[Error] = []
    for more in ({}, {"byzantine": byzantine}, {"beta": byzantine / m}, {"byzantine": byzantine, "beta": byzantine / m}):
        try:
            aggregate(np.zeros((m, 1)), rule, before=before, **{**more, **parameters})
            return {**more, **parameters}
        except Error as error:
            refused.append(error)
    raise refused[0]


def _guarded(rule: Any) -> Rule:
    """The rule, whose estimate is lost where it raises something on messages that are not all finite."""
    own = rule if isinstance(rule, Rule) else Rule(rule)

    def guarded(x: np.ndarray) -> Any:
        finite = np.isfinite(x).all()
        try:
            return own(x)
        except Exception:
            if finite:
                raise
        if x.ndim == 2:
            return np.full(x.shape[1], np.nan)
        # Of several replicates those that are finite are not lost.
        return np.concatenate([guarded(one) if len(x) > 1 else np.full((1, x.shape[2]), np.nan) for one in np.split(x, len(x))])

    return Rule(
        guarded,
        name=own.name,
        version=own.version,
        breakdown=own.breakdown,
        pure=own.pure,
        equivariant=own.equivariant,
        batched=own.batched,
    )


def _breakdown(call: Callable[[np.ndarray], np.ndarray], x: np.ndarray) -> dict[str, Any]:
    m, dim = x.shape
    signs = np.where(np.arange(m) % 2 == 0, 1.0, -1.0)[:, None]
    attacks: dict[str, Callable[[int], np.ndarray]] = {
        "a far cluster": lambda b: np.full((b, dim), _FARTHEST),
        "far messages on both sides": lambda b: _FARTHEST * signs[:b] * np.ones(dim),
        "far messages at different distances": lambda b: _FARTHEST * (1 + np.arange(b)[:, None]) * np.ones(dim),
        "messages far in one coordinate": lambda b: np.where(np.arange(dim) == 0, _FARTHEST, 0.0) * np.ones((b, 1)),
    }
    for b in range(1, m):
        for name, far in attacks.items():
            # The attackers stand last, and first: of equal distances some rules take the first.
            for messages in (np.vstack([x[: m - b], far(b)]), np.vstack([far(b), x[: m - b]])):
                answer = call(messages)
                if not (np.abs(answer) < _FAR).all():
                    return {"withstood": b - 1, "by": name}
    return {"withstood": m - 1, "by": None}


def _equivariance(call: Callable[[np.ndarray], np.ndarray], x: np.ndarray, generator: np.random.Generator) -> dict[str, float]:
    m, dim = x.shape
    answer = call(x)
    unit = np.abs(x).max()
    shift = generator.normal(size=dim)
    rotation, _ = np.linalg.qr(generator.normal(size=(dim, dim)))
    order = generator.permutation(m)
    found = {
        "translation": call(x + shift) - (answer + shift),
        "scale": call(4.0 * x) / 4.0 - answer,
        "sign": call(-x) + answer,
        "rotation": call(x @ rotation) - answer @ rotation,
        "order of the workers": call(x[order]) - answer,
    }
    return {name: float(np.nan_to_num(np.abs(deviation).max() / unit, nan=math.inf)) for name, deviation in found.items()}


def _not_finite(call: Callable[[np.ndarray], np.ndarray], x: np.ndarray, byzantine: int) -> dict[str, str]:
    answers = {}
    mixed = np.where(np.arange(byzantine) % 2 == 0, np.inf, -np.inf)[:, None]
    for name, value in [("NaN", np.nan), ("+∞", np.inf), ("−∞", -np.inf), ("±∞", mixed), ("1e308", 1e308)]:
        messages = x.copy()
        messages[-byzantine:] = value
        try:
            with np.errstate(all="ignore"):
                answer = call(messages)
        except Exception as error:
            answers[name] = f"raises {type(error).__name__}: {error}"
            continue
        answers[name] = "finite" if np.isfinite(answer).all() else "nan" if np.isnan(answer).any() else "inf"
    return answers


def _leaves_input(rule: Any, x: np.ndarray) -> bool:
    if isinstance(rule, str):
        return True
    given = x.copy()
    rule(given[None] if getattr(rule, "batched", False) is True else given)
    return bool(np.array_equal(given, x))


def _league(
    rule: Any, before: Any, told: dict[str, Any], m: int, byzantine: int, dim: int, replicates: int, seed: int, threads: int | None
) -> dict[str, Any]:
    built_in = _byzrate.built_in_text("league")
    assert built_in is not None
    text = built_in.split("[replicates]")[0]
    name = rule if isinstance(rule, str) else "on-trial"
    own: dict[str, Any] = {"id": _OWN, "algorithm": "one-round", "aggregator": name}
    if before is not None:
        own["before"] = before if isinstance(before, str) else list(before)
    own.update({key.replace("_", "-"): value for key, value in told.items()})
    # What JSON has of numbers, texts and lists is TOML, too.
    lines = "".join(f"{key} = {json.dumps(value, default=lambda scalar: scalar.item())}\n" for key, value in own.items())
    text += f"[[estimator]]\n{lines}\n[replicates]\nquick = {{ batch = {replicates}, maximum = {replicates} }}\n"
    rules = {} if isinstance(rule, str) else {name: rule}
    try:
        result = run(text, m=m, alpha=byzantine / m, dim=dim, seed=seed, rules=rules, threads=threads)
    except Error as error:
        return {"reason": f"rules of the league are not defined there: {str(error).splitlines()[0]}"}
    attacks, estimators = result.labels["adversary"], result.labels["estimator"]
    errors = [[result.select(estimator=one, adversary=other) for other in attacks] for one in estimators]
    ranked = _byzrate.worst_ranks(errors, 0.99)
    unit = math.sqrt(dim)
    table = [
        {"estimator": one, "adversary": attacks[worst], "worst": rms / unit, "rank_interval": (low, high)}
        for one, (worst, rms, low, high) in zip(estimators, ranked)
    ]
    mine = next(row for row in table if row["estimator"] == _OWN)
    return {**mine, "of": len(table), "replicates": replicates, "table": sorted(table, key=lambda row: row["worst"])}

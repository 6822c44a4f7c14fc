"""What a run found."""

from __future__ import annotations

import html
import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt


class Figure:
    """A figure as SVG, which notebooks show by itself.

    Attributes
    ----------
    name : str
        The name of its file, without an ending.
    svg : str
        The drawing.
    """

    __slots__ = ("name", "svg")

    def __init__(self, name: str, svg: str) -> None:
        self.name = name
        self.svg = svg

    def _repr_svg_(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        return f"Figure({self.name!r})"

    def save(self, path: str | Path) -> None:
        """Writes the drawing to `path`."""
        Path(path).write_text(self.svg, encoding="utf-8")


class Result:
    """What a run found: verdicts, figures, and every replicate.

    Attributes
    ----------
    json : str
        The document `report.json` of the program, to the byte.
    figures : dict of str to Figure
        By the names of their files.
    columns : dict of str to numpy.ndarray
        A row for every replicate that counts of every arm: coordinates (`n`, `m`, `alpha`, `dim`, `byzantine`), codes of texts
        (`experiment`, `problem`, `estimator`, `adversary`), the number of the `replicate` and a column for every measure, such as `error`.
        Rows of equal experiment, problem, n, m, alpha, dim and replicate ran on the same data.
    labels : dict of str to list of str
        What the codes stand for.
    """

    def __init__(self, found: dict[str, Any]) -> None:
        self.json: str = found["json"]
        self.figures = {name: Figure(name, svg) for name, svg in found["figures"].items()}
        self.columns: dict[str, npt.NDArray[Any]] = found["columns"]
        self.labels: dict[str, list[str]] = found["labels"]
        self._ledger: str = found["ledger"]
        self._report: dict[str, Any] | None = None

    @property
    def report(self) -> dict[str, Any]:
        """The document `report.json` as a dict; docs/outputs.md says what each field is."""
        if self._report is None:
            self._report = json.loads(self.json)
        return self._report

    @property
    def verdict(self) -> str | None:
        """The verdict on the whole, the worst of all findings; None without a check."""
        verdict: str | None = self.report["verdict"]
        return verdict

    @property
    def findings(self) -> list[dict[str, Any]]:
        """What every comparison found, over all experiments."""
        return [finding for experiment in self.report["experiments"] for finding in experiment["findings"]]

    def select(self, measure: str = "error", **where: Any) -> npt.NDArray[np.float64]:
        """The values of a measure in the rows where columns have the values that are given.

        >>> result.select("error", n=100, estimator="median")

        Raises
        ------
        KeyError
            If there is no such column, or no such text in it.
        """
        chosen = np.ones(len(self.columns["replicate"]), dtype=bool)
        for name, wanted in where.items():
            if name in self.labels:
                if wanted not in self.labels[name]:
                    raise KeyError(f"{name} {wanted!r}; there are {', '.join(self.labels[name])}")
                wanted = self.labels[name].index(wanted)
            chosen &= self.columns[name] == wanted
        return self.columns[measure][chosen]

    def to_pandas(self) -> Any:
        """The columns as a pandas.DataFrame, texts as categories.

        Raises
        ------
        ImportError
            Where pandas is not installed.
        """
        import pandas

        made = {
            name: pandas.Categorical.from_codes(column, self.labels[name]) if name in self.labels else column
            for name, column in self.columns.items()
        }
        return pandas.DataFrame(made)

    def to_arrow(self) -> Any:
        """The columns as a pyarrow.Table, texts as dictionaries.

        Raises
        ------
        ImportError
            Where pyarrow is not installed.
        """
        import pyarrow

        def array(name: str, column: npt.NDArray[Any]) -> Any:
            if name in self.labels:
                return pyarrow.DictionaryArray.from_arrays(pyarrow.array(column), pyarrow.array(self.labels[name], pyarrow.string()))
            return pyarrow.array(column)

        return pyarrow.table({name: array(name, column) for name, column in self.columns.items()})

    def to_polars(self) -> Any:
        """The columns as a polars.DataFrame, texts as categories in the order in which they come (`polars.Enum`).

        Raises
        ------
        ImportError
            Where polars is not installed.
        """
        import polars

        def series(name: str, column: npt.NDArray[Any]) -> Any:
            if name not in self.labels:
                return polars.Series(name, column)
            texts = polars.Series(self.labels[name], dtype=polars.String)
            return texts.gather(column).cast(polars.Enum(texts)).alias(name)

        return polars.DataFrame([series(name, column) for name, column in self.columns.items()])

    def save(self, folder: str | Path) -> None:
        """Writes `report.json` and the figures into `folder`, as the program does."""
        folder = Path(folder)
        (folder / "figures").mkdir(parents=True, exist_ok=True)
        (folder / "report.json").write_text(self.json, encoding="utf-8")
        for name, figure in self.figures.items():
            figure.save(folder / "figures" / f"{name}.svg")

    def __str__(self) -> str:
        return self._ledger

    def __repr__(self) -> str:
        names = ", ".join(experiment["name"] for experiment in self.report["experiments"])
        rows = len(self.columns["replicate"])
        return f"<byzrate.Result of {names}: {self.verdict}, {len(self.findings)} findings, {rows} rows>"

    def _repr_html_(self) -> str:
        return f'<pre style="line-height: 1.2; overflow-x: auto">{html.escape(self._ledger)}</pre>'

"use strict";
(() => {
  const byId = (id) => document.getElementById(id);

  // The block of data keeps alike objects as columns, lists of one length end to end, and what is all alike once.
  const unpacked = (value) => {
    if (Array.isArray(value)) return value.map(unpacked);
    if (value === null || typeof value !== "object") return value;
    if ("=" in value) {
      const columns = value["="].map(([key, column]) => [key, unpacked(column)]);
      return columns[0][1].map((_, place) => Object.fromEntries(columns.map(([key, column]) => [key, column[place]])));
    }
    if ("+" in value) {
      const [size, all] = [value["+"], unpacked(value.of)];
      return Array.from({ length: all.length / size }, (_, place) => all.slice(place * size, (place + 1) * size));
    }
    if ("*" in value) return Array.from({ length: value["*"] }, () => unpacked(value.of));
    return Object.fromEntries(Object.entries(value).map(([key, of]) => [key, unpacked(of)]));
  };
  const data = unpacked(JSON.parse(byId("data").textContent));

  // A table stays one for readers of screens where a narrow page lays its rows out as blocks.
  const ROLES = { table: "table", "thead, tbody": "rowgroup", tr: "row", td: "cell", "thead th": "columnheader", "tbody th": "rowheader" };
  for (const [which, role] of Object.entries(ROLES)) {
    for (const part of document.querySelectorAll(which.split(", ").map((one) => (one === "table" ? "#findings" : `#findings ${one}`)).join())) {
      part.setAttribute("role", role);
    }
  }

  // The ledger's filters.
  const groups = [...document.querySelectorAll("#findings tbody")].map((body) => ({
    body,
    claim: body.querySelector(".claim").textContent.toLowerCase(),
    rows: [...body.querySelectorAll("tr[data-verdict]")].map((row) => ({ row, text: row.textContent.toLowerCase() })),
  }));
  const filter = () => {
    const words = byId("words").value.toLowerCase().split(/\s+/).filter(Boolean);
    const verdict = byId("verdict").value;
    let shown = 0;
    let all = 0;
    for (const { body, claim, rows } of groups) {
      let here = 0;
      for (const { row, text } of rows) {
        const fits = (!verdict || row.dataset.verdict === verdict) && words.every((word) => text.includes(word) || claim.includes(word));
        row.hidden = !fits;
        here += fits ? 1 : 0;
      }
      body.hidden = here === 0;
      shown += here;
      all += rows.length;
    }
    byId("count").textContent = `${shown} of ${all} findings`;
  };
  byId("words").addEventListener("input", filter);
  byId("verdict").addEventListener("change", filter);
  byId("filter").addEventListener("submit", (event) => event.preventDefault());
  byId("filter").hidden = false;
  filter();

  // What was measured: a row for every arm.
  const rowsOf = (experiment) =>
    experiment.cells.flatMap((cell) =>
      cell.arms.map((arm) => {
        const quantile = (probability) => (arm.quantiles || []).find((one) => one.probability === probability)?.value ?? null;
        const bound = (arm.bounds || []).find((one) => one.measure === "error");
        return {
          experiment: experiment.name,
          problem: cell.problem,
          n: cell.n,
          m: cell.m,
          dim: cell.dim,
          alpha: cell.alpha,
          byzantine: cell.byzantine,
          byzantine_model: cell.byzantine_model,
          estimator: arm.estimator,
          algorithm: arm.algorithm,
          aggregator: arm.aggregator,
          adversary: arm.adversary,
          rounds: arm.rounds,
          replicates: arm.replicates,
          lost: arm.lost,
          rms: arm.rms?.value ?? null,
          rms_standard_error: arm.rms?.standard_error ?? null,
          bias: arm.bias?.value ?? null,
          bias_standard_error: arm.bias?.standard_error ?? null,
          median: quantile(0.5),
          quantile_95: quantile(0.95),
          predicted_rms: arm.predicted?.rms ?? null,
          bound: bound?.value ?? null,
          lower_bound: cell.lower_bound ?? null,
        };
      }),
    );
  const COLUMNS = [
    ["problem", "problem"], ["n", "n"], ["m", "m"], ["d", "dim"], ["α", "alpha"], ["estimator", "estimator"], ["adversary", "adversary"],
    ["rms", "rms", "rms_standard_error"], ["bias", "bias", "bias_standard_error"], ["95 %", "quantile_95"], ["predicted", "predicted_rms"],
    ["bound", "bound"], ["no better than", "lower_bound"], ["replicates", "replicates"], ["lost", "lost"],
  ];
  const words = (value) => typeof value === "string";
  const digits = (value) => (Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4))));
  const shown = (row, [, key, error]) => {
    const value = row[key];
    if (value === null || value === undefined) return "–";
    if (words(value)) return value;
    if (key === "alpha" && row.byzantine_model === "random") return `${value} by chance`;
    const off = row[error];
    if (!off) return digits(value);
    // As many decimals as show two digits of the error.
    const places = 1 - Math.floor(Math.log10(off));
    return places < 0 || places > 9 ? `${digits(value)} ± ${off.toPrecision(2)}` : `${value.toFixed(places)} ± ${off.toFixed(places)}`;
  };
  const element = (name, text, parent) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (parent) parent.append(made);
    return made;
  };
  const compare = (one, other) => {
    if (one === null || other === null) return (one === null) - (other === null);
    return words(one) ? one.localeCompare(other, "en", { numeric: true }) : one - other;
  };
  const table = (details) => {
    const experiment = data.experiments[Number(details.dataset.experiment)];
    const rows = rowsOf(experiment);
    const [problem, ...others] = new Set(rows.map((row) => row.problem));
    const says = (key) => (key === "problem" ? others.length > 0 : rows.some((row) => row[key] !== null));
    const columns = COLUMNS.filter(([, key]) => says(key));
    const scroll = element("div", undefined, details);
    scroll.className = "scroll";
    scroll.tabIndex = 0;
    scroll.setAttribute("role", "region");
    scroll.setAttribute("aria-label", `Table of ${experiment.name}`);
    const made = element("table", undefined, scroll);
    element("caption", `${others.length ? "" : `${problem}: `}errors in units of w, ± one standard error; a heading sorts`, made);
    const headings = element("tr", undefined, element("thead", undefined, made));
    const body = element("tbody", undefined, made);
    const fill = () => {
      body.replaceChildren();
      for (const row of rows) {
        const line = element("tr", undefined, body);
        for (const column of columns) {
          const cell = element("td", shown(row, column), line);
          if (!words(row[column[1]])) cell.className = "number";
        }
      }
    };
    for (const [title, key] of columns) {
      const heading = element("th", undefined, headings);
      heading.scope = "col";
      heading.setAttribute("aria-sort", "none");
      if (!words(rows[0]?.[key])) heading.className = "number";
      const button = element("button", title, heading);
      button.type = "button";
      button.addEventListener("click", () => {
        const down = heading.getAttribute("aria-sort") === "ascending";
        for (const other of headings.children) other.setAttribute("aria-sort", "none");
        heading.setAttribute("aria-sort", down ? "descending" : "ascending");
        rows.sort((one, other) => {
          const none = (one[key] === null) - (other[key] === null);
          return none || (down ? -1 : 1) * compare(one[key], other[key]);
        });
        fill();
      });
    }
    fill();
  };
  for (const details of document.querySelectorAll("details.cells")) {
    const fill = () => {
      if (details.open && !details.querySelector("table")) table(details);
    };
    details.addEventListener("toggle", fill);
    fill();
  }

  // Downloads.
  const save = (name, type, text) => {
    const link = element("a");
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
  const csv = (rows) => {
    const field = (value) => {
      const text = value === null || value === undefined ? "" : String(value);
      return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    };
    const keys = Object.keys(rows[0] || {});
    return [keys, ...rows.map((row) => keys.map((key) => row[key]))].map((line) => `${line.map(field).join(",")}\r\n`).join("");
  };
  const vega = (experiment, x) => {
    const rows = rowsOf(experiment);
    const isText = rows.some((row) => words(row[x]));
    const log = (key) => rows.every((row) => row[key] === null || row[key] > 0);
    const axis = (key) => ({ field: key, type: "quantitative", scale: { type: log(key) ? "log" : "linear" } });
    return {
      $schema: "https://vega.github.io/schema/vega-lite/v5.json",
      title: { text: experiment.name, subtitle: experiment.question },
      data: { values: rows },
      mark: { type: "point", tooltip: { content: "data" } },
      encoding: {
        x: isText ? { field: x, type: "nominal" } : axis(x),
        y: axis("rms"),
        color: { field: "estimator", type: "nominal" },
        shape: { field: "adversary", type: "nominal" },
      },
    };
  };
  for (const button of document.querySelectorAll("button[data-get]")) {
    button.addEventListener("click", () => {
      const experiment = data.experiments[Number(button.dataset.experiment)];
      const name = experiment.name.replace(/[^\w.-]+/g, "-");
      if (button.dataset.get === "csv") save(`${name}.csv`, "text/csv", csv(rowsOf(experiment)));
      else save(`${name}.vl.json`, "application/json", JSON.stringify(vega(experiment, button.dataset.x), null, 1));
    });
    button.setAttribute("aria-label", `${button.textContent} of ${data.experiments[Number(button.dataset.experiment)].name}`);
  }
  for (const get of document.querySelectorAll(".get")) get.hidden = false;
})();


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
  const cellsTable = (details) => {
    const experiment = data.experiments[Number(details.dataset.experiment)];
    const rows = rowsOf(experiment);
    const [problem, ...others] = new Set(rows.map((row) => row.problem));
    const says = (key) => (key === "problem" ? others.length > 0 : rows.some((row) => row[key] !== null));
    const columns = COLUMNS.filter(([, key]) => says(key)).map((column) => ({
      title: column[0],
      number: !words(rows[0]?.[column[1]]),
      value: (row) => row[column[1]],
      text: (row) => shown(row, column),
    }));
    const get = element("p", undefined, details);
    button("CSV", get, () => save(`${fileName(experiment.name)}.csv`, "text/csv", csv(rowsOf(experiment)))).setAttribute(
      "aria-label",
      `CSV of what ${experiment.name} measured`,
    );
    table(details, {
      label: `Table of ${experiment.name}`,
      caption: `${others.length ? "" : `${problem}: `}errors in units of w, ± one standard error; a heading sorts`,
      columns,
      rows,
    });
  };
  whenOpened(document.querySelectorAll("details.cells"), cellsTable);


  // The numbers behind a figure: a row for every point, or for every tile of a map.
  const figureOf = (number) => {
    const drawn = data.figures[number];
    const named = new Map(drawn.legend.flatMap((entry) => entry.series.map((id) => [id, entry.label])));
    return { ...drawn, name: (series) => named.get(series.id) ?? "" };
  };
  const isZero = (axis, value) => axis.zero !== undefined && value === axis.zero;
  const valueOn = (axis, value) => {
    if (axis.scale === "categorical") return axis.categories[Math.round(value)] ?? value;
    return isZero(axis, value) ? 0 : value;
  };
  const textOn = (axis, value) => {
    const on = valueOn(axis, value);
    return words(on) ? on : digits(on);
  };
  const pointRow = (drawn, number, series, place) => {
    const panel = drawn.panels[number];
    return {
      panel: panel.title ?? number + 1,
      id: series.id,
      series: drawn.name(series),
      kind: series.marker ? "point" : "line",
      x: valueOn(panel.x, series.x[place]),
      y: valueOn(panel.y, series.y[place]),
      low: series.low?.[place] ?? null,
      high: series.high?.[place] ?? null,
      replicates: series.replicates?.[place] ?? null,
      hollow: series.hollow?.includes(place) ?? false,
      lost: series.lost?.includes(place) ?? false,
    };
  };
  const tileRow = (drawn, number, tile) => {
    const { map, x, y, title } = drawn.panels[number];
    const columns = map.x_edges.length - 1;
    const [column, row] = [tile % columns, Math.floor(tile / columns)];
    // The tile of a category is between two halves.
    const ends = (axis, edges, at) => (axis.scale === "categorical" ? [(edges[at] + edges[at + 1]) / 2] : [edges[at], edges[at + 1]]);
    const [across, up] = [ends(x, map.x_edges, column), ends(y, map.y_edges, row)];
    return {
      panel: title ?? number + 1,
      x: valueOn(x, across[0]),
      x_to: across.length > 1 ? across[1] : null,
      y: valueOn(y, up[0]),
      y_to: up.length > 1 ? up[1] : null,
      category: map.categories[map.cells[tile]][0],
      text: map.texts?.[tile] ?? null,
      framed: map.framed?.includes(tile) ?? false,
    };
  };
  const pointRows = (drawn) =>
    drawn.panels.flatMap((panel, number) =>
      panel.series.flatMap((series) => series.x.map((_, place) => pointRow(drawn, number, series, place))),
    );
  const tileRows = (drawn) =>
    drawn.panels.flatMap((panel, number) => (panel.map ? panel.map.cells.map((_, tile) => tileRow(drawn, number, tile)) : []));
  const isMap = (drawn) => drawn.panels.some((panel) => panel.map);

  // Tables leave out the columns of which nothing is to be said.
  const valuesTable = (details, drawn, title) => {
    const map = isMap(drawn);
    const rows = map ? tileRows(drawn) : pointRows(drawn);
    const labels = (axis) => [...new Set(drawn.panels.map((panel) => panel[axis].label).filter(Boolean))].join(" or ");
    const [x, y] = [labels("x") || (map ? "column" : "x"), labels("y") || (map ? "row" : "y")];
    const titles = map
      ? { panel: "panel", x, x_to: "to", y, y_to: "to", category: "category", text: "value" }
      : { panel: "panel", series: "series", x, y, low: "from", high: "to", replicates: "replicates" };
    const remarks = { hollow: "hollow", lost: "beyond the axis", framed: "framed" };
    const has = (key) => (key === "panel" ? drawn.panels.length > 1 : rows.some((row) => !isNone(row[key])));
    const columns = Object.entries(titles)
      .filter(([key]) => has(key))
      .map(([key, heading]) => ({
        title: heading,
        number: rows.some((row) => typeof row[key] === "number"),
        value: (row) => row[key],
        text: (row) => (isNone(row[key]) ? "–" : words(row[key]) ? row[key] : digits(row[key])),
      }));
    const remark = (row) => Object.keys(remarks).filter((key) => row[key]).map((key) => remarks[key]).join(", ");
    if (rows.some(remark)) columns.push({ title: "remarks", number: false, value: remark, text: remark });
    table(details, { label: `Values of ${title}`, caption: `${title}; a heading sorts`, columns, rows });
  };


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
  // Of a tile, or of all tiles from it to `last`, which are alike.
  const tileRow = (drawn, number, tile, last = tile) => {
    const { map, x, y, title } = drawn.panels[number];
    const columns = map.x_edges.length - 1;
    const at = [tile, last].map((one) => [one % columns, Math.floor(one / columns)]);
    // The tile of a category is between two halves.
    const ends = (axis, edges, part) => {
      const [low, high] = [edges[at[0][part]], edges[at[1][part] + 1]];
      return axis.scale === "categorical" ? [(low + high) / 2] : [low, high];
    };
    const [across, up] = [ends(x, map.x_edges, 0), ends(y, map.y_edges, 1)];
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
  // Tiles in which nothing is written are many: as the drawing merges them.
  const areaRows = (drawn, svg) =>
    [...svg.querySelectorAll("[data-tiles]")].map((part) => {
      const [number, top, bottom, left, right] = part.dataset.tiles.match(/\d+/g).map(Number);
      const columns = drawn.panels[number].map.x_edges.length - 1;
      return tileRow(drawn, number, top * columns + left, bottom * columns + right);
    });
  const isWritten = (drawn) => drawn.panels.some((panel) => panel.map?.texts);
  const allRows = (drawn) => [...tileRows(drawn), ...pointRows(drawn)];
  const sum = (drawn, of) => drawn.panels.reduce((total, panel) => total + of(panel), 0);
  const count = (drawn, svg) => {
    const points = sum(drawn, (panel) => panel.series.reduce((total, series) => total + series.x.length, 0));
    const tiles = sum(drawn, (panel) => panel.map?.cells.length ?? 0);
    const areas = isWritten(drawn) ? `${tiles} tiles` : `${svg.querySelectorAll("[data-tiles]").length} areas of equal tiles`;
    return [...(tiles ? [areas] : []), ...(points || !tiles ? [`${points} points`] : [])].join(", ");
  };

  // Tables leave out the columns of which nothing is to be said.
  const REMARKS = { hollow: "hollow", lost: "beyond the axis", framed: "framed" };
  const tableOf = (details, drawn, title, rows, titles) => {
    if (rows.length === 0) return;
    const has = (key) => (key === "panel" ? drawn.panels.length > 1 : rows.some((row) => !isNone(row[key])));
    const columns = Object.entries(titles)
      .filter(([key]) => has(key))
      .map(([key, heading]) => ({
        title: heading,
        number: rows.some((row) => typeof row[key] === "number"),
        value: (row) => row[key],
        text: (row) => (isNone(row[key]) ? "–" : words(row[key]) ? row[key] : digits(row[key])),
      }));
    const remark = (row) => Object.keys(REMARKS).filter((key) => row[key]).map((key) => REMARKS[key]).join(", ");
    if (rows.some(remark)) columns.push({ title: "remarks", number: false, value: remark, text: remark });
    table(details, { label: `Values of ${title}`, caption: `${title}; a heading sorts`, columns, rows });
  };
  const valuesTable = (details, drawn, svg, title) => {
    const called = (axis, is, otherwise) => {
      const labels = drawn.panels.filter(is).map((panel) => panel[axis].label);
      return [...new Set(labels.filter(Boolean))].join(" or ") || otherwise;
    };
    const [map, plain] = [(panel) => panel.map, (panel) => panel.series.length > 0];
    const tiles = { x: called("x", map, "column"), x_to: "to", y: called("y", map, "row"), y_to: "to" };
    const points = { series: "series", x: called("x", plain, "x"), y: called("y", plain, "y"), low: "from", high: "to" };
    const areas = isWritten(drawn) ? tileRows(drawn) : areaRows(drawn, svg);
    tableOf(details, drawn, title, areas, { panel: "panel", ...tiles, category: "category", text: "value" });
    tableOf(details, drawn, title, pointRows(drawn), { panel: "panel", ...points, replicates: "replicates" });
  };

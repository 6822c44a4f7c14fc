
  // A figure as a specification in Vega-Lite, with its numbers in it.
  const vegaAxis = (axis, field, rows) => {
    if (axis.scale === "categorical") return { field, type: "nominal", sort: axis.categories, title: axis.label || null };
    const log = axis.scale === "log" && rows.every((row) => row[field] === null || row[field] > 0);
    return { field, type: "quantitative", scale: { type: log ? "log" : "linear", zero: false }, title: axis.label };
  };
  const vegaPanel = (drawn, panel, number) => {
    const [width, height] = [panel.frame[2] - panel.frame[0], panel.frame[3] - panel.frame[1]].map(Math.round);
    const size = { width, height, ...(panel.title ? { title: panel.title } : {}) };
    if (panel.map) {
      const values = panel.map.cells.map((_, tile) => tileRow(drawn, number, tile));
      const [x, y] = [vegaAxis(panel.x, "x", values), vegaAxis(panel.y, "y", values)];
      const [domain, range] = [0, 1].map((part) => panel.map.categories.map((category) => category[part]));
      const ends = {
        ...(panel.x.scale === "categorical" ? {} : { x2: { field: "x_to" } }),
        ...(panel.y.scale === "categorical" ? {} : { y2: { field: "y_to" } }),
      };
      const color = { field: "category", type: "nominal", scale: { domain, range }, title: null };
      const layer = [{ mark: { type: "rect", tooltip: { content: "data" } }, encoding: { x, y, ...ends, color } }];
      if (panel.map.texts) layer.push({ mark: "text", encoding: { x, y, text: { field: "text" } } });
      return { ...size, data: { values }, layer };
    }
    const values = panel.series.flatMap((series) =>
      series.x.map((_, place) => ({ order: place, line: series.line ?? null, ...pointRow(drawn, number, series, place) })),
    );
    const color = {
      field: "series",
      type: "nominal",
      scale: { domain: drawn.legend.map((entry) => entry.label), range: drawn.legend.map((entry) => entry.colour) },
      title: null,
    };
    const [x, y] = [vegaAxis(panel.x, "x", values), vegaAxis(panel.y, "y", values)];
    const bars = panel.sideways ? { x: { ...x, field: "low" }, x2: { field: "high" }, y } : { x, y: { ...y, field: "low" }, y2: { field: "high" } };
    return {
      ...size,
      data: { values },
      layer: [
        {
          transform: [{ filter: "datum.line !== null" }],
          mark: { type: "line", clip: true },
          encoding: { x, y, color, detail: { field: "id" }, order: { field: "order" } },
        },
        { transform: [{ filter: "isValid(datum.low) && isValid(datum.high)" }], mark: { type: "rule", clip: true }, encoding: { ...bars, color } },
        {
          transform: [{ filter: "datum.kind === 'point' && isValid(datum.x) && isValid(datum.y)" }],
          mark: { type: "point", filled: true, tooltip: { content: "data" } },
          encoding: { x, y, color, shape: { field: "series", type: "nominal", legend: null } },
        },
      ],
    };
  };
  const vega = (drawn, title) => ({
    $schema: "https://vega.github.io/schema/vega-lite/v5.json",
    title,
    hconcat: drawn.panels.map((panel, number) => vegaPanel(drawn, panel, number)),
    resolve: { scale: { color: "shared" } },
  });

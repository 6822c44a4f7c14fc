
  // Where the data of a figure are in its drawing, in the drawing's own units.
  const marksOf = (svg, drawn) => {
    const unit = svg.viewBox.baseVal.width / Number(svg.getAttribute("width"));
    const coordinate = (axis, value) => (axis.scale === "log" ? Math.log10(value) : value);
    const fraction = (axis, value) => (coordinate(axis, value) - axis.from) / (axis.to - axis.from);
    const frames = drawn.panels.map((panel) => panel.frame.map((edge) => edge * unit));
    const inside = ([left, top, right, bottom], [x, y]) => x >= left - unit && x <= right + unit && y >= top - unit && y <= bottom + unit;
    const place = (number, x, y) => {
      const [left, top, right, bottom] = frames[number];
      const panel = drawn.panels[number];
      return [left + fraction(panel.x, x) * (right - left), bottom - fraction(panel.y, y) * (bottom - top)];
    };
    // A marker is where it was drawn; a point of a line is where its values are.
    const series = drawn.panels.flatMap((panel, number) =>
      panel.series.map((one) => {
        const points = [];
        if (one.marker) {
          for (const mark of svg.querySelectorAll(`[data-series="${one.id}"] [data-i]`)) {
            const box = mark.getBBox();
            points.push({ place: Number(mark.dataset.i), at: [box.x + box.width / 2, box.y + box.height / 2], inside: true });
          }
        } else {
          one.x.forEach((x, index) => {
            const at = x === null || one.y[index] === null ? [null] : place(number, x, one.y[index]);
            if (at.every(Number.isFinite)) points.push({ place: index, at, inside: inside(frames[number], at) });
          });
        }
        return { panel: number, series: one, points, shown: points.filter((point) => point.inside) };
      }),
    );
    const pick = (one, point, at = point.at) => ({ panel: one.panel, series: one.series, place: point.place, at });
    const away = ([x, y], [a, b]) => Math.hypot(x - a, y - b);
    const mark = (all, at, radius) => {
      let [found, nearest] = [null, radius];
      for (const one of all.filter((candidate) => candidate.series.marker)) {
        for (const point of one.shown) {
          const distance = away(point.at, at);
          if (distance <= nearest) [found, nearest] = [pick(one, point), distance];
        }
      }
      return found;
    };
    // On a line the nearer end of the piece that is pointed at.
    const line = (all, at, radius) => {
      let [found, nearest] = [null, radius];
      for (const one of all.filter((candidate) => !candidate.series.marker)) {
        if (!inside(frames[one.panel], at)) continue;
        one.points.slice(1).forEach((end, index) => {
          const start = one.points[index];
          const [dx, dy] = [end.at[0] - start.at[0], end.at[1] - start.at[1]];
          const share = ((at[0] - start.at[0]) * dx + (at[1] - start.at[1]) * dy) / (dx * dx + dy * dy || 1);
          const along = Math.min(1, Math.max(0, share));
          const foot = [start.at[0] + along * dx, start.at[1] + along * dy];
          const point = along < 0.5 ? start : end;
          const distance = away(foot, at);
          if (distance < nearest) [found, nearest] = [pick(one, point, point.inside ? point.at : foot), distance];
        });
      }
      return found;
    };
    const band = (axis, edges, share) => {
      const value = axis.from + share * (axis.to - axis.from);
      return edges.findLastIndex((edge) => coordinate(axis, edge) <= value);
    };
    const tile = (number, column, row) => {
      const { map } = drawn.panels[number];
      const [one, other] = [place(number, map.x_edges[column], map.y_edges[row]), place(number, map.x_edges[column + 1], map.y_edges[row + 1])];
      const [left, top, right, bottom] = frames[number];
      const within = (value, low, high) => Math.min(high, Math.max(low, value));
      const [x, y] = [within(Math.min(one[0], other[0]), left, right), within(Math.min(one[1], other[1]), top, bottom)];
      const [to, end] = [within(Math.max(one[0], other[0]), left, right), within(Math.max(one[1], other[1]), top, bottom)];
      const box = [x, y, to - x, end - y];
      return { panel: number, tile: row * (map.x_edges.length - 1) + column, column, row, box, at: [(x + to) / 2, (y + end) / 2] };
    };
    const tileAt = (at) => {
      const number = frames.findIndex((frame, index) => drawn.panels[index].map && inside(frame, at));
      if (number < 0) return null;
      const { map, x, y } = drawn.panels[number];
      const [left, top, right, bottom] = frames[number];
      const column = band(x, map.x_edges, (at[0] - left) / (right - left));
      const row = band(y, map.y_edges, (bottom - at[1]) / (bottom - top));
      const is = column >= 0 && row >= 0 && column < map.x_edges.length - 1 && row < map.y_edges.length - 1;
      return is ? tile(number, column, row) : null;
    };
    return { unit, series, tile, nearest: (all, at, radius) => mark(all, at, radius) ?? line(all, at, radius / 2) ?? tileAt(at) };
  };

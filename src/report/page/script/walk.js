
  // What is pointed at, or walked to with the keys of arrows, is ringed, and said beside it.
  const said = element("p", undefined, document.body);
  said.className = "said";
  said.setAttribute("aria-live", "polite");
  const sayings = (drawn, { panel: number, series, place, tile }) => {
    const panel = drawn.panels[number];
    const equals = (axis, text) => (axis.label ? `${axis.label} = ${text}` : text);
    if (tile !== undefined) {
      const row = tileRow(drawn, number, tile);
      const range = (axis, key) => {
        const ends = [row[key], row[`${key}_to`]].filter((end) => !isNone(end)).map((end) => (words(end) ? end : digits(end)));
        return ends.length > 1 ? `${axis.label} from ${ends[0]} to ${ends[1]}` : equals(axis, ends[0]);
      };
      const text = row.text ? [row.text + (row.framed ? ", framed" : "")] : [];
      return [row.category, range(panel.y, "y"), range(panel.x, "x"), ...text];
    }
    const row = pointRow(drawn, number, series, place);
    const value = (axis, key, valued) => {
      const text = textOn(axis, series[key][place]);
      const bar = valued && !isNone(row.low) && row.low !== row.high ? ` [${digits(row.low)}, ${digits(row.high)}]` : "";
      return equals(axis, text + bar);
    };
    const lines = [row.series, value(panel.x, "x", panel.sideways), value(panel.y, "y", !panel.sideways)];
    if (row.lost) lines.push("beyond the axis");
    if (!isNone(row.replicates)) lines.push(`${row.replicates} replicates`);
    if (row.hollow && series.marker && drawn.hollow) lines.push(drawn.hollow);
    if (series.note && series.note !== row.series) lines.push(series.note);
    return lines;
  };

  const walkable = (picture, drawn, isOff) => {
    const figure = picture.closest("figure");
    const svg = picture.querySelector("svg");
    const tip = element("div", undefined, figure);
    tip.className = "tip";
    tip.setAttribute("aria-hidden", "true");
    tip.hidden = true;
    const ring = document.createElementNS(svg.namespaceURI, "rect");
    ring.setAttribute("class", "ring");
    let marks = null;
    let at = null;
    // Boxes of markers are asked for when they are needed first.
    const scene = () => (marks ??= marksOf(svg, drawn));
    const visible = () => scene().series.filter((one) => !isOff(one.series.id) && one.shown.length > 0);
    // What was measured before lines beside it.
    const walked = () => visible().sort((one, other) => Boolean(other.series.marker) - Boolean(one.series.marker));
    const leave = () => {
      at = null;
      tip.hidden = true;
      ring.remove();
    };
    const show = (next, aloud) => {
      if (!next) return leave();
      at = next;
      const unit = scene().unit;
      const half = 10 * unit;
      const box = next.box && Math.min(next.box[2], next.box[3]) > half ? next.box : null;
      const [x, y, width, height] = box ?? [next.at[0] - half, next.at[1] - half, 2 * half, 2 * half];
      for (const [key, value] of Object.entries({ x, y, width, height, rx: box ? 0 : half })) ring.setAttribute(key, value);
      svg.append(ring);
      const lines = sayings(drawn, next);
      tip.replaceChildren();
      lines.forEach((line, place) => element(place ? "span" : "b", line, tip));
      const { map } = drawn.panels[next.panel];
      tip.style.borderLeftColor = next.series ? next.series.colour : map.categories[map.cells[next.tile]][1];
      tip.hidden = false;
      const screen = () => new DOMPoint(...next.at).matrixTransform(svg.getScreenCTM());
      if (aloud) {
        const view = picture.getBoundingClientRect();
        const off = screen().x - view.left;
        if (off < 40 || off > view.width - 40) picture.scrollLeft += off - view.width / 2;
        said.textContent = lines.join("; ");
      }
      const [point, around] = [screen(), figure.getBoundingClientRect()];
      const left = Math.max(0, Math.min(point.x - around.left + 16, around.width - tip.offsetWidth));
      const above = point.y - tip.offsetHeight - 16;
      tip.style.left = `${left}px`;
      tip.style.top = `${(above > 0 ? above : point.y + 16) - around.top}px`;
      return undefined;
    };
    const pointed = (event, reach) => {
      const screen = svg.getScreenCTM();
      const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(screen.inverse());
      show(scene().nearest(visible(), [place.x, place.y], reach / screen.a), false);
    };
    picture.addEventListener("pointermove", (event) => event.pointerType !== "touch" && pointed(event, 20));
    picture.addEventListener("pointerdown", (event) => event.pointerType === "touch" && pointed(event, 32));
    picture.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && leave());
    picture.addEventListener("scroll", () => at && tip.hidden === false && !picture.matches(":focus") && leave());
    picture.addEventListener("blur", leave);
    document.addEventListener("pointerdown", (event) => event.pointerType === "touch" && !picture.contains(event.target) && leave());

    const panels = drawn.panels.flatMap((panel, number) => (panel.map ? [number] : []));
    const walkTiles = (key) => {
      const { map, y } = drawn.panels[at?.panel ?? panels[0]];
      const up = y.from < y.to ? 1 : -1;
      if (at?.tile === undefined) return scene().tile(panels[0], 0, up > 0 ? map.y_edges.length - 2 : 0);
      const [columns, rows] = [map.x_edges.length - 1, map.y_edges.length - 1];
      // Through many small tiles in some thirty steps.
      const [across, along] = [columns, rows].map((size) => Math.ceil(size / 30));
      const [dx, dy] = { ArrowLeft: [-across, 0], ArrowRight: [across, 0], ArrowUp: [0, up * along], ArrowDown: [0, -up * along], Home: [-columns, 0], End: [columns, 0] }[key];
      const limit = (value, count) => Math.min(count - 1, Math.max(0, value));
      const beyond = panels[panels.indexOf(at.panel) + Math.sign(dx)];
      const isAtEnd = dx !== 0 && at.column === (dx < 0 ? 0 : columns - 1);
      if (key.startsWith("Arrow") && isAtEnd && beyond !== undefined) {
        const other = drawn.panels[beyond].map;
        return scene().tile(beyond, dx > 0 ? 0 : other.x_edges.length - 2, limit(at.row, other.y_edges.length - 1));
      }
      return scene().tile(at.panel, limit(at.column + dx, columns), limit(at.row + dy, rows));
    };
    const walkPoints = (key) => {
      const all = walked();
      if (all.length === 0) return null;
      const pick = (one, index) => ({ panel: one.panel, series: one.series, place: one.shown[index].place, at: one.shown[index].at });
      const here = all.findIndex((one) => one.series === at?.series);
      if (here < 0) return pick(all[0], 0);
      const index = all[here].shown.findIndex((point) => point.place === at.place);
      const last = all[here].shown.length - 1;
      const to = { ArrowLeft: index - 1, ArrowRight: index + 1, Home: 0, End: last }[key];
      if (to !== undefined) return pick(all[here], Math.min(last, Math.max(0, to)));
      const next = all[(here + (key === "ArrowDown" ? 1 : all.length - 1)) % all.length];
      // Of the next series the point that is nearest along x.
      const distances = next.shown.map((point) => Math.abs(point.at[0] - at.at[0]));
      return pick(next, distances.indexOf(Math.min(...distances)));
    };
    picture.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Escape") {
        leave();
        said.textContent = "";
        picture.blur();
      } else if (["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"].includes(event.key)) {
        event.preventDefault();
        show(panels.length ? walkTiles(event.key) : walkPoints(event.key), true);
      }
    });
    return leave;
  };


  // Every figure: its series on and off, its numbers, and what can be walked to in it.
  for (const figure of document.querySelectorAll("figure[data-figure]")) {
    const drawn = figureOf(Number(figure.dataset.figure));
    const picture = figure.querySelector(".picture");
    const svg = picture.querySelector("svg");
    const title = figure.querySelector("figcaption b").textContent;
    const file = picture.getAttribute("aria-label").replace("Figure ", "");
    const off = new Set();
    const leave = walkable(picture, drawn, (id) => off.has(id));
    picture.setAttribute("role", "application");
    picture.setAttribute("aria-roledescription", "interactive figure");
    picture.setAttribute("aria-label", `${picture.getAttribute("aria-label")}: arrow keys walk through its values, Escape leaves`);

    const parts = (entry) => entry.series.flatMap((id) => [...svg.querySelectorAll(`[data-series="${id}"]`)]);
    const entries = drawn.legend.filter((entry) => parts(entry).length > 0);
    if (entries.length > 1) {
      const legend = element("div");
      legend.className = "legend";
      legend.setAttribute("role", "group");
      legend.setAttribute("aria-label", `Series of ${file}`);
      picture.after(legend);
      for (const entry of entries) {
        const toggle = button(undefined, legend, () => {
          const isOn = toggle.getAttribute("aria-pressed") !== "true";
          toggle.setAttribute("aria-pressed", String(isOn));
          for (const id of entry.series) off[isOn ? "delete" : "add"](id);
          for (const part of parts(entry)) part.classList.toggle("off", !isOn);
          leave();
        });
        toggle.setAttribute("aria-pressed", "true");
        const sample = element("span", undefined, toggle);
        sample.className = `sample ${entry.marker ?? entry.line}`;
        sample.style.color = entry.colour;
        element("span", entry.label, toggle);
      }
    }

    const details = element("details", undefined, figure);
    details.className = "values";
    element("summary", `Table: ${count(drawn, svg)}`, details);
    whenOpened([details], () => valuesTable(details, drawn, svg, title));
    const get = element("div", undefined, figure);
    get.className = "get";
    get.setAttribute("role", "group");
    get.setAttribute("aria-label", `Downloads of ${file}`);
    const name = fileName(file);
    button("CSV", get, () => save(`${name}.csv`, "text/csv", csv(allRows(drawn))));
    button("JSON", get, () => save(`${name}.json`, "application/json", JSON.stringify({ title, ...data.figures[Number(figure.dataset.figure)] }, null, 1)));
    button("Vega-Lite", get, () => save(`${name}.vl.json`, "application/json", JSON.stringify(vega(drawn, title), null, 1)));
  }

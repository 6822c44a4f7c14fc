
  // A table whose headings sort; a column has a `title`, the `value` of a row to sort by, its `text`, and says whether it is a `number`.
  const compare = (one, other) => (words(one) ? one.localeCompare(other, "en", { numeric: true }) : one - other);
  const isNone = (value) => value === null || value === undefined;
  const table = (parent, { label, caption, columns, rows }) => {
    const scroll = element("div", undefined, parent);
    scroll.className = "scroll";
    scroll.tabIndex = 0;
    scroll.setAttribute("role", "region");
    scroll.setAttribute("aria-label", label);
    const made = element("table", undefined, scroll);
    element("caption", caption, made);
    const headings = element("tr", undefined, element("thead", undefined, made));
    const body = element("tbody", undefined, made);
    const fill = () => {
      body.replaceChildren();
      for (const row of rows) {
        const line = element("tr", undefined, body);
        for (const { text, number } of columns) {
          const cell = element("td", text(row), line);
          if (number) cell.className = "number";
        }
      }
    };
    for (const { title, value, number } of columns) {
      const heading = element("th", undefined, headings);
      heading.scope = "col";
      heading.setAttribute("aria-sort", "none");
      if (number) heading.className = "number";
      button(title, heading, () => {
        const down = heading.getAttribute("aria-sort") === "ascending";
        for (const other of headings.children) other.setAttribute("aria-sort", "none");
        heading.setAttribute("aria-sort", down ? "descending" : "ascending");
        rows.sort((one, other) => {
          const [a, b] = [value(one), value(other)];
          if (isNone(a) || isNone(b)) return isNone(a) - isNone(b);
          return (down ? -1 : 1) * compare(a, b);
        });
        fill();
      });
    }
    fill();
  };
  // Tables are made when they are first looked at.
  const whenOpened = (all, make) => {
    for (const details of all) {
      const fill = () => {
        if (details.open && !details.querySelector("table")) make(details);
      };
      details.addEventListener("toggle", fill);
      fill();
    }
  };

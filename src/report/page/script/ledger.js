
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

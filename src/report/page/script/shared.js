  const byId = (id) => document.getElementById(id);
  const element = (name, text, parent) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (parent) parent.append(made);
    return made;
  };
  const button = (text, parent, does) => {
    const made = element("button", text, parent);
    made.type = "button";
    made.addEventListener("click", does);
    return made;
  };

  // The block of data keeps alike objects as columns, lists of one length end to end, runs of one value by their lengths, and what is all
  // alike once.
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
    if ("~" in value) return value["~"].flatMap((length, place) => new Array(length).fill(value.of[place]));
    if ("*" in value) return Array.from({ length: value["*"] }, () => unpacked(value.of));
    return Object.fromEntries(Object.entries(value).map(([key, of]) => [key, unpacked(of)]));
  };
  const data = unpacked(JSON.parse(byId("data").textContent));

  const words = (value) => typeof value === "string";
  const digits = (value) => {
    if (value === null) return "–";
    return Number.isInteger(value) && Math.abs(value) < 1e7 ? String(value) : String(Number(value.toPrecision(4)));
  };

  // Downloads.
  const save = (name, type, text) => {
    const link = element("a");
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = name;
    link.click();
    // A busy machine begins to read it late.
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  };
  const csv = (rows) => {
    const field = (value) => {
      const text = value === null || value === undefined ? "" : String(value);
      return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    };
    // Rows of two kinds have keys of both.
    const keys = [...new Set([rows[0], rows.at(-1)].flatMap((row) => Object.keys(row || {})))];
    return [keys, ...rows.map((row) => keys.map((key) => row[key]))].map((line) => `${line.map(field).join(",")}\r\n`).join("");
  };
  const fileName = (text) => text.replace(/[^\w.-]+/g, "-");

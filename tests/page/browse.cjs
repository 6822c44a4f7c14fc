// Uses a report's page in a real browser, as a reader does, and compares what it says with report.json.
//
//   NODE_PATH=…/node_modules node tests/page/browse.cjs FOLDER CHROMIUM SCREENSHOTS
//
// FOLDER has report.html and report.json, of an experiment `rate-in-n` among others; `playwright-core` drives the browser.
"use strict";

const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const { chromium } = require("playwright-core");

const [folder, executablePath, screenshots] = process.argv.slice(2);
const page = `file://${path.resolve(folder, "report.html")}`;
const report = JSON.parse(fs.readFileSync(path.join(folder, "report.json"), "utf8"));

/** A page that has been loaded from disk; whatever it says on the console, throws or asks for is a failure. */
async function opened(browser, width, options = {}) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, offline: true, acceptDownloads: true, ...options });
  const shown = await context.newPage();
  const faults = [];
  shown.on("console", (message) => faults.push(`console: ${message.text()}`));
  shown.on("pageerror", (error) => faults.push(`error: ${error}`));
  shown.on("request", (request) => {
    if (request.url() !== page && !request.url().startsWith("blob:")) faults.push(`request: ${request.url()}`);
  });
  await shown.goto(page);
  await shown.waitForFunction(() => /^[1-9]\d* of /.test(document.getElementById("count").textContent));
  return { shown, close: async () => { assert.deepEqual(faults, []); await context.close(); } };
}

const figureOf = (shown, file) => shown.locator(`#figure-${file}`);
const tipOf = async (figure) => (await figure.locator(".tip:not([hidden]) > *").allTextContents());
const middle = (box) => [box.x + box.width / 2, box.y + box.height / 2];
const screenshot = (target, name) => target.screenshot({ path: path.join(screenshots, `${name}.png`) });

/** The measured errors of an experiment under some keys of a cell and names of an arm. */
function errors(name) {
  const experiment = report.experiments.find((one) => one.name === name);
  return experiment.cells.flatMap((cell) => cell.arms.map((arm) => ({ ...cell, ...arm, arms: undefined })));
}

/** The numbers after the last `=` of a line, such as `error = 0.2 [0.1, 0.3]`. */
const numbers = (line) => line.slice(line.lastIndexOf("=") + 1).match(/-?\d[\d.]*(e[+-]?\d+)?/g).map(Number);

const isClose = (one, other) => Math.abs(one - other) <= 1e-3 * Math.abs(other);

/** The tooltip of every marker of a series says what the report does. */
async function values(shown) {
  const figure = figureOf(shown, "rate-in-n");
  const known = errors("rate-in-n").filter((arm) => arm.rms);
  const marks = figure.locator("[data-series] > [data-i]");
  let compared = 0;
  for (let index = 0; index < (await marks.count()); index += 1) {
    await marks.nth(index).scrollIntoViewIfNeeded();
    await shown.mouse.move(...middle(await marks.nth(index).boundingBox()));
    const lines = await tipOf(figure);
    const [series, x, y] = lines;
    const replicates = lines.find((line) => line.endsWith(" replicates"));
    const [n] = numbers(x);
    const [value, low = value, high = value] = numbers(y);
    // Another marker may cover this one: the estimator is that of the tooltip.
    const arms = known.filter((arm) => arm.n === n && isClose(value, arm.rms.value));
    assert.ok(arms.length > 0, `no arm has ${series}, ${x}, ${y}`);
    const is = (arm) =>
      replicates === `${arm.replicates} replicates` &&
      Math.abs(low - (arm.rms.value - 2 * arm.rms.standard_error)) < 2e-3 * arm.rms.value &&
      Math.abs(high - (arm.rms.value + 2 * arm.rms.standard_error)) < 2e-3 * arm.rms.value;
    assert.ok(arms.some(is), `${series}, ${x}, ${y}, ${replicates}: ${JSON.stringify(arms.map((arm) => [arm.rms, arm.replicates]))}`);
    compared += 1;
  }
  assert.ok(compared >= 4, `only ${compared} markers`);
  await screenshot(shown, "tooltip");
  await shown.mouse.move(0, 0);
  assert.deepEqual(await tipOf(figure), []);
  return compared;
}

/** A button of the legend hides its series and shows it again, and what is hidden says nothing. */
async function toggles(shown) {
  const figure = figureOf(shown, "rate-in-n");
  const toggle = figure.locator(".legend button").first();
  const hidden = () =>
    figure.locator("svg [data-series]").evaluateAll((parts) => parts.filter((part) => getComputedStyle(part).visibility === "hidden").length);
  assert.equal(await toggle.getAttribute("aria-pressed"), "true");
  assert.equal(await hidden(), 0);
  await toggle.click();
  assert.equal(await toggle.getAttribute("aria-pressed"), "false");
  assert.ok((await hidden()) > 0);
  const name = await toggle.textContent();
  const [x, y] = middle(await figure.locator("svg .off [data-i]").first().boundingBox());
  await shown.mouse.move(x, y);
  assert.notEqual((await tipOf(figure))[0], name);
  await screenshot(figure, "off");
  await toggle.click();
  assert.equal(await hidden(), 0);
}

/** Arrow keys walk through points and series, and Escape leaves. */
async function keys(shown) {
  const figure = figureOf(shown, "rate-in-n");
  const picture = figure.locator(".picture");
  await picture.focus();
  await shown.keyboard.press("ArrowRight");
  const first = await tipOf(figure);
  await shown.keyboard.press("ArrowRight");
  const second = await tipOf(figure);
  assert.equal(second[0], first[0]);
  assert.notEqual(second[1], first[1]);
  assert.equal(await shown.locator(".said").textContent(), second.join("; "));
  await shown.keyboard.press("ArrowDown");
  assert.notDeepEqual(await tipOf(figure), second);
  assert.equal(await figure.locator(".ring").count(), 1);
  await screenshot(figure, "keyboard");
  await shown.keyboard.press("Escape");
  assert.deepEqual(await tipOf(figure), []);
  assert.equal(await picture.evaluate((one) => one === document.activeElement), false);
}

const fields = (line) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((field) => (field[1] ?? field[2]).replaceAll('""', '"'));

async function download(shown, figure, name) {
  const [file] = await Promise.all([shown.waitForEvent("download"), figure.getByRole("button", { name, exact: true }).click()]);
  return { name: file.suggestedFilename(), text: fs.readFileSync(await file.path(), "utf8") };
}

/** The table, the CSV and the JSON of a figure are the same points. */
async function downloads(shown) {
  const figure = figureOf(shown, "rate-in-n");
  await figure.locator("details.values summary").click();
  const rows = figure.locator("details.values tbody tr");
  const csv = await download(shown, figure, "CSV");
  assert.equal(csv.name, "rate-in-n.csv");
  const [head, ...lines] = csv.text.trimEnd().split("\r\n").map(fields);
  assert.equal(await rows.count(), lines.length);
  const json = JSON.parse((await download(shown, figure, "JSON")).text);
  const points = json.panels.flatMap((panel) => panel.series.flatMap((series) => series.x.map((x, place) => [x, series.y[place]])));
  assert.deepEqual(lines.map((line) => [Number(line[head.indexOf("x")]), Number(line[head.indexOf("y")])]), points);
  const known = errors("rate-in-n").filter((arm) => arm.rms).map((arm) => [arm.n, arm.rms.value]);
  for (const [n, value] of known) assert.ok(points.some((point) => point[0] === n && isClose(point[1], value)), `${n}, ${value}`);
  const vega = JSON.parse((await download(shown, figure, "Vega-Lite")).text);
  assert.equal(vega.hconcat.length, json.panels.length);
  assert.equal(vega.hconcat.reduce((count, panel) => count + panel.data.values.length, 0), points.length);
  await figure.locator("details.values thead button").first().click();
  await screenshot(figure, "table");
  return lines.length;
}

/** What a drawing names is in its data. Browsers hold back a page that saves dozens of files, so they are read as the page hands them over. */
async function names(shown) {
  await shown.evaluate(() => {
    const made = URL.createObjectURL;
    URL.createObjectURL = (blob) => {
      window.handedOver = blob.text();
      return made.call(URL, blob);
    };
    HTMLAnchorElement.prototype.click = () => {};
  });
  const handedOver = async (figure) => {
    await figure.getByRole("button", { name: "JSON", exact: true }).click();
    return shown.evaluate(() => window.handedOver);
  };
  const counts = { figures: 0, parts: 0 };
  for (const figure of await shown.locator("figure[data-figure]").all()) {
    const { panels, legend } = JSON.parse(await handedOver(figure));
    const looks = legend.map(({ colour, marker, line }) => [colour, marker, line].join());
    assert.equal(new Set(looks).size, looks.length, `${await figure.getAttribute("id")}: two of ${JSON.stringify(legend)} look the same`);
    const series = new Map(panels.flatMap((panel) => panel.series.map((one) => [one.id, one])));
    const drawn = await figure.evaluate((one) => ({
      marks: [...one.querySelectorAll("[data-i]")].map((mark) => [mark.parentNode.dataset.series, Number(mark.dataset.i)]),
      lines: [...one.querySelectorAll("[data-series]")].map((part) => part.dataset.series),
      tiles: [...one.querySelectorAll("[data-tiles]")].map((part) => part.dataset.tiles.match(/\d+/g).map(Number)),
    }));
    for (const id of drawn.lines) assert.ok(series.has(id), id);
    for (const [id, place] of drawn.marks) assert.ok(Number.isFinite(series.get(id).x[place]), `${id} ${place}`);
    for (const [panel, , bottom, , right] of drawn.tiles) {
      assert.ok(bottom < panels[panel].map.y_edges.length - 1 && right < panels[panel].map.x_edges.length - 1);
    }
    counts.figures += 1;
    counts.parts += drawn.marks.length + drawn.tiles.length;
  }
  return counts;
}

/** Every figure answers keys, and what it says stays on the page. */
async function answers(shown) {
  for (const figure of await shown.locator("figure[data-figure]").all()) {
    const picture = figure.locator(".picture");
    await picture.focus();
    await shown.keyboard.press("ArrowRight");
    const lines = await tipOf(figure);
    assert.ok(lines.length >= 2, `${await figure.getAttribute("id")} says ${JSON.stringify(lines)}`);
    assert.ok(!lines.join().match(/undefined|null|NaN/), lines.join());
    const off = await figure.evaluate((one) => {
      const [tip, around] = [one.querySelector(".tip").getBoundingClientRect(), one.getBoundingClientRect()];
      return tip.left < around.left - 1 || tip.right > around.right + 1;
    });
    assert.ok(!off, `${await figure.getAttribute("id")}: the tooltip leaves the page`);
  }
}

/** Nothing but what scrolls by itself is wider than the page. */
const isWithin = async (shown) => assert.ok(await shown.evaluate(() => document.documentElement.scrollWidth <= innerWidth));

async function main() {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const wide = await opened(browser, 1400);
    const compared = await values(wide.shown);
    await toggles(wide.shown);
    await keys(wide.shown);
    const rows = await downloads(wide.shown);
    const counts = await names(wide.shown);
    await answers(wide.shown);
    await isWithin(wide.shown);
    await wide.close();

    const narrow = await opened(browser, 380, { hasTouch: true, isMobile: true, reducedMotion: "reduce" });
    await isWithin(narrow.shown);
    const figure = figureOf(narrow.shown, "rate-in-n");
    const mark = figure.locator("[data-series] > [data-i]").first();
    await mark.scrollIntoViewIfNeeded();
    await narrow.shown.touchscreen.tap(...middle(await mark.boundingBox()));
    assert.ok((await tipOf(figure)).length >= 3);
    await screenshot(narrow.shown, "narrow");
    await answers(narrow.shown);
    await narrow.close();

    const dark = await opened(browser, 1100, { colorScheme: "dark" });
    const other = figureOf(dark.shown, "rate-in-n");
    await other.locator(".picture").focus();
    await dark.shown.keyboard.press("ArrowRight");
    await screenshot(other, "dark");
    await dark.shown.emulateMedia({ media: "print", colorScheme: "light" });
    for (const hidden of [".legend", ".get", "details.values", ".tip"]) {
      assert.equal(await other.locator(hidden).first().isVisible(), false, hidden);
    }
    await dark.close();
    console.log(
      `${counts.figures} figures with ${counts.parts} named marks and tiles answer keys; ${compared} tooltips and ${rows} rows of a table are those of the report`,
    );
  } finally {
    await browser.close();
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});

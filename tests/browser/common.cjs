// What the scripts of this folder have in common: a headless Chromium with one page open, and facts that hold or do not.
// Usage of each: NODE_PATH=FOLDER_WITH_PACKAGES node SCRIPT.cjs CHROMIUM PAGE.html [FOLDER_FOR_SCREENSHOTS]
// The packages are playwright-core and axe-core.
// A script prints a line per fact and exits with 1 where one does not hold. How long something may take is a fact with STRIDELINT_TIMES=1 only:
// a machine may be busy with something else.
const fs = require("node:fs");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const { chromium } = require("playwright-core");
const axe = require("axe-core").source;

const [program, file, pictures] = process.argv.slice(2);

let failed = 0;
const holds = (what, is, why = "") => {
  console.log(`${is ? "ok  " : "FAIL"} ${what}${is || why === "" ? "" : ": " + why}`);
  if (!is) failed += 1;
};

const run = async (main) => {
  const folders = process.env.PATH.split(path.delimiter);
  const executablePath = [program, ...folders.map((folder) => path.join(folder, program))].find((one) => fs.existsSync(one));
  const browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
  });
  const url = pathToFileURL(path.resolve(file)).href;
  const context = await browser.newContext({ viewport: { width: 1400, height: 1000 } });
  const page = await context.newPage();
  const said = [];
  const asked = [];
  page.on("console", (message) => { if (message.type() === "error") said.push(message.text()); });
  page.on("pageerror", (error) => said.push(String(error)));
  page.on("dialog", (dialog) => { said.push("dialog"); dialog.dismiss(); });
  page.on("request", (request) => { if (request.url() !== url) asked.push(request.url()); });
  const start = Date.now();
  await page.goto(url);
  await main({ browser, context, page, url, start, bytes: fs.statSync(file).size, timed: process.env.STRIDELINT_TIMES === "1" });
  holds("no error is on the console", said.length === 0, said.join("; "));
  holds("nothing is asked of anyone", asked.length === 0, asked.join(", "));
  await browser.close();
};

// Accessibility, in both schemes of colours.
const accessible = async (browser, page) => {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    const isolated = await browser.newContext({ bypassCSP: true, colorScheme });
    const tested = await isolated.newPage();
    await tested.setContent(await page.content());
    await tested.evaluate(axe);
    const result = await tested.evaluate(() => axe.run());
    const bad = result.violations.filter((one) => ["serious", "critical"].includes(one.impact));
    holds(`axe finds nothing serious (${colorScheme})`, bad.length === 0, bad.map((one) => `${one.id}: ${one.nodes.length}, ${one.nodes[0].html.slice(0, 200)} ${one.nodes[0].failureSummary}`).join("; "));
    await isolated.close();
  }
};

const fits = async (page, name) => {
  for (const [screen, width, height] of [["desktop", 1280, 900], ["tablet", 820, 1100], ["phone", 390, 844]]) {
    await page.setViewportSize({ width, height });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    holds(`nothing is wider than the ${screen}`, wide <= 0, `${wide} px`);
    if (pictures) await page.screenshot({ path: path.join(pictures, `${name}-${screen}.png`) });
  }
};

const begin = (main) =>
  run(main).then(
    () => { process.exitCode = failed ? 1 : 0; },
    (error) => {
      console.error(error);
      // A browser that is still open would keep the script from its end.
      process.exit(2);
    },
  );

module.exports = { accessible, begin, fits, holds };

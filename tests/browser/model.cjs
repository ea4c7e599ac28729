// Opens the page of a model in headless Chromium and tries what a reader does with it.
// Usage: NODE_PATH=FOLDER_WITH_PACKAGES node model.cjs CHROMIUM MODEL.html [FOLDER_FOR_SCREENSHOTS]
// The packages are playwright-core and axe-core.
// Prints a line per fact and exits with 1 where one does not hold. How long loading may take is a fact with STRIDELINT_TIMES=1 only.
const fs = require("node:fs");
const path = require("node:path");
const { pathToFileURL } = require("node:url");

const [program, file, pictures] = process.argv.slice(2);
const timed = process.env.STRIDELINT_TIMES === "1";
const folders = process.env.PATH.split(path.delimiter);
const executablePath = [program, ...folders.map((folder) => path.join(folder, program))].find((one) => fs.existsSync(one));
const { chromium } = require("playwright-core");
const axe = require("axe-core").source;

let failed = 0;
const holds = (what, is, why = "") => {
  console.log(`${is ? "ok  " : "FAIL"} ${what}${is || why === "" ? "" : ": " + why}`);
  if (!is) failed += 1;
};

const main = async () => {
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
  await page.waitForSelector(".js .panel p", { timeout: 20000 });
  const took = Date.now() - start;
  console.log(`     ${fs.statSync(file).size} bytes, loaded after ${took} ms`);
  if (timed) holds("it is loaded within 1.5 s", took < 1500, `${took} ms`);

  const system = page.locator(".system").first();
  const panel = system.locator(".panel");
  const svg = system.locator("svg");
  const box = () => svg.getAttribute("viewBox");
  const whole = await box();
  const cards = await system.locator("[data-card]").count();
  holds("there are elements", cards > 3, `${cards}`);

  // An element with something open shows its findings.
  const bad = system.locator("[data-card].m-open").first();
  const name = await bad.getAttribute("aria-label");
  await bad.click();
  const heading = await panel.locator("h2").textContent();
  holds("a click on an element shows it", name.includes(heading), `${name}: ${heading}`);
  holds("its findings are there", (await panel.locator("h3.open + ul ul li code").count()) > 0);
  holds("a finding says how it is fixed", (await panel.locator("details pre").count()) > 0);
  holds("it is marked", (await system.locator(".m-chosen").count()) === 1);

  // A flow of it, and one of its threats.
  const flow = panel.locator("h3", { hasText: "Flows" }).locator("+ ul button").first();
  await flow.click();
  holds("a flow shows its ends", (await panel.locator("h3", { hasText: "Ends" }).count()) === 1);
  const row = system.locator("tr[data-threat]", { has: page.locator("td.open") }).first();
  await row.locator("button").click();
  const title = await row.locator("button").textContent();
  holds("a threat shows its targets", (await panel.locator("h2").textContent()) === title && (await panel.locator("h3.open + ul > li").count()) > 0);
  const hit = await system.locator(".m-hit").count();
  const drawn = await system.locator("[data-card],[data-flow]").count();
  holds("its targets are marked and no other", hit > 0 && hit < drawn, `${hit} of ${drawn}`);
  holds("its row says so", (await row.getAttribute("aria-current")) === "true");

  // Filters.
  await system.locator("button[type=reset]").click();
  await page.waitForTimeout(100);
  const rows = () => system.locator("tr[data-threat]:not([hidden])").count();
  const all = await rows();
  await system.locator("select[name=actor]").selectOption("end-user");
  const ofActor = await rows();
  holds("an actor filters", ofActor > 0 && ofActor < all, `${ofActor} of ${all}`);
  await system.locator("select[name=stride]").selectOption("tampering");
  holds("a category filters further", (await rows()) < ofActor);
  holds("the picture follows", (await system.locator("svg.m-focus").count()) === 1);
  await system.locator("button[type=reset]").click();
  await page.waitForTimeout(100);
  holds("clearing shows all again", (await rows()) === all && (await system.locator("svg.m-focus").count()) === 0);
  await system.locator("select[name=certainty]").selectOption("undecided");
  const unsure = await system.locator("[data-flow].m-hit").count();
  holds("certainty filters flows", unsure < (await system.locator("[data-flow]").count()), `${unsure}`);
  await system.locator("button[type=reset]").click();
  await page.waitForTimeout(100);

  // Zoom, pan, keyboard.
  await system.locator("[data-zoom=in]").click();
  const near = await box();
  holds("it zooms", near !== whole);
  await system.locator("[data-zoom=all]").click();
  holds("all of it comes back", (await box()) === whole);
  const stage = await system.locator(".stage").boundingBox();
  await page.mouse.move(stage.x + stage.width / 2, stage.y + 30);
  await page.mouse.down();
  await page.mouse.move(stage.x + stage.width / 2 + 80, stage.y + 70, { steps: 4 });
  await page.mouse.up();
  holds("dragging moves it", (await box()) !== whole);
  await system.locator(".stage").focus();
  await page.keyboard.press("0");
  holds("0 shows all of it", (await box()) === whole);
  await page.keyboard.press("ArrowRight");
  holds("an arrow moves it", (await box()) !== whole);
  await page.keyboard.press("0");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  holds("Tab and Enter choose an element", (await system.locator("[data-card].m-chosen").count()) === 1);
  await page.keyboard.press("Escape");
  holds("Escape chooses nothing", (await system.locator(".m-chosen").count()) === 0);

  // Printed it is the whole picture and the table.
  await system.locator("[data-zoom=in]").click();
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await page.emulateMedia({ media: "print" });
  holds("what is printed is all of it", (await box()) === whole);
  holds("the filters are not printed", !(await system.locator("form").isVisible()));
  holds("the threats are printed", await system.locator("table").isVisible());
  holds("it prints", (await page.pdf({ format: "A4", landscape: true })).length > 10000);
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  await page.emulateMedia({ media: "screen" });
  await system.locator("[data-zoom=all]").click();

  const markup = await page.evaluate(() => document.querySelectorAll("img, iframe, foreignObject, image, a, script[src]").length);
  holds("no text of a file became markup", markup === 0, `${markup}`);
  await bad.focus();
  await page.keyboard.press("Enter");
  for (const colorScheme of ["light", "dark"]) {
    const isolated = await browser.newContext({ bypassCSP: true, colorScheme });
    const tested = await isolated.newPage();
    await tested.setContent(await page.content());
    await tested.evaluate(axe);
    const result = await tested.evaluate(() => axe.run());
    const wrong = result.violations.filter((one) => ["serious", "critical"].includes(one.impact));
    holds(`axe finds nothing serious (${colorScheme})`, wrong.length === 0, wrong.map((one) => `${one.id}: ${one.nodes.length}, ${one.nodes[0].html.slice(0, 200)} ${one.nodes[0].failureSummary}`).join("; "));
    await isolated.close();
  }
  for (const [name, width, height] of [["desktop", 1280, 900], ["phone", 390, 844]]) {
    await page.setViewportSize({ width, height });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    holds(`nothing is wider than the ${name}`, wide <= 0, `${wide} px`);
    if (pictures) await page.screenshot({ path: path.join(pictures, `model-${name}.png`) });
  }
  holds("no error is on the console", said.length === 0, said.join("; "));
  holds("nothing is asked of anyone", asked.length === 0, asked.join(", "));
  await browser.close();
  process.exitCode = failed ? 1 : 0;
};

main().catch((error) => {
  console.error(error);
  process.exitCode = 2;
});

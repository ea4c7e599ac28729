// What a reader does with the picture of a system, in the page of a model and in a report.
const { holds } = require("./common.cjs");

// `list`: the page lists findings, and the picture leads to them.
const picture = async (page, system, { list }) => {
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
  holds("it is marked", (await system.locator(".m-chosen").count()) === 1);
  const all = await system.locator("[data-card],[data-flow]").count();
  const near = await system.locator(".m-hit").count();
  holds("its flows and what is at their other ends stand out", near > 1 && near < all, `${near} of ${all}`);
  if (list) {
    const more = panel.locator("h3.open + ul ul li a").first();
    const id = (await more.getAttribute("href")).slice(1);
    const told = await more.locator("xpath=..").textContent();
    const listed = await page.locator(`[id="${id}"] > summary`).textContent();
    holds("a finding is told as the list tells it", told.startsWith(listed), `${told}: ${listed}`);
    await more.click();
    await page.waitForTimeout(100);
    holds("it leads to the list", await page.evaluate((id) => document.getElementById(id).open, id));
  } else {
    holds("a finding says how it is fixed", (await panel.locator("details pre").count()) > 0);
  }

  // A flow of it, and one of its threats.
  const flow = panel.locator("h3", { hasText: "Flows" }).locator("+ ul button").first();
  await flow.click();
  holds("a flow shows its ends", (await panel.locator("h3", { hasText: "Ends" }).count()) === 1);
  const table = system.locator("details:has(table)");
  if ((await table.getAttribute("open")) === null) await table.locator("> summary").click();
  const row = system.locator("tr[data-threat]", { has: page.locator("td.open") }).first();
  await row.locator("button").click();
  const title = await row.locator("button").textContent();
  holds("a threat shows its targets", (await panel.locator("h2").textContent()) === title && (await panel.locator("h3.open + ul > li").count()) > 0);
  const hit = await system.locator(".m-hit").count();
  holds("its targets are marked and no other", hit > 0 && hit < all, `${hit} of ${all}`);
  holds("its row says so", (await row.getAttribute("aria-current")) === "true");
  const target = panel.locator("h3.open + ul > li > button").first();
  if (await target.count()) {
    await target.click();
    holds("a target leads to its place", (await system.locator(".m-chosen").count()) === 1);
  }

  // Filters.
  const clear = async () => {
    await system.locator("button[type=reset]").click();
    await page.waitForTimeout(100);
  };
  await clear();
  const rows = () => system.locator("tr[data-threat]:not([hidden])").count();
  const threats = await rows();
  await system.locator("select[name=actor]").selectOption("end-user");
  const ofActor = await rows();
  holds("an actor filters the threats", ofActor > 0 && ofActor < threats, `${ofActor} of ${threats}`);
  await system.locator("select[name=stride]").selectOption("tampering");
  holds("a category filters them further", (await rows()) < ofActor);
  holds("the picture follows", (await system.locator("svg.m-focus").count()) === 1);
  await clear();
  holds("clearing shows all threats again", (await rows()) === threats && (await system.locator("svg.m-focus").count()) === 0);
  await system.locator("select[name=certainty]").selectOption("undecided");
  const unsure = await system.locator("[data-flow].m-hit").count();
  holds("certainty filters flows", unsure < (await system.locator("[data-flow]").count()), `${unsure}`);
  await clear();

  // Zoom, pan, keyboard.
  await system.locator("[data-zoom=in]").click();
  holds("it zooms", (await box()) !== whole);
  await system.locator("[data-zoom=all]").click();
  holds("all of it comes back", (await box()) === whole);
  await system.locator(".stage").scrollIntoViewIfNeeded();
  const stage = await system.locator(".stage").boundingBox();
  const [x, y] = [stage.x + stage.width / 2, Math.max(stage.y, 0) + 30];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 80, y + 40, { steps: 4 });
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
  holds("what is printed is all of the picture", (await box()) === whole);
  holds("its filters are not printed", !(await system.locator("form").isVisible()));
  holds("the threats are printed", await system.locator("table").isVisible());
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  await page.emulateMedia({ media: "screen" });
  await system.locator("[data-zoom=all]").click();
  await bad.focus();
  await page.keyboard.press("Enter");
};

module.exports = { picture };

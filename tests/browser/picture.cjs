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

  // The ends of flows that are attacked stay as they are.
  const data = JSON.parse(await system.locator(".data").textContent());
  const drawn = (threat) => threat.targets.flatMap((target) => [data.places[target[0]][1], ...target.slice(4)]).filter(Boolean);
  const onFlows = data.threats.findIndex((threat) => drawn(threat).some((key) => key[0] === "l"));
  await system.locator("tr[data-threat] button").nth(onFlows).click();
  const dim = await system.evaluate((root, ends) => ends.filter((end) => !root.querySelector(`[data-card="${end}"]`).classList.contains("m-hit")),
    drawn(data.threats[onFlows]).filter((key) => key[0] === "l").flatMap((key) => data.lines[key.slice(1)].ends));
  holds("the ends of its flows are not dim", onFlows >= 0 && dim.length === 0, dim.join(", "));

  // What does not apply says why, in the table and where it is chosen.
  const none = system.locator("tr[data-threat]", { has: page.locator("td.not-applicable") }).first();
  const why = await none.locator("td").last().textContent();
  await none.locator("button").click();
  holds("a threat that does not apply says why", /^n(o|othing) /.test(why) && (await panel.textContent()).includes(why), why);
  holds("it dims nothing", (await system.locator("svg.m-focus").count()) === 0);
  // A threat to what is not drawn says so, and dims nothing.
  const hidden = data.threats.findIndex((threat) => threat.targets.length && !drawn(threat).length);
  const people = data.places.some(([name]) => name.includes("aws_iam_user"));
  if (people) holds("people of the account are not drawn", hidden >= 0);
  if (hidden >= 0) {
    await system.locator("tr[data-threat] button").nth(hidden).click();
    holds("a threat to what is not drawn says so", (await panel.textContent()).includes("not drawn"));
    holds("a threat to what is not drawn dims nothing", (await system.locator("svg.m-focus").count()) === 0);
  }
  // Where a filter leaves nothing of what is chosen, a sentence says so.
  await row.locator("button").click();
  await system.locator("select[name=state]").selectOption("accepted");
  holds("what a filter leaves out is said", (await panel.textContent()).includes("Nothing that it attacks is accepted."), await panel.textContent());
  await bad.click();
  holds("so it is of an element", (await panel.textContent()).includes("No threat to it is among: accepted."));
  await system.locator("select[name=state]").selectOption("");
  // A label stands for its flows.
  const label = system.locator("[data-lines]").first();
  const lines = (await label.getAttribute("data-lines")).split(" ");
  await label.locator("text").click();
  const heads = await panel.locator("h2").textContent();
  holds("a click on a label shows its flows", heads === (lines.length === 1 ? data.lines[lines[0]].name : `${lines.length} flows`), heads);
  // A card is as bad as what is found in it, whatever flow it attacks.
  const inside = data.threats.flatMap((threat) => threat.targets).filter((target) => target[1] === 0).flatMap((target) => target.slice(4));
  const fair = await system.evaluate((root, all) => all.filter((key) => key[0] === "c" && !root.querySelector(`[data-card="${key.slice(1)}"]`).classList.contains("m-open")), inside);
  holds("a card in which something open is found is none of the good ones", fair.length === 0, fair.join(", "));

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

// The page on a phone: one finger scrolls it, two come nearer, and texts can be read.
const phone = async (browser, url) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 });
  const page = await context.newPage();
  await page.goto(url);
  const system = page.locator(".system").first();
  await system.locator(".panel p").first().waitFor({ timeout: 20000 });
  const small = await system.evaluate((root) => {
    const svg = root.querySelector("svg");
    const by = svg.getScreenCTM().a;
    return Math.min(...[...svg.querySelectorAll("text")].map((one) => Number(one.getAttribute("font-size")) * by));
  });
  holds("on a phone the smallest text of the picture has 8.5 px", small >= 8.5, `${small}`);
  const table = system.locator("details:has(table)");
  if ((await table.getAttribute("open")) === null) await table.locator("> summary").click();
  const cell = await system.locator("tr[data-threat] td:nth-child(2)").first().boundingBox();
  holds("on a phone a threat has the width of the screen", cell.width > 300, `${cell.width}`);
  const stage = system.locator(".stage");
  await stage.evaluate((one) => scrollTo(0, one.getBoundingClientRect().top + scrollY - 200));
  const touch = await context.newCDPSession(page);
  const box = () => system.locator("svg").getAttribute("viewBox");
  const whole = await box();
  const at = async () => page.evaluate(() => scrollY);
  const before = await at();
  const finger = (x, y) => [{ x, y, id: 1 }];
  const swipe = async (x, y, right, down) => {
    await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: finger(x, y) });
    for (let step = 1; step <= 10; step += 1) {
      await touch.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: finger(x + (right * step) / 10, y + (down * step) / 10) });
      await page.waitForTimeout(16);
    }
    await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    await page.waitForTimeout(200);
  };
  await swipe(195, 400, 0, -150);
  holds("on a phone a swipe scrolls the page", (await at()) > before + 50 && (await box()) === whole, `${before} ${await at()} ${await box()}`);
  await stage.evaluate((one) => scrollTo(0, one.getBoundingClientRect().top + scrollY - 200));
  const left = () => stage.evaluate((one) => one.scrollLeft);
  await swipe(300, 250, -150, 0);
  holds("on a phone a swipe to the side shows the rest of the picture", (await left()) > 50 && (await box()) === whole, `${await left()}`);
  const two = (apart) => [{ x: 195 - apart, y: 330, id: 1 }, { x: 195 + apart, y: 330, id: 2 }];
  await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: two(30) });
  await touch.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: two(60) });
  await touch.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: two(90) });
  await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  const near = await box();
  holds("two fingers come nearer", Number(near.split(" ")[2]) < Number(whole.split(" ")[2]) * 0.6, near);
  const stands = await at();
  await swipe(195, 330, -60, -60);
  holds("nearer, one finger moves it", (await box()) !== near && Math.abs((await at()) - stands) < 2, `${await box()} ${near}`);
  await system.locator("[data-zoom=all]").click();
  const wide = await system.evaluate((root) => root.querySelector("svg").clientWidth - root.querySelector(".stage").clientWidth);
  holds("all of it comes back on a phone", (await box()) === whole && wide <= 0, `${await box()} ${wide}`);
  await context.close();
};

module.exports = { phone, picture };

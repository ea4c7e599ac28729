// Opens the page with the table of threats on several screens; common.cjs says how it is used.
const { accessible, begin, fits, holds } = require("./common.cjs");

begin(async ({ browser, page }) => {
  await fits(page, "threats");
  // The last screen is a phone: there a threat is a block, whose parts say what they are.
  const cell = await page.locator("tbody td").nth(1).boundingBox();
  holds("on a phone a threat has the width of the screen", cell.width > 300, `${cell.width}`);
  const named = await page.locator("tbody td").nth(1).evaluate((one) => getComputedStyle(one, "::before").content);
  holds("its parts are named", named === '"Threat"', named);
  const tall = await page.evaluate(() => [...document.querySelectorAll("tbody tr")].filter((row) => row.scrollWidth > row.clientWidth).length);
  holds("none is cut", tall === 0, `${tall}`);
  await page.setViewportSize({ width: 1280, height: 900 });
  await accessible(browser, page);
});

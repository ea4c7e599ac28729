// Opens the page of a model and tries what a reader does with it; common.cjs says how it is used.
const { accessible, begin, fits, holds } = require("./common.cjs");
const { phone, picture } = require("./picture.cjs");

begin(async ({ browser, page, url, start, bytes, timed }) => {
  await page.waitForSelector(".js .panel p", { timeout: 20000 });
  const took = Date.now() - start;
  console.log(`     ${bytes} bytes, loaded after ${took} ms`);
  if (timed) holds("it is loaded within 1.5 s", took < 1500, `${took} ms`);
  await picture(page, page.locator(".system").first(), { list: false });
  holds("it prints", (await page.pdf({ format: "A4", landscape: true })).length > 10000);
  const markup = await page.evaluate(() => document.querySelectorAll("img, iframe, foreignObject, image, a, script[src]").length);
  holds("no text of a file became markup", markup === 0, `${markup}`);
  await accessible(browser, page);
  await fits(page, "model");
  await phone(browser, url);
});

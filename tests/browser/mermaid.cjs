// Reads flowcharts with Mermaid as a page of GitHub does: strictly.
// Usage: NODE_PATH=FOLDER_WITH_PACKAGES node mermaid.cjs CHART...
// The packages are mermaid and jsdom. Exits with 1 where a chart is refused.
const fs = require("node:fs");
const { pathToFileURL } = require("node:url");
const { JSDOM } = require("jsdom");

const page = new JSDOM("");
global.window = page.window;
global.document = page.window.document;

const main = async () => {
  const { default: mermaid } = await import(pathToFileURL(require.resolve("mermaid")).href);
  mermaid.initialize({ startOnLoad: false, securityLevel: "strict" });
  for (const file of process.argv.slice(2)) {
    try {
      const { diagramType } = await mermaid.parse(fs.readFileSync(file, "utf8"));
      console.log(`ok   ${file} ${diagramType}`);
    } catch (error) {
      console.log(`FAIL ${file}: ${String(error).slice(0, 400)}`);
      process.exitCode = 1;
    }
  }
};

main();

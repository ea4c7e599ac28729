// Copies the schema of the configuration beside the extension, so that it is checked without a network.
"use strict";

const fs = require("node:fs");
const path = require("node:path");

const from = path.join(__dirname, "..", "..", "docs", "schema", "configuration.json");
const folder = path.join(__dirname, "schemas");
fs.mkdirSync(folder, { recursive: true });
fs.copyFileSync(from, path.join(folder, "configuration.json"));
for (const name of ["LICENSE-APACHE", "LICENSE-MIT"]) {
  fs.copyFileSync(path.join(__dirname, "..", "..", name), path.join(__dirname, name));
}

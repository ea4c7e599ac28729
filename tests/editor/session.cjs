// A session of edits, driven by the client library that Visual Studio Code's is made of.
// Usage: NODE_PATH=FOLDER_WITH_PACKAGES node session.cjs PROGRAM FOLDER FILE EDITS
// The package is vscode-languageserver-protocol. Prints how long diagnostics took; exits with 1 where a fact does not hold. How long they may take is
// a fact with STRIDELINT_TIMES=1 only: a machine may be busy with something else.
const assert = require("node:assert");
const { spawn } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const protocol = require("vscode-languageserver-protocol/node");

const [program, folder, name, count] = process.argv.slice(2);
const CODE = "container-escape.privileged-container";

const main = async () => {
  const child = spawn(program, ["lsp", "--today", "2026-11-30"], { cwd: folder, stdio: ["pipe", "pipe", "inherit"] });
  const connection = protocol.createProtocolConnection(
    new protocol.StreamMessageReader(child.stdout),
    new protocol.StreamMessageWriter(child.stdin),
  );
  const waiting = new Map();
  let last = 0;
  connection.onNotification(protocol.PublishDiagnosticsNotification.type, (params) => {
    if (params.uri !== uri) return;
    assert.ok(params.version >= last, `${params.version} is said behind ${last}`);
    last = params.version;
    waiting.get(params.version)?.(params.diagnostics);
    waiting.delete(params.version);
  });
  connection.onRequest(protocol.RegistrationRequest.type, () => undefined);
  connection.listen();
  const uri = pathToFileURL(path.join(folder, name)).href;
  const said = (version) => new Promise((resolve) => waiting.set(version, resolve));
  const found = (diagnostics) => diagnostics.some((one) => one.code === CODE);

  const started = await connection.sendRequest(protocol.InitializeRequest.type, {
    processId: process.pid,
    rootUri: pathToFileURL(folder).href,
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: "unit" }],
    capabilities: {
      textDocument: { publishDiagnostics: { relatedInformation: true, codeDescriptionSupport: true } },
      workspace: { didChangeWatchedFiles: { dynamicRegistration: true } },
    },
  });
  assert.equal(started.serverInfo.name, "stridelint");
  await connection.sendNotification(protocol.InitializedNotification.type, {});
  const text = fs.readFileSync(path.join(folder, name), "utf8");
  let answer = said(1);
  await connection.sendNotification(protocol.DidOpenTextDocumentNotification.type, {
    textDocument: { uri, languageId: "terraform", version: 1, text },
  });
  assert.equal(found(await answer), false);

  const times = [];
  for (let number = 0; number < Number(count); number++) {
    const flag = number % 2 === 0 ? "true" : "false";
    const changed = `${text.replace("privileged = false", `privileged = ${flag}`)}# edit ${number}\n`;
    const version = number + 2;
    answer = said(version);
    const start = process.hrtime.bigint();
    await connection.sendNotification(protocol.DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version },
      contentChanges: [{ text: changed }],
    });
    const diagnostics = await answer;
    times.push(Number(process.hrtime.bigint() - start) / 1e6);
    assert.equal(found(diagnostics), flag === "true", `edit ${number}`);
  }
  const hover = await connection.sendRequest(protocol.HoverRequest.type, {
    textDocument: { uri },
    position: { line: 11, character: 18 },
  });
  assert.match(JSON.stringify(hover), /privileged/);
  const symbols = await connection.sendRequest("textDocument/documentSymbol", { textDocument: { uri } }).catch((error) => error);
  assert.equal(symbols.code, -32601);

  times.sort((one, other) => one - other);
  const at = (part) => times[Math.min(times.length - 1, Math.floor((times.length * part) / 100))];
  console.log(`${count} edits: median ${at(50).toFixed(1)} ms, 95 % ${at(95).toFixed(1)} ms, longest ${at(100).toFixed(1)} ms`);
  if (process.env.STRIDELINT_TIMES === "1") assert.ok(at(95) <= 120, "95 % take longer than 120 ms");
  const ended = new Promise((resolve) => child.on("exit", resolve));
  await connection.sendRequest(protocol.ShutdownRequest.type);
  await connection.sendNotification(protocol.ExitNotification.type);
  assert.equal(await ended, 0);
};

main().catch((error) => {
  console.log(`FAIL ${error.stack}`);
  process.exit(1);
});

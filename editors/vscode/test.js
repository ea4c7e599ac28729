// Loads the extension with a stand-in for the editor, and looks at what it asks of it.
"use strict";

const assert = require("node:assert");
const Module = require("node:module");
const test = require("node:test");

const said = { commands: new Map(), started: [], sent: [], edits: [], errors: [], reason: "because" };
const vscode = {
  commands: {
    registerCommand: (name, run) => said.commands.set(name, run) && { dispose() {} },
    executeCommand: async () => undefined,
  },
  workspace: {
    isTrusted: false,
    getConfiguration: () => ({ get: (_, otherwise) => otherwise }),
    onDidGrantWorkspaceTrust: (run) => ((said.granted = run), { dispose() {} }),
    onDidChangeConfiguration: (run) => ((said.configured = run), { dispose() {} }),
    applyEdit: async (edit) => said.edits.push(edit),
  },
  window: {
    showInputBox: async () => said.reason,
    // A message that nobody reads stays.
    showErrorMessage: (text) => (said.errors.push(text), new Promise(() => {})),
    showWarningMessage: async (text) => said.edits.push(text),
  },
};
class LanguageClient {
  constructor(...all) {
    said.started.push(all);
    this.protocol2CodeConverter = { asWorkspaceEdit: async (edit) => ({ whole: edit }) };
  }
  // As the real client does it: a message to one that has no server (any more) fails.
  async start() {
    await new Promise((done) => setTimeout(done, 5));
    if (said.fails) throw new Error("no such program");
    this.runs = true;
  }
  async stop() {
    assert.ok(this.runs, "it is stopped once it runs");
    this.runs = false;
    await new Promise((done) => setTimeout(done, 5));
  }
  async sendNotification(method, params) {
    assert.ok(this.runs, "it is told something while it runs");
    said.sent.push([method, params]);
  }
  async sendRequest(method, params) {
    said.sent.push([method, params]);
    return params.finding === "none" ? null : { changes: {} };
  }
}
const load = Module._load;
Module._load = (name, ...rest) => {
  if (name === "vscode") return vscode;
  if (name === "vscode-languageclient/node") return { LanguageClient, TransportKind: { stdio: 0 } };
  return load(name, ...rest);
};
const extension = require("./extension.js");

test("the server is started without trust, and told of it later", async () => {
  const context = { subscriptions: [] };
  await extension.activate(context);
  const [, , run, options] = said.started[0];
  assert.deepEqual([run.command, run.args], ["stridelint", ["lsp"]]);
  assert.equal(options.initializationOptions.trusted, false);
  assert.ok(options.documentSelector.every((one) => one.scheme === "file"));
  await said.granted();
  assert.deepEqual(said.sent.pop(), [
    "workspace/didChangeConfiguration",
    { settings: { stridelint: { trusted: true } } },
  ]);
});

test("what is asked while the server starts or ends waits for it", async () => {
  const event = { affectsConfiguration: () => true };
  const before = said.started.length;
  await Promise.all([said.configured(event), said.granted(), said.configured(event), said.granted()]);
  assert.equal(said.started.length, before + 2);
  assert.equal(said.sent.filter(([method]) => method === "workspace/didChangeConfiguration").length, 2);
  said.sent.length = 0;
});

test("a program that is not there is told once, and the setting that names it helps", async () => {
  said.fails = true;
  await said.commands.get("stridelint.restart")();
  assert.match(said.errors.pop(), /could not be started \(stridelint\): no such program/);
  await said.granted();
  assert.equal(said.sent.length, 0);
  said.fails = false;
  await said.configured({ affectsConfiguration: () => true });
  await said.granted();
  assert.equal(said.sent.pop()[0], "workspace/didChangeConfiguration");
});

test("a finding is ignored for the reason that was given", async () => {
  await said.commands.get("stridelint.ignore")("file:///a.tf", "key");
  assert.deepEqual(said.sent.pop()[1], { uri: "file:///a.tf", finding: "key", reason: "because" });
  assert.deepEqual(said.edits.pop(), { whole: { changes: {} } });
  await said.commands.get("stridelint.ignore")("file:///a.tf", "none");
  assert.match(said.edits.pop(), /no place/);
  said.reason = undefined;
  await said.commands.get("stridelint.ignore")("file:///a.tf", "key");
  assert.equal(said.edits.length, 0);
});

test("the settings that choose the program are no workspace's", () => {
  const { contributes, capabilities } = require("./package.json");
  for (const [name, setting] of Object.entries(contributes.configuration.properties)) {
    assert.equal(setting.scope, "machine", name);
    assert.ok(capabilities.untrustedWorkspaces.restrictedConfigurations.includes(name));
  }
});

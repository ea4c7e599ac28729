// The extension: it starts `stridelint lsp` and hands it what is open. It opens no connection and sends nothing
// anywhere else.
"use strict";

const vscode = require("vscode");
const { LanguageClient, TransportKind } = require("vscode-languageclient/node");

/** What is scanned: by language, and by name where no extension gives a language. */
const DOCUMENTS = [
  { scheme: "file", language: "terraform" },
  { scheme: "file", language: "terraform-vars" },
  { scheme: "file", language: "opentofu" },
  { scheme: "file", language: "yaml" },
  { scheme: "file", language: "cloudformation" },
  { scheme: "file", language: "json" },
  { scheme: "file", language: "jsonc" },
  { scheme: "file", language: "rego" },
  { scheme: "file", pattern: "**/*.{tf,tofu,tfvars,rego,template}" },
  { scheme: "file", pattern: "**/{stridelint,.stridelint}.toml" },
];

/** @type {LanguageClient | undefined} */
let client;
/** What is asked while the server starts or ends waits for that: two things at once would cost both. */
let turn = Promise.resolve();

/**
 * @param {() => Promise<unknown>} run
 * @returns {Promise<void>}
 */
function next(run) {
  turn = turn.then(run).then(
    () => undefined,
    (error) => console.error(`stridelint: ${error instanceof Error ? error.message : error}`),
  );
  return turn;
}

/** @param {vscode.ExtensionContext} context */
async function activate(context) {
  context.subscriptions.push(
    vscode.commands.registerCommand("stridelint.restart", restart),
    vscode.commands.registerCommand("stridelint.ignore", ignore),
    vscode.workspace.onDidGrantWorkspaceTrust(trusted),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration("stridelint")) await restart();
    }),
  );
  await next(start);
}

function deactivate() {
  return next(stop);
}

async function stop() {
  const ending = client;
  client = undefined;
  await ending?.stop();
}

async function start() {
  const settings = vscode.workspace.getConfiguration("stridelint");
  const run = {
    command: settings.get("path", "stridelint"),
    args: ["lsp", ...settings.get("arguments", [])],
    transport: TransportKind.stdio,
  };
  const starting = new LanguageClient("stridelint", "stridelint", run, {
    documentSelector: DOCUMENTS,
    initializationOptions: { trusted: vscode.workspace.isTrusted, asksReason: true },
    diagnosticCollectionName: "stridelint",
  });
  try {
    await starting.start();
    client = starting;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    // Nothing waits until somebody has read it.
    void offerSettings(`stridelint could not be started (${run.command}): ${why}`);
  }
}

/** @param {string} why */
async function offerSettings(why) {
  const choice = await vscode.window.showErrorMessage(why, "Open settings");
  if (choice) await vscode.commands.executeCommand("workbench.action.openSettings", "stridelint.path");
}

function restart() {
  return next(() => stop().finally(start));
}

/** The workspace is trusted now: its policies are read. */
function trusted() {
  const settings = { stridelint: { trusted: true } };
  return next(async () => client?.sendNotification("workspace/didChangeConfiguration", { settings }));
}

/**
 * Ignores a finding for a reason, which is asked for.
 * @param {string} uri
 * @param {string} finding
 */
async function ignore(uri, finding) {
  const reason = await vscode.window.showInputBox({
    title: "Why is this accepted?",
    prompt: "The reason stands beside the suppression, and in reports.",
    validateInput: (text) => (text.trim() ? undefined : "A suppression without a reason does not hold."),
  });
  if (!reason || !client) return;
  const edit = await client.sendRequest("stridelint/ignore", { uri, finding, reason });
  if (!edit) {
    await vscode.window.showWarningMessage("stridelint: there is no place for this suppression: write an [[ignore]] entry of stridelint.toml.");
    return;
  }
  const whole = await client.protocol2CodeConverter.asWorkspaceEdit(edit);
  if (whole) await vscode.workspace.applyEdit(whole);
}

module.exports = { activate, deactivate };

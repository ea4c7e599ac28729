//! The edits of actions. What an edit does is not guessed: the texts are scanned as they would be, and an edit is
//! offered where the finding is gone with it.

use super::open::Documents;
use super::session::Session;
use super::workspace::{Choice, Workspace};
use crate::cli::Failure;
use crate::editor::actions::{self, Put};
use crate::editor::text::{Encoding, Lines};
use crate::editor::uri;
use crate::finding::{Finding, Report};
use crate::fix::{Bench, Effort, Texts, render, settle};
use crate::scan::{Pool, merge};
use crate::source::SourceFile;
use lsp_types::{
    CodeAction, CodeActionKind, Command, CreateFile, Diagnostic, DocumentChangeOperation,
    DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier, Range, ResourceOp,
    TextDocumentEdit, TextEdit, Uri, WorkspaceEdit,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What an action is, for the time when its edit is asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Data {
    /// The file that was looked at.
    pub path: PathBuf,
    /// The finding.
    pub finding: String,
    /// It is fixed, or else ignored.
    pub fix: bool,
}

/// What can be done about findings of a document: a fix, where there is one that is mechanical, and to ignore it.
pub fn actions(
    session: &mut Session,
    path: &Path,
    uri: &Uri,
    found: &[(Diagnostic, Arc<Finding>)],
    documents: &Documents,
) -> Vec<CodeAction> {
    let asks_reason = session.client.asks_reason;
    let Session { choice, pool, workspaces, .. } = session;
    let own = workspaces.iter_mut().find(|(own, _)| own.has(path));
    let Some((workspace, _)) = own else { return Vec::new() };
    let Some(below) = workspace.below(path) else { return Vec::new() };
    let mechanical = |finding: &&Arc<Finding>| {
        let check = workspace.set(&below).and_then(|set| set.check(&finding.check));
        finding.is_open() && !finding.example && check.is_some_and(|check| check.edit.is_some())
    };
    let checks: BTreeSet<String> = found
        .iter()
        .map(|(_, finding)| finding)
        .filter(mechanical)
        .map(|finding| finding.check.clone())
        .collect();
    let mut planned = Report::default();
    if !checks.is_empty() {
        workspace.lay(documents);
        planned = workspace.plan(&below, checks, choice, pool);
    }
    let mut all = Vec::new();
    for (diagnostic, finding) in found {
        let fix = planned.findings.iter().find(|one| one.key() == finding.key());
        all.extend(fix.and_then(|fix| fix_of(path, diagnostic, fix)));
        all.push(ignore_of(path, uri, diagnostic, finding, asks_reason));
    }
    all
}

/// The action that fixes a finding.
fn fix_of(path: &Path, diagnostic: &Diagnostic, finding: &Finding) -> Option<CodeAction> {
    let fix = finding.fix.as_ref()?;
    let changes = fix.changes.as_ref().ok()?;
    let said: Vec<&str> = changes.iter().map(|change| change.said.as_str()).collect();
    let unsure = if fix.is_unsafe { " (may replace the resource)" } else { "" };
    let data = Data { path: path.to_path_buf(), finding: finding.key(), fix: true };
    let mut title = crate::printable::plain(&format!("Fix: {}{unsure}", said.join("; ")));
    crate::secret::hide(&mut title);
    Some(CodeAction {
        title,
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: Some(vec![diagnostic.clone()]),
        is_preferred: Some(!fix.is_unsafe),
        data: serde_json::to_value(data).ok(),
        ..CodeAction::default()
    })
}

/// The action that ignores a finding; where the client asks for the reason, a command of the client's.
fn ignore_of(
    path: &Path,
    uri: &Uri,
    diagnostic: &Diagnostic,
    finding: &Finding,
    asks_reason: bool,
) -> CodeAction {
    let title = format!("Ignore {} here, with a reason", finding.check);
    let data = Data { path: path.to_path_buf(), finding: finding.key(), fix: false };
    let command = asks_reason.then(|| Command {
        title: title.clone(),
        command: "stridelint.ignore".to_owned(),
        arguments: Some(vec![uri.as_str().into(), finding.key().into()]),
    });
    CodeAction {
        title,
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: Some(vec![diagnostic.clone()]),
        data: serde_json::to_value(data).ok().filter(|_| command.is_none()),
        command,
        ..CodeAction::default()
    }
}

/// An action with its edit, where there is one.
pub fn resolved(session: &mut Session, action: CodeAction, documents: &Documents) -> CodeAction {
    let data = action.data.clone().and_then(|data| serde_json::from_value::<Data>(data).ok());
    let Some(Data { path, finding, fix }) = data else { return action };
    let edit = match fix {
        true => fixed(session, &path, &finding, documents),
        false => ignored(session, &path, &finding, actions::REASON, documents),
    };
    CodeAction { edit, ..action }
}

/// The edit that fixes a finding.
fn fixed(
    session: &mut Session,
    path: &Path,
    key: &str,
    documents: &Documents,
) -> Option<WorkspaceEdit> {
    let encoding = session.client.encoding;
    let Session { choice, pool, workspaces, .. } = session;
    let (workspace, results) = workspaces.iter_mut().find(|(own, _)| own.has(path))?;
    let texts = workspace.texts(documents);
    workspace.lay_texts(&texts);
    let mut report = results.report();
    // Of texts that have changed since nothing is known.
    let same = |(name, text): (&String, &Arc<str>)| {
        results.text(&workspace.tree().reported(name)).is_none_or(|known| known == text)
    };
    if !texts.iter().all(same) {
        return None;
    }
    let wanted = report.findings.iter_mut().find(|one| one.key() == key)?;
    let below = workspace.below(path)?;
    let checks = BTreeSet::from([wanted.check.clone()]);
    let planned = workspace.plan(&below, checks, choice, pool);
    wanted.fix = planned.findings.into_iter().find(|one| one.key() == key)?.fix;
    absolute(&mut report, workspace.root());
    let mut bench = Trial { workspace, choice, pool, texts, wanted: key };
    let settled = settle(&mut bench, report).ok();
    let kept = settled.and_then(|settled| settled.kept.into_iter().next());
    workspace.lay(documents);
    workspace.forget();
    let mut edits: Vec<(PathBuf, Vec<TextEdit>)> = Vec::new();
    let mut by_file: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for change in kept?.changes {
        by_file.entry(change.file.clone()).or_default().push(change);
    }
    for (file, changes) in by_file {
        let path = PathBuf::from(&file);
        let (_, source) = workspace.tree().load(&workspace.below(&path)?).ok()?;
        let lines = Lines::new(source.text.as_str());
        let made = render(&SourceFile::new(file, source.text.clone()), &changes).ok()?;
        let edit = |one: &crate::fix::Replacement| TextEdit {
            range: lines.range(one.start, one.end, encoding),
            new_text: one.text.clone(),
        };
        edits.push((path, made.iter().map(edit).collect()));
    }
    edit_of(workspace, documents, edits)
}

/// The files of changes by their paths on disk.
fn absolute(report: &mut Report, root: &Path) {
    let fixes = report.findings.iter_mut().filter_map(|finding| finding.fix.as_mut());
    for change in fixes.filter_map(|fix| fix.changes.as_mut().ok()).flatten() {
        change.file = root.join(&change.file).to_string_lossy().into_owned();
    }
}

/// Scans of the workspace as it would be with a fix.
struct Trial<'a> {
    workspace: &'a mut Workspace,
    choice: &'a Choice,
    pool: &'a Pool,
    texts: BTreeMap<String, Arc<str>>,
    wanted: &'a str,
}

impl Bench for Trial<'_> {
    type Error = Failure;

    fn scan(&mut self, texts: &Texts) -> Result<Report, Failure> {
        let mut all = self.texts.clone();
        let mut changed = BTreeSet::new();
        for (file, text) in texts {
            if let Some(below) = self.workspace.below(Path::new(file)) {
                changed.insert(below.clone());
                all.insert(below, Arc::from(text.as_str()));
            }
        }
        self.workspace.lay_texts(&all);
        let scanned = self.workspace.scan(&changed, self.choice, self.pool);
        if !scanned.faults.is_empty() || crate::interrupt::asked() {
            return Err(Failure::Usage("the scan was ended".to_owned()));
        }
        Ok(merge(scanned.reports, ""))
    }

    fn text(&mut self, file: &str) -> Result<String, String> {
        let below = self.workspace.below(Path::new(file));
        let below = below.ok_or_else(|| "it lies elsewhere".to_owned())?;
        let loaded = self.workspace.tree().load(&below);
        loaded.map(|(_, file)| file.text.clone()).map_err(|problem| problem.message)
    }

    fn wants(&self, finding: &Finding) -> bool {
        finding.key() == self.wanted
    }

    fn effort(&self) -> Effort {
        Effort { passes: 1, rounds: 4, fixes: 1 }
    }
}

/// The edit that ignores a finding: a comment where one covers it, else an entry of the configuration.
pub fn ignored(
    session: &mut Session,
    path: &Path,
    key: &str,
    reason: &str,
    documents: &Documents,
) -> Option<WorkspaceEdit> {
    let (encoding, creates) = (session.client.encoding, session.client.creates);
    let Session { choice, pool, workspaces, .. } = session;
    let (workspace, results) = workspaces.iter_mut().find(|(own, _)| own.has(path))?;
    let finding = results.report().findings.into_iter().find(|one| one.key() == key)?;
    let texts = workspace.texts(documents);
    workspace.lay_texts(&texts);
    let text_of = |name: &str| -> Option<Arc<str>> {
        let below = workspace.below(&workspace.full(name))?;
        let loaded = workspace.tree().load(&below).ok()?;
        // Of a text that has changed since nothing is known.
        let same = results.text(name).is_none_or(|known| **known == *loaded.1.text);
        same.then(|| Arc::from(loaded.1.text.as_str()))
    };
    let comments = actions::comments(&finding, reason, &text_of);
    let all: Vec<(Put, Option<Arc<str>>)> =
        comments.into_iter().map(|put| (put.clone(), text_of(&put.file))).collect();
    let mut chosen = None;
    for (put, text) in all {
        let Some(text) = text else { continue };
        let below = workspace.below(&workspace.full(&put.file))?;
        let mut with = text.to_string();
        with.insert_str(put.at, &put.text);
        let mut trial = texts.clone();
        trial.insert(below.clone(), Arc::from(with));
        workspace.lay_texts(&trial);
        let scanned = workspace.scan(&BTreeSet::from([below]), choice, pool);
        if covers(&scanned.reports, &finding) {
            chosen = Some((put, text));
            break;
        }
    }
    workspace.lay(documents);
    workspace.forget();
    if let Some((put, text)) = chosen {
        let range = Lines::new(text).range(put.at, put.at, encoding);
        let edit = TextEdit { range, new_text: put.text };
        return edit_of(workspace, documents, vec![(workspace.full(&put.file), vec![edit])]);
    }
    entry(workspace, documents, &finding, reason, (encoding, creates))
}

/// Whether nothing of a finding counts any more.
fn covers(reports: &[Report], finding: &Finding) -> bool {
    let same = |other: &&Finding| {
        let of = |one: &Finding| {
            (one.check.clone(), one.unit.clone(), one.resource.clone(), one.path.clone())
        };
        of(other) == of(finding)
    };
    let mut found = reports.iter().flat_map(|report| &report.findings).filter(same).peekable();
    found.peek().is_some() && found.all(|one| one.suppression.is_some())
}

/// An entry of the configuration that ignores a finding; of a new one where there is none.
fn entry(
    workspace: &Workspace,
    documents: &Documents,
    finding: &Finding,
    reason: &str,
    (encoding, creates): (Encoding, bool),
) -> Option<WorkspaceEdit> {
    let file = workspace.full(&finding.location.file);
    let config = workspace.config(&workspace.below(&file)?);
    let (path, text) = match config {
        Some(config) => {
            let name = Path::new(&config.file).file_name()?;
            let path = config.folder.join(name);
            let (_, source) = workspace.tree().load(&workspace.below(&path)?).ok()?;
            (path, Some(source.text.clone()))
        }
        None => (workspace.folder.join("stridelint.toml"), None),
    };
    let below = crate::path::slashes(file.strip_prefix(path.parent()?).ok()?);
    let old = text.clone().unwrap_or_default();
    let new_text = actions::entry(finding, &below, reason, &old);
    let lines = Lines::new(old.as_str());
    let edit = TextEdit { range: lines.range(old.len(), old.len(), encoding), new_text };
    if text.is_some() {
        return edit_of(workspace, documents, vec![(path, vec![edit])]);
    }
    let uri = uri::of_path(&workspace.as_named(&path)).filter(|_| creates)?;
    let create = CreateFile { uri: uri.clone(), options: None, annotation_id: None };
    let edit = TextEdit { range: Range::default(), ..edit };
    let document = OptionalVersionedTextDocumentIdentifier { uri, version: None };
    let operations = vec![
        DocumentChangeOperation::Op(ResourceOp::Create(create)),
        DocumentChangeOperation::Edit(TextDocumentEdit {
            text_document: document,
            edits: vec![OneOf::Left(edit)],
        }),
    ];
    let document_changes = Some(DocumentChanges::Operations(operations));
    Some(WorkspaceEdit { document_changes, ..WorkspaceEdit::default() })
}

/// Changes of files as one edit.
// The library's own type: addresses are compared by their text, which does not change.
#[allow(clippy::mutable_key_type)]
fn edit_of(
    workspace: &Workspace,
    documents: &Documents,
    edits: Vec<(PathBuf, Vec<TextEdit>)>,
) -> Option<WorkspaceEdit> {
    let mut changes = std::collections::HashMap::new();
    for (path, edits) in edits {
        let open = documents.get(&path).map(|document| document.uri.clone());
        let uri = open.or_else(|| uri::of_path(&workspace.as_named(&path)))?;
        changes.insert(uri, edits);
    }
    Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() })
        .filter(|edit| edit.changes.as_ref().is_some_and(|changes| !changes.is_empty()))
}

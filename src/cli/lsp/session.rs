//! The thread that works: it scans what changed and says what is found, and answers what takes a scan.

use super::fixes;
use super::open::Documents;
use super::queue::{Changes, Queue, Work};
use super::results::Results;
use super::show::{self, Published};
use super::wire::Sender;
use super::workspace::{Choice, Workspace};
use crate::editor::text::{Encoding, Lines};
use crate::editor::{View, hover, links, uri};
use crate::finding::Finding;
use crate::interrupt;
use crate::scan::Pool;
use lsp_server::{ErrorCode, RequestId, Response};
use lsp_types::{CodeAction, Diagnostic, Position, Uri};
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// What a request asks of the thread that works.
pub enum Asked {
    /// What is said of a place; these findings stand there.
    Hover(PathBuf, Position, Vec<Arc<Finding>>),
    /// The links of a document.
    Links(PathBuf),
    /// What can be done about findings of a document.
    Actions(PathBuf, Uri, Vec<(Diagnostic, Arc<Finding>)>),
    /// The edit of an action.
    Resolve(Box<CodeAction>),
    /// The edit that ignores a finding of a file for a reason.
    Ignore(PathBuf, String, String),
}

/// What both threads know.
pub struct Shared {
    /// What is to be done.
    pub queue: Queue<Asked>,
    /// What was published.
    pub published: Mutex<Published>,
    /// The folders of the workspace as the client names them; empty: each document's own.
    pub folders: Mutex<Vec<PathBuf>>,
    /// Policies of the workspace are read.
    pub trusted: std::sync::atomic::AtomicBool,
}

/// What the client can do.
#[derive(Clone, Copy, Debug, Default)]
pub struct Client {
    /// What it counts columns in.
    pub encoding: Encoding,
    /// It creates files in an edit.
    pub creates: bool,
    /// It takes an action's edit later.
    pub resolves: bool,
    /// It asks for a reason by itself (`stridelint.ignore`).
    pub asks_reason: bool,
}

/// The state of the thread that works.
pub struct Session {
    pub(super) choice: Choice,
    pub(super) client: Client,
    pub(super) pool: Pool,
    pub(super) workspaces: Vec<(Workspace, Results)>,
    shared: Arc<Shared>,
    sender: Sender,
}

impl Session {
    /// At the beginning.
    pub fn new(
        choice: Choice,
        client: Client,
        pool: Pool,
        shared: Arc<Shared>,
        sender: Sender,
    ) -> Session {
        Session { choice, client, pool, workspaces: Vec::new(), shared, sender }
    }

    /// Works until it is over. A fault of ours costs what was asked, not the session.
    pub fn run(mut self) {
        while let Some((work, documents)) = self.shared.queue.next() {
            match work {
                Work::Scan(changes) => {
                    let again = changes.clone();
                    let scan = || self.scan(changes, &documents);
                    let done = catch_unwind(AssertUnwindSafe(scan)).unwrap_or(true);
                    if !done {
                        self.shared.queue.again(again);
                    }
                }
                Work::Answer(id, asked) => {
                    let answer = || self.answer(id.clone(), asked, &documents);
                    let response = catch_unwind(AssertUnwindSafe(answer)).unwrap_or_else(|_| {
                        let code = ErrorCode::InternalError as i32;
                        Response::new_err(id, code, "a fault of stridelint itself".to_owned())
                    });
                    self.sender.send(response);
                }
            }
        }
    }

    /// Scans what changed and publishes what is found; `false`: something changed meanwhile.
    fn scan(&mut self, changes: Changes, documents: &Documents) -> bool {
        if changes.folders {
            self.choice.trusted = self.shared.trusted.load(std::sync::atomic::Ordering::Relaxed);
            self.workspaces.clear();
            let mut published =
                self.shared.published.lock().unwrap_or_else(PoisonError::into_inner);
            published.clear(documents, &self.sender);
        }
        let mut fresh = self.open_folders(documents);
        if changes.listing {
            for (workspace, _) in &mut self.workspaces {
                let named = workspace.as_named(&workspace.folder);
                if let Some(again) = Workspace::open(&named, &self.choice, documents) {
                    fresh.insert(again.folder.clone());
                    *workspace = again;
                }
            }
        }
        for (workspace, results) in &mut self.workspaces {
            let own = |path: &&PathBuf| workspace.has(path) && workspace.below(path).is_some();
            let mut files: BTreeSet<PathBuf> = changes.files.iter().filter(own).cloned().collect();
            let opened = fresh.contains(&workspace.folder);
            if files.is_empty() && !opened {
                continue;
            }
            workspace.lay(documents);
            let ruled = files.iter().any(|path| workspace.rules_by(path));
            if ruled {
                workspace.rule(&self.choice);
            }
            if opened || ruled {
                let open = documents.iter().map(|(path, _)| path);
                let own = |path: &&PathBuf| workspace.has(path) && workspace.below(path).is_some();
                files.extend(open.filter(own).cloned());
            }
            let below = |path: &PathBuf| workspace.below(path);
            let changed: BTreeSet<String> = files.iter().filter_map(below).collect();
            let open: BTreeSet<String> = documents
                .iter()
                .filter_map(|(path, _)| workspace.below(path))
                .map(|path| workspace.tree().reported(&path))
                .collect();
            if !open.is_empty() {
                let scanned = workspace.scan(&changed, &self.choice, &self.pool);
                if interrupt::asked() {
                    return false;
                }
                workspace.faults.retain(|fault| !scanned.faults.contains(fault));
                workspace.faults.extend(scanned.faults);
                let tree = workspace.tree();
                let changed = changed.iter().map(|path| tree.reported(path)).collect();
                let base = workspace.full("");
                results.take(scanned.reports, tree, (&changed, &open), &base);
            }
            results.forget(&open);
            let policies = show::policies(workspace, &self.choice, documents, self.client.encoding);
            let all = show::all(workspace, results, documents, self.client.encoding, policies);
            let mut published =
                self.shared.published.lock().unwrap_or_else(PoisonError::into_inner);
            published.publish(workspace, all, &files, documents, &self.sender);
        }
        self.close_folders(documents);
        true
    }

    /// Opens the folders of the workspace, or those of documents where it has none; gives those that are new.
    fn open_folders(&mut self, documents: &Documents) -> BTreeSet<PathBuf> {
        let named = self.shared.folders.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let wanted: Vec<PathBuf> = match named.is_empty() {
            false => named,
            // Without a folder a document belongs to its repository, or to its own folder.
            true => documents.iter().filter_map(|(path, _)| home(path)).collect(),
        };
        let mut fresh = BTreeSet::new();
        for folder in wanted {
            let real = folder.canonicalize().unwrap_or_else(|_| folder.clone());
            let known = self.workspaces.iter().any(|(workspace, _)| workspace.folder == real);
            if known {
                continue;
            }
            if let Some(workspace) = Workspace::open(&folder, &self.choice, documents) {
                fresh.insert(workspace.folder.clone());
                self.workspaces.push((workspace, Results::default()));
            }
        }
        fresh
    }

    /// Forgets folders that belonged to documents which are closed.
    fn close_folders(&mut self, documents: &Documents) {
        let named = !self.shared.folders.lock().unwrap_or_else(PoisonError::into_inner).is_empty();
        if !named {
            self.workspaces
                .retain(|(workspace, _)| documents.iter().any(|(path, _)| workspace.has(path)));
        }
    }

    /// The folder that a file belongs to.
    pub(super) fn at(&mut self, path: &Path) -> Option<&mut (Workspace, Results)> {
        self.workspaces.iter_mut().find(|(workspace, _)| workspace.has(path))
    }

    fn answer(&mut self, id: RequestId, asked: Asked, documents: &Documents) -> Response {
        let result = match asked {
            Asked::Hover(path, at, findings) => {
                serde_json::to_value(self.hover(&path, at, &findings, documents))
            }
            Asked::Links(path) => serde_json::to_value(self.links(&path, documents)),
            Asked::Resolve(action) => {
                serde_json::to_value(fixes::resolved(self, *action, documents))
            }
            Asked::Actions(path, uri, found) => {
                let mut all = fixes::actions(self, &path, &uri, &found, documents);
                if !self.client.resolves {
                    // Of a client that takes whole actions only, commands are left as they are.
                    let whole = all.into_iter().map(|one| fixes::resolved(self, one, documents));
                    all = whole.filter(|one| one.edit.is_some() || one.command.is_some()).collect();
                }
                serde_json::to_value(all)
            }
            Asked::Ignore(path, key, reason) => {
                serde_json::to_value(fixes::ignored(self, &path, &key, &reason, documents))
            }
        };
        if interrupt::asked() {
            let code = ErrorCode::ContentModified as i32;
            return Response::new_err(id, code, "the document has changed since".to_owned());
        }
        match result {
            Ok(result) => Response::new_ok(id, result),
            Err(_) => Response::new_ok(id, serde_json::Value::Null),
        }
    }

    fn hover(
        &mut self,
        path: &Path,
        at: Position,
        findings: &[Arc<Finding>],
        documents: &Documents,
    ) -> Option<lsp_types::Hover> {
        let encoding = self.client.encoding;
        let Session { choice, pool, workspaces, .. } = self;
        let (workspace, results) =
            workspaces.iter_mut().find(|(workspace, _)| workspace.has(path))?;
        let below = workspace.below(path)?;
        workspace.lay(documents);
        let evaluated = workspace.documents(&below, choice, pool).unwrap_or_default();
        let files = show::Files::new(workspace, results, documents);
        let file = |name: &str| files.shown(name);
        let view = View { encoding, file: &file };
        let mut parts = Vec::new();
        let tree = workspace.tree();
        if let Ok((id, source)) = tree.load(&below) {
            let offset = Lines::new(source.text.as_str()).offset(at, encoding);
            let offset = u32::try_from(offset).unwrap_or(u32::MAX);
            let pointed = evaluated.iter().find_map(|(document, settings)| {
                let pointed = hover::pointed(document, id, offset)?;
                let printed = crate::report::document::json(document, settings).ok()?;
                Some(hover::value(&view, tree, document, &printed, &pointed))
            });
            parts.extend(pointed);
        }
        let set = workspace.set(&below)?;
        parts.extend(findings.iter().map(|one| hover::finding(&view, set, one)));
        let mut value = crate::printable::in_lines(parts.join("\n---\n\n"));
        crate::secret::hide(&mut value);
        let kind = lsp_types::MarkupKind::Markdown;
        let contents = lsp_types::MarkupContent { kind, value };
        let is_empty = contents.value.is_empty();
        let contents = lsp_types::HoverContents::Markup(contents);
        Some(lsp_types::Hover { contents, range: None }).filter(|_| !is_empty)
    }

    fn links(&mut self, path: &Path, documents: &Documents) -> Vec<lsp_types::DocumentLink> {
        let encoding = self.client.encoding;
        let Some(document) = documents.get(path) else { return Vec::new() };
        let Some((workspace, _)) = self.at(path) else { return Vec::new() };
        let Some(below) = workspace.below(path) else { return Vec::new() };
        let tree = workspace.tree();
        let found = |name: &str| -> Option<Uri> {
            let file = match tree.has_file(name) {
                true => name.to_owned(),
                false => links::face(tree, name)?,
            };
            uri::of_path(&workspace.as_named(&workspace.full(&tree.reported(&file))))
        };
        links::links(&below, &document.text, encoding, &found)
    }
}

/// The folder that a document belongs to where the client names none.
fn home(path: &Path) -> Option<PathBuf> {
    crate::tree::disk::work_tree(path).or_else(|| path.parent().map(Path::to_path_buf))
}

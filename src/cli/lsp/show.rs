//! What is published: the diagnostics of every file of the units that are open, each once and again only where they
//! are others.

use super::open::Documents;
use super::results::Results;
use super::wire::Sender;
use super::workspace::{Choice, Workspace};
use crate::cli::policies;
use crate::editor::text::{Encoding, Lines, Shift};
use crate::editor::{Shown, View, diagnostics, uri};
use crate::finding::Finding;
use lsp_server::Notification;
use lsp_types::notification::{Notification as _, PublishDiagnostics};
use lsp_types::{Diagnostic, DiagnosticSeverity, PublishDiagnosticsParams, Uri};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Diagnostics of one file.
const MAX_DIAGNOSTICS: usize = 1_000;

/// How the editor names a file that is not open.
type Address<'a> = &'a dyn Fn(&Path) -> Option<Uri>;

/// What is said of one file.
pub type Said = Vec<(Diagnostic, Option<Arc<Finding>>)>;

/// The files of a workspace as the editor has them.
pub struct Files<'a> {
    workspace: &'a Workspace,
    results: &'a Results,
    documents: &'a Documents,
    known: RefCell<HashMap<String, Option<Shown>>>,
}

impl<'a> Files<'a> {
    /// With what is open.
    pub fn new(
        workspace: &'a Workspace,
        results: &'a Results,
        documents: &'a Documents,
    ) -> Files<'a> {
        Files { workspace, results, documents, known: RefCell::default() }
    }

    /// A file by the name that reports have for it.
    pub fn shown(&self, name: &str) -> Option<Shown> {
        if let Some(known) = self.known.borrow().get(name) {
            return known.clone();
        }
        let shown = self.look(name);
        self.known.borrow_mut().insert(name.to_owned(), shown.clone());
        shown
    }

    fn look(&self, name: &str) -> Option<Shown> {
        let full = self.workspace.full(name);
        let open = self.documents.get(&full);
        let address = match open {
            Some(document) => document.uri.clone(),
            None => uri::of_path(&self.workspace.as_named(&full))?,
        };
        let now = open.map(|document| document.text.clone());
        let text = match self.results.text(name) {
            Some(text) => text.clone(),
            None => match &now {
                Some(now) => now.clone(),
                None => {
                    let tree = self.workspace.tree();
                    Arc::from(tree.load(&self.workspace.below(&full)?).ok()?.1.text.as_str())
                }
            },
        };
        let shift = now.as_ref().and_then(|now| Shift::between(&text, now));
        let now = shift.zip(now).map(|(shift, now)| (shift, Arc::new(Lines::new(now))));
        Some(Shown { uri: address, lines: Arc::new(Lines::new(text)), now })
    }

    /// A file as it is now: what is wrong with the input is told of that.
    fn now(&self, name: &str) -> Option<Shown> {
        let shown = self.shown(name)?;
        Some(match shown.now {
            Some((_, lines)) => Shown { uri: shown.uri, lines, now: None },
            None => shown,
        })
    }
}

/// All that is said of the files of a workspace. `policies`: what is said of its policies.
pub fn all(
    workspace: &Workspace,
    results: &Results,
    documents: &Documents,
    encoding: Encoding,
    policies: BTreeMap<PathBuf, Said>,
) -> BTreeMap<PathBuf, Said> {
    let files = Files::new(workspace, results, documents);
    let (file, now) = (|name: &str| files.shown(name), |name: &str| files.now(name));
    let view = View { encoding, file: &file };
    let present = View { encoding, file: &now };
    let told: BTreeSet<PathBuf> = policies.keys().cloned().collect();
    let mut all: BTreeMap<PathBuf, Said> = policies;
    let mut say = |name: &str, said: Option<Diagnostic>, finding: Option<Arc<Finding>>| {
        if let Some(said) = said {
            let own = all.entry(workspace.full(name)).or_default();
            if own.len() < MAX_DIAGNOSTICS {
                own.push((said, finding));
            }
        }
    };
    for problem in results.problems().chain(&workspace.faults) {
        // What `policy check` says of a policy that is open has all of it.
        if told.contains(&workspace.full(&problem.path)) {
            continue;
        }
        say(&problem.path, diagnostics::of_problem(&present, problem), None);
    }
    for (finding, stale) in results.findings() {
        let name = finding.location.file.clone();
        let Some(set) = workspace.set(&name) else { continue };
        let said = diagnostics::of_finding(&view, set, &finding, stale);
        say(&name, said, Some(Arc::new(finding)));
    }
    for gap in results.gaps() {
        say(&gap.path, diagnostics::of_gap(&present, gap), None);
    }
    for said in all.values_mut() {
        let rank = |one: &Diagnostic| one.severity != Some(DiagnosticSeverity::ERROR);
        said.sort_by_key(|(one, _)| (one.range.start, rank(one)));
    }
    all
}

/// What is said of the policies that are open.
pub fn policies(
    workspace: &Workspace,
    choice: &Choice,
    documents: &Documents,
    encoding: Encoding,
) -> BTreeMap<PathBuf, Said> {
    let mut all: BTreeMap<PathBuf, Said> = BTreeMap::new();
    let named: Vec<PathBuf> = choice
        .args
        .policy
        .policies
        .iter()
        .filter_map(|folder| folder.canonicalize().ok())
        .collect();
    let open: Vec<&PathBuf> = documents
        .iter()
        .map(|(path, _)| path)
        .filter(|path| workspace.has(path) && path.extension().is_some_and(|it| it == "rego"))
        .collect();
    let sets: BTreeSet<PathBuf> =
        open.iter().filter_map(|path| workspace.set_of(path, &named)).collect();
    for set in sets {
        for problem in policies::messages(workspace.policies(&set)) {
            let path = PathBuf::from(&problem.path);
            let Some(document) = documents.get(&path) else { continue };
            let lines = Arc::new(Lines::new(document.text.clone()));
            let shown = Shown { uri: document.uri.clone(), lines, now: None };
            let file = |_: &str| Some(shown.clone());
            let view = View { encoding, file: &file };
            let said = diagnostics::of_problem(&view, &problem);
            all.entry(path).or_default().extend(said.map(|said| (said, None)));
        }
    }
    all
}

/// What the editor was told last, by file, with the folder whose scan said it.
#[derive(Default)]
pub struct Published(BTreeMap<PathBuf, (PathBuf, Said)>);

impl Published {
    /// Tells what is said of the files of a workspace: of those that changed in any case, of others where it is
    /// something else than before.
    pub fn publish(
        &mut self,
        workspace: &Workspace,
        all: BTreeMap<PathBuf, Said>,
        changed: &BTreeSet<PathBuf>,
        documents: &Documents,
        sender: &Sender,
    ) {
        let address = |path: &Path| uri::of_path(&workspace.as_named(path));
        self.tell(&workspace.folder, all, changed, documents, (sender, &address));
    }

    /// Nothing is said any more.
    pub fn clear(&mut self, documents: &Documents, sender: &Sender) {
        let folders: BTreeSet<PathBuf> =
            self.0.values().map(|(folder, _)| folder.clone()).collect();
        for folder in folders {
            let none = (BTreeMap::new(), BTreeSet::new());
            self.tell(&folder, none.0, &none.1, documents, (sender, &uri::of_path));
        }
    }

    fn tell(
        &mut self,
        folder: &Path,
        mut all: BTreeMap<PathBuf, Said>,
        changed: &BTreeSet<PathBuf>,
        documents: &Documents,
        (sender, address): (&Sender, Address<'_>),
    ) {
        let before = self.0.iter().filter(|(_, (own, _))| own == folder).map(|(path, _)| path);
        let open = changed.iter().filter(|path| documents.get(path).is_some());
        let told: BTreeSet<PathBuf> = before.chain(open).chain(all.keys()).cloned().collect();
        for path in told {
            let said = all.remove(&path).unwrap_or_default();
            let texts = |said: &Said| said.iter().map(|(one, _)| one.clone()).collect::<Vec<_>>();
            let known = self.0.get(&path).map(|(_, said)| texts(said)).unwrap_or_default();
            let new = texts(&said);
            let document = documents.get(&path);
            let edited = document.is_some() && changed.contains(&path);
            if edited || known != new {
                let uri = document.map(|it| it.uri.clone()).or_else(|| address(&path));
                if let Some(uri) = uri {
                    let version = document.map(|it| it.version);
                    let params = PublishDiagnosticsParams { uri, diagnostics: new, version };
                    sender.send(Notification::new(PublishDiagnostics::METHOD.to_owned(), params));
                }
            }
            match said.is_empty() {
                true => self.0.remove(&path),
                false => self.0.insert(path, (folder.to_path_buf(), said)),
            };
        }
    }

    /// What is said of a file.
    pub fn of(&self, path: &Path) -> &[(Diagnostic, Option<Arc<Finding>>)] {
        self.0.get(path).map_or(&[], |(_, said)| said.as_slice())
    }
}

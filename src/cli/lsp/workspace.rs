//! One folder of an editor's workspace: its tree with the open documents laid over it, the configurations that hold
//! there, the policies, and what is known of it between two scans.

use super::super::args::ScanArgs;
use super::super::setting::{self, Governed};
use super::super::{Failure, policies, scan};
use super::open::Documents;
use crate::config::{Config, ConfigError, NAMES};
use crate::document::Document;
use crate::finding::Report;
use crate::policy::{PolicyFile, PolicySet};
use crate::scan::{Memory, Options, Pool, Setup, Silent, scan_again, tell_unread};
use crate::source::{Loss, Problem};
use crate::tree::disk::{self, Scope};
use crate::tree::{Limits, Tree};
use clap::ArgMatches;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a person chose for all folders.
pub struct Choice {
    /// As `stridelint scan` is asked.
    pub args: ScanArgs,
    /// The words of the command line.
    pub matches: ArgMatches,
    /// Policies that the workspace brings are read.
    pub trusted: bool,
}

/// A realm of the folder with its policies.
struct Ruled {
    governed: Governed,
    set: PolicySet,
}

/// The settings that policies see.
type Settings = serde_json::Map<String, serde_json::Value>;

/// A folder.
pub struct Workspace {
    /// The folder, canonical.
    pub folder: PathBuf,
    /// The folder as the editor names it.
    named: PathBuf,
    scope: Scope,
    memory: Memory,
    rules: Vec<Ruled>,
    /// The files that are there because they are open.
    open_only: BTreeSet<String>,
    /// What is wrong with configurations and policies.
    pub faults: Vec<Problem>,
}

/// What a scan of some files gave.
#[derive(Default)]
pub struct Scanned {
    /// What was found, one report for each configuration.
    pub reports: Vec<Report>,
    /// What kept it from being found.
    pub faults: Vec<Problem>,
}

impl Workspace {
    /// Looks at a folder; `None`: it cannot be opened.
    pub fn open(named: &Path, choice: &Choice, documents: &Documents) -> Option<Workspace> {
        let folder = named.canonicalize().ok()?;
        let (places, _) = disk::places(std::slice::from_ref(&folder));
        let mut scope =
            places.first()?.reading_beyond().open(Limits::default(), &mut Vec::new())?;
        // What is open counts, and not what stands on disk.
        scope.recorded = true;
        let mut workspace = Workspace {
            folder,
            named: named.to_path_buf(),
            scope,
            memory: Memory::default(),
            rules: Vec::new(),
            open_only: BTreeSet::new(),
            faults: Vec::new(),
        };
        workspace.lay(documents);
        workspace.rule(choice);
        Some(workspace)
    }

    /// Whether a file lies in the folder.
    pub fn has(&self, path: &Path) -> bool {
        path.starts_with(&self.folder)
    }

    /// A file as the tree names it; none of a repository's own folder.
    pub fn below(&self, path: &Path) -> Option<String> {
        let below = crate::path::slashes(path.strip_prefix(&self.scope.root).ok()?);
        let git = below.split('/').any(|part| part.eq_ignore_ascii_case(".git"));
        (!git && !below.is_empty()).then_some(below)
    }

    /// The root of the tree on disk.
    pub fn root(&self) -> &Path {
        &self.scope.root
    }

    /// The configuration that holds for a file.
    pub fn config(&self, path: &str) -> Option<&Config> {
        let ruled = self.rules.iter().find(|ruled| ruled.governed.realm.has(path));
        ruled?.governed.config.as_ref()
    }

    /// Forgets what is known of the tree: what was scanned last was not what it is.
    pub fn forget(&mut self) {
        self.memory = Memory::default();
    }

    /// The tree with the open documents in it.
    pub fn tree(&self) -> &Tree {
        &self.scope.tree
    }

    /// The file on disk that a report names.
    pub fn full(&self, reported: &str) -> PathBuf {
        self.scope.base().join(reported)
    }

    /// A file as the editor would name it: below the folder as it was named.
    pub fn as_named(&self, path: &Path) -> PathBuf {
        match path.strip_prefix(&self.folder) {
            Ok(below) => self.named.join(below),
            Err(_) => path.to_path_buf(),
        }
    }

    /// The policies that hold for a file.
    pub fn set(&self, path: &str) -> Option<&PolicySet> {
        let ruled = self.rules.iter().find(|ruled| ruled.governed.realm.has(path));
        ruled.or(self.rules.first()).map(|ruled| &ruled.set)
    }

    /// Lays the open documents over the tree, as they are now.
    pub fn lay(&mut self, documents: &Documents) {
        let texts = self.texts(documents);
        self.lay_texts(&texts);
    }

    /// The open documents of the tree.
    pub fn texts(&self, documents: &Documents) -> BTreeMap<String, Arc<str>> {
        let own = |(path, document): (&PathBuf, &super::open::Document)| {
            Some((self.below(path)?, document.text.clone()))
        };
        documents.iter().filter_map(own).collect()
    }

    /// Lays texts over the tree.
    pub fn lay_texts(&mut self, texts: &BTreeMap<String, Arc<str>>) {
        let gone = self.open_only.iter().filter(|path| !texts.contains_key(*path));
        let gone: Vec<String> = gone.cloned().collect();
        for path in &gone {
            self.open_only.remove(path);
        }
        self.scope.tree.forget_files(gone);
        let new = texts.keys().filter(|path| !self.scope.tree.has_file(path));
        self.open_only.extend(new.cloned());
        self.scope.tree.renew(texts);
    }

    /// Whether a change of a file changes what holds: a configuration, or a policy.
    pub fn rules_by(&self, path: &Path) -> bool {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let ending = name.rsplit('.').next().unwrap_or_default();
        NAMES.contains(&name)
            || ending == "toml"
            || matches!(ending, "rego" | "json" | "yaml") && self.set_of(path, &[]).is_some()
    }

    /// The folder of the set of policies that a file belongs to: one that a configuration or the command line
    /// names, or one with a `set.toml`.
    pub fn set_of(&self, path: &Path, named: &[PathBuf]) -> Option<PathBuf> {
        let configs = self.rules.iter().filter_map(|ruled| ruled.governed.config.as_ref());
        let layers = configs.flat_map(Config::layers);
        let folders =
            layers.flat_map(|layer| layer.policies.iter().map(|name| layer.folder.join(name)));
        let mut folders = folders.chain(named.iter().cloned());
        let real = |folder: PathBuf| folder.canonicalize().unwrap_or(folder);
        let of_config = folders.find_map(|folder| {
            let folder = real(folder);
            path.starts_with(&folder).then_some(folder)
        });
        of_config.or_else(|| {
            let own = path.ancestors().skip(1).take_while(|folder| self.has(folder));
            let set = |folder: &&Path| {
                let file = self.below(&folder.join("set.toml"));
                file.is_some_and(|file| self.scope.tree.has_file(&file))
            };
            own.into_iter().find(set).map(Path::to_path_buf)
        })
    }

    /// The files of a set of policies, with what is open in them.
    pub fn policies(&self, folder: &Path) -> Vec<PolicyFile> {
        match self.below(folder) {
            Some(below) => crate::policy::read_in(&self.scope.tree, &below, &self.scope.root).0,
            None => crate::policy::read(folder).0,
        }
    }

    /// Reads configurations and policies. What is wrong with them is told, and what held before goes on to hold.
    pub fn rule(&mut self, choice: &Choice) {
        self.faults.clear();
        let mut own = choice.args.input.clone();
        loop {
            match setting::governed(&own, &[&self.scope]) {
                Ok(governed) => {
                    let all = governed.into_iter().flatten();
                    let all: Vec<Ruled> = all.filter_map(|one| self.ruled(one, choice)).collect();
                    if !all.is_empty() {
                        self.rules = all;
                    }
                    return;
                }
                Err(failure) => {
                    self.faults.push(self.fault(&failure));
                    // The first time there is nothing that held before.
                    if !self.rules.is_empty() || own.no_config {
                        return;
                    }
                    own.no_config = true;
                    own.profile = None;
                }
            }
        }
    }

    /// A realm with its policies. Without trust, those of the workspace are none, and neither are their settings.
    fn ruled(&mut self, governed: Governed, choice: &Choice) -> Option<Ruled> {
        let args = &choice.args.policy;
        let config = governed.config.as_ref();
        let with = config.map(|config| (config, &self.scope));
        let brings = config.is_some_and(|config| {
            config.layers().any(|layer| !layer.named && !layer.policies.is_empty())
        });
        let loaded = match brings && !choice.trusted {
            true => policies::load_with(args, with, Vec::new())
                .or_else(|_| policies::load_with(args, None, Vec::new())),
            false => policies::load_apart(args, with),
        };
        let file = config.map_or_else(String::new, |config| config.file.clone());
        if brings && !choice.trusted {
            let why =
                "the policies that it names are not read, because this workspace is not trusted";
            self.faults.push(Problem::file(Loss::Note, file.as_str(), why));
        }
        match loaded {
            // A set that is refused costs no other: it is told where it is wrong.
            Ok((set, notes)) => {
                self.faults.extend(notes.into_iter().filter(|note| note.loss == Loss::Lost));
                Some(Ruled { governed, set })
            }
            Err(failure) => {
                let why = failure.to_string();
                let why = why.split_whitespace().collect::<Vec<_>>().join(" ");
                self.faults.push(Problem::file(Loss::Lost, file, why));
                let (set, _) = policies::load_with(args, None, Vec::new()).ok()?;
                Some(Ruled { governed, set })
            }
        }
    }

    /// What is wrong with a configuration, where it stands.
    fn fault(&self, failure: &Failure) -> Problem {
        let (file, at) = match failure {
            Failure::Configuration(error) => place_of(error),
            _ => (String::new(), None),
        };
        let why = failure.to_string();
        let why = why.strip_prefix(file.as_str()).unwrap_or(&why);
        let why = why.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit() || c == ' ');
        let below = Path::new(&file).strip_prefix(self.scope.base());
        let path = below.map_or_else(|_| file.clone(), crate::path::slashes);
        Problem { at, ..Problem::file(Loss::Lost, path, why) }
    }

    /// Scans the units that these files belong to.
    pub fn scan(&mut self, files: &BTreeSet<String>, choice: &Choice, pool: &Pool) -> Scanned {
        self.scan_for(files, None, choice, pool)
    }

    /// What these checks find in the units that a file belongs to, with its fixes. To plan the fixes of all findings
    /// takes longer than to find them.
    pub fn plan(
        &mut self,
        file: &str,
        checks: BTreeSet<String>,
        choice: &Choice,
        pool: &Pool,
    ) -> Report {
        let files = BTreeSet::from([file.to_owned()]);
        crate::scan::merge(self.scan_for(&files, Some(&checks), choice, pool).reports, "")
    }

    fn scan_for(
        &mut self,
        files: &BTreeSet<String>,
        fixes: Option<&BTreeSet<String>>,
        choice: &Choice,
        pool: &Pool,
    ) -> Scanned {
        let mut scanned = Scanned::default();
        for at in 0..self.rules.len() {
            match self.scan_realm(at, files, fixes, choice, pool) {
                Ok(report) => scanned.reports.push(report),
                Err(failure) => scanned.faults.push(self.fault(&failure)),
            }
        }
        scanned
    }

    fn scan_realm(
        &mut self,
        at: usize,
        files: &BTreeSet<String>,
        fixes: Option<&BTreeSet<String>>,
        choice: &Choice,
        pool: &Pool,
    ) -> Result<Report, Failure> {
        let Workspace { scope, memory, rules, .. } = self;
        let Ruled { governed, set } = &rules[at];
        let Governed { realm, config, elsewhere } = governed;
        let config = config.as_ref();
        let own = Options {
            realm: realm.clone(),
            elsewhere: elsewhere.clone(),
            inputs: choice.args.input.inputs(scope, &choice.matches)?,
            concerning: Some(files.clone()),
            ..Options::default()
        };
        let today = crate::date::today(choice.args.input.today.as_deref())?;
        let mut options = scan::options(&choice.args, set, config, &today, own)?;
        if let Some(checks) = fixes {
            options.fixes = true;
            options.selection.undecided = false;
            options.selection.among = Some(checks.clone());
        }
        let setup = Setup { scope, set, config, bases: &[], options: &options };
        let mut report = pool.run(|| scan_again(&setup, &Silent, memory))?;
        tell_unread(&mut report);
        Ok(report)
    }

    /// The documents of the units that a file belongs to, with the settings that their policies see.
    pub fn documents(
        &mut self,
        file: &str,
        choice: &Choice,
        pool: &Pool,
    ) -> Result<Vec<(Document, Settings)>, Failure> {
        self.scope.only = Some(BTreeSet::from([file.to_owned()]));
        let all = self.documents_of_scope(choice, pool);
        self.scope.only = None;
        all
    }

    fn documents_of_scope(
        &self,
        choice: &Choice,
        pool: &Pool,
    ) -> Result<Vec<(Document, Settings)>, Failure> {
        let mut all = Vec::new();
        let today = crate::date::today(choice.args.input.today.as_deref())?;
        for Ruled { governed, set } in &self.rules {
            let options = Options {
                realm: governed.realm.clone(),
                elsewhere: governed.elsewhere.clone(),
                inputs: choice.args.input.inputs(&self.scope, &choice.matches)?,
                today: today.clone(),
                ..Options::default()
            };
            let config = governed.config.as_ref();
            let scope = &self.scope;
            let (made, _) = pool.run(|| crate::scan::documents(scope, config, &options, &Silent));
            all.extend(made.into_iter().map(|one| (one, set.settings().clone())));
        }
        Ok(all)
    }
}

/// The file that an error of the configuration names, and the place.
fn place_of(error: &ConfigError) -> (String, Option<crate::source::Position>) {
    match error {
        ConfigError::Circle { file, at, .. }
        | ConfigError::Content { file, at, .. }
        | ConfigError::Ignore { file, at, .. }
        | ConfigError::Globs { file, at, .. } => (file.clone(), *at),
        ConfigError::Read { file, .. }
        | ConfigError::Recorded { file, .. }
        | ConfigError::TooLarge { file }
        | ConfigError::Outside { file, .. }
        | ConfigError::Irregular { file, .. }
        | ConfigError::NoText { file, .. } => (file.clone(), None),
    }
}

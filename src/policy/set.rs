//! All policies of a run, read, checked and prepared.

use super::annotations::annotations;
use super::built::{self, Built, BuiltFile};
use super::conftest::Conftest;
use super::engine::{
    Budget, Covered, Datum, ENTRY, Engine, Module, Tested, Worker, lint_calls, parse,
};
use super::metadata::{Check, Threat, wrong};
use super::own::{self, OwnSet, SetInfo};
use super::packages::Packages;
use super::settings::merge;
use super::source::{self, PolicyFile};
use super::subject::{Subjected, subjects};
use super::text::{MAX_DEPTH, MAX_EXPONENT, scan};
use super::union::Unions;
use crate::document::Document;
use crate::source::{Loss, Problem};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Policies read, checked and prepared; shared by all workers.
pub struct PolicySet {
    threats: Vec<Threat>,
    by_id: BTreeMap<String, (usize, usize)>,
    settings: Datum,
    settings_json: Map<String, Value>,
    engine: Engine,
    /// The sets of one's own.
    sets: Vec<SetInfo>,
    /// The Rego, tests included.
    files: Arc<[PolicyFile]>,
    /// The official images whose versions are known.
    library: BTreeSet<String>,
    /// Rules that were written for conftest.
    conftest: Option<Conftest>,
    /// What sets of its checks read.
    pub(super) unions: Unions,
}

impl PolicySet {
    /// The policies that are part of the program, with default settings.
    ///
    /// # Errors
    /// As [`PolicySet::load`].
    pub fn bundled() -> Result<PolicySet, Vec<Problem>> {
        PolicySet::load(&source::bundled(), &Map::new()).map(|(set, _)| set)
    }

    /// Reads and prepares policy files. `settings` overrides the defaults of the files called
    /// `settings.json`. What comes with the set are notes.
    ///
    /// # Errors
    /// Every fault found: a file that is no Rego, a head that loses findings, recursion, METADATA
    /// that is not as `policies/README.md` has it, an id that exists twice, a setting that no
    /// policy has.
    pub fn load(
        files: &[PolicyFile],
        settings: &Map<String, Value>,
    ) -> Result<(PolicySet, Vec<Problem>), Vec<Problem>> {
        PolicySet::load_sets(files, &[], settings)
    }

    /// As [`PolicySet::load`], with sets of one's own beside them, each by itself. A set that is refused
    /// is told with what comes with the set, as lost; the others hold.
    ///
    /// # Errors
    /// As [`PolicySet::load`].
    pub fn load_sets(
        files: &[PolicyFile],
        own: &[OwnSet],
        settings: &Map<String, Value>,
    ) -> Result<(PolicySet, Vec<Problem>), Vec<Problem>> {
        let built = if source::complete(files) { built::read() } else { None };
        PolicySet::load_with(files, own, settings, built)
    }

    fn load_with(
        files: &[PolicyFile],
        sets: &[OwnSet],
        settings: &Map<String, Value>,
        built: Option<Built>,
    ) -> Result<(PolicySet, Vec<Problem>), Vec<Problem>> {
        let mut problems = Vec::new();
        let mut packages = Packages::default();
        let mut data = Map::new();
        let mut defaults = Map::new();
        let mut of_program = BTreeSet::new();
        let mut own: Vec<(&PolicyFile, String)> = Vec::new();
        for file in files.iter().filter(|file| file.name.ends_with(".json")) {
            read_json(file, &mut data, &mut defaults, &mut of_program, &mut problems);
        }
        let program = if files.iter().any(|file| file.is_rego() && !file.bundled) || built.is_none()
        {
            // Rules of one's own may call those of the program: they are looked at together.
            let mut modules: Vec<(&PolicyFile, Module)> = Vec::new();
            for file in files
                .iter()
                .filter(|file| file.is_rego() && !(built.is_some() && file.is_bundled_test()))
            {
                modules.extend(
                    read_module(file, &mut packages, &mut problems).map(|module| (file, module)),
                );
            }
            let parsed: Vec<(&str, &Module)> =
                modules.iter().map(|(file, module)| (file.path.as_str(), module)).collect();
            problems.extend(lint_calls(&parsed));
            let named = modules.iter().filter(|(file, _)| !file.bundled);
            own.extend(named.map(|(file, module)| (*file, module.package.clone())));
            built
                .filter(|built| apart(built, &modules))
                .and_then(|built| built::program(&built.checks))
        } else {
            built.and_then(|mut built| {
                for file in files {
                    let Some(BuiltFile { package, annotations }) = built.files.remove(&file.name)
                    else {
                        continue;
                    };
                    packages.add(file, package, annotations);
                }
                built::program(&built.checks)
            })
        };
        let mut threats = packages.threats(&mut problems);
        threats.sort_by(|a, b| (a.stride, &a.id).cmp(&(b.stride, &b.id)));
        let mut ids = BTreeSet::new();
        for threat in &threats {
            for check in &threat.checks {
                if !ids.insert(check.id.clone()) {
                    problems.push(wrong(
                        &check.file,
                        check.line,
                        format!("there are two checks {}", check.id),
                    ));
                }
            }
        }
        problems.extend(idle(&own, files, &threats));
        let base = own::Base { defaults: &defaults.clone(), chosen: settings };
        own::settings(sets, &mut defaults);
        let merged = merge(defaults, settings, &mut problems);
        let (lost, mut notes): (Vec<Problem>, Vec<Problem>) =
            problems.into_iter().partition(|problem| problem.loss == Loss::Lost);
        if !lost.is_empty() {
            return Err(lost);
        }
        let rego: Arc<[PolicyFile]> = files.iter().filter(|file| file.is_rego()).cloned().collect();
        let checks = threats.iter().flat_map(|threat| &threat.checks);
        let library = data.get("end_of_life").and_then(Value::as_object);
        let library = library.into_iter().flat_map(Map::keys).cloned().collect();
        let mut engine =
            Engine::new(rego.clone(), &Value::Object(data), checks, program, Budget::default())
                .map_err(|why| {
                    vec![Problem::file(
                        Loss::Lost,
                        String::new(),
                        format!("the policies do not fit together: {why}"),
                    )]
                })?;
        let (infos, told) = own::load(sets, &base, &merged, &mut engine, &mut threats);
        notes.extend(told);
        threats.sort_by(|a, b| (a.stride, &a.id).cmp(&(b.stride, &b.id)));
        let by_id = by_id(&threats);
        let own = sets.iter().flat_map(|set| &set.files).filter(|file| file.is_rego());
        let files = if infos.is_empty() { rego } else { own.cloned().collect() };
        let settings = Datum::of(&Value::Object(merged.clone()));
        let set = PolicySet {
            threats,
            by_id,
            settings,
            settings_json: merged,
            engine,
            sets: infos,
            files,
            library,
            conftest: None,
            unions: Unions::default(),
        };
        Ok((set, notes))
    }

    /// This set with rules that were written for conftest.
    #[must_use]
    pub fn with_conftest(mut self, conftest: Conftest) -> PolicySet {
        self.sets.push(conftest.info().clone());
        if let Some(threat) = conftest.threat() {
            self.threats.push(threat);
            self.threats.sort_by(|a, b| (a.stride, &a.id).cmp(&(b.stride, &b.id)));
            self.by_id = by_id(&self.threats);
        }
        self.conftest = Some(conftest);
        self
    }

    /// Rules that were written for conftest.
    #[must_use]
    pub fn conftest(&self) -> Option<&Conftest> {
        self.conftest.as_ref()
    }

    /// The threats, by category and id.
    #[must_use]
    pub fn threats(&self) -> &[Threat] {
        &self.threats
    }

    /// A threat by its id.
    #[must_use]
    pub fn threat(&self, id: &str) -> Option<&Threat> {
        self.threats.iter().find(|threat| threat.id == id)
    }

    /// All checks, threat by threat.
    pub fn checks(&self) -> impl Iterator<Item = &Check> {
        self.threats.iter().flat_map(|threat| &threat.checks)
    }

    /// A check by its full id.
    #[must_use]
    pub fn check(&self, id: &str) -> Option<&Check> {
        let (threat, check) = self.by_id.get(id)?;
        self.threats.get(*threat)?.checks.get(*check)
    }

    /// How specifically an id means a check: 4 for the check itself (its full or its short name), 3
    /// for its threat, 2 for the STRIDE category, 1 for `all`, 0 where it means another.
    #[must_use]
    pub fn means(&self, check: &Check, id: &str) -> u8 {
        let category = || self.threat(&check.threat).is_some_and(|threat| threat.stride.id() == id);
        match id {
            _ if id == check.id || id == check.name => 4,
            _ if id == check.threat => 3,
            _ if category() => 2,
            "all" => 1,
            _ => 0,
        }
    }

    /// Whether an id means any check.
    ///
    /// # Errors
    /// The nearest id where it means none.
    pub fn is_id(&self, id: &str) -> Result<(), Option<&str>> {
        let ids = || {
            let checks = self.checks().flat_map(|check| [check.id.as_str(), check.name.as_str()]);
            let threats = self.threats.iter();
            let threats = threats.flat_map(|threat| [threat.id.as_str(), threat.stride.id()]);
            checks.chain(threats).chain(["all"])
        };
        if ids().any(|known| known == id) {
            return Ok(());
        }
        Err(crate::config::nearest_name(id, ids()))
    }

    /// What each check looks at in a document, whether it is asked or not.
    #[must_use]
    pub fn subjects(&self, document: &Document) -> BTreeMap<String, Subjected> {
        subjects(self.checks(), document, &self.library)
    }

    /// Whether every check runs as bytecode: nothing is interpreted then.
    #[must_use]
    pub fn is_compiled(&self) -> bool {
        self.engine.is_compiled()
    }

    /// Whether a check runs as bytecode: it is one of the program's own.
    pub(crate) fn is_bytecode(&self, check: &str) -> bool {
        self.engine.has_compiled(check)
    }

    /// The sets of one's own.
    #[must_use]
    pub fn sets(&self) -> &[SetInfo] {
        &self.sets
    }

    /// A digest of the policies, tests included: as [`super::digest`].
    #[must_use]
    pub fn digest(&self) -> String {
        source::digest(&self.files)
    }

    /// The settings that policies see.
    #[must_use]
    pub fn settings(&self) -> &Map<String, Value> {
        &self.settings_json
    }

    /// The tests (`test_*` rules): file, rule path.
    pub(crate) fn tests(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for file in self.files.iter() {
            let Ok((module, _)) = parse(&file.path, &file.text, file.bundled) else { continue };
            let names: BTreeSet<&String> =
                module.rules.iter().filter(|name| name.starts_with("test_")).collect();
            found.extend(
                names
                    .into_iter()
                    .map(|name| (file.path.clone(), format!("data.{}.{name}", module.package))),
            );
        }
        found
    }

    /// Whether any test file names a rule.
    pub(crate) fn tests_mention(&self, rule: &str) -> bool {
        let word = |c: char| c.is_alphanumeric() || c == '_';
        let mentions = |text: &str| {
            text.match_indices(rule).any(|(at, _)| {
                let (before, after) = (&text[..at], &text[at + rule.len()..]);
                !before.ends_with(word) && !after.starts_with(word)
            })
        };
        self.files.iter().any(|file| file.name.ends_with("_test.rego") && mentions(&file.text))
    }

    pub(crate) fn settings_datum(&self) -> &Datum {
        &self.settings
    }

    pub(crate) fn worker(&self) -> Worker<'_> {
        self.engine.worker()
    }

    pub(crate) fn run_tests(
        &self,
        wanted: &dyn Fn(&str) -> bool,
        coverage: bool,
    ) -> Result<(Vec<Tested>, Vec<Covered>), String> {
        self.engine.run_tests(wanted, coverage)
    }

    pub(crate) fn ask(&self, query: &str, input: &Datum) -> Result<Value, String> {
        self.engine.ask(query, input)
    }

    pub(crate) fn tester(&self) -> Result<Worker<'_>, String> {
        self.engine.tester()
    }
}

/// Where each check stands among threats.
fn by_id(threats: &[Threat]) -> BTreeMap<String, (usize, usize)> {
    let mut by_id = BTreeMap::new();
    for (at, threat) in threats.iter().enumerate() {
        for (place, check) in threat.checks.iter().enumerate() {
            by_id.insert(check.id.clone(), (at, place));
        }
    }
    by_id
}

fn read_module<'a>(
    file: &'a PolicyFile,
    packages: &mut Packages<'a>,
    problems: &mut Vec<Problem>,
) -> Option<Module> {
    let scanned = scan(&file.text);
    if let Some(line) = scanned.too_deep {
        problems.push(wrong(&file.path, line, format!("brackets nest more than {MAX_DEPTH} deep")));
        return None;
    }
    if let Some(line) = scanned.too_large {
        let why = format!("the exponent of a number has more than {MAX_EXPONENT} digits");
        problems.push(wrong(&file.path, line, why));
        return None;
    }
    let (module, faults) = match parse(&file.path, &file.text, file.bundled) {
        Ok(parsed) => parsed,
        Err(problem) => {
            problems.push(problem);
            return None;
        }
    };
    problems.extend(faults);
    if module.package.starts_with(ENTRY) {
        problems.push(wrong(&file.path, 1, "the package name stridelint_entry is reserved"));
    }
    let (found, faults) = annotations(&file.path, &scanned);
    problems.extend(faults);
    for (rule, line, block) in &found.rules {
        if block.custom.as_ref().is_some_and(|custom| custom.severity.is_some())
            && !module.sets.contains(rule)
        {
            problems.push(wrong(
                &file.path,
                *line,
                format!("`{rule}` is a check, so it has to be a set: `{rule} contains finding if {{ ... }}`"),
            ));
        }
    }
    packages.add(file, module.package.clone(), found);
    Some(module)
}

/// Files of one's own that have no check and that no policy uses: Rego of another tool, which does
/// nothing here.
fn idle(own: &[(&PolicyFile, String)], files: &[PolicyFile], threats: &[Threat]) -> Vec<Problem> {
    let checks = || threats.iter().flat_map(|threat| &threat.checks);
    let has_check = |file: &PolicyFile| checks().any(|check| check.file == file.path);
    let of_checks: BTreeSet<&str> = own
        .iter()
        .filter(|(file, _)| has_check(file))
        .map(|(_, package)| package.as_str())
        .collect();
    let used = |file: &PolicyFile, package: &str| {
        let name = format!("data.{package}");
        of_checks.contains(package)
            || files.iter().any(|other| other.path != file.path && other.text.contains(&name))
    };
    own.iter()
        .filter(|(file, package)| {
            !file.name.ends_with("_test.rego") && !has_check(file) && !used(file, package)
        })
        .map(|(file, _)| {
            let why = "defines no check, and no policy uses it: it does nothing here \
                       (policies/README.md says what a check is)";
            Problem::file(Loss::Warning, file.path.as_str(), why)
        })
        .collect()
}

/// Whether no file of one's own adds to a package of the program: its bytecode is then what its
/// text says.
fn apart(built: &Built, modules: &[(&PolicyFile, Module)]) -> bool {
    let encloses = |one: &str, other: &str| {
        other.strip_prefix(one).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    modules.iter().filter(|(file, _)| !file.bundled).all(|(_, module)| {
        built.files.values().all(|own| {
            !encloses(&own.package, &module.package) && !encloses(&module.package, &own.package)
        })
    })
}

/// A folder's own table or default replaces the program's; two folders have to agree. `of_program`:
/// what the program brought.
fn read_json(
    file: &PolicyFile,
    data: &mut Map<String, Value>,
    defaults: &mut Map<String, Value>,
    of_program: &mut BTreeSet<(bool, String)>,
    problems: &mut Vec<Problem>,
) {
    let map = match serde_json::from_str::<Value>(&file.text) {
        Ok(Value::Object(map)) => map,
        Ok(list @ Value::Array(_)) => {
            // A list has no keys to merge by: it has the file's name.
            let name = file.name.rsplit('/').next().unwrap_or_default().trim_end_matches(".json");
            Map::from_iter([(name.to_owned(), list)])
        }
        Ok(_) => return problems.push(wrong(&file.path, 1, "is neither a JSON object nor a list")),
        Err(error) => {
            let line = u32::try_from(error.line()).unwrap_or(1);
            return problems.push(wrong(&file.path, line, format!("not valid JSON: {error}")));
        }
    };
    let settings = file.name.rsplit('/').next() == Some("settings.json");
    let target = if settings { defaults } else { data };
    for (key, value) in map {
        let origin = (settings, key.clone());
        let replaced = !file.bundled && of_program.remove(&origin);
        if file.bundled {
            of_program.insert(origin);
        }
        if target.insert(key.clone(), value).is_some() && !replaced {
            problems.push(wrong(&file.path, 1, format!("`{key}` is defined in another file too")));
        }
    }
}

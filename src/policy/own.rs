//! Sets of policies of one's own: each a folder with its packages, data and settings, evaluated by itself.
//! What a set brings changes nothing of the program's policies, nor of another set's.

use super::annotations::{Annotations, annotations};
use super::check::{self, Message, data};
use super::declared::threat;
use super::engine::{Allowance, Datum, Engine, Rego};
use super::metadata::Threat;
use super::shared;
use super::source::{PolicyFile, SET};
use super::text::scan;
use crate::budget;
use crate::source::{Loss, Position, Problem};
use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A folder of policies of one's own.
#[derive(Clone, Debug, Default)]
pub struct OwnSet {
    /// The folder, as it was named.
    pub folder: String,
    /// Its files.
    pub files: Vec<PolicyFile>,
    /// What of it could not be read: the set is refused for it.
    pub unread: Vec<Problem>,
}

/// A set of a run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SetInfo {
    /// Its name: that of `set.toml`, else the folder.
    pub name: String,
    /// Its version, as `set.toml` states it.
    pub version: Option<String>,
    /// The folder, as it was named.
    pub folder: String,
    /// What tells this edition of it from others.
    pub digest: String,
    /// Its checks.
    pub checks: usize,
    /// The settings of the program that it changes.
    pub settings: Vec<String>,
    /// Its rules see files as they are written.
    pub raw: bool,
}

/// What a folder says of itself.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Manifest {
    pub(crate) name: Option<String>,
    pub(crate) version: Option<String>,
    pub(crate) min_stridelint: Option<String>,
    #[serde(default)]
    pub(crate) allow_settings: Vec<String>,
    #[serde(default)]
    pub(crate) uses: Vec<String>,
    #[serde(default)]
    pub(crate) limits: Limits,
}

/// What a check of a set may cost, below what any set may.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Limits {
    /// Steps of one evaluation.
    pub(crate) steps: Option<u32>,
    /// MiB that its built-in functions work on.
    pub(crate) memory_mib: Option<usize>,
    /// Findings in one unit.
    pub(crate) findings: Option<usize>,
}

impl Limits {
    /// Which limit is none, or is more than any set may have.
    fn fault(self) -> Option<String> {
        let most = budget::INTERPRETED_STEPS as usize;
        [
            ("steps", self.steps.map(|count| count as usize), most),
            ("memory_mib", self.memory_mib, budget::OWN_MEMORY >> 20),
            ("findings", self.findings, budget::OWN_FINDINGS),
        ]
        .into_iter()
        .find(|(_, asked, most)| asked.is_some_and(|asked| asked == 0 || asked > *most))
        .map(|(name, _, most)| {
            let most = budget::grouped(most as u64);
            format!("set.toml: limits.{name} is a number from 1 to {most}: a set may have less than the program gives, and no more")
        })
    }

    /// As the engine takes them.
    fn allowance(self) -> Allowance {
        let most = Allowance::default();
        Allowance {
            steps: self.steps.unwrap_or(most.steps),
            memory: self.memory_mib.map_or(most.memory, |mib| mib << 20),
            findings: self.findings.unwrap_or(most.findings),
        }
    }
}

/// The digest of a set: the SHA-256 of each file's name and text with their lengths, in the order of the
/// names.
#[must_use]
pub fn set_digest(files: &[PolicyFile]) -> String {
    use sha2::{Digest, Sha256};
    let mut files: Vec<&PolicyFile> = files.iter().collect();
    files.sort_by(|one, other| one.name.as_bytes().cmp(other.name.as_bytes()));
    let mut hash = Sha256::new();
    for file in files {
        for part in [file.name.as_bytes(), file.text.as_bytes()] {
            hash.update(part.len().to_string());
            hash.update(b" ");
            hash.update(part);
        }
    }
    let bytes = hash.finalize();
    bytes.iter().fold("sha256:".to_owned(), |text, byte| format!("{text}{byte:02x}"))
}

/// What `set.toml` says.
///
/// # Errors
/// Where it is wrong, and how.
pub(crate) fn manifest(files: &[PolicyFile]) -> Result<Manifest, Message> {
    let Some(file) = files.iter().find(|file| file.name == SET) else {
        return Ok(Manifest::default());
    };
    let wrong = |at: usize, why: String| {
        let source = crate::source::SourceFile::new(file.name.clone(), file.text.to_string());
        let place = source.position(u32::try_from(at).unwrap_or(0));
        Message {
            file: file.name.clone(),
            line: place.line,
            column: place.column,
            ..Message::of_folder("P052", why)
        }
    };
    let manifest: Manifest = toml::from_str(&file.text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        wrong(at, format!("set.toml: {}", error.message()))
    })?;
    if let Some(why) = manifest.limits.fault() {
        return Err(wrong(file.text.find("[limits]").unwrap_or(0), why));
    }
    let numbers = |text: &str| -> Vec<u64> {
        text.split('.').map(|part| part.parse().unwrap_or(0)).collect()
    };
    if let Some(least) = &manifest.min_stridelint {
        let own = env!("CARGO_PKG_VERSION");
        if numbers(own) < numbers(least) {
            return Err(wrong(0, format!("set.toml: needs stridelint {least}; this is {own}")));
        }
    }
    Ok(manifest)
}

/// The name and the version of a set, as `set.toml` has them.
#[must_use]
pub fn about(files: &[PolicyFile]) -> (Option<String>, Option<String>) {
    manifest(files).map(|found| (found.name, found.version)).unwrap_or_default()
}

/// What the program's policies bring that sets see.
pub(super) struct Base<'a> {
    /// The program's settings by default.
    pub(super) defaults: &'a Map<String, Value>,
    /// Settings of the run's configuration.
    pub(super) chosen: &'a Map<String, Value>,
}

/// Settings of sets that hold for the program's policies too, and all names of settings there are.
pub(super) fn settings(own: &[OwnSet], defaults: &mut Map<String, Value>) {
    for set in own {
        let allowed = manifest(&set.files).map(|found| found.allow_settings).unwrap_or_default();
        for (key, value) in of_set(set) {
            if !defaults.contains_key(&key) || allowed.contains(&key) {
                defaults.insert(key, value);
            }
        }
    }
}

/// The settings that a set's files have.
fn of_set(set: &OwnSet) -> Map<String, Value> {
    let files = set.files.iter().filter(|file| file.is_settings());
    files.filter_map(|file| data::table(file).ok()).flatten().collect()
}

/// Loads the sets into an engine that has the program's policies. A set that is refused is told, and the
/// others hold.
pub(super) fn load(
    own: &[OwnSet],
    base: &Base<'_>,
    merged: &Map<String, Value>,
    engine: &mut Engine,
    threats: &mut Vec<Threat>,
) -> (Vec<SetInfo>, Vec<Problem>) {
    let mut infos = Vec::new();
    let mut problems = Vec::new();
    let names: Vec<Option<String>> =
        own.iter().map(|set| manifest(&set.files).ok().and_then(|found| found.name)).collect();
    for set in own {
        if set.files.is_empty() {
            problems.extend(set.unread.iter().cloned());
            continue;
        }
        // What only tests have is nothing to a scan.
        let said: Vec<Message> = check::faults(&set.files)
            .into_iter()
            .filter(|message| !message.note && !message.file.ends_with("_test.rego"))
            .collect();
        problems.extend(set.unread.iter().cloned());
        problems.extend(said.iter().map(|message| told(set, message)));
        if !set.unread.is_empty() || said.iter().any(refuses) {
            continue;
        }
        let manifest = match manifest(&set.files) {
            Ok(manifest) => manifest,
            Err(message) => {
                problems.push(told(set, &message));
                continue;
            }
        };
        let name = manifest.name.clone().unwrap_or_else(|| set.folder.clone());
        let mut faults = Vec::new();
        let found = packages(set, &mut faults);
        for threat in &found {
            if let Some(other) = threats.iter().find(|other| other.id == threat.id) {
                let why = format!("P022 threat {} is in {} too", threat.id, other.file);
                faults.push(Problem::file(Loss::Lost, threat.file.as_str(), why));
            }
        }
        if !faults.is_empty() {
            problems.append(&mut faults);
            continue;
        }
        let changed = changed(set, base, &manifest, &name, &mut problems);
        let mut seen = merged.clone();
        for (key, value) in of_set(set) {
            if !base.chosen.contains_key(&key) {
                seen.insert(key, value);
            }
        }
        let used = own.iter().zip(&names).filter(|(other, name)| {
            let named = |word: &String| *word == other.folder || Some(word) == name.as_ref();
            other.folder != set.folder && manifest.uses.iter().any(named)
        });
        let used = used.flat_map(|(other, _)| other.files.iter().filter(|file| !file.is_test()));
        let all: Vec<&PolicyFile> = set.files.iter().chain(used).collect();
        let mut data = engine.data().clone();
        for file in all.iter().filter(|file| file.is_data() && !file.is_settings()) {
            for (key, value) in data::table(file).unwrap_or_default() {
                data.put(&key, Datum::of(&value));
            }
        }
        let files: Arc<[PolicyFile]> =
            all.into_iter().filter(|file| file.is_rego()).cloned().collect();
        let checks = found.iter().flat_map(|threat| &threat.checks);
        let checks: Vec<_> = checks
            .map(|check| (check.id.clone(), check.threat.clone(), check.rule.clone()))
            .collect();
        let count = checks.len();
        let shared = shared_with(&files);
        let settings = Some(Datum::of(&Value::Object(seen)));
        let allowed = manifest.limits.allowance();
        let rego = Rego::new(files, shared, data, checks, settings).allowing(allowed);
        if let Err(why) = engine.add(rego) {
            let why = format!("the policies do not fit together: {why}");
            problems.push(Problem::file(Loss::Lost, set.folder.as_str(), why));
            continue;
        }
        for check in found.iter().flat_map(|threat| &threat.checks) {
            if let Some(instead) = &check.deprecated {
                let why = format!("{} is deprecated: {instead}", check.id);
                let at = Some(Position::start_of(check.line));
                problems
                    .push(Problem { at, ..Problem::file(Loss::Note, check.file.as_str(), why) });
            }
        }
        infos.push(SetInfo {
            name,
            version: manifest.version,
            folder: set.folder.clone(),
            digest: set_digest(&set.files),
            checks: count,
            settings: changed,
            raw: false,
        });
        threats.extend(found);
    }
    (infos, problems)
}

/// The shared Rego that files need.
fn shared_with(files: &[PolicyFile]) -> Vec<(String, String)> {
    shared::needed(files.iter().map(|file| &*file.text))
        .into_iter()
        .map(|(package, text)| (package.to_owned(), text))
        .collect()
}

/// A message as a problem of the run.
fn told(set: &OwnSet, message: &Message) -> Problem {
    let said = message.clone();
    let path =
        match (message.file.is_empty(), set.files.iter().find(|file| file.name == message.file)) {
            (true, _) => set.folder.clone(),
            (false, Some(file)) => file.path.clone(),
            (false, None) => format!("{}/{}", set.folder, message.file),
        };
    let at = (message.line > 0).then_some(Position {
        line: message.line,
        column: message.column,
        byte_column: message.column,
    });
    let message = format!("{} {}", message.code, message.message);
    let loss = if refuses(&said) { Loss::Lost } else { Loss::Warning };
    Problem { at, ..Problem::file(loss, path, message) }
}

/// Whether a set with this fault is refused: what is only risky, or only likely, is a warning.
fn refuses(message: &Message) -> bool {
    !message.likely && !matches!(message.code, "P015" | "P032" | "P036" | "P041" | "P070")
}

/// The threats of a set's packages.
fn packages(set: &OwnSet, problems: &mut Vec<Problem>) -> Vec<Threat> {
    let mut packages: IndexMap<String, Vec<(&PolicyFile, Annotations)>> = IndexMap::new();
    for file in set.files.iter().filter(|file| file.is_rego() && !file.is_test()) {
        let scanned = scan(&file.text);
        let Some(package) = package_of(file) else { continue };
        let (found, faults) = annotations(&file.path, &scanned);
        problems.extend(faults);
        packages.entry(package).or_default().push((file, found));
    }
    packages.into_iter().filter_map(|(package, files)| threat(&package, files, problems)).collect()
}

/// What of METADATA only its reader refuses: values of a wrong shape.
pub(super) fn faults(files: &[PolicyFile]) -> Vec<Message> {
    let set = OwnSet { folder: String::new(), files: files.to_vec(), unread: Vec::new() };
    let mut problems = Vec::new();
    packages(&set, &mut problems);
    let lost = problems.into_iter().filter(|problem| problem.loss == Loss::Lost);
    lost.map(|problem| {
        let file = files.iter().find(|file| file.path == problem.path);
        Message {
            file: file.map_or(problem.path, |file| file.name.clone()),
            line: problem.at.map_or(0, |at| at.line),
            column: problem.at.map_or(0, |at| at.column),
            ..Message::of_folder("P050", problem.message)
        }
    })
    .collect()
}

/// The package that a file states.
fn package_of(file: &PolicyFile) -> Option<String> {
    super::engine::lint::read(&file.name, &file.text).ok().map(|parsed| parsed.package)
}

/// The settings of the program that a set changes, each told.
fn changed(
    set: &OwnSet,
    base: &Base<'_>,
    manifest: &Manifest,
    name: &str,
    problems: &mut Vec<Problem>,
) -> Vec<String> {
    let mut all: BTreeMap<String, ()> = BTreeMap::new();
    for file in set.files.iter().filter(|file| file.is_settings()) {
        let own = data::table(file).unwrap_or_default();
        let differs = |(key, value): &(&String, &Value)| {
            base.defaults.get(*key).is_some_and(|default| default != *value)
        };
        let keys: Vec<String> = own.iter().filter(differs).map(|(key, _)| key.clone()).collect();
        if keys.is_empty() {
            continue;
        }
        let number = match keys.len() {
            1 => "1 setting".to_owned(),
            count => format!("{count} settings"),
        };
        let apart: Vec<&String> =
            keys.iter().filter(|key| !manifest.allow_settings.contains(key)).collect();
        let scope = match apart.is_empty() {
            true => " for all checks, as allow_settings of set.toml says",
            false => ", for its own checks alone (allow_settings of set.toml changes them for all)",
        };
        let why = format!(
            "{} differ from the program's: {number} changed by {name}{scope}",
            keys.join(", ")
        );
        problems.push(Problem::file(Loss::Note, file.name.as_str(), why));
        all.extend(keys.into_iter().map(|key| (key, ())));
    }
    all.into_keys().collect()
}

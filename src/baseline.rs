//! Baselines: findings that an earlier scan had are counted, not listed, and what they have that is
//! gone is fixed.
//!
//! A baseline is a text of lines, one for each instance of a finding, sorted: two branches that
//! change it merge as any text does. The reports of the program (JSON, JSON lines, SARIF) are
//! baselines too.

use crate::finding::{Finding, Fixed, Instance};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

/// Largest baseline, in bytes.
const CAP: u64 = 512 << 20;

/// The format's name and version: the first line.
const SCHEMA: &str = "stridelint-baseline/1";

/// One instance of a finding. Ordering is the order of the lines.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
pub struct Entry {
    /// The repository, where a folder of them was scanned.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub repository: String,
    /// The file of the finding.
    pub file: String,
    /// `<threat>.<check>`.
    pub check: String,
    /// The resource's address.
    pub resource: String,
    /// The unit's id.
    pub unit: String,
    /// The finding's identity.
    pub fingerprint: String,
}

/// Why a file is no baseline, with its path.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// Larger than a baseline can be, or no regular file.
    #[error("{0}: {1}")]
    Refused(String, crate::tree::ReadError),
    /// The disk refuses.
    #[error("{0}: cannot be read: {1}")]
    Unreadable(String, std::io::Error),
    /// Neither a baseline nor a report.
    #[error(
        "{0}: is neither a baseline nor a report of stridelint: `stridelint baseline write {0}` writes one"
    )]
    Foreign(String),
}

impl Entry {
    /// The entry as a scan of the repository with this folder's name has it; `None` when it is of
    /// another one.
    #[must_use]
    pub fn of(&self, name: &str) -> Option<Entry> {
        let own = self.repository.is_empty() || self.repository.rsplit('/').next() == Some(name);
        let mut entry = self.clone();
        let inside = std::mem::take(&mut entry.repository);
        // Files are named from where the scan started.
        if let Some(below) = entry.file.strip_prefix(&format!("{inside}/")) {
            entry.file = below.to_owned();
        }
        own.then_some(entry)
    }
}

/// The findings of an earlier scan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    entries: BTreeSet<Entry>,
}

impl Baseline {
    /// Reads a baseline, or a report that was written with `--format json`, `jsonl` or `sarif`.
    ///
    /// # Errors
    /// Not readable, too large, or neither.
    pub fn read(file: &Path) -> Result<Baseline, BaselineError> {
        let shown = crate::path::slashes(file);
        let unreadable = |error| BaselineError::Unreadable(shown.clone(), error);
        let real = file.canonicalize().map_err(unreadable)?;
        let bytes = crate::tree::read_regular(&real, CAP)
            .map_err(|why| BaselineError::Refused(shown.clone(), why))?;
        Baseline::of(&bytes).ok_or(BaselineError::Foreign(shown))
    }

    fn of(bytes: &[u8]) -> Option<Baseline> {
        if let Ok(whole) = serde_json::from_slice::<Value>(bytes) {
            // A text of one line is a text of lines too.
            return Baseline::of_report(&whole).or_else(|| Baseline::of_lines(bytes));
        }
        Baseline::of_lines(bytes)
    }

    fn of_report(json: &Value) -> Option<Baseline> {
        let findings = json.get("findings").and_then(Value::as_array);
        let runs = json.get("runs").and_then(Value::as_array);
        let entries = match (findings, runs) {
            (Some(findings), _) => findings.iter().flat_map(of_finding).collect(),
            (None, Some(runs)) => runs
                .iter()
                .filter_map(|run| run.get("results")?.as_array())
                .flatten()
                .flat_map(of_result)
                .collect(),
            (None, None) => return None,
        };
        Some(Baseline { entries })
    }

    fn of_lines(bytes: &[u8]) -> Option<Baseline> {
        let text = std::str::from_utf8(bytes).ok()?;
        let mut entries = BTreeSet::new();
        let mut ours = false;
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let json: Value = serde_json::from_str(line).ok()?;
            let text = |name: &str| json.get(name).and_then(Value::as_str);
            match (text("schema"), text("kind")) {
                (Some(SCHEMA), _) => ours = true,
                (_, Some("finding")) => {
                    ours = true;
                    entries.extend(of_finding(&json));
                }
                // What else a report in lines says.
                (_, Some(_)) => ours = true,
                (None, None) => {
                    ours = true;
                    entries.insert(serde_json::from_value(json).ok()?);
                }
                (Some(_), None) => return None,
            }
        }
        ours.then_some(Baseline { entries })
    }

    /// The baseline of a scan's findings: what counts, and what counts in examples.
    #[must_use]
    pub fn of_findings(findings: &[Finding]) -> Baseline {
        Baseline { entries: findings.iter().flat_map(entries).collect() }
    }

    /// The text of the baseline.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!("{{\"schema\":\"{SCHEMA}\"}}\n");
        for entry in &self.entries {
            text.push_str(&serde_json::to_string(entry).unwrap_or_default());
            text.push('\n');
        }
        text
    }

    /// How many instances of findings it has.
    #[must_use]
    pub fn count(&self) -> usize {
        self.entries.len()
    }

    /// This baseline and what another one has besides; how many that are.
    #[must_use]
    pub fn with(mut self, other: &Baseline) -> (Baseline, usize) {
        let before = self.entries.len();
        self.entries.extend(other.entries.iter().cloned());
        let added = self.entries.len() - before;
        (self, added)
    }

    /// This baseline without what `keep` does not hold of; how many that were.
    #[must_use]
    pub fn only(mut self, keep: impl Fn(&Entry) -> bool) -> (Baseline, usize) {
        let before = self.entries.len();
        self.entries.retain(|entry| keep(entry));
        let taken = before - self.entries.len();
        (self, taken)
    }

    /// Whether it has an entry.
    #[must_use]
    pub fn has(&self, entry: &Entry) -> bool {
        self.entries.contains(entry)
    }

    /// What a baseline of several repositories has of one of them, by its folder's name.
    #[must_use]
    pub fn of_repository(&self, name: &str) -> Baseline {
        Baseline { entries: self.entries.iter().filter_map(|entry| entry.of(name)).collect() }
    }

    /// What a baseline of several repositories calls the one with this folder's name.
    #[must_use]
    pub fn repository_called(&self, name: &str) -> Option<&str> {
        let all: BTreeSet<&str> = self
            .entries
            .iter()
            .map(|entry| entry.repository.as_str())
            .filter(|path| !path.is_empty() && path.rsplit('/').next() == Some(name))
            .collect();
        all.first().copied().filter(|_| all.len() == 1)
    }

    /// A repository's own baseline as one of several repositories has it.
    #[must_use]
    pub fn within(self, repository: &str) -> Baseline {
        let entries = self.entries.into_iter().map(|entry| Entry {
            file: crate::path::joined(repository, &entry.file),
            repository: repository.to_owned(),
            ..entry
        });
        Baseline { entries: entries.collect() }
    }

    /// Takes out what the baseline has, of findings that are one instance each; what of that is
    /// reported.
    pub fn apply(&self, findings: &mut Vec<Finding>) -> Vec<Finding> {
        let known = self.known();
        let mut older = Vec::new();
        findings.retain(|finding| {
            let Finding { repository, fingerprint, unit, resource, .. } = finding;
            let own: Key<'_> = (repository, fingerprint, unit, resource);
            let foreign = ("", fingerprint.as_str(), "", "");
            let old = known.contains(&own) || known.contains(&foreign);
            if old && finding.is_open() {
                older.push(finding.clone());
            }
            !old
        });
        older
    }

    /// As [`Baseline::apply`], of findings that were made one: what is left of a finding is what the
    /// baseline does not have.
    pub fn apply_to_causes(&self, findings: &mut Vec<Finding>) -> Vec<Finding> {
        let known = self.known();
        let mut older = Vec::new();
        findings.retain_mut(|finding| {
            let old = |instance: &Instance| {
                let Instance { fingerprint, unit, resource, .. } = instance;
                known.contains(&(finding.repository.as_str(), &**fingerprint, &**unit, &**resource))
                    || known.contains(&("", fingerprint.as_str(), "", ""))
            };
            let (kept, gone): (Vec<Instance>, Vec<Instance>) =
                finding.each().into_iter().partition(|instance| !old(instance));
            if kept.is_empty() && finding.is_open() {
                older.push(finding.clone());
            }
            if !gone.is_empty() && !finding.instances.is_empty() {
                finding.instances.clone_from(&kept);
            }
            !kept.is_empty()
        });
        older
    }

    /// What of the baseline a scan of everything below `seen` does not have any more.
    #[must_use]
    pub fn fixed(&self, present: &Baseline, seen: impl Fn(&Entry) -> bool) -> Vec<Fixed> {
        let known = present.known();
        let stands: BTreeSet<_> = present.entries.iter().map(cause).collect();
        let gone = self.entries.iter().filter(|entry| !known.contains(&key(entry)) && seen(entry));
        gone.map(|entry| Fixed {
            check: entry.check.clone(),
            repository: entry.repository.clone(),
            unit: entry.unit.clone(),
            resource: entry.resource.clone(),
            file: entry.file.clone(),
            severity: None,
            message: None,
            fingerprint: entry.fingerprint.clone(),
            cause: None,
            stands: stands.contains(&cause(entry)),
            instances: Vec::new(),
        })
        .collect()
    }

    fn known(&self) -> BTreeSet<Key<'_>> {
        self.entries.iter().map(key).collect()
    }
}

/// Repository, fingerprint, unit and resource.
type Key<'a> = (&'a str, &'a str, &'a str, &'a str);

/// What tells instances apart: a new instance of an old cause is new.
fn key(entry: &Entry) -> Key<'_> {
    (&entry.repository, &entry.fingerprint, &entry.unit, &entry.resource)
}

/// What instances of one cause have in common.
fn cause(entry: &Entry) -> [&str; 3] {
    [&entry.repository, &entry.check, &entry.fingerprint]
}

/// One for each instance that has to be acted on, and for each check that the finding took in.
fn entries(finding: &Finding) -> Vec<Entry> {
    let open = finding.each().into_iter().filter(Instance::is_open);
    let own: Vec<Entry> = open
        .map(|instance| Entry {
            repository: finding.repository.clone(),
            file: finding.location.file.clone(),
            check: finding.check.clone(),
            resource: instance.resource,
            unit: instance.unit,
            fingerprint: instance.fingerprint,
        })
        .collect();
    let absorbed = finding.absorbed.iter().map(|one| (one.check.as_str(), &*one.fingerprint));
    with_absorbed(own, absorbed)
}

/// Entries, and those of checks that a finding took in: each may be the next one that comes up.
fn with_absorbed<'a>(
    own: Vec<Entry>,
    absorbed: impl Iterator<Item = (&'a str, &'a str)>,
) -> Vec<Entry> {
    let mut all = own.clone();
    for (check, fingerprint) in absorbed.filter(|(_, fingerprint)| !fingerprint.is_empty()) {
        all.extend(own.iter().map(|entry| Entry {
            check: check.to_owned(),
            fingerprint: fingerprint.to_owned(),
            ..entry.clone()
        }));
    }
    all
}

/// Check and identity of what a report says that a finding took in.
fn absorbed<'a>(json: &'a Value, list: &str, check: &str) -> Vec<(&'a str, &'a str)> {
    let all = json.pointer(list).and_then(Value::as_array).into_iter().flatten();
    let text = |one: &'a Value, name: &str| one.get(name).and_then(Value::as_str).unwrap_or("");
    all.map(|one| (text(one, check), text(one, "fingerprint"))).collect()
}

fn text(json: &Value, pointer: &str) -> String {
    json.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// A finding of a JSON report, with its instances where it has several. What is undecided or
/// suppressed there does not count, so it is nobody's old self.
fn of_finding(json: &Value) -> Vec<Entry> {
    let undecided = json.get("certainty").and_then(Value::as_str) == Some("undecided");
    let suppressed = json.get("suppression").is_some_and(|found| !found.is_null());
    let one = Entry {
        repository: text(json, "/repository"),
        file: text(json, "/location/file"),
        check: text(json, "/check"),
        resource: text(json, "/resource"),
        unit: text(json, "/unit"),
        fingerprint: text(json, "/fingerprint"),
    };
    if undecided || suppressed || one.fingerprint.is_empty() {
        return Vec::new();
    }
    let instances = json.get("instances").and_then(Value::as_array);
    let absorbed = absorbed(json, "/absorbed_findings", "check");
    with_absorbed(of_instances(one, instances), absorbed.into_iter())
}

/// What a finding and its instances are in a baseline.
fn of_instances(one: Entry, instances: Option<&Vec<Value>>) -> Vec<Entry> {
    let Some(all) = instances.filter(|all| !all.is_empty()) else { return vec![one] };
    let open = all.iter().filter(|instance| {
        let undecided = instance.get("certainty").and_then(Value::as_str) == Some("undecided");
        !undecided && instance.get("suppression").is_none_or(Value::is_null)
    });
    let own = |instance: &Value, name: &str, otherwise: &str| {
        instance.get(name).and_then(Value::as_str).unwrap_or(otherwise).to_owned()
    };
    open.map(|instance| Entry {
        resource: own(instance, "resource", &one.resource),
        unit: own(instance, "unit", &one.unit),
        fingerprint: own(instance, "fingerprint", &one.fingerprint),
        ..one.clone()
    })
    .collect()
}

/// A result of a SARIF report, once for each instance, or each logical location.
fn of_result(json: &Value) -> Vec<Entry> {
    let undecided = json.get("kind").and_then(Value::as_str) == Some("open");
    let suppressed =
        json.get("suppressions").and_then(Value::as_array).is_some_and(|all| !all.is_empty());
    let uri = text(json, "/locations/0/physicalLocation/artifactLocation/uri");
    let one = Entry {
        repository: text(json, "/properties/repository"),
        file: percent_encoding::percent_decode_str(&uri).decode_utf8_lossy().into_owned(),
        check: text(json, "/ruleId"),
        resource: String::new(),
        unit: text(json, "/properties/unit"),
        fingerprint: text(json, "/partialFingerprints/primaryLocationLineHash"),
    };
    if undecided || suppressed || one.fingerprint.is_empty() {
        return Vec::new();
    }
    let absorbed = absorbed(json, "/properties/absorbedFindings", "ruleId");
    if let Some(instances) = json.pointer("/properties/instances").and_then(Value::as_array) {
        return with_absorbed(of_instances(one, Some(instances)), absorbed.into_iter());
    }
    let names = json.pointer("/locations/0/logicalLocations").and_then(Value::as_array);
    let named = names
        .into_iter()
        .flatten()
        .map(|name| Entry { resource: text(name, "/fullyQualifiedName"), ..one.clone() });
    let all: Vec<Entry> = named.collect();
    let own = if all.is_empty() { vec![one] } else { all };
    with_absorbed(own, absorbed.into_iter())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn entry(fingerprint: &str, resource: &str) -> Entry {
        Entry {
            file: "a b.tf".into(),
            check: "t.c".into(),
            resource: resource.into(),
            unit: ".".into(),
            fingerprint: fingerprint.into(),
            ..Entry::default()
        }
    }

    fn read(text: &str) -> Option<Vec<Entry>> {
        Baseline::of(text.as_bytes()).map(|read| read.entries.into_iter().collect())
    }

    #[test]
    fn every_format_of_ours_is_read_and_nothing_else() {
        let finding = json!({
            "kind": "finding", "check": "t.c", "unit": ".", "resource": "r", "fingerprint": "f:1",
            "location": {"file": "a b.tf"}, "certainty": "reported", "suppression": null,
        });
        let whole = json!({"schema": "stridelint-report/1", "findings": [finding]});
        let sarif = json!({"runs": [{"results": [{
            "ruleId": "t.c", "properties": {"unit": "."},
            "partialFingerprints": {"primaryLocationLineHash": "f:1"},
            "locations": [{
                "physicalLocation": {"artifactLocation": {"uri": "a%20b.tf"}},
                "logicalLocations": [{"fullyQualifiedName": "r"}],
            }],
        }]}]});
        let lines = format!("{finding}\n{}\n", json!({"kind": "summary", "schema": "x"}));
        let baseline = Baseline { entries: [entry("f:1", "r")].into() }.text();
        for text in [whole.to_string(), sarif.to_string(), lines, baseline] {
            assert_eq!(read(&text), Some(vec![entry("f:1", "r")]), "{text}");
        }
        assert_eq!(read(&Baseline::default().text()), Some(vec![]));
        for text in ["{\"a\": 1}", "{}", "", "[]", "no", "{\"schema\":\"stridelint-baseline/2\"}\n"]
        {
            assert!(read(text).is_none(), "{text}");
        }
    }

    #[test]
    fn the_text_is_sorted_stable_and_merges_by_line() {
        let one = Baseline { entries: [entry("b:1", "r2"), entry("a:1", "r1")].into() };
        let other = Baseline { entries: [entry("c:1", "r3"), entry("a:1", "r1")].into() };
        assert_eq!(one.text(), read_again(&one).text());
        let merged: BTreeSet<String> =
            one.text().lines().chain(other.text().lines()).map(str::to_owned).collect();
        let merged: String = merged.iter().map(|line| format!("{line}\n")).collect();
        let (both, added) = one.clone().with(&other);
        assert_eq!(added, 1);
        assert_eq!(read(&merged), Some(both.entries.into_iter().collect::<Vec<_>>()));
        let (left, taken) = one.only(|entry| other.has(entry));
        assert_eq!((left.count(), taken), (1, 1));
    }

    fn read_again(baseline: &Baseline) -> Baseline {
        Baseline::of(baseline.text().as_bytes()).unwrap()
    }

    #[test]
    fn undecided_and_suppressed_is_nobodys_old_self() {
        let report = |certainty: &str, suppression: Value| {
            json!({"findings": [{"fingerprint": "f", "certainty": certainty, "suppression": suppression}]})
                .to_string()
        };
        assert_eq!(read(&report("reported", Value::Null)).unwrap().len(), 1);
        assert_eq!(read(&report("undecided", Value::Null)).unwrap().len(), 0);
        assert_eq!(read(&report("reported", json!({"kind": "inSource"}))).unwrap().len(), 0);
    }
}

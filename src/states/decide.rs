//! Decisions of the configuration: threats that are accepted, or transferred to somebody, at a target.

use super::Unit;
use crate::config::{Config, ConfigError, nearest_name};
use crate::model::v1::{Entry, Evidence, Model, State, System, Target};
use crate::source::{Loss, Position, Problem};
use globset::{GlobBuilder, GlobMatcher};
use std::collections::BTreeSet;

/// A `[[threat]]` entry, and the units that it is about.
pub struct Decided {
    threat: String,
    target: String,
    glob: Option<GlobMatcher>,
    entry: Entry,
    at: Option<Position>,
    file: String,
    units: BTreeSet<String>,
    /// Everything that its configuration governs is in the model: an entry without a target is idle.
    whole: bool,
}

impl Decided {
    /// The entries of a configuration and of what it extends. `units`: the names in the model of what
    /// it governs.
    ///
    /// # Errors
    /// A target that is no glob.
    pub fn of(
        config: &Config,
        units: &BTreeSet<String>,
        whole: bool,
    ) -> Result<Vec<Decided>, ConfigError> {
        let mut all = Vec::new();
        for layer in config.layers() {
            for (number, own) in layer.threat.iter().enumerate() {
                let number = number.to_string();
                let at = |key: &[&str]| {
                    let path: Vec<&str> = ["threat", &number].iter().chain(key).copied().collect();
                    layer.at(&path)
                };
                let glob = glob(&own.target).map_err(|source| ConfigError::Globs {
                    file: layer.file.clone(),
                    at: at(&["target"]),
                    key: "target",
                    source,
                })?;
                let place = at(&[]).or_else(|| at(&["threat"]));
                let evidence = place.map(|at| Evidence {
                    file: layer.file.clone(),
                    line: at.line,
                    column: at.column,
                    role: "decision",
                    origin: None,
                });
                all.push(Decided {
                    threat: own.threat.clone(),
                    target: own.target.clone(),
                    glob,
                    entry: Entry {
                        state: match own.decision.as_str() {
                            "transfer" => State::Transferred,
                            _ => State::Accepted,
                        },
                        reason: own.reason.clone(),
                        owner: own.owner.clone(),
                        date: own.date.clone(),
                        until: own.until.clone(),
                        expired: false,
                        place: evidence,
                    },
                    at: at(&["target"]).or(place),
                    file: layer.file.clone(),
                    units: units.clone(),
                    whole,
                });
            }
        }
        Ok(all)
    }

    fn covers(&self, ids: &[String]) -> bool {
        self.glob.as_ref().is_none_or(|glob| ids.iter().any(|id| glob.is_match(id)))
    }
}

/// A glob of ids: an address's `[0]` is an index, not a class of characters.
fn glob(text: &str) -> Result<Option<GlobMatcher>, globset::Error> {
    if text.is_empty() {
        return Ok(None);
    }
    let text = text.replace('[', "\\[").replace(']', "\\]").replace('{', "\\{").replace('}', "\\}");
    let glob = GlobBuilder::new(&text).literal_separator(false).backslash_escape(true).build()?;
    Ok(Some(glob.compile_matcher()))
}

/// Puts decisions into a model whose threats are judged: what is open or undecided is accepted or
/// transferred while the entry holds. What is to be told of the entries.
pub fn decide(model: &mut Model, units: &[Unit], all: &[Decided], today: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut used = vec![false; all.len()];
    let mut late = vec![false; all.len()];
    for system in &mut model.systems {
        let names: Vec<(String, String)> = units
            .iter()
            .filter(|unit| system.units.contains(&unit.label))
            .map(|unit| (format!(":{}#", unit.label), format!(":{}#", unit.id)))
            .collect();
        for threat in &mut system.threats {
            for (at, own) in all.iter().enumerate().filter(|(_, own)| own.threat == threat.id) {
                if !system.units.iter().any(|unit| own.units.contains(unit)) {
                    continue;
                }
                let expired = own.entry.until.as_deref().is_some_and(|until| until < today);
                for target in threat.targets.iter_mut().filter(|target| target.entry.is_none()) {
                    if !own.covers(&named(&target.id, &names)) {
                        continue;
                    }
                    used[at] = true;
                    late[at] |= expired && is_undone(target);
                    put(target, Entry { expired, ..own.entry.clone() });
                }
            }
            let worst = threat.targets.iter().map(|target| target.state).max();
            threat.state = worst.unwrap_or(State::NotApplicable);
        }
    }
    for (at, own) in all.iter().enumerate() {
        let shown =
            if own.target.is_empty() { String::new() } else { format!(" at {}", own.target) };
        let why = if late[at] {
            let until = own.entry.until.as_deref().unwrap_or_default();
            format!(
                "the [[threat]] entry for {}{shown} expired on {until}: it is open again",
                own.threat
            )
        } else if !used[at] && own.whole {
            let hint = nearest(model, units, own)
                .map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            format!("the [[threat]] entry for {}{shown} is about no target{hint}", own.threat)
        } else {
            continue;
        };
        problems
            .push(Problem { at: own.at, ..Problem::file(Loss::Warning, own.file.as_str(), why) });
    }
    problems
}

fn is_undone(target: &Target) -> bool {
    matches!(target.state, State::Open | State::Undecided)
}

fn put(target: &mut Target, entry: Entry) {
    if is_undone(target) && !entry.expired {
        target.state = entry.state;
    }
    target.entry = Some(entry);
}

/// A target's id in the model, and as it is below the repository's root.
fn named(id: &str, names: &[(String, String)]) -> Vec<String> {
    let mut whole = id.to_owned();
    for (label, name) in names {
        if whole.contains(label.as_str()) {
            whole = whole.replace(label.as_str(), name);
        }
    }
    vec![whole, id.to_owned()]
}

fn nearest(model: &Model, units: &[Unit], own: &Decided) -> Option<String> {
    let names = |system: &System| -> Vec<(String, String)> {
        let own = units.iter().filter(|unit| system.units.contains(&unit.label));
        own.map(|unit| (format!(":{}#", unit.label), format!(":{}#", unit.id))).collect()
    };
    let ids: Vec<String> = model
        .systems
        .iter()
        .flat_map(|system| {
            let names = names(system);
            let threats = system.threats.iter().filter(|threat| threat.id == own.threat);
            let targets = threats.flat_map(|threat| &threat.targets);
            targets
                .flat_map(|target| named(&target.id, &names).into_iter().take(1))
                .collect::<Vec<_>>()
        })
        .collect();
    nearest_name(&own.target, ids.iter().map(String::as_str)).map(str::to_owned)
}

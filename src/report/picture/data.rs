//! What the page's script reads: things by number, texts that are said often once.

use super::Listed;
use crate::model::svg::{Scene, found_in};
use crate::model::v1::{Element, Evidence, Flow, State, System, Target, Threat, Unknown, Verdict};
use crate::printable::plain;
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};

/// Texts by number.
#[derive(Default)]
struct Texts(BTreeMap<String, usize>, Vec<String>);

impl Texts {
    fn number(&mut self, text: &str) -> usize {
        if let Some(number) = self.0.get(text) {
            return *number;
        }
        let number = self.1.len();
        self.0.insert(text.to_owned(), number);
        self.1.push(text.to_owned());
        number
    }

    fn maybe(&mut self, text: Option<&str>) -> Json {
        text.map_or(json!(-1), |text| json!(self.number(text)))
    }
}

/// What the script is told of a system.
pub(super) fn of(
    system: &System,
    scene: &Scene,
    threats: &[(&str, &Threat)],
    listed: Option<Listed<'_>>,
) -> Json {
    let mut shown: BTreeMap<&str, String> = BTreeMap::new();
    for (at, own) in scene.cards.iter().enumerate() {
        shown.extend(own.members.iter().map(|id| (id.as_str(), format!("c{at}"))));
    }
    for (at, own) in scene.lines.iter().enumerate() {
        shown.extend(own.members.iter().map(|id| (id.as_str(), format!("l{at}"))));
    }
    let mut fixes = Texts::default();
    let findings: Vec<Json> = system
        .findings
        .iter()
        .map(|own| {
            if let Some(element) = listed.and_then(|listed| listed(&own.fingerprint)) {
                return json!(element);
            }
            let place = own.place.as_ref().map(|at| format!("{}:{}", at.file, at.line));
            let under = own.condition.as_ref().map_or_else(String::new, |own| format!(" ({own})"));
            json!({
                "check": own.check,
                "severity": own.severity,
                "state": own.state.word(),
                "message": plain(&format!("{}{under}", own.message)),
                "place": plain(&place.unwrap_or_else(|| own.resource.clone())),
                "fix": fixes.maybe(own.fix.as_deref()),
            })
        })
        .collect();
    let numbers: BTreeMap<&str, usize> = system
        .findings
        .iter()
        .enumerate()
        .map(|(at, own)| (own.fingerprint.as_str(), at))
        .collect();
    let shared: BTreeMap<&str, [&String; 2]> =
        system.flows.iter().map(|own| (own.id.as_str(), [&own.from, &own.to])).collect();
    let mut reasons = Texts::default();
    let mut places: Vec<Json> = Vec::new();
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    let mut all = Vec::new();
    for (category, own) in threats {
        let mut targets = Vec::new();
        for target in &own.targets {
            let place = *known.entry(&target.id).or_insert_with(|| {
                let key = shown.get(target.id.as_str()).map_or("", String::as_str);
                places.push(json!([plain(&target.name), key]));
                places.len() - 1
            });
            let state = State::ALL.iter().position(|state| *state == target.state);
            let found = found(target, &numbers);
            let reason = reason(target).map(|text| plain(&text));
            let mut own =
                vec![json!(place), json!(state), reasons.maybe(reason.as_deref()), json!(found)];
            // What a flow is attacked by and is found in what it leads to is shown there too.
            let ends = shared.get(target.id.as_str()).into_iter().flatten();
            let is_in = ends.filter(|end| found_in(target, end));
            own.extend(is_in.filter_map(|end| shown.get(end.as_str()).map(|key| json!(key))));
            targets.push(Json::Array(own));
        }
        all.push(json!({
            "id": own.id,
            "title": plain(&own.title),
            "stride": own.stride,
            "category": category,
            "actors": own.actors,
            "state": State::ALL.iter().position(|state| *state == own.state),
            "reason": own.reason.as_deref().map(plain),
            "targets": targets,
        }));
    }
    let elements: BTreeMap<&str, &Element> =
        system.elements.iter().map(|own| (own.id.as_str(), own)).collect();
    let flows: BTreeMap<&str, &Flow> =
        system.flows.iter().map(|own| (own.id.as_str(), own)).collect();
    let cards: Vec<Json> = scene
        .cards
        .iter()
        .map(|own| {
            let members = own.members.iter().filter_map(|id| elements.get(id.as_str()));
            let (evidence, unknown) = proofs(members.map(|own| (&own.evidence, &own.unknown)));
            json!({"id": plain(&own.id), "name": own.name, "members": own.members.len(), "evidence": evidence, "unknown": unknown})
        })
        .collect();
    let lines: Vec<Json> = scene
        .lines
        .iter()
        .map(|own| {
            let members = own.members.iter().filter_map(|id| flows.get(id.as_str()));
            let (evidence, unknown) = proofs(members.map(|own| (&own.evidence, &own.unknown)));
            json!({
                "id": plain(&own.id),
                "name": own.name,
                "members": own.members.len(),
                "ends": own.ends,
                "certainty": own.certainty,
                "evidence": evidence,
                "unknown": unknown,
            })
        })
        .collect();
    json!({
        "places": places,
        "threats": all,
        "findings": findings,
        "fixes": fixes.1,
        "reasons": reasons.1,
        "cards": cards,
        "lines": lines,
    })
}

/// The findings at a target, by number.
fn found(target: &Target, numbers: &BTreeMap<&str, usize>) -> Vec<usize> {
    let all: BTreeSet<usize> = target
        .checks
        .iter()
        .filter(|own| !matches!(own.state, Verdict::Quiet | Verdict::Off))
        .filter_map(|own| numbers.get(own.fingerprint.as_deref()?).copied())
        .collect();
    all.into_iter().collect()
}

/// Why a target is in its state, where no finding says it.
fn reason(target: &Target) -> Option<String> {
    if let Some(entry) = &target.entry {
        let expired = if entry.expired { " (expired)" } else { "" };
        return Some(format!("by {} on {}{expired}: {}", entry.owner, entry.date, entry.reason));
    }
    if target.state != State::Mitigated {
        return target.reason.clone();
    }
    let quiet = target.checks.iter().filter(|own| own.state == Verdict::Quiet);
    let titles: BTreeSet<&str> = quiet.map(|own| own.title.as_str()).collect();
    let basis = target.basis.map_or("", crate::model::v1::Basis::word);
    Some(format!(
        "checked, nothing found ({basis}): {}",
        titles.into_iter().collect::<Vec<_>>().join("; ")
    ))
}

/// The places in the code, and what is not known, each once, of a large group the first.
fn proofs<'a>(
    members: impl Iterator<Item = (&'a Vec<Evidence>, &'a Vec<Unknown>)>,
) -> (Vec<String>, Vec<String>) {
    const MOST: usize = 40;
    let mut evidence = BTreeSet::new();
    let mut unknown = BTreeSet::new();
    for (places, open) in members {
        evidence.extend(
            places.iter().map(|at| plain(&format!("{}:{} ({})", at.file, at.line, at.role))),
        );
        unknown.extend(open.iter().map(|own| plain(format!("{} {}", own.path, own.reason).trim())));
    }
    let first = |all: BTreeSet<String>| all.into_iter().take(MOST).collect();
    (first(evidence), first(unknown))
}

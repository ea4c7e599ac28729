//! What the checks say of each target, and what that makes of a threat.

use super::site::{Behind, Site, Spot, has};
use super::{Known, Unit};
use crate::finding::{Certainty, Finding, Instance, Subjects};
use crate::model::code::Key;
use crate::model::v1::{
    Basis, Checked, Encrypted, Evidence, Finding as Told, Model, State, Target, Threat, Verdict,
};
use crate::policy::{self, Check, PolicySet, Rests, TargetOf, TargetPlace};
use std::collections::{BTreeMap, BTreeSet};

/// Fills in the threats of every system of a model, and what stands on its elements and flows.
pub fn judge(model: &mut Model, known: Known<'_>) {
    for system in &mut model.systems {
        let judged = {
            let site = Site::new(system);
            Judge::new(&site, known).all()
        };
        let Judged { threats, findings, standing } = judged;
        system.threats = threats;
        system.findings = findings;
        crate::model::mask_threats(system);
        for (spot, fingerprints) in standing {
            let own = match spot {
                Spot::Element(at) => &mut system.elements[at].findings,
                Spot::Flow(at) => &mut system.flows[at].findings,
                _ => continue,
            };
            own.extend(fingerprints);
        }
    }
}

struct Judged {
    threats: Vec<Threat>,
    findings: Vec<Told>,
    standing: BTreeMap<Spot, BTreeSet<String>>,
}

/// A finding at one resource of a system.
struct Hit<'k> {
    finding: &'k Finding,
    instance: Instance,
    key: Key,
    part: Option<&'k str>,
}

struct Judge<'k, 'm> {
    site: &'k Site<'m>,
    set: &'k PolicySet,
    /// The findings by check.
    hits: BTreeMap<&'k str, Vec<Hit<'k>>>,
    /// What was looked at in the units of the system.
    looked: Vec<(&'k str, &'k Subjects)>,
    behind: BTreeMap<Spot, Behind>,
    findings: BTreeMap<(String, String), Told>,
    standing: BTreeMap<Spot, BTreeSet<String>>,
}

impl<'k, 'm> Judge<'k, 'm> {
    fn new(site: &'k Site<'m>, known: Known<'k>) -> Judge<'k, 'm> {
        let units: Vec<&Unit> =
            known.units.iter().filter(|unit| site.system.units.contains(&unit.label)).collect();
        let report = known.report;
        let mut looked = Vec::new();
        let mut of_base: BTreeMap<(&str, &str), Vec<(&str, &str)>> = BTreeMap::new();
        for unit in units {
            let own = report
                .subjects
                .iter()
                .find(|own| own.repository == unit.repository && own.id == unit.id);
            let Some(own) = own else { continue };
            looked.push((unit.label.as_str(), own));
            let variant = own.id.strip_prefix(&own.base).unwrap_or_default();
            let variant = variant.trim_start_matches('@');
            let all = of_base.entry((&own.repository, &own.base)).or_default();
            all.push((unit.label.as_str(), variant));
        }
        let mut hits: BTreeMap<&str, Vec<Hit<'k>>> = BTreeMap::new();
        for finding in &report.findings {
            for instance in finding.each() {
                let labels = of_base.get(&(finding.repository.as_str(), instance.unit.as_str()));
                for (label, variant) in labels.into_iter().flatten() {
                    let variants = &instance.variants;
                    if !variants.is_empty() && !variants.iter().any(|own| own == variant) {
                        continue;
                    }
                    let key = site.owner(label, &instance.resource);
                    let part = site.part(&key, &instance.path);
                    let hit = Hit { finding, instance: instance.clone(), key, part };
                    hits.entry(&finding.check).or_default().push(hit);
                }
            }
        }
        Judge {
            site,
            set: known.set,
            hits,
            looked,
            behind: BTreeMap::new(),
            findings: BTreeMap::new(),
            standing: BTreeMap::new(),
        }
    }

    fn all(mut self) -> Judged {
        let set = self.set;
        let threats = set.threats().iter().map(|threat| self.threat(threat)).collect();
        Judged { threats, findings: self.findings.into_values().collect(), standing: self.standing }
    }

    /// The resources that a check looks at in the system, whether it ran or not.
    fn subjects(&self, check: &Check) -> Vec<(Key, Option<&'k str>, bool)> {
        let mut found = Vec::new();
        for (label, own) in &self.looked {
            let ran = own.checks.contains(&check.id);
            for (address, part) in own.of.get(&check.id).into_iter().flatten() {
                found.push((self.site.owner(label, address), part.as_deref(), ran));
            }
        }
        found
    }

    /// What some selectors stand for.
    fn spots(&self, of: &[TargetOf], checks: &[Check]) -> BTreeSet<Spot> {
        let mut found: BTreeSet<Spot> = BTreeSet::new();
        for own in of {
            if own.place == TargetPlace::Subjects {
                let subjects = checks.iter().flat_map(|check| self.subjects(check));
                found.extend(subjects.map(|(key, ..)| Spot::Resource(key)));
            } else {
                found.extend(self.site.spots(own));
            }
        }
        found
    }

    fn threat(&mut self, threat: &policy::Threat) -> Threat {
        let by_subjects =
            [TargetOf { place: TargetPlace::Subjects, name: String::new(), to: None, under: None }];
        let of = if threat.targets.is_empty() { &by_subjects[..] } else { &threat.targets };
        let spots = self.spots(of, &threat.checks);
        for spot in &spots {
            if !self.behind.contains_key(spot) {
                let behind = self.site.behind(spot);
                self.behind.insert(spot.clone(), behind);
            }
        }
        let mut by_key: BTreeMap<Key, Vec<Spot>> = BTreeMap::new();
        for spot in &spots {
            for key in self.behind[spot].keys() {
                by_key.entry(key.clone()).or_default().push(spot.clone());
            }
        }
        let mut said: BTreeMap<Spot, Vec<Checked>> =
            spots.iter().map(|spot| (spot.clone(), Vec::new())).collect();
        for check in &threat.checks {
            let narrow = self.spots(&check.targets, std::slice::from_ref(check));
            let own: BTreeSet<&Spot> = if check.targets.is_empty() {
                spots.iter().collect()
            } else {
                spots.intersection(&narrow).collect()
            };
            let mut met: BTreeSet<Spot> = BTreeSet::new();
            for (spot, checked) in self.found(check, &own, &spots, &by_key) {
                met.insert(spot.clone());
                said.entry(spot).or_default().push(checked);
            }
            let mut subjects: BTreeMap<Key, Vec<(Option<&str>, bool)>> = BTreeMap::new();
            for (key, part, ran) in self.subjects(check) {
                subjects.entry(key).or_default().push((part, ran));
            }
            for spot in own.into_iter().filter(|spot| !met.contains(*spot)) {
                let behind = &self.behind[spot];
                let at = |key: &Key| {
                    let mut all = subjects.get(key)?.iter();
                    all.find(|(part, _)| has(behind, key, *part)).map(|(_, ran)| *ran)
                };
                // The shorter of both is walked.
                let seen = match behind.len() < subjects.len() {
                    true => behind.keys().find_map(|key| Some((key, at(key)?))),
                    false => subjects.keys().find_map(|key| Some((key, at(key)?))),
                };
                let Some((key, ran)) = seen else { continue };
                said.entry(spot.clone()).or_default().push(silent(check, key, ran));
            }
        }
        let is_clear = threat.targets.iter().any(|of| of.name == "clear");
        let mut targets: Vec<Target> = said
            .into_iter()
            .map(|(spot, checks)| {
                let clear = self.site.is_clear(&spot).filter(|_| is_clear);
                target(self.site.told(&spot), checks, clear, self.looked.is_empty())
            })
            .collect();
        targets.sort_by(|one, other| one.id.cmp(&other.id));
        let state = targets.iter().map(|own| own.state).max().unwrap_or(State::NotApplicable);
        let basis = targets.iter().filter_map(|own| own.basis).min();
        Threat {
            id: threat.id.clone(),
            title: threat.title.clone(),
            stride: threat.stride.id(),
            actors: threat.actors.clone(),
            state,
            basis: basis.filter(|_| state == State::Mitigated),
            targets,
        }
    }

    /// What a check found, at the spots that it stands on.
    fn found(
        &mut self,
        check: &Check,
        own: &BTreeSet<&Spot>,
        all: &BTreeSet<Spot>,
        by_key: &BTreeMap<Key, Vec<Spot>>,
    ) -> Vec<(Spot, Checked)> {
        let mut found = Vec::new();
        // What a check is about may not be there; what is of its kind may be.
        let of = check.targets.iter().cloned();
        let wider: Vec<TargetOf> =
            of.map(|own| TargetOf { to: None, under: None, ..own }).collect();
        let wider = self.spots(&wider, std::slice::from_ref(check));
        let wider: BTreeSet<&Spot> = match check.targets.is_empty() {
            true => all.iter().collect(),
            false => all.intersection(&wider).collect(),
        };
        for hit in self.hits.remove(check.id.as_str()).unwrap_or_default() {
            let on = |spot: &&Spot| {
                self.behind.get(*spot).is_some_and(|behind| has(behind, &hit.key, hit.part))
            };
            let here: Vec<&Spot> = by_key.get(&hit.key).into_iter().flatten().filter(on).collect();
            let among = |of: &BTreeSet<&Spot>| -> Vec<Spot> {
                here.iter().filter(|spot| of.contains(**spot)).map(|spot| (*spot).clone()).collect()
            };
            let mut spots = among(own);
            if spots.is_empty() {
                spots = among(&wider);
            }
            // A task definition has many containers and starts many flows: where one of them stands at
            // the place itself, that one is meant.
            let of_task = self.site.is_task(&hit.key);
            let exact = |spot: &&Spot| of_task && self.stands_at(spot, hit.finding);
            let nearer: Vec<Spot> = spots.iter().filter(exact).cloned().collect();
            if !nearer.is_empty() {
                spots = nearer;
            }
            let (mut checked, told) = told(check, &hit);
            let shown = if spots.is_empty() {
                spots.push(Spot::System);
                self.site.elements_of(&hit.key)
            } else {
                spots.clone()
            };
            for spot in shown {
                let own = self.standing.entry(spot).or_default();
                own.insert(told.fingerprint.clone());
            }
            let key = (told.fingerprint.clone(), told.resource.clone());
            let all = self.findings.entry(key).or_insert(told);
            for spot in spots {
                let (id, ..) = self.site.told(&spot);
                if !all.targets.contains(&id) {
                    all.targets.push(id);
                    all.targets.sort();
                }
                checked.resource = Some(hit.key.to_string());
                found.push((spot, checked.clone()));
            }
        }
        found.sort();
        found.dedup();
        found
    }

    /// Whether a finding stands at a place that proves a spot.
    fn stands_at(&self, spot: &Spot, finding: &Finding) -> bool {
        let system = self.site.system;
        let evidence = match spot {
            Spot::Flow(at) => &system.flows[*at].evidence,
            Spot::Element(at) => &system.elements[*at].evidence,
            Spot::Image(at) => &system.code.images[*at].evidence,
            Spot::Boundary(_) | Spot::Resource(_) | Spot::System => return false,
        };
        let location = &finding.location;
        let lines = location.start.line..=location.end.line;
        evidence.iter().any(|own| own.file == location.file && lines.contains(&own.line))
    }
}

/// What a finding says of a target, and the finding itself.
fn told(check: &Check, hit: &Hit<'_>) -> (Checked, Told) {
    let (finding, instance) = (hit.finding, &hit.instance);
    let state = match (&instance.suppression, instance.certainty) {
        (Some(_), _) => Verdict::Suppressed,
        (None, Certainty::Reported | Certainty::Raw) => Verdict::Open,
        (None, Certainty::Undecided) => Verdict::Undecided,
    };
    let mut reason = finding.message.clone();
    if let Some(suppression) = &instance.suppression {
        let until =
            suppression.until.as_ref().map_or_else(String::new, |day| format!(", until {day}"));
        reason = format!("{reason}; suppressed: {}{until}", suppression.reason);
    } else if let (Verdict::Undecided, Some(unknown)) = (state, &finding.unknown) {
        reason = format!("{reason}: {unknown}");
    }
    let fix = check.fix_of(finding);
    let fix = fix.map(|fix| fix.trim_end().to_owned());
    let place = Evidence {
        file: finding.location.file.clone(),
        line: finding.location.start.line,
        column: finding.location.start.column,
        role: "finding",
        origin: None,
    };
    let checked = Checked {
        id: check.id.clone(),
        state,
        title: check.title.clone(),
        resource: Some(hit.key.to_string()),
        reason: Some(reason.clone()),
        basis: None,
        severity: Some(finding.severity.name()),
        fingerprint: Some(instance.fingerprint.clone()),
        place: Some(place.clone()),
        fix: fix.clone().filter(|_| state != Verdict::Undecided),
    };
    let told = Told {
        fingerprint: instance.fingerprint.clone(),
        check: check.id.clone(),
        threat: check.threat.clone(),
        title: check.title.clone(),
        severity: finding.severity.name(),
        state,
        message: finding.message.clone(),
        resource: hit.key.to_string(),
        place: Some(place),
        fix,
        targets: Vec::new(),
    };
    (checked, told)
}

/// What a check says that found nothing, or is off.
fn silent(check: &Check, key: &Key, ran: bool) -> Checked {
    let basis = match check.rests {
        Rests::Absence => Basis::Absence,
        Rests::Control => Basis::Control,
    };
    Checked {
        id: check.id.clone(),
        state: if ran { Verdict::Quiet } else { Verdict::Off },
        title: check.title.clone(),
        resource: Some(key.to_string()),
        reason: (!ran).then(|| format!("enable {}", check.id)),
        basis: ran.then_some(basis),
        severity: None,
        fingerprint: None,
        place: None,
        fix: None,
    }
}

/// A target with what the checks say of it.
fn target(
    (id, kind, name, evidence): (String, &'static str, String, Vec<Evidence>),
    mut checks: Vec<Checked>,
    clear: Option<Encrypted>,
    unread: bool,
) -> Target {
    checks.sort_by(|one, other| {
        (one.state, &one.id).cmp(&(other.state, &other.id)).then(one.cmp(other))
    });
    let says = |verdict: Verdict| checks.iter().any(|own| own.state == verdict);
    let mut reason = None;
    let state = if says(Verdict::Open) || says(Verdict::Suppressed) {
        State::Open
    } else if says(Verdict::Undecided) {
        State::Undecided
    } else if let Some(encrypted) = clear {
        reason = Some(match encrypted {
            Encrypted::No => "it is not encrypted, and no check reports it".to_owned(),
            _ => "whether it is encrypted is not known".to_owned(),
        });
        State::Undecided
    } else if says(Verdict::Quiet) {
        State::Mitigated
    } else {
        let off: Vec<&str> = checks
            .iter()
            .filter(|own| own.state == Verdict::Off)
            .map(|own| own.id.as_str())
            .collect();
        reason = Some(match off.is_empty() {
            _ if unread => "its code was not scanned".to_owned(),
            true => "no check looks at it".to_owned(),
            false => format!("only checks look at it that are off: enable {}", off.join(", ")),
        });
        State::Undecided
    };
    let basis = checks.iter().filter_map(|own| own.basis).max();
    let basis = basis.filter(|_| state == State::Mitigated);
    Target { id, kind, name, state, basis, reason, entry: None, checks, evidence }
}

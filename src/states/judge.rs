//! What the checks say of each target, and what that makes of a threat.

use super::said::{CLEARTEXT, Why, silent, target, told};
use super::site::{Behind, Site, Spot, has};
use super::unread::{Thing, about, holds, things};
use super::{Known, Unit};
use super::{elsewhere, reason};
use crate::finding::{Certainty, Finding, Instance, Subjects};
use crate::model::code::Key;
use crate::model::v1::{
    Checked, Encrypted, Finding as Told, Model, Note, State, Target, Threat, Verdict,
};
use crate::policy::{self, Check, PolicySet, Subject, TargetOf, TargetPlace};
use std::collections::{BTreeMap, BTreeSet};

/// Arguments of a call that a reason names.
const MOST: usize = 4;

/// Fills in the threats of every system of a model, and what stands on its elements and flows.
pub fn judge(model: &mut Model, known: Known<'_>) {
    for system in &mut model.systems {
        let judged = {
            let site = Site::new(system);
            Judge::new(&site, known).all()
        };
        let Judged { threats, findings, standing, note } = judged;
        system.threats = threats;
        system.findings = findings;
        system.notes.extend(note);
        system.notes.sort();
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
    note: Option<Note>,
}

/// A subject of a check in a system.
pub(super) struct Looked<'k> {
    pub key: Key,
    pub part: Option<&'k str>,
    /// The check was on.
    pub ran: bool,
    /// The setting is there that the check asks for.
    pub control: bool,
}

/// A finding at one resource of a system.
pub(super) struct Hit<'k> {
    pub finding: &'k Finding,
    pub instance: Instance,
    pub key: Key,
    pub part: Option<&'k str>,
}

struct Judge<'k, 'm> {
    site: &'k Site<'m>,
    set: &'k PolicySet,
    /// The findings by check.
    hits: BTreeMap<&'k str, Vec<Hit<'k>>>,
    /// What was looked at in the units of the system.
    looked: Vec<(&'k str, &'k Subjects)>,
    behind: BTreeMap<Spot, Behind>,
    /// What each module may hold that is not read.
    unread: Vec<BTreeSet<Thing>>,
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
            unread: site.system.code.unread.iter().map(holds).collect(),
            findings: BTreeMap::new(),
            standing: BTreeMap::new(),
        }
    }

    fn all(mut self) -> Judged {
        let set = self.set;
        let threats = set.threats().iter().map(|threat| self.threat(threat)).collect();
        let note = self.note();
        let findings = self.findings.into_values().collect();
        Judged { threats, findings, standing: self.standing, note }
    }

    /// What is to be said of a system that runs nothing in this code.
    fn note(&self) -> Option<Note> {
        let may_be = self.unread.iter().any(|own| own.contains(&Thing::Task));
        (!self.site.has_tasks() && !may_be).then(|| Note {
            kind: "no-task",
            text: "no task definition or service in this code: what is run on the cluster, and what threatens that, is not judged".to_owned(),
            evidence: Vec::new(),
        })
    }

    /// The resources that a check looks at in the system, whether it ran or not.
    fn subjects(&self, check: &Check) -> Vec<Looked<'k>> {
        let mut found = Vec::new();
        for (label, own) in &self.looked {
            let ran = own.checks.contains(&check.id);
            for ((address, part), control) in own.of.get(&check.id).into_iter().flatten() {
                let key = self.site.owner(label, address);
                found.push(Looked { key, part: part.as_deref(), ran, control: *control });
            }
        }
        found
    }

    /// Whether a check was on.
    fn ran(&self, check: &Check) -> bool {
        self.looked.iter().any(|(_, own)| own.checks.contains(&check.id))
    }

    /// The types of what is looked at.
    fn types(&self, all: &[Looked<'_>]) -> BTreeSet<String> {
        let nodes = &self.site.system.code.nodes;
        let found: BTreeSet<&String> =
            all.iter().filter_map(|own| Some(&nodes.get(&own.key)?.ty)).collect();
        found.into_iter().cloned().collect()
    }

    /// What some selectors stand for.
    fn spots(&self, of: &[TargetOf], checks: &[Check]) -> BTreeSet<Spot> {
        let mut found: BTreeSet<Spot> = BTreeSet::new();
        for own in of {
            if own.place == TargetPlace::Subjects {
                let subjects = checks.iter().flat_map(|check| self.subjects(check));
                found.extend(subjects.map(|own| Spot::Resource(own.key)));
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
        let mut lone: Vec<(Spot, Checked)> = Vec::new();
        let mut narrowed: Vec<BTreeSet<Spot>> = Vec::new();
        let mut looked: Vec<BTreeSet<String>> = Vec::new();
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
            let mut subjects: BTreeMap<Key, Vec<Looked<'_>>> = BTreeMap::new();
            let all = self.subjects(check);
            looked.push(self.types(&all));
            for own in all {
                if check.targets.is_empty() && !by_key.contains_key(&own.key) {
                    let spot = self.site.stand(&own.key);
                    if !met.contains(&spot) && !self.site.is_undrawn(&spot) {
                        lone.push((spot, silent(check, &own)));
                    }
                }
                subjects.entry(own.key.clone()).or_default().push(own);
            }
            for spot in own.into_iter().filter(|spot| !met.contains(*spot)) {
                let behind = &self.behind[spot];
                let at = |key: &Key| {
                    let mut all = subjects.get(key)?.iter();
                    all.find(|own| has(behind, key, own.part))
                };
                // The shorter of both is walked.
                let seen = match behind.len() < subjects.len() {
                    true => behind.keys().find_map(at),
                    false => subjects.keys().find_map(at),
                };
                let Some(looked) = seen else { continue };
                said.entry(spot.clone()).or_default().push(silent(check, looked));
            }
            narrowed.push(narrow);
        }
        self.add_lone(&mut said, lone);
        let beside = self.beside(of, &spots);
        let is_clear = threat.targets.iter().any(|of| of.name == "clear");
        // Of a threat to what is sent in clear, a flow that is not encrypted is never mitigated.
        let in_clear = threat.frameworks.cwe.iter().any(|own| own == CLEARTEXT);
        let mut targets: Vec<Target> = said
            .into_iter()
            .map(|(spot, checks)| {
                let clear = self.site.is_clear(&spot);
                let clear = clear.filter(|own| is_clear || in_clear && *own == Encrypted::No);
                let mut why = Why {
                    clear,
                    is_clear,
                    ..self.why(threat, &narrowed, &looked, &spot, checks.is_empty())
                };
                why.open = why.open.or_else(|| beside.clone());
                target(self.site.told(&spot), checks, why)
            })
            .collect();
        targets.extend(self.unread(of));
        for own in elsewhere::unseen(self.site, of) {
            if targets.iter().all(|other| other.id != own.id) {
                targets.push(own);
            }
        }
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
            reason: targets.is_empty().then(|| reason::absent(self.site, of, &threat.checks)),
            targets,
        }
    }

    /// Adds what checks look at that is behind no target: beside other targets what they were quiet
    /// about, so that something is a target whether or not a check fires. What only checks look at
    /// that are off is a target where there is no other: the threat is undecided.
    fn add_lone(&self, said: &mut BTreeMap<Spot, Vec<Checked>>, lone: Vec<(Spot, Checked)>) {
        let verdict = if said.is_empty() { Verdict::Off } else { Verdict::Quiet };
        for (spot, checked) in lone.into_iter().filter(|(_, own)| own.state == verdict) {
            let own = said.entry(spot).or_default();
            if own.iter().all(|other| other.id != checked.id) {
                own.push(checked);
            }
        }
    }

    /// Of a threat to tasks that lands on hosts and log groups besides: what is to be said where only
    /// these are there.
    fn beside(&self, of: &[TargetOf], spots: &BTreeSet<Spot>) -> Option<String> {
        let is_beside = |own: &&TargetOf| matches!(own.name.as_str(), "host" | "log-group");
        let (beside, tasks): (Vec<&TargetOf>, Vec<&TargetOf>) = of.iter().partition(is_beside);
        let only = !beside.is_empty() && tasks.iter().all(|own| reason::of_tasks(own));
        let none = tasks.iter().all(|own| self.site.spots(own).is_empty());
        (only && none && !tasks.is_empty() && !spots.is_empty()).then(|| {
            let lacks: Vec<TargetOf> = tasks.into_iter().cloned().collect();
            let absent = reason::absent(self.site, &lacks, &[]);
            format!("{absent}: what runs there or writes to it is not known")
        })
    }

    /// What keeps a spot from being mitigated, or leaves it undecided.
    fn why(
        &self,
        threat: &policy::Threat,
        narrowed: &[BTreeSet<Spot>],
        looked: &[BTreeSet<String>],
        spot: &Spot,
        silent: bool,
    ) -> Why {
        let mut why = Why { unread: self.looked.is_empty(), ..Why::default() };
        why.beside = threat.checks.iter().any(|check| check.subject.is_empty() && self.ran(check));
        if let Some(check) = threat.checks.iter().find(|check| reason::is_of_roles(check))
            && let Some(role) = self.site.host_roles(spot).into_iter().next()
        {
            why.open = Some(format!(
                "it is under {}, the role of its host, because its task definition names none; {} looks at roles of task definitions only",
                role.address, check.id
            ));
        }
        let of_tasks =
            |own: &Subject| matches!(own, Subject::Type(ty, _) if ty == "ecs.task_definition");
        let in_task = threat.targets.iter().any(elsewhere::stands_in_task)
            || threat.checks.iter().any(|check| check.subject.iter().any(of_tasks));
        if let Some(lacks) = self.site.without_task(spot).filter(|_| in_task) {
            why.open = Some(lacks);
        }
        if silent {
            // A host is asked for by checks of hosts, not by those of all that a threat attacks.
            let all = || threat.checks.iter().zip(narrowed);
            let own = matches!(spot, Spot::Resource(_)) && all().any(|(_, own)| own.contains(spot));
            let meant = all().zip(looked).filter(|((check, narrow), _)| {
                narrow.contains(spot) || check.targets.is_empty() && !own
            });
            let meant = meant.map(|((check, _), looked)| (check, looked));
            why.lacking = reason::unlooked(meant, matches!(spot, Spot::Image(_)));
        }
        why
    }

    /// The modules that are not read and may hold what a threat attacks.
    fn unread(&self, of: &[TargetOf]) -> Vec<Target> {
        let wanted: BTreeSet<Thing> = of.iter().flat_map(|own| things(own)).copied().collect();
        let all = self.unread.iter().enumerate();
        let meant = all.filter(|(_, own)| !own.is_disjoint(&wanted));
        meant
            .map(|(at, _)| {
                let told = self.site.told(&Spot::Unread(at));
                let given = about(&self.site.system.code.unread[at], &wanted);
                let shown = given.iter().take(MOST).copied().collect::<Vec<_>>().join(", ");
                let given = match given.len().saturating_sub(MOST) {
                    _ if given.is_empty() => String::new(),
                    0 => format!(" (it is given {shown})"),
                    more => format!(" (it is given {shown} and {more} more)"),
                };
                let lacking = match &self.site.system.code.unread[at].made_by {
                    Some(call) => {
                        format!("{call} makes it and is not read: how it is set is not known")
                    }
                    None => format!("{} is not read: it may hold what this attacks{given}", told.2),
                };
                target(told, Vec::new(), Why { lacking, ..Why::default() })
            })
            .collect()
    }

    /// Whether nothing is known of a hit but that a policy is given to a role that is not in this code.
    fn is_of_another_role(&self, hit: &Hit<'_>) -> bool {
        let own = self.site.system.code.nodes.get(&hit.key);
        hit.instance.certainty == Certainty::Undecided
            && own.is_some_and(|own| own.apart && own.ty == "iam.role")
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
        let mut hits = self.hits.remove(check.id.as_str()).unwrap_or_default();
        if reason::is_of_roles(check) && self.site.knows_roles() {
            hits.retain(|hit| !self.is_of_another_role(hit));
        }
        for hit in hits {
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
            if spots.is_empty() {
                spots.push(self.site.stand(&hit.key));
            }
            for spot in &spots {
                let own = self.standing.entry(spot.clone()).or_default();
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
            Spot::Boundary(_) | Spot::Resource(_) | Spot::Unread(_) => return false,
        };
        let location = &finding.location;
        let lines = location.start.line..=location.end.line;
        evidence.iter().any(|own| own.file == location.file && lines.contains(&own.line))
    }
}

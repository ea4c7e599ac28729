//! From what a check found in each world to what is reported and what is undecided.

mod cause;
mod outcome;
mod prepare;
mod remember;

pub use prepare::{prepared, reads_unknown};

use crate::document::{Document, Node, Path, Segment};
use crate::finding::Severity;
use crate::gap::Gap;
use crate::policy::engine::{Fault, Raw, Worker};
use crate::policy::message;
use crate::policy::metadata::Check;
use crate::policy::narrow;
use crate::policy::place::ground;
use crate::policy::worlds::{Assignment, Kind, Stored, Worlds, groups, heaviest, is_closed};
use crate::policy::{Outcome, PolicySet, Selection};
use crate::{budget, interrupt};
use prepare::contested;
use remember::Remember;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

/// One finding over all worlds: the same check, resource and path in the stored document.
struct Record {
    /// The first run that it holds in: place and facts are those of this run.
    first: usize,
    place: Path,
    facts: serde_json::Map<String, serde_json::Value>,
    severity: Severity,
    /// Bit per run: it holds in the absent world.
    absent: u16,
    favourable: u16,
    /// It holds in the world that spares the check.
    sparing: u16,
    /// It holds where nothing outside the unit adds anything, at best.
    closed: bool,
    /// It ends at a stored unknown or would go on below one.
    unknown: bool,
    made_up: bool,
}

impl Record {
    /// What an adverse world says of one place in two ways is made up.
    fn differ(&mut self, facts: &serde_json::Map<String, serde_json::Value>) {
        for (name, known) in &mut self.facts {
            if name != "severity" && name != "related" && facts.get(name) != Some(known) {
                *known = message::NOT_KNOWN.into();
            }
        }
    }
}

type Key = (String, Path);

/// Why a check failed.
struct Failure {
    why: Fault,
    /// It failed in worlds only that undecided results are asked of: what it reports stands. The run
    /// fails all the same, because the policy is wrong.
    adverse: bool,
}

/// All worlds of one document and what was found in them.
struct Trial<'a> {
    document: &'a Document,
    runs: Vec<Assignment>,
    worker: Worker<'a>,
    records: BTreeMap<&'a str, BTreeMap<Key, Record>>,
    /// What was found so far; `None`: there is one world only.
    known: Option<Remember<'a>>,
    failed: BTreeMap<&'a str, Failure>,
    /// Checks for which the quiet value of something unknown is the bad one.
    contested: BTreeSet<&'a str>,
    /// Whether anybody asks for what is found on a resource.
    asked: &'a dyn Fn(&Node) -> bool,
    /// What no message may say.
    secrets: message::Secrets,
    /// What all worlds cost so far.
    spent: Spent,
}

/// What the worlds of a unit cost.
#[derive(Default)]
struct Spent {
    /// Checks that could be asked.
    checks: usize,
    /// Bytes of documents that they saw, each check's share of them.
    bytes: usize,
    /// Findings of all worlds.
    findings: usize,
    /// The budget that was exceeded.
    over: Option<Over>,
}

/// A budget that a unit exceeded: the checks say nothing more of it.
struct Over {
    /// What there is too much of.
    why: String,
    /// A resource of the block that has most of it.
    most: Option<String>,
    /// Only what is undecided is missing.
    adverse: bool,
}

/// Bytes of a world that count as many: not all checks see it at once, so that an interruption does not
/// wait for all of them.
const LARGE: usize = 4 << 20;
/// Checks that see such a world at once.
const MANY: usize = 8;

/// Evaluates checks on a document. What is undecided aside, checks that find nothing on a resource
/// that is `asked` for are left out.
pub fn evaluate(
    set: &PolicySet,
    document: &Document,
    selection: &Selection,
    asked: &dyn Fn(&Node) -> bool,
) -> (Vec<Outcome>, Vec<Gap>) {
    evaluate_with(set, document, selection, asked, true)
}

/// As [`evaluate`]. `remember`: a check is not asked again where it sees what it saw before.
pub fn evaluate_with(
    set: &PolicySet,
    document: &Document,
    selection: &Selection,
    asked: &dyn Fn(&Node) -> bool,
    remember: bool,
) -> (Vec<Outcome>, Vec<Gap>) {
    let selected: Vec<&Check> =
        set.checks().filter(|check| selection.checks.contains(&check.id)).collect();
    let (mut checks, survey, union) = prepared(document, &selected, &set.unions);
    if let Some(among) = &selection.among {
        checks.retain(|check| among.contains(&check.id));
    }
    if checks.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let mut worlds = Worlds::new(document, &survey, &union, set.settings_datum());
    let runs = Assignment::all(&survey.conditions);
    let once = runs.len() == 1 && !survey.has_unknown && !selection.undecided;
    let worker = set.worker();
    let known = || Remember::new(document, &survey, runs.len(), &worker, &checks);
    let known = (remember && !once).then(known);
    let adverse: Vec<&Check> = match selection.undecided {
        true => checks.iter().copied().filter(|check| reads_unknown(&survey, check)).collect(),
        false => Vec::new(),
    };
    let held = |check: &Check| known.as_ref().is_some_and(|known| known.is_held(check));
    let groups = groups(document, &survey, &adverse, &held);
    let mut trial = Trial {
        document,
        runs,
        records: BTreeMap::new(),
        known,
        worker,
        failed: BTreeMap::new(),
        contested: BTreeSet::new(),
        asked,
        secrets: message::Secrets::default(),
        spent: Spent { checks: checks.len(), ..Spent::default() },
    };
    let open = if selection.undecided {
        trial.run(&mut worlds, Kind::Absent, &checks);
        checks.clone()
    } else {
        let first = narrow::cover(document, &survey, &trial.runs);
        trial.run_while_open(&mut worlds, Kind::Absent, checks.clone(), &first)
    };
    let certain = !survey.has_unknown;
    if certain {
        for record in trial.records.values_mut().flat_map(BTreeMap::values_mut) {
            record.favourable = record.absent;
        }
    } else {
        let found = if selection.undecided {
            trial.run(&mut worlds, Kind::Favourable, &open);
            open
        } else {
            trial.run_while_open(&mut worlds, Kind::Favourable, open, &[])
        };
        for check in found.into_iter().filter(|check| contested(&survey, check)) {
            if trial.records.get(check.id.as_str()).is_some_and(|records| !records.is_empty()) {
                trial.contested.insert(&check.id);
                trial.run(&mut worlds, Kind::Sparing(check), &[check]);
            }
        }
    }
    if selection.undecided {
        if !is_closed(document) {
            // What depends on nothing else is the same for all checks: a library module would be
            // evaluated anew for every check.
            trial.run(&mut worlds, Kind::Closed, &checks);
        }
        for group in &groups {
            trial.run(&mut worlds, Kind::Adverse(group), group);
        }
    }
    trial.outcomes(&checks, &survey, selection)
}

impl<'a> Trial<'a> {
    /// Runs checks in the worlds of one kind.
    fn run(&mut self, worlds: &mut Worlds<'a>, kind: Kind<'a>, checks: &[&'a Check]) {
        for at in 0..self.runs.len() {
            self.run_in(worlds, kind, checks, at);
        }
    }

    /// Runs checks in the world of one kind and run.
    fn run_in(&mut self, worlds: &mut Worlds<'a>, kind: Kind<'a>, checks: &[&'a Check], at: usize) {
        // A check that failed where it counts says nothing of this unit, however often it is asked.
        let lost =
            |check: &&Check| self.failed.get(check.id.as_str()).is_some_and(|it| !it.adverse);
        let checks: Vec<&'a Check> = checks.iter().copied().filter(|check| !lost(check)).collect();
        if checks.is_empty() || self.spent.over.is_some() {
            return;
        }
        let run = self.runs[at].clone();
        let known = |check: &'a Check| self.known.as_ref()?.in_run(check, kind, &run);
        let asked: Vec<(&'a Check, Option<remember::Found>)> =
            checks.into_iter().map(|check| (check, known(check))).collect();
        let is_new = |asked: &(&Check, Option<remember::Found>)| asked.1.is_none();
        let world = asked.iter().any(is_new).then(|| worlds.world(kind, &run));
        if let (Kind::Adverse(group), true) = (kind, world.as_ref().is_some_and(|it| it.mixed)) {
            drop(world);
            for check in group.chunks(1) {
                self.run_in(worlds, Kind::Adverse(check), check, at);
            }
            return;
        }
        let mut alone = Vec::new();
        self.spend(worlds, kind, asked.len());
        let together = if worlds.weight() > LARGE { MANY } else { asked.len() };
        for asked in asked.chunks(together) {
            if self.spent.over.is_some() || interrupt::asked() {
                return;
            }
            let left = asked.iter().filter(|asked| is_new(asked)).map(|(check, _)| *check);
            let left: Vec<&'a Check> = left.collect();
            let mut found = match &world {
                Some(world) if !left.is_empty() => self.ask(world, kind, &run, &left),
                _ => HashMap::new(),
            };
            for (check, known) in asked {
                let found = match (known.clone(), found.remove(check.id.as_str())) {
                    (Some(known), _) | (None, Some(Ok(known))) => known,
                    (None, Some(Err(why))) => {
                        self.fail(check, kind, why);
                        continue;
                    }
                    (None, None) => continue,
                };
                if let Kind::Adverse(group @ [_, _, ..]) = kind
                    && !found.iter().all(|(raw, _)| self.is_read(check, &raw.resource))
                {
                    // What stands on a resource that it does not read may stand elsewhere.
                    alone.extend(group.chunks(1).find(|one| one[0].id == check.id));
                    continue;
                }
                self.count(kind, &found);
                let found = Rc::try_unwrap(found).unwrap_or_else(|shared| (*shared).clone());
                for (raw, stored) in found {
                    self.add(check, stored, kind, at, raw);
                }
            }
        }
        for check in alone {
            self.run_in(worlds, Kind::Adverse(check), check, at);
        }
    }

    /// Whether a resource is of a type that a check reads.
    fn is_read(&self, check: &Check, resource: &str) -> bool {
        let node = self.document.resources.get(resource);
        node.is_some_and(|node| check.reads.contains_key(&node.ty))
    }

    /// So many checks are about to see a world.
    fn spend(&mut self, worlds: &Worlds<'_>, kind: Kind<'_>, checks: usize) {
        self.spent.bytes += worlds.weight() / self.spent.checks.max(1) * checks;
        let limit = match (worlds.weight() > budget::WORLD, self.spent.bytes > budget::WORLDS) {
            (true, _) => format!("come to more than {} MiB", budget::WORLD >> 20),
            (false, true) => format!("come to more than {} MiB in all", budget::WORLDS >> 20),
            (false, false) => return,
        };
        self.spent.over = Some(Over {
            why: format!("the documents of this deployment {limit}"),
            most: worlds.heaviest().map(|node| node.id.clone()),
            adverse: !self.decides(kind),
        });
    }

    /// So much was found in a world.
    fn count(&mut self, kind: Kind<'_>, raws: &[(Raw, Option<Stored>)]) {
        self.spent.findings += raws.len();
        let (found, all) = (budget::FINDINGS, budget::FINDINGS_OF_WORLDS);
        let limit = match (raws.len() > found, self.spent.findings > all) {
            (true, _) => format!("{found} things in this deployment"),
            (false, true) => format!("{all} things in all worlds of this deployment"),
            (false, false) => return,
        };
        let mut found: HashMap<&str, usize> = HashMap::new();
        raws.iter().for_each(|(raw, _)| *found.entry(&raw.resource).or_default() += 1);
        for (resource, _) in self.records.values().flat_map(BTreeMap::keys) {
            *found.entry(resource).or_default() += 1;
        }
        let nodes = self.document.resources.values();
        let most = heaviest(nodes.filter_map(|node| Some((node, *found.get(node.id.as_str())?))));
        self.spent.over = Some(Over {
            why: format!("the checks find more than {limit}"),
            most: most.map(|node| node.id.clone()),
            adverse: !self.decides(kind),
        });
    }

    /// Runs checks in the worlds of one kind, those of the runs `first` before the others, and
    /// leaves each check out as soon as it can report nothing any more. Gives those that still can.
    fn run_while_open(
        &mut self,
        worlds: &mut Worlds<'a>,
        kind: Kind<'a>,
        mut checks: Vec<&'a Check>,
        first: &[usize],
    ) -> Vec<&'a Check> {
        let all = (1 << self.runs.len()) - 1;
        let mut done: u16 = 0;
        for at in first {
            self.run_in(worlds, kind, &checks, *at);
            done |= 1 << at;
        }
        for at in (0..self.runs.len()).filter(|at| !first.contains(at)) {
            if done != 0 {
                let (absent, favourable) =
                    if matches!(kind, Kind::Absent) { (done, 0) } else { (all, done) };
                checks.retain(|check| self.is_open(check, absent, favourable));
            }
            self.run_in(worlds, kind, &checks, at);
            done |= 1 << at;
        }
        let favourable = if matches!(kind, Kind::Absent) { 0 } else { all };
        checks.retain(|check| self.is_open(check, all, favourable));
        checks
    }

    /// Whether something that a check found in these runs of both worlds may still hold wherever
    /// the thing it stands on exists.
    fn is_open(&self, check: &Check, absent: u16, favourable: u16) -> bool {
        let records = self.records.get(check.id.as_str());
        records.into_iter().flatten().any(|((resource, _), record)| {
            let Some(node) = self.document.resources.get(resource) else { return false };
            if record.made_up || !(self.asked)(node) {
                return false;
            }
            if !absent & ((1 << record.first) - 1) != 0 {
                // An earlier run may have it at another place.
                return true;
            }
            if node.apart && !says(node, &record.place) {
                return false;
            }
            let exists = ground(node, &record.place, &self.runs).exists;
            exists != 0
                && exists & absent & !record.absent == 0
                && exists & favourable & !record.favourable == 0
        })
    }

    fn fail(&mut self, check: &'a Check, kind: Kind<'_>, why: Fault) {
        // Where nothing was found without the unknown values, none of them makes it reported.
        let found =
            |records: &BTreeMap<Key, Record>| records.values().any(|record| record.absent != 0);
        let decides = match kind {
            Kind::Favourable | Kind::Sparing(_) => {
                self.records.get(check.id.as_str()).is_some_and(found)
            }
            kind => self.decides(kind),
        };
        self.failed.entry(&check.id).or_insert(Failure { why, adverse: !decides });
    }

    /// Whether worlds of a kind decide what is reported.
    fn decides(&self, kind: Kind<'_>) -> bool {
        match kind {
            Kind::Absent | Kind::Favourable | Kind::Sparing(_) => true,
            Kind::Adverse(_) | Kind::Closed => false,
        }
    }

    fn add(
        &mut self,
        check: &'a Check,
        stored: Option<Stored>,
        kind: Kind<'_>,
        run: usize,
        raw: Raw,
    ) {
        let Some(stored) = stored else {
            let why = format!("it found something at `{}`, which is not a resource", raw.resource);
            self.fail(check, kind, Fault::of_program(why));
            return;
        };
        let lowered = raw
            .facts
            .get("severity")
            .and_then(serde_json::Value::as_str)
            .and_then(|text| text.parse().ok());
        let severity =
            lowered.map_or(check.severity, |lowered: Severity| lowered.min(check.severity));
        let key = (raw.resource, stored.path);
        let records = self.records.entry(&check.id).or_default();
        if let Some(record) =
            records.get_mut(&key).filter(|record| (record.absent | record.favourable) == 0)
        {
            record.differ(&raw.facts);
        }
        if let (Kind::Favourable, Some(record)) = (kind, records.get_mut(&key)) {
            // What is missing in the absent world may be unknown; here it is what it would be at
            // best.
            record.facts.clone_from(&raw.facts);
        }
        if let (Kind::Absent, Some(record)) = (kind, records.get_mut(&key))
            && run < record.first
        {
            // Runs are not made in their order.
            record.first = run;
            record.place.clone_from(&stored.place);
            record.facts.clone_from(&raw.facts);
        }
        let record = records.entry(key).or_insert_with(|| Record {
            first: run,
            place: stored.place,
            facts: raw.facts,
            severity,
            absent: 0,
            favourable: 0,
            sparing: 0,
            closed: false,
            unknown: stored.unknown,
            made_up: stored.made_up,
        });
        record.severity = record.severity.min(severity);
        record.unknown |= stored.unknown;
        record.made_up |= stored.made_up;
        match kind {
            Kind::Absent => record.absent |= 1 << run,
            Kind::Favourable => record.favourable |= 1 << run,
            Kind::Sparing(_) => record.sparing |= 1 << run,
            Kind::Closed => record.closed = true,
            Kind::Adverse(_) => {}
        }
    }
}

/// Whether a path begins at what a node that stands for its owner says: what the owner lacks is no
/// business of it.
fn says(node: &Node, path: &Path) -> bool {
    match (path.0.first(), node.values.entries()) {
        (Some(Segment::Key(key)), Some(entries)) => entries.contains_key(key),
        _ => false,
    }
}

//! The stages over the units of one tree, before anything is compared or suppressed.

use super::conftest;
use super::excluded;
use super::look::Found;
use super::standing::Standing;
use super::variants::{self, Job};
use super::{
    Progress, Setup, Silent, diff, doubles, failing, fingerprint, gaps, locate, named, open,
    redact, stages,
};
use crate::discover;
use crate::document::Secrets;
use crate::finding::{Certainty, Finding, Location, Scanned, Subjects};
use crate::gap::{Gap, GapKind};
use crate::path;
use crate::policy::{Judged, Selection};
use crate::source::{Loss, Problem};
use crate::tree::Tree;
use crate::tree::disk::Scope;
use crate::unit::{Format, Unit};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use tracing::{debug_span, info};

/// The stages over one tree, before anything is compared or suppressed.
#[derive(Default)]
pub(super) struct Run {
    /// What the checks say, in order.
    pub(super) findings: Vec<Finding>,
    /// What is wrong with the input.
    pub(super) problems: Vec<Problem>,
    /// Entries of the configuration that are no unit's here.
    pub(super) idle: Vec<Problem>,
    /// The units that were scanned, in order.
    pub(super) units: Vec<Scanned>,
    /// What the checks look at in them, where that is asked for.
    pub(super) subjects: Vec<Subjects>,
    /// What the states of threats are made of, where that is asked for besides.
    pub(super) for_states: Option<Vec<Finding>>,
    /// Every file that a unit read.
    pub(super) files: BTreeSet<String>,
    /// What stands in the units, where that is compared.
    pub(super) standing: Vec<Standing>,
    /// All units of the tree, as reported.
    pub(super) ids: BTreeSet<String>,
    /// What was not looked at.
    pub(super) gaps: Vec<Gap>,
    /// There is no unit, whatever was asked about.
    pub(super) nothing: bool,
    /// What was found in each unit, where that is compared.
    pub(super) judged: BTreeMap<String, Judged>,
}

/// What is asked of one side.
#[derive(Clone, Copy)]
pub(super) struct Ask<'a> {
    /// What can have changed; `None`: anything.
    pub(super) changed: Option<&'a BTreeSet<String>>,
    /// The checks.
    pub(super) selection: &'a Selection,
    /// What was found in the units of the other side.
    pub(super) before: Option<&'a BTreeMap<String, Judged>>,
    /// Files and folders that are left out besides what the configuration leaves out.
    pub(super) excluded: &'a dyn Fn(&str, bool) -> bool,
    /// Whether the sides are compared.
    pub(super) compared: bool,
    /// Only these units, as reported; `None`: all that are wanted.
    pub(super) units: Option<&'a BTreeSet<(String, String)>>,
    /// Who is told.
    pub(super) progress: &'a dyn Progress,
}

impl<'a> Ask<'a> {
    /// As the options of a scan say.
    pub(super) fn of(setup: &'a Setup<'a>, changed: Option<&'a BTreeSet<String>>) -> Ask<'a> {
        Ask {
            changed,
            selection: &setup.options.selection,
            before: None,
            excluded: &|_, _| false,
            compared: !setup.bases.is_empty(),
            units: setup.options.units.as_ref(),
            progress: &Silent,
        }
    }
}

/// A run as one side of a comparison, its findings taken out of it.
pub(super) fn side(tree: &Tree, run: &mut Run, missing: impl Fn(&str) -> bool) -> diff::Side {
    let lost = run.problems.iter().filter(|problem| {
        problem.loss == Loss::Lost && !problem.path.is_empty() && !missing(&problem.path)
    });
    diff::Side {
        findings: std::mem::take(&mut run.findings),
        standing: std::mem::take(&mut run.standing),
        units: std::mem::take(&mut run.ids),
        lost: lost.map(|problem| tree.home(&problem.path).1).collect(),
    }
}

/// Runs the stages over the units that are wanted.
pub(super) fn run(setup: &Setup<'_>, tree: &Tree, found: &Found, ask: Ask<'_>) -> Run {
    let Setup { scope, set, config, options, .. } = *setup;
    let Ask { changed, selection, before, compared, progress, .. } = ask;
    let mut run = Run {
        problems: found.problems.clone(),
        ids: found.all.units.iter().map(|unit| named(tree, &unit.id).1).collect(),
        gaps: if options.tells_rest() { scope.gaps.clone() } else { Vec::new() },
        nothing: changed.is_none() && found.all.units.is_empty() && options.is_whole(),
        ..Run::default()
    };
    run.problems.retain(|problem| options.realm.has(&problem.path));
    run.gaps.retain(|gap| options.realm.has(&gap.path));
    let mut wanted: Vec<Unit> = found.wanted.iter().cloned().collect();
    wanted.retain(|unit| !options.elsewhere.iter().any(|it| it.leaves_out(scope, tree, unit)));
    let elsewhere: Vec<Unit> =
        wanted.iter().filter(|unit| !options.realm.has(&unit.root)).cloned().collect();
    let foreign = options.realm.readers(tree, &found.all.modules, &mut wanted);
    let mut units = chosen(setup, tree, wanted, found, ask, &mut run);
    // What another configuration governs calls modules here, too.
    let own = units.iter().filter(|unit| options.realm.has(&unit.root));
    let reported: Vec<(Unit, (String, String))> =
        own.chain(&elsewhere).map(|unit| (unit.clone(), named(tree, &unit.id))).collect();
    if let Some(asked) = ask.units {
        units.retain(|unit| asked.contains(&named(tree, &unit.id)));
    }
    let (jobs, told) = variants::jobs(units, tree, scope, config, options);
    if changed.is_none() && options.is_whole() {
        run.idle = told;
    }
    let fixes = options.fixes;
    // The states of threats need what is undecided, whether or not that is reported.
    let for_states = options.for_states && !compared;
    let asked = Selection { undecided: selection.undecided || for_states, ..selection.clone() };
    let with_open = selection.undecided;
    let selection = &asked;
    let failing = failing::Failing::default();
    let (mut done, met) = stages::work(tree, jobs, &options.today, progress, |job, document, _| {
        if foreign.contains(&job.unit.id) {
            return Made::default();
        }
        let before = before.and_then(|before| before.get(&job.unit.id));
        let left = failing.left(selection);
        let selection: &Selection = &left;
        let mut judged =
            debug_span!("looking for what changed").in_scope(|| Judged::new(&document, compared));
        let mut gaps = debug_span!("asking the policies")
            .in_scope(|| judged.ask(set, &document, selection, before));
        failing.count(&gaps);
        gaps.extend(document.gaps.iter().cloned());
        gaps.iter_mut().for_each(|gap| redact::hide_in_gap(&document.secrets, gap));
        gaps.iter_mut().for_each(|gap| locate::place(tree, &document, gap));
        let further = debug_span!("asking what defaults leave out")
            .in_scope(|| judged.ask_otherwise(set, &document, selection, before));
        let standing = compared.then(|| Standing::of(tree, &document, &named(tree, &job.base).1));
        let mut findings = debug_span!("locating").in_scope(|| {
            // The other side of a comparison asks for them.
            let outcomes = match compared {
                true => judged.outcomes.clone(),
                false => std::mem::take(&mut judged.outcomes),
            };
            locate::locate(tree, &document, named(tree, &job.base), outcomes, set, fixes)
        });
        if let Some(other) = document.otherwise.as_deref() {
            findings.extend(locate::locate(
                tree,
                other,
                named(tree, &job.base),
                further,
                set,
                fixes,
            ));
        }
        let judged = compared.then_some(judged);
        let subjects = (options.states || for_states).then(|| {
            let (repository, base) = named(tree, &job.base);
            let id = named(tree, &job.unit.id).1;
            let checks = selection.checks.clone();
            Subjects { repository, id, base, checks, of: set.subjects(&document) }
        });
        progress.found(&findings);
        let secrets = set.conftest().is_some().then(|| document.secrets());
        let resources = document.resources.len();
        Made { findings, standing, judged, subjects, resources, gaps, secrets }
    });
    run.problems.extend(met);
    done.retain(|unit| !foreign.contains(&unit.job.unit.id));
    let plans = plans(tree, &done);
    let mut of_units = Vec::new();
    let mut raw = conftest::Files::default();
    for unit in done {
        let Made { mut findings, standing, judged, subjects, resources, gaps, secrets } =
            unit.made.unwrap_or_default();
        raw.add(tree, &unit.job, &unit.files, secrets);
        of_units.push((unit.job.base.clone(), gaps));
        run.standing.extend(standing);
        run.subjects.extend(subjects);
        run.judged.extend(judged.map(|judged| (unit.job.unit.id.clone(), judged)));
        if let Some(variant) = &unit.job.variant {
            findings.iter_mut().for_each(|finding| finding.variants = vec![variant.clone()]);
        }
        run.findings.extend(findings);
        let files = unit.files.iter().map(|file| tree.reported(file)).collect();
        run.units.push(Scanned { files, ..scanned(scope, tree, &unit.job, resources) });
        run.files.extend(unit.files);
    }
    failing.end(&mut run.findings, &mut of_units);
    run.gaps.extend(gaps::of_units(of_units));
    if let Some(rules) = set.conftest() {
        let (findings, gaps, problems) = raw.ask(tree, rules, &selection.checks);
        run.findings.extend(findings);
        run.gaps.extend(gaps);
        run.problems.extend(problems);
    }
    // A file that is passed over belongs to the unit that reads it after all.
    let passed = found.all.gaps.iter().filter(|gap| options.realm.has(&gap.path));
    let passed = passed.filter(|gap| !run.files.contains(&gap.path)).cloned();
    let passed: Vec<Gap> = passed.collect();
    run.gaps.extend(passed);
    run.gaps.retain(|gap| {
        gap.kind == GapKind::LeftOut || gap.is_of_policy() || !is_excluded(setup, &gap.path, false)
    });
    let called = open::called(&found.all.modules, &reported);
    let told = |mut findings: Vec<Finding>, states: bool| {
        findings.retain(|finding| {
            let for_callers = finding.open.as_ref().is_some_and(|open| open.for_callers);
            !(for_callers
                && !states
                && called.contains(&(finding.repository.clone(), finding.unit.clone())))
        });
        findings.retain(|finding| {
            let file = &finding.location.file;
            set.check(&finding.check).is_none_or(|check| check.scope.has(&finding.unit, file))
        });
        for finding in &mut findings {
            if let Some(severity) = options.severity.get(&finding.check) {
                finding.severity = *severity;
            }
        }
        findings.sort();
        findings.dedup();
        if !states {
            doubles::leave_out(&mut findings, &plans);
        }
        merge_variants(&mut findings);
        fingerprint::number(&mut findings);
        findings
    };
    let mut findings = std::mem::take(&mut run.findings);
    if for_states {
        run.for_states = Some(told(findings.clone(), true));
        findings.retain(|own| with_open || own.certainty != Certainty::Undecided);
    }
    run.findings = told(findings, options.states);
    at_root(scope, &mut run.units);
    run.units.sort();
    run
}

/// What the stages make of one unit.
#[derive(Default)]
struct Made {
    findings: Vec<Finding>,
    standing: Option<Standing>,
    judged: Option<Judged>,
    subjects: Option<Subjects>,
    resources: usize,
    gaps: Vec<Gap>,
    /// What may not be shown, where rules see the files themselves.
    secrets: Option<Secrets>,
}

/// The units that are wanted and not left out; what is left out is a gap.
fn chosen(
    setup: &Setup<'_>,
    tree: &Tree,
    mut wanted: Vec<Unit>,
    found: &Found,
    ask: Ask<'_>,
    run: &mut Run,
) -> Vec<Unit> {
    let Setup { scope, config, options, .. } = *setup;
    if let Some(examples) = &options.examples {
        for unit in &mut wanted {
            let folder = unit.format == Format::Terraform;
            unit.example = examples.has(scope, &unit.root, folder);
        }
    }
    if let Some(known) = &found.examples {
        wanted.iter_mut().for_each(|unit| unit.example &= known.contains(&unit.id));
    }
    let excluded =
        |path: &str, folder| is_excluded(setup, path, folder) || (ask.excluded)(path, folder);
    let file = config.map_or("the configuration", |config| &config.file);
    let by_file = format!("`exclude` in {file}");
    let unit_excluded = |unit: &Unit| excluded::is_unit(tree, unit, &excluded);
    let leave_out = |unit: &Unit| match (options.no_examples && unit.example, unit_excluded(unit)) {
        (true, _) => Some("it lies under examples, tests or fixtures"),
        (_, true) => Some(by_file.as_str()),
        _ => None,
    };
    let mut left_out = Vec::new();
    let units = wanted.iter().filter(|unit| {
        let why = leave_out(unit);
        if let Some(why) = why {
            info!(unit = %tree.reported(&unit.id), "skipped: {why}");
            left_out.push(Gap::file(GapKind::LeftOut, unit.id.as_str(), why, ""));
        }
        why.is_none()
    });
    let units: Vec<Unit> = units.cloned().collect();
    left_out.retain(|gap| options.realm.has(&gap.path));
    run.gaps.extend(left_out);
    run.problems.retain(|problem| !excluded(&problem.path, false));
    units
}

/// Whether the configuration leaves a file or folder out.
fn is_excluded(setup: &Setup<'_>, path: &str, folder: bool) -> bool {
    setup.options.exclude.iter().any(|below| below.has(setup.scope, path, folder))
}

/// The plans, each with the configuration in its folder, which says the same; and the templates of task
/// definitions (`task.template`), each with what was made of it (`task.json` beside it).
fn plans<M>(tree: &Tree, done: &[stages::Done<M>]) -> BTreeMap<doubles::Unit, doubles::Unit> {
    let id = |job: &Job| named(tree, &job.unit.id);
    let configurations: BTreeMap<&str, doubles::Unit> = done
        .iter()
        .filter(|unit| unit.job.unit.format == Format::Terraform && unit.job.variant.is_none())
        .map(|unit| (unit.job.unit.root.as_str(), id(&unit.job)))
        .collect();
    let definitions: BTreeMap<&str, doubles::Unit> = done
        .iter()
        .filter(|unit| unit.job.unit.format == Format::Ecs)
        .map(|unit| (unit.job.unit.root.as_str(), id(&unit.job)))
        .collect();
    let made = |root: &str| {
        let files = discover::closures::template_of(root)?;
        files.iter().find_map(|file| definitions.get(file.as_str()).cloned())
    };
    done.iter()
        .filter_map(|unit| {
            let root = unit.job.unit.root.as_str();
            let double = match unit.job.unit.format {
                Format::Plan => configurations.get(path::folder_of(root)).cloned(),
                Format::Ecs => made(root),
                Format::Terraform | Format::CloudFormation => None,
            };
            Some((id(&unit.job), double?))
        })
        .collect()
}

/// A unit at the root means that the folder is one repository, not a folder of them.
pub(super) fn at_root(scope: &Scope, units: &mut [Scanned]) {
    if units.iter().any(|unit| unit.repository.is_empty()) {
        let inner = |unit: &Scanned| scope.root.join(&unit.repository).join(".git").exists();
        units.iter_mut().filter(|unit| !inner(unit)).for_each(|unit| unit.repository.clear());
    }
}

/// Equal findings of a unit's variants become one that names them.
fn merge_variants(findings: &mut Vec<Finding>) {
    type Same = ([String; 5], Location, Certainty);
    let mut kept: Vec<Finding> = Vec::new();
    let mut known: HashMap<Same, usize> = HashMap::new();
    for mut finding in std::mem::take(findings) {
        if finding.variants.is_empty() {
            kept.push(finding);
            continue;
        }
        let Finding { check, unit, resource, path, message, .. } = &finding;
        let same = [check, unit, resource, path, message].map(Clone::clone);
        match known.entry((same, finding.location.clone(), finding.certainty)) {
            Entry::Occupied(twin) => {
                let twin = &mut kept[*twin.get()];
                twin.variants.append(&mut finding.variants);
                twin.variants.sort();
                twin.severity = twin.severity.max(finding.severity);
            }
            Entry::Vacant(free) => {
                free.insert(kept.len());
                kept.push(finding);
            }
        }
    }
    *findings = kept;
}

fn scanned(scope: &Scope, tree: &Tree, job: &Job, resources: usize) -> Scanned {
    let (home, id) = named(tree, &job.unit.id);
    Scanned {
        id,
        base: named(tree, &job.base).1,
        repository: if home.is_empty() { repository(scope, &job.unit) } else { home },
        format: job.unit.format.name(),
        example: job.unit.example,
        resources,
        files: Vec::new(),
    }
}

/// The repository of a unit: the nearest folder above it that holds a `.git`; where there is none,
/// the first folder of its path.
fn repository(scope: &Scope, unit: &Unit) -> String {
    if scope.work_tree.is_some() {
        return String::new();
    }
    let folder = if unit.format == Format::Terraform {
        unit.root.as_str()
    } else {
        path::folder_of(&unit.root)
    };
    let mut at = folder;
    while !at.is_empty() {
        if scope.root.join(at).join(".git").exists() {
            return at.to_owned();
        }
        at = path::folder_of(at);
    }
    folder.split('/').next().unwrap_or_default().to_owned()
}

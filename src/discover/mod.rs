//! Finding the units of a tree: Terraform root modules, CloudFormation templates, ECS task
//! definitions, Terraform plans.
//!
//! Nothing is evaluated here. Which JSON files a Terraform unit reads, and which templates a parent
//! stack names, is known only after evaluation: the scan drops those units then.

mod affected;
pub mod closures;
mod examples;
mod modules;
mod passed;
mod sniff;

pub use affected::{Change, Mentions, affected, named};
pub use closures::Closures;
use examples::Examples;
pub use modules::{Modules, is_terraform};
pub use sniff::{Kind, may_be_ours, sniff};

use crate::gap::Gap;
use crate::path::{folder_of, in_package, is_below};
use crate::source::Problem;
use crate::terraform;
use crate::tree::Tree;
use crate::unit::{Format, Unit};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// What a tree consists of.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The units, sorted by id.
    pub units: Vec<Unit>,
    /// Which Terraform folder calls which.
    pub modules: Modules,
    /// Files that are passed over and should not be in silence.
    pub gaps: Vec<Gap>,
    /// The files that were looked into to learn whether a unit consists of them.
    pub looked: BTreeSet<String>,
}

impl Found {
    /// What an earlier look at another state of the tree knows besides: the files that were not looked
    /// into again.
    #[must_use]
    pub fn beside(mut self, before: Found) -> Found {
        let own = &self.looked;
        let alone = |unit: &Unit| unit.format != Format::Terraform && !own.contains(&unit.root);
        let kept: Vec<Unit> = before.units.into_iter().filter(alone).collect();
        self.units.extend(kept);
        self.units.sort();
        self.looked.extend(before.looked);
        self
    }
}

/// The units of a tree, sorted by id.
#[must_use]
pub fn discover(tree: &Tree) -> (Vec<Unit>, Vec<Problem>) {
    let (found, problems) = look(tree, Look::default(), &mut Mentions::default());
    (found.units, problems)
}

/// How a tree is looked at.
#[derive(Clone, Copy, Default)]
pub struct Look<'a> {
    /// What changed; `None`: all of the tree is looked at.
    pub change: Option<&'a Change>,
    /// Of a change, the templates and task definitions that it can reach besides those that changed.
    pub reached: Option<&'a BTreeSet<String>>,
    /// The other side of a comparison: what did not change is as it is there.
    pub beside: Option<&'a Found>,
    /// The folder whose units are looked for; modules elsewhere are known where it calls them.
    /// `None`: all of the tree.
    pub within: Option<&'a str>,
    /// What works side by side; `None`: one after the other.
    pub hands: Option<Hands<'a>>,
}

/// What does a number of things side by side: each is called by its number, from 0.
pub type Hands<'a> = &'a (dyn Fn(usize, &(dyn Fn(usize) + Sync)) + Sync);

/// Makes something of each item, side by side where there are hands; in the order of the items.
fn each<T: Sync, R: Send + Sync>(
    hands: Option<Hands<'_>>,
    items: &[T],
    make: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let Some(hands) = hands else { return items.iter().map(make).collect() };
    let made: Vec<OnceLock<R>> = items.iter().map(|_| OnceLock::new()).collect();
    hands(items.len(), &|at| {
        made[at].get_or_init(|| make(&items[at]));
    });
    let all = made.into_iter().zip(items);
    all.map(|(cell, item)| cell.into_inner().unwrap_or_else(|| make(item))).collect()
}

/// Whether a change of these files can concern templates other than themselves.
#[must_use]
pub fn concern_templates(tree: &Tree, changed: &BTreeSet<String>) -> bool {
    changed.iter().any(|path| may_be_ours(path) && (is_template(tree, path) || is_part(tree, path)))
}

/// The units of a tree and the calls between its Terraform folders. With `changed`, templates and
/// task definitions that no change of those files can concern are not looked for: where none of
/// them is a template, no other one is read.
#[must_use]
pub fn explore(
    tree: &Tree,
    changed: Option<&BTreeSet<String>>,
    within: Option<&str>,
) -> (Found, Vec<Problem>) {
    let mut read = Mentions::default();
    let change = changed.map(|changed| Change::between(&[tree], changed));
    let reached = match &change {
        Some(change) if concern_templates(tree, &change.files) => change.reaches(tree, &mut read),
        _ => BTreeSet::new(),
    };
    let change = change.as_ref();
    let look = Look { change, reached: Some(&reached), within, ..Look::default() };
    self::look(tree, look, &mut read)
}

/// As [`explore`], for one side of a comparison. `read` is one for all sides.
#[must_use]
pub fn look(tree: &Tree, look: Look<'_>, read: &mut Mentions) -> (Found, Vec<Problem>) {
    let Look { change, reached, beside, within, hands } = look;
    let changed = change.map(|change| &change.files);
    let inside = |path: &str| within.is_none_or(|within| is_below(path, within));
    // A folder that a tool installed holds units when it is named itself.
    let below = |path: &str| within.map_or(0, str::len).min(path.len());
    let same = |path: &str| changed.is_some_and(|changed| !changed.contains(path));
    let known: BTreeMap<&str, &Unit> = beside
        .iter()
        .flat_map(|found| &found.units)
        .filter(|unit| unit.format != Format::Terraform)
        .map(|unit| (unit.root.as_str(), unit))
        .collect();
    let touched: BTreeSet<&str> =
        changed.into_iter().flatten().map(|path| folder_of(path)).collect();
    let mut problems = Vec::new();
    let mut gaps = Vec::new();
    let examples = Examples::of(tree);
    let asked = |path: &str| {
        changed.is_none_or(|changed| {
            changed.contains(path) || reached.is_some_and(|reached| reached.contains(path))
        })
    };
    let way = |path: &str| {
        if in_package(&path[below(path)..]) {
            return Way::Passed("a tool installed it; it is read where something names it");
        }
        // A stack stands in a folder of its own; beside modules its files are not read.
        let of_stack =
            || terraform::is_stack_file(path) && terraform::is_stack(tree, folder_of(path));
        if is_terraform(path) || of_stack() {
            // A linked folder's modules are found where they really stand; a linked file is part of
            // the folder that holds it.
            return match tree.is_alias(folder_of(path)) && !folder_of(path).is_empty() {
                true => Way::Passed("a link leads to its folder, which is read at its own path"),
                false => Way::Terraform,
            };
        }
        match (asked(path), may_be_ours(path), tree.is_alias(path)) {
            (true, true, false)
                if same(path) && beside.is_some_and(|it| it.looked.contains(path)) =>
            {
                Way::Known
            }
            (true, true, false) => Way::Sniffed,
            (asked, false, alias) => {
                let why = "by its name neither template, nor task definition, nor plan";
                match asked && !alias && passed::may_be_infrastructure(path) {
                    true => Way::Foreign(why),
                    false => Way::Passed(why),
                }
            }
            (false, true, _) => Way::Passed("no change concerns it"),
            (true, true, true) => Way::Passed("a link leads to it, and it is read at its own path"),
        }
    };
    let ways: Vec<(&str, Way)> =
        tree.files().filter(|path| inside(path)).map(|path| (path, way(path))).collect();
    let read_of: Vec<(&str, Way)> = ways
        .iter()
        .filter(|(_, way)| matches!(way, Way::Sniffed | Way::Foreign(_)))
        .copied()
        .collect();
    let mut contents = each(hands, &read_of, |(path, way)| {
        let kind = if *way == Way::Sniffed { sniff(tree, path) } else { Ok(None) };
        let gap = matches!(kind, Ok(None)).then(|| passed::passed_over(tree, path)).flatten();
        (kind, gap)
    })
    .into_iter();
    let mut folders: BTreeSet<&str> = BTreeSet::new();
    let mut units = Vec::new();
    let mut looked = BTreeSet::new();
    for (path, way) in ways {
        if matches!(way, Way::Known | Way::Sniffed) {
            looked.insert(path.to_owned());
        }
        match way {
            Way::Passed(why) => passed_over(tree, path, why),
            Way::Terraform => {
                taken(tree, path, "Terraform configuration");
                folders.insert(folder_of(path));
            }
            Way::Known => units.extend(known.get(path).map(|unit| (*unit).clone())),
            Way::Foreign(why) => {
                gaps.extend(contents.next().and_then(|(_, gap)| gap));
                passed_over(tree, path, why);
            }
            Way::Sniffed => match contents.next() {
                Some((Ok(Some(kind)), _)) => {
                    taken(tree, path, kind.name());
                    units.push(Unit {
                        id: path.to_owned(),
                        format: kind.format(),
                        root: path.to_owned(),
                        example: examples.has_file(path),
                        called: false,
                    });
                }
                Some((Ok(None), gap)) => {
                    gaps.extend(gap);
                    let why = "neither template, nor task definition, nor plan is in it";
                    passed_over(tree, path, why);
                }
                Some((Err(problem), _)) => problems.push(problem),
                None => {}
            },
        }
    }
    // Who calls whom is asked of each folder once; where all of it is new, of all at once.
    let new: Vec<&str> = match (change, beside) {
        (None, None) => folders.iter().copied().collect(),
        _ => Vec::new(),
    };
    let calls_of_new =
        each(hands, &new, |folder| terraform::local_module_calls(tree, folder, None));
    let mut calls_of_new: BTreeMap<&str, Vec<String>> = new.into_iter().zip(calls_of_new).collect();
    let mut calls_of = |folder: &str| {
        if let Some(calls) = calls_of_new.remove(folder) {
            return calls;
        }
        let known = beside.filter(|_| changed.is_some() && !touched.contains(folder));
        let calls = known.and_then(|found| found.modules.calls_of(folder));
        let mut shown = |path: &str, bytes: &[u8]| {
            change.into_iter().for_each(|change| read.look(change, path, bytes));
        };
        let shown: Option<terraform::Shown<'_>> = change.is_some().then_some(&mut shown);
        let read = || terraform::local_module_calls(tree, folder, shown);
        calls.map_or_else(read, <[String]>::to_vec)
    };
    let modules = Modules::new(
        calls(tree, &folders, &mut calls_of),
        folders.iter().filter(|folder| examples.has(folder)).map(|folder| (*folder).to_owned()),
    );
    let mut roots = modules.roots();
    roots.retain(|(folder, _)| inside(folder));
    let own: BTreeSet<&str> = roots.iter().map(|(root, _)| root.as_str()).collect();
    for folder in &folders {
        match own.contains(folder) {
            true => taken(tree, folder, "a Terraform root module"),
            false => passed_over(tree, folder, "a module that another folder calls is read there"),
        }
    }
    units.extend(roots.into_iter().map(|(folder, called)| Unit {
        id: if folder.is_empty() { ".".to_owned() } else { folder.clone() },
        format: Format::Terraform,
        example: examples.has(&folder),
        root: folder,
        called,
    }));
    units.sort();
    (Found { units, modules, gaps, looked }, problems)
}

/// What is done with a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// It is no unit and no part of one, for this reason.
    Passed(&'static str),
    /// So is this one; its content tells whether that should be in silence.
    Foreign(&'static str),
    /// A part of a module.
    Terraform,
    /// An earlier look knows it.
    Known,
    /// Its content tells what it is.
    Sniffed,
}

/// Tells of a file or folder that a unit is made of.
fn taken(tree: &Tree, path: &str, what: &str) {
    tracing::info!(file = %tree.reported(path), "taken: {what}");
}

/// Tells of a file or folder that is no unit and no part of one.
fn passed_over(tree: &Tree, path: &str, why: &str) {
    tracing::info!(file = %tree.reported(path), "skipped: {why}");
}

/// The folders that each folder calls by a local path, and the same of those.
fn calls(
    tree: &Tree,
    folders: &BTreeSet<&str>,
    calls_of: &mut dyn FnMut(&str) -> Vec<String>,
) -> BTreeMap<String, Vec<String>> {
    let mut calls = BTreeMap::new();
    let mut open: Vec<String> = folders.iter().map(|folder| (*folder).to_owned()).collect();
    while let Some(folder) = open.pop() {
        if calls.contains_key(&folder) {
            continue;
        }
        let targets = calls_of(&folder);
        let has_code = |target: &&String| tree.files_in(target).any(is_terraform);
        open.extend(targets.iter().filter(has_code).cloned());
        calls.insert(folder, targets);
    }
    calls
}

fn is_template(tree: &Tree, path: &str) -> bool {
    matches!(sniff(tree, path), Ok(Some(Kind::Template)))
}

/// Whether a file is what templates read besides templates: an OpenAPI definition, or the manifest
/// of a cloud assembly.
fn is_part(tree: &Tree, path: &str) -> bool {
    let Ok(bytes) = tree.bytes(path) else { return false };
    ["openapi", "swagger", "aws:cloudformation:stack"]
        .iter()
        .any(|word| memchr::memmem::find(&bytes, word.as_bytes()).is_some())
}

/// Whether a file's name allows that a unit consists of it.
#[must_use]
pub fn is_ours(path: &str) -> bool {
    is_terraform(path) || may_be_ours(path)
}

#[cfg(test)]
mod tests;

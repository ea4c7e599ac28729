//! What would decide an undecided result, so that results that one decision closes are told together:
//! once for a library and not again for its callers.

use super::Setup;
use super::look::Found;
use super::run::{Ask, run};
use crate::discover::Modules;
use crate::document::Document;
use crate::finding::{Certainty, Finding, Open};
use crate::path;
use crate::policy::Selection;
use crate::unit::{Format, Unit};
use crate::value::Cause;
use regex::Regex;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The calls of modules in an address, and the keys of instances.
static CALLS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let key = r#"\[(?:"[^"]*"|[^\]"]*)\]"#;
    Regex::new(&format!(r"module\.[A-Za-z_][\w-]*(?:{key})?\.|{key}")).ok()
});

/// What Terraform says before the reason that a function gives.
static FAILED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"Call to function "[^"]*" failed: "#).ok());

/// What would decide a result of a unit that has this cause. `file` is the file of its place, both
/// below the repository, `home` what tells repositories of one folder apart.
pub(super) fn open(
    cause: &Cause,
    document: &Document,
    (home, unit, file): (&str, &str, &str),
) -> Open {
    let root = cause.root();
    let why = told(&root.to_string());
    let bare = CALLS.as_ref().map_or(why.as_str().into(), |calls| calls.replace_all(&why, ""));
    let here = || unit.trim_start_matches('.').to_owned();
    let (scope, what) = match root {
        // Fetching it closes it for all who call it.
        Cause::Module(module) => match &module.source {
            Some(source) => (home.to_owned(), format!("the module {source}")),
            None => (here(), bare.into_owned()),
        },
        // The same for the whole repository.
        Cause::Pseudo { .. }
        | Cause::Account { .. }
        | Cause::Export { .. }
        | Cause::StackOutput { .. }
        | Cause::Resolved { .. } => (home.to_owned(), bare.into_owned()),
        _ if root.is_for_callers() => (here(), bare.into_owned()),
        // What a module has is decided where it is written, whoever calls it.
        _ if bare != why || !document.deployable => {
            (path::folder_of(file).to_owned(), bare.into_owned())
        }
        _ => (here(), bare.into_owned()),
    };
    let cure = root.cure().unwrap_or_default();
    Open { scope, what, why, cure, for_callers: root.is_for_callers() }
}

/// A cause as the head of a group: a function that failed is named once.
pub(super) fn told(why: &str) -> String {
    let why = FAILED.as_ref().map_or(why.into(), |failed| failed.replace_all(why, ""));
    why.trim_end_matches('.').to_owned()
}

/// Takes out of what is fixed what only cannot be decided any more.
pub(super) fn keep_open(setup: &Setup<'_>, head: &Found, ask: Ask<'_>, fixed: &mut Vec<Finding>) {
    let of = |finding: &Finding| (finding.repository.clone(), finding.unit.clone());
    let units = fixed.iter().map(of).collect();
    let checks = fixed.iter().map(|finding| finding.check.clone()).collect();
    let selection =
        Selection { undecided: true, among: Some(checks), ..setup.options.selection.clone() };
    let ask = Ask { selection: &selection, compared: false, units: Some(&units), ..ask };
    let again = run(setup, &setup.scope.tree, head, ask);
    let place = |finding: &Finding| {
        let Finding { check, unit, resource, path, .. } = finding;
        (check.clone(), unit.clone(), resource.clone(), path.clone())
    };
    let undecided: BTreeSet<_> = again
        .findings
        .iter()
        .filter(|finding| finding.certainty == Certainty::Undecided)
        .map(place)
        .collect();
    fixed.retain(|finding| !undecided.contains(&place(finding)));
}

/// The units that another one calls as a module, as reported: what callers decide is judged there.
pub(super) fn called(
    modules: &Modules,
    units: &[(Unit, (String, String))],
) -> BTreeSet<(String, String)> {
    let roots = units.iter().filter(|(unit, _)| unit.format == Format::Terraform);
    let reached: BTreeSet<String> = roots
        .clone()
        .flat_map(|(unit, _)| {
            modules.of_root(&unit.root).into_iter().filter(|folder| *folder != unit.root)
        })
        .collect();
    roots.filter(|(unit, _)| reached.contains(&unit.root)).map(|(_, id)| id.clone()).collect()
}

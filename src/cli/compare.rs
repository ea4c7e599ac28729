//! What a scan compares: `--diff-base`, `--diff-exact`, `--staged`, `--pre-commit`.

use super::args::ScanArgs;
use crate::discover;
use crate::source::Problem;
use crate::tree::Limits;
use crate::tree::disk::{Place, Scope};
use crate::tree::git::{self, Base, Comparison, Head, Since, Surroundings};
use std::path::PathBuf;

/// A scope with the bases that it is compared with.
pub struct Side {
    /// What is scanned.
    pub scope: Scope,
    /// Where a comparison starts; empty: everything is reported.
    pub bases: Vec<Base>,
}

/// The paths that are scanned: a hook scans the repository that it runs in, whatever files it is
/// handed.
#[must_use]
pub fn paths(args: &ScanArgs) -> Vec<PathBuf> {
    if args.pre_commit { vec![PathBuf::from(".")] } else { args.paths.clone() }
}

/// Opens the places that are scanned, each repository against its own base.
///
/// # Errors
/// A sentence that names the option and the cure.
pub fn open(
    args: &ScanArgs,
    places: Vec<Place>,
    limits: Limits,
    problems: &mut Vec<Problem>,
) -> Result<Vec<Side>, String> {
    let asked = asked(args);
    if args.untrusted
        && asked.is_none()
        && !args.pre_commit
        && !args.staged
        && args.input.config.is_none()
    {
        return Err(
            "--untrusted needs what is trusted: --diff-base REV, or --config FILE".to_owned()
        );
    }
    if asked.is_none() && !args.pre_commit && !args.staged {
        let scopes =
            places.iter().filter_map(|place| place.reading_beyond().open(limits, problems));
        return Ok(scopes.map(|scope| Side { scope, bases: Vec::new() }).collect());
    }
    let surroundings = surroundings(args.pre_commit || args.staged);
    let mut sides = Vec::new();
    for place in places.into_iter().flat_map(Place::repositories) {
        // A hook is about its whole repository, wherever in it it runs.
        let place = if args.pre_commit { place.whole() } else { place };
        let told = |why: git::GitError| format!("{}: {why}", option(args));
        let comparison = match &asked {
            Some(asked) => asked.clone(),
            // What the commit under way adds: a merge is compared with what it brings in too.
            None if args.staged => git::of_hook(&place, &[], None, &surroundings).map_err(told)?,
            None => git::of_hook(&place, &handed(args), refs(), &surroundings).map_err(told)?,
        };
        let mut compared = git::open(&place, &comparison, &surroundings, limits, discover::is_ours)
            .map_err(told)?;
        crate::scan::share_installed(&compared.scope, &mut compared.bases);
        problems.extend(compared.problems);
        sides.push(Side { scope: compared.scope, bases: compared.bases });
    }
    Ok(sides)
}

/// The option that asks for a comparison, as messages name it.
fn option(args: &ScanArgs) -> String {
    match (&args.diff_base, &args.diff_exact) {
        (Some(revision), _) => format!("--diff-base {revision}"),
        (_, Some(revision)) => format!("--diff-exact {revision}"),
        _ if args.pre_commit => "--pre-commit".to_owned(),
        _ => "--staged".to_owned(),
    }
}

fn asked(args: &ScanArgs) -> Option<Comparison> {
    let since: fn(String) -> Since =
        if args.diff_exact.is_some() { Since::Exact } else { Since::MergeBase };
    let head = if args.staged { Head::Index } else { Head::WorkTree };
    let text = args.diff_base.as_ref().or(args.diff_exact.as_ref())?;
    // Three dots ask for what --diff-base does anyway.
    let range = text.split_once("...").or_else(|| text.split_once(".."));
    let (from, head) = match range {
        Some((from, to)) => (from, Head::Commit(or_head(to))),
        None => (text.as_str(), head),
    };
    Some(Comparison { since: vec![since(or_head(from))], head })
}

fn or_head(revision: &str) -> String {
    if revision.is_empty() { "HEAD".to_owned() } else { revision.to_owned() }
}

/// The files that a hook was handed; without any, the default path stands in their place.
fn handed(args: &ScanArgs) -> Vec<PathBuf> {
    let whole = PathBuf::from(".");
    args.paths.iter().filter(|path| **path != whole).cloned().collect()
}

/// A variable of the environment that is set to something.
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The refs that pre-commit exports where it runs between two.
fn refs() -> Option<(String, String)> {
    Some((variable("PRE_COMMIT_FROM_REF")?, variable("PRE_COMMIT_TO_REF")?))
}

/// What the environment says of the repository.
fn surroundings(hook: bool) -> Surroundings {
    let pull = |reference: &String| {
        reference.strip_prefix("refs/pull/").is_some_and(|rest| rest.ends_with("/merge"))
    };
    let github = variable("GITHUB_REF").filter(pull).and_then(|_| variable("GITHUB_SHA"));
    let merged = |kind: &String| matches!(kind.as_str(), "merged_result" | "merge_train");
    let gitlab = variable("CI_MERGE_REQUEST_EVENT_TYPE").filter(merged);
    let gitlab = gitlab.and_then(|_| variable("CI_COMMIT_SHA"));
    // Git names the commits that a merge brings in to the hook that runs before the merge is
    // recorded.
    let brought = std::env::vars_os().filter_map(|(name, _)| {
        let id = name.to_str()?.strip_prefix("GITHEAD_")?.to_owned();
        Some(id).filter(|_| hook)
    });
    Surroundings {
        merge_of_ci: github.or(gitlab),
        index: std::env::var_os("GIT_INDEX_FILE").map(PathBuf::from).filter(|_| hook),
        merged: brought.collect(),
    }
}

//! What a scan compares: `--diff-base`, `--diff-exact`, `--staged`, `--pre-commit`.

use super::Failure;
use super::args::ScanArgs;
use crate::discover;
use crate::source::{Loss, Problem};
use crate::tree::Limits;
use crate::tree::disk::{Place, Scope};
use crate::tree::git::{self, Base, Compared, Comparison, Head, Since, Surroundings};
use std::io::Read;
use std::path::{Path, PathBuf};

/// Bytes of a list of paths.
const PATHS: u64 = 1 << 30;

/// A scope with the bases that it is compared with.
pub struct Side {
    /// What is scanned.
    pub scope: Scope,
    /// Where a comparison starts; empty: everything is reported.
    pub bases: Vec<Base>,
    /// Which part of it is scanned; `None`: all.
    pub shard: Option<(usize, usize)>,
    /// It is one of the repositories below a folder, or what lies beside them: that there is nothing in
    /// it says nothing of the others.
    pub one_of_several: bool,
}

impl Side {
    /// A scope of which everything is reported.
    #[must_use]
    pub fn whole(scope: Scope) -> Side {
        Side { scope, bases: Vec::new(), shard: None, one_of_several: false }
    }
}

/// The paths that are scanned: a hook scans the repository that it runs in, whatever files it is
/// handed.
///
/// # Errors
/// The file that names them cannot be read.
pub fn paths(args: &ScanArgs) -> Result<Vec<PathBuf>, Failure> {
    if let Some(file) = &args.many.paths_from {
        return named(file);
    }
    Ok(if args.pre_commit { vec![PathBuf::from(".")] } else { args.paths.clone() })
}

/// The paths that a file names, one a line or separated by NUL; `-` is standard input.
fn named(file: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut bytes = Vec::new();
    let read = match file == Path::new("-") {
        true => std::io::stdin().lock().take(PATHS).read_to_end(&mut bytes).map(|_| ()),
        false => std::fs::File::open(file)
            .and_then(|file| file.take(PATHS).read_to_end(&mut bytes))
            .map(|_| ()),
    };
    let shown = crate::path::slashes(file);
    read.map_err(|error| Failure::Input(format!("{shown} cannot be read: {error}")))?;
    let text = String::from_utf8(bytes)
        .map_err(|_| Failure::Input(format!("{shown}: the paths are not UTF-8 text")))?;
    let by_nul = text.contains('\0');
    let one = |path: &'_ str| match by_nul {
        true => path.to_owned(),
        false => path.trim_end_matches('\r').to_owned(),
    };
    let all = text.split(if by_nul { '\0' } else { '\n' }).map(one);
    Ok(all.filter(|path| !path.is_empty()).map(PathBuf::from).collect())
}

/// A place as a scope: a revision, or a bare repository's HEAD, from git's objects, else what stands in the
/// folder. `None` when it cannot be opened.
///
/// # Errors
/// A sentence that names the cure: no repository, an unknown revision.
pub fn scope(
    place: &Place,
    revision: Option<&str>,
    limits: Limits,
    problems: &mut Vec<Problem>,
) -> Result<Option<Scope>, String> {
    let Some(revision) = revision.or(place.is_bare().then_some("HEAD")) else {
        return Ok(place.reading_beyond().open(limits, problems));
    };
    let comparison = Comparison { since: Vec::new(), head: Head::Commit(revision.to_owned()) };
    let compared =
        git::open(place, &comparison, &Surroundings::default(), limits, discover::is_ours)
            .map_err(|why| why.to_string())?;
    problems.extend(compared.problems);
    Ok(Some(compared.scope))
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
        let revision = args.many.rev.as_deref();
        // What lies beside repositories has no revisions.
        let apart = if revision.is_some() { Place::repositories } else { Place::worlds };
        let mut worlds: Vec<Place> = places.into_iter().flat_map(apart).collect();
        let several = worlds.len() > 1;
        let mut shard = args.shard;
        if let Some((index, of)) = shard.filter(|_| worlds.len() > 1) {
            // Of several repositories each is scanned as a whole.
            let mine = |at: usize| at % of + 1 == index;
            let all = worlds.into_iter().enumerate().filter(|(at, _)| mine(*at));
            (worlds, shard) = (all.map(|(_, place)| place).collect(), None);
        }
        let mut sides = Vec::new();
        for place in worlds {
            let mut met = Vec::new();
            let scope = match scope(&place, revision, limits, &mut met) {
                Ok(scope) => scope,
                // One of several costs itself alone.
                Err(why) if several => {
                    met.push(Problem::file(Loss::Lost, place.label.as_str(), why));
                    None
                }
                Err(why) => {
                    return Err(revision.map_or(why.clone(), |name| format!("--rev {name}: {why}")));
                }
            };
            // What is wrong with the listing is told with the first part.
            if shard.is_none_or(|(index, _)| index == 1) || scope.is_none() {
                problems.append(&mut met);
            }
            sides.extend(scope.map(|scope| Side {
                scope,
                bases: Vec::new(),
                shard,
                one_of_several: several,
            }));
        }
        return Ok(sides);
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
        let Compared { scope, bases, .. } = compared;
        sides.push(Side { scope, bases, shard: args.shard, one_of_several: false });
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

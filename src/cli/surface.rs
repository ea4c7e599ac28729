//! `stridelint model --diff-base REV`: what a change does to the attack surface.

use super::args::{InputArgs, PolicyArgs, ScanArgs};
use super::compare::{self, Side};
use super::drawn::{Drawn, draw};
use super::model::{ModelArgs, ModelFormat, json, status, write};
use super::{Failure, Status, states};
use crate::gap::Gap;
use crate::model::diff::{Change, Unseen, compare as compared};
use crate::report::surface;
use crate::source::Problem;
use crate::tree::disk::Scope;
use crate::tree::{Limits, disk};
use clap::ArgMatches;
use std::path::PathBuf;
use std::sync::Arc;

/// A change, and what was wrong with the input.
pub struct Surface {
    /// What it does to the attack surface.
    pub change: Change,
    gaps: Vec<Gap>,
    problems: Vec<Problem>,
}

/// Prints the change in each format asked for.
///
/// # Errors
/// No repository, an unknown revision; output that cannot be written.
pub(super) fn run(
    args: &ModelArgs,
    matches: &ArgMatches,
    targets: &[(ModelFormat, Option<PathBuf>)],
) -> Result<Status, Failure> {
    let base = args.diff_base.clone().unwrap_or_default();
    let Surface { change, gaps, problems } = of(args, matches, &base)?;
    for (format, file) in targets {
        let told = match format {
            ModelFormat::Json => json(&change)?,
            ModelFormat::Markdown => surface::markdown(&change),
            _ => surface::text(&change),
        };
        write(file.as_deref(), &told)?;
    }
    super::problems::tell(&problems, &gaps);
    Ok(status(&problems, &gaps, false))
}

/// What the change since the merge base with a revision does to the attack surface of some paths, as a
/// section of markdown.
///
/// # Errors
/// No repository, an unknown revision, a configuration that is refused.
pub fn section(
    paths: &[PathBuf],
    input: &InputArgs,
    policy: &PolicyArgs,
    base: &str,
    matches: &ArgMatches,
) -> Result<String, Failure> {
    let args = ModelArgs {
        paths: paths.to_vec(),
        input: input.clone(),
        policy: policy.clone(),
        ..ModelArgs::default()
    };
    Ok(surface::markdown(&of(&args, matches, base)?.change))
}

/// What the change since the merge base with a revision does to the attack surface.
///
/// # Errors
/// No repository, an unknown revision, a configuration that is refused.
pub fn of(args: &ModelArgs, matches: &ArgMatches, base: &str) -> Result<Surface, Failure> {
    let asked = ScanArgs {
        paths: args.paths.clone(),
        input: args.input.clone(),
        diff_base: Some(base.to_owned()),
        ..ScanArgs::default()
    };
    let (places, mut problems) = disk::places(&args.paths);
    let sides =
        compare::open(&asked, places, Limits::default(), &mut problems).map_err(Failure::Input)?;
    let (mut before, mut after) = (Vec::new(), Vec::new());
    let mut unseen: Vec<Unseen> = Vec::new();
    for Side { scope, bases, .. } in sides {
        unseen.extend(scope.gaps.iter().map(|gap| Unseen {
            path: scope.tree.reported(&gap.path),
            why: gap.why.clone(),
            cure: gap.cure.clone(),
        }));
        if let Some(base) = bases.into_iter().next() {
            let scope = Scope {
                tree: base.tree,
                only: scope.only.clone(),
                within: scope.within.clone(),
                gaps: Vec::new(),
                root: scope.root.clone(),
                work_tree: scope.work_tree.clone(),
                recorded: true,
            };
            before.push(Arc::new(Side::whole(scope)));
        }
        after.push(Arc::new(Side::whole(scope)));
    }
    let one = judged(args, matches, &before, Vec::new())?;
    let other = judged(args, matches, &after, problems)?;
    let mut change = compared(&one.model, &other.model, base);
    unseen.sort();
    unseen.dedup();
    change.unseen = unseen;
    Ok(Surface { change, gaps: other.gaps, problems: other.problems })
}

fn judged(
    args: &ModelArgs,
    matches: &ArgMatches,
    sides: &[Arc<Side>],
    problems: Vec<Problem>,
) -> Result<Drawn, Failure> {
    let mut drawn = draw(args.ask(matches), sides, problems)?;
    states::fill(&args.scan(), matches, &mut drawn, sides)?;
    Ok(drawn)
}

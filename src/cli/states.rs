//! What the policies say of a model: the states of its threats, decisions of the configuration, and
//! when they fail a run.

use super::args::{ScanArgs, Trial};
use super::compare::Side;
use super::drawn::Drawn;
use super::{Failure, policies, scan};
use crate::finding::{FailOn, Report, Severity};
use crate::model::v1::{Model, State, Verdict};
use crate::policy::PolicySet;
use crate::scan::Silent;
use crate::states::{Known, decide, judge};
use clap::ArgMatches;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A scan as the states of threats are made of it: all that the checks say, compared with nothing.
pub(super) fn asked(args: &ScanArgs) -> ScanArgs {
    ScanArgs {
        undecided: true,
        baseline: None,
        min_severity: None,
        diff_base: None,
        diff_exact: None,
        staged: false,
        pre_commit: false,
        trial: Trial { states: true, ..Trial::default() },
        ..args.clone()
    }
}

/// Asks the policies about what a model was drawn from, and fills in the states of its threats.
/// `asked`: as [`asked`] makes it.
pub(super) fn fill(
    asked: &ScanArgs,
    matches: &ArgMatches,
    drawn: &mut Drawn,
    sides: &[Arc<Side>],
) -> Result<(), Failure> {
    let gathered = scan::gather_sides(asked, matches, &Silent, sides.to_vec(), Vec::new())?;
    let fallback;
    // Of several configurations that name policies the one with most has them.
    let set = match gathered.sets.iter().max_by_key(|set| set.checks().count()) {
        Some(set) => set,
        None => {
            fallback = policies::load(&asked.policy, None)?.0;
            &fallback
        }
    };
    let report = judged(drawn, gathered.report, set);
    let Drawn { problems, gaps, .. } = drawn;
    // What the model's own reading met is told by it.
    let lost = report.problems.into_iter().filter(|own| !problems.contains(own));
    let lost: Vec<_> = lost.collect();
    problems.extend(lost);
    problems.sort();
    problems.dedup();
    gaps.extend(report.gaps.into_iter().filter(crate::gap::Gap::fails));
    Ok(())
}

/// Fills in the states of a model's threats, of what the policies said; gives that back.
pub(super) fn judged(drawn: &mut Drawn, mut report: Report, set: &PolicySet) -> Report {
    crate::report::printable(&mut report);
    let Drawn { model, units, decided, problems, .. } = drawn;
    judge(model, Known { report: &report, set, units });
    let today = model.today.clone();
    problems.extend(decide(model, units, decided, &today));
    report
}

/// Leaves the threats of some actors.
pub(super) fn of_actors(model: &mut Model, actors: &[String]) -> Result<(), Failure> {
    if actors.is_empty() {
        return Ok(());
    }
    let threats = || model.systems.iter().flat_map(|system| &system.threats);
    let known: BTreeSet<&str> =
        threats().flat_map(|threat| &threat.actors).map(String::as_str).collect();
    for actor in actors.iter().filter(|_| !known.is_empty()) {
        if !known.contains(actor.as_str()) {
            let hint = crate::config::nearest_name(actor, known.iter().copied())
                .map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            let all: Vec<&str> = known.iter().copied().collect();
            return Err(Failure::Usage(format!(
                "no threat has the actor `{actor}`{hint}; there are {}",
                all.join(", ")
            )));
        }
    }
    for system in &mut model.systems {
        system.threats.retain(|threat| threat.actors.iter().any(|own| actors.contains(own)));
    }
    Ok(())
}

/// Whether a threat is left that nobody decided about.
pub(super) fn is_undone(model: &Model, allow_undecided: bool) -> bool {
    let mut all = model.systems.iter().flat_map(|system| &system.threats);
    all.any(|threat| match threat.state {
        State::Open => true,
        State::Undecided => !allow_undecided,
        _ => false,
    })
}

/// Whether an open finding is as bad as what fails the run.
pub(super) fn fails(model: &Model, least: FailOn) -> bool {
    let threats = model.systems.iter().flat_map(|system| &system.threats);
    let targets = threats.flat_map(|threat| &threat.targets);
    let open = targets.filter(|target| target.state == State::Open);
    let mut checks = open.flat_map(|target| &target.checks);
    checks.any(|own| {
        own.state == Verdict::Open
            && own
                .severity
                .and_then(|word| word.parse::<Severity>().ok())
                .is_some_and(|severity| least.fails(severity))
    })
}

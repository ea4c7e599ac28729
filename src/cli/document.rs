//! `stridelint document`: the normalized documents, as a JSON array.

use super::args::{DocumentArgs, PolicyArgs};
use super::{Failure, Status, policies, setting};
use crate::config::Config;
use crate::gap::Gap;
use crate::policy::InWorld;
use crate::report::document::{json, write};
use crate::scan::{Options, Silent};
use crate::source::{Loss, Problem};
use crate::tree::{Limits, disk};
use clap::ArgMatches;
use serde_json::Value;

/// What was read.
pub struct Gathered {
    /// The documents as they are written, sorted by unit id.
    pub documents: Vec<Value>,
    /// As they were read.
    read: Vec<crate::document::Document>,
    /// What they do not show.
    gaps: Vec<Gap>,
    /// What was wrong with the input.
    problems: Vec<Problem>,
}

/// Prints the documents, and what was wrong with the input on standard error.
///
/// # Errors
/// Output that cannot be written, or a date that is none.
pub fn run(args: &DocumentArgs, matches: &ArgMatches) -> Result<Status, Failure> {
    setting::color(args.input.color);
    let Gathered { documents, read, gaps, problems } = gather(args, matches)?;
    let text = match &args.query {
        Some(query) => asked(args, &read, query)?,
        None => write(&documents)?,
    };
    super::print(&crate::printable::in_json(text))?;
    super::problems::tell(&problems, &gaps);
    if crate::interrupt::asked() {
        return Ok(Status::Interrupted);
    }
    let lost = problems.iter().any(|problem| problem.loss == Loss::Lost);
    Ok(if lost || gaps.iter().any(Gap::fails) { Status::Error } else { Status::Clean })
}

/// What a query gives on the unit that was read; on several, an object of what it gives on each.
fn asked(
    args: &DocumentArgs,
    read: &[crate::document::Document],
    query: &str,
) -> Result<String, Failure> {
    let policy = PolicyArgs { policies: args.policies.clone(), ..PolicyArgs::default() };
    let (set, _) = policies::load(&policy, None)?;
    let world = match args.world.as_deref() {
        None | Some("absent") => InWorld::Absent,
        Some("quiet") => InWorld::Quiet,
        Some(other) => match other.strip_prefix("adverse:") {
            Some(check) => InWorld::Adverse(check),
            None => {
                let why = format!("--world: no `{other}` (absent, quiet, adverse:CHECK)");
                return Err(Failure::Usage(why));
            }
        },
    };
    let on = |document| {
        crate::policy::query(&set, document, world, query)
            .map_err(|why| Failure::Usage(format!("--query: {why}")))
    };
    let value = match read {
        [document] => on(document)?,
        several => {
            let each = several.iter().map(|document| Ok((document.unit.clone(), on(document)?)));
            serde_json::Value::Object(each.collect::<Result<_, Failure>>()?)
        }
    };
    Ok(format!("{value:#}\n"))
}

/// Reads the documents.
///
/// # Errors
/// A configuration that is refused, or a date that is none.
pub fn gather(args: &DocumentArgs, matches: &ArgMatches) -> Result<Gathered, Failure> {
    let (scopes, mut problems) = tracing::debug_span!("listing the files")
        .in_scope(|| disk::open_reading_beyond(&args.paths, Limits::default()));
    let options = Options {
        discover_var_files: args.input.discover_var_files,
        today: crate::date::today(args.input.today.as_deref())?,
        no_examples: args.input.no_examples,
        ..Options::default()
    };
    let governed = setting::governed(&args.input, &scopes.iter().collect::<Vec<_>>())?;
    let mut documents = Vec::new();
    for (scope, realms) in scopes.iter().zip(governed) {
        for setting::Governed { realm, config, elsewhere } in realms {
            let inputs = args.input.inputs(scope, matches)?;
            let no_examples =
                options.no_examples || config.as_ref().is_some_and(Config::leaves_examples_out);
            let options = Options { inputs, realm, elsewhere, no_examples, ..options.clone() };
            let (made, found) = crate::scan::on_pool(args.input.jobs, || {
                crate::scan::documents(scope, config.as_ref(), &options, &Silent)
            })?;
            problems.extend(found);
            let configured = config.as_ref().map(|config| (config, scope));
            let settings = policies::load(&PolicyArgs::default(), configured)?.0.settings().clone();
            documents.extend(made.into_iter().map(|document| (document, settings.clone())));
        }
    }
    problems.sort();
    problems.dedup();
    documents.sort_by(|(one, _), (other, _)| one.unit.cmp(&other.unit));
    let array: Vec<Value> = documents
        .iter()
        .map(|(document, settings)| json(document, settings))
        .collect::<serde_json::Result<_>>()?;
    let gaps = documents.iter().flat_map(|(document, _)| document.gaps.iter().cloned()).collect();
    let read = documents.into_iter().map(|(document, _)| document).collect();
    Ok(Gathered { documents: array, read, gaps, problems })
}

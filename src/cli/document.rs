//! `stridelint document`: the normalized documents, as a JSON array.

use super::args::DocumentArgs;
use super::{Failure, Status, setting};
use crate::document::print;
use crate::policy::PolicySet;
use crate::scan::{Options, Silent};
use crate::source::Loss;
use crate::tree::{Limits, disk};

/// Prints the documents, sorted by unit id, and what was wrong with the input on standard error.
///
/// # Errors
/// Output that cannot be written, or a date that is none.
pub fn run(args: &DocumentArgs) -> Result<Status, Failure> {
    let (scopes, mut problems) = disk::open(&args.paths, Limits::default());
    let options = Options {
        inputs: args.input.inputs(&scopes),
        today: crate::date::today(args.input.today.as_deref()).map_err(Failure)?,
        no_examples: args.input.no_examples,
        ..Options::default()
    };
    setting::color(args.input.color);
    let mut documents = Vec::new();
    for scope in &scopes {
        let config = setting::config(&args.input, scope)?;
        let (made, found) = setting::on_pool(args.input.jobs, || crate::scan::documents(scope, config.as_ref(), &options, &Silent))?;
        problems.extend(found);
        documents.extend(made);
    }
    documents.sort_by(|one, other| one.unit.cmp(&other.unit));
    let settings = PolicySet::bundled().map(|set| serde_json::Value::Object(set.settings().clone())).unwrap_or_default();
    let array: Vec<serde_json::Value> = documents.iter().map(|document| print::print(document, &settings)).collect();
    let mut text = serde_json::to_string_pretty(&array)?;
    text.push('\n');
    super::print(&text)?;
    super::problems::tell(&problems);
    Ok(if problems.iter().any(|problem| problem.loss == Loss::Lost) { Status::Error } else { Status::Clean })
}

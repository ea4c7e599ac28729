//! `stridelint document`: the normalized documents, as a JSON array.

use super::args::DocumentArgs;
use super::{Failure, Status, setting};
use crate::document::Document;
use crate::scan::{Options, Silent};
use crate::source::Loss;
use crate::tree::{Limits, disk};
use crate::value::{Data, Value};
use serde_json::json;

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
    let array: Vec<serde_json::Value> = documents.iter().map(plain_document).collect();
    let mut text = serde_json::to_string_pretty(&array)?;
    text.push('\n');
    super::print(&text)?;
    super::problems::tell(&problems);
    Ok(if problems.iter().any(|problem| problem.loss == Loss::Lost) { Status::Error } else { Status::Clean })
}

/// The document in outline.
fn plain_document(document: &Document) -> serde_json::Value {
    let resources: serde_json::Map<_, _> = document
        .resources
        .values()
        .map(|node| {
            let value =
                json!({"id": node.id, "type": node.ty, "source_type": node.source_type, "name": node.name, "values": plain(&node.values)});
            (node.id.clone(), value)
        })
        .collect();
    json!({
        "schema": "stridelint-document/1",
        "unit": {"id": document.unit, "format": document.format.name(), "root": document.root, "files": document.files, "deployable": document.deployable, "today": document.today},
        "resources": resources,
        "by_type": document.by_type(),
    })
}

fn plain(value: &Value) -> serde_json::Value {
    if value.marks.is_secret() {
        return json!("***");
    }
    match &value.data {
        Data::Null => serde_json::Value::Null,
        Data::Bool(value) => json!(value),
        Data::Number(number) => serde_json::from_str(&number.to_string()).unwrap_or_else(|_| json!(number.to_string())),
        Data::String(text) => json!(text.text),
        Data::List(list) => list.items.iter().map(plain).collect(),
        Data::Map(map) => {
            map.entries.iter().map(|(key, entry)| (key.to_string(), plain(&entry.value))).collect::<serde_json::Map<_, _>>().into()
        }
        Data::Unknown(unknown) => json!({"$unknown": unknown.reason}),
        Data::Either(either) => json!({"$either": [plain(&either.then), plain(&either.otherwise)], "condition": either.condition.id}),
    }
}

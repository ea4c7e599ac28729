//! `stridelint schema`: the JSON Schemas.

use super::args::SchemaArgs;
use super::generated::{Generated, sync};
use super::{Failure, Status};
use crate::config::nearest_name;
use crate::report::schema::{ALL, is_ours};
use crate::report::schema_input::values;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Prints one schema, lists them, or writes or compares their files.
///
/// # Errors
/// A name that is unknown; files that are stale or cannot be written.
pub fn run(args: &SchemaArgs) -> Result<Status, Failure> {
    if let Some(folder) = &args.to {
        let files: BTreeMap<String, String> =
            ALL.iter().map(|schema| (format!("{}.json", schema.name), schema.text())).collect();
        let generated = Generated {
            what: "the folder of the schemas",
            command: "stridelint schema --to docs/schema",
            files: &files,
            owned: (&[""], ".json"),
            ours: is_ours,
        };
        sync(&generated, folder, args.check)?;
        return Ok(Status::Clean);
    }
    let text = match &args.name {
        Some(name) => {
            let found = ALL.iter().find(|schema| schema.name == name).map(|schema| schema.text());
            found.or_else(|| values(name)).ok_or_else(|| unknown(name))?
        }
        None => {
            let mut out = ALL.iter().fold(String::new(), |mut out, schema| {
                let _ = writeln!(out, "{:<14} {}", schema.name, schema.about);
                out
            });
            out.push_str("\nTypes of the document, each with the paths below its values:\n");
            for ty in crate::normalize::types() {
                let _ = writeln!(out, "  {ty}");
            }
            out
        }
    };
    super::print(&text)?;
    Ok(Status::Clean)
}

fn unknown(name: &str) -> Failure {
    let names = || ALL.iter().map(|schema| schema.name).chain(crate::normalize::types());
    let hint = nearest_name(name, names()).map_or_else(
        || {
            let names: Vec<&str> = ALL.iter().map(|schema| schema.name).collect();
            format!("the schemas are {}, and the types of the document", names.join(", "))
        },
        |near| format!("did you mean `{near}`?"),
    );
    Failure::Usage(format!("unknown schema `{name}`; {hint}"))
}

//! The JSON Schemas of what programs read from stridelint and write for it, made from the types
//! that are written and read: they cannot say anything else.

use super::document::v1::Document;
use super::json::{checks, v1};
use crate::config::Config;
use crate::model::diff::Change;
use crate::model::v1::Model;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};

/// A schema by its name.
pub struct Named {
    /// The name, which is the file's in `docs/schema/` too.
    pub name: &'static str,
    /// What it describes.
    pub about: &'static str,
    make: fn() -> Schema,
}

/// How the title of every schema of ours begins.
const TITLE: &str = "stridelint: ";

/// Whether a file's text is a schema that this program wrote, now or in an earlier version.
#[must_use]
pub fn is_ours(text: &str) -> bool {
    let schema: Option<serde_json::Value> = serde_json::from_str(text).ok();
    schema.is_some_and(|schema| {
        let title = schema["title"].as_str().unwrap_or_default();
        schema["$schema"].is_string() && title.starts_with(TITLE)
    })
}

/// All, by name.
pub const ALL: [Named; 11] = [
    Named {
        name: "checks",
        about: "what `policy list -f json` and `explain -f json` print",
        make: || written::<Vec<checks::Check<'_>>>(),
    },
    Named { name: "configuration", about: "stridelint.toml", make: || read::<Config>() },
    Named {
        name: "document",
        about: "what `stridelint document` prints",
        make: || written::<Vec<Document<'_>>>(),
    },
    Named {
        name: "findings",
        about: "a line of `scan --format jsonl`",
        make: || written::<v1::Line<'_>>(),
    },
    Named {
        name: "input",
        about: "what policies see as `input`, for `opa check --schema`",
        make: super::schema_input::input,
    },
    Named {
        name: "manifest",
        about: "a line of what `list` writes and `scan --manifest` reads",
        make: || read::<crate::bulk::manifest::Row>(),
    },
    Named { name: "model", about: "what `model -f json` prints", make: || written::<Model>() },
    Named {
        name: "model-change",
        about: "what `model --diff-base REV -f json` prints",
        make: || written::<Change>(),
    },
    Named {
        name: "report",
        about: "what `scan --format json` writes",
        make: || written::<v1::Report<'_>>(),
    },
    Named {
        name: "summary",
        about: "what `merge --summary -f json` prints",
        make: || written::<crate::bulk::summary::Summary>(),
    },
    Named {
        name: "tables",
        about: "a row of what `scan --manifest` writes as tables",
        make: || written::<crate::bulk::v1::Row>(),
    },
];

impl Named {
    /// The schema as JSON text. Same program, same text.
    #[must_use]
    pub fn text(&self) -> String {
        let mut schema = (self.make)();
        schema.insert("title".to_owned(), format!("{TITLE}{}", self.about).into());
        let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
        text.push('\n');
        text
    }
}

/// The schema of what is written: a field that is always there is required.
fn written<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>()
}

/// The schema of what is read: a field that has a default is not required.
fn read<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12().for_deserialize().into_generator().into_root_schema_for::<T>()
}

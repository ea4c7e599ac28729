//! Data of a folder: which keys it has, and which are the program's.

use super::message::Message;
use crate::policy::source::{self, PolicyFile};
use crate::source::SourceFile;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// The first keys of data that a folder has beside the program's.
pub(super) fn keys(files: &[PolicyFile], said: &mut Vec<Message>) -> BTreeSet<String> {
    let of_program = program_keys();
    let mut keys: BTreeSet<String> = of_program.clone();
    for file in files.iter().filter(|file| file.is_data()) {
        let source = SourceFile::new(file.name.clone(), file.text.to_string());
        let at = |key: &str, code: &'static str, why: String| {
            let quoted = format!("\"{key}\"");
            let byte = source.text.find(&quoted).or_else(|| source.text.find(key)).unwrap_or(0);
            let place = source.position(u32::try_from(byte).unwrap_or(0));
            Message {
                file: file.name.clone(),
                line: place.line,
                column: place.column,
                ..Message::of_folder(code, why)
            }
        };
        let own = match table(file) {
            Ok(own) => own,
            Err((line, column, why)) => {
                let told = Message::of_folder("P050", why);
                said.push(Message { file: file.name.clone(), line, column, ..told });
                continue;
            }
        };
        if file.is_settings() {
            continue;
        }
        for key in own.keys() {
            if of_program.contains(key) || super::is_reserved(key) {
                said.push(at(key, "P021", format!("data.{key} is the program's own")));
            } else if !keys.insert(key.clone()) {
                let why = format!("data.{key} is in another file of this folder too");
                said.push(at(key, "P021", why));
            }
        }
    }
    keys
}

/// The first keys of the program's data.
fn program_keys() -> BTreeSet<String> {
    let tables = source::bundled().into_iter().filter(|file| file.is_data() && !file.is_settings());
    tables
        .filter_map(|file| table(&file).ok())
        .flat_map(|table| table.into_iter().map(|(key, _)| key))
        .collect()
}

/// The table of a file of data: of a list the file's name is its key.
///
/// # Errors
/// Line, column and what is wrong.
pub(crate) fn table(file: &PolicyFile) -> Result<Map<String, Value>, (u32, u32, String)> {
    let is_json = file.name.ends_with(".json");
    let value: Value = if is_json {
        serde_json::from_str(&file.text).map_err(|error| {
            let text = error.to_string();
            let why = text.split(" at line ").next().unwrap_or(&text).to_owned();
            (error.line() as u32, error.column() as u32, format!("no JSON: {why}"))
        })?
    } else {
        // Anchors that name each other make much of little; a table of a policy has none.
        let aliases = file.text.lines().filter(|line| line.contains(": *") || line.contains("- *"));
        if aliases.count() > 100 {
            return Err((1, 1, "more than 100 aliases".to_owned()));
        }
        serde_yaml::from_str(&file.text).map_err(|error| {
            let (line, column) = error
                .location()
                .map_or((1, 1), |place| (place.line() as u32, place.column() as u32));
            (line, column, format!("no YAML: {error}"))
        })?
    };
    match value {
        Value::Object(map) => Ok(map),
        list @ Value::Array(_) => {
            let name = file.name.rsplit('/').next().unwrap_or_default();
            let name = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
            Ok(Map::from_iter([(name.to_owned(), list)]))
        }
        _ => Err((1, 1, "is neither an object nor a list".to_owned())),
    }
}

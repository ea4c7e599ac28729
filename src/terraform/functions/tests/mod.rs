//! Expectations taken from `terraform console` 1.11, one expression per case.

use super::*;
use crate::value::Number;
use crate::value::{Cause, Condition, Either, Entry};

mod families;
mod pieces;
mod random;

/// A host over a tree in memory, whose templates put nothing in.
pub(super) struct TestHost(pub(super) Tree);

impl Host for TestHost {
    fn tree(&self) -> &Tree {
        &self.0
    }
    fn resolve_path(&self, path: &str) -> Result<String, String> {
        Tree::join("", path).ok_or_else(|| "it leads outside the scanned folder".to_owned())
    }
    fn render_template(&self, template: &Value, _: &Value) -> Result<Value, CallError> {
        Ok(template.clone())
    }
}

pub(super) fn host() -> TestHost {
    TestHost(Tree::of_texts(&[
        ("hello.txt", "Hello"),
        ("sub/a.json", "{\"a\": 1}"),
        ("sub/b.json", "[]"),
        (".hidden.txt", ""),
    ]))
}

/// Reads a Terraform literal that is JSON, too: what a case's arguments and results are written in.
/// `"~x"` is an unknown, because of x.
pub(super) fn lit(text: &str) -> Value {
    fn of(json: &serde_json::Value) -> Value {
        match json {
            serde_json::Value::Null => Value::null(None),
            serde_json::Value::Bool(known) => Value::bool(*known, None),
            serde_json::Value::Number(number) => {
                Value::new(Data::Number(number.to_string().parse::<Number>().unwrap()), None)
            }
            serde_json::Value::String(text) if text.starts_with('~') => {
                Value::unknown(Cause::outside(&text[1..]), None)
            }
            serde_json::Value::String(text) => Value::string(text.as_str(), None),
            serde_json::Value::Array(items) => Value::list(items.iter().map(of).collect(), None),
            serde_json::Value::Object(entries) => {
                let entries = entries.iter().map(|(key, value)| {
                    (key.as_str().into(), Entry { key: None, value: of(value) })
                });
                Value::map(entries.collect(), None)
            }
        }
    }
    of(&serde_json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}")))
}

/// A value as JSON text with sorted keys; an unknown reads `~reason`, a rest `~~reason`.
pub(super) fn show(value: &Value) -> String {
    match &value.data {
        Data::Null => "null".to_owned(),
        Data::Bool(known) => known.to_string(),
        Data::Number(number) => number.to_string(),
        Data::String(text) => serde_json::to_string(&*text.text).unwrap(),
        Data::List(list) => {
            format!("[{}]", list.items.iter().map(show).collect::<Vec<_>>().join(","))
        }
        Data::Map(map) => {
            let mut entries: Vec<_> = map
                .entries
                .iter()
                .map(|(key, entry)| format!("{key:?}:{}", show(&entry.value)))
                .collect();
            entries.sort();
            entries.extend(map.rest.iter().map(|why| format!("~~{why}")));
            format!("{{{}}}", entries.join(","))
        }
        Data::Unknown(unknown) if unknown.rest => format!("~~{}", unknown.reason),
        Data::Unknown(unknown) if !unknown.pieces.is_empty() => {
            let piece = |piece: &crate::value::Piece| match piece {
                crate::value::Piece::Known { text, .. } => text.to_string(),
                crate::value::Piece::Unknown(inner) => format!("<{}>", show(inner)),
            };
            format!("~`{}`", unknown.pieces.iter().map(piece).collect::<String>())
        }
        Data::Unknown(unknown) => format!("~{}", unknown.reason),
        Data::Either(either) => format!(
            "({} ? {} : {})",
            either.condition.text,
            show(&either.then),
            show(&either.otherwise)
        ),
    }
}

/// Calls a function with arguments written as a JSON list.
pub(super) fn run(name: &str, args: &str) -> Result<Value, CallError> {
    let args = lit(&format!("[{args}]"));
    call(&host(), name, args.items().unwrap(), None).unwrap_or_else(|| panic!("no function {name}"))
}

/// Checks lines of `name(arguments) => result`; a result that starts with `!` is a part of the
/// error's text.
pub(super) fn check(cases: &str) {
    let mut failed = Vec::new();
    for line in cases.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (expression, wanted) = line.rsplit_once(" => ").unwrap();
        let (name, args) = expression.split_once('(').unwrap();
        let got = match run(name, args.strip_suffix(')').unwrap()) {
            Ok(value) => show(&value),
            Err(error) => format!("!{}", error.message),
        };
        let same = match wanted.strip_prefix('!') {
            Some(part) => got.starts_with('!') && got.contains(part),
            None => got == wanted,
        };
        if !same {
            failed.push(format!("{expression}\n  wanted {wanted}\n  got    {got}"));
        }
    }
    assert!(failed.is_empty(), "{} of the cases differ:\n{}", failed.len(), failed.join("\n"));
}

#[test]
fn arity_null_and_types_are_checked_first() {
    check(
        r#"
        upper() => !Function "upper" expects 1 argument(s). Missing value for "str".
        upper("a","b") => !Function "upper" expects only 1 argument(s).
        upper(null) => !argument must not be null
        upper(["a"]) => !Invalid value for "str" parameter: string required.
        core::upper("a") => "A"
        provider::aws::arn_parse("x") => ~provider::aws::arn_parse is a provider's function and is not evaluated
        "#,
    );
    assert!(call(&host(), "nosuch", &[], None).is_none());
}

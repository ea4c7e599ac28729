//! AWS managed policies: every one by its name, with its statements.
//!
//! `managed_policies.txt` is the table; `scripts/aws_tables.py` writes it and explains its form.
//! The build script makes compressed blocks of it, of which a policy's own is read when a unit
//! names the policy: whoever names none pays nothing.

use crate::normalize::read::statement;
use crate::value::{Entry, Value};
use flate2::bufread::ZlibDecoder;
use indexmap::IndexMap;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::sync::{Arc, Mutex, PoisonError};

/// The blocks one behind the other, each a zlib stream.
static BLOCKS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/managed_policies.bin"));

/// The first policy of each block, and where the block begins. Sorted by name.
static INDEX: &[(&str, usize)] = include!(concat!(env!("OUT_DIR"), "/managed_policies.rs"));

/// Bytes of a block that are decompressed at once.
const READ: usize = 4 << 10;

/// The policy's statements, placed where it is attached. `None`: AWS has no policy of this name, as
/// far as the table goes.
#[must_use]
pub fn statements(name: &str, at: &Value) -> Option<Value> {
    let lines = lines(name)?;
    let statements = lines.iter().filter_map(|line| statement(line, at)).collect();
    Some(Value::list(statements, at.place.span))
}

/// So many policies are kept: few are named at all, each by many roles.
const KEPT: usize = 128;

/// Policies that were read, by name.
static READ_BEFORE: Mutex<BTreeMap<String, Arc<[String]>>> = Mutex::new(BTreeMap::new());

/// The lines of a policy's statements.
fn lines(name: &str) -> Option<Arc<[String]>> {
    let known = || READ_BEFORE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(lines) = known().get(name) {
        return Some(lines.clone());
    }
    // What stands behind it in its block is not decompressed.
    let mut lines =
        block(name)?.lines().map_while(Result::ok).skip_while(|line| line.as_str() != name);
    lines.next()?;
    let lines: Arc<[String]> = lines.take_while(|line| line.starts_with(['+', '-'])).collect();
    let mut known = known();
    if known.len() >= KEPT {
        known.clear();
    }
    known.insert(name.to_owned(), lines.clone());
    Some(lines)
}

/// The block in which a policy of this name stands, if there is one.
fn block(name: &str) -> Option<impl BufRead> {
    let at = INDEX.partition_point(|(first, _)| *first <= name).checked_sub(1)?;
    let start = INDEX.get(at)?.1;
    let end = INDEX.get(at + 1).map_or(BLOCKS.len(), |(_, start)| *start);
    Some(BufReader::with_capacity(READ, ZlibDecoder::new(BLOCKS.get(start..end)?)))
}

/// A line of the table as a statement in the canonical shape.
fn statement(line: &str, at: &Value) -> Option<Value> {
    let mut fields = line.split('\t');
    let (effect, actions, resources) = (fields.next()?, fields.next()?, fields.next()?);
    let span = at.place.span;
    let text = |text: &str| Value::string(text, span);
    let texts = |items: &mut dyn Iterator<Item = String>| {
        Value::list(items.map(|item| Value::string(item, span)).collect(), span)
    };
    let mut entries: IndexMap<Arc<str>, Entry> = IndexMap::new();
    let mut put = |name: &str, value: Value| {
        entries.insert(Arc::from(name), Entry { key: None, value });
    };
    put("effect", text(if effect == "+" { "allow" } else { "deny" }));
    let (name, groups) = negated(actions, "not_actions", "actions");
    put(name, texts(&mut groups.split(' ').flat_map(ungrouped)));
    let (name, patterns) = negated(resources, "not_resources", "resources");
    put(name, texts(&mut patterns.split(' ').map(str::to_owned)));
    if let Some(json) = fields.next() {
        put("conditions", conditions(json, at)?);
    }
    if effect == "+" {
        statement::add_facts(&mut entries, at, &|_| true);
    }
    let mut statement = Value::map(entries, span);
    statement.place = at.place.clone();
    Some(statement)
}

/// The attribute that a field belongs to, and the field without its `!`.
fn negated<'a>(field: &'a str, with: &'a str, without: &'a str) -> (&'a str, &'a str) {
    field.strip_prefix('!').map_or((without, field), |rest| (with, rest))
}

/// `ecr:Describe*,Get*` as two actions.
fn ungrouped(group: &str) -> Vec<String> {
    match group.split_once(':') {
        Some((service, names)) => {
            names.split(',').map(|name| format!("{service}:{name}")).collect()
        }
        None => vec![group.to_owned()],
    }
}

/// `Condition` of a policy document as `{operator, key, values}`.
fn conditions(json: &str, at: &Value) -> Option<Value> {
    let span = at.place.span;
    let operators: IndexMap<String, IndexMap<String, serde_json::Value>> =
        serde_json::from_str(json).ok()?;
    let plain = |value: &serde_json::Value| match value {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let condition = |operator: &str, key: &str, values: &serde_json::Value| {
        let values = match values {
            serde_json::Value::Array(values) => values.iter().map(plain).collect(),
            value => vec![plain(value)],
        };
        let values = values.into_iter().map(|value| Value::string(value, span)).collect();
        let entries = [
            ("operator", Value::string(operator, span)),
            ("key", Value::string(key.to_ascii_lowercase(), span)),
            ("values", Value::list(values, span)),
        ];
        let entries = entries.map(|(name, value)| (Arc::from(name), Entry { key: None, value }));
        Value::map(IndexMap::from(entries), span)
    };
    let found = operators.iter().flat_map(|(operator, keys)| {
        keys.iter().map(move |(key, values)| condition(operator, key, values))
    });
    Some(Value::list(found.collect(), span))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table as it is written.
    const TABLE: &str = include_str!("managed_policies.txt");

    fn policy(name: &str) -> Vec<Value> {
        let found = statements(name, &Value::null(None));
        found.unwrap_or_else(|| panic!("{name} is not there")).items().unwrap().to_vec()
    }

    fn texts(statement: &Value, key: &str) -> Vec<String> {
        let items = statement.get(key).and_then(Value::items).unwrap_or_default();
        items.iter().map(|item| item.as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn every_policy_of_the_table_is_found_with_all_its_statements() {
        let mut lines = TABLE.lines().skip(1).peekable();
        let mut policies = 0;
        while let Some(name) = lines.next() {
            let mut count = 0;
            while lines.next_if(|line| line.starts_with(['+', '-'])).is_some() {
                count += 1;
            }
            assert_eq!(policy(name).len(), count, "{name}");
            assert!(count > 0, "{name} has no statements");
            policies += 1;
        }
        let stated = TABLE.split_once(' ').unwrap().1.split_once(' ').unwrap().0;
        assert_eq!(policies.to_string(), stated);
        for name in ["", "A", "Administrator", "AdministratorAccess2", "zzz", "+", "# 1"] {
            assert!(statements(name, &Value::null(None)).is_none(), "{name}");
        }
    }

    #[test]
    fn a_policy_reads_as_its_document() {
        let [only] = &policy("AdministratorAccess")[..] else { panic!("several statements") };
        assert_eq!(texts(only, "actions"), ["*"]);
        assert_eq!(texts(only, "resources"), ["*"]);
        assert_eq!(only.get("admin").and_then(Value::as_bool), Some(true));

        let power = &policy("PowerUserAccess")[0];
        assert_eq!(texts(power, "not_actions"), ["account:*", "iam:*", "organizations:*"]);
        let grants = texts(power, "grants");
        assert!(
            grants.contains(&"ecs:runtask".to_owned())
                && !grants.iter().any(|a| a.starts_with("iam:"))
        );

        let passing = policy("AWSLambda_FullAccess")
            .into_iter()
            .find(|statement| texts(statement, "actions") == ["iam:PassRole"])
            .unwrap();
        let condition = &passing.get("conditions").unwrap().items().unwrap()[0];
        assert_eq!(condition.get("operator").unwrap().as_str(), Some("StringEquals"));
        assert_eq!(condition.get("key").unwrap().as_str(), Some("iam:passedtoservice"));
        assert_eq!(texts(condition, "values"), ["lambda.amazonaws.com"]);
        // Withdrawn by AWS, and still held by roles.
        assert!(!policy("AWSLambdaFullAccess").is_empty());
    }
}

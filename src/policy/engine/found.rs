//! What rules gave, read.

use super::Raw;
use super::answers::Hits;
use crate::document::Segment;
use regorus::Value;

/// What an entry rule found, by check.
pub(super) fn hits(value: &Value) -> Result<Hits, String> {
    items(value)
        .into_iter()
        .map(|hit| {
            let check = hit["check"].as_string().map_err(|error| error.to_string())?.to_string();
            Ok((check, raws(&hit["found"])?))
        })
        .collect()
}

pub(super) fn items(value: &Value) -> Vec<&Value> {
    match value {
        Value::Set(set) => set.iter().collect(),
        Value::Array(array) => array.iter().collect(),
        _ => Vec::new(),
    }
}

/// The findings of a check's set.
pub(super) fn raws(value: &Value) -> Result<Vec<Raw>, String> {
    items(value).into_iter().map(raw).collect()
}

fn raw(value: &Value) -> Result<Raw, String> {
    let no_finding = || {
        "its members are no findings: each is made by result.at(resource, path) or result.facts"
            .to_owned()
    };
    let resource = value["resource"].as_string().map_err(|_| no_finding())?.to_string();
    let path = value["path"]
        .as_array()
        .map_err(|_| no_finding())?
        .iter()
        .map(segment)
        .collect::<Option<Vec<_>>>()
        .ok_or_else(no_finding)?;
    let facts = match &value["facts"] {
        Value::Undefined => serde_json::Map::new(),
        facts => match serde_json::to_value(facts) {
            Ok(serde_json::Value::Object(facts)) => facts,
            _ => return Err(no_finding()),
        },
    };
    Ok(Raw { resource, path, facts })
}

fn segment(value: &Value) -> Option<Segment> {
    match value {
        Value::String(key) => Some(Segment::Key(key.as_ref().into())),
        Value::Number(_) => usize::try_from(value.as_u64().ok()?).ok().map(Segment::Index),
        _ => None,
    }
}

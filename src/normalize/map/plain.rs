//! Resources that no table maps: kept as they are, CloudFormation's names in `snake_case`.

use crate::normalize::map::names::snake_case;
use crate::normalize::map::remade::same_place;
use crate::value::{Data, Either, Entry, List, Map, Value};
use indexmap::IndexMap;
use std::sync::Arc;

/// Property names whose maps have the user's own keys.
const FREE: &[&str] = &[
    "Tags",
    "Variables",
    "EnvironmentVariables",
    "Environment",
    "Labels",
    "DockerLabels",
    "DriverOpts",
    "Options",
    "Metadata",
    "Parameters",
    "StageVariables",
    "RequestParameters",
    "ResponseParameters",
    "RequestTemplates",
    "ResponseTemplates",
    "ResponseModels",
    "RequestModels",
    "PolicyDocument",
    "AssumeRolePolicyDocument",
    "KeyPolicy",
    "ResourcePolicy",
    "Definition",
    "DefinitionBody",
    "DefinitionSubstitutions",
    "Body",
    "EventPattern",
    "DefaultArguments",
    "Properties",
    "Connections",
];

/// Values are nested no deeper than their source, which the parsers bound; what is deeper stays as
/// it is.
const MAX_DEPTH: usize = 250;

/// A CloudFormation (or ECS) value with its own names in `snake_case`. `name` is the property it
/// stands under: a map with the user's keys (tags, variables, policy documents) is never renamed.
#[must_use]
pub fn snake_cased(name: &str, value: &Value) -> Value {
    rename(name, value, 0)
}

fn rename(name: &str, value: &Value, depth: usize) -> Value {
    if depth > MAX_DEPTH {
        return value.clone();
    }
    match &value.data {
        Data::Map(map) => {
            let free = FREE.contains(&name) && !looks_like_properties(name, map);
            let mut entries = IndexMap::with_capacity(map.entries.len());
            for (key, entry) in &map.entries {
                if free {
                    entries.insert(key.clone(), entry.clone());
                } else {
                    let renamed =
                        Entry { key: entry.key, value: rename(key, &entry.value, depth + 1) };
                    entries.insert(Arc::from(snake_case(key)), renamed);
                }
            }
            same_place(
                value,
                Data::Map(Arc::new(Map { kind: map.kind, entries, rest: map.rest.clone() })),
            )
        }
        Data::List(list) => {
            let items = list.items.iter().map(|item| rename("", item, depth + 1)).collect();
            same_place(value, Data::List(Arc::new(List { kind: list.kind, items })))
        }
        Data::Either(either) => {
            let arm = |arm: &Value| rename(name, arm, depth + 1);
            let either = Either {
                condition: either.condition.clone(),
                then: arm(&either.then),
                otherwise: arm(&either.otherwise),
            };
            same_place(value, Data::Either(Arc::new(either)))
        }
        _ => value.clone(),
    }
}

/// `Environment` of a Lambda function holds `Variables`, of a build project a description; of a job
/// its own keys.
fn looks_like_properties(name: &str, map: &Map) -> bool {
    name == "Environment"
        && ["Variables", "EnvironmentVariables", "ComputeType", "Image", "Type"]
            .iter()
            .any(|key| map.entries.contains_key(*key))
}

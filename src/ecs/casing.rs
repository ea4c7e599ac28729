//! Task definitions whose keys begin with capitals, as SDKs of .NET and PowerShell print them.

use crate::value::{Data, Map, Value};
use std::sync::Arc;

/// Objects whose keys are somebody's own names.
const NAMES: [&str; 5] = ["DockerLabels", "Options", "DriverOpts", "Labels", "CredentialSpecs"];

/// How deep keys are looked at.
const MAX_DEPTH: usize = 40;

/// A task definition, or a list of them, with the keys of the API; anything else as it is.
pub(super) fn camel(value: Value) -> Value {
    let capitals = |value: &Value| {
        value.get("ContainerDefinitions").is_some_and(|list| list.items().is_some())
            && ["Resources", "Type", "Properties"].iter().all(|key| value.get(key).is_none())
    };
    let wrapped = |value: &Value| value.get("TaskDefinition").is_some_and(capitals);
    let all = value.items().is_some_and(|items| !items.is_empty() && items.iter().all(capitals));
    if capitals(&value) || wrapped(&value) || all { lowered(&value, 0) } else { value }
}

fn lowered(value: &Value, depth: usize) -> Value {
    match &value.data {
        _ if depth > MAX_DEPTH => value.clone(),
        Data::List(list) => {
            let items = list.items.iter().map(|item| lowered(item, depth + 1)).collect();
            Value { data: Value::list(items, None).data, ..value.clone() }
        }
        Data::Map(map) => {
            let mut lower = Map { entries: Default::default(), ..(**map).clone() };
            for (name, entry) in &map.entries {
                let mut entry = entry.clone();
                if !NAMES.contains(&&**name) {
                    entry.value = lowered(&entry.value, depth + 1);
                }
                lower.entries.insert(key(name).into(), entry);
            }
            Value { data: Data::Map(Arc::new(lower)), ..value.clone() }
        }
        _ => value.clone(),
    }
}

/// `Family` as `family`; an abbreviation in front is small as a whole, as in `efsVolumeConfiguration`.
fn key(name: &str) -> String {
    for (from, to) in [("EFS", "efs"), ("FSx", "fsx")] {
        if let Some(rest) = name.strip_prefix(from) {
            return format!("{to}{rest}");
        }
    }
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_those_of_the_api() {
        let names = [
            "Family",
            "ContainerDefinitions",
            "EFSVolumeConfiguration",
            "FSxWindowsFileServerVolumeConfiguration",
        ];
        assert_eq!(
            names.map(key),
            [
                "family",
                "containerDefinitions",
                "efsVolumeConfiguration",
                "fsxWindowsFileServerVolumeConfiguration"
            ]
        );
    }
}

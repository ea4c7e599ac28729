//! The mechanical fix of a check, as METADATA has it under `custom.edit`: what is written, in each format's own words.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value;

/// What a text has to say so that a check is quiet. A tree is a table of names, as the format spells them, to a constant, to a
/// further table (a nested block, an object), or to a list with the one item that is added. It stands below the innermost
/// list item of the finding's path (a container, a volume), else below the resource.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    /// It may replace the resource, or break a program: only made when it is asked for.
    #[serde(default, rename = "unsafe")]
    pub is_unsafe: bool,
    /// The attribute that is changed, as the document names it, where it is not the finding's own.
    pub path: Option<String>,
    /// What may be replaced; empty: whatever is written.
    #[serde(default)]
    pub from: Vec<Value>,
    /// In Terraform.
    pub terraform: Option<Value>,
    /// In CloudFormation.
    pub cloudformation: Option<Value>,
    /// In the ECS API's JSON.
    pub task_definition: Option<Value>,
    /// For source types that spell it otherwise than the format does elsewhere.
    #[serde(default)]
    pub sources: IndexMap<String, Value>,
}

impl Edit {
    /// The tree for a format's name and a resource's type in the source.
    #[must_use]
    pub fn tree(&self, format: &str, source_type: &str) -> Option<&Value> {
        let of_format = match format {
            "cloudformation" => &self.cloudformation,
            "ecs" => &self.task_definition,
            _ => &self.terraform,
        };
        self.sources.get(source_type).or(of_format.as_ref())
    }

    /// What is wrong with it.
    pub(super) fn faults(&self) -> Vec<String> {
        let formats = [&self.terraform, &self.cloudformation, &self.task_definition];
        let trees = formats.into_iter().flatten().chain(self.sources.values());
        let mut faults = Vec::new();
        let mut some = false;
        for tree in trees {
            some = true;
            if !tree.is_object() || !is_tree(tree) {
                faults.push(format!(
                    "custom.edit: `{tree}` is not a table of names with constants, tables and lists of one item below them"
                ));
            }
        }
        if !some {
            faults.push("custom.edit says nothing for any format".to_owned());
        }
        let plain = |path: &String| path.split('.').all(|key| !key.is_empty());
        if self.path.as_ref().is_some_and(|path| !plain(path)) {
            faults.push("custom.edit: `path` is keys with dots between them".to_owned());
        }
        faults
    }
}

/// Whether every branch ends in a constant.
fn is_tree(tree: &Value) -> bool {
    match tree {
        Value::Object(map) => !map.is_empty() && map.values().all(is_tree),
        Value::Array(items) => {
            items.len() == 1 && items.iter().all(|item| item.is_object() && is_tree(item))
        }
        Value::Null => false,
        Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
    }
}

/// The constant that the finding's attribute gets: the first of a tree, and of a list's item the last.
#[must_use]
pub fn constant(tree: &Value) -> Option<&Value> {
    match tree {
        Value::Object(map) => constant(map.values().next()?),
        Value::Array(items) => match items.first()? {
            Value::Object(map) => constant(map.values().next_back()?),
            _ => None,
        },
        Value::Null => None,
        Value::Bool(_) | Value::Number(_) | Value::String(_) => Some(tree),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_constant_of_a_tree_is_its_first_one_and_of_an_item_the_last() {
        assert_eq!(constant(&json!({"a": {"b": true, "c": 1}})), Some(&json!(true)));
        assert_eq!(
            constant(&json!({"setting": [{"name": "x", "value": "on"}]})),
            Some(&json!("on"))
        );
    }

    #[test]
    fn what_is_no_tree_is_told() {
        let edit = |tree| Edit { terraform: Some(tree), ..Edit::default() };
        assert!(edit(json!({"a": {"b": 1}})).faults().is_empty());
        for wrong in [json!({}), json!(1), json!({"a": null}), json!({"a": [1]}), json!({"a": {}})]
        {
            assert_eq!(edit(wrong).faults().len(), 1);
        }
        assert_eq!(Edit::default().faults(), ["custom.edit says nothing for any format"]);
    }
}

//! `stridelint document` on one system in every format: `testdata/document`. Its plan is what Terraform
//! made of `terraform/main.tf` with version 5.100 of the provider, without what no document needs.

use crate::program::Folder;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// By a resource's name in small letters: its type, and its attributes of which docs/document.md tells;
/// what refers to a resource is that one's name.
type Resources = BTreeMap<String, (String, Value)>;

/// The rows of docs/document.md: by type the paths, and of those the maps with keys of one's own.
struct Told {
    paths: BTreeMap<String, BTreeSet<String>>,
    maps: BTreeSet<(String, String)>,
}

impl Told {
    fn read() -> Told {
        let mut told = Told { paths: BTreeMap::new(), maps: BTreeSet::new() };
        let mut ty = String::new();
        let page = crate::repository::root().join("docs/document.md");
        for line in std::fs::read_to_string(page).unwrap().lines() {
            if let Some(name) = line.strip_prefix("## ") {
                name.clone_into(&mut ty);
            } else if let Some((path, rest)) =
                line.strip_prefix("| `").and_then(|row| row.split_once("` | "))
            {
                let paths = told.paths.entry(ty.clone()).or_default();
                paths.insert(path.replace("[]", ""));
                if rest.starts_with("map of text") {
                    told.maps.insert((ty.clone(), path.replace("[]", "")));
                }
            }
        }
        told
    }

    fn only(&self, ty: &str, path: &str, value: &Value) -> Value {
        match value {
            Value::Object(_) if self.maps.contains(&(ty.to_owned(), path.to_owned())) => {
                value.clone()
            }
            Value::Object(entries) => {
                let kept = entries.iter().filter_map(|(name, value)| {
                    let below =
                        if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                    let known = name.starts_with('$') || self.paths.get(ty)?.contains(&below);
                    known.then(|| (name.clone(), self.only(ty, &below, value)))
                });
                Value::Object(kept.collect())
            }
            Value::Array(items) => {
                Value::Array(items.iter().map(|item| self.only(ty, path, item)).collect())
            }
            _ => value.clone(),
        }
    }
}

fn name(address: &str) -> String {
    address.rsplit('.').next().unwrap_or_default().replace('_', "").to_lowercase()
}

fn resources(told: &Told, path: &str) -> Resources {
    let path = format!("testdata/document/{path}");
    let run = crate::program::run_in(&crate::repository::root(), &["document", &path], &[]);
    let units: Value = serde_json::from_str(&run.out).unwrap();
    let unit = units.as_array().unwrap().iter().find(|unit| unit["unit"]["id"] == path);
    let mut found = Resources::new();
    for (address, resource) in unit.unwrap()["resources"].as_object().unwrap() {
        let ty = resource["type"].as_str().unwrap();
        if !told.paths.contains_key(ty) {
            continue;
        }
        let mut values = resource["values"].clone();
        for (pointer, edges) in resource["refs"].as_object().unwrap_or(&Map::new()) {
            let targets: BTreeSet<String> = edges
                .as_array()
                .unwrap()
                .iter()
                .map(|edge| format!("-> {}", name(edge["to"].as_str().unwrap())))
                .collect();
            // A plan knows of a list of blocks what they refer to together; each says it again.
            if let Some(value) = values.pointer_mut(pointer).filter(|value| !value.is_array()) {
                *value = Value::from(targets.into_iter().collect::<Vec<_>>().join(", "));
            }
        }
        found.insert(name(address), (ty.to_owned(), told.only(ty, "", &values)));
    }
    found
}

/// Whether all of a value is in another one, which may say more.
fn holds(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => {
            part.iter().all(|(key, part)| whole.get(key).is_some_and(|whole| holds(whole, part)))
        }
        (Value::Array(whole), Value::Array(part)) => {
            // The provider gives a set an order of its own.
            whole.len() == part.len()
                && part.iter().all(|part| whole.iter().any(|whole| holds(whole, part)))
        }
        // Of a list or map of what is made later a plan knows only whose it is.
        (Value::String(whole), Value::Object(part)) => {
            holds(&Value::from(whole.as_str()), &part.values().cloned().collect())
        }
        (Value::String(whole), Value::Array(part)) => {
            let names: BTreeSet<&str> = part.iter().filter_map(Value::as_str).collect();
            names.into_iter().collect::<Vec<_>>().join(", ") == *whole
        }
        _ => whole == part,
    }
}

#[test]
fn one_system_reads_alike_in_every_format() {
    let told = Told::read();
    let terraform = resources(&told, "terraform");
    let cloudformation = resources(&told, "cloudformation.yaml");
    let plan = resources(&told, "plan.json");
    assert!(terraform.len() > 25, "{terraform:#?}");
    for (name, (ty, values)) in &terraform {
        let (own, other) = (&cloudformation[name], &plan[name]);
        assert_eq!((&own.0, &other.0), (ty, ty), "{name}");
        assert_eq!(&own.1, values, "{name} in CloudFormation");
        // A plan has the provider's defaults besides.
        assert!(holds(&other.1, values), "{name}: {:#} lacks some of {values:#}", other.1);
        assert!(!values.to_string().contains("$unknown"), "{name}: {values:#}");
    }
    let kinds: BTreeSet<&str> = terraform.values().map(|(ty, _)| ty.as_str()).collect();
    for kind in ["ec2.route_table", "ec2.network_acl", "elb.listener_rule", "lambda.function"] {
        assert!(kinds.contains(kind), "{kinds:?}");
    }
}

#[test]
fn a_serverless_function_is_a_function() {
    let told = Told::read();
    let (_, plain) = &resources(&told, "cloudformation.yaml")["worker"];
    let (ty, made) = &resources(&told, "sam.yaml")["worker"];
    assert_eq!(ty, "lambda.function");
    for attribute in
        ["name", "role", "runtime", "environment", "vpc_config", "url", "event_sources"]
    {
        assert_eq!(made[attribute], plain[attribute], "{attribute}");
    }
}

/// Which of several providers makes a resource is not followed: what all of them put, and what none does, is known.
#[test]
fn tags_that_several_providers_share_are_known() {
    let text = "provider \"aws\" {\n  default_tags {\n    tags = { env = \"p\", team = \"a\" }\n  }\n}\nprovider \"aws\" {\n  alias = \"dr\"\n  default_tags {\n    tags = { env = \"p\" }\n  }\n}\nresource \"aws_cloudwatch_log_group\" \"g\" {\n  name = \"g\"\n}\n";
    let folder = Folder::new(&[("main.tf", text)]);
    let told = folder.run(&["document", "."]).json();
    let resources = told[0]["resources"].as_object().unwrap();
    let group = resources.values().find(|one| one["type"] == "logs.log_group").unwrap();
    let tags = &group["values"]["tags"];
    assert_eq!(tags["env"], "p", "{tags}");
    let unknown = "the default tags of its provider are not known";
    assert_eq!(tags["team"]["$unknown"], unknown, "{tags}");
    assert_eq!(tags.as_object().unwrap().len(), 2, "{tags}");
}

/// A name that Terraform ends itself is not the name that it begins with: what a model of a module
/// makes of `cloudwatch_log_group_use_name_prefix` is what the module makes of it.
#[test]
fn a_log_group_of_a_module_has_the_name_that_the_module_gives_it() {
    let text = r#"module "service" {
  source      = "terraform-aws-modules/ecs/aws//modules/service"
  version     = "6.7.0"
  name        = "app"
  cluster_arn = "arn:aws:ecs:eu-west-1:123456789012:cluster/app"
  container_definitions = {
    web = { image = "nginx", cloudwatch_log_group_use_name_prefix = true }
    api = { image = "nginx" }
  }
}
"#;
    let folder = Folder::new(&[("main.tf", text)]);
    let units = folder.run(&["document", "."]).json();
    let resources = units[0]["resources"].as_object().expect("resources by their ids");
    let task = resources.values().find(|one| one["type"] == "ecs.task_definition").expect("a task");
    let containers = task["values"]["containers"].as_array().expect("two containers");
    for container in containers {
        let group = &container["log_configuration"]["options"]["awslogs-group"];
        match container["name"].as_str() {
            Some("api") => assert_eq!(group, "/aws/ecs/app/api"),
            Some("web") => {
                let why = group["$unknown"].as_str().expect("a reason");
                assert!(why.contains("ends the name of the log group"), "{why}");
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(containers.len(), 2);
}

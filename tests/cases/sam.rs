//! What the serverless transform makes of templates (`testdata/languages/sam.json`, which
//! `scripts/sam_facts.py` writes anew): the document of a template equals that of the transform's
//! output in the resources that the tables map, in what roles and policies grant, in how callers
//! of APIs identify themselves, and in what APIs hand requests to.

use crate::Case;
use crate::oracle::TRANSLATOR;
use crate::support::repository;
use serde::Deserialize;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use stridelint::normalize;
use stridelint::tree::Tree;
use stridelint::unit::{Format, Inputs, Unit};

/// A template of ours and what the transform makes of it.
#[derive(Deserialize)]
struct Transformed {
    name: String,
    template: Json,
    made: Json,
}

/// Where we differ from the transform, and why. A case that no longer differs fails until it is
/// taken from the list.
const DIFFERENT: &[(&str, &str)] = &[
    ("api-cors", PREFLIGHT),
    ("api-cors-open", PREFLIGHT),
    ("api-cors-open+api-request-authorizer", PREFLIGHT),
    ("application", "the location of a nested template is kept as it is written"),
    ("event-bucket", "what a bucket notifies is no part of the function's text"),
    ("event-cognito", "what a pool calls is no part of the function's text"),
    ("event-rule-bus+event-cognito", "what a pool calls is no part of the function's text"),
    ("event-schedule-off+event-bucket", "what a bucket notifies is no part of the function's text"),
    ("event-topic-queue+api-cors", PREFLIGHT),
    ("http-cors", "`CorsConfiguration: true` is kept as it is written"),
    (
        "policy-CodeCommitCrudPolicy",
        "the same actions on the same repository, in two statements instead of one",
    ),
];

const PREFLIGHT: &str = "the method that answers a browser's first question is not made";

/// Attributes that name the deployment or repeat the API's document.
const INCIDENTAL: [&str; 7] =
    ["tags", "body", "deployment_id", "description", "parameters", "protocol_type", "policies"];

/// `sam::<feature>`: what is made of a template equals what the transform makes of it.
pub fn cases() -> Vec<Case> {
    let path = repository::root().join("testdata/languages/sam.json");
    let all: Vec<Transformed> =
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert!(all.len() >= 300, "{} templates", all.len());
    assert!(DIFFERENT.len() * 20 <= all.len(), "more than one template in twenty differs");
    let stored = Case::new("sam::the-translator", translator).needs(&TRANSLATOR);
    let templates = all.into_iter().map(|case| {
        let name = format!("sam::{}", case.name);
        Case::new(name, move || {
            let why = DIFFERENT.iter().find(|(name, _)| *name == case.name);
            let told = differences(&document(&case.made), &document(&case.template));
            match (why, told.is_empty()) {
                (None, _) => told,
                (Some(_), false) => Vec::new(),
                (Some((_, why)), true) => vec![format!("is no difference any more: {why}")],
            }
        })
    });
    templates.chain([stored]).collect()
}

/// The stored answers are those of the translator that is installed.
fn translator() -> Vec<String> {
    let script = repository::root().join("scripts/sam_facts.py");
    let run = std::process::Command::new("python3").arg(script).arg("--check").output().unwrap();
    let told = String::from_utf8_lossy(&run.stderr);
    let last = told.lines().last().unwrap_or_default().to_owned();
    (!run.status.success()).then_some(last).into_iter().collect()
}

/// What is compared of a document: facts by type and name, each a text.
type Facts = BTreeMap<(String, String), Vec<String>>;

fn differences(wanted: &Facts, found: &Facts) -> Vec<String> {
    let mut out = Vec::new();
    for (key, facts) in wanted {
        match found.get(key) {
            None => out.push(format!("{} {} is not made", key.0, key.1)),
            Some(ours) if ours != facts => {
                let wanted = facts.iter().filter(|fact| !ours.contains(fact));
                let found = ours.iter().filter(|fact| !facts.contains(fact));
                let (wanted, found): (Vec<_>, Vec<_>) = (wanted.collect(), found.collect());
                out.push(format!("{} {}: wanted {wanted:?}, found {found:?}", key.0, key.1));
            }
            Some(_) => {}
        }
    }
    let further = found.keys().filter(|key| !wanted.contains_key(*key));
    out.extend(further.map(|key| format!("{} {} is made besides", key.0, key.1)));
    out
}

fn document(template: &Json) -> Facts {
    let text = serde_json::to_string_pretty(template).unwrap();
    let unit = Unit {
        id: "template.json".to_owned(),
        format: Format::CloudFormation,
        root: "template.json".to_owned(),
        example: false,
        called: false,
    };
    let tree = Tree::of_texts(&[("template.json", text.as_str())]);
    let (evaluated, _) = stridelint::cloudformation::evaluate(&tree, &unit, &Inputs::default());
    let (document, _) = normalize::normalize(&tree, &unit, evaluated, "2026-11-22");
    let printed = stridelint::report::document::json(&document, &serde_json::Map::new()).unwrap();
    let mut facts = Facts::new();
    for resource in printed["resources"].as_object().unwrap().values() {
        let (ty, name) = (text_of(&resource["type"]), text_of(&resource["name"]));
        let values = &resource["values"];
        let when = if resource["maybe"] == false { "" } else { "maybe " };
        match ty.as_str() {
            // A method has the name of its path here, and none in a document that describes it.
            "apigateway.method" => {
                let asked = match &values["authorization_type"] {
                    Json::Null => "NONE".to_owned(),
                    asked => known(asked),
                };
                let key = values["api_key_required"] == true;
                let (api, verb) = (known(&values["api"]), known(&values["http_method"]));
                let behind = behind(&printed["resources"], resource);
                facts
                    .entry((ty, String::new()))
                    .or_default()
                    .push(format!("{when}{api} {verb} {asked} key: {key} to {behind}"));
            }
            "AWS::Lambda::Permission" => {}
            // Not mapped: that it is there.
            ty if ty.contains("::") => {
                let key = (ty.to_owned(), String::new());
                facts.entry(key).or_default().push(format!("{when}{ty}"));
            }
            _ => {
                facts.insert((ty.clone(), hashless(&name)), of_resource(&ty, when, values));
            }
        }
    }
    facts.values_mut().for_each(|facts| facts.sort());
    facts
}

/// What a method hands requests to: the end of its address and what that refers to.
fn behind(resources: &Json, method: &Json) -> String {
    let targets = |of: &Json, path: &str| -> Vec<String> {
        let edges = of["refs"][path].as_array().into_iter().flatten();
        edges.map(|edge| text_of(&edge["to"])).collect()
    };
    let integration = targets(method, "/integration").first().map(|to| &resources[to.as_str()]);
    let at = integration.unwrap_or(method);
    let (ty, uri) = (&at["values"]["integration_type"], &at["values"]["integration_uri"]);
    format!("{} {} {:?}", known(ty), known(uri), targets(at, "/integration_uri"))
}

/// A deployment's name ends in a hash of what it deploys.
fn hashless(name: &str) -> String {
    match name.split_once("Deployment") {
        Some((api, hash)) if hash.len() == 10 => format!("{api}Deployment"),
        _ => name.to_owned(),
    }
}

fn of_resource(ty: &str, when: &str, values: &Json) -> Vec<String> {
    let mut out = vec![format!("{when}there")];
    for (name, value) in values.as_object().unwrap() {
        match name.as_str() {
            "managed_policy_arns" => {}
            "policies" if ty == "iam.role" => {
                out.extend(items(value).iter().flat_map(policy));
            }
            "statements" => out.extend(items(value).iter().map(statement)),
            "policy" if ty == "apigateway.api" => {
                // One statement for each path there, one for all here.
                let statements = value.get("statement").unwrap_or(value);
                let mut said: Vec<String> = items(statements).iter().map(invocation).collect();
                said.sort();
                said.dedup();
                out.extend(said);
            }
            name if INCIDENTAL.contains(&name) => {}
            _ if value.is_null() || *value == serde_json::json!([]) => {}
            _ => out.push(format!("{name}: {}", known(value))),
        }
    }
    out
}

/// A policy of a role: its kind and name, and what it grants unless AWS says so.
fn policy(policy: &Json) -> Vec<String> {
    let name = format!("{} {}", text_of(&policy["kind"]), text_of(&policy["name"]));
    if policy["kind"] == "aws_managed" {
        return vec![name];
    }
    items(&policy["statements"]).iter().map(|one| format!("{name}: {}", statement(one))).collect()
}

fn statement(statement: &Json) -> String {
    let mut actions: Vec<String> =
        items(&statement["actions"]).iter().map(|one| known(one).to_ascii_lowercase()).collect();
    actions.sort();
    actions.dedup();
    let resources: Vec<String> = items(&statement["resources"]).iter().map(known).collect();
    let condition = known(&statement["conditions"]);
    format!("{} {actions:?} on {resources:?} if {condition}", known(&statement["effect"]))
}

fn invocation(statement: &Json) -> String {
    let principal = known(&statement["principal"]);
    let (effect, condition) = (known(&statement["effect"]), known(&statement["condition"]));
    format!("{effect} {principal} {} if {condition}", known(&statement["action"]))
}

fn items(value: &Json) -> Vec<Json> {
    value.as_array().cloned().unwrap_or_else(|| vec![value.clone()])
}

fn text_of(value: &Json) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// A value's text: a reference by its target, what is not known by the end of its text.
fn known(value: &Json) -> String {
    match value {
        Json::String(text) => match text.strip_prefix("${").and_then(|rest| rest.split_once('.')) {
            Some((target, _)) => format!("${{{target}}}"),
            None => text.clone(),
        },
        Json::Array(items) => format!("{:?}", items.iter().map(known).collect::<Vec<_>>()),
        Json::Object(map) if map.contains_key("$unknown") => {
            let end = map.get("suffix").map(text_of).unwrap_or_default();
            format!("...{}", end.rsplit(['/', ':']).next().unwrap_or_default())
        }
        Json::Object(map) => {
            let entries = map.iter().map(|(key, value)| format!("{key}: {}", known(value)));
            let mut entries: Vec<String> = entries.collect();
            entries.sort();
            format!("{{{}}}", entries.join(", "))
        }
        other => other.to_string(),
    }
}

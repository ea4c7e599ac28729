//! What Terraform refuses is told with its line, and what it accepts is read without a word:
//! snippets with Terraform's own verdicts beside them (`testdata/languages/hcl.json`, which
//! `scripts/language_facts.py` writes anew). And what the serverless transform makes of templates
//! (`testdata/languages/sam.json`, which `scripts/sam_facts.py` writes anew).

use crate::Case;
use crate::support::repository;
use serde::Deserialize;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use stridelint::source::Problem;
use stridelint::terraform::evaluate;
use stridelint::tree::Tree;
use stridelint::unit::{Format, Inputs, Unit};
use stridelint::value::{Data, Value};

#[derive(Deserialize)]
struct Fact {
    name: String,
    file: String,
    text: String,
    /// The line at which Terraform refuses it.
    refused: Option<u32>,
}

/// `hcl::<snippet>`.
pub fn cases() -> Vec<Case> {
    let path = repository::root().join("testdata/languages/hcl.json");
    let facts: Vec<Fact> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert!(facts.len() > 80);
    facts
        .into_iter()
        .map(|fact| Case::new(format!("hcl::{}", fact.name), move || complaints(&fact)))
        .collect()
}

fn complaints(fact: &Fact) -> Vec<String> {
    let problems = problems(fact);
    match fact.refused {
        None => problems.iter().map(|problem| problem.message.clone()).collect(),
        Some(line) => {
            let told = problems
                .iter()
                .any(|problem| problem.at.is_some_and(|position| position.line == line));
            let complaint = || format!("line {line} is refused, told is {problems:?}");
            (!told).then(complaint).into_iter().collect()
        }
    }
}

fn problems(fact: &Fact) -> Vec<Problem> {
    let unit = Unit {
        id: ".".to_owned(),
        format: Format::Terraform,
        root: String::new(),
        example: false,
        called: false,
    };
    let tree = Tree::of_texts(&[(fact.file.as_str(), fact.text.as_str())]);
    evaluate(&tree, &unit, &Inputs::default()).1
}

/// What the serverless transform makes of a template of ours (`scripts/sam_facts.py`).
#[derive(Deserialize)]
struct Transformed {
    name: String,
    template: Json,
    made: Made,
}

#[derive(Debug, Default, Deserialize, PartialEq)]
struct Made {
    /// Resources by type.
    count: BTreeMap<String, usize>,
    roles: BTreeMap<String, Role>,
    /// Verb, path (of HTTP APIs), authorization, whether a key is wanted.
    methods: Vec<(String, String, String, bool)>,
}

#[derive(Debug, Default, Deserialize, PartialEq)]
struct Role {
    managed: Vec<String>,
    grants: Vec<Vec<String>>,
}

/// The types that the facts count.
const COUNTED: [&str; 13] = [
    "AWS::IAM::Role",
    "AWS::Lambda::Function",
    "AWS::Lambda::Url",
    "AWS::Lambda::LayerVersion",
    "AWS::ApiGateway::RestApi",
    "AWS::ApiGateway::Stage",
    "AWS::ApiGateway::UsagePlan",
    "AWS::ApiGatewayV2::Api",
    "AWS::ApiGatewayV2::Stage",
    "AWS::DynamoDB::Table",
    "AWS::StepFunctions::StateMachine",
    "AWS::SQS::Queue",
    "AWS::SNS::Topic",
];

/// Where we differ from the transform, and why. A case that no longer differs fails until it is
/// taken from the list.
const DIFFERENT: &[(&str, &str)] = &[(
    "policy-CodeCommitCrudPolicy",
    "the same actions on the same repository, in two statements instead of one",
)];

/// `sam::<feature>`: what is made of a template equals what the transform makes of it.
pub fn transformed() -> Vec<Case> {
    let path = repository::root().join("testdata/languages/sam.json");
    let all: Vec<Transformed> =
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert!(all.len() >= 200);
    all.into_iter()
        .map(|case| {
            let name = format!("sam::{}", case.name);
            Case::new(name, move || {
                let why = DIFFERENT.iter().find(|(name, _)| *name == case.name);
                let found = made(&case.template);
                match (why, found == case.made) {
                    (None, true) | (Some(_), false) => Vec::new(),
                    (Some((_, why)), true) => vec![format!("is no difference any more: {why}")],
                    (None, false) => vec![differences(&case.made, &found)],
                }
            })
        })
        .collect()
}

fn differences(wanted: &Made, found: &Made) -> String {
    let mut out = String::new();
    if wanted.count != found.count {
        let _ = writeln!(out, "count: wanted {:?}, found {:?}", wanted.count, found.count);
    }
    if wanted.methods != found.methods {
        let _ = writeln!(out, "methods: wanted {:?}, found {:?}", wanted.methods, found.methods);
    }
    if wanted.roles != found.roles {
        let _ = writeln!(out, "roles: wanted {:?}, found {:?}", wanted.roles, found.roles);
    }
    out
}

fn made(template: &Json) -> Made {
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
    let mut made = Made::default();
    for resource in &evaluated.resources {
        let text = |name: &str| {
            let value = resource.values.get(name);
            value.map_or_else(String::new, |value| value.as_str().unwrap_or("?").to_owned())
        };
        let ty = resource.source_type.as_str();
        if COUNTED.contains(&ty) {
            *made.count.entry(ty.to_owned()).or_default() += 1;
        }
        match ty {
            "AWS::IAM::Role" => {
                made.roles.insert(resource.name.clone(), role(&resource.values));
            }
            "AWS::ApiGateway::Method" => {
                let key = resource.values.get("ApiKeyRequired");
                let key = key.is_some_and(|key| matches!(key.data, Data::Bool(true)));
                let verb = text("HttpMethod").to_ascii_uppercase();
                made.methods.push((verb, String::new(), text("AuthorizationType"), key));
            }
            "AWS::ApiGatewayV2::Route" => {
                let route = text("RouteKey");
                let (verb, path) = route.split_once(' ').unwrap_or(("ANY", &route));
                made.methods.push((
                    verb.to_ascii_uppercase(),
                    path.to_owned(),
                    text("AuthorizationType"),
                    false,
                ));
            }
            _ => {}
        }
    }
    made.methods.retain(|method| method.0 != "OPTIONS");
    made.methods.sort();
    made
}

fn role(values: &Value) -> Role {
    let list = |name: &str| values.get(name).and_then(Value::items).unwrap_or_default().to_vec();
    let name = |arn: &Value| {
        let text = arn.as_str().unwrap_or("?");
        text.rsplit(":policy/").next().unwrap_or(text).to_owned()
    };
    let mut managed: Vec<String> = list("ManagedPolicyArns").iter().map(name).collect();
    managed.sort();
    let mut grants = Vec::new();
    for policy in list("Policies") {
        let statements = policy.get("PolicyDocument").and_then(|own| own.get("Statement")).cloned();
        let Some(statements) = statements else { continue };
        let statements =
            statements.items().map_or_else(|| vec![statements.clone()], <[Value]>::to_vec);
        for statement in statements {
            let Some(actions) = statement.get("Action") else { continue };
            let actions = actions.items().map_or_else(|| vec![actions.clone()], <[Value]>::to_vec);
            let mut actions: Vec<String> = actions
                .iter()
                .map(|action| action.as_str().unwrap_or("?").to_ascii_lowercase())
                .collect();
            actions.sort();
            actions.dedup();
            grants.push(actions);
        }
    }
    grants.sort();
    Role { managed, grants }
}

//! Our tables against the normalization contract, row by row, and against themselves.

use crate::normalize::map::schema::{Dialect, Field, Rule};
use crate::normalize::map::table::Table;
use crate::normalize::tables::TABLES;
use crate::normalize::{AttributeType, attribute};
use std::collections::BTreeSet;

/// A canonical path with every spelling that leads to it.
struct Row {
    path: String,
    ty: AttributeType,
    rule: Rule,
    spellings: [BTreeSet<String>; 3],
}

const DIALECTS: [Dialect; 3] = [Dialect::Terraform, Dialect::CloudFormation, Dialect::Ecs];

fn rows(table: &Table) -> Vec<Row> {
    let mut out = Vec::new();
    let start = [
        BTreeSet::from([String::new()]),
        BTreeSet::from([String::new()]),
        BTreeSet::from([String::new()]),
    ];
    flatten(table.shape.fields, "", &start, false, &mut out);
    out
}

fn join(parent: &str, child: &str) -> String {
    match (parent, child) {
        ("" | ".", child) => child.to_owned(),
        (parent, ".") => parent.to_owned(),
        (parent, child) if parent.ends_with(':') => format!("{parent}{child}"),
        (parent, child) => format!("{parent}.{child}"),
    }
}

fn flatten(
    fields: &'static [Field],
    prefix: &str,
    above: &[BTreeSet<String>; 3],
    json: bool,
    out: &mut Vec<Row>,
) {
    for field in fields {
        let path = if prefix.is_empty() {
            field.name.to_owned()
        } else {
            format!("{prefix}.{}", field.name)
        };
        let spelled = |index: usize| -> BTreeSet<String> {
            let dialect = if json && index == 0 { Dialect::Ecs } else { DIALECTS[index] };
            let own: Vec<&str> = field.spellings(dialect).collect();
            // Made from its parent, or a policy's statements: the parent's spelling.
            let own = if own.is_empty() && matches!(field.rule, Rule::Statements) {
                vec!["."]
            } else {
                own
            };
            above[index]
                .iter()
                .flat_map(|parent| own.iter().map(move |child| join(parent, child)))
                .collect()
        };
        let spellings = [spelled(0), spelled(1), spelled(2)];
        let below =
            if field.ty() == AttributeType::List { format!("{path}[]") } else { path.clone() };
        let json = json || matches!(field.rule, Rule::Containers(_));
        if !matches!(field.rule, Rule::Image | Rule::Statements) {
            flatten(field.children(), &below, &spellings, json, out);
        }
        out.push(Row { path, ty: field.ty(), rule: field.rule, spellings });
    }
}

/// Rows that are not read by a spelling alone, and what makes them.
const MADE: &[(&str, &str, &str)] = &[
    ("ecs.service", "lifecycle.ignore_changes", "the envelope"),
    ("logs.log_group", "lifecycle.prevent_destroy", "the envelope"),
    ("logs.log_group", "deletion_policy", "the envelope"),
    ("s3.bucket", "receives_logs", "derived"),
    ("ecs.cluster", "settings.container_insights", "an entry of a list by its name"),
    (
        "elb.load_balancer",
        "attributes",
        "the family: arguments in Terraform, a list in CloudFormation",
    ),
    ("elb.load_balancer", "access_logs.enabled", "the family, from CloudFormation's attributes"),
    ("elb.load_balancer", "access_logs.bucket", "the family, from CloudFormation's attributes"),
    ("iam.role", "policies[].statements", "the family"),
    ("iam.user", "policies[].statements", "the family"),
    ("iam.group", "policies[].statements", "the family"),
    ("ec2.flow_log", "resource_type", "the family, from the attribute used"),
    ("ec2.security_group", "ingress[].self", "the family, where the source is the owner"),
    ("apigateway.stage", "throttling_rate_limit", "the family, from settings for all methods"),
    ("apigateway.stage", "throttling_burst_limit", "the family, from settings for all methods"),
    ("apigateway.stage", "usage_plan_throttled", "the family"),
    ("terraform.module", "ref", "the family, from the source"),
    ("terraform.backend", "kind", "the address"),
    ("terraform.backend", "password", "one row for several credentials"),
    ("terraform.backend", "endpoints", "the family, from the endpoint of old"),
    ("terraform.variable", "name", "the block's label"),
    ("cloudformation.parameter", "name", "the logical id"),
];

fn made(ty: &str, path: &str) -> bool {
    MADE.iter().any(|(own, row, _)| *own == ty && *row == path)
}

/// One spelling as the contract writes it, without list marks and remarks.
fn plain(text: &str) -> String {
    let text = text.split(" (").next().unwrap_or_default().trim();
    let text = text
        .replace("container_definitions(JSON)", "container_definitions")
        .replace("[0]", "")
        .replace("[]", "");
    text.trim_end_matches(".*").trim_end_matches('.').to_owned()
}

/// `type:a | b`: both of the type.
fn alternatives(part: &str) -> Vec<String> {
    let mut source = None;
    let one = |text: &str| {
        let text = plain(text);
        match (text.rsplit_once(':'), &source) {
            (Some((own, _)), _) => source = Some(own.to_owned()),
            (None, Some(before)) => return format!("{before}:{text}"),
            (None, None) => {}
        }
        text
    };
    part.split(" | ").map(one).collect()
}

fn of_type(text: &str) -> Vec<AttributeType> {
    use AttributeType as A;
    let is = |start: &str| text.starts_with(start);
    match () {
        () if is("bool (present)") => vec![A::Bool, A::Object],
        () if is("bool") => vec![A::Bool],
        () if is("int") || is("number") => vec![A::Number],
        () if is("list") || is("set") => vec![A::List],
        () if is("free map") || is("map") => vec![A::FreeMap],
        () if is("image") => vec![A::Image],
        () if is("object") || is("{") => vec![A::Object],
        () if is("any") => vec![A::Any],
        () => vec![A::String, A::Any],
    }
}

#[allow(clippy::print_stderr)] // Says that the comparison was left out.
#[test]
fn tables_follow_the_contract() {
    let path =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/spec/normalization.yaml");
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("the normalization contract is not here: the tables were not compared with it");
        return;
    };
    let contract: serde_json::Value = serde_yaml::from_str(&text).unwrap();
    let mut wrong: Vec<String> = Vec::new();
    let mut compared = 0;
    for (ty, entry) in contract["types"].as_object().unwrap() {
        let Some(table) = crate::normalize::tables::table(ty) else {
            wrong.push(format!("{ty}: no table"));
            continue;
        };
        for (format, of_format) in [("terraform", "aws_"), ("cloudformation", "AWS::")] {
            let owner = entry[format]["owner"].as_str().unwrap_or_default();
            if owner.starts_with(of_format) && !table.shape.sources.contains(&owner) {
                wrong.push(format!("{ty}: {owner} is not read"));
            }
        }
        let rows = rows(table);
        for row in entry["attributes"].as_array().unwrap() {
            let path = row["path"].as_str().unwrap().trim_end_matches("[]");
            if path.starts_with("lifecycle.")
                || matches!(
                    (ty.as_str(), path),
                    ("logs.log_group", "deletion_policy") | ("s3.bucket", "receives_logs")
                )
            {
                continue;
            }
            let Some(own) = rows.iter().find(|own| own.path == path) else {
                wrong.push(format!("{ty}: {path} has no row"));
                continue;
            };
            compared += 1;
            if !of_type(row["type"].as_str().unwrap()).contains(&own.ty) {
                wrong.push(format!(
                    "{ty}: {path} is {:?}, the contract says {}",
                    own.ty, row["type"]
                ));
            }
            if made(ty, path) {
                continue;
            }
            for (index, column) in ["tf", "cfn", "ecs"].into_iter().enumerate() {
                let Some(spelled) = row[column].as_str() else { continue };
                for wanted in spelled.split(" ; ").flat_map(alternatives) {
                    // The source type of the table's own resources needs no mark, nor does the rest
                    // of a combined spelling.
                    let bare = wanted
                        .split_once(':')
                        .filter(|(source, _)| table.shape.sources.contains(source))
                        .map(|(_, path)| path.to_owned());
                    let bare = bare.or_else(|| {
                        wanted
                            .rsplit_once(':')
                            .filter(|(source, _)| table.shape.sources.contains(source))
                            .map(|(_, path)| path.to_owned())
                    });
                    let wanted = bare.unwrap_or(wanted);
                    let found = own.spellings[index].iter().any(|spelling| {
                        let (spelling, wanted) = match index {
                            _ if index == 2 || path.starts_with("containers") => {
                                (spelling.to_ascii_lowercase(), wanted.to_ascii_lowercase())
                            }
                            _ => (spelling.clone(), wanted.clone()),
                        };
                        // A list's row names one of its items' attributes.
                        spelling == wanted
                            || (own.ty == AttributeType::List || own.ty == AttributeType::Object)
                                && (wanted.starts_with(&format!("{spelling}."))
                                    || spelling.ends_with(':')
                                        && wanted.starts_with(spelling.as_str()))
                    });
                    if !found {
                        wrong.push(format!(
                            "{ty}: {path} ({column}) {wanted} is not among {:?}",
                            own.spellings[index]
                        ));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of the contract's rows:\n{}", wrong.len(), wrong.join("\n"));
    assert!(compared > 250, "{compared} rows");
}

#[test]
fn good_values_are_json_of_the_type() {
    for table in TABLES.iter().flat_map(|family| family.iter()) {
        for row in rows(table) {
            let Some(found) = attribute(table.shape.ty, &row.path) else {
                panic!("{}: {} has no attribute row", table.shape.ty, row.path)
            };
            assert_eq!(found.ty, row.ty);
            let Some(good) = found.good else {
                let needed = matches!(row.rule, Rule::Bool | Rule::Enabled);
                assert!(
                    !needed || !row.path.contains("privileged"),
                    "{}: {} needs a good value",
                    table.shape.ty,
                    row.path
                );
                continue;
            };
            let json: serde_json::Value = serde_json::from_str(good)
                .unwrap_or_else(|error| panic!("{}: {}: {error}", table.shape.ty, row.path));
            let fits = json.is_null()
                || match row.ty {
                    AttributeType::String => json.is_string(),
                    AttributeType::Number => json.is_number(),
                    AttributeType::Bool => json.is_boolean(),
                    AttributeType::List => json.is_array(),
                    AttributeType::Object | AttributeType::FreeMap | AttributeType::Image => {
                        json.is_object()
                    }
                    AttributeType::Any => true,
                };
            assert!(fits, "{}: {} is {good}", table.shape.ty, row.path);
        }
    }
}

#[test]
fn types_and_sources_are_unique() {
    let mut types = BTreeSet::new();
    let mut sources = BTreeSet::new();
    for table in TABLES.iter().flat_map(|family| family.iter()) {
        assert!(types.insert(table.shape.ty), "{}", table.shape.ty);
        for source in table.shape.sources {
            assert!(sources.insert(source), "{source} is read by two tables");
        }
    }
    // The contract's, the API that a method belongs to, the account's block on public access, and
    // what opens a bucket elsewhere.
    assert_eq!(types.len(), 52);
}

#[test]
fn attributes_are_found_by_pattern() {
    assert_eq!(
        attribute("ecs.task_definition", "containers[].privileged").unwrap().good,
        Some("false")
    );
    assert_eq!(
        attribute("ecs.task_definition", "containers[].image.tag").unwrap().ty,
        AttributeType::String
    );
    assert_eq!(attribute("ecs.task_definition", "containers").unwrap().good, Some("[]"));
    assert_eq!(attribute("ecs.task_definition", "containers[]").unwrap().ty, AttributeType::Object);
    assert_eq!(
        attribute("ecs.task_definition", "containers[].command[]").unwrap().ty,
        AttributeType::String
    );
    assert_eq!(
        attribute("ecs.task_definition", "containers[].log_configuration.options.awslogs-group")
            .unwrap()
            .ty,
        AttributeType::String
    );
    assert_eq!(
        attribute("s3.bucket", "policy.statements[].principals[].type").unwrap().ty,
        AttributeType::String
    );
    assert!(attribute("ecs.task_definition", "containers[].no_such").is_none());
    assert!(attribute("no.such", "x").is_none());
}

//! Our tables against the contract in `testdata/contract/`, row by row, and against themselves.

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

/// A row of `testdata/contract/attributes.csv`: what the attributes are, in every format, written
/// down from the providers' schemas apart from our tables.
#[derive(serde::Deserialize)]
struct Agreed {
    #[serde(rename = "type")]
    ty: String,
    path: String,
    /// The kind of value; text may be a reference.
    value: String,
    /// The spellings in each format, ` | ` between them. A source type other than the table's own
    /// stands in front of a colon.
    terraform: String,
    cloudformation: String,
    ecs: String,
    /// What makes the row, where that is no spelling alone.
    made_by: String,
}

/// A row of `testdata/contract/types.csv`: the source types that a canonical type is read from.
#[derive(serde::Deserialize)]
struct Owners {
    #[serde(rename = "type")]
    ty: String,
    terraform: String,
    cloudformation: String,
}

fn contract<T: serde::de::DeserializeOwned>(file: &str) -> Vec<T> {
    let path =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/contract").join(file);
    let rows: Vec<T> =
        csv::Reader::from_path(path).unwrap().deserialize().map(Result::unwrap).collect();
    assert!(!rows.is_empty(), "{file} has no rows");
    rows
}

fn of_value(value: &str) -> &'static [AttributeType] {
    use AttributeType as A;
    match value {
        // A block that is there or not.
        "presence" => &[A::Bool, A::Object],
        "bool" => &[A::Bool],
        "number" => &[A::Number],
        "list" => &[A::List],
        "map" => &[A::FreeMap],
        "image" => &[A::Image],
        "object" => &[A::Object],
        "any" => &[A::Any],
        "string" => &[A::String, A::Any],
        other => panic!("`{other}` is no kind of value"),
    }
}

/// Whether one of a row's spellings is the agreed one.
fn is_read(table: &Table, row: &Row, dialect: usize, wanted: &str) -> bool {
    // The source type of the table's own resources needs no mark, nor does the rest of a combined
    // spelling.
    let own = |(source, path): (&str, &str)| {
        table.shape.sources.contains(&source).then(|| path.to_owned())
    };
    let wanted = wanted
        .split_once(':')
        .and_then(own)
        .or_else(|| wanted.rsplit_once(':').and_then(own))
        .unwrap_or_else(|| wanted.to_owned());
    // Containers are JSON, whose names ECS reads in any case.
    let folded = dialect == 2 || row.path.starts_with("containers");
    let fold = |text: &str| if folded { text.to_ascii_lowercase() } else { text.to_owned() };
    let wanted = fold(&wanted);
    row.spellings[dialect].iter().any(|spelling| {
        let spelling = fold(spelling);
        // A list's row names one of its items' attributes.
        spelling == wanted
            || matches!(row.ty, AttributeType::List | AttributeType::Object)
                && (wanted.starts_with(&format!("{spelling}."))
                    || spelling.ends_with(':') && wanted.starts_with(spelling.as_str()))
    })
}

#[test]
fn source_types_follow_the_contract() {
    let mut wrong: Vec<String> = Vec::new();
    for owners in contract::<Owners>("types.csv") {
        let Some(table) = crate::normalize::tables::table(&owners.ty) else {
            wrong.push(format!("{}: no table", owners.ty));
            continue;
        };
        for owner in [owners.terraform.as_str(), owners.cloudformation.as_str()] {
            if !owner.is_empty() && !table.shape.sources.contains(&owner) {
                wrong.push(format!("{}: {owner} is not read", owners.ty));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of the contract's types:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn attributes_follow_the_contract() {
    let mut wrong: Vec<String> = Vec::new();
    for agreed in contract::<Agreed>("attributes.csv") {
        let name = format!("{}: {}", agreed.ty, agreed.path);
        // Every resource has an envelope, and what is derived belongs to the document as a whole.
        if ["the envelope", "derived"].contains(&agreed.made_by.as_str()) {
            continue;
        }
        let Some(table) = crate::normalize::tables::table(&agreed.ty) else {
            wrong.push(format!("{name}: no table"));
            continue;
        };
        let rows = rows(table);
        let Some(own) = rows.iter().find(|own| own.path == agreed.path) else {
            wrong.push(format!("{name} has no row"));
            continue;
        };
        if !of_value(&agreed.value).contains(&own.ty) {
            wrong.push(format!("{name} is {:?}, the contract says {}", own.ty, agreed.value));
        }
        if !agreed.made_by.is_empty() {
            continue;
        }
        let columns = [&agreed.terraform, &agreed.cloudformation, &agreed.ecs];
        for (dialect, column) in columns.into_iter().enumerate() {
            for wanted in column.split(" | ").filter(|wanted| !wanted.is_empty()) {
                if !is_read(table, own, dialect, wanted) {
                    wrong.push(format!(
                        "{name} ({:?}) {wanted} is not among {:?}",
                        DIALECTS[dialect], own.spellings[dialect]
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of the contract's rows:\n{}", wrong.len(), wrong.join("\n"));
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

#[test]
fn what_checks_read_is_not_left_out_of_the_gaps() {
    let (set, _) =
        crate::policy::PolicySet::load(&crate::policy::bundled(), &serde_json::Map::new())
            .unwrap_or_else(|problems| panic!("{problems:#?}"));
    let mut wrong = Vec::new();
    for check in set.checks() {
        for (ty, patterns) in &check.reads {
            let Some(shape) = crate::normalize::tables::SHAPES.named(ty) else { continue };
            for pattern in patterns.keys().map(ToString::to_string) {
                let mut fields = shape.fields;
                for segment in pattern.split('.') {
                    let name = segment.trim_end_matches("[]");
                    let Some(field) = fields.iter().find(|field| field.name == name) else { break };
                    if field.unread {
                        wrong.push(format!("{} reads {ty} {pattern}", check.id));
                    }
                    fields = field.children();
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_type_has_rows_in_the_contract() {
    let agreed: BTreeSet<String> =
        contract::<Agreed>("attributes.csv").into_iter().map(|row| row.ty).collect();
    let mut lacking = Vec::new();
    for table in TABLES.iter().flat_map(|family| family.iter()) {
        if !table.shape.sources.is_empty() && !agreed.contains(table.shape.ty) {
            lacking.push(table.shape.ty);
        }
    }
    assert!(lacking.is_empty(), "{lacking:?}");
}

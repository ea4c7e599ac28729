//! What is wrong stays wrong when the resource that it hangs on is elsewhere: two walks over every
//! fixture that fires.
//!
//! The first takes the owner of each satellite away (a literal name, a variable, a data source, an
//! import): what is found in the satellite is found still, or becomes undecided. The second puts a
//! literal, an output of a module that is not read, or an import in the place of every reference:
//! no finding goes without a word.

use crate::support::fixtures::{TODAY, fixtures, policies, root};
use std::collections::{BTreeMap, BTreeSet};
use stridelint::discover::discover;
use stridelint::document::Document;
use stridelint::normalize::normalize;
use stridelint::normalize::tables::TABLES;
use stridelint::policy::{Outcome, PolicySet, Selection, evaluate, evaluate_otherwise};
use stridelint::source::Span;
use stridelint::tree::Tree;
use stridelint::unit::{Evaluated, Inputs};
use stridelint::value::Value;

/// What a check said something of: file and line, and the resource's address.
#[derive(Default)]
struct Told {
    lines: BTreeSet<(String, u32)>,
    resources: BTreeSet<String>,
}

/// A fixture's texts by file.
type Texts = BTreeMap<String, String>;

/// Checks of the owner that a satellite is part of: what else the owner is decides them, and why.
const OF_THE_OWNER: &[(&str, &str)] = &[
    (
        "cross-task-privilege-escalation.self-referencing-open-group",
        "the services that share the group name it, not its rules",
    ),
    (
        "log-retention-misconfiguration.mutable-log-bucket",
        "that logs go to the bucket is said by what names the bucket",
    ),
    (
        "unrestricted-egress.egress-open-to-world",
        "the services whose tasks connect name the group, not its rules",
    ),
];

/// Checks of what one thing is to another, where the reference that is replaced says it: the check,
/// and what is gone with the reference.
const BY_ITS_USERS: &[(&str, &str)] = &[
    (
        "api-request-spoofing.ecs-mutation-without-mfa",
        "that people hold the policy is said by what attaches it",
    ),
    (
        "api-request-spoofing.oidc-trust-without-subject",
        "that GitLab or GitHub issues the tokens is said by the provider's resource or its ARN",
    ),
    (
        "container-image-tampering.task-can-push-images",
        "that tasks hold the policy is said by what attaches it",
    ),
    (
        "cross-task-privilege-escalation.self-referencing-open-group",
        "that services share the group is said by them",
    ),
    (
        "in-transit-data-tampering.image-pull-leaves-vpc",
        "which images are pulled in this network is said by its tasks and their subnets",
    ),
    (
        "insufficient-api-logging.load-balancer-access-logs-disabled",
        "of which kind the load balancer is, a listener says",
    ),
    (
        "insufficient-api-logging.vpc-flow-logs-disabled",
        "a flow log of what is neither a reference nor an id may be that of any network",
    ),
    (
        "log-retention-misconfiguration.mutable-log-bucket",
        "that logs go to the bucket is said by what sends them",
    ),
    (
        "over-granted-privileges.policy-attached-to-user",
        "the finding moves from the user of the unit to the policy that names one elsewhere",
    ),
    (
        "phished-credentials.admin-without-mfa",
        "that people hold the policy is said by what attaches it",
    ),
    (
        "resource-exhaustion.missing-health-check",
        "that a service without a load balancer runs the task is said by the service",
    ),
    (
        "sensitive-env-var-logging.plaintext-parameter",
        "that the value is a secret is known of the resource that makes it",
    ),
    (
        "sensitive-env-var-logging.plaintext-ssm-secret",
        "that a container takes the parameter for a secret is said by the container",
    ),
    (
        "sensitive-env-var-logging.secret-flows-into-environment",
        "that the value is a secret is known of the resource that makes it",
    ),
    ("task-execution-ambiguity.shared-task-role", "that two tasks have one role is said by both"),
    (
        "task-execution-ambiguity.unaudited-execute-command",
        "that shells open in the cluster is said by its services",
    ),
    ("unencrypted-dataflows.plaintext-listener", "that the listener forwards is said by its rule"),
    (
        "unrestricted-egress.egress-open-to-world",
        "that tasks connect through the group is said by the service that names it",
    ),
    (
        "unencrypted-dataflows.container-host-disk-not-encrypted",
        "that instances of a cluster start with the template is said by their group and its capacity provider",
    ),
];

struct Unit {
    evaluated: Evaluated,
    document: Document,
}

fn tree_of(texts: &Texts) -> Tree {
    let texts: Vec<(&str, &str)> =
        texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    Tree::of_texts(&texts)
}

fn units(tree: &Tree) -> Vec<Unit> {
    let (units, _) = discover(tree);
    units
        .iter()
        .map(|unit| {
            let (evaluated, _) = stridelint::scan::evaluate(tree, unit, &Inputs::default());
            let (document, _) = normalize(tree, unit, evaluated.clone(), TODAY);
            Unit { evaluated, document }
        })
        .collect()
}

/// Everything that a check says of a tree, undecided results included; with `reported` those only.
fn lines(tree: &Tree, units: &[Unit], set: &PolicySet, check: &str, reported: bool) -> Told {
    let selection = Selection {
        checks: BTreeSet::from([check.to_owned()]),
        undecided: !reported,
        ..Selection::default()
    };
    let mut found = Told::default();
    for unit in units {
        let (outcomes, _) = evaluate(set, &unit.document, &selection);
        if let Some(other) = unit.document.otherwise.as_deref() {
            let further = evaluate_otherwise(set, &unit.document, &outcomes, &selection);
            further.iter().for_each(|outcome| add(tree, other, outcome, &mut found));
        }
        outcomes.iter().for_each(|outcome| add(tree, &unit.document, outcome, &mut found));
    }
    found
}

fn add(tree: &Tree, document: &Document, outcome: &Outcome, found: &mut Told) {
    let span = document.resources[&outcome.resource].place_of(&outcome.place).span;
    found.lines.extend(span.map(|span| place(tree, span)));
    found.resources.insert(outcome.resource.clone());
}

fn place(tree: &Tree, span: Span) -> (String, u32) {
    let file = tree.file(span.file);
    (file.path.clone(), file.position(span.start).line)
}

/// A fixture that fires, with its texts.
struct Firing {
    check: String,
    format: String,
    name: String,
    files: Texts,
}

/// The fixtures of formats that have references.
fn firing() -> Vec<Firing> {
    let read = |file: &String| {
        (file.clone(), std::fs::read_to_string(root().join(file)).expect("a fixture is readable"))
    };
    fixtures()
        .into_iter()
        .filter(|fixture| fixture.kind() == "fires" && fixture.format != "ecs")
        .map(|fixture| Firing {
            files: fixture.files.iter().map(read).collect(),
            check: fixture.check,
            format: fixture.format,
            name: fixture.name,
        })
        .collect()
}

/// One way to name a thing that is elsewhere: what replaces the reference, and what declares it.
struct Elsewhere {
    kind: &'static str,
    text: String,
    declared: String,
}

fn ways(path: &str, text: &str, source_type: &str) -> Vec<Elsewhere> {
    let way =
        |kind, text: &str, declared: String| Elsewhere { kind, text: text.to_owned(), declared };
    if path.ends_with(".tf") {
        // The unit stays what it is: deployed, or a library.
        let deployed = if text.contains("provider \"aws\"") {
            ""
        } else {
            "\nprovider \"aws\" {\n  region = \"eu-west-1\"\n}\n"
        };
        return vec![
            way("literal", "\"elsewhere\"", String::new()),
            way(
                "variable",
                "var.elsewhere",
                format!("\nvariable \"elsewhere\" {{\n  type = string\n}}\n{deployed}"),
            ),
            way(
                "data source",
                &format!("data.{source_type}.elsewhere.id"),
                format!("\ndata \"{source_type}\" \"elsewhere\" {{\n  name = \"elsewhere\"\n}}\n"),
            ),
            way(
                "module",
                "module.elsewhere.it",
                "\nmodule \"elsewhere\" {\n  source  = \"example/elsewhere/aws\"\n  version = \"1.0.0\"\n}\n"
                    .to_owned(),
            ),
        ];
    }
    if text.trim_start().starts_with('{') {
        return vec![
            way("literal", "\"elsewhere\"", String::new()),
            way("import", "{\"Fn::ImportValue\": \"elsewhere\"}", String::new()),
        ];
    }
    vec![
        way("literal", "elsewhere", String::new()),
        way("import", "!ImportValue elsewhere", String::new()),
    ]
}

/// The texts with a span of one file replaced, lines left where they are.
fn replaced(texts: &Texts, path: &str, span: Span, way: &Elsewhere) -> Option<Texts> {
    let mut texts = texts.clone();
    let text = texts.get_mut(path)?;
    let (start, end) = (span.start as usize, span.end as usize);
    if text.get(start..end)?.contains('\n') {
        return None;
    }
    text.replace_range(start..end, &way.text);
    text.push_str(&way.declared);
    Some(texts)
}

/// The lines of the block that begins at a header.
fn block(text: &str, header: Span) -> std::ops::RangeInclusive<u32> {
    let line = |offset: usize| u32::try_from(text[..offset].matches('\n').count()).unwrap() + 1;
    let start = header.start as usize;
    let first = line(start);
    let lines: Vec<&str> = text.lines().collect();
    let indent = |text: &str| text.len() - text.trim_start().len();
    let own = indent(lines[first as usize - 1]);
    let last = (first as usize..lines.len())
        .find(|at| !lines[*at].trim().is_empty() && indent(lines[*at]) <= own)
        .unwrap_or(lines.len());
    first..=u32::try_from(last).unwrap() + 1
}

/// The places of the links of a satellite, and the source type of its owner in its format.
fn links(source_type: &str, values: &Value) -> Vec<(Span, &'static str)> {
    let terraform = !source_type.contains("::");
    let mut found = Vec::new();
    for table in TABLES.iter().flat_map(|family| family.iter()) {
        let shape = &table.shape;
        // What is attached is what is judged, no owner.
        if shape.ty == "iam.policy" {
            continue;
        }
        for satellite in shape.satellites.iter().filter(|one| one.source_type == source_type) {
            let owner = shape.sources.iter().find(|owner| owner.contains("::") != terraform);
            let Some(value) = values.get(satellite.link) else { continue };
            let items = value.items().map_or_else(|| vec![value.clone()], <[Value]>::to_vec);
            for item in items.iter().filter(|item| !item.references().is_empty()) {
                found.extend(item.place.span.zip(owner.copied()));
            }
        }
    }
    found
}

#[test]
fn satellites_are_judged_without_their_owner() {
    let set = policies();
    let mut complaints = Vec::new();
    let mut walked = 0;
    for fixture in firing() {
        let tree = tree_of(&fixture.files);
        let units = units(&tree);
        let before = lines(&tree, &units, set, &fixture.check, true);
        for unit in &units {
            for resource in &unit.evaluated.resources {
                let Some(header) = resource.place.span else { continue };
                let path = tree.file(header.file).path.clone();
                let Some(text) = fixture.files.get(&path) else { continue };
                let own = block(text, header);
                let wrong: Vec<_> = before
                    .lines
                    .iter()
                    .filter(|(file, line)| *file == path && own.contains(line))
                    .collect();
                if wrong.is_empty() {
                    continue;
                }
                for (span, owner) in links(&resource.source_type, &resource.values) {
                    for way in ways(&path, text, owner) {
                        let Some(texts) = replaced(&fixture.files, &path, span, &way) else {
                            continue;
                        };
                        walked += 1;
                        let tree = tree_of(&texts);
                        let after = lines(&tree, &self::units(&tree), set, &fixture.check, false);
                        let told = after.resources.contains(&resource.address)
                            || after
                                .lines
                                .iter()
                                .any(|(file, line)| *file == path && own.contains(line));
                        let meant = OF_THE_OWNER.iter().any(|(check, _)| *check == fixture.check);
                        if !told && !meant {
                            complaints.push(format!(
                                "{} {} {}: {} without its owner ({})",
                                fixture.check,
                                fixture.format,
                                fixture.name,
                                resource.address,
                                way.kind
                            ));
                        }
                    }
                }
            }
        }
    }
    assert!(walked > 50, "only {walked} owners were taken away");
    assert!(complaints.is_empty(), "{} of {walked}:\n{}", complaints.len(), complaints.join("\n"));
}

/// The references of a unit that are all of a value, with the place of each.
fn references(value: &Value, found: &mut BTreeSet<Span>) {
    let whole = value.as_unknown().is_some_and(|unknown| unknown.pieces.is_empty())
        && value.references().len() == 1
        && value.references().iter().all(|reference| reference.is_of_resource())
        && value.place.chain.is_none();
    if whole {
        found.extend(value.place.span);
    }
    if let Some(items) = value.items() {
        items.iter().for_each(|item| references(item, found));
    }
    for entry in value.entries().into_iter().flatten() {
        references(&entry.1.value, found);
    }
}

#[test]
fn no_finding_goes_with_a_reference() {
    let set = policies();
    let mut complaints = Vec::new();
    let mut walked = 0;
    for fixture in firing() {
        let tree = tree_of(&fixture.files);
        let units = units(&tree);
        let before = lines(&tree, &units, set, &fixture.check, true);
        let mut spans = BTreeSet::new();
        for unit in &units {
            for resource in &unit.evaluated.resources {
                references(&resource.values, &mut spans);
            }
        }
        for span in spans {
            let path = tree.file(span.file).path.clone();
            let Some(text) = fixture.files.get(&path) else { continue };
            let words = text.get(span.start as usize..span.end as usize).unwrap_or_default();
            for way in ways(&path, text, "aws_elsewhere") {
                if matches!(way.kind, "variable" | "data source") {
                    continue;
                }
                let Some(texts) = replaced(&fixture.files, &path, span, &way) else { continue };
                walked += 1;
                let tree = tree_of(&texts);
                let after = lines(&tree, &self::units(&tree), set, &fixture.check, false);
                if before.lines.is_subset(&after.lines) {
                    continue;
                }
                let lost: Vec<_> = before.resources.difference(&after.resources).collect();
                let meant = BY_ITS_USERS.iter().any(|(check, _)| *check == fixture.check);
                if !lost.is_empty() && !meant {
                    complaints.push(format!(
                        "{} {} {}: `{words}` as a {} loses {lost:?}",
                        fixture.check, fixture.format, fixture.name, way.kind
                    ));
                }
            }
        }
    }
    assert!(walked > 200, "only {walked} references were replaced");
    assert!(complaints.is_empty(), "{} of {walked}:\n{}", complaints.len(), complaints.join("\n"));
}

//! The subjects of checks in a document.

use super::{Looked, Subject, Subjected};
use crate::document::address::block;
use crate::document::{Document, Node};
use crate::normalize::read::placeholder::is_placeholder;
use crate::policy::metadata::{Check, Rests};
use crate::policy::pattern::{Part, Pattern};
use crate::value::{Data, Marks, Value};
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet};

/// What checks look at in a document, and whether they find a setting of theirs there: by check,
/// those that look at nothing left out. `known`: the official images that the catalogue of versions
/// has.
#[must_use]
pub fn subjects<'c>(
    checks: impl Iterator<Item = &'c Check>,
    document: &Document,
    known: &BTreeSet<String>,
) -> BTreeMap<String, Subjected> {
    let counted = Counted::of(document, known);
    let mut found: BTreeMap<String, Subjected> = BTreeMap::new();
    for check in checks {
        let all = check.subject.iter().flat_map(|subject| counted.get(subject));
        let own: Subjected = all
            .map(|looked| {
                let node = document.resources.get(&looked.0);
                let there = node.is_some_and(|node| has_control(check, node, &counted.by_type));
                (looked, there)
            })
            .collect();
        if !own.is_empty() {
            found.insert(check.id.clone(), own);
        }
    }
    found
}

/// Whether the setting is there that a check asks for: a path of `reads` that must not be missing or off,
/// in the resource or in one of another type that is read for it.
fn has_control(check: &Check, node: &Node, by_type: &BTreeMap<&str, Vec<&Node>>) -> bool {
    if check.rests != Rests::Control {
        return false;
    }
    let own = check.reads.get(&node.ty);
    if own.is_none_or(|paths| asked(&node.ty, paths).any(|path| stands(&node.values, &path.0))) {
        return true;
    }
    let is_subject = |ty: &String| {
        let own = |subject: &Subject| matches!(subject, Subject::Type(own, _) | Subject::Written(own, _) if own == ty);
        *ty == node.ty || check.subject.iter().any(own)
    };
    let others = check.reads.iter().filter(|(ty, _)| !is_subject(ty));
    others.into_iter().any(|(ty, paths)| {
        let mut nodes = by_type.get(ty.as_str()).into_iter().flatten();
        nodes.any(|other| asked(ty, paths).any(|path| stands(&other.values, &path.0)))
    })
}

/// The paths of a type at which a setting is asked for: the first, and those that must not be missing or
/// off. Of who may do what only a setting of its own is one: any policy has statements.
fn asked<'c>(
    ty: &str,
    paths: &'c IndexMap<Pattern, serde_json::Value>,
) -> impl Iterator<Item = &'c Pattern> {
    let by_policies = ty.starts_with("iam.") || ty.starts_with("aws_iam_");
    paths.iter().enumerate().filter_map(move |(at, (path, value))| {
        let lacks = value.is_null() || *value == serde_json::Value::Bool(false);
        let is_own = !by_policies || lacks && path.0.first() != Some(&Part::Key("policies".into()));
        (is_own && (at == 0 || lacks)).then_some(path)
    })
}

/// Whether something stands at a path, in any arm. A list that nobody knows may hold it.
fn stands(value: &Value, path: &[Part]) -> bool {
    leads_to(value, path, true, &|_| true)
}

/// Whether something is at a path that is not `false` and no empty list.
fn has_at(value: &Value, path: &[Part]) -> bool {
    leads_to(value, path, false, &|own| {
        let empty = own.items().is_some_and(<[Value]>::is_empty);
        !empty && !matches!(own.data, Data::Bool(false))
    })
}

/// Whether a path leads to a value that `is` it, in any arm. `guessed`: or to a list that nobody knows.
fn leads_to(value: &Value, path: &[Part], guessed: bool, is: &dyn Fn(&Value) -> bool) -> bool {
    let Some((first, rest)) = path.split_first() else {
        return arms(Some(value)).into_iter().any(is);
    };
    let on = |next: &Value| leads_to(next, rest, guessed, is);
    arms(Some(value)).into_iter().any(|own| match first {
        Part::Key(key) => own.get(key).is_some_and(on),
        Part::Item => match own.items() {
            Some(all) => all.iter().any(on),
            None => guessed && own.as_unknown().is_some(),
        },
        Part::AnyKey => own.entries().is_some_and(|all| all.values().any(|entry| on(&entry.value))),
    })
}

/// What of a document can be a subject.
struct Counted<'d> {
    by_type: BTreeMap<&'d str, Vec<&'d Node>>,
    task_roles: BTreeSet<String>,
    execution_roles: BTreeSet<String>,
    groups: BTreeSet<String>,
    images: BTreeSet<Looked>,
    seen: BTreeSet<Looked>,
    stated: BTreeSet<Looked>,
    versioned: BTreeSet<Looked>,
}

impl<'d> Counted<'d> {
    fn of(document: &'d Document, known: &BTreeSet<String>) -> Counted<'d> {
        let mut made = Counted {
            by_type: BTreeMap::new(),
            task_roles: BTreeSet::new(),
            execution_roles: BTreeSet::new(),
            groups: BTreeSet::new(),
            images: BTreeSet::new(),
            seen: BTreeSet::new(),
            stated: BTreeSet::new(),
            versioned: BTreeSet::new(),
        };
        let suggests =
            document.format == crate::unit::Format::CloudFormation || !document.deployable;
        for node in document.resources.values().filter(|node| !node.apart) {
            made.by_type.entry(&node.ty).or_default().push(node);
        }
        for (ty, path) in GROUPS {
            let path: Pattern = path.parse().unwrap_or_default();
            for node in made.by_type.get(ty).into_iter().flatten() {
                let mut found = Vec::new();
                references_at(&node.values, &path.0, &mut found);
                let groups = found.iter().flat_map(|to| named(document, to, "ec2.security_group"));
                made.groups.extend(groups);
            }
        }
        for task in made.by_type.get("ecs.task_definition").into_iter().flatten() {
            let role = |name: &str| {
                let references = task.values.get(name).map(all_references).unwrap_or_default();
                references.iter().flat_map(|to| named(document, to, "iam.role")).collect::<Vec<_>>()
            };
            made.task_roles.extend(role("task_role"));
            made.execution_roles.extend(role("execution_role"));
            for container in arms(task.values.get("containers")).iter().flat_map(|all| {
                all.items().unwrap_or_default().iter().flat_map(|item| arms(Some(item)))
            }) {
                let name = container.get("name").and_then(Value::as_str).map(str::to_owned);
                let looked = (task.id.clone(), name);
                let images = arms(container.get("image"));
                if images.iter().any(|image| is_library(image, known)) {
                    made.images.insert(looked.clone());
                }
                if images.iter().any(|image| is_seen(image)) {
                    made.seen.insert(looked.clone());
                }
                let stated = || images.iter().filter(|image| is_stated(image, suggests));
                if stated().any(|image| is_versioned(image)) {
                    made.versioned.insert(looked.clone());
                }
                if stated().next().is_some() {
                    made.stated.insert(looked);
                }
            }
        }
        made
    }

    fn get(&self, subject: &Subject) -> Vec<Looked> {
        let of_type = |ty: &str, has: &dyn Fn(&Node) -> bool| -> Vec<Looked> {
            let all = self.by_type.get(ty).into_iter().flatten();
            all.filter(|node| has(node)).map(|node| (node.id.clone(), None)).collect()
        };
        let roles =
            |ids: &BTreeSet<String>| ids.iter().map(|id| (id.clone(), None)).collect::<Vec<_>>();
        match subject {
            Subject::Type(ty, None) => of_type(ty, &|_| true),
            Subject::Type(ty, Some(path)) => of_type(ty, &|node| has_at(&node.values, &path.0)),
            Subject::Written(ty, path) => of_type(ty, &|node| stands(&node.values, &path.0)),
            Subject::AccountTrust => of_type("iam.role", &|node| {
                trusts(node, &|principal| matches!(principal, "AWS" | "*" | "CanonicalUser"))
            }),
            Subject::FederatedTrust => {
                of_type("iam.role", &|node| trusts(node, &|principal| principal == "Federated"))
            }
            Subject::TaskRole => roles(&self.task_roles),
            Subject::ExecutionRole => roles(&self.execution_roles),
            Subject::TaskGroup => roles(&self.groups),
            Subject::InternetFacing => of_type("elb.load_balancer", &|node| {
                let internal = arms(node.values.get("internal"));
                !internal.iter().any(|value| matches!(value.data, Data::Bool(true)))
            }),
            Subject::Listener => of_type("elb.listener", &|node| {
                let protocol = arms(node.values.get("protocol"));
                protocol.iter().any(|value| matches!(value.as_str(), Some("HTTPS" | "TLS" | "SSL")))
            }),
            Subject::LibraryImage => self.images.iter().cloned().collect(),
            Subject::SeenImage => self.seen.iter().cloned().collect(),
            Subject::StatedImage => self.stated.iter().cloned().collect(),
            Subject::VersionedImage => self.versioned.iter().cloned().collect(),
        }
    }
}

/// Whether a role's trust policy allows a kind of principal.
fn trusts(node: &Node, is: &dyn Fn(&str) -> bool) -> bool {
    let items = |value: &Value, key: &str| -> Vec<Value> {
        let all = arms(value.get(key)).into_iter().flat_map(|own| own.items().unwrap_or_default());
        all.flat_map(|item| arms(Some(item))).cloned().collect()
    };
    let policies = arms(node.values.get("trust_policy"));
    let statements = policies.into_iter().flat_map(|policy| items(policy, "statements"));
    let mut allowed = statements
        .filter(|own| own.get("effect").and_then(Value::as_str).is_none_or(|own| own == "allow"));
    allowed.any(|own| {
        let named = items(&own, "principals");
        let of = |principal: &Value| principal.get("type").and_then(Value::as_str).is_some_and(is);
        named.iter().any(of) || own.get("not_principals").is_some()
    })
}

/// Whether an image names a version.
fn is_versioned(image: &Value) -> bool {
    let has = |key: &str| image.get(key).is_some_and(|own| !own.is_null());
    let tag = image.get("tag").and_then(Value::as_str);
    has("digest") || tag.map_or_else(|| has("tag"), |tag| tag != "latest")
}

/// Whether it is known where an image comes from: its host, or that none is written. What a placeholder
/// says of that is that, where it has the form of a private ECR registry.
fn is_seen(image: &Value) -> bool {
    let raw = image.get("raw").and_then(Value::as_str);
    let kind = image.get("registry_kind").and_then(Value::as_str);
    kind.is_some_and(|kind| kind == "ecr-private" || !raw.is_some_and(is_placeholder))
}

/// Whether a unit decides an image itself. `suggests`: what it has for a default is a suggestion.
fn is_stated(image: &Value, suggests: bool) -> bool {
    let given = |value: Option<&Value>| value.is_some_and(|own| own.marks.any(Marks::DEFAULT));
    let raw = image.get("raw").and_then(Value::as_str).unwrap_or_default();
    let suggested = suggests && (given(Some(image)) || given(image.get("tag")));
    !raw.is_empty() && !is_placeholder(raw) && !suggested
}

/// Whether an image is an official one whose versions are known.
fn is_library(image: &Value, known: &BTreeSet<String>) -> bool {
    let text = |key: &str| image.get(key).and_then(Value::as_str);
    let Some(path) = text("path") else { return false };
    let name = match text("registry_kind") {
        Some("docker-hub" | "docker-hub-implicit") => path.trim_start_matches("library/"),
        Some("ecr-public") => match path.strip_prefix("docker/library/") {
            Some(name) => name,
            None => return false,
        },
        _ => return false,
    };
    // `latest` is no version.
    let version = text("tag").is_some_and(|tag| tag.contains(|c: char| c.is_ascii_digit()));
    version && known.contains(name)
}

/// The addresses that a value and its arms refer to.
fn all_references(value: &Value) -> Vec<String> {
    arms(Some(value))
        .iter()
        .flat_map(|value| value.references())
        .map(|reference| reference.to.to_string())
        .collect()
}

/// Where services and container hosts name security groups.
const GROUPS: &[(&str, &str)] = &[
    ("ecs.service", "network_configuration.security_groups[]"),
    ("ec2.instance", "security_groups[]"),
    ("ec2.launch_template", "security_groups[]"),
    ("autoscaling.launch_configuration", "security_groups[]"),
];

/// The addresses that stand at a path.
fn references_at(value: &Value, path: &[Part], found: &mut Vec<String>) {
    let Some((first, rest)) = path.split_first() else {
        found.extend(all_references(value));
        return;
    };
    for own in arms(Some(value)) {
        match first {
            Part::Key(key) => {
                own.get(key).into_iter().for_each(|next| references_at(next, rest, found));
            }
            // What makes a list as a whole names all of it.
            Part::Item | Part::AnyKey => match own.items() {
                Some(all) => all.iter().for_each(|next| references_at(next, rest, found)),
                None => found.extend(all_references(own)),
            },
        }
    }
}

/// The resources of a type that an address leads to: itself, what it is folded into, its instances.
fn named(document: &Document, to: &str, ty: &str) -> Vec<String> {
    if let Some(node) = document.resources.get(to) {
        return vec![node.id.clone()];
    }
    let all = document.resources.values().filter(|node| node.ty == ty);
    all.filter(|node| node.satellites.iter().any(|own| own == to) || block(&node.id) == to)
        .map(|node| node.id.clone())
        .collect()
}

/// The arms of a value that are there.
fn arms(value: Option<&Value>) -> Vec<&Value> {
    fn split<'v>(value: &'v Value, depth: usize, out: &mut Vec<&'v Value>) {
        match &value.data {
            Data::Null => {}
            Data::Either(either) if depth < 16 => {
                split(&either.then, depth + 1, out);
                split(&either.otherwise, depth + 1, out);
            }
            _ => out.push(value),
        }
    }
    let mut out = Vec::new();
    if let Some(value) = value {
        split(value, 0, &mut out);
    }
    out
}

//! What a check looks at, and what a threat attacks: `subject` and `targets` of METADATA.
//!
//! "No finding" says something only of what a check looked at. Its subjects are counted in the
//! document itself, in every arm of a condition; what belongs to a resource elsewhere is none.

use super::metadata::Check;
use crate::document::address::block;
use crate::document::{Document, Node};
use crate::value::{Data, Marks, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

/// What a check looks at.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub enum Subject {
    /// Resources of a type; those that have something at a path of keys, where one is given.
    Type(String, Option<String>),
    /// Roles that containers have.
    TaskRole,
    /// Roles that start containers.
    ExecutionRole,
    /// Load balancers that the internet may reach.
    InternetFacing,
    /// Containers whose image is one that the catalogue of versions knows.
    LibraryImage,
    /// Containers whose image the unit itself decides: no default of a template or a library, and no
    /// placeholder.
    StatedImage,
    /// Listeners that terminate TLS.
    Listener,
}

/// The word for a check whose silence says nothing.
const NONE: &str = "none";

impl FromStr for Subject {
    type Err = String;

    fn from_str(text: &str) -> Result<Subject, String> {
        Ok(match text {
            "task_role" => Subject::TaskRole,
            "execution_role" => Subject::ExecutionRole,
            "internet_facing" => Subject::InternetFacing,
            "library_image" => Subject::LibraryImage,
            "stated_image" => Subject::StatedImage,
            "listener" => Subject::Listener,
            _ => {
                let (ty, path) =
                    text.split_once(':').map_or((text, None), |(ty, path)| (ty, Some(path)));
                let word = |c: char| c.is_ascii_alphanumeric() || "._:-".contains(c);
                if ty.is_empty() || !text.chars().all(word) || path == Some("") {
                    return Err(format!(
                        "`{text}` is not a subject: a type, a type with `:` and a path, or one of task_role, execution_role, internet_facing, library_image, stated_image, listener"
                    ));
                }
                // A type of CloudFormation has colons of its own.
                match text.contains("::") {
                    true => Subject::Type(text.to_owned(), None),
                    false => Subject::Type(ty.to_owned(), path.map(str::to_owned)),
                }
            }
        })
    }
}

/// The subjects of a check as METADATA has them; without any the first type that it reads.
pub(super) fn subjects_of<'r>(
    given: Option<&[String]>,
    mut reads: impl Iterator<Item = &'r String>,
) -> Result<Vec<Subject>, String> {
    match given {
        None => Ok(reads.next().map(|ty| Subject::Type(ty.clone(), None)).into_iter().collect()),
        Some([only]) if only == NONE => Ok(Vec::new()),
        Some(all) => all.iter().map(|text| text.parse()).collect(),
    }
}

/// Where in a model a threat lands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct TargetOf {
    /// What kind of thing it is.
    pub place: TargetPlace,
    /// The kind of element, flow or boundary, or the type of the resource.
    pub name: String,
    /// Of flows: the kind of element that it leads to.
    pub to: Option<String>,
    /// Of flows: the role that it is under.
    pub under: Option<Under>,
}

/// What kind of thing a threat lands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub enum TargetPlace {
    /// Flows of a kind; `clear`: all that are not encrypted, `peer`: those between workloads.
    Flow,
    /// Elements of a kind; `workload`, `store`, `log-bucket`, `pulled-registry`, `ingress-end`.
    Element,
    /// Boundaries of a kind.
    Boundary,
    /// The images of containers.
    Image,
    /// Resources of a type; `principal`, `account`, `task-role`.
    Resource,
    /// What the threat's checks look at.
    Subjects,
}

/// The role that a flow is under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub enum Under {
    /// That of the containers.
    Task,
    /// That of what starts them.
    Execution,
}

impl FromStr for TargetOf {
    type Err = String;

    fn from_str(text: &str) -> Result<TargetOf, String> {
        let wrong = || {
            format!(
                "`{text}` is not a target: flow.KIND, flow.KIND>ELEMENT, flow.KIND@task-role, flow.KIND@execution-role, element.KIND, boundary.KIND, resource.TYPE, images, or subjects"
            )
        };
        let (place, name) = match text {
            "images" => (TargetPlace::Image, ""),
            "subjects" => (TargetPlace::Subjects, ""),
            _ => match text.split_once('.') {
                Some(("flow", name)) => (TargetPlace::Flow, name),
                Some(("element", name)) => (TargetPlace::Element, name),
                Some(("boundary", name)) => (TargetPlace::Boundary, name),
                Some(("resource", name)) => (TargetPlace::Resource, name),
                _ => return Err(wrong()),
            },
        };
        let mut found = TargetOf { place, name: name.to_owned(), to: None, under: None };
        if place == TargetPlace::Flow {
            if let Some((name, under)) = name.split_once('@') {
                found.under = Some(match under {
                    "task-role" => Under::Task,
                    "execution-role" => Under::Execution,
                    _ => return Err(wrong()),
                });
                found.name = name.to_owned();
            } else if let Some((name, to)) = name.split_once('>') {
                found.to = Some(to.to_owned());
                found.name = name.to_owned();
            }
        }
        let empty = found.name.is_empty() || found.to.as_deref() == Some("");
        let named = !matches!(place, TargetPlace::Image | TargetPlace::Subjects);
        if named && empty { Err(wrong()) } else { Ok(found) }
    }
}

impl fmt::Display for TargetOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = match self.place {
            TargetPlace::Image => return f.write_str("images"),
            TargetPlace::Subjects => return f.write_str("subjects"),
            TargetPlace::Flow => "flow",
            TargetPlace::Element => "element",
            TargetPlace::Boundary => "boundary",
            TargetPlace::Resource => "resource",
        };
        write!(f, "{place}.{}", self.name)?;
        match (self.under, &self.to) {
            (Some(Under::Task), _) => f.write_str("@task-role"),
            (Some(Under::Execution), _) => f.write_str("@execution-role"),
            (None, Some(to)) => write!(f, ">{to}"),
            (None, None) => Ok(()),
        }
    }
}

/// Something that a check looked at: a resource, or one container of it.
pub type Looked = (String, Option<String>);

/// What checks look at in a document: by check, those that look at nothing left out. `known`: the
/// official images that the catalogue of versions has.
#[must_use]
pub fn subjects<'c>(
    checks: impl Iterator<Item = &'c Check>,
    document: &Document,
    known: &BTreeSet<String>,
) -> BTreeMap<String, BTreeSet<Looked>> {
    let counted = Counted::of(document, known);
    let mut found: BTreeMap<String, BTreeSet<Looked>> = BTreeMap::new();
    for check in checks {
        let own: BTreeSet<Looked> =
            check.subject.iter().flat_map(|subject| counted.get(subject)).collect();
        if !own.is_empty() {
            found.insert(check.id.clone(), own);
        }
    }
    found
}

/// What of a document can be a subject.
struct Counted<'d> {
    by_type: BTreeMap<&'d str, Vec<&'d Node>>,
    task_roles: BTreeSet<String>,
    execution_roles: BTreeSet<String>,
    images: BTreeSet<Looked>,
    stated: BTreeSet<Looked>,
}

impl<'d> Counted<'d> {
    fn of(document: &'d Document, known: &BTreeSet<String>) -> Counted<'d> {
        let mut made = Counted {
            by_type: BTreeMap::new(),
            task_roles: BTreeSet::new(),
            execution_roles: BTreeSet::new(),
            images: BTreeSet::new(),
            stated: BTreeSet::new(),
        };
        let suggests =
            document.format == crate::unit::Format::CloudFormation || !document.deployable;
        for node in document.resources.values().filter(|node| !node.apart) {
            made.by_type.entry(&node.ty).or_default().push(node);
        }
        for task in made.by_type.get("ecs.task_definition").into_iter().flatten() {
            let role = |name: &str| {
                let references = task.values.get(name).map(all_references).unwrap_or_default();
                references.iter().flat_map(|to| roles(document, to)).collect::<Vec<_>>()
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
                if images.iter().any(|image| is_stated(image, suggests)) {
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
            Subject::Type(ty, Some(path)) => of_type(ty, &|node| {
                let found = path.split('.').try_fold(&node.values, |at, key| at.get(key));
                arms(found).iter().any(|value| !matches!(value.data, Data::Bool(false)))
            }),
            Subject::TaskRole => roles(&self.task_roles),
            Subject::ExecutionRole => roles(&self.execution_roles),
            Subject::InternetFacing => of_type("elb.load_balancer", &|node| {
                let internal = arms(node.values.get("internal"));
                !internal.iter().any(|value| matches!(value.data, Data::Bool(true)))
            }),
            Subject::Listener => of_type("elb.listener", &|node| {
                let protocol = arms(node.values.get("protocol"));
                protocol.iter().any(|value| matches!(value.as_str(), Some("HTTPS" | "TLS" | "SSL")))
            }),
            Subject::LibraryImage => self.images.iter().cloned().collect(),
            Subject::StatedImage => self.stated.iter().cloned().collect(),
        }
    }
}

/// Whether a unit decides an image itself. `suggests`: what it has for a default is a suggestion.
fn is_stated(image: &Value, suggests: bool) -> bool {
    let given = |value: Option<&Value>| value.is_some_and(|own| own.marks.any(Marks::DEFAULT));
    let raw = image.get("raw").and_then(Value::as_str).unwrap_or_default();
    let placeholder = raw.contains(['<', '>', '%', '{', '}'])
        || raw.ends_with(":tag")
        || raw.contains(".dkr.ecr.region.");
    let suggested = suggests && (given(Some(image)) || given(image.get("tag")));
    !raw.is_empty() && !placeholder && !suggested
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

/// The roles that an address leads to: itself, what it is folded into, its instances.
fn roles(document: &Document, to: &str) -> Vec<String> {
    if let Some(node) = document.resources.get(to) {
        return vec![node.id.clone()];
    }
    let all = document.resources.values().filter(|node| node.ty == "iam.role");
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_subjects_and_targets_are_read_or_refused() {
        let ty =
            |ty: &str, path: Option<&str>| Subject::Type(ty.to_owned(), path.map(str::to_owned));
        assert_eq!("ecs.service".parse(), Ok(ty("ecs.service", None)));
        assert_eq!("ecs.service:mesh.enabled".parse(), Ok(ty("ecs.service", Some("mesh.enabled"))));
        let cloudformation = "AWS::Logs::AccountPolicy";
        assert_eq!(cloudformation.parse(), Ok(ty(cloudformation, None)));
        assert_eq!("task_role".parse(), Ok(Subject::TaskRole));
        for wrong in ["", ":path", "ecs.service:", "ecs service"] {
            assert!(wrong.parse::<Subject>().is_err(), "{wrong}");
        }
        for right in [
            "flow.data@task-role",
            "flow.data>cache",
            "element.workload",
            "boundary.vpc",
            "resource.iam.user",
            "images",
            "subjects",
        ] {
            assert_eq!(right.parse::<TargetOf>().map(|own| own.to_string()), Ok(right.to_owned()));
        }
        for wrong in ["flow", "flow.", "flow.data@nobody", "flow.data>", "host.all", "element."] {
            assert!(wrong.parse::<TargetOf>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn without_a_word_the_first_type_that_is_read_is_looked_at() {
        let reads = ["ecs.service".to_owned(), "ecs.cluster".to_owned()];
        let own = subjects_of(None, reads.iter()).unwrap();
        assert_eq!(own, [Subject::Type("ecs.service".to_owned(), None)]);
        assert_eq!(subjects_of(Some(&["none".to_owned()]), reads.iter()), Ok(Vec::new()));
        assert!(subjects_of(Some(&["a b".to_owned()]), reads.iter()).is_err());
    }
}

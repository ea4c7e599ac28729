//! What a check looks at, and what a threat attacks: `subject` and `targets` of METADATA.
//!
//! "No finding" says something only of what a check looked at. Its subjects are counted in the
//! document itself, in every arm of a condition; what belongs to a resource elsewhere is none.

mod counted;

pub use counted::subjects;

use super::metadata::Reads;
use super::pattern::{Part, Pattern};
use indexmap::IndexMap;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// What a check looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Resources of a type; those that have something at a path, where one is given.
    Type(String, Option<Pattern>),
    /// Resources of a type that say something at a path, be it `false`.
    Written(String, Pattern),
    /// Roles that containers have.
    TaskRole,
    /// Roles that somebody of an account may assume: their trust policy names more than services.
    AccountTrust,
    /// Roles that an identity provider's users may assume.
    FederatedTrust,
    /// Roles that start containers.
    ExecutionRole,
    /// Security groups of services and of container hosts.
    TaskGroup,
    /// Load balancers that the internet may reach.
    InternetFacing,
    /// Containers whose image is one that the catalogue of versions knows.
    LibraryImage,
    /// Containers of which it is known where their image comes from.
    SeenImage,
    /// Containers whose image the unit itself decides: no default of a template or a library, and no
    /// placeholder.
    StatedImage,
    /// Those of them that name a version: a tag other than `latest`, or a digest.
    VersionedImage,
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
            "account_trust" => Subject::AccountTrust,
            "task_group" => Subject::TaskGroup,
            "federated_trust" => Subject::FederatedTrust,
            "execution_role" => Subject::ExecutionRole,
            "internet_facing" => Subject::InternetFacing,
            "library_image" => Subject::LibraryImage,
            "seen_image" => Subject::SeenImage,
            "stated_image" => Subject::StatedImage,
            "versioned_image" => Subject::VersionedImage,
            "listener" => Subject::Listener,
            _ => {
                let (ty, path) =
                    text.split_once(':').map_or((text, None), |(ty, path)| (ty, Some(path)));
                // A type of CloudFormation has colons of its own.
                let (ty, path) = if text.contains("::") { (text, None) } else { (ty, path) };
                let word = |c: char| c.is_ascii_alphanumeric() || "._:-".contains(c);
                let written = path.and_then(|path| path.strip_suffix('?'));
                let path = written.or(path).map(str::parse::<Pattern>).transpose();
                let path = path.ok().filter(|_| !ty.is_empty() && ty.chars().all(word));
                let Some(path) = path else {
                    return Err(format!(
                        "`{text}` is not a subject: a type, a type with `:` and a path, or one of task_role, execution_role, account_trust, federated_trust, task_group, internet_facing, library_image, seen_image, stated_image, versioned_image, listener"
                    ));
                };
                match (path, written) {
                    (Some(path), Some(_)) => Subject::Written(ty.to_owned(), path),
                    (path, _) => Subject::Type(ty.to_owned(), path),
                }
            }
        })
    }
}

/// The subjects of a check as METADATA has them; without any the first type that it reads, where that
/// is about images first of all the images that are seen.
pub(super) fn subjects_of(given: Option<&[String]>, reads: &Reads) -> Result<Vec<Subject>, String> {
    let of_image = |path: &Pattern| {
        let image = [Part::Key("containers".into()), Part::Item, Part::Key("image".into())];
        path.0.starts_with(&image)
    };
    let first = |(ty, paths): (&String, &IndexMap<Pattern, serde_json::Value>)| match paths
        .keys()
        .next()
        .is_some_and(of_image)
    {
        true => Subject::SeenImage,
        false => Subject::Type(ty.clone(), None),
    };
    match given {
        None => Ok(reads.iter().next().map(first).into_iter().collect()),
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

/// The subjects of a check, each with whether the setting is there that the check asks for.
pub type Subjected = BTreeMap<Looked, bool>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_subjects_and_targets_are_read_or_refused() {
        let ty = |ty: &str, path: Option<&str>| {
            Subject::Type(ty.to_owned(), path.map(|path| path.parse().unwrap()))
        };
        assert_eq!("ecs.service".parse(), Ok(ty("ecs.service", None)));
        assert_eq!("ecs.service:mesh.enabled".parse(), Ok(ty("ecs.service", Some("mesh.enabled"))));
        let cloudformation = "AWS::Logs::AccountPolicy";
        assert_eq!(cloudformation.parse(), Ok(ty(cloudformation, None)));
        assert_eq!("task_role".parse(), Ok(Subject::TaskRole));
        assert_eq!(
            "ecs.task_definition:volumes[].name".parse(),
            Ok(ty("ecs.task_definition", Some("volumes[].name")))
        );
        for wrong in ["", ":path", "ecs.service:", "ecs service", "ecs.service:a..b"] {
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
        let reads = |ty: &str, path: &str| -> Reads {
            let own = IndexMap::from([(path.parse().unwrap(), serde_json::Value::Null)]);
            IndexMap::from([(ty.to_owned(), own), ("ecs.cluster".to_owned(), IndexMap::new())])
        };
        let of_services = reads("ecs.service", "launch_type");
        let own = subjects_of(None, &of_services).unwrap();
        assert_eq!(own, [Subject::Type("ecs.service".to_owned(), None)]);
        let of_images = reads("ecs.task_definition", "containers[].image.registry");
        assert_eq!(subjects_of(None, &of_images), Ok(vec![Subject::SeenImage]));
        assert_eq!(subjects_of(Some(&["none".to_owned()]), &of_services), Ok(Vec::new()));
        assert!(subjects_of(Some(&["a b".to_owned()]), &of_services).is_err());
    }
}

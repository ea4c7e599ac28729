//! What services and task definitions name and is not in the code: roles, task definitions, clusters. What
//! they are like nobody can tell.

use super::said::{Why, target};
use super::site::{Site, Spot};
use crate::model::code::{Key, Resource};
use crate::model::v1::{Evidence, Target};
use crate::policy::{TargetOf, TargetPlace, Under};

/// Such things as targets of a threat that attacks things of their kind.
pub(super) fn unseen(site: &Site<'_>, of: &[TargetOf]) -> Vec<Target> {
    let mut all = roles(site, of);
    all.extend(tasks(site, of));
    if of.iter().any(|own| own.place == TargetPlace::Resource && own.name == "ecs.cluster") {
        let named = site.system.code.nodes.iter().filter(|(_, own)| own.unseen_cluster);
        all.extend(named.map(|(key, own)| {
            unseen_of(
                key,
                own,
                "cluster",
                "the cluster is not in this code: what it has on is not known",
            )
        }));
    }
    all
}

fn roles(site: &Site<'_>, of: &[TargetOf]) -> Vec<Target> {
    let is = |role: &str| of.iter().any(|own| attacks(own, role));
    let all = site.system.code.nodes.iter().filter(|(_, own)| !own.apart);
    let named =
        all.flat_map(|(key, own)| own.unseen_roles.iter().map(move |role| (key, own, *role)));
    let lacking = "the role is not in this code: what it allows is not known";
    named
        .filter(|(.., role)| is(role))
        .map(|(key, own, role)| unseen_of(key, own, role, lacking))
        .collect()
}

/// What a resource names: by what it is to that resource.
fn unseen_of(key: &Key, own: &Resource, role: &str, lacking: &str) -> Target {
    let id = format!("{}:{key}", role.replace(' ', "-"));
    let name = format!("{role} of {}", key.address);
    let mut evidence: Vec<Evidence> = own.place.clone().into_iter().collect();
    evidence.iter_mut().for_each(|own| own.origin = None);
    let why = Why { lacking: lacking.to_owned(), ..Why::default() };
    target((id, "resource", name, evidence), Vec::new(), why)
}

/// The services that run what is not in the code, of a threat that attacks what a task definition has.
fn tasks(site: &Site<'_>, of: &[TargetOf]) -> Vec<Target> {
    if !of.iter().any(stands_in_task) {
        return Vec::new();
    }
    let spots = (0..site.system.elements.len()).map(Spot::Element);
    spots
        .filter_map(|spot| {
            let lacking = site.without_task(&spot)?;
            let why = Why { lacking, ..Why::default() };
            Some(target(site.told(&spot), Vec::new(), why))
        })
        .collect()
}

/// Whether what a threat attacks is told by a task definition: its images, what its containers log, its
/// roles. What the task role may call of ECS is a flow only where it is known.
pub(super) fn stands_in_task(own: &TargetOf) -> bool {
    match (own.place, own.name.as_str(), own.under) {
        (TargetPlace::Image, ..) | (TargetPlace::Flow, _, Some(Under::Execution)) => true,
        (TargetPlace::Flow, name, Some(Under::Task)) => name != "aws-api",
        (TargetPlace::Flow, name, None) => matches!(name, "pull" | "logs" | "secret" | "load"),
        (TargetPlace::Element, name, _) => matches!(name, "task-definition" | "pulled-registry"),
        (TargetPlace::Resource, name, _) => name == "task-role",
        _ => false,
    }
}

/// Whether what a threat attacks is under a role, or the role itself. What a role may call of ECS is a
/// flow only where it is known.
fn attacks(own: &TargetOf, role: &str) -> bool {
    match (own.place, own.under) {
        (TargetPlace::Flow, Some(Under::Task)) => role == "task role" && own.name != "aws-api",
        (TargetPlace::Flow, Some(Under::Execution)) => role == "execution role",
        (TargetPlace::Resource, None) => role == "task role" && own.name == "task-role",
        _ => false,
    }
}

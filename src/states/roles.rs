//! Roles that task definitions name and that are not in the code: what they allow nobody can tell.

use super::said::{Why, target};
use super::site::Site;
use crate::model::v1::{Evidence, Target};
use crate::policy::{TargetOf, TargetPlace, Under};

/// Such roles as targets of a threat that attacks roles of tasks.
pub(super) fn unseen(site: &Site<'_>, of: &[TargetOf]) -> Vec<Target> {
    let is = |role: &str| of.iter().any(|own| attacks(own, role));
    let all = site.system.code.nodes.iter().filter(|(_, own)| !own.apart);
    let named =
        all.flat_map(|(key, own)| own.unseen_roles.iter().map(move |role| (key, own, *role)));
    named
        .filter(|(.., role)| is(role))
        .map(|(key, own, role)| {
            let id = format!("{}:{key}", role.replace(' ', "-"));
            let name = format!("{role} of {}", key.address);
            let mut evidence: Vec<Evidence> = own.place.clone().into_iter().collect();
            evidence.iter_mut().for_each(|own| own.origin = None);
            let lacking = "the role is not in this code: what it allows is not known".to_owned();
            let why = Why { lacking, ..Why::default() };
            target((id, "resource", name, evidence), Vec::new(), why)
        })
        .collect()
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

//! Sentences of the states: why a threat does not apply, why nothing is known of a target.

use super::site::Site;
use crate::policy::{Check, Part, Subject, TargetOf, TargetPlace, Under};
use std::collections::BTreeSet;

/// What of a system is missing so that nothing of a threat is there.
pub(super) fn absent(site: &Site<'_>, of: &[TargetOf], checks: &[Check]) -> String {
    let mut missing: Vec<String> = Vec::new();
    let mut add = |text: String| {
        if !missing.contains(&text) {
            missing.push(text);
        }
    };
    for own in of {
        if own.place == TargetPlace::Subjects {
            checks.iter().flat_map(|check| &check.subject).filter_map(subject).for_each(&mut add);
        } else if own.to.is_some() {
            // The element that it leads to is a target of its own.
        } else if site.has_tasks() || !of_tasks(own) {
            add(lack(site, own));
        } else {
            add("task definition".to_owned());
            add("ECS service".to_owned());
        }
    }
    // Where there is none at all, there is none of a kind.
    let all = missing.clone();
    let of_kind = |own: &String, all: &[String]| {
        all.iter()
            .any(|other| own.strip_prefix(other).is_some_and(|rest| rest.starts_with(" with ")))
    };
    missing.retain(|own| !of_kind(own, &all));
    // What leaves something out reads as if it left out all that stands behind it.
    missing.sort_by_key(|own| own.contains(" apart from "));
    // Where there are no tasks, what would flow from them is no further lack.
    let text = match missing.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => return "nothing in this code is what it attacks".to_owned(),
    };
    format!("no {text} in this code")
}

/// What a check looks at, in words.
fn subject(of: &Subject) -> Option<String> {
    Some(match of {
        Subject::Type(ty, None) => noun(ty),
        Subject::Type(ty, Some(path)) | Subject::Written(ty, path) => {
            // A switch says of a whole block that it is there: the block is what is looked at.
            let keys: Vec<&str> = path.0.iter().filter_map(key).collect();
            let named = match keys.as_slice() {
                [.., block, "enabled"] => block.trim_end_matches("_configuration"),
                [.., last] => last,
                [] => return Some(noun(ty)),
            };
            format!("{} with {}", noun(ty), words(named))
        }
        Subject::TaskRole => "task role".to_owned(),
        Subject::ExecutionRole => "execution role".to_owned(),
        Subject::AccountTrust => "role that an account may assume".to_owned(),
        Subject::FederatedTrust => "role that users of an identity provider may assume".to_owned(),
        Subject::TaskGroup => "security group of tasks".to_owned(),
        Subject::InternetFacing => "load balancer that faces the internet".to_owned(),
        Subject::LibraryImage => "official image with a version".to_owned(),
        Subject::SeenImage | Subject::StatedImage => "image with a known name".to_owned(),
        Subject::VersionedImage => "image with a known version".to_owned(),
        Subject::Listener => "listener with TLS".to_owned(),
    })
}

fn key(part: &Part) -> Option<&str> {
    match part {
        Part::Key(key) => Some(key),
        Part::Item | Part::AnyKey => None,
    }
}

/// A name of an attribute in words, AWS's own in capitals.
fn words(name: &str) -> String {
    match name {
        "service_connect" => "Service Connect".to_owned(),
        "efs_volume_configuration" => "an EFS volume".to_owned(),
        "docker_volume_configuration" => "a Docker volume".to_owned(),
        "associate_public_ip_address" => "a public IP address".to_owned(),
        "volume_configuration" => "a volume of its own".to_owned(),
        other => other.replace('_', " "),
    }
}

/// The type of the resources that a subject is of.
fn ty(of: &Subject) -> &str {
    match of {
        Subject::Type(ty, _) | Subject::Written(ty, _) => ty,
        Subject::TaskRole | Subject::ExecutionRole => "iam.role",
        Subject::AccountTrust | Subject::FederatedTrust => "iam.role",
        Subject::TaskGroup => "ec2.security_group",
        Subject::InternetFacing => "elb.load_balancer",
        Subject::Listener => "elb.listener",
        Subject::LibraryImage | Subject::SeenImage => "ecs.task_definition",
        Subject::StatedImage | Subject::VersionedImage => "ecs.task_definition",
    }
}

/// Whether a check looks at roles of tasks.
pub(super) fn is_of_roles(check: &Check) -> bool {
    let roles = [Subject::TaskRole, Subject::ExecutionRole];
    check.subject.iter().any(|own| roles.contains(own))
}

/// Whether a target is there only where tasks are.
pub(super) fn of_tasks(own: &TargetOf) -> bool {
    match own.place {
        TargetPlace::Flow => !matches!(own.name.as_str(), "api" | "control" | "ingress" | "clear"),
        TargetPlace::Image => true,
        TargetPlace::Element => {
            matches!(own.name.as_str(), "workload" | "task-definition" | "pulled-registry")
        }
        _ => own.name == "task-role",
    }
}

fn lack(site: &Site<'_>, own: &TargetOf) -> String {
    let text = match (own.place, own.name.as_str(), own.under) {
        (TargetPlace::Image, ..) => "image of a container",
        (TargetPlace::Boundary, ..) => "VPC",
        (TargetPlace::Flow, "data" | "aws-api", Some(Under::Task)) => "use of AWS by a task role",
        (TargetPlace::Flow, _, Some(Under::Execution)) => "execution role",
        (TargetPlace::Flow, "ingress", _) => "way in for users",
        // That to the metadata service is none of those that are meant.
        (TargetPlace::Flow, "clear", _) if site.has_credentials() => {
            "flow without encryption apart from that to the metadata service"
        }
        (TargetPlace::Flow, "clear", _) => "flow without encryption",
        (TargetPlace::Flow, "peer", _) => "flow between services",
        (TargetPlace::Flow, "logs", _) => "delivery of the logs of tasks",
        (TargetPlace::Flow, "credentials", _) => {
            "task that gets credentials from a metadata service"
        }
        (TargetPlace::Flow, "pull", _) => "pull of an image",
        (TargetPlace::Flow, "mount", _) => "mount of a file system",
        (TargetPlace::Flow, "exec", _) => "ECS Exec",
        (TargetPlace::Flow, "scale", _) => "automatic scaling",
        (TargetPlace::Flow, "run", _) => "scheduled task",
        (TargetPlace::Flow, "host", _) => "task that shares its host",
        (TargetPlace::Flow, kind, _) => return format!("{kind} flow"),
        (_, "workload", _) => "task definition or ECS service",
        (_, "ingress-end", _) => "service or API that users reach",
        (_, "log-bucket", _) => "bucket of logs",
        (_, "store", _) => "data store",
        (_, "database", _) => "database instance or cluster",
        (_, "secret", _) => "secret of Secrets Manager",
        (_, "search", _) => "search domain",
        (_, "pulled-registry", _) => "registry that images are pulled from",
        (_, "principal", _) => "role, user or group",
        (_, "account", _) => "password policy, user, group or user pool of the account",
        (_, "task-role", _) => "task role",
        (_, "host", _) => "container host",
        (TargetPlace::Resource, ty, _) => return noun(ty),
        (_, kind, _) => return kind.replace('-', " "),
    };
    text.to_owned()
}

/// A resource's type in words: `elb.load_balancer` is a load balancer.
pub(super) fn noun(ty: &str) -> String {
    match ty {
        "ecs.cluster" => return "ECS cluster".to_owned(),
        "ecs.service" => return "ECS service".to_owned(),
        "ecr.repository" => return "image repository".to_owned(),
        "events.rule" => return "event rule".to_owned(),
        "appautoscaling.policy" => return "scaling policy".to_owned(),
        "appautoscaling.target" => return "scalable target".to_owned(),
        "elasticache.cluster" | "memorydb.cluster" => return "cache cluster".to_owned(),
        "elasticache.user" | "memorydb.user" => return "cache user".to_owned(),
        "opensearch.domain" => return "search domain".to_owned(),
        "guardduty.detector" => return "GuardDuty detector".to_owned(),
        "iam.role" => return "role".to_owned(),
        "iam.user" => return "user".to_owned(),
        "iam.group" => return "group".to_owned(),
        "ec2.vpc" => return "VPC".to_owned(),
        "ec2.instance" => return "instance".to_owned(),
        "provider.aws" => return "AWS provider".to_owned(),
        "terraform.backend" => return "state backend".to_owned(),
        "terraform.module" => return "module call".to_owned(),
        "codebuild.project" => return "build project".to_owned(),
        "kms.key" => return "KMS key".to_owned(),
        "apigateway.method" => return "API method".to_owned(),
        "apigateway.stage" => return "API stage".to_owned(),
        _ => {}
    }
    let name = ty.rsplit(['.', ':']).next().unwrap_or(ty);
    let name = name.strip_prefix("aws_").unwrap_or(name);
    let mut words = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && words.ends_with(|last: char| last.is_ascii_lowercase()) {
            words.push(' ');
        }
        words.push(if c == '_' { ' ' } else { c.to_ascii_lowercase() });
    }
    words.replace("db ", "database ").replace("iam ", "IAM ").replace("vpc ", "VPC ")
}

/// Why nothing is known of a target that no check looked at: what they would look at and is not there.
/// With each the types of what it looks at elsewhere in the system. `is_image`: the target is the image
/// of a container.
pub(super) fn unlooked<'c>(
    checks: impl Iterator<Item = (&'c Check, &'c BTreeSet<String>)>,
    is_image: bool,
) -> String {
    let mut found: BTreeSet<String> = BTreeSet::new();
    let (mut elsewhere, mut open) = (false, false);
    for (check, looked) in checks {
        for of in &check.subject {
            let by_name =
                matches!(of, Subject::SeenImage | Subject::StatedImage | Subject::VersionedImage);
            // What is there and belongs to something else is not missing in this code.
            match looked.contains(ty(of)) {
                _ if is_image && by_name => open = true,
                true => elsewhere = true,
                false => found.extend(subject(of)),
            }
        }
    }
    let found: Vec<String> = found.into_iter().collect();
    let lacks = match found.as_slice() {
        _ if open => "this code leaves open which image it is".to_owned(),
        [] if elsewhere => "what they look at in this code belongs to something else".to_owned(),
        [] => return "no check looks at it".to_owned(),
        [only] => format!("no {only} in this code"),
        [all @ .., last] => format!("no {} or {last} in this code", all.join(", ")),
    };
    format!("no check looks at it: {lacks}")
}

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
            let types =
                checks.iter().flat_map(|check| &check.subject).filter_map(|own| match own {
                    Subject::Type(ty, _) => Some(noun(ty)),
                    _ => None,
                });
            types.for_each(&mut add);
        } else if own.to.is_some() {
            // The element that it leads to is a target of its own.
        } else if site.has_tasks() || !of_tasks(own) {
            add(lack(own));
        } else {
            add("task definition".to_owned());
            add("service".to_owned());
        }
    }
    if missing.is_empty() {
        return "nothing in this code is what it attacks".to_owned();
    }
    // Where there are no tasks, what would flow from them is no further lack.
    let text = match missing.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    };
    format!("no {text} in this code")
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

fn lack(own: &TargetOf) -> String {
    let text = match (own.place, own.name.as_str(), own.under) {
        (TargetPlace::Image, ..) => "image of a container",
        (TargetPlace::Boundary, ..) => "VPC",
        (TargetPlace::Flow, "data" | "aws-api", Some(Under::Task)) => "use of AWS by a task role",
        (TargetPlace::Flow, _, Some(Under::Execution)) => "execution role",
        (TargetPlace::Flow, "ingress", _) => "way in for users",
        (TargetPlace::Flow, "clear", _) => "flow without encryption",
        (TargetPlace::Flow, "peer", _) => "flow between services",
        (TargetPlace::Flow, "logs", _) => "delivery of logs",
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
        (_, "workload", _) => "task definition or service",
        (_, "ingress-end", _) => "service or API that users reach",
        (_, "log-bucket", _) => "bucket of logs",
        (_, "store", _) => "store",
        (_, "search", _) => "search domain",
        (_, "pulled-registry", _) => "registry",
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
pub(super) fn unlooked<'c>(site: &Site<'_>, checks: impl Iterator<Item = &'c Check>) -> String {
    let mut found: BTreeSet<String> = BTreeSet::new();
    for subject in checks.flat_map(|check| &check.subject) {
        found.insert(match subject {
            Subject::Type(ty, None) if !site.of_type(ty).is_empty() => continue,
            Subject::Type(ty, None) => noun(ty),
            Subject::Type(ty, Some(path)) | Subject::Written(ty, path) => {
                let name = path.0.iter().rev().find_map(|part| match part {
                    Part::Key(key) => Some(key.replace('_', " ")),
                    Part::Item | Part::AnyKey => None,
                });
                format!("{} with {}", noun(ty), name.unwrap_or_default())
            }
            Subject::TaskRole => "task role".to_owned(),
            Subject::ExecutionRole => "execution role".to_owned(),
            Subject::AccountTrust => "role that an account may assume".to_owned(),
            Subject::FederatedTrust => {
                "role that users of an identity provider may assume".to_owned()
            }
            Subject::TaskGroup => "security group of tasks".to_owned(),
            Subject::InternetFacing => "load balancer that faces the internet".to_owned(),
            Subject::LibraryImage => "official image with a version".to_owned(),
            Subject::StatedImage | Subject::VersionedImage => {
                "image that this code names".to_owned()
            }
            Subject::Listener => "listener with TLS".to_owned(),
        });
    }
    let found: Vec<String> = found.into_iter().collect();
    match found.as_slice() {
        [] => "no check looks at it".to_owned(),
        [only] => format!("no check looks at it: no {only} in this code"),
        [all @ .., last] => {
            format!("no check looks at it: no {} or {last} in this code", all.join(", "))
        }
    }
}

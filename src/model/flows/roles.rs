//! What the roles of tasks allow.

use crate::model::kinds;
use crate::model::names;
use crate::model::read;
use crate::model::v1::Evidence;
use crate::model::world::{At, World};
use crate::normalize::map::template::{HOLE, Template};
use crate::normalize::read::statement::matches;
use std::collections::BTreeSet;

/// Actions that read or write what a service keeps.
const DATA: &[(&str, &[&str])] = &[
    (
        "s3",
        &[
            "s3:getobject",
            "s3:putobject",
            "s3:deleteobject",
            "s3:listbucket",
            "s3:getobjectversion",
            "s3:putobjectacl",
            "s3:restoreobject",
            "s3:abortmultipartupload",
        ],
    ),
    (
        "sqs",
        &[
            "sqs:sendmessage",
            "sqs:receivemessage",
            "sqs:deletemessage",
            "sqs:changemessagevisibility",
            "sqs:purgequeue",
        ],
    ),
    ("sns", &["sns:publish"]),
    (
        "dynamodb",
        &[
            "dynamodb:getitem",
            "dynamodb:batchgetitem",
            "dynamodb:putitem",
            "dynamodb:updateitem",
            "dynamodb:deleteitem",
            "dynamodb:batchwriteitem",
            "dynamodb:query",
            "dynamodb:scan",
            "dynamodb:getrecords",
            "dynamodb:partiqlselect",
        ],
    ),
    (
        "kinesis",
        &[
            "kinesis:putrecord",
            "kinesis:putrecords",
            "kinesis:getrecords",
            "kinesis:subscribetoshard",
        ],
    ),
    ("firehose", &["firehose:putrecord", "firehose:putrecordbatch"]),
    (
        "secretsmanager",
        &[
            "secretsmanager:getsecretvalue",
            "secretsmanager:batchgetsecretvalue",
            "secretsmanager:putsecretvalue",
            "secretsmanager:updatesecret",
        ],
    ),
    (
        "ssm",
        &["ssm:getparameter", "ssm:getparameters", "ssm:getparametersbypath", "ssm:putparameter"],
    ),
    ("es", &["es:eshttpget", "es:eshttppost", "es:eshttpput", "es:eshttpdelete"]),
    ("aoss", &["aoss:apiaccessall"]),
    ("lambda", &["lambda:invokefunction", "lambda:invokeasync"]),
];

/// First words of actions that change nothing.
const READING: &[&str] = &[
    "get",
    "list",
    "describe",
    "batchget",
    "batchcheck",
    "check",
    "decode",
    "simulate",
    "generate",
];

/// What an allowance is of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Object {
    /// A resource of the system.
    Node(At),
    /// Something of a service, by a name that may hold wildcards.
    Named(String, String),
}

/// Something that a role allows.
pub(super) struct Grant {
    pub object: Object,
    pub evidence: Vec<Evidence>,
}

/// The roles of task definitions.
pub(super) fn of_tasks(world: &World<'_>, tasks: &[At]) -> Vec<At> {
    let found: BTreeSet<At> =
        tasks.iter().flat_map(|task| world.linked(*task, "task_role", "iam.role")).collect();
    found.into_iter().collect()
}

/// The known actions of the statements of a role that allow something, with the statement.
fn allowed<'a>(world: &World<'a>, role: At) -> Vec<(Vec<String>, read::Arm<'a>)> {
    let mut found = Vec::new();
    for statement in world.find(role, "policies.*.statements.*") {
        if read::text(statement.value, "effect") != Some("allow") {
            continue;
        }
        let actions = read::find(statement.value, "actions.*");
        let known =
            actions.iter().filter_map(|arm| arm.value.as_str()).map(str::to_ascii_lowercase);
        found.push((known.collect(), statement));
    }
    found
}

/// What data a role opens, resource by resource. What it opens by `*` alone is none of them.
pub(super) fn grants(world: &World<'_>, role: At) -> Vec<Grant> {
    let mut found = Vec::new();
    for (actions, statement) in allowed(world, role) {
        let opens = |service: &str| {
            let data =
                DATA.iter().find(|(name, _)| *name == service).map_or(&[][..], |(_, all)| all);
            actions.iter().any(|pattern| data.iter().any(|action| matches(pattern, action)))
        };
        for resource in read::find(statement.value, "resources.*") {
            let evidence = || world.proof(role, &resource.value.place, "grant");
            let targets = world.targets(role.unit, resource.value);
            let mut own = false;
            for at in targets {
                let Some(kind) = kinds::of(&world.node(at).ty) else { continue };
                own = true;
                if opens(kind.service) {
                    found.push(Grant { object: Object::Node(at), evidence: evidence() });
                }
            }
            if own {
                continue;
            }
            let Some(text) = Template::of(resource.value).map(|template| template.text) else {
                continue;
            };
            let Some((service, name)) = names::of_arn(&text) else { continue };
            if name.contains(HOLE) || name.trim_matches('*').is_empty() || !opens(service) {
                continue;
            }
            let name = match service {
                // AWS puts six characters behind a secret's name.
                "secretsmanager" => name
                    .strip_suffix("-*")
                    .or_else(|| name.strip_suffix("-??????"))
                    .unwrap_or(&name)
                    .to_owned(),
                _ => name,
            };
            found.push(Grant {
                object: Object::Named(service.to_owned(), name),
                evidence: evidence(),
            });
        }
    }
    found
}

/// The policies and statements of a role that are not known.
pub(super) fn unread<'a>(world: &World<'a>, role: At) -> Vec<read::Arm<'a>> {
    let all = world.find(role, "policies.*.statements.*");
    all.into_iter().filter(|arm| arm.value.as_unknown().is_some()).collect()
}

/// Services whose changes are calls of AWS's API that a model shows.
const CONTROL: &[&str] = &["ecs", "iam", "sts", "ecr"];

/// Where a role allows to change what AWS runs: ECS, roles, images.
pub(super) fn mutations(world: &World<'_>, role: At) -> Vec<Evidence> {
    let mut found = Vec::new();
    for (actions, statement) in allowed(world, role) {
        if actions.iter().any(|action| changes(action)) {
            found.extend(world.proof(role, &statement.value.place, "grant"));
        }
    }
    found
}

fn changes(action: &str) -> bool {
    if action == "*" {
        return true;
    }
    let Some((service, name)) = action.split_once(':') else { return false };
    if !CONTROL.iter().any(|own| matches(service, own)) {
        return false;
    }
    // A session token of one's own and an authorization to pull change nothing.
    !READING.iter().any(|word| name.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::changes;

    #[test]
    fn actions_that_change_something() {
        for action in
            ["*", "ecs:*", "ecs:runtask", "iam:passrole", "sts:assumerole", "ecr:putimage"]
        {
            assert!(changes(action), "{action}");
        }
        for action in [
            "ecs:describetasks",
            "ecr:getauthorizationtoken",
            "ecr:batchgetimage",
            "s3:putobject",
            "sts:getcalleridentity",
            "logs:createlogstream",
        ] {
            assert!(!changes(action), "{action}");
        }
    }
}

//! What a module or stack may hold that is called and not read, by the name of its source, its
//! arguments and what it is handed.

use crate::model::code::Unread;
use crate::policy::{TargetOf, TargetPlace, Under};
use std::collections::BTreeSet;

/// A kind of thing that a threat attacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Thing {
    /// Task definitions and services, and what flows from and to them.
    Task,
    /// What lets users in: load balancers, APIs, CDNs.
    Edge,
    Cluster,
    Host,
    Role,
    Account,
    Log,
    Registry,
    Scale,
    Network,
    Database,
    Bucket,
    /// Caches, brokers, search domains.
    Cache,
    Table,
    Queue,
    Secret,
    Key,
    File,
    Build,
}

use Thing::{
    Account, Bucket, Build, Cache, Cluster, Database, Edge, File, Host, Key, Log, Network, Queue,
    Registry, Role, Scale, Secret, Table, Task,
};

/// What a source holds that says nothing of itself: anything but an account's people.
const ANYTHING: &[Thing] = &[
    Task, Edge, Cluster, Host, Role, Log, Registry, Scale, Network, Database, Bucket, Cache, Table,
    Queue, Secret, Key, File, Build,
];

/// Words of sources, with what such a module holds. The last word of a source that is one of these
/// says it: `ecs-codepipeline` is a pipeline.
const WORDS: &[(&[&str], &[Thing])] = &[
    (
        &[
            "service",
            "services",
            "ecs",
            "fargate",
            "task",
            "tasks",
            "container",
            "containers",
            "app",
        ],
        &[Task, Edge, Role, Log, Scale],
    ),
    (&["cluster", "clusters"], &[Cluster, Host, Role, Log, Scale]),
    (
        &[
            "alb",
            "nlb",
            "elb",
            "lb",
            "loadbalancer",
            "balancer",
            "target",
            "listener",
            "api",
            "apigateway",
            "gateway",
            "cloudfront",
            "cdn",
        ],
        &[Edge],
    ),
    (&["asg", "instance", "instances", "ec2", "bastion"], &[Host, Role]),
    (&["scaling", "autoscaling", "scale", "autoscaler"], &[Scale]),
    (&["iam", "role", "roles", "policy", "oidc"], &[Role]),
    (&["user", "users"], &[Account, Role]),
    (&["log", "logs", "logging", "cloudwatch", "cloudtrail"], &[Log, Bucket]),
    (&["ecr", "registry", "registries"], &[Registry]),
    (&["vpc", "network", "networking", "subnet", "subnets"], &[Network]),
    (
        &["rds", "aurora", "database", "db", "postgres", "postgresql", "mysql", "mariadb"],
        &[Database, Secret],
    ),
    (
        &[
            "redis",
            "elasticache",
            "memorydb",
            "cache",
            "valkey",
            "opensearch",
            "elasticsearch",
            "mq",
            "rabbitmq",
            "kafka",
            "msk",
        ],
        &[Cache, Secret],
    ),
    (&["dynamodb", "table", "tables"], &[Table]),
    (&["s3", "bucket", "buckets", "storage"], &[Bucket]),
    (
        &[
            "sqs",
            "queue",
            "queues",
            "sns",
            "topic",
            "alarm",
            "alarms",
            "notification",
            "notifications",
        ],
        &[Queue],
    ),
    (&["secret", "secrets", "parameter", "parameters", "ssm"], &[Secret]),
    (&["kms"], &[Key]),
    (&["efs"], &[File]),
    (&["codepipeline", "codebuild", "pipeline", "cicd"], &[Build, Role, Bucket]),
    (&["lambda", "function", "functions"], &[Role, Log]),
    // What is no threat's target.
    (
        &[
            "label",
            "labels",
            "null",
            "tags",
            "context",
            "acm",
            "certificate",
            "certificates",
            "dns",
            "zone",
            "zones",
            "route53",
            "domain",
            "sg",
            "security",
            "keypair",
            "pair",
            "webhook",
            "webhooks",
            "state",
        ],
        &[],
    ),
];

/// What a call may hold.
pub(super) fn holds(own: &Unread) -> BTreeSet<Thing> {
    let label = own.key.address.rsplit('.').next().unwrap_or_default();
    // A template's file and a folder may be called anything: the call's name says what it is.
    let by_call = own.source.starts_with('.') || !own.key.address.starts_with("module.");
    let words = by_words(&source_name(&own.source));
    let words = words.or_else(|| if by_call { by_words(label) } else { None });
    let mut found: BTreeSet<Thing> = words.unwrap_or(ANYTHING).iter().copied().collect();
    // What is told a cluster puts something on it; what is told images runs them.
    let told = own.handed.contains("ecs.cluster") || own.arguments.iter().any(|name| runs(name));
    let scales = found.iter().all(|thing| *thing == Scale) && !found.is_empty();
    let named = found.is_empty() || found.contains(&Queue) || found.contains(&Build) || scales;
    if told && !named {
        found.extend([Task, Role, Log, Edge]);
    }
    found
}

/// Whether an argument is about containers.
fn runs(name: &str) -> bool {
    let words = split(name);
    words.iter().any(|word| {
        matches!(word.as_str(), "container" | "containers" | "docker" | "image" | "task")
    })
}

/// The arguments of a call that are about what a threat attacks.
pub(super) fn about<'u>(own: &'u Unread, wanted: &BTreeSet<Thing>) -> Vec<&'u str> {
    let is = |name: &&str| {
        let words = split(name);
        let of = |word: &String| {
            WORDS.iter().any(|(words, things)| {
                let one =
                    matches!(things, [Edge] | [Database, _] | [Bucket] | [Cache, _] | [Queue]);
                one && words.contains(&word.as_str())
                    && things.iter().any(|own| wanted.contains(own))
            })
        };
        words.iter().any(of) || wanted.contains(&Task) && runs(name)
    };
    own.arguments.iter().map(String::as_str).filter(is).collect()
}

/// The part of a source that names the module: `terraform-aws-ecs-service` of a repository, `modules/x`
/// of a folder in it, `ecs-service` of `owner/ecs-service/aws`.
fn source_name(source: &str) -> String {
    let bare = source.split(['?', '#']).next().unwrap_or_default();
    let parts: Vec<&str> = bare.split('/').filter(|part| !part.is_empty()).collect();
    let mut parts = parts.iter().rev().copied();
    let last = parts.next().unwrap_or_default();
    let name = match last {
        "aws" => parts.next().unwrap_or_default(),
        other => other,
    };
    name.trim_end_matches(".git").to_owned()
}

fn split(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut lower = false;
    for c in text.chars() {
        if !c.is_ascii_alphanumeric() {
            words.push(String::new());
            lower = false;
            continue;
        }
        // A logical id's words begin with capitals.
        if words.is_empty() || (lower && c.is_ascii_uppercase()) {
            words.push(String::new());
        }
        lower = c.is_ascii_lowercase() || c.is_ascii_digit();
        if let Some(word) = words.last_mut() {
            word.push(c.to_ascii_lowercase());
        }
    }
    words.retain(|word| {
        !word.is_empty() && !matches!(word.as_str(), "terraform" | "aws" | "tf" | "module")
    });
    words
}

fn by_words(name: &str) -> Option<&'static [Thing]> {
    let of = |word: &String| {
        let mut all = WORDS.iter();
        all.find(|(words, _)| words.contains(&word.as_str())).map(|(_, things)| *things)
    };
    split(name).iter().rev().find_map(of)
}

/// What stands for a target of a threat.
pub(super) fn things(of: &TargetOf) -> &'static [Thing] {
    match (of.place, of.name.as_str()) {
        (TargetPlace::Flow, "api" | "control") | (TargetPlace::Subjects, _) => &[],
        (TargetPlace::Flow, "ingress" | "clear") => &[Task, Edge],
        (TargetPlace::Flow, "scale") => &[Scale],
        (TargetPlace::Flow, _) | (TargetPlace::Image, _) => match of.under {
            Some(Under::Task | Under::Execution) | None => &[Task],
        },
        (TargetPlace::Boundary, _) => &[Network],
        (TargetPlace::Element | TargetPlace::Resource, name) => match name {
            "workload" | "task-definition" | "pulled-registry" => &[Task],
            "ingress-end" => &[Task, Edge],
            "load-balancer" | "api-gateway" => &[Edge],
            "registry" => &[Registry, Task],
            "log-group" => &[Log],
            "log-bucket" | "bucket" => &[Bucket],
            "store" => &[Bucket, Database, Cache, Table, Queue, File],
            "cache" | "search" | "broker" => &[Cache],
            "database" => &[Database],
            "queue" | "topic" => &[Queue],
            "secret" => &[Secret],
            "file-system" => &[File],
            "kms.key" => &[Key],
            "principal" => &[Role],
            "task-role" => &[Role, Task],
            "account" => &[Account],
            "ecs.cluster" => &[Cluster],
            "host" => &[Host],
            "codebuild.project" => &[Build],
            _ => &[],
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(source: &str, handed: &[&str]) -> BTreeSet<Thing> {
        holds(&Unread {
            key: crate::model::code::Key { unit: ".".into(), address: "module.own".into() },
            source: source.to_owned(),
            handed: handed.iter().map(|own| (*own).to_owned()).collect(),
            ..Unread::default()
        })
    }

    #[test]
    fn the_last_word_of_a_source_that_is_known_says_what_it_holds() {
        let service = of("git::https://github.com/acme/terraform-aws-ecs-service.git?ref=v1", &[]);
        assert!(service.contains(&Task) && service.contains(&Edge) && !service.contains(&Database));
        assert!(of("anrim/ecs/aws//modules/service", &[]).contains(&Task));
        assert_eq!(of("oozou/vpc/aws", &[]), BTreeSet::from([Network]));
        assert_eq!(
            of("cloudposse/ecs-cloudwatch-autoscaling/aws", &["ecs.cluster"]),
            BTreeSet::from([Scale])
        );
        assert_eq!(
            of("cloudposse/ecs-cloudwatch-sns-alarms/aws", &["ecs.cluster"]),
            BTreeSet::from([Queue])
        );
        assert!(of("cloudposse/label/null", &[]).is_empty());
        assert_eq!(of("telia-oss/loadbalancer/aws", &[]), BTreeSet::from([Edge]));
    }

    #[test]
    fn a_source_without_a_known_word_may_hold_anything_but_people() {
        let all = of("acme/platform/aws", &[]);
        assert!(all.contains(&Task) && all.contains(&Database) && !all.contains(&Account));
    }

    #[test]
    fn a_stack_is_known_by_its_logical_id() {
        let stack = |id: &str| {
            let key = crate::model::code::Key { unit: "t.yaml".into(), address: id.into() };
            holds(&Unread { key, source: "https://s3/x/${Template}".into(), ..Unread::default() })
        };
        assert_eq!(stack("AuroraStack"), BTreeSet::from([Database, Secret]));
        assert!(stack("EcsService").contains(&Task));
        let key =
            crate::model::code::Key { unit: ".".into(), address: "module.ecs-cluster".into() };
        let beyond = holds(&Unread { key, source: "../../".into(), ..Unread::default() });
        assert!(beyond.contains(&Cluster) && !beyond.contains(&Database));
    }
}

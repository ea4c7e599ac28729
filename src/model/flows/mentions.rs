//! What a workload is told: its environment, its commands, and the secrets that it is given.

use crate::model::drawing::Drawing;
use crate::model::kinds;
use crate::model::names::{self, Protocol};
use crate::model::read::{self, When};
use crate::model::world::{At, World};
use crate::normalize::map::template::{HOLE, Template};
use crate::value::Value;
use std::collections::HashMap;

/// A value that a workload is told.
pub(super) struct Mention<'a> {
    /// The workload's number.
    pub workload: usize,
    /// The resource that the value stands in.
    pub at: At,
    /// The name it is told under.
    pub name: Option<&'a str>,
    /// The value.
    pub value: &'a Value,
    /// When it is told.
    pub when: When<'a>,
    /// What tells it: `environment`, `command` or `secret`.
    pub role: &'static str,
}

impl Mention<'_> {
    /// The value's text, with holes where it is not known.
    pub fn template(&self) -> Option<String> {
        Template::of(self.value).map(|template| template.text)
    }

    /// The protocol that its scheme names, and the port that is written.
    pub fn protocol(&self) -> Option<(Protocol, Option<i64>)> {
        let text = self.template()?;
        let url = names::url(&text)?;
        Some((names::protocol(url.scheme)?, url.port))
    }

    /// The known host that it names, and whether a scheme stands before it.
    pub fn host(&self) -> Option<(String, bool)> {
        let text = self.template()?;
        if let Some(url) = names::url(&text) {
            return (!url.host.contains(HOLE)).then(|| (url.host.to_owned(), true));
        }
        let name = self.name?.to_ascii_uppercase();
        let says = ["_HOST", "_HOSTNAME", "_ENDPOINT", "_ADDRESS", "_ADDR", "_SERVER"];
        if !says.iter().any(|end| name.ends_with(end) || name == end[1..]) {
            return None;
        }
        let host = text.split([':', '/']).next().unwrap_or_default();
        (names::is_host(host)).then(|| (host.to_owned(), false))
    }
}

/// All that the workloads of a system are told.
pub(super) fn all<'a>(drawing: &Drawing<'a>) -> Vec<Mention<'a>> {
    let world = drawing.world;
    let attached = attached(world);
    let mut found = Vec::new();
    for (workload, own) in drawing.workloads.iter().enumerate() {
        for (task, container) in own.containers(world) {
            for entry in read::find(container.value, "environment.*") {
                let name = read::text(entry.value, "name");
                for arm in read::find(entry.value, "value") {
                    let when = arm.when.or(entry.when).or(container.when);
                    let mention = Mention {
                        workload,
                        at: task,
                        name,
                        value: arm.value,
                        when,
                        role: "environment",
                    };
                    secrets(world, &attached, &mention, &mut found);
                    found.push(mention);
                }
            }
            for path in ["command.*", "entry_point.*"] {
                for arm in read::find(container.value, path) {
                    let when = arm.when.or(container.when);
                    found.push(Mention {
                        workload,
                        at: task,
                        name: None,
                        value: arm.value,
                        when,
                        role: "command",
                    });
                }
            }
            for entry in read::find(container.value, "secrets.*") {
                let name = read::text(entry.value, "name");
                for arm in read::find(entry.value, "value_from") {
                    let when = arm.when.or(entry.when).or(container.when);
                    let mention = Mention {
                        workload,
                        at: task,
                        name,
                        value: arm.value,
                        when,
                        role: "secret",
                    };
                    secrets(world, &attached, &mention, &mut found);
                    // What a database keeps for its master user names the database.
                    let kept = world.targets(task.unit, arm.value).iter().any(|at| {
                        kinds::of(&world.node(*at).ty).is_some_and(|kind| kind.kind == "database")
                    });
                    if kept {
                        found.push(mention);
                    }
                }
            }
        }
    }
    found
}

/// What CloudFormation writes into a secret: the address of a database.
const ATTACHMENT: &str = "AWS::SecretsManager::SecretTargetAttachment";

/// What writes a database's address into each secret.
fn attached(world: &World<'_>) -> HashMap<At, Vec<At>> {
    let mut found: HashMap<At, Vec<At>> = HashMap::new();
    for attachment in world.of_type(ATTACHMENT) {
        for arm in world.find(*attachment, "secret_id") {
            for secret in world.targets(attachment.unit, arm.value) {
                found.entry(secret).or_default().push(*attachment);
            }
        }
    }
    found
}

/// The contents of the secrets and parameters that a value refers to, and the databases whose address is
/// written into them.
fn secrets<'a>(
    world: &World<'a>,
    attached: &HashMap<At, Vec<At>>,
    from: &Mention<'a>,
    found: &mut Vec<Mention<'a>>,
) {
    for at in world.targets(from.at.unit, from.value) {
        let path = match world.node(at).ty.as_str() {
            "secretsmanager.secret" => "secret_string",
            "ssm.parameter" => "value",
            _ => continue,
        };
        let written = attached.get(&at).into_iter().flatten();
        let written = written.map(|attachment| (*attachment, "target_id"));
        for (at, path) in std::iter::once((at, path)).chain(written) {
            for arm in world.find(at, path) {
                found.push(Mention {
                    workload: from.workload,
                    at,
                    name: from.name,
                    value: arm.value,
                    when: arm.when.or(from.when),
                    role: "secret",
                });
            }
        }
    }
}

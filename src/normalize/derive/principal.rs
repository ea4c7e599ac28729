//! Facts of roles and policies.

use super::graph::Graph;
use super::world::{edges, items, text};
use serde_json::{Value, json};
use std::collections::BTreeSet;

impl<'v> Graph<'v> {
    /// A policy's facts.
    pub fn policy(&self, id: &'v str, policy: &'v Value) -> Value {
        let mut holders: BTreeSet<&str> = self.names("holds", id).collect();
        let attached = edges(policy).filter(|(pointer, _)| pointer.starts_with("/attached_to"));
        holders.extend(
            attached.map(|(_, to)| to).filter(|to| {
                ["iam.role", "iam.user", "iam.group"].iter().any(|ty| self.is(to, ty))
            }),
        );
        json!({"holders": holders})
    }

    /// A role's facts.
    pub fn role(&self, id: &'v str, role: &Value) -> Value {
        let mut kinds: BTreeSet<&str> = BTreeSet::new();
        let mut tasks: BTreeSet<&str> = BTreeSet::new();
        for (edge, kind) in [
            ("task-role", "task"),
            ("execution-role", "execution"),
            ("infrastructure", "infrastructure"),
            ("instance", "instance"),
        ] {
            for user in self.names(edge, id) {
                kinds.insert(kind);
                if self.is(user, "ecs.task_definition") {
                    tasks.insert(user);
                }
            }
        }
        if kinds.is_empty() && role.pointer("/values/passed_to_tasks") == Some(&json!(true)) {
            kinds.extend(["task", "execution"]);
        }
        if kinds.is_empty() {
            let trusts_tasks = items(role, "/values/trust_policy/statements")
                .iter()
                .flat_map(|statement| items(statement, "/principals"))
                .any(|principal| text(principal, "/id").starts_with("ecs-tasks."));
            kinds.insert(if trusts_tasks { "ecs_unclassified" } else { "other" });
        }
        json!({"role_kinds": kinds, "tasks": tasks})
    }
}

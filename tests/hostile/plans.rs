//! Plans: many resources, deep modules, long chains, values that are large.

use crate::run::{Input, one};

fn plan(root: &str, rest: &str) -> String {
    format!(
        "{{\"format_version\": \"1.2\", \"terraform_version\": \"1.9.0\", \"planned_values\": {{\"root_module\": {root}}}{rest}}}"
    )
}

fn cluster(at: usize) -> String {
    format!(
        "{{\"address\": \"aws_ecs_cluster.c{at}\", \"mode\": \"managed\", \"type\": \"aws_ecs_cluster\", \"name\": \"c{at}\", \"provider_name\": \"registry.terraform.io/hashicorp/aws\", \"schema_version\": 0, \"values\": {{\"name\": \"c{at}\", \"setting\": []}}, \"sensitive_values\": {{}}}}"
    )
}

fn resources(count: usize) -> String {
    (0..count).map(cluster).collect::<Vec<_>>().join(", ")
}

/// `plans::<what>`.
pub fn inputs() -> Vec<Input> {
    let mut inputs = Vec::new();
    for count in [5_000, 30_000] {
        inputs.push(Input::new("plans", format!("resources {count}"), move || {
            one("plan.json", plan(&format!("{{\"resources\": [{}]}}", resources(count)), ""))
        }));
    }
    for depth in [100, 3_000] {
        inputs.push(Input::new("plans", format!("modules {depth} deep"), move || {
            let text = format!(
                "{}{{\"resources\": [{}]}}{}",
                "{\"child_modules\": [".repeat(depth),
                cluster(1),
                "]}".repeat(depth)
            );
            one("plan.json", plan(&text, ""))
        }));
    }
    inputs.push(Input::new("plans", "modules side by side", || {
        let all: Vec<String> = (0..5_000)
            .map(|at| {
                format!("{{\"address\": \"module.m{at}\", \"resources\": [{}]}}", cluster(at))
            })
            .collect();
        one("plan.json", plan(&format!("{{\"child_modules\": [{}]}}", all.join(", ")), ""))
    }));
    inputs.push(Input::new("plans", "variables", || {
        let all: Vec<String> = (0..20_000)
            .map(|at| format!("\"v{at}\": {{\"value\": \"secret-value-{at}\"}}"))
            .collect();
        one(
            "plan.json",
            plan(
                &format!("{{\"resources\": [{}]}}", resources(500)),
                &format!(", \"variables\": {{{}}}", all.join(", ")),
            ),
        )
    }));
    inputs.push(Input::new("plans", "sensitive values", || {
        let all: Vec<String> = (0..3_000).map(|at| format!("{{\"address\": \"aws_ecs_cluster.c{at}\", \"mode\": \"managed\", \"type\": \"aws_ecs_cluster\", \"name\": \"c{at}\", \"values\": {{\"name\": \"hidden-name-{at}\"}}, \"sensitive_values\": {{\"name\": true}}}}")).collect();
        one("plan.json", plan(&format!("{{\"resources\": [{}]}}", all.join(", ")), ""))
    }));
    inputs.push(Input::new("plans", "a value of a megabyte", || {
        let text = format!("{{\"resources\": [{{\"address\": \"aws_ecs_cluster.c\", \"mode\": \"managed\", \"type\": \"aws_ecs_cluster\", \"name\": \"c\", \"values\": {{\"name\": \"{}\"}}}}]}}", "x".repeat(1 << 20));
        one("plan.json", plan(&text, ""))
    }));
    inputs.push(Input::new("plans", "references in the configuration", || {
        let all: Vec<String> = (0..3_000).map(|at| format!("{{\"address\": \"aws_ecs_cluster.c{at}\", \"mode\": \"managed\", \"type\": \"aws_ecs_cluster\", \"name\": \"c{at}\", \"expressions\": {{\"name\": {{\"references\": [\"aws_ecs_cluster.c{}.name\", \"aws_ecs_cluster.c{}\"]}}}}}}", at + 1, at + 1)).collect();
        one("plan.json", plan(&format!("{{\"resources\": [{}]}}", resources(3_000)), &format!(", \"configuration\": {{\"root_module\": {{\"resources\": [{}]}}}}", all.join(", "))))
    }));
    inputs.push(Input::new("plans", "documents in values", || {
        let policy = "\"{\\\"Statement\\\": [{\\\"Effect\\\": \\\"Allow\\\", \\\"Action\\\": \\\"*\\\", \\\"Resource\\\": \\\"*\\\"}]}\"";
        let all: Vec<String> = (0..2_000).map(|at| format!("{{\"address\": \"aws_iam_policy.p{at}\", \"mode\": \"managed\", \"type\": \"aws_iam_policy\", \"name\": \"p{at}\", \"values\": {{\"name\": \"p{at}\", \"policy\": {policy}}}}}")).collect();
        one("plan.json", plan(&format!("{{\"resources\": [{}]}}", all.join(", ")), ""))
    }));
    inputs.push(Input::new("plans", "no resources but lists", || {
        one("plan.json", plan(&format!("{{\"resources\": [{}1]}}", "[], ".repeat(1_000_000)), ""))
    }));
    inputs
}

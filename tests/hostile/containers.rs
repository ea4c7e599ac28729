//! Task definitions: many containers, variables, mounts, links; large texts and numbers.

use crate::run::{Files, Input, one};

/// `containers::<what>`.
pub fn inputs() -> Vec<Input> {
    let mut inputs = Vec::new();
    let large = "x".repeat(1 << 20);
    let many = |count: usize, container: &dyn Fn(usize) -> String| {
        let all: Vec<String> = (0..count).map(container).collect();
        format!("{{\"family\": \"f\", \"containerDefinitions\": [{}]}}", all.join(", "))
    };
    let mut add = |name: &str, text: String| inputs.push(input(name, move || one("td.json", text)));
    add(
        "sixteen hundred",
        many(1_600, &|at| {
            format!("{{\"name\": \"c{at}\", \"image\": \"nginx\", \"privileged\": true}}")
        }),
    );
    add(
        "ten thousand",
        many(10_000, &|at| format!("{{\"name\": \"c{at}\", \"image\": \"nginx\"}}")),
    );
    let entries = |count: usize, entry: &dyn Fn(usize) -> String| {
        (0..count).map(entry).collect::<Vec<_>>().join(", ")
    };
    let within = |name: &str, items: String| {
        format!(
            "{{\"family\": \"f\", \"containerDefinitions\": [{{\"name\": \"c\", \"image\": \"nginx\", \"{name}\": [{items}]}}]}}"
        )
    };
    add(
        "fifty thousand variables",
        within(
            "environment",
            entries(50_000, &|at| format!("{{\"name\": \"N{at}\", \"value\": \"v{at}\"}}")),
        ),
    );
    add(
        "twenty thousand secret variables",
        within(
            "environment",
            entries(20_000, &|at| {
                format!("{{\"name\": \"PASSWORD_{at}\", \"value\": \"hunter2-{at}\"}}")
            }),
        ),
    );
    add(
        "twenty thousand secrets",
        within(
            "secrets",
            entries(20_000, &|at| {
                format!(
                    "{{\"name\": \"N{at}\", \"valueFrom\": \"arn:aws:ssm:eu-west-1:123456789012:parameter/p{at}\"}}"
                )
            }),
        ),
    );
    add(
        "fifty thousand words of a command",
        within("command", entries(50_000, &|at| format!("\"--token=secret{at}\""))),
    );
    add(
        "twenty thousand ports",
        within(
            "portMappings",
            entries(20_000, &|at| format!("{{\"containerPort\": {at}, \"hostPort\": {at}}}")),
        ),
    );
    add(
        "twenty thousand limits",
        within(
            "ulimits",
            entries(20_000, &|_| {
                "{\"name\": \"nofile\", \"softLimit\": -1, \"hardLimit\": -1}".to_owned()
            }),
        ),
    );
    add(
        "twenty thousand hosts",
        within(
            "extraHosts",
            entries(20_000, &|at| {
                format!("{{\"hostname\": \"h{at}\", \"ipAddress\": \"1.2.3.4\"}}")
            }),
        ),
    );
    add(
        "one variable twenty thousand times",
        within(
            "environment",
            entries(20_000, &|_| "{\"name\": \"N\", \"value\": \"v\"}".to_owned()),
        ),
    );
    add(
        "mounts of volumes",
        format!(
            "{{\"family\": \"f\", \"volumes\": [{}], \"containerDefinitions\": [{}]}}",
            entries(600, &|at| format!(
                "{{\"name\": \"v{at}\", \"host\": {{\"sourcePath\": \"/etc/{at}\"}}}}"
            )),
            entries(60, &|c| format!(
                "{{\"name\": \"c{c}\", \"image\": \"i\", \"mountPoints\": [{}]}}",
                entries(600, &|at| format!(
                    "{{\"sourceVolume\": \"v{at}\", \"containerPath\": \"/m{at}\", \"readOnly\": true}}"
                ))
            ))
        ),
    );
    add(
        "dependencies in a circle",
        many(500, &|at| {
            format!(
                "{{\"name\": \"c{at}\", \"image\": \"i\", \"dependsOn\": [{{\"containerName\": \"c{}\", \"condition\": \"START\"}}], \"links\": [\"c{}\"], \"volumesFrom\": [{{\"sourceContainer\": \"c{}\"}}]}}",
                (at + 1) % 500,
                (at + 2) % 500,
                (at + 3) % 500
            )
        }),
    );
    add(
        "one name",
        many(3_000, &|_| {
            "{\"name\": \"c\", \"image\": \"nginx\", \"privileged\": true}".to_owned()
        }),
    );
    for (name, field, value) in [
        ("a number of a megabyte", "memory", "9".repeat(1 << 20)),
        ("a fraction of a megabyte", "memory", format!("0.{}", "9".repeat(1 << 20))),
        ("an exponent", "memory", "1e999999999".to_owned()),
        ("an exponent of a megabyte", "memory", format!("1e{}", "9".repeat(1 << 20))),
        ("a negative exponent", "memory", "1e-999999999".to_owned()),
        ("a name of a megabyte", "name", format!("\"{large}\"")),
        ("an image of a megabyte", "image", format!("\"{large}\"")),
        ("an image of colons", "image", format!("\"{}\"", ":@/".repeat(300_000))),
        ("a user of a megabyte", "user", format!("\"{large}\"")),
        ("a user of colons", "user", format!("\"{}\"", ":".repeat(1 << 20))),
        ("escapes", "image", format!("\"{}\"", "\\u0000".repeat(200_000))),
        ("lone surrogates", "image", format!("\"{}\"", "\\ud800".repeat(200_000))),
    ] {
        let more = if field == "name" { "" } else { "\"name\": \"c\", " };
        add(
            name,
            format!(
                "{{\"family\": \"f\", \"containerDefinitions\": [{{{more}\"{field}\": {value}, \"privileged\": true}}]}}"
            ),
        );
    }
    add(
        "definitions of a list",
        format!(
            "[{}]",
            entries(2_000, &|at| format!(
                "{{\"family\": \"f{at}\", \"containerDefinitions\": [{{\"name\": \"c\", \"image\": \"i\", \"privileged\": true}}]}}"
            ))
        ),
    );
    add(
        "keys twice",
        format!(
            "{{{}\"family\": \"f\"}}",
            "\"containerDefinitions\": [{\"name\": \"c\", \"image\": \"i\"}], ".repeat(10_000)
        ),
    );
    add(
        "keys of all spellings",
        format!(
            "{{\"family\": \"f\", \"containerDefinitions\": [{{{}\"name\": \"c\"}}]}}",
            entries(20_000, &|at| format!("\"Privileged{at}\": true")) + ", "
        ),
    );
    add(
        "a command that is a script",
        within(
            "command",
            format!("\"sh\", \"-c\", \"{}\"", "echo $TOKEN | base64 -d; ".repeat(30_000)),
        ),
    );
    add(
        "a health check that is a script",
        format!(
            "{{\"family\": \"f\", \"containerDefinitions\": [{{\"name\": \"c\", \"image\": \"i\", \"healthCheck\": {{\"command\": [\"CMD-SHELL\", \"{}\"]}}}}]}}",
            "curl -u a:b http://x || ".repeat(30_000)
        ),
    );
    inputs.push(input("a thousand files", || {
        (0..1_000).map(|at| (format!("t{at}/td.json"), format!("{{\"family\": \"f{at}\", \"containerDefinitions\": [{{\"name\": \"c\", \"image\": \"i\", \"privileged\": true}}]}}").into_bytes())).collect()
    }));
    inputs
}

fn input(name: &str, files: impl FnOnce() -> Files + Send + 'static) -> Input {
    Input::new("containers", name, files)
}

//! Time of the policy stage alone on synthetic units of 10, 100 and 1,000 resources: known, partly
//! unknown, and with undecided results. Run with `cargo bench --bench policy`; read the figures as
//! ratios. `cargo bench --bench policy -- checks` shows what each check costs alone, the dearest
//! first.

#![expect(clippy::print_stdout, reason = "its output is what a bench is for")]

use indexmap::IndexMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use stridelint::document::{Document, Node};
use stridelint::policy::{PolicySet, Selection, evaluate};
use stridelint::unit::{Format, Presence};
use stridelint::value::{Cause, Entry, Place, Value};

/// The program's own: with another one a third of the time would be allocation.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn map(entries: Vec<(&str, Value)>) -> Value {
    let entries: IndexMap<Arc<str>, Entry> =
        entries.into_iter().map(|(key, value)| (key.into(), Entry { key: None, value })).collect();
    Value::map(entries, None)
}

fn text(text: &str) -> Value {
    Value::string(text, None)
}

fn container(name: &str, unknown: bool) -> Value {
    let environment = (0..5)
        .map(|at| map(vec![("name", text(&format!("NAME_{at}"))), ("value", text("value"))]))
        .collect();
    let image = vec![
        ("raw", text("registry.example.com/app:1.2.3")),
        ("registry", text("registry.example.com")),
        ("path", text("app")),
        ("tag", text("1.2.3")),
    ];
    let privileged = if unknown {
        let variable = "var.debug".into();
        Value::unknown(Cause::NoDefault { variable }, None)
    } else {
        Value::bool(false, None)
    };
    map(vec![
        ("name", text(name)),
        ("image", map(image)),
        ("privileged", privileged),
        ("environment", Value::list(environment, None)),
        (
            "port_mappings",
            Value::list(vec![map(vec![("container_port", Value::int(8080, None))])], None),
        ),
    ])
}

fn document(count: usize, unknown: bool) -> Document {
    let mut resources = IndexMap::new();
    for at in 0..count {
        let (ty, values) = match at % 5 {
            0 => ("ecs.service", vec![("enable_execute_command", Value::bool(at % 2 == 0, None))]),
            1 => ("ecs.cluster", Vec::new()),
            2 => ("logs.log_group", vec![("retention_in_days", Value::int(30, None))]),
            _ => (
                "ecs.task_definition",
                vec![(
                    "containers",
                    Value::list(
                        vec![container("web", unknown && at % 10 == 3), container("log", false)],
                        None,
                    ),
                )],
            ),
        };
        let id = format!("{ty}.r{at}");
        let node = Node {
            id: id.clone(),
            ty: ty.to_owned(),
            source_type: ty.to_owned(),
            name: format!("r{at}"),
            values: map(values),
            place: Place::default(),
            presence: Presence::Always,
            lifecycle: map(Vec::new()),
            satellites: Vec::new(),
            apart: false,
            display: None,
            modelled: None,
            nulls: Vec::new(),
        };
        resources.insert(id, node);
    }
    Document {
        unit: "bench".into(),
        format: Format::Terraform,
        root: String::new(),
        example: false,
        files: Vec::new(),
        deployable: true,
        alone: Vec::new(),
        left_out: Vec::new(),
        opaque: Vec::new(),
        moves: Vec::new(),
        gaps: Vec::new(),
        secrets: stridelint::secret::Known::default(),
        today: "2026-11-22".into(),
        resources,
        conditions: IndexMap::new(),
        otherwise: None,
    }
}

/// The shortest of several runs.
fn best(mut run: impl FnMut()) -> Duration {
    let times = (0..7).map(|_| {
        let start = Instant::now();
        run();
        start.elapsed()
    });
    times.min().unwrap_or_default()
}

fn main() {
    let load = best(|| drop(PolicySet::bundled()));
    let Ok(set) = PolicySet::bundled() else { return println!("the bundled policies do not load") };
    println!("load {} checks: {load:?}", set.checks().count());
    let selection = Selection {
        checks: set.checks().map(|check| check.id.clone()).collect(),
        undecided: false,
        ..Selection::default()
    };
    let undecided = Selection { undecided: true, ..selection.clone() };
    if std::env::args().any(|argument| argument == "checks") {
        let known = document(1000, false);
        let alone = |check: &str| Selection {
            checks: [check.to_owned()].into(),
            undecided: false,
            ..Selection::default()
        };
        let nothing = best(|| drop(evaluate(&set, &known, &alone("root-user.none"))));
        let mut costs: Vec<(Duration, String)> = set
            .checks()
            .map(|check| {
                (best(|| drop(evaluate(&set, &known, &alone(&check.id)))), check.id.clone())
            })
            .collect();
        costs.sort();
        println!("1,000 resources with no check: {nothing:?}");
        costs.iter().rev().for_each(|(cost, check)| println!("{cost:?} {check}"));
        return;
    }
    for count in [0, 10, 100, 1000] {
        let (known, open) = (document(count, false), document(count, true));
        println!(
            "{count} resources: known {:?}, partly unknown {:?}, with undecided {:?}",
            best(|| drop(evaluate(&set, &known, &selection))),
            best(|| drop(evaluate(&set, &open, &selection))),
            best(|| drop(evaluate(&set, &open, &undecided))),
        );
    }
}

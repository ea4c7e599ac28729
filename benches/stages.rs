//! How long each stage takes, apart, on growing input: `cargo bench --bench stages [-- RUNS]`.
//!
//! The input is the bundled demo's Terraform module, copied 1, 10, 100 and 1,000 times into one
//! tree in memory, and one root module with as many services. A figure is the median of the runs,
//! after one that is not counted; `per` divides it by the number of copies, so that a column that
//! stays level is linear growth. Machines are noisy: read the figures as ratios.

// A benchmark prints its table.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::hint::black_box;
use std::time::{Duration, Instant};
use stridelint::document::Document;
use stridelint::policy::{PolicySet, Selection};
use stridelint::syntax::hcl::parse_body_text;
use stridelint::tree::{Limits, Tree, disk};
use stridelint::unit::{Format, Inputs, Unit};
use stridelint::{discover, model, normalize, policy, report, scan};

/// The program's own: with another one a third of the time would be allocation.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const MAIN: &str = include_str!("../testdata/demo/shop/main.tf");
const VARIABLES: &str = include_str!("../testdata/demo/shop/variables.tf");
const SERVICE: &str = include_str!("../testdata/demo/shop/modules/service/main.tf");
const SERVICE_VARIABLES: &str = include_str!("../testdata/demo/shop/modules/service/variables.tf");

fn median(runs: usize, mut work: impl FnMut()) -> Duration {
    work();
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    times.sort();
    times[times.len() / 2]
}

/// So many independent root modules.
fn modules(copies: usize) -> Tree {
    let mut texts = Vec::new();
    for copy in 0..copies {
        for (name, text) in [
            ("main.tf", MAIN),
            ("variables.tf", VARIABLES),
            ("modules/service/main.tf", SERVICE),
            ("modules/service/variables.tf", SERVICE_VARIABLES),
        ] {
            texts.push((format!("m{copy}/{name}"), text));
        }
    }
    let texts: Vec<(&str, &str)> =
        texts.iter().map(|(path, text)| (path.as_str(), *text)).collect();
    Tree::of_texts(&texts)
}

/// One root module that calls the service module so many times.
fn services(copies: usize) -> Tree {
    let mut main = String::new();
    for copy in 0..copies {
        main.push_str(&format!(
            "module \"s{copy}\" {{\n  source = \"./service\"\n  name = \"s{copy}\"\n  cluster = \"c\"\n  image = \"nginx:latest\"\n  subnets = []\n  log_group = \"l\"\n  privileged = true\n}}\n"
        ));
    }
    Tree::of_texts(&[
        ("main.tf", &main),
        ("service/main.tf", SERVICE),
        ("service/variables.tf", SERVICE_VARIABLES),
    ])
}

fn row(name: &str, copies: usize, time: Duration) {
    let ms = time.as_secs_f64() * 1e3;
    println!("{name:<34} {copies:>6} {ms:>10.2} ms {:>9.3} ms per copy", ms / copies as f64);
}

fn main() {
    let runs = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(7);
    let set = match PolicySet::bundled() {
        Ok(set) => set,
        Err(problems) => {
            eprintln!("the bundled policies are refused: {problems:?}");
            std::process::exit(2);
        }
    };
    let checks = set.checks().map(|check| check.id.clone()).collect();
    let selection = Selection { checks, undecided: false, ..Selection::default() };
    let undecided = Selection { undecided: true, ..selection.clone() };

    println!("median of {runs} runs\n");
    row("load and prepare the policies", 1, median(runs, || drop(black_box(PolicySet::bundled()))));

    for copies in [1, 10, 100, 1000] {
        let tree = modules(copies);
        row(
            "discover",
            copies,
            median(runs, || drop(black_box(discover::discover(&modules(copies))))),
        );
        let (units, _) = discover::discover(&tree);
        let texts: Vec<&str> =
            (0..copies).flat_map(|_| [MAIN, VARIABLES, SERVICE, SERVICE_VARIABLES]).collect();
        let parse = || texts.iter().map(|text| parse_body_text(text).0).collect::<Vec<_>>();
        row("parse alone", copies, median(runs, || drop(black_box(parse()))));
        let evaluate = || {
            units
                .iter()
                .map(|unit| scan::evaluate(&tree, unit, &Inputs::default()))
                .collect::<Vec<_>>()
        };
        row(
            "parse + evaluate (separate roots)",
            copies,
            median(runs, || drop(black_box(evaluate()))),
        );
    }
    for copies in [1, 10, 100, 1000] {
        let tree = services(copies);
        let unit = Unit {
            id: ".".into(),
            format: Format::Terraform,
            root: String::new(),
            example: false,
            called: false,
        };
        row(
            "parse + evaluate (one root)",
            copies,
            median(runs, || drop(black_box(scan::evaluate(&tree, &unit, &Inputs::default())))),
        );
        let (evaluated, _) = scan::evaluate(&tree, &unit, &Inputs::default());
        row(
            "normalize",
            copies,
            median(runs, || {
                drop(black_box(normalize::normalize(&tree, &unit, evaluated.clone(), "2026-11-22")))
            }),
        );
        let (document, _) = normalize::normalize(&tree, &unit, evaluated, "2026-11-22");
        pictures(&tree, &document, copies, runs);
        row(
            "policies",
            copies,
            median(runs, || drop(black_box(policy::evaluate(&set, &document, &selection)))),
        );
        row(
            "policies, undecided too",
            copies,
            median(runs, || drop(black_box(policy::evaluate(&set, &document, &undecided)))),
        );
    }
    reports(&set, &selection, runs);
}

/// The model of a document and its pictures: of all of it, and of what can be read.
fn pictures(tree: &Tree, document: &Document, copies: usize, runs: usize) {
    let input = model::Input { document, tree, label: ".".to_owned(), asked: true };
    let inputs = [input];
    let drawn = || model::draw(&inputs, "2026-11-22", false);
    row("model", copies, median(runs, || drop(black_box(drawn()))));
    let all = drawn();
    for (name, detail) in
        [("picture", model::Detail::Auto), ("picture of everything", model::Detail::Full)]
    {
        let write =
            || all.systems.iter().map(|own| model::svg::write(own, detail)).collect::<Vec<_>>();
        row(name, copies, median(runs, || drop(black_box(write()))));
    }
}

/// The demo's findings, so many times, in three formats.
fn reports(set: &PolicySet, selection: &Selection, runs: usize) {
    let demo = std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/demo"));
    let (scopes, _) = disk::open(&[demo], Limits::default());
    let options = scan::Options {
        selection: selection.clone(),
        today: "2026-11-22".to_owned(),
        ..scan::Options::default()
    };
    for scope in &scopes {
        let setup = scan::Setup { scope, set, config: None, bases: &[], options: &options };
        let Ok(scanned) = scan::scan(&setup, &scan::Silent) else { continue };
        for copies in [1, 10, 100] {
            let mut many = scanned.clone();
            many.findings = (0..copies).flat_map(|_| scanned.findings.clone()).collect();
            for (name, format) in [
                ("report: text", report::Format::Text),
                ("report: JSON", report::Format::Json),
                ("report: SARIF", report::Format::Sarif),
            ] {
                let input = report::Input {
                    report: &many,
                    set,
                    all_gaps: false,
                    view: report::View::default(),
                    model: None,
                };
                row(name, copies, median(runs, || drop(black_box(report::render(format, input)))));
            }
        }
    }
}

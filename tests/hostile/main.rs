//! Hostile inputs, each scanned by the program in a process of its own: it ends within 20 s of CPU and
//! 2 GiB of memory, without a panic, and what is wrong elsewhere in the tree is found all the same (a
//! canary stands in a file beside each input). The inputs are made when they are asked for; none is
//! stored.
//!
//! One trial per input: `cargo test --test hostile -- terraform::functions` runs one family. Without a
//! filter a part of each family runs, another one by another `STRIDELINT_SEED`; the others are ignored.
//! `STRIDELINT_HOSTILE=all` runs all of them. What is known to fail is in `KNOWN`: it has to fail, and
//! tells when it does not any more. A runner prints the dearest inputs with `STRIDELINT_COSTS=1`, and with
//! `STRIDELINT_TRACED=1` strace writes down what each scan asks the system for, which has to be nothing but
//! files of the tree and those named to it.

// A test may fail by panicking.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr
)]

mod cloudformation;
mod configuration;
mod containers;
mod files;
mod functions;
mod git;
mod growth;
mod iam;
mod nesting;
mod plans;
mod run;
mod terraform;
mod texts;
#[path = "../support/traced.rs"]
#[allow(dead_code)]
mod traced;

use libtest_mimic::{Arguments, Failed, Trial};
use run::Input;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::process::ExitCode;

/// At least so many inputs are made.
const LEAST: usize = 250;

/// Inputs that are known to fail, by name or family, and why. What a build without any optimization is
/// too slow for is none: the bounds are those of a build as Cargo.toml has it.
const KNOWN: &[(&str, &str)] = &[];

/// So many inputs of each family run where nobody asks for more.
const PART: usize = 12;

/// The inputs by family, those that take longest first: what ends last decides how long all take.
fn inputs() -> Vec<Input> {
    let families = [
        terraform::inputs(),
        cloudformation::inputs(),
        containers::inputs(),
        iam::inputs(),
        plans::inputs(),
        texts::inputs(),
        configuration::inputs(),
        git::inputs(),
        files::inputs(),
        functions::inputs(),
        nesting::inputs(),
    ];
    families.into_iter().flatten().collect()
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let inputs = inputs();
    assert!(inputs.len() >= LEAST, "there are {} inputs only", inputs.len());
    let mut names = BTreeSet::new();
    for input in &inputs {
        assert!(names.insert(input.name.clone()), "two inputs are called {}", input.name);
    }
    for (known, _) in KNOWN {
        assert!(names.iter().any(|name| is_of(name, known)), "no input is called {known}");
    }
    let all = arguments.filter.is_some()
        || std::env::var_os("STRIDELINT_HOSTILE").is_some_and(|value| value == "all");
    let part = if all { names } else { part(&names) };
    let mut trials: Vec<Trial> = inputs.into_iter().map(|input| trial(input, &part)).collect();
    trials.extend(growth::trials());
    let conclusion = libtest_mimic::run(&arguments, trials);
    run::tell_costs();
    conclusion.exit_code()
}

/// The trial of an input, which is ignored where it is not of the part that runs.
fn trial(input: Input, part: &BTreeSet<String>) -> Trial {
    let name = input.name.clone();
    let ignored = !part.contains(&name);
    let known = KNOWN.iter().find(|(known, _)| is_of(&name, known));
    let trial = match known {
        None => Trial::test(&name, move || run::holds(input).map_err(Failed::from)),
        Some((_, why)) => Trial::test(&name, move || run::fails(input).map_err(Failed::from))
            .with_kind(format!("known to fail: {why}")),
    };
    trial.with_ignored_flag(ignored)
}

/// Whether an input is the one of a name, or of a family.
fn is_of(input: &str, name: &str) -> bool {
    input == name || input.strip_prefix(name).is_some_and(|rest| rest.starts_with("::"))
}

/// Some inputs of each family, by the seed.
fn part(names: &BTreeSet<String>) -> BTreeSet<String> {
    let seed = std::env::var("STRIDELINT_SEED").unwrap_or_default();
    let mut families: BTreeMap<&str, Vec<(u64, &String)>> = BTreeMap::new();
    for name in names {
        let family = name.split("::").next().unwrap_or_default();
        let mut hasher = DefaultHasher::new();
        (&seed, name).hash(&mut hasher);
        families.entry(family).or_default().push((hasher.finish(), name));
    }
    let some = families.into_values().flat_map(|mut family| {
        family.sort();
        family.into_iter().take(PART)
    });
    some.map(|(_, name)| name.clone()).collect()
}

//! Hostile inputs, each scanned by the program in a process of its own: it ends within 20 s of CPU and
//! 2 GiB of memory, without a panic, and what is wrong elsewhere in the tree is found all the same (a
//! canary stands in a file beside each input). The inputs are made when they are asked for; none is
//! stored.
//!
//! One trial per input: `cargo test --test hostile -- terraform::functions` runs one family. A runner
//! prints the dearest inputs with `STRIDELINT_COSTS=1`.

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
mod iam;
mod nesting;
mod plans;
mod run;
mod terraform;
mod texts;

use libtest_mimic::{Arguments, Failed, Trial};
use run::Input;
use std::collections::BTreeSet;
use std::process::ExitCode;

/// At least so many inputs are made.
const LEAST: usize = 250;

/// The families whose inputs are known to hold, but for one that an unoptimized build takes too long
/// for. The others are ignored until they do:
/// `cargo test --test hostile -- --ignored`.
const HOLD: [&str; 5] = ["configuration", "files", "git", "plans", "policies"];

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
    let trials = inputs
        .into_iter()
        .map(|input| {
            let name = input.name.clone();
            let holds = HOLD.iter().any(|family| name.starts_with(&format!("{family}::")))
                && name != "configuration::three-thousand-units";
            Trial::test(name, move || run::holds(input).map_err(Failed::from))
                .with_ignored_flag(!holds)
        })
        .collect();
    let conclusion = libtest_mimic::run(&arguments, trials);
    run::tell_costs();
    conclusion.exit_code()
}

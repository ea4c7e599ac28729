//! All integration tests in one binary, so that the engine is linked once.

// A test may fail by panicking, and says on the terminal what it left out.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr
)]

mod architecture;
mod arrows;
mod bytecode;
mod cfn_lint;
mod checks;
mod cli_diff;
mod cli_input;
mod cli_options;
mod demo;
mod documentation;
mod formats;
mod forms;
mod hostile_templates;
mod policies;
mod program;
mod reads;
mod regressions;
mod repository;
mod robustness;
mod schemas;
mod second_engine;
mod secrets;

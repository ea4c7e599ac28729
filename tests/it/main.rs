//! All integration tests in one binary, so that the engine is linked once.

// In a test a failure is a panic, and what is skipped is said.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]

mod architecture;
mod checks;
mod cli_diff;
mod cli_input;
mod cli_options;
mod demo;
mod forms;
mod reads;
mod program;
mod robustness;

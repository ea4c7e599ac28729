//! All integration tests in one binary, so that the engine is linked once.

mod architecture;
mod checks;
mod cli_diff;
mod cli_input;
mod cli_options;
mod demo;
mod forms;
mod program;
mod reads;
mod robustness;

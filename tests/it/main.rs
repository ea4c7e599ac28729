//! Integration tests, in one binary, so that the engine is linked once. What is a table of cases is
//! in `tests/cases/`.

// A test may fail by panicking, and says on the terminal what it left out.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr
)]

#[cfg(unix)]
mod action;
#[cfg(unix)]
mod action_review;
mod architecture;
mod arrows;
mod bulk;
mod bulk_cache;
mod bulk_flow;
mod bulk_tables;
mod causes;
mod cli_compare;
mod cli_diff;
mod cli_input;
mod cli_options;
mod commands;
mod configuration;
mod conftest;
mod demo;
mod diff_property;
mod document;
mod documentation;
mod elsewhere;
mod first_minute;
mod fix;
mod fixtures;
mod gaps;
mod gaps_kinds;
mod given;
mod hostile_templates;
#[cfg(unix)]
mod interrupted;
mod library;
#[cfg(feature = "lsp")]
mod lsp;
#[cfg(feature = "lsp")]
mod lsp_hostile;
mod manners;
mod model;
#[cfg(unix)]
mod outputs;
mod own_policies;
mod own_sets;
mod pictures;
mod places;
mod planted;
mod policies;
mod realms;
mod release;
mod remedies;
mod review;
mod robustness;
mod same_bytes;
mod schemas;
mod secret_names;
mod secrets;
mod security;
mod siblings;
mod site;
mod states;
mod states_rows;
#[path = "../support/mod.rs"]
mod support;
mod suppressions;
mod surface;
mod text;
mod threats;
mod untrusted;
mod verbose;
mod words;

#[cfg(unix)]
use support::workflow;
use support::{program, repository};

//! The tests that are tables: one trial with a name of its own for every case.
//!
//! A name says where the case lies: `checks::container-escape::privileged-container::terraform::fires`
//! is `testdata/checks/container-escape/privileged-container/terraform/fires`. Names have dashes
//! only, and what is typed is read with dashes: `cargo test privileged_container` and
//! `cargo test privileged-container` run the same cases.
//!
//! What several cases need (a scan of a check's fixtures, the policies) is made when the first of
//! them asks for it. A case that needs a program or files which the machine lacks is ignored, and
//! its name says what it needs.

// A test may fail by panicking.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr
)]

mod browser;
mod bytecode;
mod cfn_lint;
mod checks;
#[cfg(feature = "columns")]
mod columns;
#[cfg(feature = "lsp")]
mod editor;
mod fixes;
mod forms;
mod hook;
mod hostile;
mod install;
mod intrinsics;
mod languages;
mod malformed;
mod messages;
mod model;
mod modules;
mod oracle;
mod pairs;
mod readers;
mod reads;
mod regressions;
mod sam;
mod second_engine;
mod seen;
#[path = "../support/mod.rs"]
mod support;
mod terraform;
#[cfg(unix)]
mod traced;
mod twins;
mod writers;

use libtest_mimic::{Arguments, Failed, Trial};
use oracle::Oracle;
use std::collections::BTreeSet;
use std::process::ExitCode;

/// One case.
pub struct Case {
    trial: Trial,
    needs: Option<&'static Oracle>,
}

impl Case {
    /// A case that fails when it has complaints.
    pub fn new(
        name: impl AsRef<str>,
        complaints: impl FnOnce() -> Vec<String> + Send + 'static,
    ) -> Case {
        let run = move || {
            let complaints = complaints();
            if complaints.is_empty() { Ok(()) } else { Err(Failed::from(complaints.join("\n"))) }
        };
        Case { trial: Trial::test(dashed(name.as_ref()), run), needs: None }
    }

    /// A case that fails when it panics.
    pub fn holds(name: impl AsRef<str>, holds: impl FnOnce() + Send + 'static) -> Case {
        Case::new(name, move || {
            holds();
            Vec::new()
        })
    }

    /// The case compares with something that the machine may lack.
    pub fn needs(self, oracle: &'static Oracle) -> Case {
        Case { needs: Some(oracle), ..self }
    }

    /// The trial; where what it needs is not there, an ignored one that says so. What no argument
    /// asks for is not looked for.
    fn trial(self, arguments: &Arguments) -> Trial {
        let Some(oracle) = self.needs else { return self.trial };
        // Whether it is an ignored one (`--ignored`) is what is found out here. And a runner may ask
        // for a trial by its whole name, with what it needs in front.
        let named = |filter: &String| filter.ends_with(self.trial.name());
        let any = Arguments { ignored: false, ..arguments.clone() };
        let asked = !any.is_filtered_out(&self.trial) || any.filter.as_ref().is_some_and(named);
        if !asked || oracle.is_there() {
            return self.trial;
        }
        self.trial.with_kind(format!("needs {}", oracle.name)).with_ignored_flag(true)
    }
}

/// A name as it is compared: with dashes only.
fn dashed(name: &str) -> String {
    name.replace(['_', ' '], "-")
}

/// Every case, the long ones first: what ends last decides how long the whole takes.
fn cases() -> Vec<Case> {
    let groups = [
        vec![Case::holds("harness::ignored-is-never-passed", ignored_is_never_passed)],
        cfn_lint::cases(),
        second_engine::cases(),
        browser::cases(),
        bytecode::cases(),
        hook::cases(),
        install::cases(),
        pairs::cases(),
        readers::cases(),
        reads::cases(),
        seen::cases(),
        checks::cases(),
        #[cfg(feature = "columns")]
        columns::cases(),
        #[cfg(feature = "lsp")]
        editor::cases(),
        fixes::cases(),
        twins::cases(),
        writers::cases(),
        forms::cases(),
        regressions::cases(),
        modules::cases(),
        malformed::cases(),
        model::cases(),
        hostile::cases(),
        intrinsics::cases(),
        terraform::cases(),
        languages::cases(),
        sam::cases(),
        #[cfg(unix)]
        traced::cases(),
    ];
    let empty = groups.iter().position(Vec::is_empty);
    assert!(empty.is_none(), "group {empty:?} of the cases found no case: were files moved?");
    groups.into_iter().flatten().collect()
}

/// A case without what it needs is ignored, however the trials are listed: a runner that runs each
/// in a process of its own asks for the ignored ones first.
fn ignored_is_never_passed() {
    static NOWHERE: Oracle = Oracle::new("what nobody has", || false);
    let case = || Case::holds("never", || panic!("it runs")).needs(&NOWHERE);
    for ignored in [false, true] {
        let arguments = Arguments { ignored, ..Arguments::default() };
        let trial = case().trial(&arguments);
        assert!(trial.has_ignored_flag() && !arguments.is_filtered_out(&trial));
        assert_eq!(trial.kind(), "needs what nobody has");
    }
    let whole = "[needs what nobody has] never".to_owned();
    let arguments = Arguments { exact: true, filter: Some(whole), ..Arguments::default() };
    assert!(case().trial(&arguments).has_ignored_flag());
}

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    for typed in arguments.filter.iter_mut().chain(&mut arguments.skip) {
        // What stands in front of a name is a sentence.
        let (before, name) = typed.rsplit_once("] ").map_or(("", typed.as_str()), |(a, b)| (a, b));
        *typed = match before {
            "" => dashed(name),
            _ => format!("{before}] {}", dashed(name)),
        };
    }
    let trials: Vec<Trial> = cases().into_iter().map(|case| case.trial(&arguments)).collect();
    let mut names = BTreeSet::new();
    for trial in &trials {
        assert!(names.insert(trial.name().to_owned()), "two cases are called {}", trial.name());
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

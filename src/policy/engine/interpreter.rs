//! Rego that is interpreted: the program's own where its bytecode says nothing, and each set of one's own
//! by itself.

use super::super::source::PolicyFile;
use super::merge::{Merged, merge};
use super::{Datum, ENTRY, bounded, entry, plain, threat_rule};
use crate::budget;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// What a check of one's own may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Allowance {
    /// Steps of one evaluation.
    pub(crate) steps: u32,
    /// Bytes that its built-in functions work on.
    pub(crate) memory: usize,
    /// Findings in one unit.
    pub(crate) findings: usize,
}

impl Default for Allowance {
    fn default() -> Allowance {
        Allowance {
            steps: budget::INTERPRETED_STEPS,
            memory: budget::OWN_MEMORY,
            findings: budget::OWN_FINDINGS,
        }
    }
}

/// Modules with their data and the checks that they have.
pub(crate) struct Rego {
    pub(super) files: Arc<[PolicyFile]>,
    /// Modules beside the files: package and text.
    shared: Vec<(String, String)>,
    data: Datum,
    /// Id, threat and rule of each check.
    checks: Vec<(String, String, String)>,
    /// Settings in place of the run's.
    pub(super) settings: Option<Datum>,
    /// What its checks may cost, where it is a set of one's own.
    pub(super) allowed: Allowance,
    /// Made when it is first needed: parsing and preparing take longer than a small scan.
    prepared: OnceLock<Result<Mutex<regorus::Engine>, String>>,
}

impl Rego {
    pub(crate) fn new(
        files: Arc<[PolicyFile]>,
        shared: Vec<(String, String)>,
        data: Datum,
        checks: Vec<(String, String, String)>,
        settings: Option<Datum>,
    ) -> Rego {
        let allowed = Allowance::default();
        Rego { files, shared, data, checks, settings, allowed, prepared: OnceLock::new() }
    }

    /// This one with what its checks may cost.
    #[must_use]
    pub(crate) fn allowing(mut self, allowed: Allowance) -> Rego {
        self.allowed = allowed;
        self
    }

    /// Whether it has a check.
    pub(super) fn has(&self, check: &str) -> bool {
        self.checks.iter().any(|(id, ..)| id == check)
    }

    /// Whether it is a set of one's own.
    pub(super) fn is_own(&self) -> bool {
        self.files.iter().any(|file| !file.bundled)
    }

    /// An engine that is ready, a copy of one that is prepared once.
    ///
    /// # Errors
    /// The engine's own sentence, which names file and line.
    pub(super) fn engine(&self) -> Result<regorus::Engine, String> {
        match self.prepared.get_or_init(|| self.prepare(false).map(Mutex::new)) {
            Ok(prepared) => Ok(prepared.lock().unwrap_or_else(PoisonError::into_inner).clone()),
            Err(why) => Err(why.clone()),
        }
    }

    /// Loads modules and data, generates the entry rules and prepares everything once. The tests of
    /// the program's own policies are left out where nobody asks for them.
    pub(super) fn prepare(&self, tests: bool) -> Result<regorus::Engine, String> {
        self.prepare_with(tests, None)
    }

    /// As [`Rego::prepare`], with more text at the end of a package.
    pub(super) fn prepare_with(
        &self,
        tests: bool,
        more: Option<(&str, &str)>,
    ) -> Result<regorus::Engine, String> {
        let mut engine = regorus::Engine::new();
        // A built-in that is given a wrong type then has no value, as in OPA, and the rule's other
        // findings stay.
        engine.set_strict_builtin_errors(false);
        // What a policy prints is shown in its tests.
        engine.set_gather_prints(tests);
        if self.is_own() {
            bounded::bind(&mut engine)?;
        }
        for mut module in self.modules(tests)? {
            if let Some((package, more)) = more
                && module.package == package
            {
                module.text.push_str(more);
            }
            engine.add_policy(module.path, module.text).map_err(|error| error.to_string())?;
        }
        for (package, text) in &self.shared {
            engine
                .add_policy(format!("{package}.rego"), bounded::counting(text))
                .map_err(|error| error.to_string())?;
        }
        engine.add_data(self.data.0.clone()).map_err(|error| error.to_string())?;
        let mut text = entry::head();
        for (id, threat, rule) in &self.checks {
            entry::add(&mut text, "all", id, rule);
            entry::add(&mut text, &threat_rule(threat), id, rule);
        }
        engine
            .add_policy("stridelint_entry.rego".to_owned(), text)
            .map_err(|error| error.to_string())?;
        engine.set_input(regorus::Value::new_object());
        // Preparing is lazy: one evaluation does it here instead of in every worker.
        engine.eval_rule(format!("data.{ENTRY}.ready")).map_err(|error| error.to_string())?;
        Ok(engine)
    }

    pub(super) fn modules(&self, tests: bool) -> Result<Vec<Merged>, String> {
        // A scan runs no tests, and those of one's own may ask for what only tests have.
        let wanted = |file: &&PolicyFile| {
            tests || !file.is_bundled_test() && (file.bundled || !self.apart() || !file.is_test())
        };
        merge(self.files.iter().filter(wanted))
    }

    /// Whether the shared Rego is given beside the files.
    fn apart(&self) -> bool {
        !self.shared.is_empty()
    }

    /// An error of the interpreter, with the file as it was written.
    pub(super) fn located(&self, message: &str) -> String {
        let message = plain(message);
        let modules = self.modules(true).unwrap_or_default();
        modules.iter().find_map(|module| module.located(&message)).unwrap_or(message)
    }
}

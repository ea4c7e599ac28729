//! Bytecode: the engine's second way to evaluate. It takes a third of the interpreter's time, and
//! nothing is parsed when it is loaded.
//!
//! It says of less: where a function has two values at once, or a rule's body fails, the
//! interpreter stops with an error and bytecode has no value. That is a fault of the policy. The
//! program's own policies have none on any fixture in any world: a test compares both ways.
//! Policies that nobody tested so are interpreted.

use super::Datum;
use super::machine::{self, Halt, Loaded};
use regorus::rvm::program::{DeserializationResult, Program as Compiled};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Compiled policies and the checks they have.
pub(crate) struct Program {
    compiled: Arc<Compiled>,
    checks: BTreeSet<String>,
    /// Made for the data that the first machine is given: an engine has no other.
    loaded: OnceLock<Option<Loaded>>,
    idle: Idle,
}

/// Machines that nobody works with: what they know already need not be made again.
type Idle = Arc<Mutex<Vec<machine::Machine>>>;

impl Program {
    /// Reads what `compile.rs` wrote; `None` where this is no bytecode of this version of the
    /// engine.
    pub(crate) fn read(bytes: &[u8], checks: BTreeSet<String>) -> Option<Program> {
        match Compiled::deserialize_binary(bytes) {
            Ok(DeserializationResult::Complete(compiled)) => {
                let compiled = Arc::new(compiled);
                Some(Program { compiled, checks, loaded: OnceLock::new(), idle: Idle::default() })
            }
            _ => None,
        }
    }

    /// Whether the program evaluates this check.
    pub(crate) fn has(&self, check: &str) -> bool {
        self.checks.contains(check)
    }

    /// A machine of one thread's own; `None` where the data of policies hides one of their rules.
    pub(super) fn machine(&self, data: &Datum) -> Option<Machine> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let own = idle.or_else(|| {
            let loaded = self.loaded.get_or_init(|| Loaded::new(self.compiled.clone(), &data.0));
            loaded.as_ref().map(|loaded| loaded.machine(&data.0))
        });
        own.map(|own| Machine { own: Some(own), idle: self.idle.clone() })
    }
}

/// A machine with a program loaded.
pub(super) struct Machine {
    own: Option<machine::Machine>,
    idle: Idle,
}

impl Drop for Machine {
    fn drop(&mut self) {
        // One that was left in the middle of something is not used again.
        if !std::thread::panicking() {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).extend(self.own.take());
        }
    }
}

impl Machine {
    /// Whether a rule, or what it calls, names what `input.unit.closed` ends with.
    pub(super) fn names_closed(&self, rule: &str) -> bool {
        self.own.as_ref().is_none_or(|own| own.names_closed(rule))
    }

    /// What is read of the entry rule's value for an input, within so many instructions.
    ///
    /// # Errors
    /// Why there is none.
    pub(super) fn run<T>(
        &mut self,
        input: &Datum,
        steps: usize,
        read: impl FnOnce(&regorus::Value) -> Result<T, String>,
    ) -> Result<T, Stopped> {
        let own = self.own.as_mut().ok_or(Stopped::Failed)?;
        let value = own.run(&input.0, steps).map_err(|halt| match halt {
            Halt::Steps => Stopped::Steps,
            Halt::Body | Halt::Fatal => Stopped::Failed,
        });
        read(&value?).map_err(|_| Stopped::Failed)
    }
}

/// What a check of the program's own sees besides resources.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Held {
    /// Whether something outside can add to the unit.
    pub(crate) asks_closed: bool,
}

/// Why bytecode gave no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stopped {
    /// It needs more instructions.
    Steps,
    /// It failed, or its value is none that is expected: the interpreter says how.
    Failed,
}

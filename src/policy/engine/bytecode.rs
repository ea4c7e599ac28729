//! Bytecode: the engine's second way to evaluate. It takes a third of the interpreter's time, and
//! nothing is parsed when it is loaded.
//!
//! It says of less: where a function has two values at once, or a rule's body fails, the
//! interpreter stops with an error and bytecode has no value. That is a fault of the policy. The
//! program's own policies have none on any fixture in any world: a test compares both ways.
//! Policies that nobody tested so are interpreted.

use super::Datum;
use regorus::rvm::RegoVM;
use regorus::rvm::program::{DeserializationResult, Program as Compiled};
use regorus::rvm::vm::VmError;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Compiled policies and the checks they have.
pub(crate) struct Program {
    compiled: Arc<Compiled>,
    checks: BTreeSet<String>,
}

impl Program {
    /// Reads what `compile.rs` wrote; `None` where this is no bytecode of this version of the
    /// engine.
    pub(crate) fn read(bytes: &[u8], checks: BTreeSet<String>) -> Option<Program> {
        match Compiled::deserialize_binary(bytes) {
            Ok(DeserializationResult::Complete(compiled)) => {
                Some(Program { compiled: Arc::new(compiled), checks })
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
        let mut vm = RegoVM::new();
        vm.load_program(self.compiled.clone());
        vm.set_data(data.0.clone()).ok()?;
        Some(Machine { vm })
    }
}

/// A machine with a program loaded.
pub(super) struct Machine {
    vm: RegoVM,
}

impl Machine {
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
        self.vm.set_max_instructions(steps);
        self.vm.set_input(input.0.clone());
        let value = self.vm.execute_entry_point_by_index(0).map_err(|error| match error {
            VmError::InstructionLimitExceeded { .. } => Stopped::Steps,
            _ => Stopped::Failed,
        });
        // A world that is done with is free to be changed in place.
        self.vm.set_input(regorus::Value::Undefined);
        read(&value?).map_err(|_| Stopped::Failed)
    }
}

/// Why bytecode gave no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stopped {
    /// It needs more instructions.
    Steps,
    /// It failed, or its value is none that is expected: the interpreter says how.
    Failed,
}

//! The machine that runs the engine's bytecode.
//!
//! The engine has one of its own. It copies what it knows of a rule at every call, finds a path below
//! `data` anew at every look-up, and does again what it did before: a function with the same
//! arguments, a rule that reads no input. This one does each of them once, and has the same values.

mod built_in;
mod call;
mod code;
mod known;
mod step;
#[cfg(test)]
mod tests;
mod walk;

use built_in::Given;
use code::Code;
use known::Known;
use regorus::Value;
use regorus::rvm::instructions::{ComprehensionMode, LoopMode};
use regorus::rvm::program::{Program, RuleType};
use regorus::value::{Array, Set, SetCursor};
use std::sync::Arc;

/// A program that is ready to run.
pub(super) struct Loaded(Arc<Code>);

impl Loaded {
    /// `None` where the program has what this machine does not do.
    pub(super) fn new(program: Arc<Program>, data: &Value) -> Option<Loaded> {
        program.check_rule_data_conflicts(data).ok()?;
        Code::new(program, data).map(|code| Loaded(Arc::new(code)))
    }

    /// A machine of one thread's own.
    pub(super) fn machine(&self, data: &Value) -> Machine {
        Machine { code: self.0.clone(), state: State::new(&self.0, data) }
    }
}

/// Why there is no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Halt {
    /// A condition of the body at hand does not hold.
    Body,
    /// More instructions are needed.
    Steps,
    /// What ends the evaluation.
    Fatal,
}

/// A machine of one thread.
pub(super) struct Machine {
    code: Arc<Code>,
    state: State,
}

impl Machine {
    /// As [`super::bytecode::Machine::names_closed`].
    pub(super) fn names_closed(&self, rule: &str) -> bool {
        !self.code.without_closed.contains(rule)
    }

    /// The entry rule's value for an input, within so many instructions.
    ///
    /// # Errors
    /// Why there is none.
    pub(super) fn run(&mut self, input: &Value, steps: usize) -> Result<Value, Halt> {
        self.state.begin(&self.code, input.clone(), steps);
        let value = self.state.entry(&self.code);
        // A world that is done with is free to be changed in place.
        self.state.end();
        value
    }
}

/// What one evaluation works on, and what is kept for the next.
struct State {
    input: Value,
    data: Value,
    /// The registers of all rules that are under way, one window behind the other.
    registers: Vec<Value>,
    loops: Vec<Loop>,
    comprehensions: Vec<Comprehension>,
    frame: Frame,
    /// Values of rules that this evaluation has.
    rules: Vec<Option<Value>>,
    /// Values of rules that read no input.
    constants: Vec<Option<Value>>,
    known: Known,
    given: Given,
    arguments: Vec<Value>,
    /// Instructions so far, and how many there may be.
    steps: usize,
    limit: usize,
    /// Those of them that made the value of a rule: they are counted once in an evaluation.
    of_rules: usize,
}

/// The rule that is under way.
#[derive(Clone)]
struct Frame {
    /// Where its registers, loops and comprehensions begin.
    base: usize,
    window: usize,
    loops: usize,
    comprehensions: usize,
    kind: RuleType,
    /// Whether this is the first body of the first definition.
    first: bool,
}

/// A loop that is under way.
struct Loop {
    mode: LoopMode,
    items: Items,
    key: u8,
    value: u8,
    result: u8,
    body: usize,
    end: usize,
    failed: bool,
    successes: usize,
    iterations: usize,
}

/// A comprehension that is under way.
struct Comprehension {
    mode: ComprehensionMode,
    result: u8,
    key: u8,
    value: u8,
    body: usize,
    end: usize,
    items: Option<Items>,
}

/// What is left of a collection.
enum Items {
    Array(Arc<Array>, usize),
    Object(std::vec::IntoIter<(Value, Value)>),
    Set(Arc<Set>, SetCursor),
}

impl Items {
    /// `None`: the value is no collection.
    fn of(value: &Value) -> Option<Items> {
        match value {
            Value::Array(items) => Some(Items::Array(items.clone(), 0)),
            Value::Object(object) => {
                let entries = object.iter().map(|(key, value)| (key.clone(), value.clone()));
                Some(Items::Object(entries.collect::<Vec<_>>().into_iter()))
            }
            Value::Set(items) => Some(Items::Set(items.clone(), items.cursor())),
            _ => None,
        }
    }
}

/// Registers are named by one byte.
const REGISTERS: usize = 256;

impl State {
    fn new(code: &Code, data: &Value) -> State {
        State {
            input: Value::Undefined,
            data: data.clone(),
            registers: Vec::new(),
            loops: Vec::new(),
            comprehensions: Vec::new(),
            frame: Frame::outside(code),
            rules: Vec::new(),
            constants: vec![None; code.rules.len()],
            known: Known::new(code.rules.len()),
            given: Given::new(),
            arguments: Vec::new(),
            steps: 0,
            limit: 0,
            of_rules: 0,
        }
    }

    fn begin(&mut self, code: &Code, input: Value, limit: usize) {
        self.input = input;
        self.frame = Frame::outside(code);
        self.rules.resize(code.rules.len(), None);
        self.registers.resize(REGISTERS, Value::Undefined);
        (self.steps, self.limit, self.of_rules) = (0, limit, 0);
    }

    fn end(&mut self) {
        self.input = Value::Undefined;
        self.rules.clear();
        self.registers.clear();
        self.loops.clear();
        self.comprehensions.clear();
        self.known.end();
    }
}

impl Frame {
    /// That of the code outside rules.
    fn outside(code: &Code) -> Frame {
        Frame {
            base: 0,
            window: code.window,
            loops: 0,
            comprehensions: 0,
            kind: RuleType::Complete,
            first: true,
        }
    }
}

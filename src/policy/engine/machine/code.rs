//! A program as the machine runs it: what is the same in every evaluation is found once.

use super::built_in::{BuiltIn, Patterns};
use regorus::Value;
use regorus::rvm::instructions::{Instruction, LiteralOrRegister};
use regorus::rvm::program::{Program, RuleInfo, RuleType};
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

/// A program with its rules, built-in functions and paths below `data` resolved.
pub(super) struct Code {
    pub(super) program: Arc<Program>,
    pub(super) rules: Vec<Rule>,
    pub(super) built_ins: Vec<BuiltIn>,
    pub(super) lookups: Vec<Lookup>,
    pub(super) patterns: Patterns,
    /// Where the entry rule's code begins.
    pub(super) entry: usize,
    /// Registers of the code outside rules.
    pub(super) window: usize,
    /// The rules whose code, with all that it calls, does not name [`CLOSED`].
    pub(super) without_closed: HashSet<String>,
}

/// What says of the unit whether anything outside can add to it.
const CLOSED: &str = "closed";

/// A rule or function.
pub(super) struct Rule {
    pub(super) kind: RuleType,
    /// Whether it has one value: a complete rule or a function.
    pub(super) single: bool,
    pub(super) definitions: Vec<Definition>,
    /// Its value where no definition has one.
    pub(super) default: Option<Value>,
    /// The register of its value.
    pub(super) result: u8,
    pub(super) registers: usize,
    /// Whether all definitions have the same value.
    pub(super) early: bool,
    /// Whether its value depends on nothing but its arguments.
    pub(super) pure: bool,
}

/// One definition: its bodies are tried in their order.
pub(super) struct Definition {
    /// The code that takes arguments apart.
    pub(super) destructuring: Option<usize>,
    pub(super) bodies: Vec<Body>,
}

/// One body of a definition.
pub(super) struct Body {
    pub(super) entry: usize,
    /// Whether the next body is the `else` of this one.
    pub(super) else_next: bool,
}

/// What a path below `data` is.
pub(super) enum Lookup {
    /// A rule, and the path below its value.
    Rule(usize, Vec<LiteralOrRegister>),
    /// A part of the data, and the path below it that only an evaluation knows.
    Data(Value, Vec<LiteralOrRegister>),
    /// A whole package, or one that only an evaluation knows: the interpreter can do it.
    Package,
}

impl Code {
    /// `None` where the program has an instruction that no compiler of Rego writes.
    pub(super) fn new(program: Arc<Program>, data: &Value) -> Option<Code> {
        let built_ins = program.builtin_info_table.iter().enumerate();
        let built_ins = built_ins
            .map(|(at, info)| BuiltIn::of(info, program.resolved_builtins.get(at)?))
            .collect::<Option<Vec<_>>>()?;
        let lookups = &program.instruction_data.virtual_data_document_lookup_params;
        let lookups: Vec<Lookup> =
            lookups.iter().map(|lookup| resolve(&program, data, &lookup.path_components)).collect();
        let mut rules = Vec::new();
        for info in &program.rule_infos {
            rules.push(rule(&program, info)?);
        }
        let entry = *program.entry_points.get_index(0)?.1;
        let window = usize::from(program.dispatch_window_size).max(2);
        let mut code = Code {
            program,
            rules,
            built_ins,
            lookups,
            patterns: Patterns::default(),
            entry,
            window,
            without_closed: HashSet::new(),
        };
        code.find_reads();
        Some(code)
    }

    /// Marks the rules whose code, with all that it calls, reads no input, and lists those that do not ask
    /// whether the unit is closed.
    fn find_reads(&mut self) {
        let mut entries: BTreeSet<usize> = self.rules.iter().flat_map(Rule::entries).collect();
        entries.extend(self.program.entry_points.values());
        let reads: Vec<Reads> = self.rules.iter().map(|rule| self.reads(rule, &entries)).collect();
        let pure = without(&reads, |reads| reads.input);
        for (rule, pure) in self.rules.iter_mut().zip(pure) {
            rule.pure = pure;
        }
        let silent = without(&reads, |reads| reads.closed);
        let named = self.program.rule_infos.iter().zip(silent).filter(|(_, silent)| *silent);
        self.without_closed = named.map(|(info, _)| info.name.clone()).collect();
    }

    /// What the code of a rule reads by itself: that of one body goes on to where the next begins.
    fn reads(&self, rule: &Rule, entries: &BTreeSet<usize>) -> Reads {
        let mut reads = Reads::default();
        for entry in rule.entries() {
            let end = entries.range(entry + 1..).next();
            self.read(entry, end.copied().unwrap_or(usize::MAX), &mut reads);
        }
        reads
    }

    fn read(&self, entry: usize, end: usize, reads: &mut Reads) {
        let program = &self.program;
        let closed =
            |literal: u16| program.literals.get(usize::from(literal)).is_none_or(names_closed);
        for instruction in program.instructions.iter().take(end).skip(entry) {
            match *instruction {
                Instruction::LoadInput { .. } => reads.input = true,
                Instruction::Load { literal_idx, .. }
                | Instruction::IndexLiteral { literal_idx, .. } => {
                    reads.closed |= closed(literal_idx);
                }
                Instruction::ChainedIndex { params_index } => {
                    let chain = program.instruction_data.get_chained_index_params(params_index);
                    let parts = chain.into_iter().flat_map(|chain| &chain.path_components);
                    reads.closed |= parts
                        .into_iter()
                        .any(|part| matches!(part, LiteralOrRegister::Literal(at) if closed(*at)));
                }
                Instruction::CallRule { rule_index, .. } => reads.rules.push(rule_index.into()),
                Instruction::FunctionCall { params_index } => {
                    let params = program.instruction_data.get_function_call_params(params_index);
                    reads.rules.extend(params.map(|params| usize::from(params.func_rule_index)));
                }
                Instruction::VirtualDataDocumentLookup { params_index } => {
                    match self.lookups.get(usize::from(params_index)) {
                        Some(Lookup::Rule(rule, _)) => reads.rules.push(*rule),
                        Some(Lookup::Data(..)) => {}
                        _ => reads.input = true,
                    }
                }
                Instruction::BuiltinCall { params_index } => {
                    let params = program.instruction_data.get_builtin_call_params(params_index);
                    let built_in =
                        params.and_then(|it| self.built_ins.get(usize::from(it.builtin_index)));
                    reads.input |= built_in.is_none_or(|it| !it.pure);
                }
                _ => {}
            }
        }
    }
}

impl Rule {
    /// Where its code begins.
    fn entries(&self) -> impl Iterator<Item = usize> {
        self.definitions.iter().flat_map(|definition| {
            let bodies = definition.bodies.iter().map(|body| body.entry);
            definition.destructuring.into_iter().chain(bodies)
        })
    }
}

/// What code reads.
#[derive(Default)]
struct Reads {
    input: bool,
    /// Whether it names [`CLOSED`].
    closed: bool,
    rules: Vec<usize>,
}

/// Whether a literal is [`CLOSED`], or has it as a part of a path.
fn names_closed(literal: &Value) -> bool {
    match literal {
        Value::String(text) => **text == *CLOSED,
        Value::Array(items) => items.iter().any(names_closed),
        Value::Set(items) => items.iter().any(names_closed),
        _ => false,
    }
}

/// The rules of which neither their own code nor what it calls does something.
fn without(reads: &[Reads], does: impl Fn(&Reads) -> bool) -> Vec<bool> {
    let mut without: Vec<bool> = reads.iter().map(|reads| !does(reads)).collect();
    loop {
        let mut changed = false;
        for (at, reads) in reads.iter().enumerate() {
            let calls = |rule: &usize| !without.get(*rule).is_some_and(|is| *is);
            if without[at] && reads.rules.iter().any(calls) {
                without[at] = false;
                changed = true;
            }
        }
        if !changed {
            return without;
        }
    }
}

fn rule(program: &Program, info: &RuleInfo) -> Option<Rule> {
    let mut definitions = Vec::new();
    for (at, bodies) in info.definitions.iter().enumerate() {
        let destructuring = match info.destructuring_blocks.get(at).copied().flatten() {
            Some(entry) => Some(usize::try_from(entry).ok()?),
            None => None,
        };
        let is_else = |body: usize| {
            let bodies = info.else_bodies.get(at);
            bodies.and_then(|bodies| bodies.get(body)).copied().unwrap_or(false)
        };
        let bodies = bodies.iter().enumerate().map(|(body, entry)| {
            Some(Body { entry: usize::try_from(*entry).ok()?, else_next: is_else(body + 1) })
        });
        definitions.push(Definition { destructuring, bodies: bodies.collect::<Option<_>>()? });
    }
    let default = info.default_literal_index;
    let default = default.and_then(|at| program.literals.get(usize::from(at)).cloned());
    Some(Rule {
        single: info.rule_type == RuleType::Complete || info.function_info.is_some(),
        kind: info.rule_type.clone(),
        definitions,
        default,
        result: info.result_reg,
        registers: usize::from(info.num_registers),
        early: info.early_exit_on_first_success,
        pure: false,
    })
}

fn resolve(program: &Program, data: &Value, path: &[LiteralOrRegister]) -> Lookup {
    let mut node = &program.rule_tree["data"];
    let mut known = data;
    for (at, component) in path.iter().enumerate() {
        let LiteralOrRegister::Literal(literal) = component else { return Lookup::Package };
        let Some(key) = program.literals.get(usize::from(*literal)) else { return Lookup::Package };
        let text;
        let mut key = key;
        if matches!(key, Value::Number(_))
            && node[key] == Value::Undefined
            && known[key] == Value::Undefined
        {
            text = Value::from(key.to_string());
            key = &text;
        }
        let rest = || path[at + 1..].to_vec();
        match &node[key] {
            Value::Number(rule) => {
                let rule = rule.as_u64().and_then(|rule| usize::try_from(rule).ok());
                return rule.map_or(Lookup::Package, |rule| Lookup::Rule(rule, rest()));
            }
            Value::Undefined => return Lookup::Data(known[key].clone(), rest()),
            below => {
                known = &known[key];
                node = below;
            }
        }
    }
    Lookup::Package
}

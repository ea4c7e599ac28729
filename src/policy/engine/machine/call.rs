//! Rules, functions, built-in functions, and what is below `data`.

use super::code::{Code, Lookup, Rule};
use super::{Frame, Halt, REGISTERS, State};
use regorus::Value;
use regorus::rvm::instructions::{BuiltinCallParams, FunctionCallParams, LiteralOrRegister};
use regorus::rvm::program::RuleType;

impl State {
    /// The value of a rule: made once in an evaluation, and once for all where it reads no input.
    pub(super) fn rule(&mut self, code: &Code, at: usize) -> Result<Value, Halt> {
        let Some(rule) = code.rules.get(at) else { return Err(Halt::Body) };
        let kept = if rule.pure { &self.constants } else { &self.rules };
        if let Some(Some(value)) = kept.get(at) {
            return Ok(value.clone());
        }
        let (steps, of_rules, limit) = (self.steps, self.of_rules, self.limit);
        if rule.pure {
            // Whether this evaluation is the first that asks for it makes no difference.
            self.limit = usize::MAX;
        }
        let value = self.define(code, rule, &[]);
        self.limit = limit;
        let value = value?;
        if rule.pure {
            (self.steps, self.of_rules) = (steps, of_rules);
            self.constants[at] = Some(value.clone());
        } else {
            self.of_rules = of_rules + (self.steps - steps);
            self.rules[at] = Some(value.clone());
        }
        Ok(value)
    }

    /// Calls a function.
    pub(super) fn function(&mut self, code: &Code, call: &FunctionCallParams) -> Result<(), Halt> {
        let at = usize::from(call.func_rule_index);
        let Some(rule) = code.rules.get(at) else { return Err(Halt::Body) };
        let mut arguments = std::mem::take(&mut self.arguments);
        arguments.clear();
        arguments.extend(call.arg_registers().iter().map(|register| self.get(*register).clone()));
        let key = self.known.key(at, rule.pure, &arguments);
        if let Some(key) = key
            && let Some((value, steps)) = self.known.value(key, at, &arguments)
        {
            self.arguments = arguments;
            self.steps += steps;
            self.set(call.dest, value);
            return Ok(());
        }
        let (steps, of_rules) = (self.steps, self.of_rules);
        let value = self.define(code, rule, &arguments);
        let value = match value {
            Ok(value) => value,
            Err(halt) => {
                self.arguments = arguments;
                return Err(halt);
            }
        };
        if let Some(key) = key {
            let steps = (self.steps - steps) - (self.of_rules - of_rules);
            self.known.keep(key, at, arguments, value.clone(), steps);
        } else {
            self.arguments = arguments;
        }
        self.set(call.dest, value);
        Ok(())
    }

    /// The value that the definitions of a rule give.
    fn define(&mut self, code: &Code, rule: &Rule, arguments: &[Value]) -> Result<Value, Halt> {
        if rule.definitions.is_empty() {
            return Ok(rule.default.clone().unwrap_or(Value::Undefined));
        }
        let base = self.frame.base + self.frame.window;
        let window = rule.registers.max(arguments.len() + 1);
        if self.registers.len() < base + REGISTERS {
            self.registers.resize(base + REGISTERS, Value::Undefined);
        }
        let frame = Frame {
            base,
            window,
            loops: self.loops.len(),
            comprehensions: self.comprehensions.len(),
            kind: rule.kind.clone(),
            first: true,
        };
        let outer = std::mem::replace(&mut self.frame, frame);
        self.registers[base + 1..=base + arguments.len()].clone_from_slice(arguments);
        let value = self.bodies(code, rule, arguments.len());
        self.registers[base..base + window].fill(Value::Undefined);
        self.loops.truncate(self.frame.loops);
        self.comprehensions.truncate(self.frame.comprehensions);
        self.frame = outer;
        value
    }

    fn bodies(&mut self, code: &Code, rule: &Rule, arguments: usize) -> Result<Value, Halt> {
        let retained = match rule.kind {
            _ if arguments > 0 => arguments + 1,
            RuleType::PartialSet | RuleType::PartialObject => 1,
            RuleType::Complete => 0,
        };
        let Frame { base, window, .. } = self.frame;
        let mut found: Option<Value> = None;
        let mut fresh = true;
        'definitions: for (at, definition) in rule.definitions.iter().enumerate() {
            for (body_at, body) in definition.bodies.iter().enumerate() {
                self.frame.first = at == 0 && body_at == 0;
                if !fresh {
                    self.registers[base + retained..base + window].fill(Value::Undefined);
                }
                fresh = false;
                if let Some(entry) = definition.destructuring {
                    match self.step(code, entry) {
                        Ok(_) => {}
                        Err(Halt::Body) => continue 'definitions,
                        Err(halt) => return Err(halt),
                    }
                }
                match self.step(code, body.entry) {
                    Ok(_) => {}
                    Err(Halt::Body) => continue,
                    Err(halt) => return Err(halt),
                }
                if !rule.single {
                    if body.else_next {
                        break;
                    }
                    continue;
                }
                let value = self.get(rule.result);
                if *value != Value::Undefined {
                    match &found {
                        // Two values at once are none.
                        Some(known) if known != value => return Ok(Value::Undefined),
                        Some(_) => {}
                        None => {
                            found = Some(value.clone());
                            if rule.early {
                                break 'definitions;
                            }
                        }
                    }
                }
                break;
            }
        }
        let value = found.unwrap_or_else(|| self.get(rule.result).clone());
        Ok(match (value, &rule.kind) {
            (Value::Undefined, RuleType::PartialSet) => Value::new_set(),
            (Value::Undefined, RuleType::PartialObject) => Value::new_object(),
            (Value::Undefined, RuleType::Complete) => {
                rule.default.clone().unwrap_or(Value::Undefined)
            }
            (value, _) => value,
        })
    }

    /// Calls a built-in function.
    pub(super) fn built_in(&mut self, code: &Code, call: &BuiltinCallParams) -> Result<(), Halt> {
        let called = code.built_ins.get(usize::from(call.builtin_index)).ok_or(Halt::Body)?;
        let registers = call.arg_registers();
        if registers.len() != called.arguments {
            return Err(Halt::Body);
        }
        let mut arguments = std::mem::take(&mut self.arguments);
        arguments.clear();
        arguments.extend(registers.iter().map(|register| self.get(*register).clone()));
        let value = if arguments.contains(&Value::Undefined) {
            Ok(Value::Undefined)
        } else {
            self.given.call(&code.patterns, called, &arguments)
        };
        arguments.clear();
        self.arguments = arguments;
        self.set(call.dest, value?);
        Ok(())
    }

    /// What stands at a path below `data`.
    pub(super) fn look_up(&mut self, code: &Code, at: u16) -> Result<Value, Halt> {
        match code.lookups.get(usize::from(at)) {
            Some(Lookup::Rule(rule, rest)) => {
                let value = self.rule(code, *rule)?;
                let mut value = &value;
                for component in rest {
                    value = &value[self.component(code, component)?];
                }
                Ok(value.clone())
            }
            Some(Lookup::Data(value, rest)) => {
                let mut value = value;
                for component in rest {
                    let key = self.component(code, component)?;
                    let mut below = &value[key];
                    if *below == Value::Undefined && matches!(key, Value::Number(_)) {
                        below = &value[&Value::from(key.to_string())];
                    }
                    value = below;
                }
                Ok(value.clone())
            }
            Some(Lookup::Package) | None => Err(Halt::Fatal),
        }
    }

    /// The key that a part of a path is.
    pub(super) fn component<'a>(
        &'a self,
        code: &'a Code,
        component: &LiteralOrRegister,
    ) -> Result<&'a Value, Halt> {
        match component {
            LiteralOrRegister::Literal(at) => {
                code.program.literals.get(usize::from(*at)).ok_or(Halt::Body)
            }
            LiteralOrRegister::Register(register) => Ok(self.get(*register)),
        }
    }
}

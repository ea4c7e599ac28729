//! One instruction after the other.

use super::code::Code;
use super::{Comprehension, Halt, Items, Loop, State};
use regorus::Value;
use regorus::rvm::instructions::{
    ComprehensionMode, GuardMode, Instruction, LoopMode, ObjectCreateParams,
};
use regorus::rvm::program::RuleType;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The value with which code ends, by its register.
type Ended = Option<u8>;

impl State {
    /// The value of the code outside rules.
    pub(super) fn entry(&mut self, code: &Code) -> Result<Value, Halt> {
        Ok(self
            .step(code, code.entry)?
            .map_or(Value::Undefined, |register| self.get(register).clone()))
    }

    #[inline]
    pub(super) fn get(&self, register: u8) -> &Value {
        &self.registers[self.frame.base + usize::from(register)]
    }

    #[inline]
    pub(super) fn set(&mut self, register: u8, value: Value) {
        self.registers[self.frame.base + usize::from(register)] = value;
    }

    /// A register's value, which nobody else holds then: it is changed in place.
    pub(super) fn take(&mut self, register: u8) -> Value {
        std::mem::replace(
            &mut self.registers[self.frame.base + usize::from(register)],
            Value::Undefined,
        )
    }

    /// Runs code to where it ends.
    pub(super) fn step(&mut self, code: &Code, entry: usize) -> Result<Ended, Halt> {
        let program = &*code.program;
        let data = &program.instruction_data;
        let mut at = entry;
        while let Some(instruction) = program.instructions.get(at) {
            if self.steps >= self.limit {
                return Err(Halt::Steps);
            }
            self.steps += 1;
            at += 1;
            match *instruction {
                Instruction::Load { dest, literal_idx } => {
                    let value = program.literals.get(usize::from(literal_idx)).ok_or(Halt::Body)?;
                    self.set(dest, value.clone());
                }
                Instruction::LoadTrue { dest } => self.set(dest, Value::Bool(true)),
                Instruction::LoadFalse { dest } => self.set(dest, Value::Bool(false)),
                Instruction::LoadNull { dest } => self.set(dest, Value::Null),
                Instruction::LoadBool { dest, value } => self.set(dest, Value::Bool(value)),
                Instruction::LoadData { dest } => self.set(dest, self.data.clone()),
                Instruction::LoadInput { dest } => self.set(dest, self.input.clone()),
                Instruction::Move { dest, src } => self.set(dest, self.get(src).clone()),
                Instruction::Eq { dest, left, right } => {
                    self.compare(dest, left, right, |one, other| one == other);
                }
                Instruction::Ne { dest, left, right } => {
                    self.compare(dest, left, right, |one, other| one != other);
                }
                Instruction::Lt { dest, left, right } => {
                    self.compare(dest, left, right, |one, other| one < other);
                }
                Instruction::Le { dest, left, right } => {
                    self.compare(dest, left, right, |one, other| one <= other);
                }
                Instruction::Gt { dest, left, right } => {
                    self.compare(dest, left, right, |one, other| one > other);
                }
                Instruction::Ge { dest, left, right } => {
                    self.compare(dest, left, right, |one, other| one >= other);
                }
                Instruction::Add { dest, left, right }
                | Instruction::Sub { dest, left, right }
                | Instruction::Mul { dest, left, right }
                | Instruction::Div { dest, left, right }
                | Instruction::Mod { dest, left, right } => {
                    let value = calculated(instruction, self.get(left), self.get(right))?;
                    self.set(dest, value);
                }
                Instruction::And { dest, left, right } => {
                    let value = joined(self.get(left), self.get(right), |one, other| one && other)?;
                    self.set(dest, value);
                }
                Instruction::Or { dest, left, right } => {
                    let value = joined(self.get(left), self.get(right), |one, other| one || other)?;
                    self.set(dest, value);
                }
                Instruction::Not { dest, operand } => {
                    let value = !matches!(self.get(operand), Value::Undefined | Value::Bool(false));
                    self.set(dest, Value::Bool(!value));
                }
                Instruction::AssertEq { left, right } => {
                    let (one, other) = (self.get(left), self.get(right));
                    let holds =
                        *one != Value::Undefined && *other != Value::Undefined && one == other;
                    if !holds {
                        at = self.fail()?;
                    }
                }
                Instruction::Guard { register, mode } => {
                    let value = self.get(register);
                    let holds = match mode {
                        GuardMode::Not => matches!(value, Value::Undefined | Value::Bool(false)),
                        GuardMode::Condition => {
                            !matches!(value, Value::Undefined | Value::Bool(false))
                        }
                        GuardMode::NotUndefined => *value != Value::Undefined,
                    };
                    if !holds {
                        at = self.fail()?;
                    }
                }
                Instruction::ReturnUndefinedIfNotTrue { condition } => {
                    if *self.get(condition) != Value::Bool(true) {
                        return Ok(None);
                    }
                }
                Instruction::BuiltinCall { params_index } => {
                    let call = data.get_builtin_call_params(params_index).ok_or(Halt::Body)?;
                    self.built_in(code, call)?;
                }
                Instruction::FunctionCall { params_index } => {
                    let call = data.get_function_call_params(params_index).ok_or(Halt::Body)?;
                    self.function(code, call)?;
                }
                Instruction::CallRule { dest, rule_index } => {
                    let value = self.rule(code, rule_index.into())?;
                    self.set(dest, value);
                }
                Instruction::VirtualDataDocumentLookup { params_index } => {
                    let lookup = data.get_virtual_data_document_lookup_params(params_index);
                    let dest = lookup.ok_or(Halt::Body)?.dest;
                    let value = self.look_up(code, params_index)?;
                    self.set(dest, value);
                }
                Instruction::RuleInit { result_reg, .. } => match self.frame.kind {
                    RuleType::Complete => self.set(result_reg, Value::Undefined),
                    RuleType::PartialSet if self.frame.first => {
                        self.set(result_reg, Value::new_set());
                    }
                    RuleType::PartialObject if self.frame.first => {
                        self.set(result_reg, Value::new_object());
                    }
                    RuleType::PartialSet | RuleType::PartialObject => {}
                },
                Instruction::Return { value } => return Ok(Some(value)),
                Instruction::DestructuringSuccess {}
                | Instruction::RuleReturn {}
                | Instruction::Halt {} => return Ok(Some(0)),
                Instruction::Index { dest, container, key } => {
                    let value = self.get(container)[self.get(key)].clone();
                    self.set(dest, value);
                }
                Instruction::IndexLiteral { dest, container, literal_idx } => {
                    let key = program.literals.get(usize::from(literal_idx)).ok_or(Halt::Body)?;
                    let value = self.get(container)[key].clone();
                    self.set(dest, value);
                }
                Instruction::ChainedIndex { params_index } => {
                    let chain = data.get_chained_index_params(params_index).ok_or(Halt::Body)?;
                    let mut value = self.get(chain.root);
                    for component in &chain.path_components {
                        value = &value[self.component(code, component)?];
                    }
                    let value = value.clone();
                    self.set(chain.dest, value);
                }
                Instruction::ObjectSet { obj, key, value } => {
                    let (key, value) = (self.get(key).clone(), self.get(value).clone());
                    let mut object = self.take(obj);
                    let done = match &mut object {
                        Value::Object(entries) => {
                            Arc::make_mut(entries).insert(key, value);
                            Ok(())
                        }
                        _ => Err(Halt::Body),
                    };
                    self.set(obj, object);
                    done?;
                }
                Instruction::ObjectCreate { params_index } => {
                    let made = data.get_object_create_params(params_index).ok_or(Halt::Body)?;
                    let value = self.object(code, made)?;
                    self.set(made.dest, value);
                }
                Instruction::ArrayNew { dest } => self.set(dest, Value::new_array()),
                Instruction::ArrayPush { arr, value } => {
                    let value = self.get(value).clone();
                    let mut array = self.take(arr);
                    let done = match &mut array {
                        Value::Array(items) => {
                            Arc::make_mut(items).push(value);
                            Ok(())
                        }
                        _ => Err(Halt::Body),
                    };
                    self.set(arr, array);
                    done?;
                }
                Instruction::ArrayCreate { params_index } => {
                    let made = data.get_array_create_params(params_index).ok_or(Halt::Body)?;
                    let value = match self.defined(&made.elements) {
                        true => {
                            let items = made.elements.iter().map(|item| self.get(*item).clone());
                            Value::from(items.collect::<Vec<_>>())
                        }
                        false => Value::Undefined,
                    };
                    self.set(made.dest, value);
                }
                Instruction::SetNew { dest } => self.set(dest, Value::new_set()),
                Instruction::SetAdd { set, value } => {
                    let value = self.get(value).clone();
                    let mut items = self.take(set);
                    let done = match &mut items {
                        Value::Set(items) => {
                            if value != Value::Undefined {
                                Arc::make_mut(items).insert(value);
                            }
                            Ok(())
                        }
                        _ => Err(Halt::Body),
                    };
                    self.set(set, items);
                    done?;
                }
                Instruction::SetCreate { params_index } => {
                    let made = data.get_set_create_params(params_index).ok_or(Halt::Body)?;
                    let value = match self.defined(&made.elements) {
                        true => {
                            let items = made.elements.iter().map(|item| self.get(*item).clone());
                            Value::from(items.collect::<BTreeSet<_>>())
                        }
                        false => Value::Undefined,
                    };
                    self.set(made.dest, value);
                }
                Instruction::Contains { dest, collection, value } => {
                    let value = self.get(value);
                    let has = match self.get(collection) {
                        Value::Set(items) => items.contains(value),
                        Value::Array(items) => items.contains(value),
                        Value::Object(object) => object.values().any(|item| item == value),
                        _ => false,
                    };
                    self.set(dest, Value::Bool(has));
                }
                Instruction::Count { dest, collection } => {
                    let count = match self.get(collection) {
                        Value::Array(items) => Value::from(items.len()),
                        Value::Object(object) => Value::from(object.len()),
                        Value::Set(items) => Value::from(items.len()),
                        _ => Value::Undefined,
                    };
                    self.set(dest, count);
                }
                Instruction::LoopStart { params_index } => {
                    let made = data.get_loop_params(params_index).ok_or(Halt::Body)?;
                    self.set(made.result_reg, Value::Bool(false));
                    let (body, end) = (made.body_start.into(), usize::from(made.loop_end));
                    at = match Items::of(self.get(made.collection)) {
                        Some(items) => {
                            let started = Loop {
                                mode: made.mode,
                                items,
                                key: made.key_reg,
                                value: made.value_reg,
                                result: made.result_reg,
                                body,
                                end,
                                failed: false,
                                successes: 0,
                                iterations: 0,
                            };
                            self.start(started)
                        }
                        // What is no collection is none of which all items are so.
                        None => {
                            if made.mode == LoopMode::Every {
                                self.set(made.result_reg, Value::Undefined);
                            }
                            end
                        }
                    };
                }
                Instruction::LoopNext { loop_end, .. } => {
                    at = match self.loops.len() > self.frame.loops {
                        true => self.next(),
                        false => usize::from(loop_end) + 1,
                    };
                }
                Instruction::ComprehensionBegin { params_index } => {
                    let made = data.get_comprehension_begin_params(params_index);
                    let made = made.ok_or(Halt::Body)?;
                    let empty = match made.mode {
                        ComprehensionMode::Set => Value::new_set(),
                        ComprehensionMode::Array => Value::new_array(),
                        ComprehensionMode::Object => Value::new_object(),
                    };
                    self.set(made.result_reg, empty);
                    let walks = made.collection_reg != made.result_reg;
                    let items = walks.then(|| Items::of(self.get(made.collection_reg))).flatten();
                    self.comprehensions.push(Comprehension {
                        mode: made.mode.clone(),
                        result: made.result_reg,
                        key: made.key_reg,
                        value: made.value_reg,
                        body: made.body_start.into(),
                        end: made.comprehension_end.into(),
                        items,
                    });
                    if walks {
                        at = self.advance().unwrap_or(at);
                    }
                }
                Instruction::ComprehensionYield { value_reg, key_reg } => {
                    if let Some(next) = self.yields(value_reg, key_reg)? {
                        at = next;
                    }
                }
                Instruction::ComprehensionEnd {} => {
                    if self.comprehensions.len() == self.frame.comprehensions {
                        return Err(Halt::Body);
                    }
                    self.comprehensions.pop();
                }
                // No compiler of Rego writes these.
                Instruction::LoadContext { .. }
                | Instruction::LoadMetadata { .. }
                | Instruction::HostAwait { .. }
                | Instruction::ArrayPushDefined { .. }
                | Instruction::CoalesceUndefinedToNull { .. }
                | Instruction::PolicyCondition { .. }
                | Instruction::LogicalBlockStart { .. }
                | Instruction::AllOfNext { .. }
                | Instruction::AnyOfNext { .. }
                | Instruction::LogicalBlockEnd { .. } => return Err(Halt::Fatal),
            }
        }
        Ok(Some(0))
    }

    fn compare(&mut self, dest: u8, left: u8, right: u8, holds: impl Fn(&Value, &Value) -> bool) {
        let (one, other) = (self.get(left), self.get(right));
        let value = match (one, other) {
            (Value::Undefined, _) | (_, Value::Undefined) => Value::Undefined,
            (one, other) => Value::Bool(holds(one, other)),
        };
        self.set(dest, value);
    }

    /// Whether all of these registers have a value.
    fn defined(&self, registers: &[u8]) -> bool {
        registers.iter().all(|register| *self.get(*register) != Value::Undefined)
    }

    /// A new object; without a value where one of its entries has none.
    fn object(&self, code: &Code, made: &ObjectCreateParams) -> Result<Value, Halt> {
        let undefined = |register: &u8| *self.get(*register) == Value::Undefined;
        if made.literal_key_fields.iter().any(|(_, value)| undefined(value))
            || made.fields.iter().any(|(key, value)| undefined(key) || undefined(value))
        {
            return Ok(Value::Undefined);
        }
        let literals = &code.program.literals;
        let template = literals.get(usize::from(made.template_literal_idx)).ok_or(Halt::Body)?;
        let Value::Object(template) = template else { return Err(Halt::Body) };
        let mut object = (**template).clone();
        for (key, value) in &made.literal_key_fields {
            if let Some(key) = literals.get(usize::from(*key)) {
                object.insert(key.clone(), self.get(*value).clone());
            }
        }
        for (key, value) in &made.fields {
            object.insert(self.get(*key).clone(), self.get(*value).clone());
        }
        Ok(Value::from(object))
    }
}

fn calculated(instruction: &Instruction, one: &Value, other: &Value) -> Result<Value, Halt> {
    let (one, other) = match (one, other) {
        (Value::Undefined, _) | (_, Value::Undefined) => return Ok(Value::Undefined),
        (Value::Number(one), Value::Number(other)) => (one, other),
        (Value::Set(one), Value::Set(other)) if matches!(instruction, Instruction::Sub { .. }) => {
            return Ok(Value::from(one.difference(other)));
        }
        _ => return Err(Halt::Body),
    };
    let zero = || other.as_f64() == Some(0.0);
    let value = match instruction {
        Instruction::Add { .. } => one.add(other),
        Instruction::Sub { .. } => one.sub(other),
        Instruction::Mul { .. } => one.mul(other),
        Instruction::Div { .. } | Instruction::Mod { .. } if zero() => return Ok(Value::Undefined),
        Instruction::Div { .. } => one.clone().divide(other),
        _ if !one.is_integer() || !other.is_integer() => return Err(Halt::Body),
        _ => one.clone().modulo(other),
    };
    value.map(Value::from).map_err(|_| Halt::Fatal)
}

fn joined(one: &Value, other: &Value, holds: fn(bool, bool) -> bool) -> Result<Value, Halt> {
    let truth = |value: &Value| match value {
        Value::Bool(value) => Some(*value),
        Value::Null => Some(true),
        _ => None,
    };
    if *one == Value::Undefined || *other == Value::Undefined {
        return Ok(Value::Undefined);
    }
    match (truth(one), truth(other)) {
        (Some(one), Some(other)) => Ok(Value::Bool(holds(one, other))),
        _ => Err(Halt::Body),
    }
}

//! Loops and comprehensions.

use super::{Halt, Items, Loop, State};
use regorus::Value;
use regorus::rvm::instructions::{ComprehensionMode, LoopMode};
use std::sync::Arc;

impl State {
    /// Where it goes on where a condition does not hold: with the next item of the innermost loop, or of the
    /// comprehension around it.
    pub(super) fn fail(&mut self) -> Result<usize, Halt> {
        if self.loops.len() > self.frame.loops
            && let Some(innermost) = self.loops.last_mut()
        {
            if innermost.mode != LoopMode::Every {
                innermost.failed = true;
                return Ok(innermost.end.saturating_sub(1));
            }
            let (end, result) = (innermost.end, innermost.result);
            self.loops.pop();
            self.set(result, Value::Bool(false));
            return Ok(end);
        }
        self.advance().ok_or(Halt::Body)
    }

    /// Where it goes on with the first item of a loop.
    pub(super) fn start(&mut self, mut started: Loop) -> usize {
        if self.item(&mut started.items, started.key, started.value) {
            let body = started.body;
            self.loops.push(started);
            return body;
        }
        if started.mode == LoopMode::Every {
            self.set(started.result, Value::Bool(true));
        }
        started.end
    }

    /// Where it goes on at the end of a loop's body.
    pub(super) fn next(&mut self) -> usize {
        let Some(mut innermost) = self.loops.pop() else { return usize::MAX };
        innermost.iterations += 1;
        innermost.successes += usize::from(!innermost.failed);
        let decided = match (innermost.mode, innermost.failed) {
            (LoopMode::Any, false) => Some(true),
            (LoopMode::Every, true) => Some(false),
            _ => None,
        };
        let held = decided.unwrap_or(match innermost.mode {
            LoopMode::Every => innermost.successes == innermost.iterations,
            LoopMode::Any | LoopMode::ForEach => innermost.successes > 0,
        });
        if decided.is_none() && self.item(&mut innermost.items, innermost.key, innermost.value) {
            innermost.failed = false;
            let body = innermost.body;
            self.loops.push(innermost);
            return body;
        }
        self.set(innermost.result, Value::Bool(held));
        innermost.end
    }

    /// Where it goes on with the next item of the innermost comprehension; `None`: there is none.
    pub(super) fn advance(&mut self) -> Option<usize> {
        if self.comprehensions.len() == self.frame.comprehensions {
            return None;
        }
        let mut innermost = self.comprehensions.pop()?;
        let mut items = innermost.items.take();
        let more =
            items.as_mut().is_some_and(|items| self.item(items, innermost.key, innermost.value));
        let next = if more { innermost.body } else { innermost.end };
        innermost.items = items.filter(|_| more);
        self.comprehensions.push(innermost);
        Some(next)
    }

    /// Adds to the innermost comprehension. Where it goes on, if not behind.
    pub(super) fn yields(&mut self, value: u8, key: Option<u8>) -> Result<Option<usize>, Halt> {
        if self.comprehensions.len() == self.frame.comprehensions {
            return Err(Halt::Body);
        }
        let Some(innermost) = self.comprehensions.last() else { return Err(Halt::Body) };
        let value = self.get(value).clone();
        let key = self.get(key.unwrap_or(innermost.key)).clone();
        let (result, walks) = (innermost.result, innermost.items.is_some());
        let mode = innermost.mode.clone();
        let mut made = self.take(result);
        let done = match (mode, &mut made) {
            (ComprehensionMode::Set, Value::Set(items)) => {
                if value != Value::Undefined {
                    Arc::make_mut(items).insert(value);
                }
                Ok(())
            }
            (ComprehensionMode::Array, Value::Array(items)) => {
                Arc::make_mut(items).push(value);
                Ok(())
            }
            (ComprehensionMode::Object, Value::Object(entries)) => {
                Arc::make_mut(entries).insert(key, value);
                Ok(())
            }
            (_, made) => {
                *made = Value::Undefined;
                Err(Halt::Body)
            }
        };
        self.set(result, made);
        done?;
        Ok(if walks { self.advance() } else { None })
    }

    /// Puts the next item into registers, if there is one.
    pub(super) fn item(&mut self, items: &mut Items, key: u8, value: u8) -> bool {
        match items {
            Items::Array(items, at) => {
                let Some(item) = items.get(*at) else { return false };
                if key != value {
                    self.set(key, Value::from(*at));
                }
                self.set(value, item.clone());
                *at += 1;
            }
            Items::Object(entries) => {
                let Some((name, item)) = entries.next() else { return false };
                if key != value {
                    self.set(key, name);
                }
                self.set(value, item);
            }
            Items::Set(items, cursor) => {
                let Some(item) = items.next(cursor) else { return false };
                if key != value {
                    self.set(key, item.clone());
                }
                self.set(value, item.clone());
            }
        }
        true
    }
}

//! What functions gave for which arguments.
//!
//! Two kinds are kept. What depends on the input, or has arguments that are collections, holds until the
//! evaluation ends; collections are told apart by where they are. A function of texts, numbers and
//! truth values that reads no input gives the same in every evaluation.

use regorus::Value;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::sync::Arc;

/// How many values are kept of each kind.
const VALUES: usize = 1 << 14;

/// How often a function is called before it is asked whether that helps.
const TRIED: u32 = 64;

/// A text that is longer is told apart by where it is.
const LONG: usize = 256;

/// The values of functions.
pub(super) struct Known {
    here: Map,
    always: Map,
    /// By function: how often it was called, and how often its value was known.
    calls: Vec<(u32, u32)>,
}

type Map = HashMap<u64, Entry, BuildHasherDefault<Given>>;

struct Entry {
    function: usize,
    arguments: Box<[Value]>,
    value: Value,
    steps: usize,
}

/// Where the value of a call is kept.
#[derive(Clone, Copy)]
pub(super) struct Key {
    hash: u64,
    always: bool,
}

impl Known {
    pub(super) fn new(functions: usize) -> Known {
        Known { here: Map::default(), always: Map::default(), calls: vec![(0, 0); functions] }
    }

    /// Forgets what held in this evaluation.
    pub(super) fn end(&mut self) {
        self.here.clear();
    }

    /// Where the value is kept; `None`: nobody asks for it twice.
    pub(super) fn key(&self, function: usize, pure: bool, arguments: &[Value]) -> Option<Key> {
        let (calls, hits) = self.calls[function];
        if calls > TRIED && hits < calls / 4 {
            return None;
        }
        let mut hasher = Mixed::default();
        function.hash(&mut hasher);
        let mut always = pure;
        for argument in arguments {
            always &= hash(argument, &mut hasher);
        }
        Some(Key { hash: hasher.finish(), always })
    }

    /// The value that a call had, and what it cost.
    pub(super) fn value(
        &mut self,
        key: Key,
        function: usize,
        arguments: &[Value],
    ) -> Option<(Value, usize)> {
        let map = if key.always { &self.always } else { &self.here };
        let entry = map.get(&key.hash).filter(|entry| {
            entry.function == function
                && entry.arguments.iter().zip(arguments).all(|(one, other)| same(one, other))
        });
        let (calls, hits) = &mut self.calls[function];
        *calls = calls.saturating_add(1);
        *hits = hits.saturating_add(u32::from(entry.is_some()));
        entry.map(|entry| (entry.value.clone(), entry.steps))
    }

    /// Keeps the value of a call.
    pub(super) fn keep(
        &mut self,
        key: Key,
        function: usize,
        arguments: Vec<Value>,
        value: Value,
        steps: usize,
    ) {
        let map = if key.always { &mut self.always } else { &mut self.here };
        if map.len() >= VALUES {
            map.clear();
        }
        let arguments = arguments.into_boxed_slice();
        map.insert(key.hash, Entry { function, arguments, value, steps });
    }
}

/// Whether two arguments are the same.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::String(one), Value::String(other)) => {
            Arc::ptr_eq(one, other) || one.len() <= LONG && one == other
        }
        (Value::Array(one), Value::Array(other)) => Arc::ptr_eq(one, other),
        (Value::Object(one), Value::Object(other)) => Arc::ptr_eq(one, other),
        (Value::Set(one), Value::Set(other)) => Arc::ptr_eq(one, other),
        // 1 and 1.0 are equal and are written differently.
        (Value::Number(_), Value::Number(_)) => {
            one == other && one.to_string() == other.to_string()
        }
        (one, other) => one == other,
    }
}

/// Whether a value says by itself what it is.
fn hash(value: &Value, hasher: &mut Mixed) -> bool {
    match value {
        Value::String(text) if text.len() <= LONG => {
            hasher.write(text.as_bytes());
            return true;
        }
        Value::String(text) => hasher.write_usize(text.as_ptr().addr()),
        Value::Array(items) => hasher.write_usize(Arc::as_ptr(items).addr()),
        Value::Object(object) => hasher.write_usize(Arc::as_ptr(object).addr()),
        Value::Set(items) => hasher.write_usize(Arc::as_ptr(items).addr()),
        Value::Number(number) => {
            hasher.write_u64(number.as_u64().unwrap_or(u64::MAX));
            return true;
        }
        Value::Bool(value) => {
            hasher.write_u64(2 + u64::from(*value));
            return true;
        }
        Value::Null => {
            hasher.write_u64(4);
            return true;
        }
        Value::Undefined => {
            hasher.write_u64(5);
            return true;
        }
    }
    false
}

/// A quick hash: whoever makes two texts collide makes one of them be evaluated again.
#[derive(Default)]
struct Mixed(u64);

impl Hasher for Mixed {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.write_u64(u64::from_le_bytes(*word));
        }
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        self.write_u64(u64::from_le_bytes(last) ^ (bytes.len() as u64) << 56);
    }

    fn write_u64(&mut self, word: u64) {
        let mixed = (self.0.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ (mixed >> 32);
    }

    fn write_usize(&mut self, word: usize) {
        self.write_u64(word as u64);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// A key that is a hash already.
#[derive(Default)]
struct Given(u64);

impl Hasher for Given {
    fn write(&mut self, _: &[u8]) {}

    fn write_u64(&mut self, word: u64) {
        self.0 = word;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

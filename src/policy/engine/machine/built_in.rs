//! The built-in functions of Rego. All but the matching of patterns are the engine's own.

use super::Halt;
use regex_automata::meta;
use regorus::rvm::program::BuiltinInfo;
use regorus::unstable::{BuiltinFcn, Expr, Ref, Span, must_cache};
use regorus::{Source, Value};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How large a compiled pattern may be: as the engine has it.
const PATTERN: usize = 100 << 10;

/// A built-in function of a program.
pub(super) struct BuiltIn {
    function: Function,
    pub(super) arguments: usize,
    /// Whether it gives the same for the same, and does nothing else.
    pub(super) pure: bool,
}

#[derive(Clone, Copy)]
enum Function {
    /// `regex.match`. The engine's takes each pattern from a cache behind one lock and copies it, and a
    /// copy begins with no room to match in.
    Matches,
    /// `glob.match`: a pattern that has no sign but `*` needs no regular expression, which the engine
    /// makes of each.
    Globs(BuiltinFcn),
    Engine(BuiltinFcn),
}

impl BuiltIn {
    /// `None` for one that has to give the same throughout an evaluation, as the time.
    pub(super) fn of(info: &BuiltinInfo, function: &BuiltinFcn) -> Option<BuiltIn> {
        if must_cache(&info.name).is_some() {
            return None;
        }
        let arguments = usize::from(info.num_args);
        let pure = !matches!(info.name.as_str(), "print" | "trace");
        let function = match info.name.as_str() {
            "regex.match" => Function::Matches,
            "glob.match" => Function::Globs(*function),
            _ => Function::Engine(*function),
        };
        Some(BuiltIn { function, arguments, pure })
    }
}

/// Compiled patterns; `None`: it is none.
type Compiled = HashMap<Arc<str>, Option<meta::Regex>>;

/// The patterns that any machine of a program compiled.
pub(super) type Patterns = Mutex<Compiled>;

/// What built-in functions need from one call to the next.
pub(super) struct Given {
    /// Where the engine thinks that the call is written.
    span: Option<Span>,
    expressions: Vec<Ref<Expr>>,
    /// Copies of this machine's own: one that several match with has to be asked for room each time.
    patterns: Compiled,
}

impl Given {
    pub(super) fn new() -> Given {
        let source = Source::from_contents("built-in".to_owned(), String::new()).ok();
        let span = source.map(|source| Span { source, line: 1, col: 1, start: 0, end: 0 });
        Given { span, expressions: Vec::new(), patterns: HashMap::new() }
    }

    /// Calls a function; none of the arguments is undefined.
    pub(super) fn call(
        &mut self,
        all: &Patterns,
        called: &BuiltIn,
        arguments: &[Value],
    ) -> Result<Value, Halt> {
        match called.function {
            Function::Matches => self.matches(all, arguments),
            Function::Globs(function) => match globs(arguments) {
                Some(found) => Ok(Value::Bool(found)),
                None => self.engine(function, arguments),
            },
            Function::Engine(function) => self.engine(function, arguments),
        }
    }

    fn engine(&mut self, function: BuiltinFcn, arguments: &[Value]) -> Result<Value, Halt> {
        let Some(span) = &self.span else { return Err(Halt::Fatal) };
        while self.expressions.len() < arguments.len() {
            let (span, value) = (span.clone(), Value::Null);
            self.expressions.push(Ref::new(Expr::Null { span, value, eidx: 0 }));
        }
        match (function.0)(span, &self.expressions[..arguments.len()], arguments, false) {
            Ok(value) => Ok(value),
            Err(why) if why.downcast_ref::<regorus::LimitError>().is_some() => Err(Halt::Fatal),
            // A wrong type has no value.
            Err(_) => Ok(Value::Undefined),
        }
    }

    fn matches(&mut self, all: &Patterns, arguments: &[Value]) -> Result<Value, Halt> {
        let [Value::String(pattern), Value::String(text)] = arguments else {
            return Ok(Value::Undefined);
        };
        if !self.patterns.contains_key(pattern) {
            let compiled = shared(all, pattern)?;
            if self.patterns.len() >= super::super::PATTERNS {
                self.patterns.clear();
            }
            self.patterns.insert(pattern.clone(), compiled);
        }
        let known = self.patterns.get(pattern).and_then(Option::as_ref);
        let found = known.map(|known| known.is_match(&**text));
        Ok(found.map_or(Value::Undefined, Value::Bool))
    }
}

/// A pattern of one's own, compiled once for all machines.
fn shared(all: &Patterns, pattern: &Arc<str>) -> Result<Option<meta::Regex>, Halt> {
    let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = all.get(pattern) {
        return Ok(known.clone());
    }
    // Most patterns are asked for a few short texts: to make a whole automaton costs more than it saves.
    let config = meta::Config::new().nfa_size_limit(Some(PATTERN)).dfa(false).onepass(false);
    let compiled = match meta::Builder::new().configure(config).build(pattern) {
        Ok(compiled) => Some(compiled),
        Err(why) if why.size_limit().is_some() => return Err(Halt::Fatal),
        Err(_) => None,
    };
    if all.len() >= super::super::PATTERNS {
        all.clear();
    }
    all.insert(pattern.clone(), compiled.clone());
    Ok(compiled)
}

/// Whether a text is what a pattern says, where no other sign than `*` stands in it. `None`: the engine
/// knows.
fn globs(arguments: &[Value]) -> Option<bool> {
    let [Value::String(pattern), Value::Array(delimiters), Value::String(text)] = arguments else {
        return None;
    };
    let delimiter = match delimiters.iter().collect::<Vec<_>>().as_slice() {
        [] => ".",
        [Value::String(one)] if **one == *"." || **one == *"/" => one,
        _ => return None,
    };
    let plain = |c: char| !matches!(c, '?' | '[' | ']' | '{' | '}' | '\\' | '\0');
    if text.contains('\0') || !pattern.chars().all(plain) || pattern.contains("**") {
        return None;
    }
    // No `*` takes in a delimiter.
    let (patterns, texts) = (pattern.split(delimiter), text.split(delimiter));
    let as_many = patterns.clone().count() == texts.clone().count();
    Some(as_many && patterns.zip(texts).all(|(pattern, text)| is_like(pattern, text)))
}

fn is_like(pattern: &str, text: &str) -> bool {
    let Some((first, pattern)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let (middle, last) =
        pattern.rsplit_once('*').map_or((None, pattern), |(middle, last)| (Some(middle), last));
    for part in middle.into_iter().flat_map(|middle| middle.split('*')) {
        let Some((_, behind)) = rest.split_once(part) else { return false };
        rest = behind;
    }
    rest.ends_with(last)
}

//! The built-in functions of Rego. All but the matching of patterns are the engine's own.

use super::Halt;
use regorus::rvm::program::BuiltinInfo;
use regorus::unstable::{BuiltinFcn, Expr, Ref, Span, must_cache};
use regorus::{Source, Value};
use std::collections::HashMap;
use std::sync::Arc;

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
            _ => Function::Engine(*function),
        };
        Some(BuiltIn { function, arguments, pure })
    }
}

/// What built-in functions need from one call to the next.
pub(super) struct Given {
    /// Where the engine thinks that the call is written.
    span: Option<Span>,
    expressions: Vec<Ref<Expr>>,
    patterns: HashMap<Arc<str>, Option<regex::Regex>>,
}

impl Given {
    pub(super) fn new() -> Given {
        let source = Source::from_contents("built-in".to_owned(), String::new()).ok();
        let span = source.map(|source| Span { source, line: 1, col: 1, start: 0, end: 0 });
        Given { span, expressions: Vec::new(), patterns: HashMap::new() }
    }

    /// Calls a function; none of the arguments is undefined.
    pub(super) fn call(&mut self, called: &BuiltIn, arguments: &[Value]) -> Result<Value, Halt> {
        match called.function {
            Function::Matches => self.matches(arguments),
            Function::Engine((function, _)) => {
                let Some(span) = &self.span else { return Err(Halt::Fatal) };
                while self.expressions.len() < arguments.len() {
                    let (span, value) = (span.clone(), Value::Null);
                    self.expressions.push(Ref::new(Expr::Null { span, value, eidx: 0 }));
                }
                match function(span, &self.expressions[..arguments.len()], arguments, false) {
                    Ok(value) => Ok(value),
                    Err(why) if why.downcast_ref::<regorus::LimitError>().is_some() => {
                        Err(Halt::Fatal)
                    }
                    // A wrong type has no value.
                    Err(_) => Ok(Value::Undefined),
                }
            }
        }
    }

    fn matches(&mut self, arguments: &[Value]) -> Result<Value, Halt> {
        let [Value::String(pattern), Value::String(text)] = arguments else {
            return Ok(Value::Undefined);
        };
        if let Some(known) = self.patterns.get(pattern) {
            let found = known.as_ref().map(|known| known.is_match(text));
            return Ok(found.map_or(Value::Undefined, Value::Bool));
        }
        let compiled = match regex::RegexBuilder::new(pattern).size_limit(PATTERN).build() {
            Ok(compiled) => Some(compiled),
            Err(regex::Error::CompiledTooBig(_)) => return Err(Halt::Fatal),
            Err(_) => None,
        };
        let found = compiled.as_ref().map(|compiled| compiled.is_match(text));
        if self.patterns.len() >= super::super::PATTERNS {
            self.patterns.clear();
        }
        self.patterns.insert(pattern.clone(), compiled);
        Ok(found.map_or(Value::Undefined, Value::Bool))
    }
}

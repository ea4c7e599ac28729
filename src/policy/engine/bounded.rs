//! Built-in functions as policies of one's own may use them: each result has a size, and all that the
//! functions work on in one evaluation has one. What is beyond ends the check, and says so.
//!
//! The engine takes a function of the host's before its own of the same name. Such a function is put
//! before every one that is allowed: it looks at the arguments and then asks the engine's own.

use super::capabilities::ALLOWED;
use super::interpreter::Allowance;
use crate::budget;
use regorus::Value;
use regorus::unstable::{BUILTINS, Expr, Parser, Ref, Rule, RuleHead, Source, Span};
use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// The most numbers that a range may have.
const RANGE: u64 = 1_000_000;
/// What a pattern costs that is seen for the first time: it is compiled.
const PATTERN: usize = 128 << 10;
/// What an item of a list or an object counts that a function makes, in bytes.
const ITEM: usize = 32;
/// What an item counts that a function is given: it was made before, one by one, with a text of its own,
/// and the list has grown with it.
const HELD: usize = 192;
/// Functions that look at no item of what they are given.
const LOOKS: [&str; 6] =
    ["count", "object.get", "type_name", "format_int", "to_number", "trim_space"];

thread_local! {
    static DONE: Cell<usize> = const { Cell::new(0) };
    /// Bytes that the functions of one evaluation work on.
    static MEMORY: Cell<usize> = const { Cell::new(budget::OWN_MEMORY) };
    static MOST_FOUND: Cell<usize> = const { Cell::new(budget::OWN_FINDINGS) };
    static FOUND: RefCell<HashSet<u64>> = RefCell::default();
    static PATTERNS: RefCell<HashSet<u64>> = RefCell::default();
}

/// A new evaluation begins on this thread.
pub(super) fn begin(allowed: &Allowance) {
    DONE.set(0);
    MEMORY.set(allowed.memory);
    MOST_FOUND.set(allowed.findings);
    PATTERNS.with_borrow_mut(HashSet::clear);
    FOUND.with_borrow_mut(HashSet::clear);
}

/// The function that counts findings.
const COUNTER: &str = "stridelint.found";

/// What the error says of too many findings.
pub(super) const FINDINGS: &str = "more findings than a check may give";

/// The shared Rego that makes findings, with each counted as it is made.
pub(super) fn counting(text: &str) -> String {
    let making = "finding := {\"resource\": resource.id, \"path\": path";
    text.replace(making, &format!("{COUNTER}(resource.id, path)\n\t{making}"))
}

/// Counts a finding.
fn found(args: &[Value]) -> anyhow::Result<Value> {
    let mut hasher = DefaultHasher::new();
    args.iter().for_each(|arg| arg.to_string().hash(&mut hasher));
    let count = FOUND.with_borrow_mut(|found| {
        found.insert(hasher.finish());
        found.len()
    });
    if count > MOST_FOUND.get() {
        return Err(anyhow::anyhow!(FINDINGS));
    }
    Ok(Value::Bool(true))
}

/// Puts the bounds before an engine's functions.
///
/// # Errors
/// The engine's own sentence.
pub(super) fn bind(engine: &mut regorus::Engine) -> Result<(), String> {
    engine
        .add_extension(COUNTER.to_owned(), 2, Box::new(|args: Vec<Value>| found(&args)))
        .map_err(|error| error.to_string())?;
    let (span, params) = nowhere().ok_or("the engine reads no expression")?;
    // What `walk` gives one by one is no result of a function.
    for name in ALLOWED.into_iter().filter(|name| *name != "walk") {
        let Some((function, count)) = BUILTINS.get(name).copied() else { continue };
        let params: Vec<Ref<Expr>> = std::iter::repeat_n(params.clone(), count.into()).collect();
        let span = span.clone();
        let bounded = move |args: Vec<Value>| -> anyhow::Result<Value> {
            if args.contains(&Value::Undefined) {
                return Ok(Value::Undefined);
            }
            spend(name, &args)?;
            // A wrong type has no value, as in the engine without strictness.
            Ok(function(&span, &params, &args, false).unwrap_or(Value::Undefined))
        };
        engine
            .add_extension(name.to_owned(), count, Box::new(bounded))
            .map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// A place and an expression for a function's messages, which nobody reads.
fn nowhere() -> Option<(Span, Ref<Expr>)> {
    let source = Source::from_contents(String::new(), "package p\n\nx := 1\n".to_owned()).ok()?;
    let module = Parser::new(&source).ok()?.parse().ok()?;
    match module.policy.first()?.as_ref() {
        Rule::Spec { span, head: RuleHead::Compr { assign: Some(assign), .. }, .. } => {
            Some((span.clone(), assign.value.clone()))
        }
        _ => None,
    }
}

/// A function asks for too much.
#[derive(Debug, thiserror::Error)]
pub(super) enum TooMuch {
    #[error("{name}{MANY} {mib} MiB", mib = budget::BUILT_IN >> 20)]
    Result { name: &'static str },
    #[error("{name} works on more than {mib} MiB{MARK}")]
    Sum { name: &'static str, mib: usize },
    #[error("{name}{MANY} {RANGE} numbers")]
    Range { name: &'static str },
}

/// What the error says of one function that makes too much.
pub(super) const MANY: &str = " makes more than";

/// What the error says of functions that together work on too much: the engine may hand on its text
/// alone.
pub(super) const MARK: &str = " with the functions before it";

/// Counts a call.
fn spend(name: &'static str, args: &[Value]) -> Result<(), TooMuch> {
    if name.starts_with("numbers.range") {
        // What a range gives is gone through, and counted in steps.
        return if range(args) > RANGE { Err(TooMuch::Range { name }) } else { Ok(()) };
    }
    let made = made(name, args);
    if made > budget::BUILT_IN {
        return Err(TooMuch::Result { name });
    }
    let pattern = match (name.split_once('.'), args.first()) {
        (Some(("regex" | "glob", _)), Some(Value::String(pattern))) => {
            let mut hasher = DefaultHasher::new();
            pattern.hash(&mut hasher);
            let new = PATTERNS.with_borrow_mut(|seen| seen.insert(hasher.finish()));
            if new { PATTERN } else { 0 }
        }
        _ => 0,
    };
    let looks = LOOKS.contains(&name) || name.starts_with("is_");
    let given = if looks { 0 } else { args.iter().map(held).sum::<usize>() };
    let made = if looks { 0 } else { made };
    let done = DONE.get() + made + pattern + given;
    DONE.set(done);
    let most = MEMORY.get();
    if done > most { Err(TooMuch::Sum { name, mib: most >> 20 }) } else { Ok(()) }
}

/// How many numbers a range has.
fn range(args: &[Value]) -> u64 {
    let number = |at: usize| args.get(at).and_then(|value: &Value| value.as_i64().ok());
    match (number(0), number(1)) {
        (Some(from), Some(to)) => {
            let step = number(2).map_or(1, i64::unsigned_abs).max(1);
            from.abs_diff(to) / step
        }
        // What is no whole number of this size has no range here.
        _ if args.iter().all(|arg| matches!(arg, Value::Number(_))) => u64::MAX,
        _ => 0,
    }
}

/// Bytes that a call makes at most.
fn made(name: &str, args: &[Value]) -> usize {
    let text = |at: usize| match args.get(at) {
        Some(Value::String(text)) => text.len(),
        _ => 0,
    };
    let replaced = |whole: usize, old: usize, new: usize| {
        let times = whole.checked_div(old).unwrap_or(whole + 1);
        whole.saturating_add(times.saturating_mul(new))
    };
    match name {
        "concat" => {
            let texts = args.get(1).map_or(0, whole);
            texts.saturating_add(count(args.get(1)).saturating_mul(text(0)))
        }
        "replace" => replaced(text(0), text(1), text(2)),
        // How often a pattern matches is not known before it is asked.
        "regex.replace" => replaced(text(0), 1, text(2)),
        "strings.replace_n" => match args.first() {
            // Each is replaced in what the ones before made.
            Some(Value::Object(pairs)) => pairs.iter().fold(text(1), |made, (old, new)| {
                let length = |value: &Value| value.as_string().map_or(0, |text| text.len());
                replaced(made, length(old), length(new)).min(usize::MAX / 2)
            }),
            _ => 0,
        },
        "sprintf" => match args.first() {
            Some(Value::String(format)) if super::capabilities::wide_format(format) => usize::MAX,
            _ => text(0).saturating_add(args.get(1).map_or(0, whole).saturating_mul(2)),
        },
        "json.marshal" => args.first().map_or(0, whole).saturating_mul(2),
        "array.concat" | "object.union" | "union" | "and" | "or" | "intersection" => {
            args.iter().map(shallow).sum()
        }
        "split"
        | "indexof_n"
        | "regex.split"
        | "regex.find_n"
        | "regex.find_all_string_submatch_n" => text(0).max(text(1)).saturating_mul(ITEM),
        _ => args.iter().map(shallow).sum(),
    }
}

fn count(value: Option<&Value>) -> usize {
    match value {
        Some(Value::Array(items)) => items.len(),
        Some(Value::Set(items)) => items.len(),
        Some(Value::Object(entries)) => entries.len(),
        _ => 0,
    }
}

/// Bytes of a value, what is in its items not counted.
fn shallow(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        other => ITEM + ITEM * count(Some(other)),
    }
}

/// Bytes that stand for a value that was made before.
fn held(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        other => HELD * count(Some(other)),
    }
}

/// Bytes of a value written out; beyond what a function may make, no more is counted: what is one value
/// in memory may be written out very often.
fn whole(value: &Value) -> usize {
    let mut left = budget::BUILT_IN + 1;
    take(value, &mut left);
    budget::BUILT_IN + 1 - left
}

fn take(value: &Value, left: &mut usize) {
    let own = match value {
        Value::String(text) => text.len() + 2,
        Value::Number(number) => number.as_i64().map_or(400, |_| 20),
        _ => 6,
    };
    *left = left.saturating_sub(own);
    if *left == 0 {
        return;
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| take(item, left)),
        Value::Set(items) => items.iter().for_each(|item| take(item, left)),
        Value::Object(entries) => entries.iter().for_each(|(key, value)| {
            take(key, left);
            take(value, left);
        }),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn eval(body: &str) -> Result<String, String> {
        let mut engine = regorus::Engine::new();
        engine.set_strict_builtin_errors(false);
        bind(&mut engine).unwrap();
        begin(&Allowance::default());
        let text = format!("package p\n\nx := found if {{\n\t{body}\n}}\n");
        engine.add_policy("p.rego".to_owned(), text).unwrap();
        let value = engine.eval_rule("data.p.x".to_owned()).map_err(|error| error.to_string())?;
        Ok(value.to_string())
    }

    #[test]
    fn functions_answer_as_ever() {
        for (body, expected) in [
            ("found := concat(\", \", [\"a\", \"b\"])", "\"a, b\""),
            ("found := replace(\"aXb\", \"X\", \"--\")", "\"a--b\""),
            ("found := sprintf(\"%s has %d\", [\"x\", 3])", "\"x has 3\""),
            ("found := regex.replace(\"a1b2\", \"[0-9]\", \"#\")", "\"a#b#\""),
            ("found := json.marshal({\"a\": [1, true]})", "\"{\\\"a\\\":[1,true]}\""),
            ("found := count(array.concat([1], [2, 3]))", "3"),
            ("found := count(object.union({\"a\": 1}, {\"b\": 2}))", "2"),
            ("found := strings.replace_n({\"a\": \"b\"}, \"aa\")", "\"bb\""),
            // A wrong type has no value.
            ("found := upper(3)", "<undefined>"),
            ("not upper(3)\n\tfound := true", "true"),
        ] {
            let got = eval(body).unwrap();
            assert!(got == expected || got == format!("\"{expected}\""), "{body}: {got}");
        }
    }

    #[test]
    fn what_makes_much_of_little_ends_the_evaluation() {
        let doubled = |step: &str| {
            let steps = (1..30)
                .map(|at| format!("a{at} := {}", step.replace('A', &format!("a{}", at - 1))));
            let steps: Vec<String> = steps.collect();
            format!("a0 := \"xxxxxxxx\"\n\t{}\n\tfound := count(a29)", steps.join("\n\t"))
        };
        for step in [
            "replace(A, \"x\", A)",
            "concat(A, [A, A, A])",
            "sprintf(\"%s%s%s%s\", [A, A, A, A])",
            "regex.replace(A, \"x\", A)",
            "strings.replace_n({\"x\": A}, A)",
            "json.marshal([A, A, A, A])",
        ] {
            let why = eval(&doubled(step)).unwrap_err();
            assert!(why.contains("MiB"), "{step}: {why}");
        }
        let why = eval("f := concat(\"\", [\"%\", \"99999999d\"])\n\tfound := sprintf(f, [1])");
        assert!(why.unwrap_err().contains("sprintf makes more"));
    }
}

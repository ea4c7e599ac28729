//! Calls: functions that there are not, that policies may not call, or that have no value; rules that
//! call themselves; data that no file has.

use super::super::capabilities::{ALLOWED, is_allowed, why_not, wide_format};
use super::names::{self, shown};
use super::walk::{Call, Walk};
use super::{Found, Program, literal};
use crate::policy::check::meant;
use regorus::unstable::{AssignOp, BUILTINS, Expr, Literal, Rule, RuleHead};
use std::collections::{BTreeMap, BTreeSet};

/// The most numbers that a range gives where all of them are made at once.
const RANGE: f64 = 100_000.0;

/// Whether a name is that of a built-in function.
pub(super) fn is_builtin(name: &str) -> bool {
    is_allowed(name) || BUILTINS.contains_key(name)
}

/// Looks through one rule.
pub(super) fn lint(program: &Program<'_>, file: usize, rule: &Rule, found: &mut Vec<Found>) {
    let is_test = program.file(file).is_some_and(|file| file.is_test);
    let mut said: BTreeSet<(u32, &'static str)> = BTreeSet::new();
    let mut walk = Walk::of(rule);
    walk.locals.extend(["input".to_owned(), "_".to_owned()]);
    let mut say = |one: Found| {
        if said.insert((one.at, one.code)) {
            found.push(one);
        }
    };
    for call in &walk.calls {
        if let Some(one) = function(program, file, call, &walk.locals) {
            say(one);
        }
    }
    for (name, at) in walk.mocked.iter().filter(|(name, _)| !walk.locals.contains(name)) {
        let forbidden =
            !is_allowed(name) && (BUILTINS.contains_key(name.as_str()) || why_not(name).is_some());
        if forbidden {
            let why = why_not(name).unwrap_or("a policy cannot have it");
            say(Found::new(file, *at, "P011", format!("`{name}` is not available: {why}")));
        }
    }
    for call in walk.calls.iter().filter(|call| call.negated) {
        let id = program.absolute(file, &names::reference(call.function));
        if id.is_some_and(|id| NULLS.contains(&id.as_str())) {
            let call_text = shown(call.expr);
            let why = format!(
                "`not {call_text}` never holds: where there is nothing the value is null, which counts as true: write `{call_text} == null`"
            );
            say(Found::new(file, call.at, "P019", why));
        }
    }
    if !is_test {
        for at in &walk.with {
            say(Found::new(file, *at, "P015", "`with` belongs into tests"));
        }
        for call in walk.calls.iter().filter(|call| call.inside_not) {
            if may_be_missing(program, file, call.function, &mut BTreeSet::new())
                || built_in_may_be_missing(program, file, call)
            {
                let why = format!(
                    "`{}` may have no value inside `not`: OPA then stops, this engine goes on: bind it first",
                    shown(call.expr)
                );
                say(Found::new(file, call.at, "P018", why).noted());
            }
        }
    }
    for (chain, at) in &walk.chains {
        if let Some(key) = missing_data(program, file, chain, &walk.locals) {
            let why = format!("no data.{key}: no *.json or *.yaml file of this folder has it");
            say(Found::new(file, *at, "P016", why));
        }
    }
}

/// Functions of the shared Rego that give null where there is nothing.
const NULLS: [&str; 3] =
    ["data.stride.lib.get", "data.stride.lib.tag", "data.stride.lib.effective"];

/// The names of the facts that a rule's findings carry; `None`: not all of them can be told.
pub(super) fn facts(program: &Program<'_>, file: usize, rule: &str) -> Option<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    let mut gives = false;
    for (number, rule) in program.definitions(file, rule) {
        let walk = Walk::of(rule);
        for call in &walk.calls {
            let id = program.absolute(number, &names::reference(call.function));
            match id.as_deref() {
                Some("data.stride.result.at") => gives = true,
                Some("data.stride.result.facts") => {
                    gives = true;
                    let Some(Expr::Object { fields, .. }) = call.params.get(2) else { return None };
                    for (_, key, _) in fields {
                        let name = literal(key)?;
                        names.insert(name.as_str()?.to_owned());
                    }
                }
                // Another rule may give the finding.
                Some(id) if !id.starts_with("data.stride.") => return None,
                _ => {}
            }
        }
    }
    gives.then_some(names)
}

/// What is wrong with the function that is called.
fn function(
    program: &Program<'_>,
    file: usize,
    call: &Call<'_>,
    locals: &BTreeSet<String>,
) -> Option<Found> {
    let chain = names::reference(call.function);
    let name = chain.join(".");
    let first = chain.first()?;
    if locals.contains(first) {
        return None;
    }
    if let Some(absolute) = program.absolute(file, &chain) {
        if program.rule_of(&absolute).is_some() {
            return None;
        }
        let (package, own) = absolute.rsplit_once('.')?;
        let spelled =
            name.rsplit_once('.').map_or(String::new(), |(before, _)| format!("{before}."));
        // Of the shared Rego only what the folder needs is here.
        let shared = crate::policy::shared::rules()
            .iter()
            .filter(|rule| package.strip_prefix("data.") == Some(rule.package.as_str()));
        let mut known: Vec<&str> = shared.map(|rule| rule.name.as_str()).collect();
        let below = format!("{package}.");
        known.extend(program.rules.keys().filter_map(|rule| rule.strip_prefix(&below)));
        known.retain(|name| !name.contains('.'));
        known.sort_unstable();
        let near = meant(own, known.iter().copied());
        return Some(no_function(
            file,
            call.at,
            &name,
            near.map(|near| format!("{spelled}{near}")),
        ));
    }
    if name == "print" {
        return None;
    }
    if is_allowed(&name) {
        return range(file, call).or_else(|| format(file, call));
    }
    if let Some(why) = why_not(&name)
        .or_else(|| BUILTINS.contains_key(name.as_str()).then_some("a policy cannot have it"))
    {
        return Some(Found::new(
            file,
            call.at,
            "P011",
            format!("`{name}` is not available: {why}"),
        ));
    }
    if let ("lib" | "result" | "given", [_, _]) = (first.as_str(), chain.as_slice()) {
        let import = format!("import data.stride.{first}");
        let why = format!("no function `{name}`: write `{import}` below the package");
        return Some(Found::new(file, call.at, "P010", why).instead(Some(import)));
    }
    let own = program.file(file).map(|file| format!("data.{}.", file.package)).unwrap_or_default();
    let rules = program.rules.keys().filter_map(|rule| rule.strip_prefix(&own));
    let mut known: Vec<&str> = rules.chain(ALLOWED).collect();
    known.sort_unstable();
    let near = meant(&name, known.iter().copied()).map(str::to_owned);
    Some(no_function(file, call.at, &name, near))
}

fn no_function(file: usize, at: u32, name: &str, near: Option<String>) -> Found {
    let hint = near.as_ref().map_or(String::new(), |near| format!(": did you mean `{near}`?"));
    Found::new(file, at, "P010", format!("no function `{name}`{hint}")).instead(near)
}

/// A range of constants that is too long. What is gone through number by number ends with its steps.
fn range(file: usize, call: &Call<'_>) -> Option<Found> {
    let name = names::reference(call.function).join(".");
    if !name.starts_with("numbers.range") {
        return None;
    }
    let number = |at: usize| literal(call.params.get(at)?)?.as_f64();
    let count = (number(1)? - number(0)?).abs() + 1.0;
    let step = if name.ends_with("_step") { number(2)?.max(1.0) } else { 1.0 };
    let most = if call.iterated { 10.0 * RANGE } else { RANGE };
    (count / step > most)
        .then(|| Found::new(file, call.at, "P014", "numbers.range gives at most 100,000 numbers"))
}

fn format(file: usize, call: &Call<'_>) -> Option<Found> {
    if names::reference(call.function).join(".") != "sprintf" {
        return None;
    }
    let format = call.params.first().and_then(|first| literal(first));
    let why = match format.as_ref().and_then(serde_json::Value::as_str) {
        None => "the format is not written as a text, so its width has no bound",
        Some(text) if wide_format(text) => "a width or a precision is larger than 1,000",
        Some(_) => return None,
    };
    Some(Found::new(file, call.at, "P011", format!("`sprintf` is not available so: {why}")))
}

/// The key of data that no file has.
fn missing_data(
    program: &Program<'_>,
    file: usize,
    chain: &[String],
    locals: &BTreeSet<String>,
) -> Option<String> {
    if chain.first().is_some_and(|first| locals.contains(first)) {
        return None;
    }
    let absolute = program.absolute(file, chain)?;
    let key = absolute.strip_prefix("data.")?.split('.').next()?;
    let below = format!("data.{key}.");
    let known = program.data.contains(key)
        || program.packages.iter().any(|package| {
            package.starts_with(&below) || package.strip_prefix("data.") == Some(key)
        });
    (!known).then(|| key.to_owned())
}

/// Whether a call of a function of one's own may have no value: no definition holds for all arguments.
fn may_be_missing(
    program: &Program<'_>,
    file: usize,
    function: &Expr,
    seen: &mut BTreeSet<String>,
) -> bool {
    let Some(absolute) = program.absolute(file, &names::reference(function)) else { return false };
    if !seen.insert(absolute.clone()) {
        return false;
    }
    let Some(definitions) = program.rules.get(&absolute) else { return false };
    // What is shared is held to the same by the program's own tests.
    if definitions.iter().any(|(number, _)| program.is_shared(*number)) {
        return false;
    }
    let total = |number: usize, value: &Expr, seen: &mut BTreeSet<String>| {
        has_value(program, number, value, seen)
    };
    !definitions.iter().any(|(number, rule)| match rule {
        Rule::Default { .. } => true,
        Rule::Spec { head: RuleHead::Func { args, assign, .. }, bodies, .. } => {
            let plain = args.iter().all(|arg| matches!(arg.as_ref(), Expr::Var { .. }));
            let bare = bodies.iter().flat_map(|body| &body.query.stmts).all(|statement| {
                // A variable that is given what surely has a value.
                matches!(&statement.literal, Literal::Expr { expr, .. } if matches!(expr.as_ref(),
                    Expr::AssignExpr { op: AssignOp::ColEq, lhs, rhs, .. }
                        if matches!(lhs.as_ref(), Expr::Var { .. }) && total(*number, rhs, seen)))
            });
            let given = assign.as_ref().is_some_and(|assign| total(*number, &assign.value, seen));
            plain && bare && given
        }
        _ => false,
    })
}

/// Whether a built-in function may have no value: it is given what may not be there.
fn built_in_may_be_missing(program: &Program<'_>, file: usize, call: &Call<'_>) -> bool {
    let chain = names::reference(call.function);
    let own = program.absolute(file, &chain).is_some();
    let reference = |param: &&Expr| matches!(param, Expr::RefDot { .. } | Expr::RefBrack { .. });
    !own && chain.join(".") != "object.get" && call.params.iter().any(reference)
}

/// Whether an expression surely has a value.
fn has_value(program: &Program<'_>, file: usize, expr: &Expr, seen: &mut BTreeSet<String>) -> bool {
    match expr {
        Expr::Call { fcn, params, .. } => {
            let name = names::reference(fcn).join(".");
            let own = program.absolute(file, &names::reference(fcn)).is_some();
            let total =
                if own { !may_be_missing(program, file, fcn, seen) } else { name == "object.get" };
            total && params.iter().all(|param| has_value(program, file, param, seen))
        }
        Expr::RefDot { .. } | Expr::RefBrack { .. } | Expr::ArithExpr { .. } => false,
        _ => true,
    }
}

/// Rules that call themselves.
pub(super) fn recursion(program: &Program<'_>) -> Vec<Found> {
    let mut calls: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (id, definitions) in &program.rules {
        let of = calls.entry(id).or_default();
        for (number, rule) in definitions {
            let walk = Walk::of(rule);
            for (chain, _) in &walk.chains {
                if chain.first().is_some_and(|first| walk.locals.contains(first)) {
                    continue;
                }
                let absolute = program.absolute(*number, chain);
                of.extend(absolute.and_then(|name| program.rule_of(&name)));
            }
        }
    }
    let mut found = Vec::new();
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for start in calls.keys() {
        if told.contains(start) {
            continue;
        }
        let Some(circle) = circle(&calls, start) else { continue };
        told.extend(circle.iter().copied());
        let Some((number, rule)) = program.rules.get(*start).and_then(|all| all.first()) else {
            continue;
        };
        if program.is_shared(*number) {
            continue;
        }
        let names: Vec<&str> = circle
            .iter()
            .chain(std::iter::once(start))
            .map(|id| id.trim_start_matches("data."))
            .collect();
        let why = format!("recursion: {}", names.join(" calls "));
        found.push(Found::new(*number, rule.span().start, "P013", why));
    }
    found
}

/// The shortest way from a rule back to it.
fn circle<'a>(
    calls: &BTreeMap<&'a str, BTreeSet<&'a str>>,
    start: &'a str,
) -> Option<Vec<&'a str>> {
    let mut from: BTreeMap<&str, &'a str> = BTreeMap::new();
    let mut open = std::collections::VecDeque::from([start]);
    while let Some(at) = open.pop_front() {
        for next in calls.get(at).into_iter().flatten() {
            if *next == start {
                let mut way = vec![at];
                while let Some(before) = way.last().and_then(|last| from.get(last)) {
                    way.push(before);
                }
                way.reverse();
                return Some(way);
            }
            if !from.contains_key(next) {
                from.insert(next, at);
                open.push_back(next);
            }
        }
    }
    None
}

/// Whether a rule is named by another.
pub(super) fn is_named(program: &Program<'_>, id: &str) -> bool {
    program.rules.iter().filter(|(other, _)| *other != id).any(|(_, definitions)| {
        definitions.iter().any(|(number, rule)| {
            let is_test = program.file(*number).is_some_and(|file| file.is_test);
            let walk = Walk::of(rule);
            !is_test
                && walk.chains.iter().any(|(chain, _)| {
                    let absolute = program.absolute(*number, chain);
                    absolute.and_then(|name| program.rule_of(&name).map(str::to_owned)).as_deref()
                        == Some(id)
                })
        })
    })
}

/// The functions that a rule calls in a line.
pub(super) fn called(rule: &Rule, line: u32) -> Vec<String> {
    let walk = Walk::of(rule);
    let here = walk.calls.iter().filter(|call| call.expr.span().line == line);
    here.map(|call| names::reference(call.function).join(".")).collect()
}

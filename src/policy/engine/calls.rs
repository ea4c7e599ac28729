//! Rules that call one another: recursion, and chains that are too long.

use super::ast::Module;
use crate::policy::metadata::wrong;
use crate::source::Problem;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The longest chain of rules calling one another: each takes stack in the engine's interpreter.
const MAX_CALLS: usize = 40;

/// Looks for recursion across all modules: the engine's interpreter would overflow its stack and
/// abort the process.
pub(crate) fn lint(modules: &[(&str, &Module)]) -> Vec<Problem> {
    let mut rules: BTreeMap<String, (&str, u32, &BTreeSet<String>)> = BTreeMap::new();
    let mut merged: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (_, module) in modules {
        for (name, (_, calls)) in &module.calls {
            merged
                .entry(format!("data.{}.{name}", module.package))
                .or_default()
                .extend(calls.iter().cloned());
        }
    }
    for (path, module) in modules {
        for (name, (line, _)) in &module.calls {
            let id = format!("data.{}.{name}", module.package);
            if let Some(calls) = merged.get(&id) {
                rules.entry(id).or_insert((path, *line, calls));
            }
        }
    }
    let ids: Vec<&String> = rules.keys().collect();
    let index: HashMap<&str, usize> =
        ids.iter().enumerate().map(|(at, id)| (id.as_str(), at)).collect();
    let edges: Vec<Vec<usize>> = rules
        .values()
        .map(|(_, _, calls)| calls.iter().flat_map(|call| targets(call, &ids, &index)).collect())
        .collect();
    let mut depths: Vec<Option<usize>> = vec![None; ids.len()];
    let mut problems = Vec::new();
    for start in 0..ids.len() {
        visit(start, &edges, &mut depths, &mut |at, cycle| {
            let Some((path, line, _)) = ids.get(at).and_then(|id| rules.get(*id)) else { return };
            let message = match cycle {
                Some(cycle) => {
                    let names: Vec<&str> = cycle
                        .iter()
                        .filter_map(|at| ids.get(*at))
                        .map(|id| id.trim_start_matches("data."))
                        .collect();
                    format!("recursion: {} calls itself", names.join(" calls "))
                }
                None => format!("rules call one another more than {MAX_CALLS} deep"),
            };
            problems.push(wrong(path, *line, message));
        });
    }
    problems.sort();
    problems.dedup();
    problems
}

/// The rules that a reference may evaluate: the one it names, or all below it when it stops at or
/// above a package.
fn targets(call: &str, ids: &[&String], index: &HashMap<&str, usize>) -> Vec<usize> {
    let mut prefix = call;
    loop {
        if let Some(at) = index.get(prefix) {
            return vec![*at];
        }
        match prefix.rsplit_once('.') {
            Some((shorter, _)) => prefix = shorter,
            None => break,
        }
    }
    let below = format!("{call}.");
    let from = ids.partition_point(|id| id.as_str() < below.as_str());
    (from..ids.len()).take_while(|at| ids[*at].starts_with(&below)).collect()
}

/// Depth-first without recursion; `report` is given cycles (the rules on them) and chains that are
/// too long.
fn visit(
    start: usize,
    edges: &[Vec<usize>],
    depths: &mut [Option<usize>],
    report: &mut dyn FnMut(usize, Option<&[usize]>),
) {
    let mut stack: Vec<(usize, usize, usize)> = vec![(start, 0, 0)];
    let mut open: Vec<usize> = vec![start];
    if depths[start].is_some() {
        return;
    }
    while let Some((at, next, deepest)) = stack.pop() {
        if let Some(child) = edges[at].get(next).copied() {
            if let Some(from) = open.iter().position(|rule| *rule == child) {
                report(child, Some(&open[from..]));
                stack.push((at, next + 1, deepest));
            } else if let Some(depth) = depths[child] {
                stack.push((at, next + 1, deepest.max(depth + 1)));
            } else {
                stack.push((at, next, deepest));
                stack.push((child, 0, 0));
                open.push(child);
            }
            continue;
        }
        depths[at] = Some(deepest);
        if deepest == MAX_CALLS + 1 {
            report(at, None);
        }
        open.pop();
    }
}

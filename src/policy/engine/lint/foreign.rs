//! A file that was written for conftest: what it defines, and what of it is not available here.

use super::super::capabilities::{is_allowed, why_not, wide_format};
use super::walk::Walk;
use super::{NoRego, Parsed, literal, names, parsed, tree};
use regorus::unstable::BUILTINS;
use std::collections::BTreeSet;

/// A file of either version of Rego.
pub(crate) struct Foreign {
    /// The package without `data.`.
    pub(crate) package: String,
    /// The rules, once each, with the line of their first definition.
    pub(crate) rules: Vec<(String, u32)>,
    /// It is Rego v1.
    pub(crate) v1: bool,
    /// Lines with what policies may not do, and the sentence.
    pub(crate) refused: Vec<(u32, String)>,
    pub(crate) parsed: Parsed,
}

/// Reads a file: as v1, else as the version before.
///
/// # Errors
/// It is neither.
pub(crate) fn foreign(path: &str, text: &str) -> Result<Foreign, NoRego> {
    let (read, v1) = match tree(path, text, true) {
        Ok(read) => (read, true),
        Err(new) => match tree(path, text, false) {
            Ok(read) => (read, false),
            // What is written in v1 is told as such.
            Err(old) => return Err(if text.contains("rego.v1") { new } else { old }),
        },
    };
    let mut rules: Vec<(String, u32)> = Vec::new();
    let mut refused = BTreeSet::new();
    let own: BTreeSet<String> = read.policy.iter().filter_map(|rule| names::name(rule)).collect();
    let imported: BTreeSet<String> = read
        .imports
        .iter()
        .filter_map(|import| {
            let alias = import.r#as.as_ref().map(|span| span.text().to_owned());
            alias.or_else(|| names::reference(&import.refr).last().cloned())
        })
        .collect();
    for rule in &read.policy {
        if let Some(name) = names::name(rule)
            && !rules.iter().any(|(known, _)| *known == name)
        {
            rules.push((name, rule.span().line));
        }
        let walk = Walk::of(rule);
        let is_own = |first: &str| {
            first == "data"
                || own.contains(first)
                || imported.contains(first)
                || walk.locals.contains(first)
        };
        let line = rule.span().line;
        for call in &walk.calls {
            let chain = names::reference(call.function);
            let name = chain.join(".");
            let line = call.expr.span().line;
            if chain.first().is_none_or(|first| is_own(first)) || name == "print" {
                continue;
            }
            refused.extend(unavailable(&name).map(|why| (line, why)));
            let wide = name == "sprintf"
                && call
                    .params
                    .first()
                    .and_then(|format| literal(format))
                    .is_some_and(|format| format.as_str().is_some_and(wide_format));
            if wide {
                let why = "P011 a width or precision of `sprintf` is too large".to_owned();
                refused.insert((line, why));
            }
        }
        let mocked = walk.mocked.iter().filter(|(name, _)| !walk.locals.contains(name));
        refused.extend(mocked.filter_map(|(name, _)| Some((line, unavailable(name)?))));
    }
    let package = names::reference(&read.package.refr).join(".");
    let refused = refused.into_iter().collect();
    Ok(Foreign { package, rules, v1, refused, parsed: parsed(path, read) })
}

/// Why a function that Rego has is not available; none where it is, or where there is no such.
fn unavailable(name: &str) -> Option<String> {
    if is_allowed(name) {
        return None;
    }
    let why =
        why_not(name).or_else(|| BUILTINS.contains_key(name).then_some("a policy cannot have it"));
    why.map(|why| format!("P011 `{name}` is not available: {why}"))
}

//! What the loader refuses, read off the engine's syntax tree: heads that lose findings, recursion,
//! dialect.

use super::super::metadata::wrong;
use super::capabilities::{is_allowed, wide_format};
use crate::source::{Loss, Problem};
use regorus::unstable::{
    AssignOp, Expr, Literal, Parser, Query, Ref, Rule, RuleAssign, RuleHead, Source,
};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// A parsed file.
pub(crate) struct Module {
    /// The package without `data.`: `stride.lib`.
    pub(crate) package: String,
    /// The names of set rules, once each.
    pub(crate) sets: BTreeSet<String>,
    /// The names of all rules, once each, in source order.
    pub(crate) rules: Vec<String>,
    /// Per rule the absolute references of its definitions (`data.stride.lib.tasks`), and its first
    /// line.
    pub(super) calls: BTreeMap<String, (u32, BTreeSet<String>)>,
}

/// Parses a file and checks each rule.
///
/// # Errors
/// It is no Rego: one problem with its line.
pub(crate) fn parse(
    path: &str,
    text: &str,
    bundled: bool,
) -> Result<(Module, Vec<Problem>), Problem> {
    let parse_error = |error: &dyn std::fmt::Display| {
        let message = super::plain(&error.to_string());
        // The engine puts file and line before its message; ours has them as a place.
        let line = message
            .strip_prefix(path)
            .and_then(|rest| rest.strip_prefix(':')?.split(':').next()?.parse().ok())
            .unwrap_or(1);
        let message = message
            .strip_prefix(path)
            .map_or(message.as_str(), |rest| {
                rest.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit())
            })
            .trim();
        wrong(path, line, format!("is not Rego v1: {message}"))
    };
    let source = Source::from_contents(path.to_owned(), text.to_owned())
        .map_err(|error| parse_error(&error))?;
    let mut parser = Parser::new(&source).map_err(|error| parse_error(&error))?;
    parser.enable_rego_v1().map_err(|error| parse_error(&error))?;
    let tree = parser.parse().map_err(|error| parse_error(&error))?;
    let package = reference(&tree.package.refr).join(".");
    let mut imports: HashMap<String, Vec<String>> = HashMap::new();
    for import in &tree.imports {
        let target = reference(&import.refr);
        let alias = import
            .r#as
            .as_ref()
            .map(|span| span.text().to_owned())
            .or_else(|| target.last().cloned());
        if let Some(alias) = alias {
            imports.insert(alias, target);
        }
    }
    let mut module = Module {
        package: package.clone(),
        sets: BTreeSet::new(),
        rules: Vec::new(),
        calls: BTreeMap::new(),
    };
    let mut problems = Vec::new();
    let names: HashSet<String> =
        tree.policy.iter().filter_map(|rule| reference(head(rule)).first().cloned()).collect();
    for rule in &tree.policy {
        let Some(name) = reference(head(rule)).first().cloned() else { continue };
        let line = rule.span().line;
        if !module.rules.contains(&name) {
            module.rules.push(name.clone());
        }
        let mut seen = Seen::default();
        seen.rule(rule);
        let own = |root: &str| names.contains(root) || imports.contains_key(root);
        problems.extend(capable(path, bundled, &seen, &own));
        problems.extend(dialect(path, bundled, &seen));
        if let Rule::Spec { head: RuleHead::Set { key: Some(key), .. }, .. } = rule.as_ref() {
            module.sets.insert(name.clone());
            let plain = matches!(key.as_ref(), Expr::Var { .. });
            if !plain || !seen.bound.contains(key.span().text()) {
                let span = key.span();
                problems.push(wrong(
                    path,
                    span.line,
                    format!(
                        "the head of `{name}` is `{}`: write a variable that the body binds (the engine drops findings when a head's expression is undefined)",
                        span.text()
                    ),
                ));
            }
        }
        let (_, calls) = module.calls.entry(name).or_insert_with(|| (line, BTreeSet::new()));
        for chain in seen.chains {
            let Some(first) = chain.first() else { continue };
            // Calls are compared by full name, however the file spells them.
            let absolute = if first == "data" {
                chain
            } else if seen.local.contains(first) {
                continue;
            } else if let Some(target) = imports.get(first) {
                target.iter().cloned().chain(chain.into_iter().skip(1)).collect()
            } else if names.contains(first) {
                std::iter::once("data".to_owned())
                    .chain(package.split('.').map(str::to_owned))
                    .chain(chain)
                    .collect()
            } else {
                continue;
            };
            calls.insert(absolute.join("."));
        }
    }
    Ok((module, problems))
}

fn head(rule: &Rule) -> &Expr {
    match rule {
        Rule::Spec {
            head:
                RuleHead::Compr { refr, .. } | RuleHead::Set { refr, .. } | RuleHead::Func { refr, .. },
            ..
        } => refr,
        Rule::Default { refr, .. } => refr,
    }
}

/// The literal start of a reference: `data.stride.lib` of `data.stride.lib[x].y`.
fn reference(expr: &Expr) -> Vec<String> {
    let mut steps = Vec::new();
    let mut at = expr;
    loop {
        match at {
            Expr::RefDot { refr, field, .. } => {
                steps.push(Some(field.0.text().to_owned()));
                at = refr;
            }
            Expr::RefBrack { refr, index, .. } => {
                let literal = match index.as_ref() {
                    Expr::String { value, .. } | Expr::RawString { value, .. } => {
                        value.as_string().ok().map(|text| text.to_string())
                    }
                    _ => None,
                };
                steps.push(literal);
                at = refr;
            }
            Expr::Var { span, .. } => {
                steps.push(Some(span.text().to_owned()));
                break;
            }
            _ => return Vec::new(),
        }
    }
    steps.into_iter().rev().map_while(|step| step).collect()
}

/// What a walk over one rule collects.
#[derive(Default)]
struct Seen {
    /// Variables that something in the body binds.
    bound: HashSet<String>,
    /// Variables that belong to the rule, so that they hide rules of the same name.
    local: HashSet<String>,
    /// The literal starts of references.
    chains: Vec<Vec<String>>,
    /// Functions called, with their lines.
    functions: Vec<(String, u32)>,
    /// Literal texts, with their lines.
    texts: Vec<(String, u32)>,
    /// Formats of `sprintf`, `None` where one is not written as a text, with their lines.
    formats: Vec<(Option<String>, u32)>,
    /// Lines with a `with`.
    with: Vec<u32>,
    /// What a `with` replaces and what with, where that is a name, with their lines.
    mocked: Vec<(String, u32)>,
    /// Lines with `some k, v in` inside an array or set comprehension.
    pairs: Vec<u32>,
    in_array: usize,
}

impl Seen {
    fn rule(&mut self, rule: &Rule) {
        match rule {
            Rule::Default { args, value, .. } => {
                args.iter().for_each(|arg| self.pattern(arg, true));
                self.expr(value);
            }
            Rule::Spec { head, bodies, .. } => {
                match head {
                    RuleHead::Compr { refr, assign, .. } => {
                        self.indexes(refr);
                        self.assign(assign.as_ref());
                    }
                    RuleHead::Set { key, .. } => {
                        if let Some(key) = key
                            && !matches!(key.as_ref(), Expr::Var { .. })
                        {
                            self.expr(key);
                        }
                    }
                    RuleHead::Func { args, assign, .. } => {
                        args.iter().for_each(|arg| self.pattern(arg, true));
                        self.assign(assign.as_ref());
                    }
                }
                for body in bodies {
                    self.query(&body.query);
                    self.assign(body.assign.as_ref());
                }
            }
        }
    }

    fn assign(&mut self, assign: Option<&RuleAssign>) {
        if let Some(assign) = assign {
            self.expr(&assign.value);
        }
    }

    /// The bracketed parts of a rule's name: `r[x]`.
    fn indexes(&mut self, refr: &Expr) {
        match refr {
            Expr::RefBrack { refr, index, .. } => {
                self.indexes(refr);
                self.expr(index);
            }
            Expr::RefDot { refr, .. } => self.indexes(refr),
            _ => {}
        }
    }

    fn query(&mut self, query: &Query) {
        for statement in &query.stmts {
            match &statement.literal {
                Literal::SomeVars { vars, .. } => {
                    for var in vars {
                        self.bind(var.text(), true);
                    }
                }
                Literal::SomeIn { span, key, value, collection } => {
                    if key.is_some() && self.in_array > 0 {
                        self.pairs.push(span.line);
                    }
                    if let Some(key) = key {
                        self.pattern(key, true);
                    }
                    self.pattern(value, true);
                    self.expr(collection);
                }
                Literal::Expr { expr, .. } | Literal::NotExpr { expr, .. } => self.expr(expr),
                Literal::Every { key, value, domain, query, .. } => {
                    for var in key.iter().chain(std::iter::once(value)) {
                        self.bind(var.text(), true);
                    }
                    self.expr(domain);
                    self.query(query);
                }
            }
            for modifier in &statement.with_mods {
                self.with.push(modifier.span.line);
                for side in [&modifier.refr, &modifier.r#as] {
                    let name = reference(side).join(".");
                    let root = name.split('.').next().unwrap_or_default();
                    if !matches!(root, "" | "input" | "data") {
                        self.mocked.push((name, modifier.span.line));
                    }
                }
                self.expr(&modifier.refr);
                self.expr(&modifier.r#as);
            }
        }
    }

    fn bind(&mut self, name: &str, local: bool) {
        self.bound.insert(name.to_owned());
        if local {
            self.local.insert(name.to_owned());
        }
    }

    /// A term on the side of an assignment or declaration that takes a value.
    fn pattern(&mut self, term: &Expr, local: bool) {
        match term {
            Expr::Var { span, .. } => self.bind(span.text(), local),
            Expr::Array { items, .. } | Expr::Set { items, .. } => {
                items.iter().for_each(|item| self.pattern(item, local))
            }
            Expr::Object { fields, .. } => {
                fields.iter().for_each(|(_, _, value)| self.pattern(value, local))
            }
            other => self.expr(other),
        }
    }

    fn comprehension(&mut self, terms: &[&Ref<Expr>], query: &Query, array: bool) {
        self.in_array += usize::from(array);
        terms.iter().for_each(|term| self.expr(term));
        self.query(query);
        self.in_array -= usize::from(array);
    }

    fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::String { span, value, .. } | Expr::RawString { span, value, .. } => {
                if let Ok(text) = value.as_string() {
                    self.texts.push((text.to_string(), span.line));
                }
            }
            Expr::Number { .. } | Expr::Bool { .. } | Expr::Null { .. } => {}
            Expr::Var { span, .. } => self.chains.push(vec![span.text().to_owned()]),
            Expr::Array { items, .. } | Expr::Set { items, .. } => {
                items.iter().for_each(|item| self.expr(item))
            }
            Expr::Object { fields, .. } => fields.iter().for_each(|(_, key, value)| {
                self.expr(key);
                self.expr(value);
            }),
            Expr::ArrayCompr { term, query, .. } => self.comprehension(&[term], query, true),
            Expr::SetCompr { term, query, .. } => self.comprehension(&[term], query, true),
            Expr::ObjectCompr { key, value, query, .. } => {
                self.comprehension(&[key, value], query, false)
            }
            Expr::Call { span, fcn, params, .. } => {
                let name = reference(fcn).join(".");
                if name == "sprintf" {
                    let text = match params.first().map(AsRef::as_ref) {
                        Some(Expr::String { value, .. } | Expr::RawString { value, .. }) => {
                            value.as_string().ok().map(|text| text.to_string())
                        }
                        _ => None,
                    };
                    self.formats.push((text, span.line));
                }
                self.functions.push((name, span.line));
                self.chains.push(reference(fcn));
                params.iter().for_each(|param| self.expr(param));
            }
            Expr::UnaryExpr { expr, .. } => self.expr(expr),
            Expr::RefDot { .. } | Expr::RefBrack { .. } => {
                self.chains.push(reference(expr));
                self.reference_parts(expr);
            }
            Expr::BinExpr { lhs, rhs, .. }
            | Expr::BoolExpr { lhs, rhs, .. }
            | Expr::ArithExpr { lhs, rhs, .. } => {
                self.expr(lhs);
                self.expr(rhs);
            }
            Expr::AssignExpr { op, lhs, rhs, .. } => {
                let declares = matches!(op, AssignOp::ColEq);
                self.pattern(lhs, declares);
                if declares { self.expr(rhs) } else { self.pattern(rhs, false) }
            }
            Expr::Membership { key, value, collection, .. } => {
                for part in key.iter().chain([value, collection]) {
                    self.expr(part);
                }
            }
        }
    }

    /// The brackets of a reference, which may bind variables, and a root that is no variable.
    fn reference_parts(&mut self, expr: &Expr) {
        match expr {
            Expr::RefDot { refr, .. } => self.reference_parts(refr),
            Expr::RefBrack { refr, index, .. } => {
                self.reference_parts(refr);
                if let Expr::Var { span, .. } = index.as_ref() {
                    self.bind(span.text(), false);
                    self.chains.push(vec![span.text().to_owned()]);
                } else {
                    self.expr(index);
                }
            }
            Expr::Var { .. } => {}
            other => self.expr(other),
        }
    }
}

/// What policies may not call: functions whose result depends on more than their arguments, or whose
/// work and size nothing bounds. Nor may a `with` bring one in, or take an allowed one's place.
fn capable(path: &str, bundled: bool, seen: &Seen, own: &dyn Fn(&str) -> bool) -> Vec<Problem> {
    let refused = |name: &str| {
        let root = name.split('.').next().unwrap_or_default();
        // A name without a dot may be a rule of another file of the package; of the functions so
        // named all but two are allowed.
        let known = own(root) || root == "data" || seen.local.contains(root);
        let known = known || !name.contains('.') && !matches!(name, "print" | "trace");
        (!known && !is_allowed(name)).then(|| format!("`{name}` is not available to policies"))
    };
    let mut problems = Vec::new();
    for (name, line) in &seen.functions {
        problems.extend(refused(name).map(|message| wrong(path, *line, message)));
    }
    for (name, line) in &seen.mocked {
        let is_variable = seen.bound.contains(name);
        let message = refused(name).filter(|_| !is_variable);
        problems.extend(message.map(|message| wrong(path, *line, message)));
    }
    for (format, line) in seen.formats.iter().filter(|_| !bundled) {
        let message = match format {
            None => "the format of `sprintf` has to be written as a text",
            Some(text) if wide_format(text) => "a width or precision of `sprintf` is too large",
            Some(_) => continue,
        };
        problems.push(wrong(path, *line, message.to_owned()));
    }
    problems
}

/// What another Rego implementation would refuse or read otherwise. For the bundled policies that
/// is an error.
fn dialect(path: &str, bundled: bool, seen: &Seen) -> Vec<Problem> {
    let mut problems = Vec::new();
    let loss = if bundled { Loss::Lost } else { Loss::Note };
    let mut say = |loss: Loss, line: u32, message: String| {
        let mut problem = wrong(path, line, message);
        problem.loss = loss;
        problems.push(problem);
    };
    for (text, line) in &seen.texts {
        if text.contains("(?i)") {
            say(loss, *line, "`(?i)` is not portable: lower the text instead".to_owned());
        }
        if text.contains("%q") {
            say(loss, *line, "`%q` is not portable".to_owned());
        }
    }
    for line in &seen.pairs {
        say(
            loss,
            *line,
            "`some k, v in` inside an array or set comprehension is not portable: use an object comprehension, or object.keys".to_owned(),
        );
    }
    if !path.ends_with("_test.rego") {
        for line in &seen.with {
            say(loss, *line, "`with` belongs in tests".to_owned());
        }
    }
    problems
}

//! What the syntax tree of policies of one's own shows: for `policy check`.

mod asked;
mod calls;
mod flow;
mod foreign;
mod heads;
mod kind;
mod names;
mod scope;
mod walk;
mod weights;

use crate::policy::shared;
use regorus::unstable::{Expr, Module, Parser, Rule, RuleHead, Source};
use std::collections::{BTreeSet, HashMap};

pub(crate) use flow::{Derived, How, Use};
pub(crate) use foreign::{Foreign, foreign};
pub(crate) use weights::weights;

/// Something to say of a file: at which byte, and what.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// The file's number.
    pub(crate) file: usize,
    /// The byte.
    pub(crate) at: u32,
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) suggestion: Option<String>,
    pub(crate) note: bool,
}

impl Found {
    fn new(file: usize, at: u32, code: &'static str, message: impl Into<String>) -> Found {
        Found { file, at, code, message: message.into(), suggestion: None, note: false }
    }

    fn instead(mut self, text: Option<impl Into<String>>) -> Found {
        self.suggestion = text.map(Into::into);
        self
    }

    fn noted(mut self) -> Found {
        self.note = true;
        self
    }
}

/// A file that was read.
pub(crate) struct Parsed {
    /// The package without `data.`: `acme.owner_tag`.
    pub(crate) package: String,
    /// The byte at which its name begins.
    pub(crate) package_at: u32,
    /// The rules, once each, with the byte of their first definition and whether they are sets.
    pub(crate) rules: Vec<RuleHeadOf>,
    /// A file of tests.
    pub(crate) is_test: bool,
    imports: HashMap<String, Vec<String>>,
    tree: Module,
}

/// A rule's name and what its first definition says.
#[derive(Clone, Debug)]
pub(crate) struct RuleHeadOf {
    pub(crate) name: String,
    pub(crate) at: u32,
    pub(crate) is_set: bool,
}

/// A file that is no Rego.
pub(crate) struct NoRego {
    pub(crate) line: u32,
    /// The engine's column, which counts a tab as four.
    pub(crate) column: u32,
    /// `P001`, or `P002` where it is Rego of the version before.
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

/// Reads a file.
///
/// # Errors
/// What is wrong, one or more.
pub(crate) fn read(path: &str, text: &str) -> Result<Parsed, Vec<NoRego>> {
    let tree = match tree(path, text, true) {
        Ok(tree) => tree,
        Err(error) => {
            let old = tree_of_old(path, text);
            return Err(if old.is_empty() { vec![error] } else { old });
        }
    };
    Ok(parsed(path, tree))
}

/// What a file's tree says.
fn parsed(path: &str, tree: Module) -> Parsed {
    let mut parsed = Parsed {
        package: names::reference(&tree.package.refr).join("."),
        package_at: names::start(&tree.package.refr),
        rules: Vec::new(),
        is_test: path.ends_with("_test.rego"),
        imports: HashMap::new(),
        tree,
    };
    for import in &parsed.tree.imports {
        let target = names::reference(&import.refr);
        let alias = import.r#as.as_ref().map(|span| span.text().to_owned());
        if let Some(alias) = alias.or_else(|| target.last().cloned()) {
            parsed.imports.insert(alias, target);
        }
    }
    for rule in &parsed.tree.policy {
        let Some(name) = names::name(rule) else { continue };
        if parsed.rules.iter().any(|known| known.name == name) {
            continue;
        }
        let is = |wanted: fn(&RuleHead) -> bool| matches!(rule.as_ref(), Rule::Spec { head, .. } if wanted(head));
        parsed.rules.push(RuleHeadOf {
            name,
            at: rule.span().start,
            is_set: is(|head| matches!(head, RuleHead::Set { .. })),
        });
    }
    parsed
}

fn tree(path: &str, text: &str, v1: bool) -> Result<Module, NoRego> {
    let error = |error: &dyn std::fmt::Display| {
        let message = super::plain(&error.to_string());
        let rest = message.strip_prefix(path).and_then(|rest| rest.strip_prefix(':'));
        let mut parts = rest.unwrap_or(&message).splitn(3, ':');
        let mut number = || parts.next().and_then(|part| part.trim().parse().ok());
        let (line, column) = (number().unwrap_or(1), number().unwrap_or(1));
        let what = rest.and_then(|rest| rest.splitn(3, ':').nth(2)).unwrap_or(&message).trim();
        let what = what.split(" --> ").next().unwrap_or(what).to_owned();
        NoRego { line, column, code: "P001", message: format!("syntax: {what}") }
    };
    let source =
        Source::from_contents(path.to_owned(), text.to_owned()).map_err(|why| error(&why))?;
    let mut parser = Parser::new(&source).map_err(|why| error(&why))?;
    if v1 {
        parser.enable_rego_v1().map_err(|why| error(&why))?;
    }
    parser.parse().map_err(|why| error(&why))
}

/// What a file of Rego v0 has to say in v1; empty where it is none.
fn tree_of_old(path: &str, text: &str) -> Vec<NoRego> {
    let Ok(tree) = tree(path, text, false) else { return Vec::new() };
    let mut found = Vec::new();
    for rule in &tree.policy {
        let span = rule.span();
        let whole = span.text();
        let head = whole.split('{').next().unwrap_or(whole).trim();
        let Rule::Spec { head: kind, .. } = rule.as_ref() else { continue };
        let new = match kind {
            RuleHead::Set { refr, key: Some(key), .. } if !head.contains(" contains ") => {
                let name = names::reference(refr).join(".");
                format!("{name} contains {} if {{", key.span().text())
            }
            _ if whole.contains('{') && !head.ends_with(" if") && !head.contains(":= ") => {
                format!("{head} if {{")
            }
            _ => continue,
        };
        found.push(NoRego {
            line: span.line,
            column: span.col,
            code: "P002",
            message: format!("Rego v0: write `{new}` (opa fmt --rego-v1 rewrites the file)"),
        });
    }
    found
}

/// All files of a folder and the shared Rego that they need, so that names have a meaning.
pub(crate) struct Program<'a> {
    pub(super) files: Vec<&'a Parsed>,
    shared: &'a [Parsed],
    /// By absolute name (`data.acme.lib.f`) the definitions: the file's number and the rule.
    rules: HashMap<String, Vec<(usize, &'a Rule)>>,
    /// The packages, with `data.`.
    packages: BTreeSet<String>,
    /// The first keys of data.
    data: BTreeSet<String>,
}

/// The shared Rego that some files need.
pub(crate) fn shared_for<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<Parsed> {
    let packages = shared::needed(texts);
    packages
        .into_iter()
        .filter_map(|(name, text)| read(&format!("{name}.rego"), &text).ok())
        .collect()
}

impl<'a> Program<'a> {
    /// `data`: the first keys of the folder's data and of the program's.
    pub(crate) fn new(
        files: Vec<&'a Parsed>,
        shared: &'a [Parsed],
        data: BTreeSet<String>,
    ) -> Program<'a> {
        let mut rules: HashMap<String, Vec<(usize, &'a Rule)>> = HashMap::new();
        let mut packages = BTreeSet::new();
        for (number, parsed) in files.iter().copied().chain(shared).enumerate() {
            packages.insert(format!("data.{}", parsed.package));
            for rule in &parsed.tree.policy {
                if let Some(name) = names::name(rule) {
                    let id = format!("data.{}.{name}", parsed.package);
                    rules.entry(id).or_default().push((number, rule.as_ref()));
                }
            }
        }
        Program { files, shared, rules, packages, data }
    }

    fn file(&self, number: usize) -> Option<&'a Parsed> {
        let own = self.files.get(number).copied();
        own.or_else(|| self.shared.get(number.checked_sub(self.files.len())?))
    }

    /// Whether a file is the shared Rego.
    fn is_shared(&self, number: usize) -> bool {
        number >= self.files.len()
    }

    /// The absolute name of what a chain of names means in a file, where it is no variable.
    fn absolute(&self, number: usize, chain: &[String]) -> Option<String> {
        let file = self.file(number)?;
        let first = chain.first()?;
        if first == "data" {
            return Some(chain.join("."));
        }
        if let Some(target) = file.imports.get(first) {
            let mut all: Vec<&str> = target.iter().map(String::as_str).collect();
            all.extend(chain.iter().skip(1).map(String::as_str));
            return Some(all.join("."));
        }
        let own = format!("data.{}.{first}", file.package);
        self.rules.contains_key(&own).then(|| {
            let mut all = vec![own];
            all.extend(chain.iter().skip(1).cloned());
            all.join(".")
        })
    }

    /// The rule that an absolute name means or stands below.
    fn rule_of(&self, absolute: &str) -> Option<&str> {
        let mut prefix = absolute;
        loop {
            if let Some((known, _)) = self.rules.get_key_value(prefix) {
                return Some(known);
            }
            prefix = prefix.rsplit_once('.')?.0;
        }
    }

    /// Everything that one rule by itself shows.
    pub(crate) fn lint(&self) -> Vec<Found> {
        let mut found = Vec::new();
        for (number, parsed) in self.files.iter().enumerate() {
            for rule in &parsed.tree.policy {
                scope::lint(self, number, rule, &mut found);
                calls::lint(self, number, rule, &mut found);
            }
        }
        found
    }

    /// Variables that nothing binds.
    pub(crate) fn unbound(&self) -> Vec<Found> {
        let mut found = Vec::new();
        for (number, parsed) in self.files.iter().enumerate() {
            parsed.tree.policy.iter().for_each(|rule| scope::lint(self, number, rule, &mut found));
        }
        found
    }

    /// Rules that call themselves, by way of others too.
    pub(crate) fn recursion(&self) -> Vec<Found> {
        calls::recursion(self)
    }

    /// What of a check's head and of its finding is wrong. `rule`: its name.
    pub(crate) fn head(&self, file: usize, rule: &str) -> Vec<Found> {
        heads::lint(self, file, rule)
    }

    /// What of the head of a helper is wrong.
    pub(crate) fn helper(&self, file: usize, rule: &str) -> Vec<Found> {
        heads::helper(self, file, rule)
    }

    /// The rules of a file that give a finding and that no other rule names: name and byte.
    pub(crate) fn never_run(&self, file: usize, checks: &BTreeSet<String>) -> Vec<(String, u32)> {
        heads::never_run(self, file, checks)
    }

    /// What a check reads, and what it does with values of the wrong type.
    pub(crate) fn flow(&self, file: usize, rule: &str) -> Derived {
        flow::derive(self, file, rule)
    }

    /// The names of the facts that a check's findings carry; `None`: not all of them can be told.
    pub(crate) fn facts(&self, file: usize, rule: &str) -> Option<BTreeSet<String>> {
        calls::facts(self, file, rule)
    }

    /// The definitions of a rule of a file.
    fn definitions(&self, file: usize, rule: &str) -> Vec<(usize, &'a Rule)> {
        let Some(parsed) = self.file(file) else { return Vec::new() };
        let all = self.rules.get(&format!("data.{}.{rule}", parsed.package));
        all.cloned().unwrap_or_default()
    }
}

/// The literal that an expression is.
fn literal(expr: &Expr) -> Option<serde_json::Value> {
    match expr {
        Expr::String { value, .. }
        | Expr::RawString { value, .. }
        | Expr::Number { value, .. }
        | Expr::Bool { value, .. }
        | Expr::Null { value, .. } => serde_json::to_value(value).ok(),
        _ => None,
    }
}

/// The column in characters of a column of the engine, for which a tab counts four.
pub(crate) fn characters(line: &str, column: u32) -> u32 {
    let mut counted = 1;
    let mut characters = 1;
    for c in line.chars() {
        if counted >= column {
            break;
        }
        counted += if c == '\t' { 4 } else { 1 };
        characters += 1;
    }
    characters
}

/// Two definitions of a rule that give different values: where the first one begins, and which values
/// they are. `line`: in one of them.
pub(crate) fn conflict(path: &str, text: &str, line: u32) -> Option<((u32, u32), String)> {
    let parsed = read(path, text).ok()?;
    let source = crate::source::SourceFile::new(String::new(), text.to_owned());
    let position = |rule: &Rule| source.position(rule.span().start);
    let rules: Vec<&Rule> = parsed.tree.policy.iter().map(AsRef::as_ref).collect();
    let around = rules.iter().rev().find(|rule| position(rule).line <= line)?;
    let defined =
        |name: &str| rules.iter().filter(|rule| names::name(rule).as_deref() == Some(name)).count();
    // The engine names the line of the call.
    let called = calls::called(around, line).into_iter().find(|name| defined(name) > 1);
    let name = called.or_else(|| names::name(around))?;
    let value = |rule: &Rule| match rule {
        Rule::Spec {
            head: RuleHead::Func { assign, .. } | RuleHead::Compr { assign, .. }, ..
        } => assign.as_ref().map_or("true".to_owned(), |assign| names::shown(&assign.value)),
        _ => "true".to_owned(),
    };
    let all: Vec<&&Rule> =
        rules.iter().filter(|rule| names::name(rule).as_deref() == Some(&*name)).collect();
    let first = all.first()?;
    let at = position(first);
    let other = all.iter().find(|other| value(other) != value(first));
    let how = match other {
        Some(other) => {
            let there = position(other);
            format!(
                "{name} gives {} and, at {}:{}, {}",
                value(first),
                there.line,
                there.column,
                value(other)
            )
        }
        None => format!("{name} gives two values for one argument"),
    };
    Some(((at.line, at.column), how))
}

/// A statement of a test.
pub(crate) struct Statement {
    /// The byte at which it begins.
    pub(crate) at: u32,
    /// The expression without what `with` replaces.
    pub(crate) text: String,
    /// The statement without what `with` replaces.
    pub(crate) full: String,
    /// What `with` replaces.
    pub(crate) with: String,
    sides: Option<(String, String)>,
}

impl Statement {
    /// What is compared: the two sides of a comparison.
    pub(crate) fn sides(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let sides = self.sides.as_ref();
        sides
            .into_iter()
            .flat_map(|(left, right)| [("left", left.as_str()), ("right", right.as_str())])
    }
}

/// The statements of the first definition of a rule that has a body.
pub(crate) fn statements(path: &str, text: &str, rule: &str) -> Vec<Statement> {
    use regorus::unstable::Literal;
    let Ok(parsed) = read(path, text) else { return Vec::new() };
    let of = parsed.tree.policy.iter().filter(|one| names::name(one).as_deref() == Some(rule));
    let bodies = of.filter_map(|one| match one.as_ref() {
        Rule::Spec { bodies, .. } => bodies.first(),
        Rule::Default { .. } => None,
    });
    let Some(body) = bodies.into_iter().next() else { return Vec::new() };
    let written = |expr: &Expr| {
        let quoted = matches!(expr, Expr::String { .. });
        let text = expr.span().text();
        if quoted { format!("\"{text}\"") } else { text.to_owned() }
    };
    body.query
        .stmts
        .iter()
        .map(|statement| {
            let (at, text, full, sides) = match &statement.literal {
                Literal::Expr { expr, .. } => {
                    let sides = match expr.as_ref() {
                        Expr::BoolExpr { lhs, rhs, .. } => Some((written(lhs), written(rhs))),
                        _ => None,
                    };
                    (names::start(expr), names::shown(expr), written(expr), sides)
                }
                Literal::NotExpr { span, expr } => {
                    let shown = format!("not {}", names::shown(expr));
                    (span.start, shown, format!("not {}", written(expr)), None)
                }
                Literal::SomeVars { span, .. }
                | Literal::SomeIn { span, .. }
                | Literal::Every { span, .. } => {
                    let line: Vec<&str> = span.text().split_whitespace().collect();
                    (span.start, line.join(" "), span.text().to_owned(), None)
                }
            };
            let with: Vec<&str> =
                statement.with_mods.iter().map(|modifier| modifier.span.text()).collect();
            let with = with.join(" ");
            Statement { at, text, full, with, sides }
        })
        .collect()
}

/// The lines at which rules begin.
pub(crate) fn lines(path: &str, text: &str) -> BTreeSet<u32> {
    let Ok(parsed) = read(path, text) else { return BTreeSet::new() };
    parsed.tree.policy.iter().map(|rule| rule.span().line).collect()
}

/// The rules of a file of either version, with their texts.
pub(crate) fn rule_texts(path: &str, text: &str) -> Vec<(String, String)> {
    let read = tree(path, text, true).or_else(|_| tree(path, text, false));
    let Ok(read) = read else { return Vec::new() };
    read.policy
        .iter()
        .filter_map(|rule| Some((names::name(rule)?, rule.span().text().to_owned())))
        .collect()
}

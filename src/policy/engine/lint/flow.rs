//! What a check reads of which types: followed from the document through variables, helpers and the
//! shared Rego. What cannot be followed is anything.

use super::kind::{FOREIGN, KEYS, Kind, is_map, item, joined, no_number};
use super::names::start;
use super::{Found, Program, literal};
use crate::policy::pattern::Part;
use regorus::unstable::{AssignOp, BinOp, BoolOp, Expr, Literal, Query, Rule, RuleHead};
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

/// How deep calls are followed.
const DEPTH: usize = 12;

/// A place of the document that a check reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Use {
    /// The file's number and the byte.
    pub(crate) file: usize,
    pub(crate) at: u32,
    pub(crate) types: BTreeSet<String>,
    pub(crate) path: Vec<Part>,
    pub(crate) how: How,
}

/// How it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// As it is written there.
    Plain,
    /// With a value for its absence.
    Default,
    /// Each item of it.
    Every,
    /// A finding stands there.
    Place,
    /// All that is below it.
    Walk,
    /// By the shared Rego.
    Shared,
}

/// What a check reads, and what is wrong with how.
#[derive(Clone, Debug, Default)]
pub(crate) struct Derived {
    pub(crate) uses: Vec<Use>,
    /// The types that it goes through.
    pub(crate) types: BTreeSet<String>,
    pub(crate) found: Vec<Found>,
}

/// Follows one check.
pub(super) fn derive(program: &Program<'_>, file: usize, rule: &str) -> Derived {
    let Some(parsed) = program.file(file) else { return Derived::default() };
    let mut flow = Flow { program, known: HashMap::new(), depth: 0 };
    let id = format!("data.{}.{rule}", parsed.package);
    let (_, seen) = flow.rule(&id, &[]);
    let mut derived = Derived::default();
    for one in seen.iter() {
        match one {
            Seen::Use(one) if !derived.uses.contains(one) => derived.uses.push(one.clone()),
            Seen::Use(_) => {}
            Seen::Type(name) => {
                derived.types.insert(name.clone());
            }
            Seen::Found(one) => {
                let same = |other: &Found| other.at == one.at && other.code == one.code;
                if !derived.found.iter().any(same) {
                    derived.found.push(one.clone());
                }
            }
        }
    }
    derived
}

#[derive(Clone, Debug)]
pub(super) enum Seen {
    Use(Use),
    Type(String),
    Found(Found),
}

type Known = (Kind, Rc<Vec<Seen>>);

pub(super) struct Flow<'a> {
    pub(super) program: &'a Program<'a>,
    known: HashMap<(String, Vec<Kind>), Option<Known>>,
    depth: usize,
}

/// One body that is followed.
pub(super) struct Body {
    pub(super) file: usize,
    pub(super) env: HashMap<String, Kind>,
    pub(super) seen: Vec<Seen>,
    pub(super) quiet: bool,
}

impl Body {
    fn new(file: usize) -> Body {
        Body { file, env: HashMap::new(), seen: Vec::new(), quiet: false }
    }

    pub(super) fn read(&mut self, at: u32, kind: &Kind, how: How) {
        if let (Kind::Within(types, path), false) = (kind, self.quiet) {
            self.seen.push(Seen::Use(Use {
                file: self.file,
                at,
                types: types.clone(),
                path: path.clone(),
                how,
            }));
        }
    }
}

impl Flow<'_> {
    /// What a rule gives for some arguments, and what it reads.
    pub(super) fn rule(&mut self, id: &str, args: &[Kind]) -> Known {
        let key = (id.to_owned(), args.to_vec());
        match self.known.get(&key) {
            Some(Some(known)) => return known.clone(),
            // A rule that calls itself is told elsewhere.
            Some(None) => return (Kind::Any, Rc::default()),
            None => {}
        }
        let Some(definitions) = self.program.rules.get(id).cloned() else {
            return (Kind::Any, Rc::default());
        };
        if self.depth >= DEPTH {
            return (Kind::Any, Rc::default());
        }
        self.known.insert(key.clone(), None);
        self.depth += 1;
        let mut given = Kind::Any;
        let mut all = Vec::new();
        for (file, rule) in definitions {
            let (kind, seen) = self.definition(file, rule, args);
            given = joined(given, kind);
            all.extend(seen);
        }
        self.depth -= 1;
        let known = (given, Rc::new(all));
        self.known.insert(key, Some(known.clone()));
        known
    }

    fn definition(&mut self, file: usize, rule: &Rule, args: &[Kind]) -> (Kind, Vec<Seen>) {
        let mut body = Body::new(file);
        let Rule::Spec { head, bodies, .. } = rule else { return (Kind::Any, Vec::new()) };
        if let RuleHead::Func { args: names, .. } = head {
            for (name, kind) in names.iter().zip(args) {
                if let Expr::Var { span, .. } = name.as_ref() {
                    body.env.insert(span.text().to_owned(), kind.clone());
                }
            }
        }
        let mut given = Kind::Any;
        let mut first: Option<HashMap<String, Kind>> = None;
        let around = body.env.clone();
        for one in bodies {
            body.env.clone_from(&around);
            self.query(&mut body, &one.query);
            if let Some(assign) = &one.assign {
                let kind = self.expr(&mut body, &assign.value);
                given = joined(given, kind);
            }
            first.get_or_insert_with(|| body.env.clone());
        }
        if let Some(first) = first {
            body.env = first;
        }
        let own = match head {
            RuleHead::Compr { assign, .. } | RuleHead::Func { assign, .. } => {
                assign.as_ref().map(|assign| self.expr(&mut body, &assign.value))
            }
            RuleHead::Set { key, .. } => {
                key.as_ref().map(|key| Kind::Of(Box::new(self.expr(&mut body, key))))
            }
        };
        (joined(given, own.unwrap_or(Kind::Any)), body.seen)
    }

    /// A body, twice: what a statement binds may be needed by one above it.
    fn query(&mut self, body: &mut Body, query: &Query) {
        let quiet = body.quiet;
        body.quiet = true;
        self.statements(body, query);
        body.quiet = quiet;
        if !quiet {
            self.statements(body, query);
        }
    }

    fn statements(&mut self, body: &mut Body, query: &Query) {
        for statement in &query.stmts {
            match &statement.literal {
                Literal::SomeVars { .. } => {}
                Literal::SomeIn { key, value, collection, .. } => {
                    let of = self.expr_as(body, collection, How::Plain);
                    if let Some(key) = key {
                        self.bind(body, key, Kind::Any);
                    }
                    let item = item(&of);
                    self.bind(body, value, item);
                }
                Literal::Expr { expr, .. } => drop(self.expr(body, expr)),
                Literal::NotExpr { expr, .. } => {
                    // What is not so says nothing of what is.
                    let before = body.env.clone();
                    self.expr(body, expr);
                    body.env = before;
                }
                Literal::Every { key, value, domain, query, .. } => {
                    let of = self.expr_as(body, domain, How::Every);
                    let before = body.env.clone();
                    if let Some(key) = key {
                        body.env.insert(key.text().to_owned(), Kind::Any);
                    }
                    body.env.insert(value.text().to_owned(), item(&of));
                    let from = body.seen.len();
                    self.query(body, query);
                    for seen in body.seen.iter_mut().skip(from) {
                        if let Seen::Use(one) = seen
                            && one.how == How::Plain
                        {
                            one.how = How::Every;
                        }
                    }
                    body.env = before;
                }
            }
        }
    }

    pub(super) fn bind(&mut self, body: &mut Body, term: &Expr, kind: Kind) {
        match term {
            Expr::Var { span, .. } => {
                let name = span.text().to_owned();
                let same = body.env.get(&name).is_some_and(|known| known.says_more(&kind));
                if !same {
                    body.env.insert(name, kind);
                }
            }
            Expr::Array { items, .. } => {
                items.iter().for_each(|item| self.bind(body, item, Kind::Any));
            }
            Expr::Object { fields, .. } => {
                fields.iter().for_each(|(_, _, value)| self.bind(body, value, Kind::Any));
            }
            other => {
                self.expr(body, other);
            }
        }
    }

    pub(super) fn expr(&mut self, body: &mut Body, expr: &Expr) -> Kind {
        self.expr_as(body, expr, How::Plain)
    }

    fn expr_as(&mut self, body: &mut Body, expr: &Expr, how: How) -> Kind {
        match expr {
            Expr::String { .. } | Expr::RawString { .. } => match literal(expr) {
                Some(serde_json::Value::String(text)) => Kind::Text(text.into()),
                _ => Kind::Any,
            },
            Expr::Var { .. } | Expr::RefDot { .. } | Expr::RefBrack { .. } => {
                let kind = self.reference(body, expr);
                let kind = self.settled(body, start(expr), kind);
                // A variable was read where it was bound.
                if !matches!(expr, Expr::Var { .. }) {
                    body.read(start(expr), &kind, how);
                }
                kind
            }
            Expr::Array { items, .. } => {
                let mut parts = Vec::new();
                for item in items {
                    parts.push(match self.expr(body, item) {
                        Kind::Text(text) => Part::Key(text.as_ref().into()),
                        _ => Part::Item,
                    });
                }
                Kind::Path(parts)
            }
            Expr::Set { items, .. } => {
                items.iter().for_each(|item| drop(self.expr(body, item)));
                Kind::Any
            }
            Expr::Object { fields, .. } => {
                for (_, key, value) in fields {
                    self.expr(body, key);
                    self.expr(body, value);
                }
                Kind::Any
            }
            Expr::ArrayCompr { term, query, .. } | Expr::SetCompr { term, query, .. } => {
                let before = body.env.clone();
                self.query(body, query);
                let kind = self.expr(body, term);
                body.env = before;
                Kind::Of(Box::new(kind))
            }
            Expr::ObjectCompr { key, value, query, .. } => {
                let before = body.env.clone();
                self.query(body, query);
                self.expr(body, key);
                let kind = self.expr(body, value);
                body.env = before;
                Kind::Of(Box::new(kind))
            }
            Expr::Call { fcn, params, .. } => self.call(body, fcn, params),
            Expr::UnaryExpr { expr, .. } => {
                self.expr(body, expr);
                Kind::Any
            }
            Expr::ArithExpr { op, lhs, rhs, .. } => {
                for side in [lhs, rhs] {
                    let kind = self.expr(body, side);
                    if !body.quiet {
                        let wrong = no_number(&kind, op);
                        body.seen.extend(wrong.map(|why| {
                            Seen::Found(Found::new(body.file, start(expr), "P037", why))
                        }));
                    }
                }
                Kind::Any
            }
            Expr::BinExpr { op, lhs, rhs, .. } => {
                let (one, other) = (self.expr(body, lhs), self.expr(body, rhs));
                match op {
                    BinOp::Union => joined(one, other),
                    BinOp::Intersection => one,
                }
            }
            Expr::BoolExpr { op, lhs, rhs, .. } => {
                let (left, right) = (self.expr(body, lhs), self.expr(body, rhs));
                if matches!(op, BoolOp::Eq) {
                    narrow(body, lhs, &[right]);
                    narrow(body, rhs, &[left]);
                }
                Kind::Any
            }
            Expr::AssignExpr { op, lhs, rhs, .. } => {
                let right = self.expr(body, rhs);
                if matches!(op, AssignOp::ColEq) || matches!(lhs.as_ref(), Expr::Var { .. }) {
                    self.bind(body, lhs, right);
                } else {
                    let left = self.expr(body, lhs);
                    narrow(body, lhs, std::slice::from_ref(&right));
                    narrow(body, rhs, std::slice::from_ref(&left));
                    self.bind(body, rhs, left);
                }
                Kind::Any
            }
            Expr::Membership { key, value, collection, .. } => {
                for part in key.iter().chain([value, collection]) {
                    self.expr(body, part);
                }
                if let Expr::Array { items, .. } | Expr::Set { items, .. } = collection.as_ref() {
                    let all: Vec<Kind> = items.iter().map(|item| self.expr(body, item)).collect();
                    narrow(body, value, &all);
                }
                Kind::Any
            }
            _ => Kind::Any,
        }
    }

    /// What a reference means; a name of data is left open, since more of it may follow.
    pub(super) fn reference(&mut self, body: &mut Body, expr: &Expr) -> Kind {
        match expr {
            Expr::Var { span, .. } => {
                let name = span.text();
                if let Some(kind) = body.env.get(name) {
                    return kind.clone();
                }
                if name == "input" {
                    return Kind::Document(Vec::new());
                }
                if name == "data" {
                    return Kind::Name("data".to_owned());
                }
                let absolute = self.program.absolute(body.file, &[name.to_owned()]);
                match absolute.as_deref() {
                    Some("input") => Kind::Document(Vec::new()),
                    Some(absolute) => match absolute.strip_prefix("input.") {
                        Some(rest) => {
                            let path = rest.split('.').map(str::to_owned).collect();
                            Kind::Document(path)
                        }
                        None => Kind::Name(absolute.to_owned()),
                    },
                    None => Kind::Any,
                }
            }
            Expr::RefDot { refr, field, .. } => {
                let of = self.reference(body, refr);
                self.step(body, start(expr), of, Part::Key(field.0.text().into()))
            }
            Expr::RefBrack { refr, index, .. } => {
                let of = self.reference(body, refr);
                let part = match self.expr(body, index) {
                    Kind::Text(text) => Part::Key(text.as_ref().into()),
                    _ => Part::Item,
                };
                self.step(body, start(expr), of, part)
            }
            other => self.expr(body, other),
        }
    }

    /// A rule's name means what the rule gives.
    pub(super) fn settled(&mut self, body: &mut Body, at: u32, kind: Kind) -> Kind {
        let Kind::Name(name) = &kind else { return kind };
        let Some(id) = self.program.rule_of(name).map(str::to_owned) else { return Kind::Any };
        if id.len() != name.len() {
            return Kind::Any;
        }
        self.called(body, at, &id, &[])
    }

    pub(super) fn step(&mut self, body: &mut Body, at: u32, of: Kind, part: Part) -> Kind {
        match of {
            Kind::Name(name) => {
                let longer = match &part {
                    Part::Key(key) => format!("{name}.{key}"),
                    _ => String::new(),
                };
                let is_rule = self.program.rules.contains_key(&name);
                if is_rule {
                    let given = self.called(body, at, &name, &[]);
                    return self.step(body, at, given, part);
                }
                if longer.is_empty() { Kind::Any } else { Kind::Name(longer) }
            }
            Kind::Of(item) => match part {
                Part::Key(_) => Kind::Any,
                _ => *item,
            },
            Kind::Resource(types) => match &part {
                Part::Key(key) if &**key == "values" => Kind::Within(types, Vec::new()),
                _ => Kind::Any,
            },
            Kind::Within(types, mut path) => {
                let part = match part {
                    Part::Item if is_map(&types, &path) => Part::AnyKey,
                    part => part,
                };
                path.push(part);
                Kind::Within(types, path)
            }
            Kind::Document(mut path) => {
                match &part {
                    Part::Key(key) => path.push(key.to_string()),
                    _ => path.push("*".to_owned()),
                }
                match path.as_slice() {
                    [first, _] if first == "resources" => Kind::Resource(BTreeSet::new()),
                    [first] if !KEYS.contains(&first.as_str()) => {
                        if !body.quiet {
                            let hint = if FOREIGN.contains(&first.as_str()) {
                                ": resources are input.resources[id].values; for conftest's input use --conftest DIR".to_owned()
                            } else {
                                let near = crate::policy::check::meant(first, KEYS.iter().copied());
                                near.map_or_else(
                                    || format!(": it has {}", KEYS.join(", ")),
                                    |near| format!(": did you mean `{near}`?"),
                                )
                            };
                            let why = format!("the document has no input.{first}{hint}");
                            let found = Found::new(body.file, at, "P035", why);
                            body.seen.push(Seen::Found(found));
                        }
                        Kind::Any
                    }
                    _ => Kind::Document(path),
                }
            }
            _ => Kind::Any,
        }
    }
}

/// `resource.type` that is one of these texts: what the variable is from there on.
fn narrow(body: &mut Body, side: &Expr, texts: &[Kind]) {
    let Expr::RefDot { refr, field, .. } = side else { return };
    let (Expr::Var { span, .. }, "type") = (refr.as_ref(), field.0.text()) else { return };
    let text = |kind: &Kind| match kind {
        Kind::Text(ty) => Some(ty.to_string()),
        _ => None,
    };
    let Some(found) = texts.iter().map(text).collect::<Option<BTreeSet<String>>>() else { return };
    if let Some(Kind::Resource(types)) = body.env.get_mut(span.text())
        && types.is_empty()
    {
        *types = found;
    }
}

//! Every HCL file of `testdata`, and every body that is part of the program, read by `hcl-edit`
//! too: the same blocks, labels, attributes, kinds of expressions, literal values and byte spans.
//!
//! The two trees are cut differently, and are compared where they say the same thing:
//! - operators of one precedence are one flat chain here and a tree that leans to the left there;
//! - what a splat takes belongs to it here, and stands behind it there;
//! - `-1` is an operator and a number here, and one number there;
//! - a template's trim markers are done here, and are a mark there;
//! - an indented heredoc keeps its carriage returns here, as in Terraform, and loses them there.

mod template;

use crate::syntax::hcl::ast::{Access, Body, Expr, Key, Kind, Operator, Place};
use crate::syntax::hcl::parse_body;
use crate::tree::Tree;
use hcl_edit::Span as _;
use hcl_edit::expr::{BinaryOperator, Expression, ObjectKey, TraversalOperator, UnaryOperator};
use hcl_edit::structure::Body as TheirBody;
use std::ops::Range;
use std::path::Path;

/// The files that `hcl-edit` 0.10 refuses although we read them, and what it says. The first has
/// escapes that HCL does not know: Terraform refuses it too, we keep them as text. The second nests
/// deeper than `hcl-edit` allows; Terraform reads it.
const REFUSED: &[(&str, &str)] = &[
    ("malformed/hcl-nul-and-invalid-utf8/main.tf", "invalid escape sequence"),
    ("terraform/syntax/src/main.tf", "invalid nesting depth"),
];

/// The texts that `hcl-edit` 0.10 reads otherwise than Terraform (whose answers stand beside the
/// case): it takes the indentation from lines of blanks alone, and from behind an interpolation.
const DIFFERENT: [(&str, &str); 3] = [
    ("terraform/template_trimming/src/main.tf", r#"a text: "a\n\n  b\n   \nc\n" here"#),
    ("terraform/template_trimming/src/main.tf", r#"a text: "    " here"#),
    ("terraform/template_trimming/src/main.tf", r#"a text: "\n      " here"#),
];

/// Compares two trees of one text.
struct Twin<'a> {
    text: &'a str,
    differences: Vec<String>,
    expressions: usize,
}

impl Twin<'_> {
    fn differ(
        &mut self,
        what: &str,
        place: Place,
        ours: impl std::fmt::Debug,
        theirs: impl std::fmt::Debug,
    ) {
        let at = place.map_or("?", |span| &self.text[span.start as usize..span.end as usize]);
        self.differences.push(format!("{what}: {ours:?} here, {theirs:?} there, at `{at}`"));
    }

    fn same<T: PartialEq + std::fmt::Debug>(
        &mut self,
        what: &str,
        place: Place,
        ours: T,
        theirs: T,
    ) {
        if ours != theirs {
            self.differ(what, place, ours, theirs);
        }
    }

    fn span(&mut self, what: &str, ours: Place, theirs: Option<Range<usize>>) {
        let (Some(span), Some(theirs)) = (ours, theirs.clone()) else {
            return self.differ(what, ours, ours.is_some(), theirs);
        };
        let ours = span.start as usize..span.end as usize;
        if ours != theirs {
            let (here, there) = (&self.text[ours], self.text.get(theirs.clone()).unwrap_or("?"));
            self.differences.push(format!("the place of {what} is `{here}` here, `{there}` there"));
        }
    }

    fn body(&mut self, ours: &Body, theirs: &TheirBody) {
        self.same("attributes", None, ours.attributes.len(), theirs.attributes().count());
        for (ours, theirs) in ours.attributes.iter().zip(theirs.attributes()) {
            self.same("an attribute", ours.place, &*ours.name, theirs.key.as_str());
            self.span("an attribute's name", ours.place, theirs.key.span());
            self.expr(&ours.value, &theirs.value);
        }
        self.same("blocks", None, ours.blocks.len(), theirs.blocks().count());
        for (ours, theirs) in ours.blocks.iter().zip(theirs.blocks()) {
            self.same("a block", ours.header, &*ours.kind, theirs.ident.as_str());
            let labels: Vec<(&str, Option<Range<usize>>)> =
                theirs.labels.iter().map(|label| (label.as_str(), label.span())).collect();
            self.same("labels", ours.header, ours.labels.len(), labels.len());
            for ((ours, place), (theirs, span)) in ours.labels.iter().zip(&labels) {
                self.same("a label", *place, &**ours, *theirs);
                self.span("a label", *place, span.clone());
            }
            let last = labels.last().map_or_else(|| theirs.ident.span(), |(_, span)| span.clone());
            let header = theirs.ident.span().zip(last).map(|(first, last)| first.start..last.end);
            self.span("a block's header", ours.header, header);
            self.body(&ours.body, &theirs.body);
        }
    }

    fn expr(&mut self, ours: &Expr, theirs: &Expression) {
        self.expressions += 1;
        if !matches!(theirs, Expression::HeredocTemplate(_)) {
            self.span("an expression", ours.place, theirs.span());
        }
        let place = ours.place;
        match (&ours.kind, theirs) {
            (Kind::Null, Expression::Null(_)) => {}
            (Kind::Bool(ours), Expression::Bool(theirs)) => {
                self.same("a boolean", place, *ours, **theirs);
            }
            (Kind::Number(ours), Expression::Number(theirs)) => {
                self.number(place, &ours.to_string(), theirs);
            }
            (Kind::Negate(inner), Expression::Number(theirs)) => match &inner.kind {
                Kind::Number(ours) => self.number(place, &format!("-{ours}"), theirs),
                _ => self.differ("a number", place, &ours.kind, theirs),
            },
            (Kind::Template(ours), Expression::String(theirs)) => {
                self.same("a string", place, ours.literal().as_deref(), Some(theirs.as_str()));
            }
            (Kind::Template(ours), Expression::StringTemplate(theirs)) => {
                self.template(ours, theirs, place);
            }
            (Kind::Template(ours), Expression::HeredocTemplate(theirs)) => {
                self.template(ours, &theirs.template, place);
            }
            (Kind::List(ours), Expression::Array(theirs)) => {
                self.same("items", place, ours.len(), theirs.len());
                ours.iter().zip(theirs.iter()).for_each(|(ours, theirs)| self.expr(ours, theirs));
            }
            (Kind::Object(ours), Expression::Object(theirs)) => {
                self.same("entries", place, ours.len(), theirs.len());
                for ((key, value), (their_key, their_value)) in ours.iter().zip(theirs.iter()) {
                    self.key(key, their_key);
                    self.expr(value, their_value.expr());
                }
            }
            (Kind::Name(ours), Expression::Variable(theirs)) => {
                self.same("a name", place, &**ours, theirs.as_str());
            }
            (Kind::Access(base, steps), Expression::Traversal(theirs)) => {
                self.expr(base, &theirs.expr);
                let mut flat = Vec::new();
                flatten(steps, &mut flat);
                self.same("steps", place, flat.len(), theirs.operators.len());
                for (ours, theirs) in flat.into_iter().zip(&theirs.operators) {
                    self.step(place, ours, theirs);
                }
            }
            (Kind::Call { name, args, expand }, Expression::FuncCall(theirs)) => {
                let names = theirs.name.namespace.iter().map(|part| part.as_str());
                let parts: Vec<&str> = names.chain([theirs.name.name.as_str()]).collect();
                self.same("a function", place, &**name, &*parts.join("::"));
                self.same("`...`", place, *expand, theirs.args.expand_final());
                self.same("arguments", place, args.len(), theirs.args.len());
                args.iter()
                    .zip(theirs.args.iter())
                    .for_each(|(ours, theirs)| self.expr(ours, theirs));
            }
            (Kind::Conditional(ours), Expression::Conditional(theirs)) => {
                self.expr(&ours[0], &theirs.cond_expr);
                self.expr(&ours[1], &theirs.true_expr);
                self.expr(&ours[2], &theirs.false_expr);
            }
            (Kind::Chain(first, rest), Expression::BinaryOp(_)) => self.chain(first, rest, theirs),
            (Kind::Not(ours), Expression::UnaryOp(theirs)) => {
                self.same("an operator", place, UnaryOperator::Not, *theirs.operator);
                self.expr(ours, &theirs.expr);
            }
            (Kind::Negate(ours), Expression::UnaryOp(theirs)) => {
                self.same("an operator", place, UnaryOperator::Neg, *theirs.operator);
                self.expr(ours, &theirs.expr);
            }
            (Kind::For(ours), Expression::ForExpr(theirs)) => {
                let intro = &theirs.intro;
                let key = intro.key_var.as_ref().map(|name| name.as_str());
                self.same("a key's name", place, ours.key.as_deref(), key);
                self.same("an item's name", place, &*ours.item, intro.value_var.as_str());
                self.expr(&ours.collection, &intro.collection_expr);
                self.some(place, ours.key_result.as_ref(), theirs.key_expr.as_ref());
                self.expr(&ours.result, &theirs.value_expr);
                self.same("`...`", place, ours.group, theirs.grouping);
                let condition = theirs.cond.as_ref().map(|condition| &condition.expr);
                self.some(place, ours.condition.as_ref(), condition);
            }
            (Kind::Group(ours), Expression::Parenthesis(theirs)) => {
                self.expr(ours, theirs.inner());
            }
            (ours, theirs) => self.differ("a kind of expression", place, ours, theirs),
        }
    }

    fn number(&mut self, place: Place, ours: &str, theirs: &hcl_edit::Number) {
        // What does not fit 64 bits is a float there.
        let exact = theirs.to_string() == ours;
        let near = || ours.parse::<f64>().ok() == theirs.as_f64();
        if !exact && !near() {
            self.differ("a number", place, ours, theirs);
        }
    }

    fn some(&mut self, place: Place, ours: Option<&Expr>, theirs: Option<&Expression>) {
        match (ours, theirs) {
            (Some(ours), Some(theirs)) => self.expr(ours, theirs),
            (None, None) => {}
            (ours, theirs) => self.differ("a part", place, ours, theirs),
        }
    }

    fn key(&mut self, ours: &Key, theirs: &ObjectKey) {
        match (ours, theirs) {
            (Key::Name(ours, place), ObjectKey::Ident(theirs)) => {
                self.same("a key", *place, &**ours, theirs.as_str());
                self.span("a key", *place, theirs.span());
            }
            (Key::Expr(ours), ObjectKey::Expression(theirs)) => self.expr(ours, theirs),
            // A word of the language is a name as a key.
            (Key::Name(ours, place), ObjectKey::Expression(theirs)) => {
                self.same("a key", *place, &**ours, theirs.to_string().trim());
                self.span("a key", *place, theirs.span());
            }
            (Key::Expr(ours), theirs) => {
                self.differ("a kind of key", ours.place, &ours.kind, theirs)
            }
        }
    }

    fn step(&mut self, whole: Place, ours: &Access, theirs: &TraversalOperator) {
        match (ours, theirs) {
            (Access::Attribute(ours, place), TraversalOperator::GetAttr(theirs)) => {
                self.same("an attribute", *place, &**ours, theirs.as_str());
                self.span("an attribute", *place, theirs.span());
            }
            (Access::Index(ours), TraversalOperator::Index(theirs)) => self.expr(ours, theirs),
            (Access::Index(ours), TraversalOperator::LegacyIndex(theirs)) => {
                self.span("an index", ours.place, theirs.span());
                let Kind::Number(number) = &ours.kind else {
                    return self.differ("an index", ours.place, &ours.kind, theirs);
                };
                self.same("an index", ours.place, number.to_string(), theirs.to_string());
            }
            (
                Access::Splat(_),
                TraversalOperator::AttrSplat(_) | TraversalOperator::FullSplat(_),
            ) => {}
            (ours, theirs) => self.differ("a step", whole, ours, theirs),
        }
    }

    /// Their tree leans to the left: from its top the last operator comes first.
    fn chain(&mut self, first: &Expr, rest: &[(Operator, Expr)], theirs: &Expression) {
        let mut at = theirs;
        for (count, (operator, operand)) in rest.iter().enumerate().rev() {
            let Expression::BinaryOp(theirs) = at else {
                return self.differ("an operation", operand.place, rest.len(), count);
            };
            self.same("an operator", operand.place, named(*operator), *theirs.operator);
            self.expr(operand, &theirs.rhs_expr);
            at = &theirs.lhs_expr;
        }
        self.expr(first, at);
    }
}

fn flatten<'a>(steps: &'a [Access], flat: &mut Vec<&'a Access>) {
    for step in steps {
        flat.push(step);
        if let Access::Splat(inner) = step {
            flatten(inner, flat);
        }
    }
}

fn named(operator: Operator) -> BinaryOperator {
    match operator {
        Operator::Or => BinaryOperator::Or,
        Operator::And => BinaryOperator::And,
        Operator::Equal => BinaryOperator::Eq,
        Operator::NotEqual => BinaryOperator::NotEq,
        Operator::Greater => BinaryOperator::Greater,
        Operator::GreaterEqual => BinaryOperator::GreaterEq,
        Operator::Less => BinaryOperator::Less,
        Operator::LessEqual => BinaryOperator::LessEq,
        Operator::Add => BinaryOperator::Plus,
        Operator::Subtract => BinaryOperator::Minus,
        Operator::Multiply => BinaryOperator::Mul,
        Operator::Divide => BinaryOperator::Div,
        Operator::Modulo => BinaryOperator::Mod,
    }
}

/// The files that end so, below a folder.
fn files(folder: &str, endings: &[&str]) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<(String, String)> = walkdir::WalkDir::new(&root)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .filter(|entry| {
            endings.iter().any(|ending| entry.path().to_string_lossy().ends_with(ending))
        })
        .map(|entry| {
            let name = entry.path().strip_prefix(&root).unwrap().to_string_lossy().into_owned();
            let bytes = std::fs::read(entry.path()).unwrap();
            (name.replace('\\', "/"), crate::tree::decode(&bytes).unwrap_or_default())
        })
        .collect();
    files.sort();
    files
}

#[test]
fn hcl_edit_reads_every_file_the_same() {
    let mut all = files("testdata", &[".tf", ".tofu", ".tfvars"]);
    all.extend(files("src/terraform/registry", &[".hcl"]));
    let (mut read, mut expressions, mut different, mut complaints) = (0, 0, 0, Vec::new());
    let mut refused = Vec::new();
    for (name, text) in &all {
        let tree = Tree::of_texts(&[("main.tf", text)]);
        let (id, file) = tree.load("main.tf").unwrap();
        let (ours, errors) = parse_body(id, &file);
        let theirs = match file.text.parse::<TheirBody>() {
            Ok(theirs) => theirs,
            Err(error) => {
                refused.push((name, error.message().to_owned(), errors.is_empty()));
                continue;
            }
        };
        if !errors.is_empty() {
            complaints.push(format!("{name}: {errors:?} here, nothing there"));
            continue;
        }
        let mut twin = Twin { text: &file.text, differences: Vec::new(), expressions: 0 };
        twin.body(&ours, &theirs);
        read += 1;
        expressions += twin.expressions;
        for what in twin.differences {
            match DIFFERENT.iter().any(|(file, text)| file == name && what.starts_with(text)) {
                true => different += 1,
                false => complaints.push(format!("{name}: {what}")),
            }
        }
    }
    assert!(
        complaints.is_empty(),
        "{} differences in {read} files, {expressions} expressions:\n{}",
        complaints.len(),
        complaints.join("\n")
    );
    assert_eq!(different, DIFFERENT.len());
    // What we cannot read either is broken on purpose.
    let refused: Vec<(&str, &str)> = refused
        .iter()
        .filter(|(.., read)| *read)
        .map(|(name, message, _)| (name.as_str(), message.as_str()))
        .collect();
    let names: Vec<&str> = refused.iter().map(|(name, _)| *name).collect();
    let known: Vec<&str> = REFUSED.iter().map(|(name, ..)| *name).collect();
    assert_eq!(names, known, "{refused:#?}");
    for ((name, message), (_, said)) in refused.iter().zip(REFUSED) {
        assert!(message.contains(said), "{name}: {message}");
    }
    assert!(read > 900 && expressions > 20_000, "{read} files, {expressions} expressions");
}

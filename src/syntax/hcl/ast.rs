//! What HCL text says: bodies, blocks, expressions, templates, each with its place.

use crate::number::Number;
use crate::source::Span;
use crate::syntax::SyntaxError;
use std::sync::Arc;

/// A place; `None` for text that stands in no file.
pub type Place = Option<Span>;

/// Attributes and blocks between braces, or a whole file.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// The attributes in source order. A repeated name is an error in Terraform; here the last one
    /// counts, and it is said.
    pub attributes: Vec<Attribute>,
    /// The blocks in source order.
    pub blocks: Vec<Block>,
    /// What Terraform refuses and this reader can read all the same; only of a whole file.
    pub odd: Vec<SyntaxError>,
}

/// `name = expression`.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// The name.
    pub name: Arc<str>,
    /// Where the name stands.
    pub place: Place,
    /// The expression.
    pub value: Expr,
}

/// `kind "label" { ... }`.
#[derive(Clone, Debug)]
pub struct Block {
    /// The block's type.
    pub kind: Arc<str>,
    /// Its labels.
    pub labels: Vec<(Arc<str>, Place)>,
    /// From the type to the last label: what a report shows for the block.
    pub header: Place,
    /// What stands between the braces.
    pub body: Body,
    /// It comes from Terraform's JSON syntax, in which nested blocks look like attributes.
    pub json: bool,
}

/// An expression and its place.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: Kind,
    /// Where it stands.
    pub place: Place,
}

/// The kinds of expressions.
#[derive(Clone, Debug)]
pub enum Kind {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number.
    Number(Number),
    /// A quoted string or a heredoc.
    Template(Arc<Template>),
    /// `[a, b]`
    List(Vec<Expr>),
    /// `{k = v}`
    Object(Vec<(Key, Expr)>),
    /// A name where a value stands: the start of a reference.
    Name(Arc<str>),
    /// A value and what is taken out of it.
    Access(Box<Expr>, Vec<Access>),
    /// `name(args)`; `expand`: the last argument ends in `...`.
    Call {
        /// The function's name; `provider::p::f` as written.
        name: Arc<str>,
        /// The arguments.
        args: Vec<Expr>,
        /// Whether the last argument is a list of further arguments.
        expand: bool,
    },
    /// `c ? a : b`
    Conditional(Box<[Expr; 3]>),
    /// Operands of one precedence level, from the left: `a + b - c`.
    Chain(Box<Expr>, Vec<(Operator, Expr)>),
    /// `!a`
    Not(Box<Expr>),
    /// `-a`
    Negate(Box<Expr>),
    /// `[for ...]`, `{for ...}`
    For(Box<For>),
    /// `(a)`: as an object's key it is an expression, not a name.
    Group(Box<Expr>),
}

/// An object's key.
#[derive(Clone, Debug)]
pub enum Key {
    /// A bare name: itself.
    Name(Arc<str>, Place),
    /// Anything else is evaluated.
    Expr(Expr),
}

/// One thing taken out of a value.
#[derive(Clone, Debug)]
pub enum Access {
    /// `.name`
    Attribute(Arc<str>, Place),
    /// `[index]`, `.0`
    Index(Expr),
    /// `.*` and `[*]` with what is taken out of every item.
    Splat(Vec<Access>),
}

/// A binary operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `||`
    Or,
    /// `&&`
    And,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Modulo,
}

/// A `for` expression.
#[derive(Clone, Debug)]
pub struct For {
    /// The name for the key or index.
    pub key: Option<Arc<str>>,
    /// The name for the value.
    pub item: Arc<str>,
    /// What is iterated.
    pub collection: Expr,
    /// An object's key; `None`: the result is a tuple.
    pub key_result: Option<Expr>,
    /// The value.
    pub result: Expr,
    /// `...`: values of equal keys are grouped.
    pub group: bool,
    /// The filter.
    pub condition: Option<Expr>,
}

/// The pieces of a quoted string, heredoc or template file.
#[derive(Clone, Debug, Default)]
pub struct Template {
    /// The pieces in order.
    pub pieces: Vec<TemplatePiece>,
    /// Literal text stood beside the pieces and a trim marker took it away: a single value is
    /// still put into a string.
    pub text: bool,
    /// A quoted string of a single run without escapes: its place is the whole literal, quotes
    /// included.
    pub plain: bool,
}

/// A piece of a template.
#[derive(Clone, Debug)]
pub enum TemplatePiece {
    /// Literal text, in runs whose source reads the same wherever it can.
    Literal(Vec<Run>),
    /// `${ ... }`
    Value(Expr),
    /// `%{ if }`
    If {
        /// The condition.
        condition: Expr,
        /// When it holds.
        then: Vec<TemplatePiece>,
        /// When it does not.
        otherwise: Vec<TemplatePiece>,
    },
    /// `%{ for }`
    For {
        /// The name for the key or index.
        key: Option<Arc<str>>,
        /// The name for the value.
        item: Arc<str>,
        /// What is iterated.
        collection: Expr,
        /// What is repeated.
        body: Vec<TemplatePiece>,
    },
}

/// Decoded text and where it was written.
#[derive(Clone, Debug)]
pub struct Run {
    /// The decoded text.
    pub text: String,
    /// Where: the same text, or the escape that stands for it.
    pub place: Place,
}

impl Body {
    /// The last attribute of a name.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().rev().find(|attribute| &*attribute.name == name)
    }

    /// The blocks of a type.
    pub fn blocks_of<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Block> {
        self.blocks.iter().filter(move |block| &*block.kind == kind)
    }
}

impl Block {
    /// A label's text.
    #[must_use]
    pub fn label(&self, index: usize) -> Option<&Arc<str>> {
        self.labels.get(index).map(|(text, _)| text)
    }
}

impl Expr {
    /// The text of a quoted string without interpolation.
    #[must_use]
    pub fn literal(&self) -> Option<String> {
        let Kind::Template(template) = &self.kind else { return None };
        template.literal()
    }

    /// The expression without enclosing parentheses.
    #[must_use]
    pub fn ungrouped(&self) -> &Expr {
        let mut at = self;
        while let Kind::Group(inner) = &at.kind {
            at = inner;
        }
        at
    }
}

impl Template {
    /// The text when nothing is interpolated.
    #[must_use]
    pub fn literal(&self) -> Option<String> {
        let mut text = String::new();
        for piece in &self.pieces {
            let TemplatePiece::Literal(runs) = piece else { return None };
            runs.iter().for_each(|run| text.push_str(&run.text));
        }
        Some(text)
    }
}

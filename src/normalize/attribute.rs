//! The rows as the policy engine sees them: an attribute's type and the value that keeps every
//! check quiet.

use crate::normalize::map::schema::{Field, Rule, field};
use crate::normalize::read::{image, statement};
use crate::normalize::tables::SHAPES;

/// A table row as the policy engine needs it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Attribute {
    /// The type its known values have.
    pub ty: AttributeType,
    /// The value that keeps every check quiet, as JSON text (`false`, `"awsvpc"`, `[]`); `None`: an
    /// opaque non-empty value of the type.
    pub good: Option<&'static str>,
}

/// The type of a canonical attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttributeType {
    /// A string.
    String,
    /// A number.
    Number,
    /// A boolean.
    Bool,
    /// A list; items are described under `path[]`.
    List,
    /// An object with known keys, described under `path.key`.
    Object,
    /// A map whose keys are the user's own; values are strings.
    FreeMap,
    /// An image reference: `{raw, scheme, registry, registry_kind, account, region, path, tag,
    /// digest}`.
    Image,
    /// Anything: not described.
    Any,
}

/// What nobody knows of a policy's statements denies what checks want denied.
const DENIAL: &str = "[{\"effect\": \"deny\", \"principals\": [{\"type\": \"*\", \"id\": \"*\"}], \
     \"conditions\": [{\"operator\": \"Bool\", \"key\": \"aws:securetransport\", \"values\": [\"false\"]}]}]";

/// A policy document's one attribute.
const POLICY: &[Field] = &[field("statements", "", "", "", Rule::Statements).good(DENIAL)];

impl Field {
    /// The fields below it.
    #[must_use]
    pub fn children(&self) -> &'static [Field] {
        match self.rule {
            Rule::Object(fields)
            | Rule::List(&Rule::Object(fields))
            | Rule::Many(&Rule::Object(fields))
            | Rule::Keyed(fields)
            | Rule::Objects(fields)
            | Rule::Pairs(fields)
            | Rule::Environment(fields)
            | Rule::Containers(fields) => fields,
            Rule::Image => image::PARTS,
            Rule::Policy => POLICY,
            Rule::Statements => statement::FIELDS,
            _ => &[],
        }
    }

    /// The document type of its values.
    #[must_use]
    pub fn ty(&self) -> AttributeType {
        match self.rule {
            Rule::Present | Rule::Bool | Rule::Enabled | Rule::Word(..) => AttributeType::Bool,
            Rule::Number | Rule::CpuUnits | Rule::MemoryMib => AttributeType::Number,
            Rule::List(_)
            | Rule::Many(_)
            | Rule::Objects(_)
            | Rule::Pairs(_)
            | Rule::Environment(_)
            | Rule::Containers(_)
            | Rule::Statements => AttributeType::List,
            Rule::Object(_) | Rule::Keyed(_) | Rule::Policy => AttributeType::Object,
            Rule::FreeMap => AttributeType::FreeMap,
            Rule::Image => AttributeType::Image,
            Rule::Any => AttributeType::Any,
            _ => AttributeType::String,
        }
    }

    /// Its row for the policy engine.
    #[must_use]
    pub fn attribute(&self) -> Attribute {
        let ty = self.ty();
        let good = self.good.or(match ty {
            AttributeType::List => Some("[]"),
            AttributeType::FreeMap => Some("{}"),
            AttributeType::Image => Some(image::GOOD),
            _ => None,
        });
        Attribute { ty, good }
    }
}

/// The row of a canonical type's attribute; list items are spelled `[]`.
#[must_use]
pub fn attribute(ty: &str, pattern: &str) -> Option<Attribute> {
    let mut fields = SHAPES.named(ty)?.fields;
    let mut segments = pattern.split('.').peekable();
    while let Some(segment) = segments.next() {
        let (name, item) = segment.strip_suffix("[]").map_or((segment, false), |name| (name, true));
        let field = fields.iter().find(|field| field.name == name)?;
        if segments.peek().is_none() {
            return if item { item_attribute(field) } else { Some(field.attribute()) };
        }
        if matches!(field.rule, Rule::FreeMap) {
            return Some(Attribute { ty: AttributeType::String, good: None });
        }
        fields = field.children();
    }
    None
}

/// The canonical types by name.
#[must_use]
pub fn types() -> Vec<&'static str> {
    let mut all: Vec<&str> = SHAPES.iter().map(|shape| shape.ty).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The source types that a canonical type is read from.
#[must_use]
pub fn sources(ty: &str) -> &'static [&'static str] {
    SHAPES.named(ty).map_or(&[], |shape| shape.sources)
}

/// The attributes of a canonical type, or those below the attribute that a pattern names; `None` where
/// the type has no such attribute, or where anything may stand below it.
#[must_use]
pub fn names_below(ty: &str, pattern: &str) -> Option<Vec<&'static str>> {
    let mut fields = SHAPES.named(ty)?.fields;
    for segment in pattern.split('.').filter(|segment| !segment.is_empty()) {
        let name = segment.trim_end_matches("[]");
        let field = fields.iter().find(|field| field.name == name)?;
        fields = field.children();
        if fields.is_empty() {
            return None;
        }
    }
    Some(fields.iter().map(|field| field.name).collect())
}

/// The row of a list's item.
fn item_attribute(list: &Field) -> Option<Attribute> {
    let ty = match list.rule {
        Rule::List(rule) | Rule::Many(rule) => field("", "", "", "", *rule).ty(),
        Rule::Objects(_)
        | Rule::Pairs(_)
        | Rule::Environment(_)
        | Rule::Containers(_)
        | Rule::Statements => AttributeType::Object,
        _ => return None,
    };
    Some(Attribute { ty, good: list.item })
}

//! The mapping tables' vocabulary: one [`Field`] per canonical attribute, with its spelling in each
//! source.
//!
//! The tables are constants: they cost nothing at start-up. A test holds them against the
//! normalization contract. [`super::table`] adds what a family does beyond its rows.

use std::collections::HashMap;

/// How a source spells attribute names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Terraform arguments: `snake_case`, nested blocks as lists.
    Terraform,
    /// CloudFormation properties: `PascalCase`.
    CloudFormation,
    /// The ECS API's JSON: `camelCase`, matched without regard to case as Go's JSON decoder (and so
    /// the AWS provider) does.
    Ecs,
}

/// What a value becomes.
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    /// A string, kept as it is; numbers and booleans become their text.
    Text,
    /// A string whose empty value means missing; numbers and booleans become their text.
    Id,
    /// As [`Rule::Id`], in lower case: an enumeration that is compared without case.
    Lower,
    /// As [`Rule::Id`], in upper case.
    Upper,
    /// A Linux capability: upper case, without `CAP_`.
    Capability,
    /// As [`Rule::Id`], `PascalCase` turned to `kebab-case` (S3's canned ACLs in CloudFormation).
    Kebab,
    /// A boolean; `"true"`, `"1"` and the like count.
    Bool,
    /// A boolean that is also spelled `ENABLED` and `DISABLED`.
    Enabled,
    /// A boolean that is also spelled by two words: the one that means true and the one that means
    /// false, without case.
    Word(&'static str, &'static str),
    /// A state that is also spelled as a boolean: the word for true and the word for false.
    State(&'static str, &'static str),
    /// True when anything is given.
    Present,
    /// A number; a numeric string counts.
    Number,
    /// ECS CPU units: a number, or `1 vCPU` (x1024).
    CpuUnits,
    /// MiB: a number, or `1 GB` (x1024).
    MemoryMib,
    /// An IP protocol: a name in lower case; `-1` is `all`, 6, 17, 1 and 58 their names.
    Protocol,
    /// A name, ARN, id or reference of a resource of one of the types.
    Ref(&'static [&'static str]),
    /// A container image reference, taken apart.
    Image,
    /// A map with the user's own keys and string values; also a list of `{key, value}` or `{name,
    /// value}`.
    FreeMap,
    /// A list whose items follow the inner rule.
    List(&'static Rule),
    /// A list that is also spelled as one value.
    Many(&'static Rule),
    /// Text, or the text of an object's attribute (without regard to case).
    Pluck(&'static str),
    /// An IAM policy document as `{statements}`.
    Policy,
    /// An object with known keys; a Terraform block list of one is its object.
    Object(&'static [Field]),
    /// An object whose attributes are written as a list of `{name, value}` (or `key`): the spelling
    /// of a field is its entry's name.
    Keyed(&'static [Field]),
    /// A list of objects.
    Objects(&'static [Field]),
    /// A list of objects that may also be written as a map from the first field to the second.
    Pairs(&'static [Field]),
    /// As [`Rule::Pairs`], the environment: what is known of values that are URLs is put beside
    /// them.
    Environment(&'static [Field]),
    /// ECS container definitions: a JSON string in Terraform, a list elsewhere; keys as the ECS API
    /// spells them.
    Containers(&'static [Field]),
    /// The statements of an IAM policy document.
    Statements,
    /// User data: text, perhaps base64.
    UserData,
    /// Anything, kept as it is.
    Any,
}

/// A canonical attribute.
///
/// A spelling is a dotted path below the parent's; alternatives are separated by ` | `, the first
/// that is there wins. `=` stands for the canonical name (Terraform) or for CloudFormation's first
/// spelling with a small first letter (ECS); the empty spelling: the source has no such attribute.
/// `satellite_type:path` reads a resource folded into the owner.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The canonical name.
    pub name: &'static str,
    /// Terraform's spelling.
    pub tf: &'static str,
    /// CloudFormation's spelling.
    pub cfn: &'static str,
    /// The ECS API's spelling.
    pub ecs: &'static str,
    /// What the value becomes.
    pub rule: Rule,
    /// The value that keeps every check quiet, as JSON.
    pub good: Option<&'static str>,
    /// The same for an item of a list.
    pub item: Option<&'static str>,
    /// Whether no check reads it: that its contents are not known hides no finding.
    pub unread: bool,
}

impl Field {
    /// The field with its `good` value.
    #[must_use]
    pub const fn good(mut self, good: &'static str) -> Field {
        self.good = Some(good);
        self
    }

    /// The field with a `good` value for each of its items.
    #[must_use]
    pub const fn item(mut self, good: &'static str) -> Field {
        self.item = Some(good);
        self
    }

    /// The field as one that no check reads.
    #[must_use]
    pub const fn unread(mut self) -> Field {
        self.unread = true;
        self
    }

    /// The alternatives of its spelling in a source, resolved; empty where the source has no such
    /// attribute.
    pub fn spellings(&self, dialect: Dialect) -> impl Iterator<Item = &'static str> + use<> {
        let (text, default) = match dialect {
            Dialect::Terraform => (self.tf, self.name),
            Dialect::CloudFormation => (self.cfn, self.cfn),
            Dialect::Ecs => (self.ecs, self.cfn.split('|').next().unwrap_or_default().trim_end()),
        };
        text.split('|')
            .map(str::trim)
            .map(move |path| if path == "=" { default } else { path })
            .filter(|path| !path.is_empty())
    }
}

/// A field: canonical name, Terraform, CloudFormation, ECS, rule.
#[must_use]
pub const fn field(
    name: &'static str,
    tf: &'static str,
    cfn: &'static str,
    ecs: &'static str,
    rule: Rule,
) -> Field {
    Field { name, tf, cfn, ecs, rule, good: None, item: None, unread: false }
}

/// A field that the three sources spell alike.
#[must_use]
pub const fn same(name: &'static str, cfn: &'static str, rule: Rule) -> Field {
    field(name, "=", cfn, "=", rule)
}

/// A field of a type that the ECS API's JSON does not have.
#[must_use]
pub const fn two(name: &'static str, tf: &'static str, cfn: &'static str, rule: Rule) -> Field {
    field(name, tf, cfn, "", rule)
}

/// A resource that is folded into its owner.
#[derive(Clone, Copy, Debug)]
pub struct Satellite {
    /// The satellite's source type.
    pub source_type: &'static str,
    /// The attribute, in the source's spelling, that names the owner.
    pub link: &'static str,
}

/// Canonical attributes in order.
pub type Entries = indexmap::IndexMap<std::sync::Arc<str>, crate::value::Entry>;

/// A canonical type: what it is read from, its attributes, and what is folded into it.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// The canonical type.
    pub ty: &'static str,
    /// The source types it is read from, whatever the format.
    pub sources: &'static [&'static str],
    /// The attribute that holds a literal name others may refer to.
    pub name: &'static str,
    /// Its attributes.
    pub fields: &'static [Field],
    /// Resources folded into it.
    pub satellites: &'static [Satellite],
}

/// The canonical types, by name and by what they are read from.
pub struct Shapes {
    all: Vec<&'static Shape>,
    by_type: HashMap<&'static str, &'static Shape>,
    by_source: HashMap<&'static str, &'static Shape>,
}

impl Shapes {
    /// The types in the order of their tables: of two with one name, or of one source type, the
    /// first is meant.
    pub fn new(all: impl Iterator<Item = &'static Shape>) -> Shapes {
        let all: Vec<&'static Shape> = all.collect();
        let (mut by_type, mut by_source) = (HashMap::new(), HashMap::new());
        for shape in &all {
            by_type.entry(shape.ty).or_insert(*shape);
            for source in shape.sources {
                by_source.entry(*source).or_insert(*shape);
            }
        }
        Shapes { all, by_type, by_source }
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = &'static Shape> {
        self.all.iter().copied()
    }

    /// A canonical type by its name.
    #[must_use]
    pub fn named(&self, ty: &str) -> Option<&'static Shape> {
        self.by_type.get(ty).copied()
    }

    /// The canonical type that a source type is mapped to.
    #[must_use]
    pub fn of_source(&self, source_type: &str) -> Option<&'static Shape> {
        self.by_source.get(source_type).copied()
    }
}

/// A satellite: its source type, and the attribute that names the owner.
#[must_use]
pub const fn satellite(source_type: &'static str, link: &'static str) -> Satellite {
    Satellite { source_type, link }
}

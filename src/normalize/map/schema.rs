//! The mapping tables' vocabulary: one [`Field`] per canonical attribute, with its spelling in each
//! source.
//!
//! The tables are constants: they cost nothing at start-up. A test holds them against the
//! normalization contract.

use crate::normalize::{Attribute, AttributeType};

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

    /// The alternatives of its spelling in a source, resolved; empty where the source has no such
    /// attribute.
    pub fn spellings(&self, dialect: Dialect) -> impl Iterator<Item = &'static str> + use<> {
        let (text, default) = match dialect {
            Dialect::Terraform => (self.tf, self.name),
            Dialect::CloudFormation => (self.cfn, self.cfn),
            Dialect::Ecs => (self.ecs, self.cfn.split(" | ").next().unwrap_or_default()),
        };
        text.split(" | ")
            .map(move |path| if path == "=" { default } else { path })
            .filter(|path| !path.is_empty())
    }

    /// The fields below it.
    #[must_use]
    pub fn children(&self) -> &'static [Field] {
        match self.rule {
            Rule::Object(fields)
            | Rule::Keyed(fields)
            | Rule::Objects(fields)
            | Rule::Pairs(fields)
            | Rule::Environment(fields)
            | Rule::Containers(fields) => fields,
            Rule::Image => crate::normalize::read::image::PARTS,
            Rule::Policy => POLICY,
            Rule::Statements => crate::normalize::read::statement::FIELDS,
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
            AttributeType::Image => Some(crate::normalize::read::image::GOOD),
            _ => None,
        });
        Attribute { ty, good }
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
    Field { name, tf, cfn, ecs, rule, good: None, item: None }
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

/// What a family does to a resource's canonical attributes where the structure differs between
/// sources.
pub type Finish = fn(&mut crate::normalize::map::walk::Walk<'_>, &mut Entries);

/// Canonical attributes in order.
pub type Entries = indexmap::IndexMap<std::sync::Arc<str>, crate::value::Entry>;

/// What nobody knows of a policy's statements denies what checks want denied.
const DENIAL: &str = "[{\"effect\": \"deny\", \"principals\": [{\"type\": \"*\", \"id\": \"*\"}], \
     \"conditions\": [{\"operator\": \"Bool\", \"key\": \"aws:securetransport\", \"values\": [\"false\"]}]}]";

/// A policy document's one attribute.
const POLICY: &[Field] = &[field("statements", "", "", "", Rule::Statements).good(DENIAL)];

/// A canonical type.
#[derive(Clone, Copy, Debug)]
pub struct Table {
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
    /// What its family does beyond the table.
    pub finish: Option<Finish>,
}

impl Table {
    /// A table without satellites.
    #[must_use]
    pub const fn new(
        ty: &'static str,
        sources: &'static [&'static str],
        name: &'static str,
        fields: &'static [Field],
    ) -> Table {
        Table { ty, sources, name, fields, satellites: &[], finish: None }
    }

    /// The table with resources that are folded into its own.
    #[must_use]
    pub const fn satellites(mut self, satellites: &'static [Satellite]) -> Table {
        self.satellites = satellites;
        self
    }

    /// The table with what its family does beyond it.
    #[must_use]
    pub const fn finish(mut self, finish: Finish) -> Table {
        self.finish = Some(finish);
        self
    }
}

/// A satellite: its source type, and the attribute that names the owner.
#[must_use]
pub const fn satellite(source_type: &'static str, link: &'static str) -> Satellite {
    Satellite { source_type, link }
}

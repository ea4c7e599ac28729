//! Version 1 of the printed document, field by field.
//!
//! As the JSON report's structs, these are the format and frozen: a field may be added, anything
//! else is version 2. What policies see has the same shape, but is made elsewhere, world by world,
//! and holds no unknown.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Number, Value as Json};

/// The format's name and version.
pub const SCHEMA: &str = "stridelint-document/1";

/// The normalized document of one unit.
#[derive(JsonSchema, Serialize)]
pub struct Document<'a> {
    /// The format's name and version.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: &'static str,
    /// The unit.
    pub unit: Unit<'a>,
    /// Its resources by address, in source order.
    pub resources: IndexMap<&'a str, Resource<'a>>,
    /// The addresses of each canonical type's resources.
    pub by_type: IndexMap<&'a str, Vec<&'a str>>,
    /// The conditions that are not known, by id.
    pub conditions: IndexMap<&'a str, Condition<'a>>,
    /// The policies' settings.
    pub settings: &'a Map<String, Json>,
}

/// One deployable thing.
#[derive(JsonSchema, Serialize)]
pub struct Unit<'a> {
    /// The unit's id.
    pub id: &'a str,
    /// The format.
    #[schemars(extend("enum" = ["terraform", "terraform-plan", "cloudformation", "ecs"]))]
    pub format: &'static str,
    /// Its folder, or its file.
    pub root: &'a str,
    /// The files read.
    pub files: &'a [String],
    /// Whether it is deployed as it stands, or a module that others call.
    pub deployable: bool,
    /// Whether it lies under examples, tests or fixtures.
    pub example: bool,
    /// The modules that could not be read.
    pub opaque: Vec<Opaque<'a>>,
    /// The ids of a library's resources that nothing outside it can name.
    pub alone: &'a [String],
    /// The date that counted as today, `YYYY-MM-DD`.
    pub today: &'a str,
}

/// A module that could not be read.
#[derive(JsonSchema, Serialize)]
pub struct Opaque<'a> {
    /// The call's address.
    pub address: &'a str,
    /// Its source, as written; credentials redacted.
    pub source: String,
    /// The addresses of the resources that its arguments refer to.
    pub inputs: &'a [String],
}

/// A condition that is not known.
#[derive(JsonSchema, Serialize)]
pub struct Condition<'a> {
    /// The condition, as written.
    pub text: &'a str,
    /// Why it is not known.
    pub reason: String,
}

/// A resource.
#[derive(JsonSchema, Serialize)]
pub struct Resource<'a> {
    /// Its address.
    pub id: &'a str,
    /// Its canonical type, or the source type where no table maps it.
    #[serde(rename = "type")]
    pub ty: &'a str,
    /// Its type in the source.
    pub source_type: &'a str,
    /// Its own name.
    pub name: &'a str,
    /// Whether it depends on a condition that it is there.
    pub maybe: Maybe,
    /// Its attributes under their canonical names.
    pub values: Value,
    /// What the values refer to, by JSON pointer into `values`.
    pub refs: IndexMap<String, Vec<Edge>>,
    /// What is known of where the values come from, by JSON pointer into `values`.
    pub marks: IndexMap<String, Vec<&'static str>>,
    /// Facts derived from the whole document.
    pub derived: Json,
    /// What is said about its life: `prevent_destroy`, `deletion_policy` and the like.
    pub lifecycle: Value,
    /// The addresses of the resources folded into it.
    pub satellites: &'a [String],
    /// How a person calls it, where the address says little.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display: Option<&'a str>,
    /// It stands for a resource elsewhere that it belongs to: of that one only what the values say
    /// is known.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub apart: bool,
}

/// Whether a resource is there.
#[derive(JsonSchema, Serialize)]
#[serde(untagged)]
pub enum Maybe {
    /// Always: `false`.
    Always(bool),
    /// When the condition of this id holds, or with a `!` before it when it does not.
    If(String),
}

/// A reference to another resource.
#[derive(JsonSchema, Serialize)]
pub struct Edge {
    /// The other's address.
    pub to: String,
    /// Its attribute; empty for the resource as a whole.
    pub attribute: String,
}

/// A value. What is not plain is an object with a `$` key; a key of the user's own that begins with
/// `$` has a second one.
#[derive(JsonSchema, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// Nothing.
    Null,
    /// A truth value.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A number that no double holds. It is printed as a number, digit by digit.
    #[schemars(skip)]
    Exact(Exact),
    /// A text; `***` where it is a secret, `${address.attribute}` where it is a reference.
    String(String),
    /// A list.
    List(Vec<Value>),
    /// It is not known.
    Unknown(Unknown),
    /// It depends on a condition that is not known.
    Either(Box<Either>),
    /// An arm that has no value.
    Missing(Missing),
    /// A map; `$rest` in it is an unknown that stands for further entries.
    Map(IndexMap<String, Value>),
}

/// A number that no double holds, on its way to the text: `write` makes a number of it again.
#[derive(Serialize)]
pub struct Exact {
    /// Its digits.
    #[serde(rename = "$number")]
    pub digits: String,
}

/// A value that is not known.
#[derive(JsonSchema, Serialize)]
pub struct Unknown {
    /// Why.
    #[serde(rename = "$unknown")]
    pub reason: String,
    /// How a text begins of which the rest is not known.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub prefix: String,
    /// How it ends.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub suffix: String,
    /// In a list or a map: it stands for any number of further items.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub rest: bool,
}

/// A value that depends on a condition that is not known.
#[derive(JsonSchema, Serialize)]
pub struct Either {
    /// The values when it holds and when it does not.
    #[serde(rename = "$either")]
    pub arms: [Value; 2],
    /// The condition's id.
    pub condition: String,
}

/// No value.
#[derive(JsonSchema, Serialize)]
pub struct Missing {
    /// Always true.
    #[serde(rename = "$missing")]
    pub missing: bool,
}

//! Version 1 of the model as JSON, field by field: these structs are the format and nothing else.
//! A field may be added; anything else is version 2.

mod threats;

pub use threats::{Basis, Checked, Entry, Finding, State, Target, Threat, Verdict};

use super::code::{Code, Origin};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

/// The format's name and version.
pub const SCHEMA: &str = "stridelint-model/1";

/// The threat model of what was read.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Model {
    /// The format's name and version.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: &'static str,
    /// The program's version.
    pub version: &'static str,
    /// The date that counted as today, `YYYY-MM-DD`.
    pub today: String,
    /// One model per system.
    pub systems: Vec<System>,
    /// What concerns no system: units without a model, and why.
    pub notes: Vec<Note>,
}

/// Units that refer to one another.
#[derive(Clone, Debug, Default, JsonSchema, Serialize)]
pub struct System {
    /// The units, named relative to the path that was given.
    pub units: Vec<String>,
    /// The trust boundaries, by id.
    pub boundaries: Vec<Boundary>,
    /// The elements, by id.
    pub elements: Vec<Element>,
    /// The data flows, by id.
    pub flows: Vec<Flow>,
    /// The threats, by category and id; empty where nobody asked the policies.
    pub threats: Vec<Threat>,
    /// What the policies found in the units, by place.
    pub findings: Vec<Finding>,
    /// What the code does not tell, and what else a reader has to know.
    pub notes: Vec<Note>,
    /// What stands behind it.
    #[serde(skip)]
    pub code: Code,
}

/// A trust boundary.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Boundary {
    /// Its id, made of addresses.
    pub id: String,
    /// What it is.
    #[schemars(extend("enum" = ["internet", "network", "aws", "account", "vpc", "subnets"]))]
    pub kind: &'static str,
    /// How a person calls it.
    pub name: String,
    /// The address of the resource that it stands for.
    pub address: Option<String>,
    /// The boundary around it.
    pub parent: Option<String>,
    /// The addresses of the resources that make it: subnets.
    pub members: Vec<String>,
    /// What is known of it besides.
    pub properties: BTreeMap<&'static str, Json>,
    /// What in the code proves it.
    pub evidence: Vec<Evidence>,
    /// The resources that prove it.
    #[serde(skip)]
    pub origins: BTreeSet<Origin>,
}

/// A thing that sends, receives or keeps data.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Element {
    /// Its id, made of its kind and address; of a thing outside the code of its kind and name.
    pub id: String,
    /// What it is.
    pub kind: &'static str,
    /// How a person calls it.
    pub name: String,
    /// The unit that has its resource.
    pub unit: Option<String>,
    /// The address of its resource.
    pub address: Option<String>,
    /// The type of its resource in the source.
    pub source_type: Option<String>,
    /// The innermost boundary that it lies in.
    pub boundary: Option<String>,
    /// Whether it depends on a condition that it is there.
    pub maybe: Maybe,
    /// How many instances of `count` or `for_each` it stands for; null where that is not known.
    pub instances: Option<u32>,
    /// What is known of it besides.
    pub properties: BTreeMap<&'static str, Json>,
    /// What of it is not known.
    pub unknown: Vec<Unknown>,
    /// The findings that stand on it, by their fingerprints.
    pub findings: Vec<String>,
    /// What in the code proves it.
    pub evidence: Vec<Evidence>,
    /// The resources that prove it.
    #[serde(skip)]
    pub origins: BTreeSet<Origin>,
}

/// A data flow.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Flow {
    /// Its id: kind, ends and port.
    pub id: String,
    /// What flows.
    pub kind: &'static str,
    /// The id of the element that starts it.
    pub from: String,
    /// The id of the element that it leads to.
    pub to: String,
    /// How a person calls it.
    pub name: String,
    /// The protocol.
    pub protocol: Option<String>,
    /// The port at its end.
    pub port: Option<i64>,
    /// Whether it is encrypted.
    pub encrypted: Encrypted,
    /// How who starts it proves who he is.
    pub authenticated: Authenticated,
    /// What it carries.
    pub data: Vec<&'static str>,
    /// The boundaries that are left and entered on its way.
    pub crosses: Vec<String>,
    /// How far the code states it.
    pub certainty: Certainty,
    /// Whether it depends on a condition that it is there.
    pub maybe: Maybe,
    /// The rule that draws it.
    pub rule: &'static str,
    /// What of it is not known.
    pub unknown: Vec<Unknown>,
    /// The findings that stand on it, by their fingerprints.
    pub findings: Vec<String>,
    /// What in the code proves it.
    pub evidence: Vec<Evidence>,
    /// Everything that comes this way is sent on to an encrypted one.
    #[serde(skip)]
    pub redirects: bool,
    /// The resources that prove it.
    #[serde(skip)]
    pub origins: BTreeSet<Origin>,
}

/// Whether something is there.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize)]
#[serde(untagged)]
pub enum Maybe {
    /// Always: `false`.
    Always(bool),
    /// When this condition holds.
    If(String),
}

/// What is not known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, JsonSchema, Serialize)]
pub struct Unknown {
    /// The attribute.
    pub path: String,
    /// Why it is not known.
    pub reason: String,
}

/// A place in the code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, JsonSchema, Serialize)]
pub struct Evidence {
    /// The file, as findings name it.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// What it proves.
    pub role: &'static str,
    /// What it is a place of.
    #[serde(skip)]
    pub origin: Option<Origin>,
}

/// What a reader has to know.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, JsonSchema, Serialize)]
pub struct Note {
    /// What it is about.
    pub kind: &'static str,
    /// The sentence.
    pub text: String,
    /// Where in the code.
    pub evidence: Vec<Evidence>,
}

/// Whether a flow is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, JsonSchema, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encrypted {
    /// It is in the clear.
    No,
    /// The code does not tell.
    Unknown,
    /// It is encrypted.
    Yes,
    /// The provider carries it inside its own network.
    Provider,
}

/// How who starts a flow proves who he is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, JsonSchema, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Authenticated {
    /// With credentials of AWS.
    Iam,
    /// With a certificate of his own.
    MutualTls,
    /// With a password or token.
    Password,
    /// Not at all.
    None,
    /// The code does not tell.
    Unknown,
}

/// How far the code states a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, JsonSchema, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// The code says it.
    Stated,
    /// A part of it is inferred.
    Inferred,
    /// It hangs on something that is not known.
    Undecided,
    /// It is configured, and something forbids it: no diagram draws it.
    Blocked,
}

impl Flow {
    /// Whether diagrams draw it.
    #[must_use]
    pub fn is_drawn(&self) -> bool {
        self.certainty != Certainty::Blocked
    }
}

//! Units and what evaluating one yields: the border between the formats and everything after them.

use crate::gap::Gap;
use crate::secret::Known;
use crate::source::Span;
use crate::value::{Condition, Place, Value};
use indexmap::IndexMap;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The format a unit is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// A Terraform (or OpenTofu) root module.
    Terraform,
    /// A Terraform plan in JSON (`terraform show -json`).
    Plan,
    /// A CloudFormation template with the nested stacks it names.
    CloudFormation,
    /// An ECS task definition (or service, cluster) in JSON or YAML.
    Ecs,
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 4] =
        [Format::Terraform, Format::Plan, Format::CloudFormation, Format::Ecs];

    /// The name in the document.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Format::Terraform => "terraform",
            Format::Plan => "terraform-plan",
            Format::CloudFormation => "cloudformation",
            Format::Ecs => "ecs",
        }
    }
}

/// One deployable thing: what is evaluated at once and gets one document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unit {
    /// Path below the tree's root (`.` for the root itself), with the variant's name behind `@` if
    /// it has one.
    pub id: String,
    /// The format.
    pub format: Format,
    /// Terraform: the folder, empty for the tree's root. Else: the file.
    pub root: String,
    /// It lies under examples, test(s) or fixtures: scanned and counted apart.
    pub example: bool,
    /// Terraform: another folder of the tree calls it (it is a unit all the same: the first of a
    /// circle of calls).
    pub called: bool,
}

/// Values that a caller gives: `--var`, `--var-file`, `--parameter`, `[[unit]]` in the
/// configuration.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// Terraform variables and variable files in the order given: a later one wins, whichever it is
    /// (Terraform language, "Variable Definition Precedence").
    pub variables: Vec<Assignment>,
    /// CloudFormation parameters: of two that set the same one the later wins.
    pub parameters: Vec<Parameter>,
}

impl Inputs {
    /// The variable files, in the order given.
    pub fn var_files(&self) -> impl Iterator<Item = &str> {
        self.variables.iter().filter_map(|given| match given {
            Assignment::File(path) => Some(path.as_str()),
            Assignment::Value(..) => None,
        })
    }
}

/// A TOML value as Terraform's command line has it: text as it is, anything else as JSON.
#[must_use]
pub fn as_input(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        other => serde_json::to_string(other).unwrap_or_default(),
    }
}

/// What sets CloudFormation parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Parameter {
    /// A name and its value.
    Value(String, String),
    /// A file with values.
    File(ParameterFile),
}

/// A file with values for CloudFormation parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParameterFile {
    /// A file of the tree: its path below the root.
    Inside(String),
    /// A file elsewhere: how messages name it, and its text or why it has none.
    Outside(String, Result<String, String>),
}

impl ParameterFile {
    /// The file's name and why it cannot be read.
    #[must_use]
    pub fn fault(&self) -> Option<(&str, &str)> {
        match self {
            ParameterFile::Outside(name, Err(why)) => Some((name, why)),
            ParameterFile::Inside(_) | ParameterFile::Outside(_, Ok(_)) => None,
        }
    }
}

/// What sets Terraform variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Assignment {
    /// A name, and the text as on Terraform's command line.
    Value(String, String),
    /// A variable file: its path below the tree's root, or an absolute path that the user named.
    File(String),
}

/// What kind of thing a resource's address names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ResourceKind {
    /// A real resource.
    Managed,
    /// A Terraform data source (its values are what is written; its attributes are unknown).
    Data,
    /// `provider.aws`, `provider.aws.alias`.
    Provider,
    /// `terraform.backend.s3`.
    Backend,
    /// `module.x`: a module call.
    Module,
    /// `var.x`: a variable's declaration.
    Variable,
    /// `Parameters/X`: a CloudFormation parameter.
    Parameter,
}

/// Whether something exists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Presence {
    /// It does.
    #[default]
    Always,
    /// It exists when the condition holds (`true`) or does not hold (`false`).
    If(Arc<Condition>, bool),
}

/// A resource as its format spells it, with located values.
#[derive(Clone, Debug)]
pub struct Resource {
    /// The address within the unit, unique.
    pub address: String,
    /// What the address names.
    pub kind: ResourceKind,
    /// The type in the source: `aws_ecs_task_definition`, `AWS::ECS::TaskDefinition`,
    /// `ecs.task-definition`.
    pub source_type: String,
    /// The name in the source: the block's label, the logical id, the family.
    pub name: String,
    /// Its attributes in the source's spelling: a map. Terraform's nested blocks are a list of maps
    /// under the block's type, always.
    pub values: Value,
    /// The block's header (`resource "aws_ecs_service" "this"`), the logical id's key, the
    /// document's start.
    pub place: Place,
    /// Whether it exists.
    pub presence: Presence,
    /// Terraform: `{ignore_changes: [...], prevent_destroy: ...}`; CloudFormation:
    /// `{deletion_policy: ...}`. A map, empty when nothing is said.
    pub lifecycle: Value,
    /// How a person calls it where the address says little (`aws:cdk:path`).
    pub display: Option<String>,
    /// Terraform: the call that brings it about, where what is known of a module that is not there makes
    /// it: nobody wrote the rest of its address.
    pub modelled: Option<Arc<str>>,
}

/// A module or nested stack whose content is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opaque {
    /// The call's address.
    pub address: String,
    /// The source, as written.
    pub source: String,
    /// Addresses of resources that its arguments refer to.
    pub inputs: Vec<String>,
}

/// Something that a registry module makes and that what is known of the module leaves out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The address that it would have.
    pub address: String,
    /// The call that brings it about.
    pub call: String,
    /// The type in the source.
    pub source_type: String,
}

/// A block that has no instance, because variables have their defaults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Off {
    /// The block's address; of a `dynamic` block that of the resource that it stands in.
    pub address: String,
    /// What a `dynamic` block makes.
    pub block: Option<Arc<str>>,
    /// What decides it: its `count` or `for_each`.
    pub span: Option<Span>,
    /// The variables that have their defaults and a say in it.
    pub variables: Vec<String>,
    /// Those of them whose defaults alone decide it; empty where something else does, too.
    pub deciding: Vec<String>,
    /// What the first of them is to be set to, where it is a flag.
    pub switch: Option<bool>,
}

/// What a module says became of an address: Terraform's `moved` and `removed` blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// The address before, within the unit.
    pub from: String,
    /// The address now; `None`: it is no longer managed here.
    pub to: Option<String>,
}

/// What evaluating a unit yields.
#[derive(Clone, Debug, Default)]
pub struct Evaluated {
    /// The files read, below the tree's root, sorted.
    pub files: Vec<String>,
    /// Whether this is deployed as it stands, or a library module that something else calls.
    pub deployable: bool,
    /// Modules and nested stacks that could not be read.
    pub opaque: Vec<Opaque>,
    /// What registry modules make besides, of which nothing is known.
    pub left_out: Vec<LeftOut>,
    /// What became of addresses that the unit had before.
    pub moves: Vec<Move>,
    /// What was not looked at, or could not be judged.
    pub gaps: Vec<Gap>,
    /// Every resource, in source order.
    pub resources: Vec<Resource>,
    /// The unknown conditions that values or resources depend on, by id.
    pub conditions: IndexMap<Arc<str>, Arc<Condition>>,
    /// Blocks without an instance, because variables have their defaults.
    pub off: Vec<Off>,
    /// The addresses of what its outputs give out, where others call it: whoever calls it can name
    /// these.
    pub given_out: BTreeSet<String>,
    /// The texts of secret values that were met.
    pub secrets: Known,
    /// The same unit with the existence of things left open where a default alone decides it, and
    /// whoever uses the unit may decide otherwise. `None`: no default decides such a thing.
    pub otherwise: Option<Box<Evaluated>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_toml_value_is_what_a_command_line_would_say() {
        let table: toml::Table = "a = 1\nb = \"x\"\nc = [true]".parse().unwrap();
        let given: Vec<String> = table.values().map(as_input).collect();
        assert_eq!(given, ["1", "x", "[true]"]);
    }
}

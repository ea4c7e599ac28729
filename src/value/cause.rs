//! Why a value is not known.
//!
//! What decides on a cause matches its variant; the sentence is for people. Each variant carries
//! what would settle it (the variable, the parameter, the module), so that results which hang on
//! the same thing can be told together.

use super::Condition;
use std::fmt;
use std::sync::Arc;

/// Why a value is not known. `Display` gives the sentence that reports print.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// A Terraform variable that has no default and that nobody sets.
    NoDefault {
        /// `var.image`, with the path of its module in front.
        variable: Arc<str>,
    },
    /// A Terraform variable whose default a caller may refuse.
    Suggested {
        /// `var.image`.
        variable: Arc<str>,
    },
    /// A CloudFormation parameter that has no value.
    NotGiven {
        /// Its name, with the path of its stack in front.
        parameter: Arc<str>,
        /// Whether the stack is nested: its parent should give the value.
        nested: bool,
    },
    /// A stack keeps the value that a parameter has (`UsePreviousValue`).
    PreviousValue,
    /// A CloudFormation parameter of a type that Systems Manager fills in.
    SsmParameter {
        /// The parameter of the template.
        parameter: Arc<str>,
        /// The name that Systems Manager knows the value by.
        name: Arc<str>,
    },
    /// A dynamic reference (`{{resolve:ssm:/name}}`).
    Resolved {
        /// Where it is read.
        store: Store,
        /// The name there; a part that is not known is `*`.
        name: Arc<str>,
    },
    /// A pseudo parameter of CloudFormation.
    Pseudo {
        /// `AWS::AccountId`.
        name: Arc<str>,
    },
    /// What Terraform's AWS provider says of the account it runs in.
    Account {
        /// The data source's address.
        source: Arc<str>,
        /// The attribute.
        attribute: Arc<str>,
    },
    /// Something that depends on where, when or by whom the program is run; the whole sentence.
    Runner(Arc<str>),
    /// What CloudFormation knows of a resource when it is there.
    AtDeployment {
        /// The resource's address.
        resource: Arc<str>,
        /// The attribute, or `Ref`.
        attribute: Arc<str>,
    },
    /// What CloudFormation knows when it deploys, whatever the resource; the whole sentence.
    Deployment(Arc<str>),
    /// What Terraform knows of a resource or data source when it is there.
    AfterApply {
        /// Its address.
        resource: Arc<str>,
        /// The attribute; empty for the whole of it.
        attribute: Arc<str>,
    },
    /// The export of a stack that is not in the tree.
    Export {
        /// Its name; a part that is not known is `*`.
        name: Arc<str>,
        /// How many templates of the tree export it.
        exporters: usize,
    },
    /// The output of a stack that is not in the tree.
    StackOutput {
        /// The stack's name.
        stack: Arc<str>,
        /// The output's name.
        output: Arc<str>,
    },
    /// What a transform or macro makes; the whole sentence.
    Transform(Arc<str>),
    /// Which instances a module has is not known.
    Instances {
        /// The call's address.
        address: Arc<str>,
    },
    /// A module that is not read.
    Module(Arc<UnreadModule>),
    /// A file that an expression names and that is not read; the whole sentence.
    File(Arc<str>),
    /// A placeholder that something fills in before the file is used.
    Placeholder {
        /// As it is written: `<IMAGE1_NAME>`.
        written: Arc<str>,
    },
    /// An environment variable that a placeholder names.
    Environment {
        /// Its name.
        name: Arc<str>,
    },
    /// The file around a list of containers is written elsewhere.
    ContainersOnly,
    /// An instance's own number or key, where the number of instances is not known.
    Repeated {
        /// `count` or `for_each`.
        by: &'static str,
        /// What is repeated.
        address: Arc<str>,
        /// Why the number is not known.
        why: Arc<Cause>,
    },
    /// An entry that a later map may replace.
    Overridden {
        /// The entry's key.
        key: Arc<str>,
        /// Why the later map is not known.
        why: Arc<Cause>,
    },
    /// A text of which too little is known to read it.
    Unreadable {
        /// Why the rest of the text is not known.
        why: Arc<Cause>,
        /// The format it should have.
        format: &'static str,
        /// What is wrong with what is known.
        error: Arc<str>,
    },
    /// A value that has two, by a condition that is not known.
    Condition(Arc<Condition>),
    /// An arm of a condition in which Terraform would refuse the expression; its message.
    WouldFail(Arc<str>),
    /// The source is wrong at this place; the whole sentence, which is a problem as well.
    Wrong(Arc<str>),
    /// A limit of this program; the whole sentence.
    Limit(Arc<str>),
    /// A function that is not run; the whole sentence.
    NotRun(Arc<str>),
    /// Something beside it may be a part of it: it names its owner by a text that is not known.
    MayBelong {
        /// Its address.
        address: Arc<str>,
    },
    /// What decides is not in this code; the whole sentence.
    Outside(Arc<str>),
    /// Nothing here says it, and whoever calls the unit as a module may add it.
    Caller,
    /// Something that it is made of is not known, and no more can be said.
    Part(&'static str),
}

/// What a plan decides, as an instruction; cures end in it.
pub const PLAN: &str = "scan a plan (`terraform show -json`)";

/// Where a dynamic reference is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Store {
    /// Secrets Manager.
    Secret,
    /// A secure string of Systems Manager.
    SecureSsmParameter,
    /// A string of Systems Manager.
    SsmParameter,
    /// A service that this program does not know.
    Other,
}

/// A module that is not read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnreadModule {
    /// The call's address: `module.network`.
    pub address: Arc<str>,
    /// Its source, where it is a literal.
    pub source: Option<Arc<str>>,
    /// Its version constraint, where it is a literal.
    pub version: Option<Arc<str>>,
    /// Why it is not read.
    pub why: WhyUnread,
}

/// Why a module is not read. `Display` gives the end of a sentence.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WhyUnread {
    /// The call names no source.
    NoSource,
    /// The source is an expression.
    NotLiteral,
    /// The source is a path that leads out of the tree.
    Outside(Arc<str>),
    /// The source is a path at which there is no module.
    Absent(Arc<str>),
    /// The source is a registry's or a repository's, and is not downloaded.
    NotDownloaded(Arc<str>),
    /// The call stands in a circle, or beyond a limit; the end of the sentence.
    Refused(Arc<str>),
}

impl fmt::Display for WhyUnread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WhyUnread::NoSource => f.write_str("it has no source"),
            WhyUnread::NotLiteral => f.write_str("its source is not a literal"),
            WhyUnread::Outside(source) => {
                write!(f, "its source `{source}` leads outside the scanned folder")
            }
            WhyUnread::Absent(source) => {
                write!(f, "its source `{source}` is not in the scanned folder")
            }
            WhyUnread::NotDownloaded(source) => {
                write!(f, "its source `{source}` is not downloaded")
            }
            WhyUnread::Refused(message) => f.write_str(message),
        }
    }
}

impl Cause {
    /// The source is wrong at this place.
    pub fn wrong(message: impl Into<Arc<str>>) -> Cause {
        Cause::Wrong(message.into())
    }

    /// A limit of this program.
    pub fn limit(message: impl Into<Arc<str>>) -> Cause {
        Cause::Limit(message.into())
    }

    /// What decides is not in this code.
    pub fn outside(message: impl Into<Arc<str>>) -> Cause {
        Cause::Outside(message.into())
    }

    /// What decides in the end: the variable that a condition asks for, not the condition.
    #[must_use]
    pub fn root(&self) -> &Cause {
        match self {
            Cause::Repeated { why, .. }
            | Cause::Overridden { why, .. }
            | Cause::Unreadable { why, .. } => why.root(),
            Cause::Condition(condition) if !matches!(condition.reason, Cause::Part(_)) => {
                condition.reason.root()
            }
            _ => self,
        }
    }

    /// Whether whoever calls the unit as a module decides it.
    #[must_use]
    pub fn is_for_callers(&self) -> bool {
        match self.root() {
            Cause::NoDefault { variable } | Cause::Suggested { variable } => {
                variable.starts_with("var.")
            }
            Cause::Caller => true,
            _ => false,
        }
    }

    /// The name of the Systems Manager parameter that the value is read from.
    #[must_use]
    pub fn ssm_name(&self) -> Option<&str> {
        match self {
            Cause::SsmParameter { name, .. }
            | Cause::Resolved { store: Store::SsmParameter | Store::SecureSsmParameter, name } => {
                Some(name)
            }
            _ => None,
        }
    }

    /// What would make the value known, as an instruction; `None` where nothing that can be given
    /// to a scan would.
    #[must_use]
    pub fn cure(&self) -> Option<String> {
        Some(match self {
            Cause::NoDefault { variable } => {
                let name = variable.rsplit('.').next().unwrap_or(variable);
                if variable.contains("module.") {
                    format!("give {variable} a value in its module's call, or {PLAN}")
                } else {
                    format!("give it a value: --var {name}=VALUE or --var-file FILE, or {PLAN}")
                }
            }
            Cause::NotGiven { parameter, nested: false }
            | Cause::SsmParameter { parameter, .. } => {
                format!("give it a value: --parameter {parameter}=VALUE")
            }
            Cause::NotGiven { parameter, nested: true } => {
                format!("give {parameter} a value in the parent stack")
            }
            Cause::PreviousValue => "give the parameter its value: --parameter NAME=VALUE".into(),
            Cause::Module(module) => match &module.why {
                WhyUnread::NotDownloaded(_) => {
                    "run `terraform init` in each root module, then scan again".into()
                }
                _ => return None,
            },
            Cause::AfterApply { .. } => {
                "apply first, then scan a new plan (`terraform show -json`)".into()
            }
            Cause::Account { .. }
            | Cause::Runner(_)
            | Cause::NotRun(_)
            | Cause::Instances { .. } => PLAN.to_owned(),
            Cause::Repeated { why, .. }
            | Cause::Overridden { why, .. }
            | Cause::Unreadable { why, .. } => return why.cure(),
            Cause::Condition(condition) => return condition.reason.cure(),
            Cause::Placeholder { .. } | Cause::Environment { .. } => {
                "scan the file after the placeholders are filled in".into()
            }
            Cause::Transform(_) => "scan the processed template (`aws cloudformation get-template \
                                    --template-stage Processed`)"
                .into(),
            Cause::Wrong(_) | Cause::WouldFail(_) => "correct the source".into(),
            Cause::Export { .. } => {
                "scan it together with the template of the stack that exports the value".into()
            }
            Cause::Outside(sentence) if sentence.contains("is not in this code") => {
                "scan it together with the code that defines it".into()
            }
            Cause::StackOutput { stack, .. } => {
                format!("scan it together with the template of the stack {stack}")
            }
            _ => return None,
        })
    }

    /// What the thing is called in the source that is not known, where it has a name there.
    #[must_use]
    pub fn name(&self) -> Option<String> {
        Some(match self {
            Cause::NoDefault { variable } | Cause::Suggested { variable } => variable.to_string(),
            Cause::NotGiven { parameter, .. } | Cause::SsmParameter { parameter, .. } => {
                parameter.to_string()
            }
            Cause::Pseudo { name } => name.to_string(),
            Cause::Account { source, attribute } => format!("{source}.{attribute}"),
            Cause::AfterApply { resource, attribute }
            | Cause::AtDeployment { resource, attribute } => {
                let dot = if attribute.is_empty() { "" } else { "." };
                format!("{resource}{dot}{attribute}")
            }
            Cause::Placeholder { written } => written.to_string(),
            Cause::Environment { name } => name.to_string(),
            _ => return None,
        })
    }

    /// Whether it is the pseudo parameter of that name.
    #[must_use]
    pub fn is_pseudo(&self, asked: &str) -> bool {
        matches!(self, Cause::Pseudo { name } if &**name == asked)
    }
}

impl fmt::Display for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Store::Secret => "secret",
            Store::SecureSsmParameter => "secure SSM parameter",
            Store::SsmParameter => "SSM parameter",
            Store::Other => "dynamic reference",
        })
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cause::NoDefault { variable } => write!(f, "{variable} has no default"),
            Cause::Suggested { variable } => {
                write!(f, "callers of the module may set {variable}")
            }
            Cause::NotGiven { parameter, nested: false } => {
                write!(f, "the parameter {parameter} has no default")
            }
            Cause::NotGiven { parameter, nested: true } => {
                write!(f, "the parameter {parameter} is given no value by the parent stack")
            }
            Cause::PreviousValue => f.write_str("it keeps the value that the stack has"),
            Cause::SsmParameter { parameter, name } => write!(
                f,
                "the parameter {parameter} is read from the SSM parameter {name} at deployment"
            ),
            Cause::Resolved { store, name } => {
                write!(f, "the {store} {name} is read at deployment")
            }
            Cause::Pseudo { name } => write!(f, "{name} is known only at deployment"),
            Cause::Account { source, attribute } => {
                write!(f, "{source}.{attribute} depends on the account that Terraform runs in")
            }
            Cause::AtDeployment { resource, attribute } => {
                write!(f, "{resource}.{attribute} is known only at deployment")
            }
            Cause::AfterApply { resource, attribute } if attribute.is_empty() => {
                write!(f, "{resource} is known only after apply")
            }
            Cause::AfterApply { resource, attribute } => {
                write!(f, "{resource}.{attribute} is known only after apply")
            }
            Cause::Export { name, .. } => {
                write!(f, "the export {name} of another stack is known only at deployment")
            }
            Cause::StackOutput { stack, output } => {
                write!(f, "the output {output} of the stack {stack} is known only at deployment")
            }
            Cause::Instances { address } => write!(f, "{address} is not known"),
            Cause::Module(module) => write!(f, "{} is not read: {}", module.address, module.why),
            Cause::Placeholder { written } => write!(f, "{written} is filled in elsewhere"),
            Cause::Environment { name } => {
                write!(f, "the environment variable {name} is set elsewhere")
            }
            Cause::ContainersOnly => f.write_str(
                "the file holds containers only; the task definition around them is written \
                 elsewhere",
            ),
            Cause::Repeated { by, address, why } => write!(f, "{by} of {address}: {why}"),
            Cause::Overridden { key, why } => write!(f, "\"{key}\" may be overridden: {why}"),
            Cause::Unreadable { why, format, error } => {
                write!(
                    f,
                    "{why}, and what is known of the text cannot be read as {format}: {error}"
                )
            }
            Cause::Caller => f.write_str("a caller of this module may add what is missing here"),
            Cause::MayBelong { address } => {
                write!(f, "{address} may belong to it: the name it gives is not known")
            }
            // What a model of a module leaves open is nothing that anybody wrote.
            Cause::Condition(condition) if condition.text.contains("model::undecided(") => {
                condition.reason.fmt(f)
            }
            Cause::Condition(condition) => {
                write!(f, "{} is not known: {}", condition.text, condition.reason)
            }
            Cause::WouldFail(message) => write!(f, "would be refused: {message}"),
            Cause::Runner(sentence)
            | Cause::Deployment(sentence)
            | Cause::Transform(sentence)
            | Cause::File(sentence)
            | Cause::Wrong(sentence)
            | Cause::Limit(sentence)
            | Cause::NotRun(sentence)
            | Cause::Outside(sentence) => f.write_str(sentence),
            Cause::Part(sentence) => f.write_str(sentence),
        }
    }
}

//! Where a value was written, what carried it to where it is used, and what is known about its
//! nature.

use crate::source::Span;
use std::fmt;
use std::sync::Arc;

/// Where a value was written, and the steps that carried it to where it is used.
#[derive(Clone, Debug, Default)]
pub struct Place {
    /// Where the text that makes this value stands.
    pub span: Option<Span>,
    /// The last step first; `None` when it is used where it was written.
    pub chain: Option<Arc<Step>>,
}

/// One step of a value's way: a variable, a local, a module argument, ...
#[derive(Clone, Debug)]
pub struct Step {
    /// What carried it.
    pub kind: StepKind,
    /// The name as a person would write it: `var.image`, `local.containers`, `module.api`.
    pub name: Arc<str>,
    /// Where the step stands.
    pub span: Option<Span>,
    /// The step before, nearer to the origin.
    pub before: Option<Arc<Step>>,
    /// How many steps were before.
    pub number: u32,
}

/// Steps of one way that are kept: those nearest to the origin.
const MAX_STEPS: u32 = 64;

/// What carried a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StepKind {
    /// A variable took its default.
    VariableDefault,
    /// A variable was set in a variable file or on the command line.
    VariableFile,
    /// A variable was read (the use).
    Variable,
    /// A module call's argument.
    ModuleArgument,
    /// A module's output.
    ModuleOutput,
    /// A local value.
    Local,
    /// An entry of `for_each`, `for` or `dynamic`.
    ForEach,
    /// A piece of a template: heredoc, `templatefile`, `Fn::Sub`.
    Template,
    /// A file read by `file`, `templatefile` and the like.
    FileRead,
    /// An arm of a condition; its name says which ([`super::arm_of`]).
    ConditionArm,
    /// A flag left it out.
    LeftOut,
    /// A parameter's default decided the condition that it hangs on.
    Decided,
    /// A data source rendered statically.
    DataSource,
    /// Another resource's attribute was read (the use).
    Attribute,
    /// A CloudFormation parameter's default or value.
    Parameter,
    /// A CloudFormation mapping.
    Mapping,
    /// A function call that made the value.
    Function,
}

/// What is known about the nature of a value. Marks flow with values through every operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Hash, PartialOrd, Ord)]
pub struct Marks(pub u8);

impl Marks {
    /// None.
    pub const NONE: Marks = Marks(0);
    /// Declared sensitive: never printed.
    pub const SENSITIVE: Marks = Marks(1);
    /// Comes from a secret source (`random_password`, `NoEcho`, `{{resolve:secretsmanager:...}}`):
    /// never printed.
    pub const SECRET_SOURCE: Marks = Marks(2);
    /// Changes at every run (`timestamp()`, `uuid()`).
    pub const VOLATILE: Marks = Marks(4);
    /// A variable's or parameter's default, which a caller may override.
    pub const DEFAULT: Marks = Marks(8);
    /// Stands where secrets stand (a master password, a secret's content): never printed, wherever
    /// it comes from.
    pub const HIDDEN: Marks = Marks(16);

    const NAMES: [(Marks, &'static str); 5] = [
        (Marks::SENSITIVE, "sensitive"),
        (Marks::SECRET_SOURCE, "secret-source"),
        (Marks::VOLATILE, "volatile"),
        (Marks::DEFAULT, "default"),
        (Marks::HIDDEN, "hidden"),
    ];

    /// Both sets.
    #[must_use]
    pub fn with(self, other: Marks) -> Marks {
        Marks(self.0 | other.0)
    }

    /// This set without the other.
    #[must_use]
    pub fn without(self, other: Marks) -> Marks {
        Marks(self.0 & !other.0)
    }

    /// Whether any mark of `other` is set.
    #[must_use]
    pub fn any(self, other: Marks) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether a value so marked must never be printed.
    #[must_use]
    pub fn is_secret(self) -> bool {
        self.any(Marks::SENSITIVE.with(Marks::SECRET_SOURCE).with(Marks::HIDDEN))
    }

    /// The names in the document, in a fixed order.
    #[must_use]
    pub fn names(self) -> Vec<&'static str> {
        Self::NAMES.iter().filter(|(mark, _)| self.any(*mark)).map(|(_, name)| *name).collect()
    }
}

impl Place {
    /// A place with no chain.
    #[must_use]
    pub fn at(span: Span) -> Place {
        Place { span: Some(span), chain: None }
    }

    /// The same place after one more step; after very many as it is.
    #[must_use]
    pub fn through(&self, kind: StepKind, name: impl Into<Arc<str>>, span: Option<Span>) -> Place {
        let before = self.chain.clone();
        let number = before.as_ref().map_or(0, |step| step.number + 1);
        if number >= MAX_STEPS {
            return self.clone();
        }
        Place {
            span: self.span,
            chain: Some(Arc::new(Step { kind, name: name.into(), span, before, number })),
        }
    }

    /// The steps, the last (nearest to the resource) first.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        std::iter::successors(self.chain.as_deref(), |step| step.before.as_deref())
    }
}

impl fmt::Display for StepKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            StepKind::VariableDefault => "default of",
            StepKind::VariableFile => "set in a variable file:",
            StepKind::Variable => "used through",
            StepKind::ModuleArgument => "argument of",
            StepKind::ModuleOutput => "output of",
            StepKind::Local => "through",
            StepKind::ForEach => "an entry of",
            StepKind::Template => "inserted by",
            StepKind::FileRead => "read by",
            StepKind::ConditionArm => "when",
            StepKind::LeftOut => "",
            StepKind::Decided => "decided by the default of",
            StepKind::DataSource => "rendered by",
            StepKind::Attribute => "read as",
            StepKind::Parameter => "value of parameter",
            StepKind::Mapping => "found in mapping",
            StepKind::Function => "made by",
        })
    }
}

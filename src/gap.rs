//! Gaps: what a scan knows that it did not look at, or looked at and could not judge.
//!
//! A gap is no fault of the input (that is a [`Problem`](crate::source::Problem)) and no finding.
//! It says what is missing from the answer, why, and what would close it. The stages that meet a
//! gap note it; reports count all of them wherever they say that nothing was found.

use crate::source::{Position, SourceFile};

/// Why a file is not read that a program fills in before anything else reads it (Jinja, Go's
/// templates, cookiecutter), and what would show it.
pub const FILLED_IN: &str = "a template that another program fills in";
/// See [`FILLED_IN`].
pub const RENDERED: &str = "scan what it renders to";

/// What would let all of a file of several documents be read.
pub const SPLIT: &str = "make a file of each document, then scan again";

/// Why a file is not read in which a merge left both sides, and what would let it be.
pub const CONFLICT: &str = "conflict markers of git in it";
/// See [`CONFLICT`].
pub const RESOLVED: &str = "resolve the conflict, then scan again";

/// What was not looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GapKind {
    /// A Terraform module whose source is not there.
    ModuleNotRead,
    /// A nested stack, an application, a CloudFormation module, a fragment that is included.
    StackNotRead,
    /// What decides about a whole list or document is not known: container definitions, a policy.
    ContentsUnknown,
    /// A file of the formats that are read, or one that was named, that could not be read.
    FileNotRead,
    /// Infrastructure in a format that is not read.
    FormatNotRead,
    /// A check that failed.
    CheckFailed,
    /// Resources that a default leaves out.
    OffByDefault,
    /// Files and folders that were left out: by configuration, or as caches.
    LeftOut,
    /// Checks that are turned off.
    CheckDisabled,
}

/// One gap.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gap {
    /// What was not looked at.
    pub kind: GapKind,
    /// Path below the tree's root; empty for a gap of the whole scan.
    pub path: String,
    /// Where in the file, when known.
    pub at: Option<Position>,
    /// What it is about: `module.network`, a stack's address, a file, a check.
    pub what: String,
    /// Why it was not looked at, as the end of a sentence. Gaps of one kind with the same `why` have
    /// one cause: reports say them together.
    pub why: String,
    /// What would close it, as an instruction; empty where nothing needs to be done.
    pub cure: String,
    /// The call of a module or stack that is not read.
    pub call: Option<Box<Call>>,
    /// Input was lost: what should be here is damaged or cannot be opened, and the run fails. A
    /// pointer, ciphertext or a module elsewhere is none of that.
    pub lost: bool,
}

/// The call of a module or stack that is not read.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Call {
    /// Its source as written; empty where it is not a literal.
    pub source: String,
    /// Its version constraint as written.
    pub version: Option<String>,
    /// The names of the arguments that are passed to it.
    pub arguments: Vec<String>,
}

impl GapKind {
    /// All kinds, those that can hide a finding first.
    pub const ALL: [GapKind; 9] = [
        GapKind::ModuleNotRead,
        GapKind::StackNotRead,
        GapKind::ContentsUnknown,
        GapKind::FileNotRead,
        GapKind::FormatNotRead,
        GapKind::CheckFailed,
        GapKind::OffByDefault,
        GapKind::LeftOut,
        GapKind::CheckDisabled,
    ];

    /// The name in reports.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            GapKind::ModuleNotRead => "module-not-read",
            GapKind::StackNotRead => "stack-not-read",
            GapKind::ContentsUnknown => "contents-unknown",
            GapKind::FileNotRead => "file-not-read",
            GapKind::FormatNotRead => "format-not-read",
            GapKind::CheckFailed => "check-failed",
            GapKind::OffByDefault => "off-by-default",
            GapKind::LeftOut => "left-out",
            GapKind::CheckDisabled => "check-disabled",
        }
    }

    /// Whether a scan with such a gap is incomplete: something that is deployed was not judged, and
    /// nobody decided so.
    #[must_use]
    pub fn is_loss(self) -> bool {
        !matches!(self, GapKind::OffByDefault | GapKind::LeftOut | GapKind::CheckDisabled)
    }

    /// So many of them, as a clause: `3 modules were not read`.
    #[must_use]
    pub fn count(self, count: usize) -> String {
        let (one, many) = match self {
            GapKind::ModuleNotRead => ("module was not read", "modules were not read"),
            GapKind::StackNotRead => ("stack was not read", "stacks were not read"),
            GapKind::ContentsUnknown => (
                "resource has values that are not known",
                "resources have values that are not known",
            ),
            GapKind::FileNotRead => ("file was not read", "files were not read"),
            GapKind::FormatNotRead => {
                ("file has an unsupported format", "files have unsupported formats")
            }
            GapKind::CheckFailed => ("check failed", "checks failed"),
            GapKind::OffByDefault => {
                ("resource is not created by default", "resources are not created by default")
            }
            GapKind::LeftOut => ("path was left out", "paths were left out"),
            GapKind::CheckDisabled => ("check is turned off", "checks are turned off"),
        };
        format!("{count} {}", if count == 1 { one } else { many })
    }
}

impl Gap {
    /// A gap of a whole file.
    pub fn file(
        kind: GapKind,
        path: impl Into<String>,
        why: impl Into<String>,
        cure: impl Into<String>,
    ) -> Gap {
        let path = path.into();
        let what = path.clone();
        Gap {
            kind,
            path,
            at: None,
            what,
            why: why.into(),
            cure: cure.into(),
            call: None,
            lost: false,
        }
    }

    /// A unit that is larger than its budget, which is lost: what in it is largest, and which budget.
    pub fn beyond(root: impl Into<String>, largest: &str, why: impl std::fmt::Display) -> Gap {
        let why = format!("{why}, most of them from here");
        let cure = "make the deployment smaller, or cut it in two";
        let gap = Gap::file(GapKind::FileNotRead, root, why, cure);
        Gap { what: largest.to_owned(), lost: true, ..gap }
    }

    /// A gap at a byte offset of a file.
    pub fn at(
        kind: GapKind,
        file: &SourceFile,
        offset: u32,
        what: impl Into<String>,
        why: impl Into<String>,
        cure: impl Into<String>,
    ) -> Gap {
        Gap {
            kind,
            path: file.path.clone(),
            at: Some(file.position(offset)),
            what: what.into(),
            why: why.into(),
            cure: cure.into(),
            call: None,
            lost: false,
        }
    }

    /// The same gap, with which input was lost.
    #[must_use]
    pub fn as_loss(mut self) -> Gap {
        self.lost = true;
        self
    }

    /// Whether the run fails for it.
    #[must_use]
    pub fn fails(&self) -> bool {
        self.lost || self.kind == GapKind::CheckFailed
    }

    /// Whether it stands in a policy of one's own, which is no part of what is scanned.
    #[must_use]
    pub fn is_of_policy(&self) -> bool {
        self.kind == GapKind::CheckFailed && self.what.starts_with("P06")
    }

    /// The same gap of a call.
    #[must_use]
    pub fn of_call(mut self, call: Call) -> Gap {
        self.call = Some(Box::new(call));
        self
    }

    /// The sentence: what was not looked at, and why.
    #[must_use]
    pub fn sentence(&self) -> String {
        // A check of one's own says itself how it ended.
        if self.is_of_policy() {
            return format!("{} {}", self.what, self.why);
        }
        let verb = match self.kind {
            GapKind::ModuleNotRead | GapKind::StackNotRead | GapKind::FileNotRead => "is not read",
            GapKind::FormatNotRead => "is not scanned",
            GapKind::ContentsUnknown => "is not known",
            GapKind::CheckFailed => "failed",
            GapKind::OffByDefault => "is not created by default",
            GapKind::LeftOut => "is left out",
            GapKind::CheckDisabled => "is turned off",
        };
        format!("{} {verb}: {}", self.what, self.why)
    }
}

/// How many gaps of each kind there are, those that can hide a finding first.
#[must_use]
pub fn counts(gaps: &[Gap]) -> Vec<(GapKind, usize)> {
    GapKind::ALL
        .into_iter()
        .map(|kind| (kind, gaps.iter().filter(|gap| gap.kind == kind).count()))
        .filter(|(_, count)| *count > 0)
        .collect()
}

//! The threats of a system: what they attack, and what the checks say of it.

use super::Evidence;
use schemars::JsonSchema;
use serde::Serialize;

/// A threat, and how it stands in this system.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize)]
pub struct Threat {
    /// Its id.
    pub id: String,
    /// What happens.
    pub title: String,
    /// The STRIDE category: `spoofing`, `tampering`, `repudiation`, `information-disclosure`,
    /// `denial-of-service`, `elevation-of-privilege`.
    pub stride: &'static str,
    /// Who carries it out: `end-user`, `internal-attacker`, `privileged-attacker`.
    pub actors: Vec<String>,
    /// The worst state of its targets; without any it does not apply.
    pub state: State,
    /// What a mitigated threat rests on.
    pub basis: Option<Basis>,
    /// Why it does not apply: what of the code is not there.
    pub reason: Option<String>,
    /// What it attacks, by id.
    pub targets: Vec<Target>,
}

/// How a threat stands at something, or in a system. The order is that of their weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, JsonSchema, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Nothing that it attacks is there.
    NotApplicable,
    /// A check that finds it looked, and found nothing.
    Mitigated,
    /// Somebody else carries the risk: the configuration says who.
    Transferred,
    /// The risk is taken: the configuration says by whom.
    Accepted,
    /// A check cannot decide it, or none looked.
    Undecided,
    /// A check found it.
    Open,
}

impl State {
    /// All, the worst first.
    pub const ALL: [State; 6] = [
        State::Open,
        State::Undecided,
        State::Accepted,
        State::Transferred,
        State::Mitigated,
        State::NotApplicable,
    ];

    /// As the formats write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            State::NotApplicable => "not-applicable",
            State::Mitigated => "mitigated",
            State::Transferred => "transferred",
            State::Accepted => "accepted",
            State::Undecided => "undecided",
            State::Open => "open",
        }
    }
}

/// What it rests on that something is mitigated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, JsonSchema, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// Nothing bad is there.
    Absence,
    /// A control is there that the check asks for.
    Control,
}

impl Basis {
    /// As the formats write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Basis::Absence => "absence",
            Basis::Control => "control",
        }
    }
}

/// Something that a threat attacks.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize)]
pub struct Target {
    /// The id of the element, flow or boundary; of what is none of them its type or `image`, with its
    /// address; of a module or stack that is not read `unread`, with the call's.
    pub id: String,
    /// What it is.
    #[schemars(extend("enum" = ["element", "flow", "boundary", "image", "resource"]))]
    pub kind: &'static str,
    /// How a person calls it.
    pub name: String,
    /// How the threat stands there.
    pub state: State,
    /// What it rests on that it is mitigated.
    pub basis: Option<Basis>,
    /// Why it is undecided, where no check says so; of what is mitigated, which checks are off.
    pub reason: Option<String>,
    /// The entry of the configuration about it.
    pub entry: Option<Entry>,
    /// What the checks of the threat say there: those that found something, those that could, and
    /// those that are off.
    pub checks: Vec<Checked>,
    /// Where it stands in the code.
    pub evidence: Vec<Evidence>,
}

/// What a check says of a target.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, JsonSchema, Serialize)]
pub struct Checked {
    /// The check, `<threat>.<check>`.
    pub id: String,
    /// What it says.
    pub state: Verdict,
    /// What it looks for.
    pub title: String,
    /// What it looked at: unit and address.
    pub resource: Option<String>,
    /// Why: a finding's sentence, what is not known, why it is suppressed, how it is turned on.
    pub reason: Option<String>,
    /// What it rests on that it is quiet.
    pub basis: Option<Basis>,
    /// How bad a finding is.
    #[schemars(extend("enum" = ["critical", "high", "medium", "low", "info", null]))]
    pub severity: Option<&'static str>,
    /// The finding's identity, as `findings` and reports have it.
    pub fingerprint: Option<String>,
    /// Where the finding stands.
    pub place: Option<Evidence>,
    /// How an open finding is fixed.
    pub fix: Option<String>,
    /// The conditions that a finding holds under, as a part of a sentence: `when var.debug is true`.
    pub condition: Option<String>,
}

/// What a check says of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, JsonSchema, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It found something.
    Open,
    /// What it found is suppressed: it is open all the same, for the reason given.
    Suppressed,
    /// Something that is not known decides it.
    Undecided,
    /// It looked and found nothing.
    Quiet,
    /// It looks at this, and is not turned on.
    Off,
}

impl Verdict {
    /// As the formats write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Open => "open",
            Verdict::Suppressed => "suppressed",
            Verdict::Undecided => "undecided",
            Verdict::Quiet => "quiet",
            Verdict::Off => "off",
        }
    }
}

/// An entry of the configuration about a threat at a target.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize)]
pub struct Entry {
    /// Accepted or transferred.
    pub state: State,
    /// Why.
    pub reason: String,
    /// Who decided it, or to whom it is transferred.
    pub owner: String,
    /// The day of the decision, `YYYY-MM-DD`.
    pub date: String,
    /// The last day that it holds.
    pub until: Option<String>,
    /// It does not hold any more: the state is what the code says.
    pub expired: bool,
    /// The configuration, and the line in it.
    pub place: Option<Evidence>,
}

/// A finding, as far as a picture or a table needs it. The report has all of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, JsonSchema, Serialize)]
pub struct Finding {
    /// Its identity: what `findings` of elements and flows name.
    pub fingerprint: String,
    /// The check, `<threat>.<check>`.
    pub check: String,
    /// The threat.
    pub threat: String,
    /// What the check looks for.
    pub title: String,
    /// How bad.
    #[schemars(extend("enum" = ["critical", "high", "medium", "low", "info"]))]
    pub severity: &'static str,
    /// Open, suppressed or undecided.
    pub state: Verdict,
    /// The sentence.
    pub message: String,
    /// The conditions it holds under, as a part of a sentence: `when var.debug is true`.
    pub condition: Option<String>,
    /// What it is said of: unit and address.
    pub resource: String,
    /// Where it stands in the code.
    pub place: Option<Evidence>,
    /// How it is fixed.
    pub fix: Option<String>,
    /// The targets that it stands on, by id.
    pub targets: Vec<String>,
}

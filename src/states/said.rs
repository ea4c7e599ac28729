//! What a check says of a target, and what all of them make of its state.

use super::judge::{Hit, Looked};
use crate::finding::{CONSEQUENCE, Certainty};
use crate::model::v1::{
    Basis, Checked, Encrypted, Evidence, Finding as Told, State, Target, Verdict,
};
use crate::policy::{Check, Rests};

/// What a finding says of a target, and the finding itself.
pub(super) fn told(check: &Check, hit: &Hit<'_>) -> (Checked, Told) {
    let (finding, instance) = (hit.finding, &hit.instance);
    let state = match (&instance.suppression, instance.certainty) {
        (Some(_), _) => Verdict::Suppressed,
        (None, Certainty::Reported | Certainty::Raw) => Verdict::Open,
        (None, Certainty::Undecided) => Verdict::Undecided,
    };
    let message = message(hit);
    let mut reason = message.clone();
    if let Some(condition) = &instance.condition {
        reason = format!("{reason} ({condition})");
    }
    if let Some(suppression) = &instance.suppression {
        let until =
            suppression.until.as_ref().map_or_else(String::new, |day| format!(", until {day}"));
        reason = format!("{reason}; suppressed: {}{until}", suppression.reason);
    } else if let (Verdict::Undecided, Some(unknown)) = (state, &finding.unknown) {
        reason = format!("{reason}: {unknown}");
    }
    let fix = check.fix_of(finding);
    let fix = fix.map(|fix| fix.trim_end().to_owned());
    let place = Evidence {
        file: finding.location.file.clone(),
        line: finding.location.start.line,
        column: finding.location.start.column,
        role: "finding",
        origin: None,
    };
    let checked = Checked {
        id: check.id.clone(),
        state,
        title: check.title.clone(),
        resource: Some(hit.key.to_string()),
        reason: Some(reason.clone()),
        basis: None,
        severity: Some(finding.severity.name()),
        fingerprint: Some(instance.fingerprint.clone()),
        place: Some(place.clone()),
        fix: fix.clone().filter(|_| state != Verdict::Undecided),
        condition: instance.condition.clone(),
    };
    let told = Told {
        fingerprint: instance.fingerprint.clone(),
        check: check.id.clone(),
        threat: check.threat.clone(),
        title: check.title.clone(),
        severity: finding.severity.name(),
        state,
        message,
        condition: instance.condition.clone(),
        resource: hit.key.to_string(),
        place: Some(place),
        fix,
        targets: Vec::new(),
    };
    (checked, told)
}

/// A finding's sentence as it is true of one of its instances.
fn message(hit: &Hit<'_>) -> String {
    let (finding, instance) = (hit.finding, &hit.instance);
    let mut text = finding.alone().to_owned();
    if instance.resource != finding.resource {
        let quoted = |address: &str| format!("`{address}`");
        text = text.replace(&quoted(&finding.resource), &quoted(&instance.resource));
    }
    // What is certain of one instance only is no fact of another.
    if instance.certainty == Certainty::Undecided && finding.certainty != Certainty::Undecided {
        let cause = text.rsplit_once(CONSEQUENCE).map_or(text.as_str(), |(cause, _)| cause);
        text = format!("cannot tell whether {cause}");
    }
    text
}

/// What a check says that found nothing, or is off.
pub(super) fn silent(check: &Check, looked: &Looked<'_>) -> Checked {
    let ran = looked.ran;
    let basis = match check.rests {
        Rests::Control if looked.control => Basis::Control,
        Rests::Absence | Rests::Control => Basis::Absence,
    };
    Checked {
        id: check.id.clone(),
        state: if ran { Verdict::Quiet } else { Verdict::Off },
        title: check.title.clone(),
        resource: Some(looked.key.to_string()),
        reason: (!ran).then(|| format!("enable {}", check.id)),
        basis: ran.then_some(basis),
        severity: None,
        fingerprint: None,
        place: None,
        fix: None,
        condition: None,
    }
}

/// CWE-319: what is secret is sent in clear.
pub(super) const CLEARTEXT: &str = "CWE-319";

/// What keeps a target from being mitigated, or leaves it undecided.
#[derive(Default)]
pub(super) struct Why {
    /// A flow that is not encrypted, or of which it is not known.
    pub clear: Option<Encrypted>,
    /// It is about such flows that the threat is.
    pub is_clear: bool,
    /// What no check looked at, so that silence does not mitigate.
    pub open: Option<String>,
    /// A check of the threat is on whose silence says nothing.
    pub beside: bool,
    /// The code was not scanned.
    pub unread: bool,
    /// Why no check looks at it.
    pub lacking: String,
}

/// A target with what the checks say of it.
pub(super) fn target(
    (id, kind, name, evidence): (String, &'static str, String, Vec<Evidence>),
    mut checks: Vec<Checked>,
    why: Why,
) -> Target {
    checks.sort_by(|one, other| {
        (one.state, &one.id).cmp(&(other.state, &other.id)).then(one.cmp(other))
    });
    let says = |verdict: Verdict| checks.iter().any(|own| own.state == verdict);
    let off: Vec<&str> =
        checks.iter().filter(|own| own.state == Verdict::Off).map(|own| own.id.as_str()).collect();
    let mut reason = None;
    let state = if says(Verdict::Open) || says(Verdict::Suppressed) {
        State::Open
    } else if says(Verdict::Undecided) {
        State::Undecided
    } else if let Some(encrypted) = why.clear {
        reason = Some(match encrypted {
            Encrypted::No if why.is_clear => "it is not encrypted, and no check reports it",
            Encrypted::No => {
                "it is not encrypted: what it carries can be read and changed on its way"
            }
            _ => "whether it is encrypted is not known",
        });
        State::Undecided
    } else if why.open.is_some() {
        reason = why.open.as_deref();
        State::Undecided
    } else if says(Verdict::Quiet) {
        State::Mitigated
    } else {
        reason = match off.is_empty() {
            _ if why.unread => Some("its code was not scanned"),
            true => Some(why.lacking.as_str()),
            false => None,
        };
        State::Undecided
    };
    let mut reason = reason.map(str::to_owned);
    if reason.is_none() && !off.is_empty() && !says(Verdict::Undecided) {
        let all = off.join(", ");
        reason = match state {
            State::Undecided if why.beside => {
                Some(format!("the checks that are on do not settle it: enable {all}"))
            }
            State::Undecided => Some(format!("only checks look at it that are off: enable {all}")),
            State::Mitigated => {
                Some(format!("in part: {all} {} off", if off.len() == 1 { "is" } else { "are" }))
            }
            _ => None,
        };
    }
    let basis = checks.iter().filter_map(|own| own.basis).max();
    let basis = basis.filter(|_| state == State::Mitigated);
    Target { id, kind, name, state, basis, reason, entry: None, checks, evidence }
}

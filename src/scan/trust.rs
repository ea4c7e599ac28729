//! Suppressions that a change adds: told, and where nothing of the change is trusted, without effect.

use crate::config::Config;
use crate::finding::{Announced, Finding};
use std::collections::BTreeSet;

/// The fingerprints of what is suppressed.
pub fn held(findings: &[Finding]) -> impl Iterator<Item = String> {
    findings
        .iter()
        .filter(|finding| finding.suppression.is_some())
        .map(|finding| finding.fingerprint.clone())
}

/// The suppressions that are not `held` by the base; they are taken back where the change is not
/// trusted. What a configuration that a person named suppresses is that person's choice.
pub fn suppressions(
    findings: &mut [Finding],
    held: &BTreeSet<String>,
    config: Option<&Config>,
    untrusted: bool,
) -> Vec<Announced> {
    let named = config.is_some_and(|config| config.named);
    let mut announced = Vec::new();
    for finding in findings {
        let Some(suppression) = &finding.suppression else { continue };
        let external = suppression.kind == "external";
        if held.contains(&finding.fingerprint) || external && named {
            continue;
        }
        let Finding { check, resource, location, .. } = &*finding;
        let effect = if untrusted { "; it takes effect after the merge" } else { "" };
        let message = format!(
            "a suppression of {check} for {resource} is added ({}:{}): {}{effect}",
            location.file, location.start.line, suppression.reason
        );
        let (file, line) = (location.file.clone(), Some(location.start.line));
        announced.push(Announced { file, line, message });
        if untrusted {
            finding.suppression = None;
        }
    }
    announced
}

//! `--baseline FILE`: findings that an earlier report has too are counted, not listed.

use crate::finding::{Certainty, Finding};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

/// Largest baseline, in bytes.
const CAP: u64 = 512 << 20;

/// The fingerprints of an earlier report.
#[derive(Debug, Default)]
pub struct Baseline {
    fingerprints: BTreeSet<String>,
}

impl Baseline {
    /// Reads a report that was written with `--format json` or `--format sarif`.
    ///
    /// # Errors
    /// A sentence: not readable, or no such report.
    pub fn read(file: &Path) -> Result<Baseline, String> {
        let shown = crate::path::slashes(file);
        if std::fs::metadata(file).is_ok_and(|meta| meta.len() > CAP) {
            return Err(format!("{shown}: is larger than {} MiB", CAP >> 20));
        }
        let bytes =
            std::fs::read(file).map_err(|error| format!("{shown}: cannot be read: {error}"))?;
        let json: Value = serde_json::from_slice(&bytes)
            .map_err(|error| format!("{shown}: is no JSON: {error}"))?;
        Baseline::of(&json).ok_or_else(|| {
            format!("{shown}: is no report of stridelint (write one with --format json -o {shown})")
        })
    }

    fn of(json: &Value) -> Option<Baseline> {
        let found: Vec<&Value> = match (
            json.get("findings").and_then(Value::as_array),
            json.get("runs").and_then(Value::as_array),
        ) {
            (Some(findings), _) => {
                findings.iter().filter_map(|finding| finding.get("fingerprint")).collect()
            }
            (None, Some(runs)) => runs
                .iter()
                .filter_map(|run| run.get("results")?.as_array())
                .flatten()
                .filter_map(|result| result.pointer("/partialFingerprints/primaryLocationLineHash"))
                .collect(),
            (None, None) => return None,
        };
        Some(Baseline {
            fingerprints: found.into_iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        })
    }

    /// Takes out what the baseline has; how many reported findings that were.
    pub fn apply(&self, findings: &mut Vec<Finding>) -> usize {
        let mut older = 0;
        findings.retain(|finding| {
            let known = self.fingerprints.contains(&finding.fingerprint);
            older += usize::from(
                known && finding.certainty == Certainty::Reported && finding.suppression.is_none(),
            );
            !known
        });
        older
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn both_report_formats_are_read_and_nothing_else() {
        let ours = Baseline::of(&json!({"findings": [{"fingerprint": "a:1"}]})).unwrap();
        let sarif = Baseline::of(&json!({"runs": [{"results": [{"partialFingerprints": {"primaryLocationLineHash": "a:1"}}]}]})).unwrap();
        assert_eq!(ours.fingerprints, sarif.fingerprints);
        assert!(Baseline::of(&json!({"a": 1})).is_none());
    }
}

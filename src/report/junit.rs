//! JUnit's XML: one suite per unit, one failed case per finding; a unit without findings is one
//! passed case.

use super::escape::xml;
use super::{Input, place, sentence};
use crate::finding::Finding;
use crate::source::Loss;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Renders.
pub fn render(input: Input<'_>) -> String {
    let mut units: BTreeMap<&str, Vec<&Finding>> =
        input.report.units.iter().map(|unit| (unit.id.as_str(), Vec::new())).collect();
    for finding in input.open() {
        units.entry(&finding.unit).or_default().push(finding);
    }
    let lost: Vec<_> =
        input.report.problems.iter().filter(|problem| problem.loss == Loss::Lost).collect();
    let failures: usize = units.values().map(Vec::len).sum();
    let tests: usize =
        units.values().map(|findings| findings.len().max(1)).sum::<usize>() + lost.len();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        out,
        "<testsuites name=\"stridelint\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{}\">",
        lost.len()
    );
    for (unit, findings) in &units {
        let _ = writeln!(
            out,
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\">",
            xml(unit),
            findings.len().max(1),
            findings.len()
        );
        // A unit without findings is shown as one test that passed.
        if findings.is_empty() {
            let _ =
                writeln!(out, "    <testcase name=\"no findings\" classname=\"{}\"/>", xml(unit));
        }
        for finding in findings {
            let name = format!("{} at {}", finding.check, place(finding));
            let _ = writeln!(
                out,
                "    <testcase name=\"{}\" classname=\"{}\" file=\"{}\" line=\"{}\">",
                xml(&name),
                xml(&finding.resource),
                xml(&finding.location.file),
                finding.location.start.line
            );
            let _ = writeln!(
                out,
                "      <failure message=\"{}\" type=\"{}\">{}</failure>",
                xml(&sentence(finding)),
                finding.severity,
                xml(&body(input, finding))
            );
            let _ = writeln!(out, "    </testcase>");
        }
        let _ = writeln!(out, "  </testsuite>");
    }
    if !lost.is_empty() {
        let _ = writeln!(
            out,
            "  <testsuite name=\"input\" tests=\"{0}\" failures=\"0\" errors=\"{0}\">",
            lost.len()
        );
        for problem in lost {
            let _ = writeln!(
                out,
                "    <testcase name=\"{}\" classname=\"input\"><error message=\"{}\"/></testcase>",
                xml(&problem.path),
                xml(&problem.message)
            );
        }
        let _ = writeln!(out, "  </testsuite>");
    }
    out.push_str("</testsuites>\n");
    out
}

fn body(input: Input<'_>, finding: &Finding) -> String {
    let mut text = format!("{}\n{}\n", place(finding), finding.resource);
    if let Some(threat) = input.threat(finding) {
        let _ = writeln!(text, "{}: {}", threat.stride.title(), threat.title);
    }
    if let Some(fix) = input.fix(finding) {
        let _ = writeln!(text, "Fix: {}", fix.trim());
    }
    text
}

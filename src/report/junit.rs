//! JUnit's XML: one suite per unit, one failed case per finding, in its first instance's unit; a unit without
//! findings is one passed case.

use super::escape::xml;
use super::summary::number;
use super::{Input, further, gaps, lines, name_of, place, sentence, unit_of, was_wrong};
use crate::finding::{Finding, Scanned};
use crate::gap::Gap;
use crate::source::Loss;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Renders.
pub fn render(input: Input<'_>) -> String {
    let several = input.report.findings.iter().any(|one| !one.repository.is_empty());
    let own = |unit: &Scanned| {
        if several { unit_of(&unit.repository, &unit.id) } else { unit.id.clone() }
    };
    let mut units: BTreeMap<String, Vec<&Finding>> =
        input.report.units.iter().map(|unit| (own(unit), Vec::new())).collect();
    // A unit of which only other units' findings are said too has findings.
    let mut elsewhere: BTreeMap<String, usize> = BTreeMap::new();
    for finding in input.open() {
        let unit = unit_of(&finding.repository, &finding.unit);
        let others: BTreeSet<String> =
            further(finding).map(|one| unit_of(&finding.repository, &one.unit)).collect();
        for other in others.into_iter().filter(|other| *other != unit) {
            *elsewhere.entry(other).or_default() += 1;
        }
        units.entry(unit).or_default().push(finding);
    }
    let lost: Vec<_> =
        input.report.problems.iter().filter(|problem| problem.loss == Loss::Lost).collect();
    let failures: usize = units.values().map(Vec::len).sum();
    let lost = lost.into_iter().map(|problem| (problem.path.as_str(), problem.message.clone()));
    let (gone, gaps): (Vec<&Gap>, Vec<&Gap>) = input.report.gaps.iter().partition(|gap| gap.lost);
    let gone = gone.into_iter().map(|gap| (gap.path.as_str(), gaps::sentence(gap)));
    let lost: Vec<(&str, String)> = lost.chain(gone).collect();
    let undecided: Vec<&Finding> = input.undecided().collect();
    let skipped = gaps.len() + undecided.len() + input.report.visible.len();
    let tests: usize = units.values().map(|findings| findings.len().max(1)).sum::<usize>()
        + lost.len()
        + gaps.len()
        + undecided.len();
    let announced = &input.report.announced;
    let tests = tests + input.report.fixed.len() + input.report.visible.len() + announced.len();
    let nothing = match gaps::besides(input) {
        besides if besides.is_empty() => "no findings".to_owned(),
        besides => format!("no findings here (in all: {})", besides.join("; ")),
    };
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        out,
        "<testsuites name=\"{}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{}\" skipped=\"{}\">",
        xml(&format!("stridelint: {}", gaps::headline(input))),
        lost.len(),
        skipped
    );
    if !announced.is_empty() {
        let _ = writeln!(
            out,
            "  <testsuite name=\"configuration\" tests=\"{}\" failures=\"0\" errors=\"0\">",
            announced.len()
        );
        for one in announced {
            let _ = writeln!(
                out,
                "    <testcase name=\"{}\" classname=\"{}\"/>",
                xml(&one.message),
                xml(&one.file)
            );
        }
        let _ = writeln!(out, "  </testsuite>");
    }
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
            let name = match elsewhere.get(unit) {
                Some(count) => {
                    format!("{} reported with other deployments", number(*count, "finding"))
                }
                None => nothing.clone(),
            };
            let _ = writeln!(
                out,
                "    <testcase name=\"{}\" classname=\"{}\"/>",
                xml(&name),
                xml(unit)
            );
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
        for (path, message) in lost {
            let _ = writeln!(
                out,
                "    <testcase name=\"{}\" classname=\"input\"><error message=\"{}\"/></testcase>",
                xml(path),
                xml(&message)
            );
        }
        let _ = writeln!(out, "  </testsuite>");
    }
    apart(&mut out, input);
    skipped_suite(&mut out, "undecided", &undecided);
    if !gaps.is_empty() {
        let _ = writeln!(
            out,
            "  <testsuite name=\"gaps\" tests=\"{0}\" failures=\"0\" errors=\"0\" skipped=\"{0}\">",
            gaps.len()
        );
        for gap in gaps {
            let _ = writeln!(
                out,
                "    <testcase name=\"{}\" classname=\"{}\"><skipped message=\"{}\"/></testcase>",
                xml(&gap.what),
                gap.kind.id(),
                xml(&gaps::sentence(gap))
            );
        }
        let _ = writeln!(out, "  </testsuite>");
    }
    out.push_str("</testsuites>\n");
    out
}

/// What is fixed passes; what is newly visible, as what is undecided, is skipped.
fn apart(out: &mut String, input: Input<'_>) {
    let report = input.report;
    if !report.fixed.is_empty() {
        suite(out, "fixed", report.fixed.len(), 0);
        for fixed in &report.fixed {
            let name = format!("{} in {}: {}", fixed.check, fixed.file, was_wrong(input, fixed));
            let _ = writeln!(
                out,
                "    <testcase name=\"{}\" classname=\"{}\"/>",
                xml(&name),
                xml(&fixed.resource)
            );
        }
        let _ = writeln!(out, "  </testsuite>");
    }
    skipped_suite(out, "newly visible", &report.visible.iter().collect::<Vec<_>>());
}

/// Findings that are no failures: all of them are skipped.
fn skipped_suite(out: &mut String, name: &str, findings: &[&Finding]) {
    if findings.is_empty() {
        return;
    }
    suite(out, name, findings.len(), findings.len());
    for finding in findings {
        let name = format!("{} at {}", finding.check, place(finding));
        let _ = writeln!(
            out,
            "    <testcase name=\"{}\" classname=\"{}\" file=\"{}\" line=\"{}\"><skipped message=\"{}\"/></testcase>",
            xml(&name),
            xml(&finding.resource),
            xml(&finding.location.file),
            finding.location.start.line,
            xml(&sentence(finding))
        );
    }
    let _ = writeln!(out, "  </testsuite>");
}

fn suite(out: &mut String, name: &str, tests: usize, skipped: usize) {
    let _ = writeln!(
        out,
        "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"0\" errors=\"0\" skipped=\"{skipped}\">"
    );
}

fn body(input: Input<'_>, finding: &Finding) -> String {
    let mut text = format!("{}\n{}\n", place(finding), finding.resource);
    for line in lines(finding) {
        let _ = writeln!(text, "{line}");
    }
    for instance in further(finding) {
        let _ = writeln!(text, "{}", name_of(finding, instance));
    }
    if let Some(threat) = input.threat(finding) {
        let _ = writeln!(text, "{}: {}", threat.stride.title(), threat.title);
    }
    if let Some(fix) = input.fix(finding) {
        let _ = writeln!(text, "Fix: {}", fix.trim());
    }
    text
}

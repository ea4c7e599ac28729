//! One page that stands on its own: no script, nothing loaded.

use super::escape::xml;
use super::summary::{self, Counts, Summary, number};
use super::{
    Input, further, gaps, lines, name_of, place, sentence, to_add, undecided, unit_of, was_wrong,
};
use crate::finding::{Finding, Severity};
use std::fmt::Write;

const STYLE: &str = "
:root{color-scheme:light dark;--line:#8884}
body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem;overflow-wrap:anywhere}
table{border-collapse:collapse;margin:1rem 0}td,th{padding:.2rem .7rem;border-bottom:1px solid var(--line);text-align:right}td:first-child,th:first-child{text-align:left}
details{border:1px solid var(--line);border-radius:.4rem;margin:.5rem 0;padding:.4rem .8rem}summary{cursor:pointer;overflow-wrap:anywhere}
pre{overflow-x:auto;padding:.6rem;background:#8881;border-radius:.3rem}code{overflow-wrap:anywhere}
.tag{display:inline-block;min-width:4.5rem;font-weight:600}.critical{color:#c4001d}.high{color:#d9480f}.medium{color:#b08800}.low{color:#1971c2}
.lost{border:2px solid #c4001d;padding:.5rem 1rem}mark{background:#ffd43b88;color:inherit}";

/// Renders.
pub fn render(input: Input<'_>) -> String {
    let summary = Summary::of(input);
    let mut out = String::new();
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>stridelint report</title><style>{STYLE}</style></head><body>\n"
    );
    let _ = writeln!(out, "<h1>stridelint: {}</h1>", xml(&gaps::headline(input)));
    let mut said = vec![
        number(summary.units, "unit"),
        number(summary.resources, "resource"),
        input.report.today.clone(),
    ];
    for (count, what) in [(summary.fixed, "fixed"), (summary.visible, "newly visible")] {
        if count > 0 {
            said.push(format!("{count} {what}"));
        }
    }
    said.extend(summary::undecided(&summary));
    let _ = writeln!(out, "<p>{}</p>", xml(&said.join(" · ")));
    if !input.report.announced.is_empty() {
        let _ = writeln!(out, "<ul>");
        for one in &input.report.announced {
            let _ = writeln!(out, "<li>{}</li>", xml(&one.message));
        }
        let _ = writeln!(out, "</ul>");
    }
    if summary.lost > 0 {
        let _ = writeln!(out, "<div class=\"lost\"><p>The scan is incomplete:</p><ul>");
        for problem in
            input.report.problems.iter().filter(|problem| problem.loss == crate::source::Loss::Lost)
        {
            let _ = writeln!(
                out,
                "<li><code>{}</code> {}</li>",
                xml(&problem.path),
                xml(&problem.message)
            );
        }
        let _ = writeln!(out, "</ul></div>");
    }
    if !input.report.gaps.is_empty() {
        let _ = writeln!(out, "<details open><summary>What this scan did not see</summary><ul>");
        for group in gaps::groups(&input.report.gaps) {
            let cure = if group.cure.is_empty() {
                String::new()
            } else {
                format!("<br>To close it: {}", xml(group.cure))
            };
            let _ = writeln!(out, "<li>{}{cure}</li>", xml(&group.line(true)));
        }
        let _ = writeln!(out, "</ul></details>");
    }
    let stride: Vec<(String, Counts)> = summary::by_stride(input)
        .into_iter()
        .map(|(stride, counts)| (stride.title().to_owned(), counts))
        .collect();
    table(&mut out, "STRIDE category", &stride);
    table(&mut out, "Repository", &summary::by_repository(input));
    let mut findings: Vec<&Finding> = input.open().collect();
    findings.sort_by(|one, other| {
        (&one.repository, &one.unit, &one.resource, other.severity)
            .cmp(&(&other.repository, &other.unit, &other.resource, one.severity))
            .then_with(|| one.cmp(other))
    });
    let mut last = None;
    for finding in findings {
        // Findings are sorted by resource: a heading stands where the resource changes.
        let heading = (&finding.repository, &finding.unit, &finding.resource);
        if last != Some(heading) {
            let example = if finding.example { " (example)" } else { "" };
            let _ = writeln!(
                out,
                "<h2>{} <small>in {}{example}</small></h2>",
                xml(&finding.resource),
                xml(&unit_of(&finding.repository, &finding.unit))
            );
            last = Some(heading);
        }
        one(&mut out, input, finding);
    }
    open_groups(&mut out, input);
    apart(&mut out, input);
    out.push_str("</body></html>\n");
    out
}

/// What is undecided, by what would decide it.
fn open_groups(out: &mut String, input: Input<'_>) {
    let groups = undecided::groups(input);
    if groups.is_empty() {
        return;
    }
    out.push_str("<h2>Undecided: these depend on values that are not known statically</h2>\n");
    for group in groups {
        let _ = writeln!(
            out,
            "<details><summary><span class=\"tag {0}\">{0}</span> {1} <code>{2}</code></summary>",
            group.severity,
            xml(&group.title()),
            xml(&group.places_in_words())
        );
        if !group.cure.is_empty() {
            let _ = writeln!(out, "<p><b>To decide it</b>: {}</p>", xml(group.cure));
        }
        out.push_str("<ul>\n");
        for finding in &group.findings {
            let _ = writeln!(
                out,
                "<li>{}: {} <code>{}</code> <code>{}</code> <code>{}</code></li>",
                finding.severity,
                xml(&finding.message),
                xml(&finding.check),
                xml(&place(finding)),
                xml(&finding.resource)
            );
        }
        out.push_str("</ul></details>\n");
    }
}

/// What is newly visible and what is fixed.
fn apart(out: &mut String, input: Input<'_>) {
    let visible: Vec<[&str; 4]> = input
        .report
        .visible
        .iter()
        .map(|one| [one.check.as_str(), &one.message, &one.location.file, &one.resource])
        .collect();
    let fixed: Vec<[&str; 4]> = input
        .report
        .fixed
        .iter()
        .map(|one| [one.check.as_str(), was_wrong(input, one), &one.file, &one.resource])
        .collect();
    let visible = ("Newly visible: the base could not be read here", visible);
    for (title, lines) in [visible, ("Fixed", fixed)] {
        if lines.is_empty() {
            continue;
        }
        let _ = writeln!(out, "<h2>{title}</h2><ul>");
        for [check, message, file, resource] in lines.into_iter().map(|line| line.map(xml)) {
            let _ = writeln!(
                out,
                "<li>{message} <code>{check}</code> <code>{file}</code> <code>{resource}</code></li>"
            );
        }
        out.push_str("</ul>\n");
    }
}

fn table(out: &mut String, title: &str, rows: &[(String, Counts)]) {
    if rows.is_empty() {
        return;
    }
    let _ = write!(out, "<table><tr><th>{title}</th>");
    for severity in Severity::ALL.into_iter().rev() {
        let _ = write!(out, "<th>{severity}</th>");
    }
    out.push_str("</tr>\n");
    for (name, counts) in rows {
        let _ = write!(out, "<tr><td>{}</td>", xml(name));
        for severity in Severity::ALL.into_iter().rev() {
            let _ = write!(out, "<td>{}</td>", counts[severity as usize]);
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</table>\n");
}

fn one(out: &mut String, input: Input<'_>, finding: &Finding) {
    let _ = writeln!(
        out,
        "<details><summary><span class=\"tag {0}\">{0}</span> {1} <code>{2}</code></summary>\n<p><code>{3}</code></p>",
        finding.severity,
        xml(&sentence(finding)),
        xml(&place(finding)),
        xml(&finding.check)
    );
    let told: Vec<String> = lines(finding).map(|line| format!("<li>{}</li>", xml(&line))).collect();
    if !told.is_empty() {
        let _ = writeln!(out, "<p>The same text</p><ul>{}</ul>", told.concat());
    }
    let also: Vec<String> = further(finding)
        .map(|one| format!("<li><code>{}</code></li>", xml(&name_of(finding, one))))
        .collect();
    if !also.is_empty() {
        let _ = writeln!(out, "<p>The same holds of</p><ul>{}</ul>", also.concat());
    }
    if let Some(snippet) = &finding.snippet {
        out.push_str("<pre>");
        for (number, line) in (snippet.first_line..).zip(&snippet.lines) {
            let _ = write!(out, "{number:>5}  ");
            match snippet.marks.iter().find(|mark| mark.line == number) {
                Some(mark) => {
                    let part = |from: u32, to: u32| {
                        xml(&line
                            .chars()
                            .skip(from as usize)
                            .take((to - from) as usize)
                            .collect::<String>())
                    };
                    let end = mark.column.saturating_add(mark.length);
                    let _ = writeln!(
                        out,
                        "{}<mark>{}</mark>{}",
                        part(0, mark.column),
                        part(mark.column, end),
                        part(end, u32::MAX)
                    );
                }
                None => {
                    let _ = writeln!(out, "{}", xml(line));
                }
            }
        }
        out.push_str("</pre>\n");
    }
    if let Some((threat, check)) = input.threat(finding).zip(input.check(finding)) {
        let _ = writeln!(
            out,
            "<p><b>{}</b>: {}. {}</p>",
            threat.stride.title(),
            xml(&threat.title),
            xml(check.description.trim())
        );
    }
    if let Some(add) = to_add(finding) {
        let _ = writeln!(out, "<p><b>Add</b> {}</p>", xml(&add));
    }
    if let Some(fix) = input.fix(finding) {
        let _ = writeln!(out, "<p><b>Fix</b></p><pre>{}</pre>", xml(fix.trim()));
    }
    for related in &finding.related {
        let at = &related.location;
        let _ = writeln!(
            out,
            "<p>{} <code>{}:{}:{}</code></p>",
            xml(&related.message),
            xml(&at.file),
            at.start.line,
            at.start.column
        );
    }
    out.push_str("</details>\n");
}

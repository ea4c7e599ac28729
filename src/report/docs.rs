//! The documentation of the policies, from their METADATA: a page per threat, an index by STRIDE
//! category, an index by framework.

use super::escape::{cell, line};
use super::markdown::remediation;
use crate::policy::{Check, Frameworks, PolicySet, Stride, Threat};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Said at the top of every page.
const GENERATED: &str = "<!-- Written by `stridelint policy docs` from the policies' METADATA. Edit those instead. -->\n";

/// The pages: path below the documentation's folder, and Markdown. Same policies, same text.
#[must_use]
pub fn pages(set: &PolicySet) -> BTreeMap<String, String> {
    let mut pages = BTreeMap::new();
    pages.insert("README.md".to_owned(), index(set));
    pages.insert("frameworks.md".to_owned(), frameworks(set));
    for threat in set.threats() {
        pages.insert(format!("threats/{}.md", threat.id), page(threat));
    }
    pages
}

fn index(set: &PolicySet) -> String {
    let checks: usize = set.threats().iter().map(|threat| threat.checks.len()).sum();
    let mut out = format!(
        "{GENERATED}\n# Threats and checks\n\n{} threats, {checks} checks, by STRIDE category. Another order: [by framework](frameworks.md).\n",
        set.threats().len()
    );
    for stride in Stride::ALL {
        let threats: Vec<&Threat> =
            set.threats().iter().filter(|threat| threat.stride == stride).collect();
        if threats.is_empty() {
            continue;
        }
        let _ = write!(out, "\n## {}\n", stride.title());
        for threat in threats {
            let _ = write!(
                out,
                "\n### [{}](threats/{}.md)\n\n| check | severity | |\n|---|---|---|\n",
                cell(&threat.title),
                threat.id
            );
            for check in &threat.checks {
                let opt_in = if check.opt_in { " (opt-in)" } else { "" };
                let _ = writeln!(
                    out,
                    "| [{name}](threats/{threat}.md#{name}) | {severity}{opt_in} | {title} |",
                    name = check.name,
                    threat = threat.id,
                    severity = check.severity,
                    title = cell(&check.title)
                );
            }
        }
    }
    out
}

fn page(threat: &Threat) -> String {
    let mut out = format!("{GENERATED}\n# {}\n\n", line(&threat.title));
    let _ = write!(
        out,
        "`{}` · {}\n\n{}\n\n",
        threat.id,
        threat.stride.title(),
        paragraphs(&threat.description)
    );
    rows(
        &mut out,
        &[
            ("Actors", threat.actors.join(", ")),
            ("Attacks", threat.flow.clone().unwrap_or_default()),
            ("MITRE ATT&CK", threat.frameworks.mitre.join(", ")),
            ("CWE", threat.frameworks.cwe.join(", ")),
            ("AWS Security Hub", threat.frameworks.security_hub.join(", ")),
        ],
    );
    for check in &threat.checks {
        section(&mut out, check);
    }
    if !threat.related.is_empty() {
        out.push_str("\n## Further reading\n\n");
        for related in &threat.related {
            let _ = writeln!(
                out,
                "- [{}]({})",
                line(related.description.as_deref().unwrap_or(&related.url)),
                related.url
            );
        }
    }
    out
}

fn section(out: &mut String, check: &Check) {
    let _ = write!(out, "\n## {}\n\n**{}** (`{}`)\n\n", check.name, line(&check.title), check.id);
    let _ = write!(out, "{}\n\n", paragraphs(&check.description));
    let opt_in = if check.opt_in {
        format!("off; `--enable {}` turns it on", check.id)
    } else {
        String::new()
    };
    let reads: Vec<String> = check.reads.keys().map(|ty| format!("`{ty}`")).collect();
    let yields: Vec<String> = check.yields_to.iter().map(|id| format!("`{id}`")).collect();
    rows(
        out,
        &[
            ("Severity", check.severity.to_string()),
            ("Default", opt_in),
            ("Reads", reads.join(", ")),
            ("MITRE ATT&CK", check.frameworks.mitre.join(", ")),
            ("CWE", check.frameworks.cwe.join(", ")),
            ("AWS Security Hub", check.frameworks.security_hub.join(", ")),
            ("Other scanners", check.peers.join(", ")),
            ("Told as a line of", yields.join(", ")),
        ],
    );
    for (format, language, fix) in [
        ("Terraform", "hcl", &check.remediation.terraform),
        ("CloudFormation", "yaml", &check.remediation.cloudformation),
        ("Task definition", "json", &check.remediation.task_definition),
    ] {
        if let Some(fix) = fix {
            let _ = write!(out, "\n**Fix in {format}**\n\n{}", remediation(fix, language));
        }
    }
    for related in &check.related {
        let _ = write!(
            out,
            "\nSee [{}]({}).\n",
            line(related.description.as_deref().unwrap_or(&related.url)),
            related.url
        );
    }
}

fn frameworks(set: &PolicySet) -> String {
    let mut out = format!("{GENERATED}\n# Checks by framework\n");
    let of = |pick: fn(&Frameworks) -> &Vec<String>| {
        let mut by_id: BTreeMap<String, Vec<&Check>> = BTreeMap::new();
        for threat in set.threats() {
            for check in &threat.checks {
                for id in pick(&check.frameworks) {
                    by_id.entry(id.clone()).or_default().push(check);
                }
            }
        }
        by_id
    };
    let mut peers: BTreeMap<String, Vec<&Check>> = BTreeMap::new();
    for check in set.checks() {
        for peer in &check.peers {
            peers.entry(peer.clone()).or_default().push(check);
        }
    }
    for (title, ids) in [
        ("AWS Security Hub", of(|frameworks| &frameworks.security_hub)),
        ("MITRE ATT&CK", of(|frameworks| &frameworks.mitre)),
        ("CWE", of(|frameworks| &frameworks.cwe)),
        ("Other scanners", peers),
    ] {
        if ids.is_empty() {
            continue;
        }
        let _ = write!(out, "\n## {title}\n\n| id | checks |\n|---|---|\n");
        for (id, checks) in ids {
            let links: Vec<String> = checks
                .iter()
                .map(|check| format!("[{}](threats/{}.md#{})", check.id, check.threat, check.name))
                .collect();
            let _ = writeln!(out, "| {} | {} |", cell(&id), links.join(", "));
        }
    }
    out
}

fn rows(out: &mut String, rows: &[(&str, String)]) {
    out.push_str("| | |\n|---|---|\n");
    for (name, text) in rows.iter().filter(|(_, text)| !text.is_empty()) {
        let _ = writeln!(out, "| {name} | {} |", cell(text));
    }
}

fn paragraphs(text: &str) -> String {
    text.trim().split("\n\n").map(line).collect::<Vec<_>>().join("\n\n")
}

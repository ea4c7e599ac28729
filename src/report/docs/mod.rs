//! The documentation of the policies, from their METADATA: a page per threat and per check, an index by
//! STRIDE category, an index by framework; and what policies read, from the tables.

mod document;

use super::escape::{cell, line};
use super::markdown::remediation;
use crate::policy::{Check, Fix, Frameworks, PolicySet, RelatedResource, Stride, Threat};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Said at the top of every page.
const GENERATED: &str = "<!-- Written by `stridelint policy docs` from the policies' METADATA. Edit those instead. -->\n";

/// How the top of every page begins, in whichever version it was written.
const WRITTEN_BY: &str = "<!-- Written by `stridelint policy docs`";

/// Whether a file's text is a page that this program wrote.
#[must_use]
pub fn is_ours(text: &str) -> bool {
    text.starts_with(WRITTEN_BY)
}

/// A page of the folder that somebody wrote: its file's name and its title.
pub type Beside = (String, String);

/// The pages: path below the documentation's folder, and Markdown. Same policies, same text. `beside`
/// are those that the table of contents has too.
#[must_use]
pub fn pages(set: &PolicySet, beside: &[Beside]) -> BTreeMap<String, String> {
    let mut pages = BTreeMap::new();
    pages.insert("SUMMARY.md".to_owned(), contents(set, beside));
    pages.insert("README.md".to_owned(), index(set));
    pages.insert("frameworks.md".to_owned(), frameworks(set));
    pages.insert("document.md".to_owned(), document::page());
    for threat in set.threats() {
        let text = format!("{GENERATED}\n{}", threat_page(threat));
        pages.insert(format!("threats/{}.md", threat.id), text);
        for check in &threat.checks {
            let text = format!("{GENERATED}\n{}", check_page(set, check));
            pages.insert(format!("checks/{}/{}.md", threat.id, check.name), text);
        }
    }
    pages
}

/// The title of a page: its first heading.
#[must_use]
pub fn title(page: &str) -> Option<&str> {
    page.lines().find_map(|line| line.strip_prefix("# ")).map(str::trim)
}

/// The table of contents, as mdBook reads it: without it a page is on no site.
fn contents(set: &PolicySet, beside: &[Beside]) -> String {
    let mut out = format!("{GENERATED}\n# Summary\n\n[Threats and checks](README.md)\n\n");
    for (file, title) in beside {
        let _ = writeln!(out, "- [{}]({file})", line(title));
    }
    out.push_str("- [Checks by framework](frameworks.md)\n- [The document](document.md)\n");
    for stride in Stride::with_own() {
        let threats = || set.threats().iter().filter(|threat| threat.stride == stride);
        if threats().next().is_some() {
            let _ = write!(out, "\n# {}\n\n", stride.title());
        }
        for threat in threats() {
            let _ = writeln!(out, "- [{}](threats/{}.md)", line(&threat.title), threat.id);
            for check in &threat.checks {
                let (title, name) = (line(&check.title), &check.name);
                let _ = writeln!(out, "  - [{title}](checks/{}/{name}.md)", threat.id);
            }
        }
    }
    out
}

fn index(set: &PolicySet) -> String {
    let checks: usize = set.threats().iter().map(|threat| threat.checks.len()).sum();
    let mut out = format!(
        "{GENERATED}\n# Threats and checks\n\n{} threats and {checks} checks, by STRIDE category. See also the [checks by framework](frameworks.md) and [the document](document.md) that checks read.\n",
        set.threats().len()
    );
    for stride in Stride::with_own() {
        let threats: Vec<&Threat> =
            set.threats().iter().filter(|threat| threat.stride == stride).collect();
        if threats.is_empty() {
            continue;
        }
        let _ = write!(out, "\n## {}\n", stride.title());
        for threat in threats {
            let _ = write!(out, "\n### [{}](threats/{}.md)\n\n", cell(&threat.title), threat.id);
            table(&mut out, threat, ".");
        }
    }
    out
}

/// A threat's checks, each with its page below a folder.
fn table(out: &mut String, threat: &Threat, folder: &str) {
    out.push_str("| check | severity | |\n|---|---|---|\n");
    for check in &threat.checks {
        let opt_in = if check.opt_in { " (opt-in)" } else { "" };
        let _ = writeln!(
            out,
            "| [{name}]({folder}/checks/{threat}/{name}.md) | {severity}{opt_in} | {title} |",
            name = check.name,
            threat = threat.id,
            severity = check.severity,
            title = cell(&check.title)
        );
    }
}

/// The page of a threat: who attacks what, and the checks that look for it.
#[must_use]
pub fn threat_page(threat: &Threat) -> String {
    let mut out = format!("# {}\n\n", line(&threat.title));
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
            ("Attacker", attackers(threat)),
            (target(threat).0, target(threat).1),
            ("Origin", origin(threat).to_owned()),
            ("MITRE ATT&CK", threat.frameworks.mitre.join(", ")),
            ("CWE", threat.frameworks.cwe.join(", ")),
            ("AWS Security Hub", threat.frameworks.security_hub.join(", ")),
        ],
    );
    out.push_str("\n## Checks\n\n");
    table(&mut out, threat, "..");
    further(&mut out, &threat.related);
    out
}

/// Who attacks, in words.
fn attackers(threat: &Threat) -> String {
    let who = |actor: &String| match actor.as_str() {
        "end-user" => "anyone outside, such as a user of the application".to_owned(),
        "internal-attacker" => {
            "anyone inside, with code in a task or build, or with network access".to_owned()
        }
        "privileged-attacker" => "anyone with permissions in the AWS account".to_owned(),
        other => other.replace('-', " "),
    };
    threat.actors.iter().map(who).collect::<Vec<_>>().join("; ")
}

/// What is attacked, with the label of its row.
fn target(threat: &Threat) -> (&'static str, String) {
    let flow = threat.flow.as_deref().unwrap_or_default();
    match flow.strip_prefix("asset: ") {
        Some(asset) => ("Asset", asset.to_owned()),
        None if flow.contains("->") || flow.starts_with("between ") => {
            ("Data flow", flow.replace("->", "→"))
        }
        None => ("Component", flow.to_owned()),
    }
}

/// A path that a check's findings may lie below, in a format that it has a fix for.
fn example_path(check: &Check) -> &'static str {
    let has = |format| check.remediation.all().any(|fix| fix.format == format);
    if has("ecs") {
        "jobs/*.json"
    } else if has("cloudformation") {
        "templates/*.json"
    } else {
        "modules/sandbox/*.tf"
    }
}

/// Whose list the threat is of, where it is not of the one that the others are of.
fn origin(threat: &Threat) -> &'static str {
    match threat.origin.as_deref() {
        Some("extension") => "this project's extension of the published threats to ECS",
        _ => "",
    }
}

/// The page of a check: what it finds, why that matters and to whom, how to fix it in each format,
/// how to suppress it, what it is called elsewhere.
#[must_use]
pub fn check_page(set: &PolicySet, check: &Check) -> String {
    let mut out = format!("# {}\n\n`{}`\n\n", line(&check.title), check.id);
    let _ = write!(out, "{}\n\n", paragraphs(&check.description));
    let opt_in = if check.opt_in {
        format!("disabled; `--enable {}` enables it", check.id)
    } else {
        String::new()
    };
    let threat = set.threat(&check.threat);
    let yields: Vec<String> = check.yields_to.iter().map(|id| linked(set, id)).collect();
    let covered = match yields.len() {
        0 => String::new(),
        1 => format!("{} (where both apply, only that one is reported)", yields[0]),
        _ => format!(
            "{} (where one of them applies too, only that one is reported)",
            yields.join(", ")
        ),
    };
    let of_threat = |text: fn(&Threat) -> String| threat.map(text).unwrap_or_default();
    rows(
        &mut out,
        &[
            ("Severity", check.severity.to_string()),
            ("Default", opt_in),
            ("Category", of_threat(|threat| threat.stride.title().to_owned())),
            (
                "Threat",
                of_threat(|threat| {
                    format!("[{}](../../threats/{}.md)", line(&threat.title), threat.id)
                }),
            ),
            ("Attacker", of_threat(attackers)),
            (threat.map_or("", |threat| target(threat).0), of_threat(|threat| target(threat).1)),
            ("Covered by", covered),
        ],
    );
    const NAMES: [&str; 6] = ["aws_", "arn:", "!Ref", "!GetAtt", "!Sub", "123456789012"];
    let named = |fix: Fix<'_>| NAMES.iter().any(|name| fix.text.contains(name));
    if check.remediation.all().any(named) {
        out.push_str("\nNames, IDs and ARNs in the code below are examples.\n");
    }
    for fix in check.remediation.all() {
        let language = match fix.format {
            "cloudformation" => "yaml",
            "ecs" => "json",
            _ => "hcl",
        };
        let _ = write!(out, "\n## Fix in {}\n\n{}", fix.name, remediation(&fix.text, language));
    }
    if let Some(edit) = &check.edit {
        let option = if edit.is_unsafe { " --unsafe" } else { "" };
        let _ = write!(
            out,
            "\n`stridelint fix --check {}{option}` makes this change where it can be automated.\n",
            check.id
        );
    }
    let _ = write!(
        out,
        "\n## Suppress\n\nA comment on the line above the setting, or above the resource that lacks it, in Terraform or YAML:\n\n```yaml\n# stridelint:ignore[{id}] reason=\"why it does not matter here\"\n```\n\nor, for JSON and whole folders, `stridelint.toml`:\n\n```toml\n[[ignore]]\ncheck  = \"{id}\"\npath   = \"{path}\"\nreason = \"why it does not matter here\"\n```\n",
        id = check.id,
        path = example_path(check)
    );
    called(&mut out, check);
    further(&mut out, &check.related);
    out
}

/// What a check is called elsewhere.
fn called(out: &mut String, check: &Check) {
    let controls = &check.frameworks.security_hub;
    let peers = check.peers.iter().filter(|peer| !controls.contains(peer)).cloned().collect();
    let entries = [
        ("MITRE ATT&CK", &check.frameworks.mitre),
        ("CWE", &check.frameworks.cwe),
        ("AWS Security Hub", &check.frameworks.security_hub),
        ("Other scanners", &peers),
    ];
    if entries.iter().any(|(_, ids)| !ids.is_empty()) {
        out.push_str("\n## Mappings\n\n");
        rows(out, &entries.map(|(name, ids)| (name, ids.join(", "))));
    }
}

fn further(out: &mut String, related: &[RelatedResource]) {
    if related.is_empty() {
        return;
    }
    out.push_str("\n## Further reading\n\n");
    for RelatedResource { url, description } in related {
        let _ = writeln!(out, "- [{}]({url})", line(description.as_deref().unwrap_or(url)));
    }
}

/// A check's id as a link from the page of another one.
fn linked(set: &PolicySet, id: &str) -> String {
    set.check(id).map_or_else(
        || format!("`{id}`"),
        |check| format!("[`{id}`](../{}/{}.md)", check.threat, check.name),
    )
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
                .map(|check| format!("[{}](checks/{}/{}.md)", check.id, check.threat, check.name))
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

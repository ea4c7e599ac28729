//! `stridelint explain`: a threat, a check, a category, or what another catalogue calls one, in a
//! terminal, as JSON or as Markdown.

use super::args::{ExplainArgs, ExplainFormat};
use super::{Failure, Status, policies, setting};
use crate::config::nearest_name;
use crate::policy::{Check, Frameworks, PolicySet, RelatedResource, Stride, Threat};
use crate::report::{docs, help_uri, json};
use anstyle::Style;
use std::fmt::Write;

/// Columns of a description.
const WIDTH: usize = 100;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// What an id means.
enum Meaning<'a> {
    Threats(Vec<&'a Threat>),
    Checks(Vec<&'a Check>),
}

/// Prints what an id means.
///
/// # Errors
/// No such id; policies that are refused.
pub fn run(args: &ExplainArgs) -> Result<Status, Failure> {
    setting::color(args.color);
    let (set, _) = policies::load(&args.policy, None)?;
    let meaning = meaning(&set, args.id.trim())?;
    match args.format {
        ExplainFormat::Text => super::print_styled(&text(&set, &meaning))?,
        ExplainFormat::Json => super::print(&json(&set, &meaning))?,
        ExplainFormat::Markdown => super::print(&markdown(&set, &meaning))?,
    }
    Ok(Status::Clean)
}

/// Ids of the program first, then those of other catalogues.
fn meaning<'a>(set: &'a PolicySet, id: &str) -> Result<Meaning<'a>, Failure> {
    if let Some(threat) = set.threat(id) {
        return Ok(Meaning::Threats(vec![threat]));
    }
    if let Some(stride) = Stride::with_own().find(|stride| stride.id() == id) {
        let threats = set.threats().iter().filter(|threat| threat.stride == stride);
        return Ok(Meaning::Threats(threats.collect()));
    }
    let checks: Vec<&Check> =
        set.checks().filter(|check| check.id == id || check.name == id).collect();
    if !checks.is_empty() {
        return Ok(Meaning::Checks(checks));
    }
    set.in_framework(id).map(Meaning::Checks).map_err(|nearest| unknown(set, id, nearest))
}

fn unknown(set: &PolicySet, id: &str, elsewhere: Option<String>) -> Failure {
    let ids = set
        .checks()
        .flat_map(|check| [check.id.as_str(), check.name.as_str()])
        .chain(set.threats().iter().map(|threat| threat.id.as_str()))
        .chain(Stride::ALL.map(Stride::id));
    let hint = nearest_name(id, ids).map(str::to_owned).or(elsewhere).map_or_else(
        || "`stridelint policy list` lists checks and threats".to_owned(),
        |name| format!("did you mean `{name}`?"),
    );
    let own = set.sets().iter().all(|own| own.raw);
    let hint = if own {
        format!("{hint}; checks of your own are explained with --policy DIR")
    } else {
        hint
    };
    Failure::Usage(format!("unknown check, threat, category or framework entry `{id}`; {hint}"))
}

fn text(set: &PolicySet, meaning: &Meaning<'_>) -> String {
    let mut out = String::new();
    match meaning {
        Meaning::Threats(threats) => {
            threats.iter().for_each(|threat| threat_text(&mut out, threat));
        }
        Meaning::Checks(checks) => {
            checks.iter().for_each(|check| check_text(&mut out, set, check));
        }
    }
    out
}

/// The checks that are meant; a threat means all of its own.
fn json(set: &PolicySet, meaning: &Meaning<'_>) -> String {
    match meaning {
        Meaning::Threats(threats) => {
            json::checks::list(set, threats.iter().flat_map(|threat| &threat.checks))
        }
        Meaning::Checks(checks) => json::checks::list(set, checks.iter().copied()),
    }
}

fn markdown(set: &PolicySet, meaning: &Meaning<'_>) -> String {
    let pages: Vec<String> = match meaning {
        Meaning::Threats(threats) => {
            threats.iter().map(|threat| docs::threat_page(threat)).collect()
        }
        Meaning::Checks(checks) => {
            checks.iter().map(|check| docs::check_page(set, check)).collect()
        }
    };
    pages.join("\n")
}

fn threat_text(out: &mut String, threat: &Threat) {
    let _ = writeln!(out, "{BOLD}{}{BOLD:#}: {}\n", threat.id, threat.title);
    row(out, "category", threat.stride.title());
    row(out, "actors", &threat.actors.join(", "));
    row(out, "target", threat.flow.as_deref().unwrap_or_default());
    frameworks(out, &threat.frameworks);
    let _ = writeln!(out, "\n{}\n", wrapped(&threat.description));
    let _ = writeln!(out, "{BOLD}Checks{BOLD:#}");
    for check in &threat.checks {
        let opt_in = if check.opt_in { " (opt-in)" } else { "" };
        let _ = writeln!(
            out,
            "  {:<8} {}{DIM}{opt_in}{DIM:#}  {}",
            check.severity.name(),
            check.id,
            check.title
        );
    }
    reading(out, &threat.related);
    out.push('\n');
}

fn check_text(out: &mut String, set: &PolicySet, check: &Check) {
    let _ = writeln!(out, "{BOLD}{}{BOLD:#}: {}\n", check.id, check.title);
    row(out, "severity", check.severity.name());
    if let Some(threat) = set.threat(&check.threat) {
        row(out, "category", threat.stride.title());
        row(out, "threat", &format!("{} ({})", threat.title, threat.id));
    }
    if check.opt_in {
        row(out, "opt-in", &format!("disabled unless enabled: --enable {}", check.id));
    }
    row(out, "covered by", &check.yields_to.join(", "));
    let controls = &check.frameworks.security_hub;
    let others: Vec<&str> =
        check.peers.iter().filter(|peer| !controls.contains(peer)).map(String::as_str).collect();
    row(out, "other scanners", &others.join(", "));
    frameworks(out, &check.frameworks);
    let _ = writeln!(out, "\n{}\n", wrapped(&check.description));
    for fix in check.remediation.all() {
        let _ = writeln!(out, "{BOLD}Fix in {}{BOLD:#}", fix.name);
        for line in fix.text.trim().lines() {
            let _ = writeln!(out, "  {line}");
        }
    }
    reading(out, &check.related);
    if let Some(page) = help_uri(check) {
        let _ = writeln!(out, "  {DIM}page{DIM:#} {page}");
    }
    let _ = writeln!(out, "  {DIM}source{DIM:#} {}:{}\n", check.file, check.line);
}

fn row(out: &mut String, label: &str, text: &str) {
    if !text.is_empty() {
        let _ = writeln!(out, "  {DIM}{label:<14}{DIM:#} {text}");
    }
}

fn frameworks(out: &mut String, frameworks: &Frameworks) {
    row(out, "MITRE ATT&CK", &frameworks.mitre.join(", "));
    row(out, "CWE", &frameworks.cwe.join(", "));
    row(out, "Security Hub", &frameworks.security_hub.join(", "));
}

fn reading(out: &mut String, related: &[RelatedResource]) {
    for link in related {
        let about = link.description.as_deref().map(|text| format!("  {text}")).unwrap_or_default();
        let _ = writeln!(out, "  {DIM}see{DIM:#} {}{about}", link.url);
    }
}

/// A description in lines that a terminal shows whole.
fn wrapped(text: &str) -> String {
    let mut out = String::new();
    let mut width = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if width > 0 && width + 1 + length > WIDTH {
            out.push('\n');
            width = 0;
        } else if width > 0 {
            out.push(' ');
            width += 1;
        }
        out.push_str(word);
        width += length;
    }
    out
}

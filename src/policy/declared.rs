//! The threats and checks that METADATA declares, once it is read ([`super::annotations`]).

use super::annotations::{Annotations, Block, PackageCustom, RuleCustom};
use super::edit::Edit;
use super::message::Template;
use super::metadata::{
    Check, Frameworks, Reads, Rests, Scope as Scoped, Stride, Threat, Whether, wrong,
};
use super::remediation::Remediation;
use super::source::PolicyFile;
use super::subject::{TargetOf, subjects_of};
use crate::finding::Severity;
use crate::source::Problem;

/// Reads the targets that a list names.
fn targets(named: &[String], why: &mut Vec<String>) -> Vec<TargetOf> {
    let read = |text: &String| {
        text.parse().map_err(|error| why.push(format!("custom.targets: {error}"))).ok()
    };
    named.iter().filter_map(read).collect()
}

/// Builds a threat from the annotations of a package's files. `package` is the package without
/// `data.`; `None` when no file has a check.
pub(crate) fn threat(
    package: &str,
    files: Vec<(&PolicyFile, Annotations)>,
    problems: &mut Vec<Problem>,
) -> Option<Threat> {
    let is_check = |block: &Block<RuleCustom>| {
        block.custom.as_ref().is_some_and(|custom| custom.severity.is_some())
    };
    // A rule without a severity is a helper: what only a check has would be lost on it.
    for (file, found) in &files {
        for (rule, line, block) in found.rules.iter().filter(|(.., block)| !is_check(block)) {
            let custom = block.custom.as_ref();
            if custom.is_some_and(|custom| custom.message.is_some() || custom.reads.is_some()) {
                problems.push(wrong(
                    &file.path,
                    *line,
                    format!("`{rule}` has a message or reads but no custom.severity: a check states how bad it is"),
                ));
            }
        }
    }
    let has_check = |found: &Annotations| found.rules.iter().any(|(.., block)| is_check(block));
    let first = files.iter().find(|(_, found)| has_check(found)).map(|(file, _)| *file)?;
    let parts: Vec<&str> = package.split('.').collect();
    let id = parts.last().copied().unwrap_or_default().replace('_', "-");
    for (file, _) in &files {
        if let Some(why) = elsewhere(file, package, &parts) {
            problems.push(wrong(&file.path, 1, why));
        }
    }
    let (mut heads, mut rules) = (Vec::new(), Vec::new());
    for (file, found) in files {
        heads.extend(found.package.map(|head| (file, head)));
        rules.extend(found.rules.into_iter().map(|rule| (file, rule)));
    }
    let mut heads = heads.into_iter();
    let Some((file, head)) = heads.next() else {
        problems.push(wrong(
            &first.path,
            1,
            format!("package {package} has checks but no METADATA above `package`"),
        ));
        return None;
    };
    for (other, _) in heads {
        problems.push(wrong(
            &other.path,
            1,
            format!(
                "the METADATA of package {package} is also in {}: keep it in one file",
                file.path
            ),
        ));
    }
    let path = file.path.as_str();
    let custom = head.custom.unwrap_or_default();
    let stride = category(path, &parts, &custom, &id, problems)?;
    if let Some(stated) = custom.threat.as_ref().filter(|stated| **stated != id) {
        problems.push(wrong(
            path,
            1,
            format!("custom.threat is {stated}, but the package says {id}"),
        ));
    }
    let (Some(title), Some(description)) = (head.title, head.description) else {
        problems.push(wrong(
            path,
            1,
            format!("the METADATA of package {package} lacks a title or a description"),
        ));
        return None;
    };
    let mut faults = Vec::new();
    let own_targets = targets(&custom.targets, &mut faults);
    problems.extend(faults.into_iter().map(|why| wrong(path, 1, why)));
    let mut checks: Vec<Check> = Vec::new();
    for (file, (rule, line, block)) in rules {
        if !is_check(&block) {
            continue;
        }
        match check(file, &id, package, (&rule, line), block) {
            Ok(check) if checks.iter().any(|other| other.name == check.name) => {
                problems.push(wrong(
                    &file.path,
                    line,
                    format!("`{rule}` has METADATA with a severity twice"),
                ));
            }
            Ok(check) => checks.push(check),
            Err(why) => problems.extend(
                why.into_iter().map(|why| wrong(&file.path, line, format!("`{rule}`: {why}"))),
            ),
        }
    }
    Some(Threat {
        id,
        stride,
        title,
        description: description.trim().to_owned(),
        origin: custom.origin,
        actors: custom.actors,
        flow: custom.flow,
        targets: own_targets,
        frameworks: Frameworks {
            mitre: custom.mitre,
            cwe: custom.cwe,
            security_hub: custom.security_hub,
        },
        related: head.related_resources,
        package: package.to_owned(),
        file: path.to_owned(),
        bundled: file.bundled,
        checks,
    })
}

/// Why a file does not belong to its package: that of `stride.<category>.<threat>` is
/// `<category>/<threat>.rego` or stands in the folder `<category>/<threat>`.
fn elsewhere(file: &PolicyFile, package: &str, parts: &[&str]) -> Option<String> {
    let ["stride", category, threat] = parts else { return None };
    let (alone, folder) = (format!("{category}/{threat}.rego"), format!("{category}/{threat}/"));
    let fits = file.name == alone
        || file.name.starts_with(&folder)
        || file.path.ends_with(&format!("/{alone}"))
        || file.path.contains(&format!("/{folder}"));
    (!fits).then(|| format!("package {package} belongs in {alone}, or in files of {folder}"))
}

fn category(
    path: &str,
    parts: &[&str],
    custom: &PackageCustom,
    id: &str,
    problems: &mut Vec<Problem>,
) -> Option<Stride> {
    let by_package = match parts {
        ["stride", category, _] => {
            Stride::ALL.into_iter().find(|stride| stride.id().replace('-', "_") == *category)
        }
        _ => None,
    };
    match (by_package, custom.stride) {
        (Some(package), Some(stated)) if package != stated => {
            problems.push(wrong(
                path,
                1,
                format!("custom.stride is {stated}, but the package says {package}"),
            ));
            Some(package)
        }
        (Some(stride), _) | (None, Some(stride)) => Some(stride),
        (None, None) => {
            problems.push(wrong(
                path,
                1,
                format!("the category of threat {id} is not known: state custom.stride in the package's METADATA"),
            ));
            None
        }
    }
}

/// Reads what a check asks, from `whether` and `unless`.
fn whether(
    (whether, unless): (Option<String>, Option<String>),
    why: &mut Vec<String>,
) -> Option<Whether> {
    let (text, is_wrong) = match (whether, unless) {
        (Some(_), Some(_)) => {
            why.push("custom.whether and custom.unless are one question: state one".to_owned());
            return None;
        }
        (whether, None) => (whether?, true),
        (None, unless) => (unless?, false),
    };
    let clause = text.trim().parse::<Template>();
    let clause = clause.map_err(|error| why.push(error.to_string())).ok()?;
    Some(Whether { clause, is_wrong })
}

fn check(
    file: &PolicyFile,
    threat: &str,
    package: &str,
    rule: (&str, u32),
    block: Block<RuleCustom>,
) -> Result<Check, Vec<String>> {
    let mut why = Vec::new();
    let custom = block.custom.unwrap_or_default();
    let mut required = |value: Option<String>, key: &str| {
        let value = value.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        if value.is_none() {
            why.push(format!("METADATA lacks {key}"));
        }
        value.unwrap_or_default()
    };
    let title = required(block.title, "title");
    let description = required(block.description, "description");
    let message = required(custom.message, "custom.message");
    let message = message
        .parse::<Template>()
        .map_err(|error| why.push(error.to_string()))
        .unwrap_or_default();
    let whether = whether((custom.whether, custom.unless), &mut why);
    if file.bundled && whether.is_none() {
        why.push("METADATA lacks custom.whether or custom.unless".to_owned());
    }
    let mut reads = Reads::new();
    match custom.reads {
        None => why.push("METADATA lacks custom.reads".to_owned()),
        Some(types) if types.is_empty() => why.push("custom.reads names no type".to_owned()),
        Some(types) => {
            for (ty, paths) in types {
                let table = reads.entry(ty).or_default();
                for (pattern, bad) in paths.unwrap_or_default() {
                    match pattern.parse() {
                        Ok(pattern) => drop(table.insert(pattern, bad)),
                        Err(error) => why.push(format!("custom.reads: {error}")),
                    }
                }
            }
        }
    }
    let mut quiet = Reads::new();
    for (ty, paths) in custom.quiet {
        for (pattern, good) in paths {
            match pattern.parse() {
                Ok(pattern) if reads.get(&ty).is_some_and(|table| table.contains_key(&pattern)) => {
                    quiet.entry(ty.clone()).or_default().insert(pattern, good);
                }
                Ok(_) => why.push(format!("custom.quiet: {ty} {pattern} is not in custom.reads")),
                Err(error) => why.push(format!("custom.quiet: {error}")),
            }
        }
    }
    if file.bundled && custom.remediation.is_empty() {
        why.push("METADATA lacks custom.remediation".to_owned());
    }
    for wider in &custom.yields_to {
        if wider.split('.').filter(|part| !part.is_empty()).count() != 2 {
            why.push(format!("custom.yields_to: `{wider}` is not a full check id (threat.check)"));
        }
    }
    let subject = subjects_of(custom.subject.as_deref(), &reads)
        .map_err(|error| why.push(format!("custom.subject: {error}")))
        .unwrap_or_default();
    let targets = targets(&custom.targets, &mut why);
    let rests = custom.basis.unwrap_or(Rests::Absence);
    let scope = Scoped::of(&custom.scope).map_err(|error| why.push(error)).unwrap_or_default();
    let words = |text: Option<String>| {
        let text = text.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
        text.filter(|text| !text.is_empty())
    };
    let mut remediation = custom.remediation;
    if let Some(fix) = words(custom.fix) {
        if remediation.is_empty() {
            remediation = Remediation::of_sentence(&fix);
        } else {
            why.push("custom.fix and custom.remediation both say how to fix it".to_owned());
        }
    }
    why.extend(custom.edit.iter().flat_map(Edit::faults));
    let name = rule.0.replace('_', "-");
    if !why.is_empty() {
        return Err(why);
    }
    Ok(Check {
        id: format!("{threat}.{name}"),
        name,
        threat: threat.to_owned(),
        title,
        description,
        severity: custom.severity.unwrap_or(Severity::Info),
        message,
        whether,
        reads,
        quiet,
        remediation,
        scope,
        owner: words(custom.owner),
        deprecated: words(custom.deprecated),
        edit: custom.edit,
        peers: custom.peers,
        yields_to: custom.yields_to,
        opt_in: custom.opt_in,
        subject,
        targets,
        rests,
        frameworks: Frameworks {
            mitre: custom.mitre,
            cwe: custom.cwe,
            security_hub: custom.security_hub,
        },
        related: block.related_resources,
        file: file.path.clone(),
        line: rule.1,
        bundled: file.bundled,
        rule: format!("data.{package}.{}", rule.0),
    })
}

//! The comment at a line: what it says of each finding that stands there, and how it is found again.
//!
//! A comment is made of items, one for each finding. Markers, which nobody sees, name them; all that a later run has to know stands
//! in them and in the text itself.

use super::report::{Finding, Report};
use super::state::Service;
use super::words::{Page, code, digest, key, language, may_stand_raw, place, prose, shown};
use crate::finding::Severity;
use std::fmt::Write;

/// Begins every comment at a line.
pub const MARK: &str = "<!-- stridelint:finding v=1 ";
/// Begins every item.
const ITEM: &str = "<!-- stridelint:item ";
/// Ends both.
const END: &str = " -->";
/// Characters of an item at most: the longest texts are those of policies of one's own.
const MOST: usize = 6_000;
/// Characters of a comment at a line at most.
pub const LONGEST: usize = 60_000;
/// Further instances that are named.
const NAMED: usize = 10;

/// What a comment says of one finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The finding's key.
    pub key: String,
    /// What its marker says of the unit that it is found in: nothing, in comments of earlier programs.
    pub unit: String,
    /// It is struck.
    pub done: bool,
    /// Its text.
    pub text: String,
}

/// The digest of a comment's text that its marker names.
#[must_use]
pub fn mark_of<'a>(mark: &str, body: &'a str) -> Option<&'a str> {
    let rest = body.strip_prefix(mark)?.strip_prefix("hash=")?;
    rest.split([' ', '\n']).next()
}

/// Reads a comment of ours.
#[must_use]
pub fn items(body: &str) -> Vec<Item> {
    let body = body.replace("\r\n", "\n");
    let begin = format!("\n{ITEM}");
    body.split(&begin)
        .skip(1)
        .filter_map(|part| {
            let (head, text) = part.split_once(END)?;
            let mut words = head.split(' ');
            let key = words.next().unwrap_or_default().to_owned();
            let (mut unit, mut done) = (String::new(), false);
            for word in words {
                done |= word == "fixed";
                unit = word.strip_prefix("unit=").map_or(unit, str::to_owned);
            }
            // What stands between two items is of neither.
            let text = text.trim();
            let text = text.strip_suffix("\n---").unwrap_or(text).trim();
            Some(Item { key, unit, done, text: text.to_owned() })
        })
        .collect()
}

/// A comment of items.
#[must_use]
pub fn comment(items: &[Item]) -> String {
    let mut text = String::new();
    for (at, Item { key, unit, done, text: own }) in items.iter().enumerate() {
        let done = if *done { " fixed" } else { "" };
        let unit = if unit.is_empty() { String::new() } else { format!(" unit={unit}") };
        let between = if at > 0 { "\n---\n" } else { "" };
        let part = format!("{between}\n{ITEM}{key}{unit}{done}{END}\n{own}\n");
        if text.chars().count() + part.chars().count() > LONGEST - 200 {
            break;
        }
        text.push_str(&part);
    }
    format!("{MARK}hash={}{END}{text}", digest(&text))
}

/// Why a finding is not told any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It is not found any more.
    Fixed,
    /// It is suppressed.
    Suppressed,
    /// The base has it too.
    Older,
    /// The change does nothing any more to the unit that it was found in.
    Unchanged,
    /// Its check does not run.
    Disabled,
}

impl Ended {
    fn told(self, head: &str) -> String {
        match self {
            Ended::Fixed => format!("Fixed in {head}."),
            Ended::Suppressed => format!("Suppressed in {head}."),
            Ended::Older => {
                format!("Not of this change any more: at {head} the base has it too.")
            }
            Ended::Unchanged => format!(
                "Not of this change any more: what it was found in is at {head} as it is in the base."
            ),
            Ended::Disabled => format!("Not looked for at {head}: the check is turned off."),
        }
    }
}

/// An item that is done: its first two paragraphs are struck, the rest goes.
#[must_use]
pub fn struck(item: &Item, head: &str, why: Ended) -> Item {
    let mut lines = item.text.lines().filter(|line| !line.trim().is_empty());
    let mut text = String::new();
    for line in
        lines.by_ref().take(2).take_while(|line| !line.starts_with('<') && !line.starts_with('`'))
    {
        let _ = writeln!(text, "~~{line}~~\n");
    }
    let head: String = key(head).chars().take(12).collect();
    text.push_str(&why.told(&head));
    Item { done: true, text, ..item.clone() }
}

/// The sign of a severity.
#[must_use]
pub fn sign(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "🟥",
        Severity::High => "🟧",
        Severity::Medium => "🟨",
        Severity::Low => "🟦",
        Severity::Info => "⬜",
    }
}

/// What an item says besides its finding.
pub struct Around<'a> {
    /// The report.
    pub report: &'a Report,
    /// The service.
    pub page: &'a Page,
    /// The commit that links lead to.
    pub head: &'a str,
    /// The comment does not stand at the finding's own place, but at a step on the way to it: what the step is.
    pub step: Option<&'a str>,
    /// The lines that the comment stands at, where a suggestion may come in their place.
    pub lines: Option<(u32, u32)>,
}

/// The check of a finding as code, linked to its page.
#[must_use]
pub fn check(report: &Report, id: &str) -> String {
    let page = report.checks.get(id).and_then(|check| check.url.as_deref());
    match page.filter(|page| page.starts_with(crate::report::SITE)) {
        Some(page) => format!("[{}]({})", code(id), crate::report::in_link(page)),
        None => code(id),
    }
}

/// The item of a finding.
#[must_use]
pub fn item(finding: &Finding, around: &Around<'_>) -> Item {
    let Around { report, page, head, step, lines } = around;
    let check = report.checks.get(&finding.check);
    let title = check.map_or(finding.check.as_str(), |check| check.title.as_str());
    let mut text = format!(
        "{} **{}** · {} · {} · {}\n\n{}\n",
        sign(finding.severity),
        finding.severity,
        shown(title),
        self::check(report, &finding.check),
        code(&finding.resource),
        cut(&shown(&finding.sentence()), 1_500)
    );
    if let Some(step) = step {
        let at = place(page, head, &finding.location.file, finding.location.start.line);
        let _ = writeln!(
            text,
            "\nThe value that is set here is used at {at}: {}.",
            cut(&shown(step.trim_end_matches('.')), 300)
        );
    }
    let others: Vec<String> =
        finding.instances.iter().skip(1).map(|one| code(&one.resource)).collect();
    if !others.is_empty() {
        let more = others.len().saturating_sub(NAMED);
        let names = others[..others.len() - more].join(", ");
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let _ = writeln!(text, "\nAlso: {}{more}", cut(&names, 1_000));
    }
    if let Some(block) = suggestion(finding, *lines, page.service) {
        let _ = write!(text, "\n{block}");
    }
    let mut why = String::new();
    if let Some(check) = check {
        let _ =
            writeln!(why, "**{}**: {}", shown(&check.threat_title), prose(&check.description, ""));
    }
    if let Some(fix) = &finding.fix {
        let _ = writeln!(why, "\n**Fix**: {}", prose(fix, language(&finding.location.file)));
    }
    let whole = format!(
        "{text}\n<details><summary>Why it matters, and how to fix it</summary>\n\n{}\n\n</details>",
        why.trim()
    );
    let fits = !why.is_empty() && whole.chars().count() <= MOST;
    let text = if fits { whole } else { text };
    let unit = unit_of(&finding.unit);
    Item { key: key(&finding.fingerprint), unit, done: false, text: text.trim().to_owned() }
}

/// What a marker says of a unit.
#[must_use]
pub fn unit_of(id: &str) -> String {
    if id.is_empty() { String::new() } else { digest(id) }
}

/// The block that the service offers to put in the place of the commented lines.
fn suggestion(finding: &Finding, lines: Option<(u32, u32)>, service: Service) -> Option<String> {
    let made = finding.suggestion.as_ref()?;
    let (first, last) = lines?;
    let whole =
        (made.first_line, made.last_line) == (first, last) && made.file == finding.location.file;
    if !whole || !may_stand_raw(&made.lines) {
        return None;
    }
    let language = match service {
        Service::GitHub => "suggestion".to_owned(),
        Service::GitLab => format!("suggestion:-{}+0", last - first),
    };
    Some(crate::report::escape::fenced(&made.lines.join("\n"), &language))
}

/// A text of so many characters at most; no entity is cut in two.
#[must_use]
pub fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let short: String = text.chars().take(most).collect();
    let whole = match short.rfind('&') {
        Some(at) if !short[at..].contains(';') => &short[..at],
        _ => &short,
    };
    format!("{whole}…")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(key: &str, text: &str) -> Item {
        Item { key: key.to_owned(), unit: unit_of("app"), done: false, text: text.to_owned() }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let all = [item("a1", "x **y**\n\nmessage\n\n<details>z</details>"), item("b2", "second")];
        let body = comment(&all);
        assert_eq!(items(&body), all);
        assert_eq!(items(&body.replace('\n', "\r\n")), all, "a service may change line ends");
        let text = body.split_once(END).unwrap().1;
        assert_eq!(mark_of(MARK, &body), Some(digest(text).as_str()));
        assert_eq!(items("nothing of ours"), []);
    }

    #[test]
    fn what_is_fixed_is_struck_and_stays_as_it_is() {
        let all = item(
            "a1",
            "🟥 **critical** · T · ` c `\n\nmessage\n\n```suggestion\nx\n```\n\n<details>z</details>",
        );
        let done = struck(&all, &"a".repeat(40), Ended::Fixed);
        assert_eq!(
            done.text,
            "~~🟥 **critical** · T · ` c `~~\n\n~~message~~\n\nFixed in aaaaaaaaaaaa."
        );
        assert_eq!(items(&comment(std::slice::from_ref(&done))), [done]);
    }

    #[test]
    fn only_what_was_looked_for_and_is_not_there_is_called_fixed() {
        let one = item("a1", "x\n\nmessage");
        for (why, said) in [
            (Ended::Suppressed, "Suppressed in abc."),
            (Ended::Older, "at abc the base has it too."),
            (Ended::Unchanged, "is at abc as it is in the base."),
            (Ended::Disabled, "Not looked for at abc"),
        ] {
            let done = struck(&one, "abc", why);
            assert!(done.text.contains(said) && !done.text.contains("Fixed"), "{}", done.text);
            assert_eq!(items(&comment(std::slice::from_ref(&done))), [done]);
        }
    }

    #[test]
    fn a_cut_leaves_no_half_entity() {
        assert_eq!(cut("a&#64;b", 5), "a…");
        assert_eq!(cut("a&#64;b", 6), "a&#64;…");
        assert_eq!(cut("ab", 2), "ab");
    }
}

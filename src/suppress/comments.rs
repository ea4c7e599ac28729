//! Suppressions in comments: what they say, and the text that each covers.

use super::{End, Extent, Fault, Written};
use crate::config::nearest_name;
use crate::source::{Position, SourceFile};
use regex::Regex;
use std::sync::LazyLock;

/// What a comment that suppresses begins with.
const MARK: &str = "stridelint:ignore";
/// The comment that holds for all of its file.
const OF_FILE: &str = "-file";
/// Lines that are looked through for the end of what a line begins.
const FAR: u32 = 5_000;

static UNTIL: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"\buntil=("?)([^\s"]*)"#).ok());
static REASON: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"\breason=(?:"([^"]*)"|'([^']*)'|(\S+))"#).ok());
/// A comment that speaks to a program, with what it says; the name in one part and in two.
static SPOKEN: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let name = "[A-Za-z]+";
    let spoken = |name: &str| {
        format!(r"(?:#+|//+|/\*+)[ \t]*({name})[ \t]*[:\-_= \t][ \t]*([A-Za-z]+)(\[?)")
    };
    let names = [name.to_owned(), format!("{name}[-_]{name}")];
    names.iter().filter_map(|name| Regex::new(&spoken(name)).ok()).collect()
});
/// What people write who want something left out.
const WORDS: &str = "ignore ignored disable disabled skip suppress suppressed nolint noqa nosec \
                     exclude allow accept off silence mute";
/// What files that may hold a suppression, or nearly one, have in them.
static LIKELY: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)stride[-_]?lint|ignore(?:-file)?\[").ok());

/// Whether a text may hold a suppression, or what was meant for one.
#[must_use]
pub fn may_suppress(text: &str) -> bool {
    LIKELY.as_ref().is_none_or(|likely| likely.is_match(text))
}

/// The suppressions in a file's comments, with what is wrong with those that cannot hold.
pub(super) fn read(file: &SourceFile) -> (Vec<Written>, Vec<Fault>) {
    let (mut found, mut faults) = (Vec::new(), Vec::new());
    if !may_suppress(&file.text) {
        return (found, faults);
    }
    let last = file.position(u32::MAX).line;
    for line in 1..=last {
        let text = file.line(line);
        let starts: Vec<usize> = text
            .match_indices(MARK)
            .map(|(at, _)| at)
            .filter(|at| is_comment_at(text, *at))
            .collect();
        if starts.is_empty() {
            faults.extend(near_miss(text).map(|(at, told)| (position(file, line, at), told)));
        }
        for (index, start) in starts.iter().enumerate() {
            let end = starts.get(index + 1).copied().unwrap_or(text.len());
            let lead = lead(text, *start);
            let at = position(file, line, lead.unwrap_or(*start));
            match directive(&text[start + MARK.len()..end], lead.is_some()) {
                Some(Ok(said)) => found.push(said.covering(file, at)),
                Some(Err(told)) => faults.push((at, told)),
                None => {}
            }
        }
    }
    (found, faults)
}

fn position(file: &SourceFile, line: u32, byte: usize) -> Position {
    let start = file.line_span(line).map_or(0, |(start, _)| start);
    file.position(start.saturating_add(u32::try_from(byte).unwrap_or(u32::MAX)))
}

/// Whether what stands at a byte of a line is part of a comment.
fn is_comment_at(line: &str, at: usize) -> bool {
    let (mut quoted, mut escaped) = (false, false);
    let mut before = ' ';
    for c in line[..at].chars() {
        if quoted {
            (quoted, escaped) = (escaped || c != '"', !escaped && c == '\\');
        } else {
            match c {
                '"' => quoted = true,
                '#' => return true,
                '/' | '*' if before == '/' => return true,
                _ => {}
            }
        }
        before = c;
    }
    // A line of a longer comment.
    line[..at].trim_start_matches([' ', '\t', '*']).is_empty()
}

/// Where the comment mark stands right before a byte of a line.
fn lead(line: &str, at: usize) -> Option<usize> {
    let before = line[..at].trim_end();
    let bare = before.trim_end_matches(['#', '/', '*']);
    if bare.len() < before.len() || bare.is_empty() { Some(bare.len()) } else { None }
}

/// What a comment says.
struct Said {
    checks: Vec<String>,
    until: Option<String>,
    reason: String,
    of_file: bool,
}

/// What stands behind the mark; `None`: a comment that speaks of suppressions. `leads`: the comment
/// begins with the mark. What would not hold is told: silence would look like a suppression.
fn directive(rest: &str, leads: bool) -> Option<Result<Said, String>> {
    let (of_file, rest) = rest.strip_prefix(OF_FILE).map_or((false, rest), |rest| (true, rest));
    let list = rest.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let Some((list, rest)) = list else {
        let other = rest.starts_with(|c: char| c.is_alphanumeric() || c == '-' || c == '_');
        return leads.then(|| {
            Err(if other {
                "this suppression is ignored: write stridelint:ignore[threat.check], or \
                 stridelint:ignore-file[threat.check] for a whole file"
                    .to_owned()
            } else {
                "this suppression names no check, so it is ignored: write \
                 stridelint:ignore[threat.check]"
                    .to_owned()
            })
        });
    };
    let checks: Vec<String> =
        list.split(',').map(|id| id.trim().to_owned()).filter(|id| !id.is_empty()).collect();
    let until = UNTIL
        .as_ref()
        .and_then(|pattern| pattern.captures(rest))
        .and_then(|found| found.get(2))
        .map(|text| text.as_str().to_owned());
    let reason = REASON
        .as_ref()
        .and_then(|pattern| pattern.captures(rest))
        .and_then(|found| (1..=3).find_map(|group| found.get(group)))
        .map_or(String::new(), |text| text.as_str().trim().to_owned());
    Some(match super::unfit(&checks, &reason, until.as_deref()) {
        Some(why) => Err(format!("this suppression {why}")),
        None => Ok(Said { checks, until, reason, of_file }),
    })
}

impl Said {
    fn covering(self, file: &SourceFile, at: Position) -> Written {
        let (covers, beside) = if self.of_file {
            (vec![Extent::ALL], None)
        } else {
            Lines { file, last: file.position(u32::MAX).line }.covered(at.line)
        };
        let Said { checks, until, reason, .. } = self;
        Written { checks, until, reason, at, covers, beside }
    }
}

/// A comment that was meant for a suppression and is none: where it begins, and what to tell.
fn near_miss(line: &str) -> Option<(usize, String)> {
    if let Some(at) = line.find(&format!("\"{MARK}")) {
        let told = "this suppression is ignored: a string is not a comment; write an [[ignore]] entry \
                    of stridelint.toml, or Metadata of a template";
        return Some((at, told.to_owned()));
    }
    let (whole, written) = SPOKEN.iter().find_map(|spoken| {
        let captures = spoken.captures(line)?;
        let (whole, name, word) = (captures.get(0)?, captures.get(1)?, captures.get(2)?);
        let list = captures.get(3).is_some_and(|bracket| !bracket.as_str().is_empty());
        let said = word.as_str().to_ascii_lowercase();
        let meant = list
            || WORDS.split(' ').any(|word| word == said)
            || said.len() > 4 && strsim::damerau_levenshtein(&said, "ignore") <= 2;
        let ours = plain(name.as_str()) == NAME || list && alike(name.as_str());
        let written =
            format!("{}{}", &line[name.start()..word.end()], if list { "[...]" } else { "" });
        (ours && meant).then_some((whole, written))
    })?;
    let told = format!(
        "`{written}` is not a suppression and is ignored: write \
         stridelint:ignore[threat.check] reason=\"...\""
    );
    Some((whole.start(), told))
}

/// This program's name.
const NAME: &str = "stridelint";

/// A name without case and punctuation.
fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// Whether a name is nearly this program's.
pub(super) fn alike(name: &str) -> bool {
    strsim::damerau_levenshtein(&plain(name), NAME) <= 2
}

/// The key of some that one was meant for.
pub(super) fn meant<'a>(key: &str, keys: &[&'a str]) -> Option<&'a str> {
    nearest_name(key, keys.iter().copied())
}

/// A file, line by line.
struct Lines<'a> {
    file: &'a SourceFile,
    last: u32,
}

impl Lines<'_> {
    /// Whether a line has nothing but a comment.
    fn is_comment(&self, line: u32) -> bool {
        let text = self.file.line(line).trim_start();
        ["#", "//", "/*", "*/", "* ", MARK].iter().any(|lead| text.starts_with(lead))
    }

    fn is_empty(&self, line: u32) -> bool {
        self.file.line(line).trim().is_empty()
    }

    fn is_yaml(&self) -> bool {
        [".yaml", ".yml", ".template"].iter().any(|ending| self.file.path.ends_with(ending))
            && !self.file.text.trim_start().starts_with('{')
    }

    /// What a comment on a line covers, the nearest first: what the line, or the next one with
    /// something on it, begins; and, where the comment is the first in a block, the block. Beside
    /// that, the line of the block's header, where the comment does not reach it.
    fn covered(&self, line: u32) -> (Vec<Extent>, Option<u32>) {
        if !self.is_comment(line) {
            return (vec![Extent::lines(line, self.extent(line))], None);
        }
        let mut next = line + 1;
        let mut apart = false;
        while next <= self.last && (self.is_empty(next) || self.is_comment(next)) {
            apart |= self.is_empty(next);
            next += 1;
        }
        let mut covers = vec![Extent::lines(next, self.extent(next))];
        let before = (1..line).rev().find(|at| !self.is_empty(*at) && !self.is_comment(*at));
        // What begins a block of its own is what the comment is about.
        let own = covers[0].end.0 > next && !apart;
        let block = before.filter(|_| !own).and_then(|before| self.block(before, next));
        let Some((start, end)) = block else { return (covers, None) };
        // Right above an attribute of a resource, a comment speaks of what the resource has, and not
        // of what all of it lacks.
        let header = before.filter(|before| {
            !apart
                && !self.is_yaml()
                && self.file.line(*before).trim_start().starts_with("resource")
        });
        match header {
            Some(header) => covers.push(Extent { start: (header + 1, 1), end }),
            None => covers.push(Extent { start, end }),
        }
        (covers, header)
    }

    /// The block that a line begins and whose first line of content is `next`.
    fn block(&self, line: u32, next: u32) -> Option<(End, End)> {
        if self.is_yaml() {
            let (outer, inner) = (self.file.line(line), self.file.line(next));
            let begins = outer.trim_end().ends_with(':') || outer.trim() == "-";
            return (begins && indent(inner) > indent(outer))
                .then(|| ((line, 1), (self.extent(line), u32::MAX)));
        }
        let text = self.file.line(line);
        let mut open: Vec<u32> = Vec::new();
        let mut behind = 0;
        for (column, opens) in brackets(text) {
            if opens {
                open.push(column);
            } else {
                open.pop();
            }
            behind = column;
        }
        let own = *open.last()?;
        let code = text.chars().skip(own as usize).collect::<String>();
        let ends = code.trim_start().is_empty() || is_only_comment(&code);
        if own != behind || !ends {
            return None;
        }
        let start = if open.len() == 1 { 1 } else { own };
        Some(((line, start), self.closes(line, own)))
    }

    /// Where the bracket at a line's column is closed.
    fn closes(&self, line: u32, column: u32) -> End {
        let mut depth = 0_i64;
        for at in line..=self.last.min(line.saturating_add(FAR)) {
            for (place, opens) in brackets(self.file.line(at)) {
                if at == line && place < column {
                    continue;
                }
                depth += if opens { 1 } else { -1 };
                if depth == 0 {
                    return (at, place);
                }
            }
        }
        (line, u32::MAX)
    }

    /// The last line of what begins on a line: the matching bracket's in HCL, the mapping's by
    /// indentation in YAML.
    fn extent(&self, line: u32) -> u32 {
        if self.is_yaml() {
            let own = indent(self.file.line(line));
            // A list item's further keys are indented below its dash.
            let mut end = line;
            for at in line + 1..=self.last {
                if self.is_empty(at) {
                    continue;
                }
                if indent(self.file.line(at)) <= own {
                    break;
                }
                end = at;
            }
            return end;
        }
        let mut depth = 0_i64;
        for at in line..=self.last.min(line.saturating_add(FAR)) {
            let opens = brackets(self.file.line(at));
            depth += opens.iter().map(|(_, opens)| if *opens { 1 } else { -1 }).sum::<i64>();
            if depth <= 0 {
                return at;
            }
        }
        line
    }
}

fn indent(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

fn is_only_comment(text: &str) -> bool {
    let text = text.trim_start();
    ["#", "//", "/*"].iter().any(|lead| text.starts_with(lead))
}

/// The brackets of a line outside strings and comments: their columns, and whether they open.
fn brackets(text: &str) -> Vec<(u32, bool)> {
    let mut found = Vec::new();
    let (mut quoted, mut escaped) = (false, false);
    let mut before = ' ';
    for (column, c) in (1..).zip(text.chars()) {
        if quoted {
            (quoted, escaped) = (escaped || c != '"', !escaped && c == '\\');
        } else {
            match c {
                '"' => quoted = true,
                '#' => break,
                '/' if before == '/' => break,
                '{' | '[' | '(' => found.push((column, true)),
                '}' | ']' | ')' => found.push((column, false)),
                _ => {}
            }
        }
        before = c;
    }
    found
}

//! The settings that a script makes: `NAME=value` of a shell and of the ECS agent's configuration
//! file, PowerShell's environment variables, and the agent's cmdlet on Windows.
//!
//! Sources: Amazon ECS developer guide, "Amazon ECS container agent configuration" and "Amazon ECS
//! Windows container instance" (`Initialize-ECSAgent` of the module ECSTools, whose parameters set
//! the agent's variables).

use super::source::Source;
use crate::normalize::map::template::HOLE;
use crate::secret::says_secret;
use crate::value::{Cause, Value};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// `NAME=value` in a text.
pub struct Assignment {
    /// Where the name stands.
    pub name: Range<usize>,
    /// Where the value stands, without its quotes.
    pub value: Range<usize>,
}

/// What a script sets.
pub struct Found {
    /// Items `{name, value}`.
    pub settings: Vec<Value>,
    /// The unknown pieces, and whether each is bounded: a setting's value, part of a word, or an
    /// option's argument.
    pub holes: Vec<(Value, bool)>,
}

/// A variable's name before its value. Blanks around the sign are PowerShell's.
static NAME: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"[A-Za-z_][A-Za-z0-9_]*=").ok());
static POWERSHELL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?i)\$env:([a-z_][a-z0-9_]*)\s*=\s*|SetEnvironmentVariable\(\s*["']([a-z_][a-z0-9_]*)["']\s*,\s*"#).ok()
});
static CMDLET: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)\bInitialize-ECSAgent\b").ok());

/// The agent's variables that the parameters of `Initialize-ECSAgent` set.
const PARAMETERS: &[(&str, &str)] = &[
    ("cluster", "ECS_CLUSTER"),
    ("enabletaskiamrole", "ECS_ENABLE_TASK_IAM_ROLE"),
    ("enabletaskeni", "ECS_ENABLE_TASK_ENI"),
    ("awsvpcblockimds", "ECS_AWSVPC_BLOCK_IMDS"),
];

/// The settings in a text, in its order of kinds, and what is not known besides.
#[must_use]
pub fn find(source: &Source<'_>) -> Found {
    let text = source.text();
    let mut settings = Vec::new();
    let mut used: Vec<Range<usize>> = Vec::new();
    for found in assignments(text) {
        used.push(found.value.clone());
        settings.push(source.setting(
            source.part(found.name.clone()),
            switch(source, &found.value),
            found.name.start..found.value.end,
        ));
    }
    let mut open: Vec<Value> = Vec::new();
    for call in CMDLET
        .as_ref()
        .into_iter()
        .flat_map(|cmdlet| cmdlet.find_iter(text))
        .map(|found| found.range())
    {
        if !is_comment(line_before(text, call.start)) {
            initialize(source, call, &mut settings, &mut used, &mut open);
        }
    }
    let mut holes: Vec<(Value, bool)> = open.into_iter().map(|value| (value, false)).collect();
    for (at, _) in text.match_indices(HOLE) {
        let Some(hole) = source.template.hole_at(at) else { continue };
        if !is_comment(line_before(text, at)) {
            let value = used.iter().any(|range| range.contains(&at));
            holes.push((hole.clone(), value || bounded(text, at)));
        }
    }
    Found { settings, holes }
}

/// The assignments to environment variables in a text: of names in capitals, and of names that say
/// secret.
#[must_use]
pub fn assignments(text: &str) -> Vec<Assignment> {
    let mut found: Vec<Assignment> = Vec::new();
    let mut end = 0;
    for name in
        NAME.as_ref().into_iter().flat_map(|name| name.find_iter(text)).map(|found| found.range())
    {
        let mut name = name.start..name.end - 1;
        // `echo -e "A=1\nB=2"`: the n belongs to the line break.
        if text[..name.start].ends_with('\\') && text[name.clone()].starts_with('n') {
            name.start += 1;
        }
        let before = text[..name.start].chars().next_back();
        let free = before.is_none_or(|c| {
            c.is_whitespace()
                || matches!(
                    c,
                    '"' | '\'' | '`' | ';' | '|' | '&' | '(' | '=' | ',' | '[' | '{' | 'n'
                )
        });
        let own = &text[name.clone()];
        let wanted = !own.is_empty()
            && (own.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
                || says_secret(own));
        if !free
            || !wanted
            || name.start < end
            || text[name.end + 1..].starts_with('=')
            || is_comment(line_before(text, name.start))
        {
            continue;
        }
        let value = shell_value(text, name.end + 1, before.filter(|c| matches!(c, '"' | '\'')));
        end = value.end;
        found.push(Assignment { name, value });
    }
    for captures in POWERSHELL.as_ref().into_iter().flat_map(|pattern| pattern.captures_iter(text))
    {
        let (Some(whole), Some(name)) =
            (captures.get(0), captures.get(1).or_else(|| captures.get(2)))
        else {
            continue;
        };
        if is_comment(line_before(text, whole.start())) {
            continue;
        }
        let value = shell_value(text, whole.end(), None);
        let stop = text[value.clone()]
            .find([',', ')'])
            .filter(|_| !quoted(text, &value))
            .map_or(value.end, |at| value.start + at);
        found.push(Assignment { name: name.range(), value: value.start..stop });
    }
    found
}

fn quoted(text: &str, value: &Range<usize>) -> bool {
    text[..value.start].ends_with(['"', '\''])
}

/// The value that begins at `at`. `outer`: the quote that the name stands behind, which ends the
/// value too.
fn shell_value(text: &str, at: usize, outer: Option<char>) -> Range<usize> {
    let line_end = text[at..].find(['\n', '\r']).map_or(text.len(), |end| at + end);
    let line = &text[at..line_end];
    let first = line.chars().next();
    let end = match (outer, first) {
        (None, Some(quote @ ('"' | '\''))) => {
            let end = unescaped(line, 1, quote).unwrap_or(line.len());
            return at + 1..at + end;
        }
        (Some(quote), _) => unescaped(line, 0, quote).unwrap_or(line.len()),
        (None, Some('{' | '[')) => balanced(line).unwrap_or_else(|| line.trim_end().len()),
        (None, _) if line.starts_with("$(") || line.starts_with('`') => line.trim_end().len(),
        (None, _) => line
            .find(|c: char| {
                c.is_whitespace() || matches!(c, ';' | '|' | '&' | '<' | '>' | '"' | '\'')
            })
            .unwrap_or(line.len()),
    };
    // `\n` in the argument of `echo -e` ends the value where another follows or the text ends.
    let value = &line[..end];
    let broken = value.match_indices("\\n").map(|(at, _)| at).find(|at| {
        let rest = &value[at + 2..];
        rest.is_empty()
            || rest.split('=').next().is_some_and(|name| {
                !name.is_empty()
                    && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
            })
    });
    at..at + broken.unwrap_or(end)
}

/// The next quote from `from` that no backslash stands before.
fn unescaped(text: &str, from: usize, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip_while(|(at, _)| *at < from) {
        match c {
            '\\' if quote == '"' => escaped = !escaped,
            c if c == quote && !escaped => return Some(at),
            _ => escaped = false,
        }
    }
    None
}

/// The end of the brackets that a text begins with.
fn balanced(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' | '[' => depth += 1,
            '}' | ']' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// A setting's value; PowerShell's `$true` and `$false` are words.
fn switch(source: &Source<'_>, range: &Range<usize>) -> Value {
    let text = &source.text()[range.clone()];
    let word = text
        .strip_prefix('$')
        .filter(|word| word.eq_ignore_ascii_case("true") || word.eq_ignore_ascii_case("false"));
    source.part(if word.is_some() { range.start + 1..range.end } else { range.clone() })
}

/// The settings that a call of `Initialize-ECSAgent` makes. It joins the cluster `default` when it
/// names none. What an unknown piece or a splatted table may add is put into `open`.
fn initialize(
    source: &Source<'_>,
    call: Range<usize>,
    settings: &mut Vec<Value>,
    used: &mut Vec<Range<usize>>,
    open: &mut Vec<Value>,
) {
    let text = source.text();
    let end = end_of_command(text, call.end);
    let words = words(text, call.end..end);
    let mut cluster = false;
    for (index, word) in words.iter().enumerate() {
        let own = &text[word.clone()];
        if own.starts_with('@')
            || own.chars().eq([HOLE])
                && !index
                    .checked_sub(1)
                    .is_some_and(|before| text[words[before].clone()].starts_with('-'))
        {
            open.push(Value {
                place: source.part(word.clone()).place,
                ..Value::unknown(Cause::Part("the cmdlet's parameters are not known"), None)
            });
            continue;
        }
        let Some(option) = own.strip_prefix('-') else { continue };
        let (name, inline) = option
            .split_once(':')
            .map_or((option, None), |(name, value)| (name, Some(word.end - value.len()..word.end)));
        let Some((_, variable)) =
            PARAMETERS.iter().find(|(parameter, _)| name.eq_ignore_ascii_case(parameter))
        else {
            continue;
        };
        let next = words.get(index + 1).filter(|next| !text[(*next).clone()].starts_with('-'));
        let given = inline
            .or_else(|| next.filter(|_| *variable == "ECS_CLUSTER").cloned())
            .map(|range| unquoted(text, range));
        let value = match &given {
            Some(range) => switch(source, range),
            None => at(source, "true", word.clone()),
        };
        cluster |= *variable == "ECS_CLUSTER";
        used.extend(given.clone());
        let range = word.start..given.map_or(word.end, |range| range.end);
        settings.push(source.setting(at(source, variable, word.clone()), value, range));
    }
    if !cluster {
        settings.push(source.setting(
            at(source, "ECS_CLUSTER", call.clone()),
            at(source, "default", call.clone()),
            call,
        ));
    }
}

/// A word that the script means but does not spell, at what it stands for.
fn at(source: &Source<'_>, word: &str, range: Range<usize>) -> Value {
    let mut value = Value::string(word, None);
    value.place = source.part(range).place;
    value
}

/// A PowerShell command ends with its line, unless a backtick stands at the line's end.
fn end_of_command(text: &str, from: usize) -> usize {
    let mut at = from;
    loop {
        let Some(end) = text[at..].find('\n').map(|end| at + end) else { return text.len() };
        if !text[at..end].trim_end().ends_with('`') {
            return end;
        }
        at = end + 1;
    }
}

/// The words of a command, quotes kept together.
fn words(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    let mut start: Option<usize> = None;
    let mut quote: Option<char> = None;
    for (offset, c) in text[range.clone()].char_indices() {
        let at = range.start + offset;
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(c);
                start.get_or_insert(at);
            }
            (None, c) if c.is_whitespace() || matches!(c, '`' | ';' | '<') => {
                if let Some(start) = start.take() {
                    words.push(start..at);
                }
            }
            _ => drop(start.get_or_insert(at)),
        }
    }
    words.extend(start.map(|start| start..range.end));
    words
}

fn unquoted(text: &str, range: Range<usize>) -> Range<usize> {
    let own = &text[range.clone()];
    match own.chars().next() {
        Some(quote @ ('"' | '\'')) if own.len() > 1 && own.ends_with(quote) => {
            range.start + 1..range.end - 1
        }
        _ => range,
    }
}

/// The line's text before an offset.
fn line_before(text: &str, at: usize) -> &str {
    let start = text[..at].rfind('\n').map_or(0, |start| start + 1);
    &text[start..at]
}

fn is_comment(before: &str) -> bool {
    before.trim_start().starts_with('#')
}

/// Whether an unknown piece is part of a word or the argument of an option: then it makes no
/// setting of its own.
fn bounded(text: &str, at: usize) -> bool {
    let (before, after) = (&text[..at], &text[at + HOLE.len_utf8()..]);
    let line = line_before(text, at).trim_end_matches(['"', '\'', ' ', '\t']);
    let option =
        line.rsplit([' ', '\t']).next().is_some_and(|word| word.len() > 1 && word.starts_with('-'));
    let blank = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | HOLE);
    let glued = before.chars().next_back().is_some_and(|c| !blank(c))
        || after.chars().next().is_some_and(|c| !blank(c));
    option || glued
}

/// Whether an unknown piece is a word whatever it is: a resource's attribute, or what the account
/// and the stack are called.
#[must_use]
pub fn is_word(hole: &Value) -> bool {
    let refers = !hole.marks.is_secret()
        && hole.references().iter().any(|reference| is_resource(&reference.to));
    let given = |cause: &Cause| matches!(cause, Cause::Pseudo { .. } | Cause::Account { .. });
    refers || hole.as_unknown().is_some_and(|unknown| given(&unknown.reason))
}

/// Whether an address is a resource's: a variable, a parameter and a module's output may hold a
/// script.
fn is_resource(address: &str) -> bool {
    let mut rest = address;
    while let Some(after) = rest.strip_prefix("module.") {
        match after.split_once('.') {
            Some((_, below)) => rest = below,
            None => return false,
        }
    }
    !rest.starts_with("var.") && !rest.contains("Parameters/")
}

//! Text from an input as a terminal, a browser or a runner of workflows may show it: nothing in it is
//! a command, and nothing in it is invisible.

use std::borrow::Cow;
use std::fmt::Write;

/// Begins a command of a runner of workflows anywhere in a line (`##[error]`).
const COMMAND: &str = "##[";

/// Whether a character commands a terminal, changes the reading direction, breaks a line or cannot
/// be seen.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    if matches!(c, ' '..='~') {
        return false;
    }
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// Text as XML 1.0 and HTML allow it, in attributes and between tags.
#[must_use]
pub fn xml(text: &str) -> String {
    markup(text, true)
}

/// Text as HTML allows it between tags only: quotation marks, which code is full of, stay.
#[must_use]
pub fn between_tags(text: &str) -> String {
    markup(text, false)
}

fn markup(text: &str, quotes: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if quotes => out.push_str("&quot;"),
            '\'' if quotes => out.push_str("&#39;"),
            '\n' => out.push('\n'),
            c if is_hidden(c) => out.push_str(&escape(c)),
            c => out.push(c),
        }
    }
    out
}

/// What stands for a character that is hidden: `\u{202e}`.
#[must_use]
pub fn escape(c: char) -> String {
    match c {
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        c => format!("\\u{{{:x}}}", u32::from(c)),
    }
}

/// The text as one line in which nothing is hidden and nothing is a command: what would be stands
/// there as an escape, a tab as two spaces.
#[must_use]
pub fn plain(text: &str) -> String {
    if is_harmless(text) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' => out.push_str("  "),
            c if is_hidden(c) => out.push_str(&escape(c)),
            c => out.push(c),
        }
    }
    if out.contains(COMMAND) {
        out = out.replace(COMMAND, "#\\u{23}[");
    }
    if out.contains("::") { uncommanded(&out) } else { out }
}

/// The text without a word that begins a workflow command where it comes to stand at the beginning
/// of a line (`::error::`). Two colons inside a word, and addresses of IPv6, are none.
fn uncommanded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (at, _) in text.match_indices("::") {
        let begins = text[..at].chars().next_back().is_none_or(char::is_whitespace);
        let rest = &text[at + 2..];
        if begins && rest.starts_with(|c: char| c.is_ascii_alphabetic()) && rest.contains("::") {
            out.push_str(&text[from..at]);
            out.push_str("\\u{3a}:");
            from = at + 2;
        }
    }
    out.push_str(&text[from..]);
    out
}

/// A whole report as text: what no part of it may have is shown as escapes. Line ends and tabs
/// stay, and so do the escapes of colours.
#[must_use]
pub fn in_lines(text: String) -> String {
    let wrong = |c: char| is_hidden(c) && !matches!(c, '\n' | '\t' | '\u{1b}');
    if !text.contains(wrong) && !text.contains(COMMAND) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if wrong(c) { out.push_str(&escape(c)) } else { out.push(c) }
    }
    out.replace(COMMAND, "#\\u{23}[")
}

/// JSON text whose strings say the same in escapes.
#[must_use]
pub fn in_json(text: String) -> String {
    let wrong = |c: char| is_hidden(c) && !matches!(c, '\n' | '\t' | '\r');
    if !text.contains(wrong) && !text.contains(COMMAND) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if wrong(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    out.replace(COMMAND, "#\\u0023[")
}

/// Whether a text has nothing but letters, digits and signs that begin no command.
fn is_harmless(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'#' && byte != b':')
}

/// As [`plain`], where anything has to be done.
#[must_use]
pub fn shown(text: &str) -> Cow<'_, str> {
    if is_harmless(text) {
        return Cow::Borrowed(text);
    }
    let plain = plain(text);
    if plain == text { Cow::Borrowed(text) } else { Cow::Owned(plain) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_commands_or_hides_is_an_escape() {
        assert_eq!(plain("a\u{1b}[31mb\tc\u{202e}\n"), "a\\u{1b}[31mb  c\\u{202e}\\n");
        for c in "\u{200b}\u{200f}\u{202a}\u{2066}\u{2069}\u{61c}\u{2028}\u{2029}\u{e0041}".chars()
        {
            assert_eq!(plain(&format!("x{c}")), format!("x\\u{{{:x}}}", u32::from(c)));
        }
        assert_eq!(plain("é 漢 👍"), "é 漢 👍");
    }

    #[test]
    fn a_workflow_command_is_none() {
        assert_eq!(plain("a ##[error]x"), "a #\\u{23}[error]x");
        assert_eq!(plain("###[x"), "##\\u{23}[x");
        assert_eq!(plain("::error::x"), "\\u{3a}:error::x");
        assert_eq!(plain("a ::add-mask::x"), "a \\u{3a}:add-mask::x");
        for text in ["AWS::ECS::Service", "open to ::/0 and ::/1", "a::b ::c"] {
            assert_eq!(plain(text), text);
        }
    }

    #[test]
    fn json_says_the_same() {
        let text = serde_json::to_string("a\u{202e}b\u{e0041}##[x]\u{7f}\u{1b}").unwrap();
        let safe = in_json(text.clone());
        assert!(safe.is_ascii() && !safe.contains("##["), "{safe}");
        let read = |text: &str| serde_json::from_str::<String>(text).unwrap();
        assert_eq!(read(&safe), read(&text));
    }
}

//! Text from scanned files inside other languages: every report that has markup or a syntax of its
//! own escapes here, so that what a file says never becomes markup, a mention or a command.

pub use crate::printable::{between_tags, xml};

use crate::printable::{escape, is_hidden};
use std::fmt::Write;

/// Text as HTML inside Markdown that GitHub shows as it is: one line, no tag, no mention, no link.
#[must_use]
pub fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\r' => out.push(' '),
            '@' | '#' | '`' | '*' | '_' | '~' | '[' | ']' | '(' | ')' | '!' | '\\' | '|' | ':'
            | '$' => {
                let _ = write!(out, "&#{};", c as u32);
            }
            c if is_hidden(c) => out.push_str(&escape(c)),
            c => out.push(c),
        }
    }
    out
}

/// A sentence whose names stand between backticks, as HTML: each part escaped, and the names as code.
#[must_use]
pub fn marked(text: &str, escape: fn(&str) -> String) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return escape(text);
    }
    let part = |(at, part): (usize, &&str)| match (at % 2, part.is_empty()) {
        (1, false) => format!("<code>{}</code>", escape(part)),
        (1, true) => escape("``"),
        _ => escape(part),
    };
    parts.iter().enumerate().map(part).collect()
}

/// A code span of Markdown whose fence is longer than any run of backticks in it.
#[must_use]
pub fn code(text: &str) -> String {
    let text = crate::printable::plain(&text.replace(['\n', '\r'], " "));
    let fence = "`".repeat(longest_run(&text) + 1);
    format!("{fence} {text} {fence}")
}

/// A code block of Markdown whose fence is longer than any run of backticks in it.
#[must_use]
pub fn fenced(text: &str, language: &str) -> String {
    let fence = "`".repeat((longest_run(text) + 1).max(3));
    format!("{fence}{language}\n{text}\n{fence}\n\n")
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// METADATA's own prose as one line of Markdown: it may use Markdown, but not HTML.
#[must_use]
pub fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('<', "&lt;")
}

/// As [`line()`], in a cell of a table.
#[must_use]
pub fn cell(text: &str) -> String {
    line(text).replace('|', "\\|")
}

/// The text of a GitHub workflow command (`::error::TEXT`).
#[must_use]
pub fn command(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a GitHub workflow command (`::error file=TEXT::`).
#[must_use]
pub fn property(text: &str) -> String {
    command(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: &str = "<b>&\"'</b> @all #1 `x` **y** [l](u) a|b\n::error::\u{1b}[2J\u{ffff}";

    #[test]
    fn nothing_stays_markup() {
        assert_eq!(xml("<a b=\"c\" d='e'>&"), "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;");
        for text in [xml(HOSTILE), inline(HOSTILE)] {
            assert!(!text.contains(['<', '>', '"', '\u{1b}']), "{text}");
        }
        assert!(!xml(HOSTILE).contains('\u{ffff}'), "XML 1.0 has no such character");
        let text = inline(HOSTILE);
        assert!(!text.contains(['@', '`', '*', '[', '(', '|', ':', '\n']), "{text}");
    }

    #[test]
    fn names_are_code() {
        let said = "container `<web>` has `a_b`";
        assert_eq!(
            marked(said, inline),
            "container <code>&lt;web&gt;</code> has <code>a&#95;b</code>"
        );
        for text in ["one ` alone", "none", "an empty `` one"] {
            assert_eq!(marked(text, inline), inline(text));
        }
    }

    #[test]
    fn a_fence_is_longer_than_what_it_holds() {
        assert_eq!(code("a `` b\nc"), "``` a `` b c ```");
        assert_eq!(fenced("x\n```\ny", "hcl"), "````hcl\nx\n```\ny\n````\n\n");
    }

    #[test]
    fn a_command_ends_where_its_text_does() {
        assert_eq!(command("50%\r\n::error::"), "50%25%0D%0A::error::");
        assert_eq!(property("a,b:c%"), "a%2Cb%3Ac%25");
    }

    #[test]
    fn prose_of_policies_stays_in_its_cell() {
        assert_eq!(cell(" a\n b | <i> "), "a b \\| &lt;i>");
    }
}

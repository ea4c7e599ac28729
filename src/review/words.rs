//! Text of scanned files in comments: it is shown, and does nothing. It cannot mention anybody, link, name an issue, or be a
//! command of the service.
//!
//! Escapes of Markdown are not enough: services look for names and numbers in what Markdown has come to. So an invisible
//! character stands behind every sign that begins one.

use super::state::Service;
use crate::printable::{escape, is_hidden};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Takes no room and is part of no name, number or address.
const APART: char = '\u{2060}';

/// Characters of a word that has only hexadecimal digits at most: with one more it is the name of a commit.
const NO_COMMIT: usize = 6;

/// What names of people, numbers of issues, addresses and the like begin with, or have in them.
const BEGINS: [char; 11] = ['@', '#', '!', '$', '%', '~', '&', '^', '[', ':', '*'];

/// A text as one line that means nothing but itself.
#[must_use]
pub fn shown(text: &str) -> String {
    let text = crate::secret::without_credentials(text);
    let mut out = String::with_capacity(text.len());
    let mut word = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            c if c.is_ascii_alphanumeric() => {
                out.push(c);
                word.push(c);
                if chars.peek().is_none_or(|next| !next.is_ascii_alphanumeric()) {
                    part(&mut out, &word);
                }
                continue;
            }
            '\n' | '\r' | '\t' | ' ' => out.push(' '),
            // `www.x.org` and `GH-12` are links without any sign before them, and so is `SHOP-12` where issues are elsewhere.
            '.' | '-' if word.eq_ignore_ascii_case("www") || word.eq_ignore_ascii_case("gh") => {
                out.push(APART);
                out.push(c);
            }
            '-' if !word.is_empty()
                && !word.contains(|c: char| c.is_ascii_lowercase())
                && chars.peek().is_some_and(char::is_ascii_digit) =>
            {
                out.push(APART);
                out.push(c);
            }
            '.' | ',' | ';' | '-' | '=' | '?' | '\'' => out.push(c),
            // A line that begins with it commands GitLab.
            '/' => {
                if out.is_empty() || out.ends_with(' ') {
                    out.push(APART);
                }
                out.push('/');
            }
            c if BEGINS.contains(&c) => {
                let _ = write!(out, "&#{};{APART}", u32::from(c));
            }
            c if c.is_ascii_graphic() => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            c if is_hidden(c) => out.push_str(&escape(c).replace('\\', "&#92;")),
            c => out.push(c),
        }
        word.clear();
    }
    out
}

/// Takes a word that could be the name of a commit apart. A number, of an account for example, stays as it is.
fn part(out: &mut String, word: &str) {
    let hexadecimal = word.chars().all(|c| c.is_ascii_hexdigit());
    if !hexadecimal || word.len() <= NO_COMMIT || word.chars().all(|c| c.is_ascii_digit()) {
        return;
    }
    out.truncate(out.len() - word.len());
    for (at, c) in word.chars().enumerate() {
        if at > 0 && at % NO_COMMIT == 0 {
            out.push(APART);
        }
        out.push(c);
    }
}

/// Lines as a block of code. None of them is a command of GitLab, which looks for those in some blocks too, or a marker of ours.
#[must_use]
pub fn block<'a>(lines: impl Iterator<Item = &'a str>, language: &str) -> String {
    let inert = |line: &str| {
        let line = crate::printable::plain(line);
        let text = line.trim_start();
        match text.starts_with('/') || text.starts_with("<!--") {
            true => format!("{}{APART}{text}", &line[..line.len() - text.len()]),
            false => line,
        }
    };
    crate::report::escape::fenced(&lines.map(inert).collect::<Vec<_>>().join("\n"), language)
}

/// A name as code, in which services look for nothing.
#[must_use]
pub fn code(text: &str) -> String {
    crate::report::escape::code(&crate::secret::without_credentials(text))
}

/// A place in a file, as a link to its lines.
#[must_use]
pub fn place(page: &Page, commit: &str, file: &str, line: u32) -> String {
    let text = format!("<code>{}:{line}</code>", shown(file));
    match page.address.is_empty() || commit.is_empty() {
        true => text,
        false => format!("[{text}]({})", page.permalink(commit, file, line)),
    }
}

/// Where a service shows the repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The service.
    pub service: Service,
    /// The repository's page, without a slash at its end; empty where it is not known.
    pub address: String,
}

impl Page {
    /// The address of a line of a file at a commit: it shows the same text for ever.
    fn permalink(&self, commit: &str, file: &str, line: u32) -> String {
        let file = crate::report::in_link(&crate::report::uri(file));
        let between = match self.service {
            Service::GitHub => "",
            Service::GitLab => "/-",
        };
        let (page, commit) = (crate::report::in_link(&self.address), key(commit));
        format!("{page}{between}/blob/{commit}/{file}#L{line}")
    }
}

/// Text of several lines, such as a remediation: sentences, and the indented lines as a block of code.
#[must_use]
pub fn prose(text: &str, language: &str) -> String {
    let mut out = String::new();
    let mut block: Vec<&str> = Vec::new();
    let close = |out: &mut String, block: &mut Vec<&str>| {
        while block.last().is_some_and(|line| line.trim().is_empty()) {
            block.pop();
        }
        if !block.is_empty() {
            let text = crate::secret::without_credentials(&block.join("\n")).into_owned();
            let _ = write!(out, "\n{}", self::block(text.lines(), language));
        }
        block.clear();
    };
    for line in text.trim_end().lines() {
        if line.starts_with("    ") || (!block.is_empty() && line.is_empty()) {
            block.push(line.strip_prefix("    ").unwrap_or(line));
        } else {
            close(&mut out, &mut block);
            let _ = writeln!(out, "{}", shown(line));
        }
    }
    close(&mut out, &mut block);
    out
}

/// Whether lines may stand as they are in a block that the service puts into the file: the only text that cannot be escaped.
#[must_use]
pub fn may_stand_raw(lines: &[String]) -> bool {
    let harmless = |line: &String| {
        let text = line.trim_start();
        !text.starts_with('/')
            && !text.starts_with("::")
            && !line.contains("```")
            && !line.contains("~~~")
            && !line.contains("##[")
            && !line.contains("<!--")
            && !line.chars().any(|c| is_hidden(c) && c != '\t')
            && matches!(crate::secret::without_credentials(line), std::borrow::Cow::Borrowed(_))
    };
    lines.iter().all(harmless)
}

/// The first 16 digits of a text's SHA-256.
#[must_use]
pub fn digest(text: &str) -> String {
    Sha256::digest(text).iter().take(8).fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// A fingerprint as a marker has it: letters and digits, whatever a report says.
#[must_use]
pub fn key(fingerprint: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    match fingerprint.len() {
        1..=80 if fingerprint.chars().all(plain) && !fingerprint.contains("--") => {
            fingerprint.to_owned()
        }
        _ => digest(fingerprint),
    }
}

/// The name of a file's language, for blocks of code.
#[must_use]
pub fn language(file: &str) -> &'static str {
    match file.rsplit('.').next() {
        Some("tf" | "tfvars" | "tofu" | "hcl") => "hcl",
        Some("json") => "json",
        Some("yaml" | "yml") => "yaml",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a service looks for names and numbers in: the text once Markdown and HTML are read.
    fn read(text: &str) -> String {
        let entity = regex::Regex::new("&#([0-9]+);").unwrap();
        let of = |found: &regex::Captures<'_>| {
            char::from_u32(found[1].parse().unwrap()).unwrap().to_string()
        };
        entity.replace_all(text, of).replace("&amp;", "&")
    }

    #[test]
    fn nothing_is_left_that_a_service_looks_for() {
        let hostile = "@all cc @org/team #12 o/r#12 GH-12 gh-7 !7 $3 %4 ~bug ~\"a b\" &5 [vulnerability:9] \
             https://evil.example/x www.evil.example http://x ftp://x mailto:a@b.org a@b.org \
             fixes #3 /close \n/assign @me\n<img src=x> <!-- stridelint:report --> [a](javascript:x) ![i](x) \
             **b** _i_ `c` |t| \\ :tada: ^x $x$ ##[error]x ::error::x \u{202e} SHOP-12 at da39a3ee5e6b4b0d3255bfef95601890afd80709";
        let text = read(&shown(hostile));
        for pattern in [
            r"@\w",
            r"#\d",
            r"(?i)gh-\d",
            r"!\d",
            r"\$\w",
            r"%\w",
            r"~\w",
            r"&\d",
            r"\[\w",
            r"(?i)\w+://",
            r"(?i)www\.",
            r"(?m)^\s*/\w",
            r" /\w",
            r"\*\w",
            r":\w",
            r"\^\w",
            r"##\[",
            r"\b[A-Z]+-\d",
            r"\b[0-9a-f]{7,}\b",
            "\u{202e}",
            "\n",
        ] {
            let found = regex::Regex::new(pattern).unwrap();
            assert!(!found.is_match(&text), "{pattern}: {text}");
        }
        // What Markdown itself reads is not there either.
        assert!(!shown(hostile).contains(['<', '>', '`', '*', '_', '[', '|', '\\', '@', '!', '"']));
        assert_eq!(read(&shown("/close")).chars().next(), Some(APART));
        assert_eq!(shown("a task, t-1.x"), "a task, t-1.x");
        assert_eq!(shown("us-east-1, 123456789012"), "us-east-1, 123456789012");
    }

    #[test]
    fn only_harmless_lines_stand_raw() {
        let may = |line: &str| may_stand_raw(&[line.to_owned()]);
        assert!(may("  privileged = false") && may("\turl = \"https://x\""));
        for line in
            ["/close", "  /assign @x", "x ```", "::error::x", "a ##[error]", "<!-- x", "\u{202e}"]
        {
            assert!(!may(line), "{line}");
        }
        assert!(!may(&format!("x = \"AKIA{}\"", "IOSFODNN7EXAMPLQ")), "a credential");
    }

    #[test]
    fn a_key_ends_no_marker() {
        assert_eq!(key("0a1b-2_C"), "0a1b-2_C");
        for text in ["", "a -->", "a b", "--", "\u{e9}"] {
            assert!(key(text).len() == 16 && key(text).chars().all(|c| c.is_ascii_hexdigit()));
        }
    }

    #[test]
    fn a_remediation_keeps_its_code() {
        let text = prose("Set it, @all:\n\n    a = 1\n    ```\n    b\n\nThen /close.\n", "hcl");
        assert!(text.contains("\n````hcl\na = 1\n```\nb\n````\n"), "{text}");
        assert!(!read(&text).contains("@all"), "{text}");
        let text =
            prose("So:\n\n    ```\n    /close\n      <!-- stridelint:item x fixed -->\n", "");
        assert!(!text.lines().any(|line| line.trim_start().starts_with(['/', '<'])), "{text}");
    }
}

//! A look at Rego source before the engine parses it: comments with their lines, how deep brackets
//! nest, and how large numbers are.
//!
//! The engine's parser needs exponential time for deeply nested literals, and writes out the digits of
//! `1e999999999`. Its syntax tree has no comments. So all that is read here, from the text. The build script reads the program's own
//! policies with this file too: it names nothing of the crate and no other crate.

/// The deepest nesting of brackets a policy may have.
pub(crate) const MAX_DEPTH: usize = 12;

/// The most digits that the exponent of a number may have.
pub(crate) const MAX_EXPONENT: usize = 3;

/// One `#` comment.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Comment<'a> {
    /// Line, from 1.
    pub(crate) line: u32,
    /// Whether nothing but blanks stands before it on its line.
    pub(crate) whole_line: bool,
    /// The text after the first `#`.
    pub(crate) text: &'a str,
}

/// What one pass over the text finds.
#[derive(Debug, Default)]
pub(crate) struct Scanned<'a> {
    /// All comments in order.
    pub(crate) comments: Vec<Comment<'a>>,
    /// The line of the first bracket that nests deeper than [`MAX_DEPTH`].
    pub(crate) too_deep: Option<u32>,
    /// Its byte.
    pub(crate) too_deep_at: Option<u32>,
    /// The line of the first number whose exponent has more than [`MAX_EXPONENT`] digits.
    pub(crate) too_large: Option<u32>,
    /// The first word of each line that begins with a word at depth 0 and outside text: line, word.
    pub(crate) heads: Vec<(u32, &'a str)>,
}

/// Reads `text` once; never fails: what is no Rego is for the parser to refuse.
pub(crate) fn scan(text: &str) -> Scanned<'_> {
    let bytes = text.as_bytes();
    let mut found = Scanned::default();
    let (mut at, mut line, mut depth, mut blank) = (0, 1, 0usize, true);
    // The braces of a rule's body nest nothing.
    let mut body = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\n' => {
                line += 1;
                blank = true;
            }
            b' ' | b'\t' | b'\r' => {}
            b'#' => {
                let end = bytes[at..]
                    .iter()
                    .position(|byte| *byte == b'\n')
                    .map_or(bytes.len(), |length| at + length);
                let body = text.get(at + 1..end).unwrap_or_default().trim_end_matches('\r');
                found.comments.push(Comment { line, whole_line: blank, text: body });
                at = end;
                continue;
            }
            b'"' => {
                blank = false;
                at += 1;
                while at < bytes.len() && bytes[at] != b'"' && bytes[at] != b'\n' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                // A string does not span lines: a line end here is an error that the parser names.
                if bytes.get(at) == Some(&b'\n') {
                    continue;
                }
            }
            b'`' => {
                blank = false;
                at += 1;
                while at < bytes.len() && bytes[at] != b'`' {
                    line += u32::from(bytes[at] == b'\n');
                    at += 1;
                }
            }
            b'(' | b'[' | b'{' => {
                blank = false;
                if depth == 0 {
                    body = usize::from(bytes[at] == b'{');
                }
                depth += 1;
                if depth > MAX_DEPTH + body && found.too_deep.is_none() {
                    found.too_deep = Some(line);
                    found.too_deep_at = u32::try_from(at).ok();
                }
            }
            b')' | b']' | b'}' => {
                blank = false;
                depth = depth.saturating_sub(1);
            }
            byte if byte.is_ascii_digit() => {
                blank = false;
                let word = bytes[..at].last().is_some_and(|before| is_word(*before));
                let (end, exponent) = number(bytes, at);
                if exponent > MAX_EXPONENT && !word && found.too_large.is_none() {
                    found.too_large = Some(line);
                }
                at = end;
                continue;
            }
            byte if blank && depth == 0 && (byte.is_ascii_alphabetic() || byte == b'_') => {
                blank = false;
                let end = bytes[at..]
                    .iter()
                    .position(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_')
                    .map_or(bytes.len(), |n| at + n);
                found.heads.push((line, &text[at..end]));
                at = end;
                continue;
            }
            _ => blank = false,
        }
        at += 1;
    }
    found
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Where a number that begins with a digit ends, and how many digits its exponent has.
fn number(bytes: &[u8], at: usize) -> (usize, usize) {
    let digits = |from: usize| {
        let rest = bytes.get(from..).unwrap_or_default();
        from + rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
    };
    let mut end = digits(at);
    if bytes.get(end) == Some(&b'.') {
        end = digits(end + 1);
    }
    if !matches!(bytes.get(end), Some(b'e' | b'E')) {
        return (end, 0);
    }
    let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
    let first = end + 1 + sign;
    let last = digits(first);
    // Zeros before it make it no larger.
    let zeros = bytes[first..last].iter().take_while(|byte| **byte == b'0').count();
    (last, last - first - zeros)
}

/// A METADATA block: a comment `# METADATA` and the comments on the lines below it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Block<'a> {
    /// The line of `# METADATA`, from 1.
    pub(crate) line: u32,
    /// The comments below it, as YAML.
    pub(crate) yaml: String,
    /// What it stands above: `package` or the name of a rule, with its line.
    pub(crate) head: Option<(u32, &'a str)>,
}

/// The METADATA blocks of a file, in order.
pub(crate) fn blocks<'a>(scanned: &Scanned<'a>) -> Vec<Block<'a>> {
    let mut found = Vec::new();
    let mut comments = scanned.comments.iter().filter(|comment| comment.whole_line).peekable();
    while let Some(first) = comments.next() {
        if first.text.trim() != "METADATA" {
            continue;
        }
        let mut yaml = String::new();
        let mut last = first.line;
        while let Some(Comment { text, .. }) = comments.next_if(|next| next.line == last + 1) {
            yaml.push_str(text);
            yaml.push('\n');
            last += 1;
        }
        let head = scanned.heads.iter().find(|(line, _)| *line > last).copied();
        found.push(Block { line: first.line, yaml, head });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_in_text_are_no_comments() {
        let found =
            scan("package a # one\n# METADATA\nx := \"# no\"\ny := `\n# METADATA\n`\n# two\n");
        let comments: Vec<_> = found
            .comments
            .iter()
            .map(|comment| (comment.line, comment.whole_line, comment.text))
            .collect();
        assert_eq!(comments, [(1, false, " one"), (2, true, " METADATA"), (7, true, " two")]);
        assert_eq!(found.heads, [(1, "package"), (3, "x"), (4, "y")]);
    }

    #[test]
    fn nesting_is_counted_outside_text() {
        assert_eq!(scan(&format!("x := \"{}\"", "[".repeat(100))).too_deep, None);
        assert_eq!(scan(&format!("x := 1\ny := {}", "[".repeat(MAX_DEPTH + 1))).too_deep, Some(2));
        for (text, large) in [
            ("x := 0e777777777", true),
            ("x := 1.5E+1000", true),
            ("x := 1e0001", false),
            ("x := 12e-300", false),
            ("x := \"1e99999\" # 1e99999", false),
            ("a1e99999 := 1", false),
        ] {
            assert_eq!(scan(text).too_large.is_some(), large, "{text}");
        }
        scan("x := \"\\");
        scan("`");
    }
}

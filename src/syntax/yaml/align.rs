//! Where the text of a YAML scalar that is not written as it reads (blocks, folded lines, escapes)
//! stands in the source.

/// A run of decoded text: its offset, and the byte range of the source that it was written as,
/// counted from the scalar's start.
pub(super) type Run = (usize, usize, usize);

/// The runs of a scalar that spans several lines. Empty when they cannot be told, which costs
/// precision only.
pub(super) fn lines(decoded: &str, source: &str, block: bool) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut cursor = 0;
    let mut at = 0;
    for (index, line) in source.split_inclusive('\n').enumerate() {
        let from = at;
        at += line.len();
        if block && index == 0 && line.starts_with(['|', '>']) {
            continue;
        }
        let mut content = line.trim_end_matches(['\n', '\r']);
        if !block {
            content = content.trim_end_matches([' ', '\t']);
            if index == 0 {
                content = content.strip_prefix(['"', '\'']).unwrap_or(content);
            }
            if at == source.len() {
                content = content.strip_suffix(['"', '\'']).unwrap_or(content);
            }
        }
        let indent = content.len() - content.trim_start_matches([' ', '\t']).len();
        let quote = usize::from(!block && index == 0 && line.starts_with(['"', '\'']));
        let mut start = from + quote + indent;
        let words = &content[indent..];
        if words.is_empty() {
            continue;
        }
        let blank =
            decoded[cursor..].len() - decoded[cursor..].trim_start_matches([' ', '\t', '\n']).len();
        let mut offset = cursor + blank;
        if !decoded[offset..].starts_with(words) {
            return Vec::new();
        }
        // Indentation that belongs to the text is written right before the words.
        while offset > cursor
            && start > from + quote
            && decoded.as_bytes()[offset - 1] == source.as_bytes()[start - 1]
        {
            offset -= 1;
            start -= 1;
        }
        if offset > cursor {
            // A line break that was folded or stands before the indentation.
            runs.push((cursor, start.saturating_sub(1), start));
        }
        let mut stop = from + quote + content.len();
        cursor = offset + (stop - start);
        if decoded.as_bytes().get(cursor) == Some(&b'\n')
            && source.as_bytes().get(stop) == Some(&b'\n')
        {
            cursor += 1;
            stop += 1;
        }
        runs.push((offset, start, stop));
    }
    if cursor < decoded.len() {
        runs.push((cursor, source.len().saturating_sub(1), source.len()));
    }
    runs
}

/// The runs of a double-quoted scalar with escapes, on one line. `None` when they cannot be told.
pub(super) fn double_quoted(decoded: &str, source: &str) -> Option<Vec<Run>> {
    let inner = source.strip_prefix('"')?.strip_suffix('"')?;
    if inner.contains('\n') {
        return None;
    }
    let mut runs = Vec::new();
    let (mut at, mut offset) = (0, 0);
    while at < inner.len() {
        let plain = memchr::memchr(b'\\', &inner.as_bytes()[at..]).unwrap_or(inner.len() - at);
        if plain > 0 {
            runs.push((offset, at + 1, at + 1 + plain));
            at += plain;
            offset += plain;
            continue;
        }
        let len = match inner.as_bytes().get(at + 1)? {
            b'x' => 4,
            b'u' => 6,
            b'U' => 10,
            _ => 2,
        };
        let next = decoded.get(offset..)?.chars().next()?;
        // A surrogate pair is two escapes for one character.
        let len = if len == 6 && next.len_utf8() == 4 { 12 } else { len };
        runs.push((offset, at + 1, at + 1 + len));
        at += len;
        offset += next.len_utf8();
    }
    (offset == decoded.len()).then_some(runs)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each run's text and what the source says there.
    fn shown<'a>(decoded: &'a str, source: &'a str, runs: &[Run]) -> Vec<(&'a str, &'a str)> {
        let end = |index: usize| runs.get(index + 1).map_or(decoded.len(), |next| next.0);
        runs.iter()
            .enumerate()
            .map(|(index, run)| (&decoded[run.0..end(index)], &source[run.1..run.2]))
            .collect()
    }

    #[test]
    fn literal_blocks_keep_each_line() {
        let (decoded, source) = ("a\n  b\n\nc\n", "|\n    a\n      b\n\n    c\n");
        let runs = lines(decoded, source, true);
        assert_eq!(
            shown(decoded, source, &runs),
            [("a\n", "a\n"), ("  b\n", "  b\n"), ("\n", " "), ("c\n", "c\n")]
        );
    }

    #[test]
    fn folded_lines_are_found_again() {
        let (decoded, source) = ("one two three", "one\n   two\n  three");
        let runs = lines(decoded, source, false);
        let shown = shown(decoded, source, &runs);
        assert_eq!(shown, [("one", "one"), (" two", " two"), (" three", " three")]);
    }

    #[test]
    fn escapes_are_runs_of_their_own() {
        let (decoded, source) = ("{\"a\": 1}\n", r#""{\"a\": 1}\n""#);
        let runs = double_quoted(decoded, source).unwrap();
        assert_eq!(
            shown(decoded, source, &runs),
            [
                ("{", "{"),
                ("\"", "\\\""),
                ("a", "a"),
                ("\"", "\\\""),
                (": 1}", ": 1}"),
                ("\n", "\\n")
            ]
        );
    }
}

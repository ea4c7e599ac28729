//! Whether a place in a file of Terraform's is written in JSON: in a heredoc, or in the argument of
//! `jsonencode`, which takes JSON as it is. What is put there has to be in the same words.

/// How far from a place the key around it stands at most, in bytes.
const FAR: usize = 20_000;

/// Whether the text at a byte is JSON: its key, or the nearest one around it, is quoted and followed
/// by a colon.
pub(super) fn is_json(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let Some(after) = bytes.get(at..) else { return false };
    // The text of a string may begin behind its quotation mark.
    let opened = at > 0 && bytes[at - 1] == b'"' && after.first() != Some(&b'"');
    let begin = if opened { at - 1 } else { at };
    let inside = bytes[begin..].iter().position(|byte| !b"{[ \t\r\n".contains(byte));
    match inside.and_then(|inside| key(&bytes[begin + inside..])) {
        Some(said) => said,
        None => around(&bytes[begin.saturating_sub(FAR)..begin]),
    }
}

/// Whether a text that begins with a key has JSON's; `None` where it begins with something else.
fn key(text: &[u8]) -> Option<bool> {
    let quoted = text.first() == Some(&b'"');
    let end = if quoted {
        1 + text[1..].iter().take(FAR).position(|byte| *byte == b'"' || *byte == b'\n')? + 1
    } else {
        let word = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-".contains(byte);
        text.iter().take_while(|byte| word(byte)).count()
    };
    let next = text.get(end..)?.iter().find(|byte| !matches!(byte, b' ' | b'\t'))?;
    match next {
        b':' if end > 0 => Some(quoted),
        b'=' if end > 0 => Some(false),
        _ => None,
    }
}

/// Whether the nearest key in front of a place, at its depth or above, is one of JSON's.
fn around(before: &[u8]) -> bool {
    let (mut at, mut depth) = (before.len(), 0_u32);
    while let Some(byte) = at.checked_sub(1).map(|last| before[last]) {
        at -= 1;
        match byte {
            b'"' => at = string(before, at),
            b'}' | b']' | b')' => depth += 1,
            b'{' | b'[' | b'(' if depth > 0 => depth -= 1,
            // A block begins, or a heredoc.
            b'{' if last(before, at).is_some_and(|byte| byte.is_ascii_alphanumeric()) => {
                return false;
            }
            b'=' if depth == 0 => return false,
            b':' if depth == 0 => {
                let Some(end) = before[..at].iter().rposition(|byte| !byte.is_ascii_whitespace())
                else {
                    return false;
                };
                // Not what stands between `?` and `:`.
                let start = string(before, end);
                return before[end] == b'"'
                    && matches!(last(before, start), Some(b'{' | b',') | None);
            }
            _ => {}
        }
    }
    false
}

/// Where the string begins whose closing quotation mark stands at a byte.
fn string(before: &[u8], close: usize) -> usize {
    let mut at = close;
    while at > 0 {
        at -= 1;
        if before[at] == b'\n' {
            return close;
        }
        if before[at] == b'"' && at.checked_sub(1).is_none_or(|escape| before[escape] != b'\\') {
            return at;
        }
    }
    close
}

/// The last byte in front of one that is no blank.
fn last(before: &[u8], at: usize) -> Option<u8> {
    before[..at].iter().rev().find(|byte| !byte.is_ascii_whitespace()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_between_the_lines_of_terraform_is_json() {
        // The place is where `|` stands.
        for (marked, json) in [
            (
                "policy = <<EOF\n{\"Statement\": [{\"Action\": [\n  |\"ssm:GetParameters\"]}]}\nEOF\n",
                true,
            ),
            (
                "policy = <<EOF\n{\"Statement\": [{\"Action\": \"|ssm:GetParameters\"}]}\nEOF\n",
                true,
            ),
            ("policy = <<EOF\n|{\n  \"Statement\": []\n}\nEOF\n", true),
            ("containers = <<EOF\n[\n  |{\n  \"name\": \"web\"\n}]\nEOF\n", true),
            ("c = jsonencode([{\n  |\"image\": \"nginx\"\n}])\n", true),
            ("c = jsonencode([{\"a\" : {\"b\": 1}, \"image\" : |\"nginx\"}])\n", true),
            ("c = jsonencode([{ image = |\"nginx\" }])\n", false),
            ("c = jsonencode([|{ \"image\" = \"nginx\" }])\n", false),
            (
                "statement {\n  actions = [\n    \"a:b\",\n    |\"ssm:GetParameters\",\n  ]\n}\n",
                false,
            ),
            ("statement {\n  |actions = []\n}\n", false),
            ("image = var.x ? \"a\" : |\"b\"\n", false),
            ("x = { \"a\": 1 }\n|resource \"aws_iam_role\" \"x\" {\n}\n", false),
            ("resource \"aws_iam_role\" \"x\" {\n  |inline_policy {\n  }\n}\n", false),
        ] {
            let at = marked.find('|').unwrap();
            assert_eq!(is_json(&marked.replace('|', ""), at), json, "{marked}");
        }
    }
}

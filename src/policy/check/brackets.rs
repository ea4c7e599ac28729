//! Brackets that do not fit: the engine's parser names the place where it gave up, which is often
//! another.

/// The first bracket that does not fit: its byte, and what is wrong.
pub(super) fn unbalanced(text: &str) -> Option<(usize, String)> {
    let bytes = text.as_bytes();
    let mut open: Vec<(usize, u8)> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'#' => {
                at +=
                    bytes[at..].iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len() - at);
                continue;
            }
            b'"' => {
                let begins = at;
                at += 1;
                while at < bytes.len() && bytes[at] != b'"' {
                    if bytes[at] == b'\n' {
                        return Some((
                            begins,
                            "this text has no second `\"` in its line".to_owned(),
                        ));
                    }
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                if at >= bytes.len() {
                    return Some((begins, "this text has no second `\"`".to_owned()));
                }
            }
            b'`' => {
                let begins = at;
                at += 1;
                while at < bytes.len() && bytes[at] != b'`' {
                    at += 1;
                }
                if at >= bytes.len() {
                    return Some((begins, "this text has no second backtick".to_owned()));
                }
            }
            bracket @ (b'(' | b'[' | b'{') => open.push((at, bracket)),
            bracket @ (b')' | b']' | b'}') => {
                let wanted = match bracket {
                    b')' => b'(',
                    b']' => b'[',
                    _ => b'{',
                };
                match open.pop() {
                    Some((_, opened)) if opened == wanted => {}
                    // One that is missing inside a body is missed at the body's end.
                    Some((begins, opened)) if open.iter().any(|(_, other)| *other == wanted) => {
                        return Some((begins, format!("`{}` is not closed", opened as char)));
                    }
                    _ => {
                        let why = format!("`{}` has no `{}`", bracket as char, wanted as char);
                        return Some((at, why));
                    }
                }
            }
            _ => {}
        }
        at += 1;
    }
    open.last().map(|(begins, opened)| (*begins, format!("`{}` is not closed", *opened as char)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bracket_that_does_not_fit_is_named() {
        for (text, expected) in [
            ("x := [1, (2)]\n# )\ny := \"(\"\nz := `[`\n", None),
            ("x if {\n\tf(1))\n}\n", Some((12, "`)` has no `(`"))),
            ("x if {\n\tf([1)\n}\n", Some((10, "`[` is not closed"))),
            ("x if {\n\tf(1\n}\n", Some((9, "`(` is not closed"))),
            ("x if {\n", Some((5, "`{` is not closed"))),
            ("x := \"a\n", Some((5, "this text has no second `\"` in its line"))),
        ] {
            let expected = expected.map(|(at, why)| (at, why.to_owned()));
            assert_eq!(unbalanced(text), expected, "{text}");
        }
    }
}

//! Text from an input as a terminal may show it: nothing in it is a command.

/// The text without control characters and without marks that change the reading direction: each
/// becomes `\u{fffd}`, a tab two spaces.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' => out.push_str("  "),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' => {
                out.push('\u{fffd}')
            }
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminal_commands_become_marks() {
        assert_eq!(plain("a\u{1b}[31mb\tc\u{202e}"), "a\u{fffd}[31mb  c\u{fffd}");
    }
}

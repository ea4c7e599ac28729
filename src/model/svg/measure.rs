//! How wide a text is, and where it may be broken. A drawing has no font to ask: widths are those of
//! Helvetica with as much on top as wider fonts take that stand in for it.

/// What a character takes, in thousandths of the size, from the space to the tilde.
const WIDTHS: [i64; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
/// What another character takes: as much as the widest.
const OTHER: i64 = 1015;

/// A style of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Its size in pixels.
    pub size: i64,
    /// Bold letters are wider.
    pub bold: bool,
}

/// How many pixels a text takes at most.
pub fn width(text: &str, style: Style) -> i64 {
    let all: i64 = text.chars().map(of).sum();
    let percent = if style.bold { 138 } else { 122 };
    (all * style.size * percent + 99_999) / 100_000
}

fn of(c: char) -> i64 {
    let at = u32::from(c).checked_sub(32).and_then(|at| usize::try_from(at).ok());
    at.and_then(|at| WIDTHS.get(at)).copied().unwrap_or(OTHER)
}

/// A text that fits: what is too much is left out at its end.
pub fn cut(text: &str, style: Style, most: i64) -> String {
    if width(text, style) <= most {
        return text.to_owned();
    }
    let mut out = String::new();
    for c in text.chars() {
        out.push(c);
        if width(&format!("{out}…"), style) > most {
            out.pop();
            break;
        }
    }
    let kept = out.trim_end().len();
    out.truncate(kept);
    out.push('…');
    out
}

/// A text in lines, broken behind separators; a word of several at its capitals where it does not fit
/// otherwise.
pub fn wrap(text: &str, style: Style, most: i64, lines: usize) -> Vec<String> {
    let mut words = Vec::new();
    for word in split(text, is_separator) {
        if width(word.trim_end(), style) <= most {
            words.push(word);
        } else {
            words.extend(humps(word));
        }
    }
    let mut all: Vec<String> = Vec::new();
    let mut words = words.into_iter().peekable();
    while let Some(word) = words.next() {
        let mut line = word.to_owned();
        while let Some(next) = words.peek() {
            let longer = format!("{line}{next}");
            if width(longer.trim_end(), style) > most {
                break;
            }
            line = longer;
            words.next();
        }
        if all.len() + 1 == lines && words.peek().is_some() {
            // A mark that fits beside what stands there.
            let rest = format!("{line}{}", words.peek().copied().unwrap_or_default());
            all.push(cut(&rest, style, most));
            return all;
        }
        all.push(cut(line.trim_end(), style, most));
    }
    all
}

fn is_separator(c: char) -> bool {
    matches!(c, ' ' | '-' | '_' | '.' | '/' | ':' | ',' | '#' | '@' | '=')
}

/// The parts of a text, each with the separators behind it.
fn split(text: &str, separates: fn(char) -> bool) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut behind = false;
    for (at, c) in text.char_indices() {
        if behind && !separates(c) && at > start {
            // A separator at the beginning of a word (`/ecs`) stays with it.
            if !text[start..at].chars().all(separates) {
                parts.push(&text[start..at]);
                start = at;
            }
        }
        behind = separates(c);
    }
    parts.push(&text[start..]);
    parts
}

/// The parts of a word, each beginning with a capital behind a small letter.
fn humps(word: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut small = false;
    for (at, c) in word.char_indices() {
        if small && c.is_uppercase() {
            parts.push(&word[start..at]);
            start = at;
        }
        small = c.is_lowercase() || c.is_ascii_digit();
    }
    parts.push(&word[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLE: Style = Style { size: 13, bold: true };

    #[test]
    fn names_break_at_separators() {
        assert_eq!(wrap("/ecs/payments-service", STYLE, 110, 3), ["/ecs/", "payments-", "service"]);
        assert_eq!(wrap("a VPC of the code", STYLE, 90, 3), ["a VPC of", "the code"]);
        assert_eq!(wrap("short", STYLE, 90, 3), ["short"]);
        assert_eq!(wrap("", STYLE, 90, 3), [""]);
    }

    #[test]
    fn a_word_breaks_at_its_capitals_only_where_it_does_not_fit() {
        assert_eq!(wrap("FargateService", STYLE, 140, 3), ["FargateService"]);
        assert_eq!(wrap("PublicLoadBalancer", STYLE, 100, 3), ["PublicLoad", "Balancer"]);
        assert_eq!(wrap("abcdefghijklmnopqrstuvwxyz", STYLE, 80, 3).len(), 1);
    }

    #[test]
    fn every_line_fits() {
        for text in [
            "arn:aws:ecs:eu-west-1:123456789012:cluster/a",
            "ÄÖÜ漢字漢字漢字漢字",
            "--------------------",
            "a b",
        ] {
            for most in [40, 60, 120] {
                let lines = wrap(text, STYLE, most, 2);
                assert!(lines.len() <= 2, "{lines:?}");
                assert!(lines.iter().all(|line| width(line, STYLE) <= most), "{lines:?}");
            }
        }
    }
}

//! Two versions of a file as a patch that `git apply` takes.

use std::fmt::Write as _;

/// Lines shown around a change.
pub const CONTEXT: usize = 3;

/// A unified patch of one file from replacements' outcome; empty where both are the same.
#[must_use]
pub fn unified(path: &str, old: &str, new: &str) -> String {
    if old == new {
        return String::new();
    }
    let (old_lines, new_lines): (Vec<&str>, Vec<&str>) =
        (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
    let mut text = format!(
        "diff --git {a} {b}\n--- {a}\n+++ {b}\n",
        a = quoted('a', path),
        b = quoted('b', path)
    );
    for hunk in hunks(&changes(&old_lines, &new_lines), old_lines.len()) {
        write_hunk(&mut text, &hunk, (&old_lines, &new_lines));
    }
    text
}

/// A path as git writes it: what is not plain stands in quotes.
fn quoted(side: char, path: &str) -> String {
    let plain = path.chars().all(|c| !c.is_control() && c.is_ascii() && c != '"' && c != '\\');
    if plain {
        return format!("{side}/{path}");
    }
    let mut text = format!("\"{side}/");
    for byte in path.bytes() {
        match byte {
            b'"' => text.push_str("\\\""),
            b'\\' => text.push_str("\\\\"),
            0x20..=0x7e => text.push(char::from(byte)),
            _ => {
                let _ = write!(text, "\\{byte:03o}");
            }
        }
    }
    text.push('"');
    text
}

/// Lines of the old text that go, and those of the new one that come: ranges of both.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Changed {
    old: (usize, usize),
    new: (usize, usize),
}

/// Where two texts differ. Edits are few and apart: from each difference the next lines that are the same again are looked
/// for, the nearest first.
fn changes(old: &[&str], new: &[&str]) -> Vec<Changed> {
    let mut found = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            (i, j) = (i + 1, j + 1);
            continue;
        }
        let (skip_old, skip_new) = again(&old[i..], &new[j..]);
        found.push(Changed { old: (i, i + skip_old), new: (j, j + skip_new) });
        (i, j) = (i + skip_old, j + skip_new);
    }
    found
}

/// How many lines of each side are passed over until both go on alike for two lines, or end.
fn again(old: &[&str], new: &[&str]) -> (usize, usize) {
    let alike = |a: usize, b: usize| {
        let (old, new) = (&old[a..], &new[b..]);
        match (old, new) {
            ([], []) => true,
            ([one], [other]) => one == other,
            ([one, next, ..], [other, after, ..]) => one == other && next == after,
            _ => false,
        }
    };
    for sum in 1..=old.len() + new.len() {
        for a in 0..=sum.min(old.len()) {
            let b = sum - a;
            if b <= new.len() && alike(a, b) {
                return (a, b);
            }
        }
    }
    (old.len(), new.len())
}

/// Changes with less than two contexts between them are one hunk.
fn hunks(changes: &[Changed], lines: usize) -> Vec<Vec<Changed>> {
    let mut hunks: Vec<Vec<Changed>> = Vec::new();
    for change in changes {
        match hunks.last_mut() {
            Some(hunk)
                if hunk.last().is_some_and(|last| change.old.0 - last.old.1 <= 2 * CONTEXT) =>
            {
                hunk.push(change.clone())
            }
            _ => hunks.push(vec![change.clone()]),
        }
    }
    debug_assert!(hunks.iter().flatten().all(|change| change.old.1 <= lines));
    hunks
}

fn write_hunk(text: &mut String, hunk: &[Changed], (old, new): (&[&str], &[&str])) {
    let (Some(first), Some(last)) = (hunk.first(), hunk.last()) else { return };
    let lead = first.old.0.min(CONTEXT);
    let (old_from, new_from) = (first.old.0 - lead, first.new.0 - lead);
    let trail = (old.len() - last.old.1).min(CONTEXT);
    let (old_to, new_to) = (last.old.1 + trail, last.new.1 + trail);
    let range = |from: usize, to: usize| match to - from {
        0 => format!("{from},0"),
        1 => format!("{}", from + 1),
        count => format!("{},{count}", from + 1),
    };
    let _ = writeln!(text, "@@ -{} +{} @@", range(old_from, old_to), range(new_from, new_to));
    let mut line = |sign: char, line: &str| {
        text.push(sign);
        text.push_str(line);
        if !line.ends_with('\n') {
            text.push_str("\n\\ No newline at end of file\n");
        }
    };
    let mut at = old_from;
    for change in hunk {
        old[at..change.old.0].iter().for_each(|same| line(' ', same));
        old[change.old.0..change.old.1].iter().for_each(|gone| line('-', gone));
        new[change.new.0..change.new.1].iter().for_each(|come| line('+', come));
        at = change.old.1;
    }
    old[at..old_to].iter().for_each(|same| line(' ', same));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patch_has_the_lines_around_and_counts_them() {
        let old = "a\nb\nc\nd\ne\nf\n";
        let new = "a\nb\nc\nC\nd\ne\nF\n";
        assert_eq!(
            unified("x/y.tf", old, new),
            "diff --git a/x/y.tf b/x/y.tf\n--- a/x/y.tf\n+++ b/x/y.tf\n@@ -1,6 +1,7 @@\n a\n b\n c\n+C\n d\n e\n-f\n+F\n"
        );
        assert_eq!(unified("x", old, old), "");
    }

    #[test]
    fn a_missing_last_line_ending_is_said() {
        let patch = unified("x", "a", "b");
        assert!(
            patch.ends_with("-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n"),
            "{patch}"
        );
    }
}

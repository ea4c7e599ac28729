//! What a pull request changes of a file, and how lines of two states of a file belong together.

use std::collections::BTreeMap;

/// What a pull request changes of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff {
    /// The file's name before.
    pub old_path: String,
    /// The parts of it that are shown: for each line of the new text its number in the old one, where it has one.
    pub hunks: Vec<BTreeMap<u32, Option<u32>>>,
}

impl Diff {
    /// Reads the hunks of a unified diff. What is no hunk is passed over.
    #[must_use]
    pub fn of(old_path: &str, patch: &str) -> Diff {
        let mut hunks: Vec<BTreeMap<u32, Option<u32>>> = Vec::new();
        let (mut old, mut new) = (0, 0);
        // Lines of each side that the hunk still has: a line that is taken away may begin as a header does.
        let (mut old_left, mut new_left) = (0, 0);
        for line in patch.lines() {
            if old_left == 0 && new_left == 0 {
                if let Some(((from, count), (to, length))) = header(line) {
                    (old, old_left, new, new_left) = (from, count, to, length);
                    hunks.push(BTreeMap::new());
                }
                continue;
            }
            let Some(hunk) = hunks.last_mut() else { continue };
            match line.chars().next() {
                Some('+') => {
                    hunk.insert(new, None);
                    (new, new_left) = (new.saturating_add(1), new_left.saturating_sub(1));
                }
                Some('-') => (old, old_left) = (old.saturating_add(1), old_left.saturating_sub(1)),
                Some('\\') => {}
                _ => {
                    hunk.insert(new, Some(old));
                    (new, new_left) = (new.saturating_add(1), new_left.saturating_sub(1));
                    (old, old_left) = (old.saturating_add(1), old_left.saturating_sub(1));
                }
            }
        }
        Diff { old_path: old_path.to_owned(), hunks }
    }

    /// Whether all lines of a range lie in one hunk.
    #[must_use]
    pub fn has(&self, first: u32, last: u32) -> bool {
        let inside = |hunk: &BTreeMap<u32, Option<u32>>| {
            let ends = hunk.first_key_value().zip(hunk.last_key_value());
            ends.is_some_and(|((from, _), (to, _))| *from <= first && last <= *to)
        };
        first <= last && self.hunks.iter().any(inside)
    }

    /// The number before the change of a line that it leaves alone.
    #[must_use]
    pub fn before(&self, line: u32) -> Option<u32> {
        self.hunks.iter().find_map(|hunk| hunk.get(&line).copied()).flatten()
    }
}

/// `@@ -1,2 +3,4 @@`: first line and number of lines of each side.
fn header(line: &str) -> Option<((u32, u32), (u32, u32))> {
    let (ranges, _) = line.strip_prefix("@@ -")?.split_once(" @@")?;
    let (old, new) = ranges.split_once(" +")?;
    let range = |text: &str| match text.split_once(',') {
        Some((from, count)) => Some((from.parse().ok()?, count.parse().ok()?)),
        None => Some((text.parse().ok()?, 1)),
    };
    Some((range(old)?, range(new)?))
}

/// Which line of one text is which of another, from 1: of lines that neither text changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines(BTreeMap<u32, u32>);

/// Lines of a text beyond which no pairs are looked for between the first and the last difference.
const MOST: usize = 20_000;

impl Lines {
    /// The pairs of two texts.
    #[must_use]
    pub fn between(from: &str, to: &str) -> Lines {
        let (from, to): (Vec<&str>, Vec<&str>) = (from.lines().collect(), to.lines().collect());
        let mut pairs = BTreeMap::new();
        pair(&from, &to, (0, 0), &mut pairs);
        Lines(pairs)
    }

    /// The other text's line.
    #[must_use]
    pub fn get(&self, line: u32) -> Option<u32> {
        self.0.get(&line).copied()
    }
}

/// Pairs what begins and ends alike, and between that the lines that each side has once.
fn pair(from: &[&str], to: &[&str], at: (usize, usize), pairs: &mut BTreeMap<u32, u32>) {
    let mut add = |one: usize, other: usize| {
        let number = |at: usize| u32::try_from(at + 1).unwrap_or(u32::MAX);
        pairs.insert(number(at.0 + one), number(at.1 + other));
    };
    let same = from.iter().zip(to).take_while(|(one, other)| one == other).count();
    (0..same).for_each(|index| add(index, index));
    let (rest_from, rest_to) = (&from[same..], &to[same..]);
    let tail = rest_from.iter().rev().zip(rest_to.iter().rev());
    let tail = tail.take_while(|(one, other)| one == other).count();
    for back in 1..=tail {
        add(from.len() - back, to.len() - back);
    }
    let (middle_from, middle_to) =
        (&rest_from[..rest_from.len() - tail], &rest_to[..rest_to.len() - tail]);
    if middle_from.is_empty()
        || middle_to.is_empty()
        || middle_from.len().max(middle_to.len()) > MOST
    {
        return;
    }
    let mut seen: BTreeMap<&str, (usize, usize, usize)> = BTreeMap::new();
    for (index, line) in middle_from.iter().enumerate() {
        let one = seen.entry(line).or_default();
        *one = (one.0 + 1, one.1, index);
    }
    // The lines that each side has once, in order on both sides.
    let mut once: Vec<(usize, usize)> = Vec::new();
    let mut of_to: BTreeMap<&str, usize> = BTreeMap::new();
    middle_to.iter().for_each(|line| *of_to.entry(line).or_default() += 1);
    for (index, line) in middle_to.iter().enumerate() {
        if let Some((1, _, own)) = seen.get(line)
            && of_to.get(line) == Some(&1)
        {
            once.push((*own, index));
        }
    }
    let anchors = increasing(&once);
    let mut last = (0, 0);
    let base = (at.0 + same, at.1 + same);
    if anchors.is_empty() {
        return;
    }
    for (one, other) in anchors.into_iter().chain([(middle_from.len(), middle_to.len())]) {
        pair(
            &middle_from[last.0..one],
            &middle_to[last.1..other],
            (base.0 + last.0, base.1 + last.1),
            pairs,
        );
        if one < middle_from.len() && other < middle_to.len() {
            let number = |at: usize| u32::try_from(at + 1).unwrap_or(u32::MAX);
            pairs.insert(number(base.0 + one), number(base.1 + other));
            last = (one + 1, other + 1);
        }
    }
}

/// The longest part of the pairs that ascends on both sides; the second numbers ascend already.
fn increasing(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // The pair with the lowest end of each length, and what goes before each pair.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; pairs.len()];
    for (index, (own, _)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| pairs[*end].0 < *own);
        before[index] = length.checked_sub(1).map(|shorter| ends[shorter]);
        if length == ends.len() {
            ends.push(index);
        } else {
            ends[length] = index;
        }
    }
    let mut out = Vec::new();
    let mut at = ends.last().copied();
    while let Some(index) = at {
        out.push(pairs[index]);
        at = before[index];
    }
    out.reverse();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hunk_counts_and_headers_in_lines_do_not() {
        let patch = "@@ -1,3 +1,4 @@ head\n a\n+b\n-@@ -9,9 +9,9 @@\n+@@ -7,7 +7,7 @@\n c\n\\ No newline\n@@ -20 +21,2 @@\n-x\n+y\n+z\n";
        let diff = Diff::of("old.tf", patch);
        assert_eq!(diff.hunks.len(), 2);
        let lines: Vec<u32> = diff.hunks.iter().flat_map(|hunk| hunk.keys().copied()).collect();
        assert_eq!(lines, [1, 2, 3, 4, 21, 22]);
        assert!(diff.has(1, 4) && diff.has(21, 22) && diff.has(22, 22));
        assert!(!diff.has(4, 21) && !diff.has(5, 5) && !diff.has(3, 2));
        assert_eq!((diff.before(1), diff.before(2), diff.before(4)), (Some(1), None, Some(3)));
        assert_eq!(Diff::of("x", "").hunks, Vec::<BTreeMap<u32, Option<u32>>>::new());
        // Only taken away: no line of the new text is shown.
        assert!(!Diff::of("x", "@@ -1,2 +0,0 @@\n-a\n-b\n").has(0, 0));
    }

    #[test]
    fn lines_move_with_what_stands_above_them() {
        let from = "a\nb\nc\nd\ne\nf\n";
        let lines = Lines::between(from, from);
        assert!((1..=6).all(|line| lines.get(line) == Some(line)));
        // The base has put two lines in front, taken one away and changed one.
        let lines = Lines::between("x\ny\na\nb\nC\nd\nf\n", from);
        let pairs: Vec<Option<u32>> = (1..=7).map(|line| lines.get(line)).collect();
        assert_eq!(pairs, [None, None, Some(1), Some(2), None, Some(4), Some(6)]);
        // Lines that are there several times stay with their neighbours.
        let lines = Lines::between("new\n}\n\na\n}\n\nb\n}\n", "a\n}\n\nb\n}\n");
        assert_eq!(lines.get(4), Some(1));
        assert_eq!((lines.get(5), lines.get(7), lines.get(8)), (Some(2), Some(4), Some(5)));
    }
}

//! Lanes of a channel: each net of lines runs in one, and no two run over one another.

use std::collections::{BTreeMap, BTreeSet};

/// What a net of lines takes of a channel.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// From where to where it runs along the channel.
    pub span: Option<(i64, i64)>,
    /// Where it leaves the channel on its near side, and on its far side.
    pub touches: [BTreeSet<i64>; 2],
}

impl Run {
    /// Runs to a place too.
    pub fn to(&mut self, at: i64) {
        self.span = Some(self.span.map_or((at, at), |(low, high)| (low.min(at), high.max(at))));
    }
}

/// How close two lines are that cannot be told apart.
const CLOSE: i64 = 4;

/// A lane for each net, from the near side on, and how many there are. A net that runs straight through
/// needs none.
pub fn lanes(runs: &BTreeMap<usize, Run>) -> (BTreeMap<usize, usize>, usize) {
    let long: Vec<(usize, &Run)> = runs
        .iter()
        .filter(|(_, run)| run.span.is_some_and(|(low, high)| low < high))
        .map(|(net, run)| (*net, run))
        .collect();
    let before = order(&long);
    let mut waiting: BTreeMap<usize, usize> = BTreeMap::new();
    for all in before.values() {
        for net in all {
            *waiting.entry(*net).or_default() += 1;
        }
    }
    let mut left: BTreeSet<((i64, i64), usize)> =
        long.iter().map(|(net, run)| (run.span.unwrap_or_default(), *net)).collect();
    let mut taken: Vec<Vec<(i64, i64)>> = Vec::new();
    let mut least: BTreeMap<usize, usize> = BTreeMap::new();
    let mut found = BTreeMap::new();
    while !left.is_empty() {
        // Of a circle one has to be the first.
        let free = left.iter().find(|(_, net)| waiting.get(net).is_none_or(|count| *count == 0));
        let Some(next) = free.or_else(|| left.first()).copied() else { break };
        left.remove(&next);
        let ((low, high), net) = next;
        let mut lane = least.get(&net).copied().unwrap_or_default();
        while taken.get(lane).is_some_and(|all| {
            all.iter().any(|(other_low, other_high)| {
                low <= other_high + CLOSE && *other_low <= high + CLOSE
            })
        }) {
            lane += 1;
        }
        if taken.len() <= lane {
            taken.resize(lane + 1, Vec::new());
        }
        taken[lane].push((low, high));
        found.insert(net, lane);
        for behind in before.get(&net).into_iter().flatten() {
            let least = least.entry(*behind).or_default();
            *least = (*least).max(lane + 1);
            if let Some(count) = waiting.get_mut(behind) {
                *count = count.saturating_sub(1);
            }
        }
    }
    (found, taken.len())
}

/// Which net has to lie before which: where one leaves on the near side and the other at the same
/// place on the far side, their lines would lie over one another.
fn order(runs: &[(usize, &Run)]) -> BTreeMap<usize, BTreeSet<usize>> {
    let mut far: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for (net, run) in runs {
        for at in &run.touches[1] {
            far.entry(*at).or_default().push(*net);
        }
    }
    let mut before: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (net, run) in runs {
        for at in &run.touches[0] {
            let close = far.range(at - CLOSE + 1..at + CLOSE);
            let others = close.flat_map(|(_, all)| all).filter(|other| *other != net);
            before.entry(*net).or_default().extend(others);
        }
    }
    before
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(low: i64, high: i64, near: &[i64], far: &[i64]) -> Run {
        let set = |all: &[i64]| all.iter().copied().collect();
        Run { span: Some((low, high)), touches: [set(near), set(far)] }
    }

    #[test]
    fn what_runs_side_by_side_has_lanes_of_its_own() {
        let runs = [run(0, 10, &[], &[]), run(5, 20, &[], &[]), run(30, 40, &[], &[])];
        let (found, count) = lanes(&runs.into_iter().enumerate().collect());
        assert_eq!((found[&0], found[&1], found[&2], count), (0, 1, 0, 2));
    }

    #[test]
    fn who_leaves_to_the_near_side_lies_before_who_comes_from_the_far_side() {
        let runs = [run(0, 10, &[], &[10]), run(10, 20, &[10], &[])];
        let (found, _) = lanes(&runs.into_iter().enumerate().collect());
        assert!(found[&1] < found[&0], "{found:?}");
    }

    #[test]
    fn what_runs_straight_needs_no_lane() {
        let runs = [run(5, 5, &[5], &[5])];
        assert_eq!(lanes(&runs.into_iter().enumerate().collect()).1, 0);
    }
}

//! Coordinates: of cards, of lanes, of boundaries. What is vertical is known first within a row, then
//! what is horizontal, then how high corridors are and with them where rows begin.

use super::lanes::{Run, lanes};
use super::paths::{Channel, Path, Port, Side};
use super::place::{Places, Spot};
use super::scene::Rect;
use std::collections::BTreeMap;

/// Between the border of a boundary and what is in it.
pub const BORDER: i64 = 12;
/// What the name of a boundary takes.
pub const TITLE: i64 = 26;
/// Between two lines side by side.
const LANE: i64 = 9;
/// Between two cards of a column.
const GAP: i64 = 18;
/// What a port takes with a label, and without.
const LABELLED: i64 = 17;
const PLAIN: i64 = 9;
/// Where the picture begins.
const EDGE: i64 = 20;
/// Beside lanes.
const SIDE: i64 = 9;
/// Above everything and below.
const FAR: i64 = 10_000_000;

/// Where the lanes of a channel begin, and the lane of each net.
#[derive(Debug, Default)]
struct Lanes {
    start: i64,
    of: BTreeMap<usize, usize>,
    count: usize,
}

impl Lanes {
    fn of(runs: &BTreeMap<usize, Run>) -> Lanes {
        let (of, count) = lanes(runs);
        Lanes { start: 0, of, count }
    }

    fn at(&self, net: usize) -> i64 {
        self.start + super::number(self.of.get(&net).copied().unwrap_or_default()) * LANE
    }

    fn size(&self) -> i64 {
        if self.count == 0 { 0 } else { super::number(self.count - 1) * LANE + 2 * SIDE }
    }
}

/// A picture's places.
#[derive(Debug)]
pub struct Layout<'a, 'p> {
    pub places: &'p mut Places<'a>,
    pub ports: Vec<Port>,
    paths: &'p [Path],
    channels: BTreeMap<Channel, Lanes>,
    /// What labels take at the right of the column at the left.
    pub left_zone: i64,
    pub width: i64,
    pub height: i64,
    /// The boundaries: index, how many are around it, what it covers.
    pub zones: Vec<(usize, usize, Rect)>,
}

/// Finds the places of everything. `labels`: what the label of a port takes.
pub fn layout<'a, 'p>(
    places: &'p mut Places<'a>,
    paths: &'p [Path],
    ports: Vec<Port>,
    labels: &BTreeMap<usize, i64>,
    top: i64,
) -> Layout<'a, 'p> {
    let mut layout = Layout {
        places,
        ports,
        paths,
        channels: BTreeMap::new(),
        left_zone: 0,
        width: 0,
        height: 0,
        zones: Vec::new(),
    };
    layout.label_zones(labels);
    let offsets = layout.heights();
    layout.stack(&offsets);
    layout.gutters();
    let wide = layout.across();
    layout.corridors();
    layout.down(top);
    layout.left(top, &offsets);
    layout.trunk(wide);
    layout.boundaries();
    layout
}

impl Layout<'_, '_> {
    /// How much room labels need beside each column.
    fn label_zones(&mut self, labels: &BTreeMap<usize, i64>) {
        for column in self.places.rows.iter_mut().flat_map(|row| &mut row.columns) {
            column.zones = [10, 10];
        }
        self.left_zone = 10;
        for (at, port) in self.ports.iter().enumerate() {
            let Some(need) = labels.get(&at) else { continue };
            let own = match self.places.nodes[port.node].spot {
                Spot::Left => &mut self.left_zone,
                Spot::In(row, column) => {
                    &mut self.places.rows[row].columns[column].zones
                        [usize::from(port.side == Side::Right)]
                }
            };
            *own = (*own).max(*need);
        }
    }

    /// How high the cards are; gives how far below its card's upper side each port is.
    fn heights(&mut self) -> Vec<i64> {
        let mut sides: BTreeMap<(usize, Side), Vec<usize>> = BTreeMap::new();
        for (at, port) in self.ports.iter().enumerate() {
            sides.entry((port.node, port.side)).or_default().push(at);
        }
        let takes = |port: &Port| if port.is_end { LABELLED } else { PLAIN };
        let mut offsets = vec![0; self.ports.len()];
        for ((node, _), own) in &mut sides {
            own.sort_by_key(|at| (self.ports[*at].weight, *at));
            let all: i64 = own.iter().map(|at| takes(&self.ports[*at])).sum();
            let node = &mut self.places.nodes[*node];
            node.height = node.height.max(all + 8);
        }
        for ((node, _), own) in &sides {
            let all: i64 = own.iter().map(|at| takes(&self.ports[*at])).sum();
            let height = self.places.nodes[*node].height;
            let mut y = (height - all) / 2;
            for at in own {
                let port = &self.ports[*at];
                offsets[*at] = y + if port.is_end { LABELLED - 3 } else { PLAIN / 2 };
                y += takes(port);
            }
            // Lines of cards that stand side by side are straight where they come from the middle.
            if let (Some(first), Some(last)) = (own.first(), own.last()) {
                let shift = height / 2 - (offsets[*first] + offsets[*last]) / 2;
                for at in own {
                    offsets[*at] += shift.clamp(-6, 6);
                }
            }
        }
        offsets
    }

    /// Puts the cards of each column under one another, from the upper side of what is in the row.
    fn stack(&mut self, offsets: &[i64]) {
        let Places { rows, nodes, .. } = &mut *self.places;
        for row in rows {
            let of =
                |own: &[usize]| own.iter().map(|node| nodes[*node].height + GAP).sum::<i64>() - GAP;
            let heights: Vec<i64> = row.columns.iter().map(|column| of(&column.nodes)).collect();
            row.height = heights.iter().copied().max().unwrap_or_default();
            for (column, height) in row.columns.iter().zip(heights) {
                let mut y = (row.height - height) / 2;
                for node in &column.nodes {
                    nodes[*node].y = y;
                    y += nodes[*node].height + GAP;
                }
            }
        }
        for (port, offset) in self.ports.iter_mut().zip(offsets) {
            port.y = nodes[port.node].y + offset;
        }
    }

    /// The nets in each channel that is vertical, with the places of their ends: what lies behind a
    /// corridor is far away, or where it is known to be.
    fn runs(
        &self,
        wanted: impl Fn(Channel) -> bool,
        is_known: bool,
    ) -> BTreeMap<Channel, BTreeMap<usize, Run>> {
        let mut all: BTreeMap<Channel, BTreeMap<usize, Run>> = BTreeMap::new();
        for path in self.paths {
            for (at, channel) in path.channels.iter().enumerate().step_by(2) {
                if !wanted(*channel) {
                    continue;
                }
                let run = all.entry(*channel).or_default().entry(path.net).or_default();
                let ends = [
                    (at == 0).then_some(path.ports[0]),
                    (at + 1 == path.channels.len()).then_some(path.ports[1]),
                ];
                for port in ends.into_iter().flatten().map(|port| &self.ports[port]) {
                    run.to(port.y);
                    let is_far = match self.places.nodes[port.node].spot {
                        Spot::Left => false,
                        Spot::In(_, column) => match channel {
                            Channel::Gutter(_, before) => column == *before,
                            Channel::Trunk => true,
                            _ => false,
                        },
                    };
                    run.touches[usize::from(is_far)].insert(port.y);
                }
                let beside = [at.checked_sub(1), Some(at + 1)];
                for other in beside.into_iter().flatten().filter_map(|at| path.channels.get(at)) {
                    let y = match (is_known, channel, other) {
                        (true, ..) => self.channels.get(other).map_or(0, |own| own.at(path.net)),
                        (_, Channel::Gutter(row, _), Channel::Corridor(number)) if number > row => {
                            FAR
                        }
                        _ => -FAR,
                    };
                    run.to(y);
                    if is_known {
                        run.touches[1].insert(y);
                    }
                }
            }
        }
        all
    }

    fn gutters(&mut self) {
        let runs = self.runs(|own| matches!(own, Channel::Gutter(..) | Channel::Loop(..)), false);
        self.channels.extend(runs.into_iter().map(|(channel, runs)| (channel, Lanes::of(&runs))));
    }

    /// Where the columns of the rows stand, from the left side of their boundaries; gives the width.
    fn across(&mut self) -> i64 {
        let mut widest = 0;
        for (number, row) in self.places.rows.iter_mut().enumerate() {
            let mut x = 0;
            let mut before: Vec<usize> = Vec::new();
            let count = row.columns.len();
            for (at, column) in row.columns.iter_mut().enumerate() {
                let same =
                    before.iter().zip(&column.path).take_while(|(one, two)| one == two).count();
                x += super::number(before.len() - same) * BORDER;
                // Boundaries side by side do not touch.
                if before.len() > same && column.path.len() > same {
                    x += BORDER;
                }
                if let Some(lanes) = self.channels.get_mut(&Channel::Gutter(number, at)) {
                    lanes.start = x + SIDE;
                    x += lanes.size();
                }
                x += super::number(column.path.len() - same) * BORDER + column.zones[0];
                column.x = x;
                for node in &column.nodes {
                    self.places.nodes[*node].x = x;
                }
                x += column.width + column.zones[1];
                if let Some(lanes) = self.channels.get_mut(&Channel::Loop(number, at)) {
                    lanes.start = x + SIDE;
                    x += lanes.size();
                }
                before.clone_from(&column.path);
            }
            x += super::number(before.len()) * BORDER;
            widest = widest.max(x);
            if let Some(lanes) = self.channels.get_mut(&Channel::Gutter(number, count)) {
                lanes.start = x + SIDE;
                widest = widest.max(x + lanes.size());
            }
        }
        widest
    }

    fn corridors(&mut self) {
        let mut all: BTreeMap<Channel, BTreeMap<usize, Run>> = BTreeMap::new();
        for path in self.paths {
            for (at, channel) in path.channels.iter().enumerate().skip(1).step_by(2) {
                let is_below = |row: &usize| match channel {
                    Channel::Corridor(number) => row == number,
                    _ => true,
                };
                let run = all.entry(*channel).or_default().entry(path.net).or_default();
                for beside in
                    [path.channels.get(at - 1), path.channels.get(at + 1)].into_iter().flatten()
                {
                    match beside {
                        Channel::Gutter(row, _) => {
                            let x = self.channels.get(beside).map_or(0, |own| own.at(path.net));
                            run.to(x);
                            run.touches[usize::from(is_below(row))].insert(x);
                        }
                        _ => run.to(-FAR),
                    }
                }
            }
        }
        self.channels.extend(all.into_iter().map(|(channel, runs)| (channel, Lanes::of(&runs))));
    }

    /// How high the corridors are, and where the rows begin.
    fn down(&mut self, top: i64) {
        let mut y = top;
        let count = self.places.rows.len();
        for number in 0..=count {
            if let Some(lanes) = self.channels.get_mut(&Channel::Corridor(number)) {
                lanes.start = y + SIDE + 4;
                y += lanes.size() + 8;
            } else if number > 0 && number < count {
                y += 2 * GAP;
            }
            let Some(row) = self.places.rows.get_mut(number) else { break };
            row.y = y;
            let depth = super::number(row.depth);
            if let Some(lanes) = self.channels.get_mut(&Channel::Inner(number)) {
                lanes.start = y + TITLE + SIDE;
                row.inner = lanes.size();
            }
            let inner = y + depth * TITLE + row.inner + 6;
            row.height += depth * (TITLE + BORDER) + row.inner + 6;
            y += row.height;
            for node in row.columns.iter().flat_map(|column| &column.nodes) {
                self.places.nodes[*node].y += inner;
            }
        }
        for port in &mut self.ports {
            if let Spot::In(row, _) = self.places.nodes[port.node].spot {
                let row = &self.places.rows[row];
                port.y += row.y + super::number(row.depth) * TITLE + row.inner + 6;
            }
        }
        self.height = y;
    }

    /// Puts what is outside beside what it has to do with.
    fn left(&mut self, top: i64, offsets: &[i64]) {
        let mut wanted: BTreeMap<usize, (i64, i64)> = BTreeMap::new();
        for path in self.paths {
            let [from, to] = path.ports.map(|port| &self.ports[port]);
            for (own, other) in [(from, to), (to, from)] {
                if self.places.nodes[own.node].spot == Spot::Left
                    && self.places.nodes[other.node].spot != Spot::Left
                {
                    let sum = wanted.entry(own.node).or_default();
                    sum.0 += other.y;
                    sum.1 += 1;
                }
            }
        }
        let x = EDGE + BORDER;
        let mut y = top;
        let mut left = std::mem::take(&mut self.places.left);
        let several = left.len() > 1;
        let last = left.len().saturating_sub(1);
        for (number, (boundary, own)) in left.iter_mut().enumerate() {
            let start = y;
            y += TITLE + 6;
            let want = |node: &usize| wanted.get(node).map_or(0, |(sum, count)| sum / count);
            own.sort_by_key(|node| (want(node), *node));
            for node in own.iter() {
                let high = self.places.nodes[*node].height;
                let at = y.max(want(node) - high / 2);
                // What would stand below everything does not stretch the picture.
                let at = if several { at.min(y.max(self.height - high - 2 * TITLE)) } else { at };
                self.places.nodes[*node].x = x;
                self.places.nodes[*node].y = at;
                y = at + high + GAP;
            }
            y += BORDER - GAP;
            let end = if number == last { y.max(self.height) } else { y };
            if let Some(boundary) = *boundary {
                let width = 2 * BORDER + self.places.left_width + self.left_zone;
                self.zones.push((
                    boundary,
                    0,
                    Rect { x: EDGE, y: start, width, height: end - start },
                ));
            }
            y = end + GAP;
        }
        self.places.left = left;
        self.height = self.height.max(y - GAP);
        for (port, offset) in self.ports.iter_mut().zip(offsets) {
            let node = &self.places.nodes[port.node];
            if node.spot == Spot::Left {
                port.y = node.y + offset;
            }
        }
    }

    /// What runs between what is outside and the rows, and with it where the rows stand.
    fn trunk(&mut self, wide: i64) {
        let runs = self.runs(|own| own == Channel::Trunk, true);
        let mut lanes = Lanes::of(runs.get(&Channel::Trunk).unwrap_or(&BTreeMap::new()));
        let has_left = !self.places.left.is_empty();
        let inner = if has_left { 2 * BORDER + self.places.left_width + self.left_zone } else { 0 };
        let left = EDGE + inner;
        lanes.start = left + SIDE;
        let shift = left + lanes.size().max(2 * SIDE);
        self.channels.insert(Channel::Trunk, lanes);
        for (channel, lanes) in &mut self.channels {
            if matches!(channel, Channel::Gutter(..) | Channel::Loop(..)) {
                lanes.start += shift;
            }
        }
        for column in self.places.rows.iter_mut().flat_map(|row| &mut row.columns) {
            column.x += shift;
            for node in &column.nodes {
                self.places.nodes[*node].x = column.x;
            }
        }
        self.width = shift + wide;
    }

    /// What the boundaries of the rows cover.
    fn boundaries(&mut self) {
        for (number, row) in self.places.rows.iter().enumerate() {
            for depth in 0..row.depth {
                let level = super::number(depth);
                let mut at = 0;
                while at < row.columns.len() {
                    let path = &row.columns[at].path;
                    let Some(boundary) = path.get(depth).copied() else {
                        at += 1;
                        continue;
                    };
                    let same =
                        |own: &&super::place::Column| own.path.get(..=depth) == path.get(..=depth);
                    let count = row.columns[at..].iter().take_while(same).count();
                    let (first, last) = (&row.columns[at], &row.columns[at + count - 1]);
                    let border = |path: &[usize]| (super::number(path.len()) - level) * BORDER;
                    let x = first.x - first.zones[0] - border(path);
                    let beside = self.channels.get(&Channel::Loop(number, at + count - 1));
                    let right = last.x
                        + last.width
                        + last.zones[1]
                        + beside.map_or(0, Lanes::size)
                        + border(&last.path);
                    let inner = if depth > 0 { row.inner } else { 0 };
                    let y = row.y + level * TITLE + inner;
                    let height = row.height - level * (TITLE + BORDER) - inner;
                    self.zones.push((boundary, depth, Rect { x, y, width: right - x, height }));
                    at += count;
                }
            }
        }
    }

    /// The corners of a flow's line.
    pub fn points(&self, path: &Path) -> Vec<(i64, i64)> {
        let end = |port: &Port| {
            let node = &self.places.nodes[port.node];
            let width = match node.spot {
                Spot::Left => self.places.left_width,
                Spot::In(row, column) => self.places.rows[row].columns[column].width,
            };
            (node.x + if port.side == Side::Right { width } else { 0 }, port.y)
        };
        let [from, to] = path.ports.map(|port| end(&self.ports[port]));
        let mut points = vec![from];
        let mut y = from.1;
        for (at, channel) in path.channels.iter().enumerate().step_by(2) {
            let next = match path.channels.get(at + 1) {
                Some(corridor) => self.channels.get(corridor).map_or(y, |own| own.at(path.net)),
                None => to.1,
            };
            if next != y {
                let x = self.channels.get(channel).map_or(from.0, |own| own.at(path.net));
                points.extend([(x, y), (x, next)]);
            }
            y = next;
        }
        points.push(to);
        points
    }
}

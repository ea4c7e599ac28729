//! Which way each flow takes: the sides that it leaves and enters by, the channels in between, the
//! ports that it shares with flows that look the same.

use super::place::{Places, Spot};
use std::collections::BTreeMap;

/// A flow that is to be drawn.
#[derive(Clone, Debug)]
pub struct Edge {
    pub from: usize,
    pub to: usize,
    pub label: String,
    pub is_clear: bool,
    pub is_dashed: bool,
}

/// The side of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    Left,
    Right,
}

/// Where lines run. All but corridors are vertical.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Channel {
    /// Between what is outside and the rows.
    Trunk,
    /// Of a row, before the column of this number.
    Gutter(usize, usize),
    /// Of a row, beside the column of this number, within its boundary.
    Loop(usize, usize),
    /// Above the row of this number.
    Corridor(usize),
    /// Of a row, within its outer boundaries and above what lies in them.
    Inner(usize),
}

/// Where lines leave or enter a card.
#[derive(Clone, Debug)]
pub struct Port {
    pub node: usize,
    pub side: Side,
    /// It has a label: an arrow ends here.
    pub is_end: bool,
    /// Up, straight or down, and how high what is at the other end stands.
    pub weight: (u8, i64),
    pub y: i64,
}

/// The way of a flow.
#[derive(Clone, Debug)]
pub struct Path {
    pub channels: Vec<Channel>,
    /// The ports at its ends.
    pub ports: [usize; 2],
    /// What may lie on the same lanes.
    pub net: usize,
}

/// The ways of all flows.
pub fn paths(edges: &[Edge], places: &Places<'_>) -> (Vec<Path>, Vec<Port>) {
    let ways: Vec<([Side; 2], Vec<Channel>)> = edges.iter().map(|edge| way(edge, places)).collect();
    // Of flows that look the same, those to one card or those from one card share their lines.
    let look = |edge: &Edge| (edge.label.clone(), edge.is_clear, edge.is_dashed);
    let key = |at: usize, end: usize| {
        let edge = &edges[at];
        ([edge.from, edge.to][end], ways[at].0[end], look(edge))
    };
    let mut counts = [BTreeMap::new(), BTreeMap::new()];
    for at in 0..edges.len() {
        for (end, count) in counts.iter_mut().enumerate() {
            *count.entry(key(at, end)).or_insert(0_usize) += 1;
        }
    }
    let mut nets = BTreeMap::new();
    let mut known: BTreeMap<_, usize> = BTreeMap::new();
    let mut ports: Vec<Port> = Vec::new();
    let mut paths = Vec::new();
    for (at, edge) in edges.iter().enumerate() {
        // An arrow that several share has one label.
        let shared = usize::from(counts[1][&key(at, 1)] > 1 || counts[0][&key(at, 0)] == 1);
        let next = nets.len();
        let net = *nets.entry((shared, key(at, shared))).or_insert(next);
        let (sides, channels) = &ways[at];
        let port = |end: usize, ports: &mut Vec<Port>, known: &mut BTreeMap<_, usize>| {
            let (node, other) = if end == 0 { (edge.from, edge.to) } else { (edge.to, edge.from) };
            let own = (shared == end).then_some(net);
            *known.entry((node, sides[end], end, own, own.map_or(at, |_| 0))).or_insert_with(|| {
                let weight =
                    (direction(places.nodes[node].spot, channels, end), places.about(other));
                ports.push(Port { node, side: sides[end], is_end: end == 1, weight, y: 0 });
                ports.len() - 1
            })
        };
        let ends = [port(0, &mut ports, &mut known), port(1, &mut ports, &mut known)];
        paths.push(Path { channels: channels.clone(), ports: ends, net });
    }
    (paths, ports)
}

/// Whether a way leads up, straight or down at one of its ends.
fn direction(spot: Spot, channels: &[Channel], end: usize) -> u8 {
    let next = if end == 0 { channels.get(1) } else { channels.iter().nth_back(1) };
    match (spot, next) {
        (Spot::In(..), Some(Channel::Inner(_))) => 0,
        (Spot::In(row, _), Some(Channel::Corridor(at))) if *at == row => 0,
        (Spot::In(..), Some(Channel::Corridor(_))) => 2,
        _ => 1,
    }
}

fn gutter(row: usize, column: usize) -> Channel {
    if column == 0 { Channel::Trunk } else { Channel::Gutter(row, column) }
}

/// The sides and the channels of a flow.
fn way(edge: &Edge, places: &Places<'_>) -> ([Side; 2], Vec<Channel>) {
    use Side::{Left, Right};
    let [from, to] = [edge.from, edge.to].map(|node| places.nodes[node].spot);
    // The corridor above or below a row, whichever is nearer.
    let near = |node: usize, row: usize| {
        let is_low = places.about(node) - super::number(row) * 10_000 > 5_000;
        Channel::Corridor(row + usize::from(is_low))
    };
    match (from, to) {
        (Spot::Left, Spot::Left) => ([Right, Right], vec![Channel::Trunk]),
        (Spot::Left, Spot::In(_, 0)) => ([Right, Left], vec![Channel::Trunk]),
        (Spot::Left, Spot::In(row, column)) => {
            ([Right, Left], vec![Channel::Trunk, near(edge.to, row), gutter(row, column)])
        }
        (Spot::In(_, 0), Spot::Left) => ([Left, Right], vec![Channel::Trunk]),
        (Spot::In(row, column), Spot::Left) => {
            ([Left, Right], vec![gutter(row, column), near(edge.from, row), Channel::Trunk])
        }
        (Spot::In(row, one), Spot::In(other, two)) if row == other => {
            if one == two {
                ([Right, Right], vec![Channel::Loop(row, one)])
            } else if one + 1 == two {
                ([Right, Left], vec![gutter(row, two)])
            } else if two + 1 == one {
                ([Left, Right], vec![gutter(row, one)])
            } else {
                // What stays in a boundary does not cross it.
                let columns = &places.rows[row].columns;
                let is_inside = columns[one].path.first() == columns[two].path.first();
                let middle = if is_inside { Channel::Inner(row) } else { near(edge.from, row) };
                let (sides, ends) = towards(one, two);
                (sides, vec![gutter(row, ends[0]), middle, gutter(row, ends[1])])
            }
        }
        (Spot::In(row, one), Spot::In(other, two)) if row.abs_diff(other) == 1 => {
            let (sides, ends) = towards(one, two);
            let middle = Channel::Corridor(row.max(other));
            (sides, vec![gutter(row, ends[0]), middle, gutter(other, ends[1])])
        }
        (Spot::In(row, one), Spot::In(other, two)) => {
            let down = usize::from(row < other);
            let mut channels = Vec::new();
            if one > 0 {
                channels.extend([gutter(row, one), Channel::Corridor(row + down)]);
            }
            channels.push(Channel::Trunk);
            if two > 0 {
                channels.extend([Channel::Corridor(other + 1 - down), gutter(other, two)]);
            }
            ([Left, Left], channels)
        }
    }
}

/// The sides that look at one another, and the gutters there.
fn towards(one: usize, two: usize) -> ([Side; 2], [usize; 2]) {
    match one.cmp(&two) {
        std::cmp::Ordering::Less => ([Side::Right, Side::Left], [one + 1, two]),
        std::cmp::Ordering::Equal => ([Side::Right, Side::Right], [one + 1, two + 1]),
        std::cmp::Ordering::Greater => ([Side::Left, Side::Right], [one, two + 1]),
    }
}

//! Where elements stand: rows of columns. A row has boundaries side by side: VPCs above, what AWS runs
//! below. A column has elements of one boundary and one rank. What lies outside AWS stands in a column
//! of its own at the left.

use super::measure::{self, Style};
use super::scene::Shape;
use super::state::Mark;
use crate::model::mermaid::{keeps, line};
use crate::model::v1::{Boundary, Element};
use crate::printable::plain;
use std::collections::BTreeMap;

/// Letters of a kind, of a name and of a mark.
pub const KIND: Style = Style { size: 10, bold: false };
pub const NAME: Style = Style { size: 13, bold: true };
/// What is left free inside a card.
pub const PAD: i64 = 12;
/// The widest and the narrowest text of a card.
const WIDEST: i64 = 190;
const NARROWEST: i64 = 96;
/// Elements in a column.
const ROWS: usize = 8;
/// Columns in a row of VPCs.
const COLUMNS: usize = 7;

/// Where a node stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spot {
    /// In the column at the left.
    Left,
    /// In a column of a row.
    In(usize, usize),
}

/// An element that is to be placed.
#[derive(Debug)]
pub struct Node<'a> {
    pub element: &'a Element,
    pub spot: Spot,
    /// Which one it is in its column.
    pub order: usize,
    pub kind: String,
    pub lines: Vec<String>,
    pub mark: Mark,
    /// What its texts take.
    pub text: (i64, i64),
    pub height: i64,
    pub x: i64,
    pub y: i64,
}

/// A column.
#[derive(Debug, Default)]
pub struct Column {
    /// The boundaries that it lies in, the outermost first.
    pub path: Vec<usize>,
    pub nodes: Vec<usize>,
    pub width: i64,
    /// What labels take at its left and right.
    pub zones: [i64; 2],
    pub x: i64,
}

/// A row.
#[derive(Debug, Default)]
pub struct Row {
    pub columns: Vec<Column>,
    /// How many boundaries lie in one another.
    pub depth: usize,
    pub y: i64,
    pub height: i64,
    /// What the lanes take that stay within its outer boundaries.
    pub inner: i64,
}

/// Everything in its place, but for coordinates.
#[derive(Debug)]
pub struct Places<'a> {
    pub nodes: Vec<Node<'a>>,
    pub rows: Vec<Row>,
    /// The boundaries at the left, each with its nodes.
    pub left: Vec<(Option<usize>, Vec<usize>)>,
    pub left_width: i64,
}

/// Puts elements into rows and columns.
pub fn place<'a>(
    elements: &'a [Element],
    boundaries: &'a [Boundary],
    links: &[(usize, usize)],
    mark: impl Fn(&str) -> Mark,
) -> Places<'a> {
    let index: BTreeMap<&str, usize> =
        boundaries.iter().enumerate().map(|(at, own)| (own.id.as_str(), at)).collect();
    let mut nodes: Vec<Node<'a>> =
        elements.iter().map(|element| node(element, mark(&element.id))).collect();
    let mut left: BTreeMap<(u8, Option<usize>), Vec<usize>> = BTreeMap::new();
    let mut inside: BTreeMap<(Vec<Key<'_>>, u8), Inside> = BTreeMap::new();
    for (at, element) in elements.iter().enumerate() {
        let path = path(element, boundaries, &index);
        let outer = path.first().map(|own| &boundaries[*own]);
        match outer.map(|own| own.kind) {
            Some("internet") => left.entry((0, path.first().copied())).or_default().push(at),
            Some("network") => left.entry((1, path.first().copied())).or_default().push(at),
            _ => {
                let mut keys: Vec<Key<'_>> =
                    path.iter().map(|own| key(&boundaries[*own])).collect();
                if keys.is_empty() {
                    keys.push((u8::MAX, ""));
                }
                // What lies in the outer one itself stands between the public and the private ones.
                if keys.len() == 1 {
                    keys.push((if rank(element.kind) == LAST { 9 } else { 2 }, ""));
                }
                inside
                    .entry((keys, rank(element.kind)))
                    .or_insert_with(|| (path, Vec::new()))
                    .1
                    .push(at);
            }
        }
    }
    let mut rows: Vec<Row> = Vec::new();
    let mut last = None;
    // A VPC is not torn apart: how many columns each has is known before.
    let mut count: BTreeMap<Key<'_>, usize> = BTreeMap::new();
    for ((keys, _), (_, own)) in &inside {
        *count.entry(keys[0]).or_default() += own.len().div_ceil(ROWS);
    }
    for ((keys, _), (path, own)) in inside {
        let is_new = last != Some(keys[0]);
        let fits = rows.last().is_some_and(|row| {
            is_vpc(boundaries, row)
                && keys[0].0 == 0
                && row.columns.len() + count[&keys[0]] <= COLUMNS
        });
        if rows.is_empty() || is_new && !fits {
            rows.push(Row::default());
        }
        last = Some(keys[0]);
        let Some(row) = rows.last_mut() else { continue };
        let parts = own.len().div_ceil(ROWS).max(1);
        for part in own.chunks(own.len().div_ceil(parts).max(1)) {
            row.columns.push(Column {
                path: path.clone(),
                nodes: part.to_vec(),
                ..Column::default()
            });
        }
    }
    for (at, row) in rows.iter_mut().enumerate() {
        row.depth = row.columns.iter().map(|own| own.path.len()).max().unwrap_or_default();
        for (number, column) in row.columns.iter_mut().enumerate() {
            for own in &column.nodes {
                nodes[*own].spot = Spot::In(at, number);
            }
        }
    }
    let left: Vec<_> = left.into_iter().map(|((_, boundary), own)| (boundary, own)).collect();
    let mut places = Places { nodes, rows, left, left_width: 0 };
    places.sort(links);
    places.widen();
    places
}

/// The boundaries around some nodes, and the nodes.
type Inside = (Vec<usize>, Vec<usize>);

/// How boundaries stand side by side: by kind and visibility, then by id.
type Key<'a> = (u8, &'a str);

fn key(boundary: &Boundary) -> Key<'_> {
    let weight = match boundary.kind {
        "vpc" => 0,
        "subnets" => match boundary.id.rsplit(':').next() {
            Some("public") => 1,
            Some("private") => 3,
            _ => 4,
        },
        "aws" => 5,
        _ => 6,
    };
    (weight, &boundary.id)
}

fn is_vpc(boundaries: &[Boundary], row: &Row) -> bool {
    let outer = row.columns.first().and_then(|own| own.path.first());
    outer.is_some_and(|own| boundaries[*own].kind == "vpc")
}

/// The boundaries around an element, the outermost first.
fn path(element: &Element, boundaries: &[Boundary], index: &BTreeMap<&str, usize>) -> Vec<usize> {
    let mut path = Vec::new();
    let mut at = element.boundary.as_deref().and_then(|id| index.get(id).copied());
    while let Some(own) = at.filter(|own| !path.contains(own)) {
        path.push(own);
        at = boundaries[own].parent.as_deref().and_then(|id| index.get(id).copied());
    }
    path.reverse();
    path
}

/// The rank of what stands behind everything.
const LAST: u8 = 9;

/// In which column of its boundary a kind stands: from what is reached to what is kept.
fn rank(kind: &str) -> u8 {
    match kind {
        "aws.api" | "load-balancer" | "cdn" | "api-gateway" | "event-source" | "autoscaling" => 0,
        "aws.ecs" | "service" | "task" | "app" => 1,
        "aws.fargate" | "aws.ec2-capacity" | "task-definition" | "function" => 2,
        "registry" | "secret" | "parameter" => 3,
        "host" => LAST,
        kind if kind.starts_with("metadata:") => LAST,
        _ => 4,
    }
}

/// How an element is drawn.
pub fn shape(kind: &str) -> Shape {
    match kind {
        kind if kind.starts_with("actor.") => Shape::Actor,
        "external" => Shape::External,
        kind if keeps(kind) => Shape::Store,
        _ => Shape::Process,
    }
}

fn node(element: &Element, mark: Mark) -> Node<'_> {
    let is_fixed = ["actor.", "aws.", "metadata:"].iter().any(|own| element.kind.starts_with(own));
    let kind = match element.kind {
        kind if kind.starts_with("actor.") => "actor".to_owned(),
        kind if kind.starts_with("metadata:") => "metadata".to_owned(),
        _ if is_fixed => "AWS".to_owned(),
        kind => kind.replace('-', " "),
    };
    let kind = match element.instances {
        Some(count) if count > 1 && !element.properties.contains_key("members") => {
            format!("{kind} × {count}")
        }
        None => format!("{kind} × ?"),
        _ => kind,
    };
    let lines = measure::wrap(&plain(&line(&element.name)), NAME, WIDEST, 3);
    let widest = lines.iter().map(|own| measure::width(own, NAME)).max().unwrap_or_default();
    let badge = measure::width(&mark.short(), KIND);
    // A store has a second edge at its right.
    let widest = widest + if shape(element.kind) == Shape::Store { 8 } else { 0 };
    let width = widest.max(measure::width(&kind, KIND)).max(badge).max(NARROWEST);
    let rows = 12 + 17 * super::number(lines.len()) + if badge > 0 { 16 } else { 0 };
    Node {
        element,
        spot: Spot::Left,
        order: 0,
        kind,
        lines,
        mark,
        text: (width, rows + 16),
        height: rows + 16,
        x: 0,
        y: 0,
    }
}

impl Places<'_> {
    /// How high in the picture a node is about, where everything is a row of the same height.
    pub fn about(&self, node: usize) -> i64 {
        let own = &self.nodes[node];
        match own.spot {
            Spot::Left => super::number(own.order) * 1000,
            Spot::In(row, column) => {
                let all = super::number(self.rows[row].columns[column].nodes.len()).max(1);
                super::number(row) * 10_000 + (super::number(own.order) * 2 + 1) * 5_000 / all
            }
        }
    }

    /// Puts the nodes of each column beside what they have to do with.
    fn sort(&mut self, links: &[(usize, usize)]) {
        let mut near: Vec<Vec<usize>> = vec![Vec::new(); self.nodes.len()];
        for (from, to) in links {
            near[*from].push(*to);
            near[*to].push(*from);
        }
        self.number();
        for _ in 0..4 {
            for row in 0..self.rows.len() {
                for column in 0..self.rows[row].columns.len() {
                    let mut own = std::mem::take(&mut self.rows[row].columns[column].nodes);
                    self.ordered(&mut own, &near);
                    self.rows[row].columns[column].nodes = own;
                    self.number();
                }
            }
            let mut left = std::mem::take(&mut self.left);
            for (_, own) in &mut left {
                self.ordered(own, &near);
            }
            self.left = left;
            self.number();
        }
    }

    /// Sorts by how high what is near stands: the mean of it.
    fn ordered(&self, nodes: &mut [usize], near: &[Vec<usize>]) {
        let weight = |node: usize| {
            let row = |spot: Spot| matches!(spot, Spot::In(..));
            let own: Vec<i64> = near[node]
                .iter()
                .filter(|other| row(self.nodes[**other].spot) || row(self.nodes[node].spot))
                .map(|other| self.about(*other))
                .collect();
            if own.is_empty() {
                self.about(node)
            } else {
                own.iter().sum::<i64>() / super::number(own.len())
            }
        };
        nodes.sort_by_cached_key(|node| (weight(*node), *node));
    }

    fn number(&mut self) {
        let columns = self.rows.iter().flat_map(|row| &row.columns).map(|own| &own.nodes);
        for nodes in columns {
            for (order, node) in nodes.iter().enumerate() {
                self.nodes[*node].order = order;
            }
        }
        for (order, node) in self.left.iter().flat_map(|(_, own)| own).enumerate() {
            self.nodes[*node].order = order;
        }
    }

    /// The widths of the columns: those of their widest texts.
    fn widen(&mut self) {
        let nodes = &self.nodes;
        let width = |own: &[usize]| {
            own.iter().map(|node| nodes[*node].text.0).max().unwrap_or_default() + 2 * PAD
        };
        for column in self.rows.iter_mut().flat_map(|row| &mut row.columns) {
            column.width = width(&column.nodes);
        }
        self.left_width = self.left.iter().map(|(_, own)| width(own)).max().unwrap_or_default();
    }
}

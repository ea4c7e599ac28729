//! What a picture is made of: rectangles, lines and texts with their places. The writer draws it, and
//! tests measure it.

use super::measure::{Style, width};
use super::state::Mark;

/// A rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rect {
    /// Its left side.
    pub x: i64,
    /// Its upper side.
    pub y: i64,
    /// Its width.
    pub width: i64,
    /// Its height.
    pub height: i64,
}

impl Rect {
    /// Its right side.
    pub fn right(self) -> i64 {
        self.x + self.width
    }

    /// Its lower side.
    pub fn bottom(self) -> i64 {
        self.y + self.height
    }
}

/// A line of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Where it begins.
    pub x: i64,
    /// The line that its letters stand on.
    pub y: i64,
    /// What it says.
    pub text: String,
    /// How it is written.
    pub style: Style,
    /// Its class in the style sheet.
    pub class: &'static str,
}

impl Text {
    /// What it covers at most.
    pub fn rect(&self) -> Rect {
        let size = self.style.size;
        let height = size + size / 4;
        Rect { x: self.x, y: self.y - size, width: width(&self.text, self.style), height }
    }
}

/// A trust boundary.
#[derive(Clone, Debug)]
pub struct Zone {
    /// Its id.
    pub id: String,
    /// Its kind.
    pub kind: &'static str,
    /// How many lie around it.
    pub depth: usize,
    /// What it covers.
    pub rect: Rect,
    /// Its name.
    pub title: Text,
    /// Its whole name.
    pub name: String,
    /// How the threats at it stand.
    pub mark: Mark,
}

/// How a card is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A person.
    Actor,
    /// Something that works.
    Process,
    /// Something that keeps data.
    Store,
    /// Something outside.
    External,
}

/// An element.
#[derive(Clone, Debug)]
pub struct Card {
    /// The id of what is shown: an element, or a group of them.
    pub id: String,
    /// The elements that it stands for.
    pub members: Vec<String>,
    /// What it covers.
    pub rect: Rect,
    /// How it is drawn.
    pub shape: Shape,
    /// Not all of it is known.
    pub is_open: bool,
    /// What stands in it.
    pub texts: Vec<Text>,
    /// Its whole name.
    pub name: String,
    /// How the threats at it stand.
    pub mark: Mark,
}

/// A data flow.
#[derive(Clone, Debug)]
pub struct Line {
    /// The id of what is shown.
    pub id: String,
    /// The flows that it stands for.
    pub members: Vec<String>,
    /// The cards at its ends.
    pub ends: [usize; 2],
    /// Its corners.
    pub points: Vec<(i64, i64)>,
    /// It is not encrypted.
    pub is_clear: bool,
    /// The code does not state all of it.
    pub is_dashed: bool,
    /// How far the code states it.
    pub certainty: &'static str,
    /// What it is, whole.
    pub name: String,
    /// How the threats at it stand.
    pub mark: Mark,
}

/// What stands at the end of flows.
#[derive(Clone, Debug)]
pub struct Label {
    /// The lines that it is about.
    pub lines: Vec<usize>,
    /// What it says.
    pub text: Text,
    /// They are not encrypted.
    pub is_clear: bool,
    /// How the threats at them stand.
    pub mark: Mark,
    /// Where the mark of the threats stands.
    pub dot: Option<(i64, i64)>,
}

/// A picture.
#[derive(Clone, Debug, Default)]
pub struct Scene {
    /// Its width.
    pub width: i64,
    /// Its height.
    pub height: i64,
    /// What it is called.
    pub title: String,
    /// What it shows, in a sentence.
    pub summary: String,
    /// The boundaries, the outer ones first.
    pub zones: Vec<Zone>,
    /// The elements.
    pub cards: Vec<Card>,
    /// The flows.
    pub lines: Vec<Line>,
    /// What stands at flows.
    pub labels: Vec<Label>,
    /// Headings and notes around the diagram.
    pub texts: Vec<Text>,
    /// Where the legend begins.
    pub legend: (i64, i64),
    /// Where the diagram ends.
    pub bottom: i64,
}

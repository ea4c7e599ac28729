//! A scene as SVG. Everything that stands in a file that was read is a text or an attribute here, and
//! nothing of it is markup.

use super::scene::{Card, Label, Line, Rect, Scene, Shape, Text};
use super::{Detail, System, one_line, scene};
use crate::printable::xml;
use std::fmt::Write;

/// The colours, for light and dark backgrounds.
pub const STYLE: &str = include_str!("picture.css");

/// A system as a file.
#[must_use]
pub fn write(system: &System, detail: Detail) -> String {
    drawing(&scene(system, detail), false)
}

/// A scene as an element: alone with its style, or as a part of a page that has it.
#[must_use]
pub fn drawing(scene: &Scene, is_part: bool) -> String {
    let mut out = String::with_capacity(64 * 1024);
    let (width, height) = (scene.width, scene.height);
    let size =
        if is_part { String::new() } else { format!(" width=\"{width}\" height=\"{height}\"") };
    let role = if is_part { "group" } else { "img" };
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"m-picture\" viewBox=\"0 0 {width} {height}\"{size} role=\"{role}\" aria-label=\"{}\">",
        xml(&format!("{}: {}", scene.title, scene.summary))
    );
    let _ = writeln!(out, "<title>{}</title>", xml(&scene.title));
    let _ = writeln!(out, "<desc>{}</desc>", xml(&described(scene)));
    if !is_part {
        let _ = writeln!(out, "<style>{STYLE}</style>");
    }
    rect(&mut out, "m-paper", Rect { x: 0, y: 0, width, height }, 0);
    for zone in &scene.zones {
        let _ = writeln!(out, "<g class=\"m-zone m-{} m-depth-{}\">", zone.kind, zone.depth.min(3));
        let _ = writeln!(out, "<title>{}</title>", xml(&zone.name));
        rect(&mut out, "m-area", zone.rect, 10);
        out.push_str("</g>\n");
    }
    for (at, line) in scene.lines.iter().enumerate() {
        flow(&mut out, line, is_part.then_some(at));
    }
    for zone in &scene.zones {
        text(&mut out, &zone.title, "");
    }
    for label in &scene.labels {
        label_of(&mut out, label, is_part);
    }
    for (at, own) in scene.cards.iter().enumerate() {
        card(&mut out, own, is_part.then_some(at));
    }
    for own in &scene.texts {
        text(&mut out, own, "");
    }
    legend(&mut out, scene.legend);
    out.push_str("</svg>\n");
    out
}

/// What a reader who does not see it is told: boundaries, elements, flows.
fn described(scene: &Scene) -> String {
    let mut said = scene.summary.clone();
    let names: Vec<&str> = scene.zones.iter().map(|own| own.name.as_str()).collect();
    let _ = write!(said, " Trust boundaries: {}.", names.join(", "));
    for line in scene.lines.iter().take(200) {
        let _ = write!(said, " {}.", line.name);
    }
    one_line(&said)
}

fn rect(out: &mut String, class: &str, at: Rect, round: i64) {
    let Rect { x, y, width, height } = at;
    let _ = writeln!(
        out,
        "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{round}\"/>"
    );
}

fn text(out: &mut String, own: &Text, more: &str) {
    let _ = writeln!(
        out,
        "<text class=\"{}{more}\" x=\"{}\" y=\"{}\" font-size=\"{}\"{}>{}</text>",
        own.class,
        own.x,
        own.y,
        own.style.size,
        if own.style.bold { " font-weight=\"bold\"" } else { "" },
        xml(&own.text)
    );
}

fn flow(out: &mut String, line: &Line, number: Option<usize>) {
    let clear = if line.is_clear { " m-clear" } else { "" };
    let dashed = if line.is_dashed { " m-dashed" } else { "" };
    let number = number.map_or_else(String::new, |at| format!(" data-flow=\"{at}\""));
    let _ = writeln!(out, "<g class=\"m-flow{clear}{dashed}\"{number}>");
    let _ = writeln!(out, "<title>{}; {}</title>", xml(&line.name), line.mark.long());
    let way = rounded(&line.points);
    if !number.is_empty() {
        let _ = writeln!(out, "<path class=\"m-wide\" d=\"{way}\"/>");
    }
    let _ = writeln!(out, "<path class=\"m-line\" d=\"{way}\"/>");
    if let [.., before, end] = line.points.as_slice() {
        // Lines end at the left or right side of a card.
        let back = if before.0 <= end.0 { -9 } else { 9 };
        let (x, y) = *end;
        let _ = writeln!(out, "<path class=\"m-head\" d=\"M{x} {y}l{back} -4v8z\"/>");
    }
    out.push_str("</g>\n");
}

/// A line through points, with round corners.
fn rounded(points: &[(i64, i64)]) -> String {
    const ROUND: i64 = 5;
    let mut out = String::new();
    for (at, point) in points.iter().enumerate() {
        let (x, y) = *point;
        let around = (at > 0).then(|| points[at - 1]).zip(points.get(at + 1).copied());
        let Some((before, after)) = around else {
            let _ = write!(out, "{}{x} {y}", if at == 0 { 'M' } else { 'L' });
            continue;
        };
        let near = |other: (i64, i64)| {
            let (dx, dy) = (other.0 - x, other.1 - y);
            let round = ROUND.min((dx.abs() + dy.abs()) / 2);
            (x + dx.signum() * round, y + dy.signum() * round)
        };
        let (from, to) = (near(before), near(after));
        let _ = write!(out, "L{} {}Q{x} {y} {} {}", from.0, from.1, to.0, to.1);
    }
    out
}

fn label_of(out: &mut String, label: &Label, is_part: bool) {
    let clear = if label.is_clear { " m-clear" } else { "" };
    let lines = || label.lines.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let at = if is_part { format!(" data-lines=\"{}\"", lines()) } else { String::new() };
    let _ = writeln!(out, "<g class=\"m-label\"{at}>");
    text(out, &label.text, clear);
    if let Some((x, y)) = label.dot {
        let _ = writeln!(
            out,
            "<circle class=\"m-dot m-{}\" cx=\"{x}\" cy=\"{y}\" r=\"3.5\"><title>{}</title></circle>",
            label.mark.class(),
            label.mark.long()
        );
    }
    out.push_str("</g>\n");
}

fn card(out: &mut String, own: &Card, number: Option<usize>) {
    let state = own.mark.class();
    let dashed = if own.is_open { " m-dashed" } else { "" };
    let Rect { x, y, width, height } = own.rect;
    let shape = match own.shape {
        Shape::Actor => "actor",
        Shape::Process => "process",
        Shape::Store => "store",
        Shape::External => "external",
    };
    let number = number.map_or_else(String::new, |at| {
        // What is seen is a part of what is read aloud.
        let seen: Vec<&str> = own.texts.iter().map(|text| text.text.as_str()).collect();
        let name = xml(&format!("{}: {}, {}", seen.join(" "), own.name, own.mark.long()));
        format!(" data-card=\"{at}\" tabindex=\"0\" role=\"button\" aria-label=\"{name}\"")
    });
    let _ = writeln!(out, "<g class=\"m-card m-{shape} m-{state}{dashed}\"{number}>");
    let _ = writeln!(out, "<title>{}; {}</title>", xml(&own.name), own.mark.long());
    let round = match own.shape {
        Shape::Actor => 20,
        Shape::Process => 8,
        Shape::Store | Shape::External => 1,
    };
    rect(out, "m-box", own.rect, round);
    if own.shape == Shape::Store {
        let _ = writeln!(out, "<path class=\"m-edge\" d=\"M{} {y}v{height}\"/>", x + width - 6);
    }
    if state != "none" {
        let (top, bottom) =
            if own.shape == Shape::Actor { (y + 16, height - 32) } else { (y + 5, height - 10) };
        rect(out, "m-bar", Rect { x: x + 4, y: top, width: 4, height: bottom }, 2);
    }
    for line in &own.texts {
        text(out, line, "");
    }
    out.push_str("</g>\n");
}

/// What lines and colours mean.
fn legend(out: &mut String, (x, y): (i64, i64)) {
    let lines = [
        ("m-flow", "stated by the code"),
        ("m-flow m-dashed", "inferred, or undecided (?)"),
        ("m-flow m-clear", "not encrypted"),
    ];
    let mut at = x;
    for (class, said) in lines {
        let _ = writeln!(
            out,
            "<g class=\"{class}\"><path class=\"m-line\" d=\"M{at} {}h34\"/></g>",
            y + 12
        );
        legend_text(out, at + 42, y + 16, said);
        at += 210;
    }
    let _ = writeln!(
        out,
        "<g class=\"m-card m-dashed\"><rect class=\"m-box\" x=\"{at}\" y=\"{}\" width=\"26\" height=\"14\" rx=\"4\"/></g>",
        y + 5
    );
    legend_text(out, at + 34, y + 16, "not all of it is known");
    let states = [
        ("open", "threats open"),
        ("undecided", "threats undecided"),
        ("decided", "accepted or transferred"),
        ("mitigated", "mitigated"),
    ];
    let mut at = x;
    for (class, said) in states {
        let _ = writeln!(
            out,
            "<circle class=\"m-dot m-{class}\" cx=\"{}\" cy=\"{}\" r=\"5\"/>",
            at + 8,
            y + 36
        );
        legend_text(out, at + 20, y + 40, said);
        at += 210;
    }
}

fn legend_text(out: &mut String, x: i64, y: i64, said: &str) {
    let _ =
        writeln!(out, "<text class=\"m-soft\" x=\"{x}\" y=\"{y}\" font-size=\"12\">{said}</text>");
}

//! The threat model that code tells: elements, trust boundaries and data flows, each with the line
//! that proves it.
//!
//! It is drawn from normalized documents and knows no format and no policy. `system` says which
//! units are one system; `drawing` puts the elements in and says where they stand; each rule of
//! `flows` draws its flows; `finish` makes the model of it. What the code does not tell is in
//! the model as unknown, as a flow that is undecided, or as a note.

pub mod code;
pub mod diff;
pub mod dot;
mod draft;
mod drawing;
pub mod export;
mod finish;
mod flows;
mod group;
mod groups;
mod kinds;
pub mod mermaid;
mod names;
mod network;
mod read;
pub mod svg;
mod system;
pub mod text;
pub mod v1;
mod workload;
mod world;

pub use finish::mask_threats;
pub use group::{Detail, names_apart};
pub use world::Input;

/// What is said where no system has a model.
pub const NOTHING: &str = "No model: nothing that was read has a resource of ECS.";

use drawing::Drawing;
use v1::{Model, Note};
use world::World;

/// The models of some units. `examples`: units under examples and tests take part as any other.
#[must_use]
pub fn draw(inputs: &[Input<'_>], today: &str, examples: bool) -> Model {
    let (found, imports) = system::systems(inputs, examples);
    let mut systems = Vec::new();
    let mut notes = Vec::new();
    for units in found {
        let has_ecs = units.iter().any(|unit| {
            let resources = inputs[*unit].document.resources.values();
            resources.into_iter().any(|node| node.ty.starts_with("ecs.") && !node.apart)
        });
        if !has_ecs {
            notes.extend(units.iter().map(|unit| Note {
                kind: "no-model",
                text: format!(
                    "{} has no resource of ECS and nothing of ECS refers to it: it has no model",
                    inputs[*unit].label
                ),
                evidence: Vec::new(),
            }));
            continue;
        }
        let world = World::new(inputs, units);
        let mut drawing = Drawing::new(&world);
        flows::draw(&mut drawing);
        for unit in &world.units {
            for note in imports.get(unit).into_iter().flatten() {
                drawing.draft.note(note.kind, note.text.clone(), note.evidence.clone());
            }
        }
        systems.push(finish::finish(drawing));
    }
    systems.sort_by(|one, other| one.units.cmp(&other.units));
    notes.sort();
    Model {
        schema: v1::SCHEMA,
        version: env!("CARGO_PKG_VERSION"),
        today: today.to_owned(),
        systems,
        notes,
    }
}

#[cfg(test)]
mod tests;

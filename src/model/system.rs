//! Which units are one system: those that refer to one another.

use super::read;
use super::v1::{Evidence, Note};
use super::world::Input;
use crate::unit::Format;
use crate::value::{Cause, StepKind, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The systems of some units, each with the numbers of its units, and what is to be said of the
/// imports that join nothing, by unit.
#[must_use]
pub fn systems(
    inputs: &[Input<'_>],
    examples: bool,
) -> (Vec<Vec<usize>>, BTreeMap<usize, Vec<Note>>) {
    let taken = |unit: usize| {
        let input: &Input<'_> = &inputs[unit];
        examples || input.asked || !input.document.example
    };
    let mut files: HashMap<(usize, &str), usize> = HashMap::new();
    // Places of one tree say nothing in another.
    let tree = |unit: usize| std::ptr::from_ref(inputs[unit].tree) as usize;
    for unit in (0..inputs.len()).filter(|unit| taken(*unit)) {
        for file in &inputs[unit].document.files {
            files.entry((tree(unit), file)).or_insert(unit);
        }
    }
    for unit in (0..inputs.len()).filter(|unit| taken(*unit)) {
        files.insert((tree(unit), &inputs[unit].document.root), unit);
    }
    let mut groups = Groups((0..inputs.len()).collect());
    let mut notes: BTreeMap<usize, Vec<Note>> = BTreeMap::new();
    for unit in (0..inputs.len()).filter(|unit| taken(*unit)) {
        if inputs[unit].document.format != Format::CloudFormation {
            continue;
        }
        let mut met = Met::default();
        for node in inputs[unit].document.resources.values() {
            read::visit(&node.values, &mut |value| met.of(value));
        }
        for file in met.files {
            if let Some(&other) = files.get(&(tree(unit), file)) {
                groups.join(unit, other);
            }
        }
        let told = met.imports.into_iter().map(|((name, exporters), value)| {
            let evidence = value.place.span.map(|span| {
                let file = inputs[unit].tree.file(span.file);
                let at = file.position(span.start);
                Evidence {
                    file: inputs[unit].tree.reported(&file.path),
                    line: at.line,
                    column: at.column,
                    role: "import",
                    origin: None,
                }
            });
            let text = match exporters {
                0 => format!("no template that was read exports {name}, which {} imports: what it leads to is not in this model", inputs[unit].label),
                _ => format!("{exporters} templates export {name}, which {} imports: which of them is meant is not known, so none is joined", inputs[unit].label),
            };
            Note { kind: "import", text, evidence: evidence.into_iter().collect() }
        });
        notes.entry(unit).or_default().extend(told);
    }
    let mut systems: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for unit in (0..inputs.len()).filter(|unit| taken(*unit)) {
        systems.entry(groups.root(unit)).or_default().push(unit);
    }
    (systems.into_values().collect(), notes)
}

/// What a unit names of others.
#[derive(Default)]
struct Met<'v> {
    files: BTreeSet<&'v str>,
    /// Imports without a stack, by name and how many export it.
    imports: BTreeMap<(&'v str, usize), &'v Value>,
}

impl<'v> Met<'v> {
    fn of(&mut self, value: &'v Value) {
        for reference in value.references() {
            if let Some((file, _)) = reference.to.split_once('#') {
                self.files.insert(file);
            }
        }
        let steps = value.place.steps().filter(|step| step.kind == StepKind::ModuleOutput);
        self.files.extend(steps.map(|step| &*step.name));
        if let Some(unknown) = value.as_unknown()
            && let Cause::Export { name, exporters } = &unknown.reason
            && *exporters != 1
        {
            self.imports.entry((name, *exporters)).or_insert(value);
        }
    }
}

/// Sets of units that are joined.
struct Groups(Vec<usize>);

impl Groups {
    fn root(&mut self, unit: usize) -> usize {
        let mut at = unit;
        while self.0[at] != at {
            self.0[at] = self.0[self.0[at]];
            at = self.0[at];
        }
        at
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        let (low, high) = (one.min(other), one.max(other));
        self.0[high] = low;
    }
}

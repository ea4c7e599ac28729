//! The resources of one system, and the look-ups between them: by reference, type and name.

use super::code::Origin;
use super::kinds;
use super::read::{self, Arm};
use super::v1::Evidence;
use crate::document::address::block;
use crate::document::{Document, Node};
use crate::source::Span;
use crate::tree::Tree;
use crate::value::{Place, Value};
use std::collections::{BTreeSet, HashMap};

/// A unit to draw.
pub struct Input<'a> {
    /// Its document.
    pub document: &'a Document,
    /// The tree that its places are of.
    pub tree: &'a Tree,
    /// Its name in the model.
    pub label: String,
    /// Whether it takes part although it lies under examples.
    pub asked: bool,
}

/// A resource of a system: the unit's number and the resource's in its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At {
    /// The unit.
    pub unit: usize,
    /// The resource.
    pub node: usize,
}

/// The resources of one system.
pub struct World<'a> {
    inputs: &'a [Input<'a>],
    /// The units of the system, sorted.
    pub units: Vec<usize>,
    by_type: HashMap<&'a str, Vec<At>>,
    /// What a satellite is folded into.
    owners: HashMap<(usize, &'a str), Vec<At>>,
    /// Instances by the address without their keys.
    blocks: HashMap<(usize, String), Vec<At>>,
    /// The units by their files.
    files: HashMap<&'a str, usize>,
    /// What is there already, by its id or ARN: a plan names it so.
    ids: HashMap<&'a str, Vec<At>>,
    /// The elements by kind and known name.
    names: HashMap<&'static str, HashMap<&'a str, Vec<At>>>,
}

impl<'a> World<'a> {
    /// Of the units of a system.
    #[must_use]
    pub fn new(inputs: &'a [Input<'a>], units: Vec<usize>) -> World<'a> {
        let mut world = World {
            inputs,
            units,
            by_type: HashMap::new(),
            owners: HashMap::new(),
            blocks: HashMap::new(),
            files: HashMap::new(),
            ids: HashMap::new(),
            names: HashMap::new(),
        };
        for &unit in &world.units {
            let document = inputs[unit].document;
            for file in &document.files {
                world.files.entry(file).or_insert(unit);
            }
            for (node, own) in document.resources.values().enumerate() {
                let at = At { unit, node };
                if !own.apart {
                    world.by_type.entry(&own.ty).or_default().push(at);
                }
                for satellite in &own.satellites {
                    world.owners.entry((unit, satellite)).or_default().push(at);
                }
                if own.id.contains('[') {
                    world.blocks.entry((unit, block(&own.id))).or_default().push(at);
                }
                for name in ["id", "arn", "repository_url"] {
                    if let Some(text) = own.values.get(name).and_then(Value::as_str) {
                        world.ids.entry(text).or_default().push(at);
                    }
                }
                if own.ty == "ecs.task_definition"
                    && let Some(family) = read::text(&own.values, "family")
                {
                    let families = world.names.entry("task-definition").or_default();
                    families.entry(family).or_default().push(at);
                }
                if let Some(kind) = kinds::of(&own.ty).filter(|_| !own.apart)
                    && let Some(name) = read::text(&own.values, kind.name)
                {
                    world.names.entry(kind.kind).or_default().entry(name).or_default().push(at);
                }
            }
        }
        for &unit in &world.units {
            // A template's own unit goes before one that reads it.
            world.files.insert(&inputs[unit].document.root, unit);
        }
        world
    }

    /// A unit's input.
    #[must_use]
    pub fn input(&self, unit: usize) -> &'a Input<'a> {
        &self.inputs[unit]
    }

    /// A resource.
    #[must_use]
    pub fn node(&self, at: At) -> &'a Node {
        &self.inputs[at.unit].document.resources[at.node]
    }

    /// A resource's values.
    #[must_use]
    pub fn values(&self, at: At) -> &'a Value {
        &self.node(at).values
    }

    /// The resources of a canonical type, in order.
    #[must_use]
    pub fn of_type(&self, ty: &str) -> &[At] {
        self.by_type.get(ty).map_or(&[], Vec::as_slice)
    }

    /// Whether a resource is of a type.
    #[must_use]
    pub fn is(&self, at: At, ty: &str) -> bool {
        self.node(at).ty == ty
    }

    /// Everything of the system, in order.
    pub fn all(&self) -> impl Iterator<Item = At> + '_ {
        self.units.iter().flat_map(|&unit| {
            (0..self.inputs[unit].document.resources.len()).map(move |node| At { unit, node })
        })
    }

    /// The elements of a kind that have a name.
    #[must_use]
    pub fn named(&self, kind: &'static str, name: &str) -> &[At] {
        self.names.get(kind).and_then(|own| own.get(name)).map_or(&[], Vec::as_slice)
    }

    /// The names of the elements of a kind, with what has them.
    pub fn all_named(&self, kind: &'static str) -> impl Iterator<Item = (&'a str, &[At])> {
        let own = self.names.get(kind).into_iter().flatten();
        own.map(|(name, all)| (*name, all.as_slice()))
    }

    /// What has an id, an ARN or a URL.
    #[must_use]
    pub fn by_id(&self, id: &str) -> &[At] {
        self.ids.get(id).map_or(&[], Vec::as_slice)
    }

    /// The resources that an address of a unit leads to; what a satellite is folded into too.
    #[must_use]
    pub fn resolve(&self, unit: usize, to: &str) -> Vec<At> {
        let document = self.inputs[unit].document;
        let mut found: Vec<At> =
            document.resources.get_index_of(to).map(|node| At { unit, node }).into_iter().collect();
        found.extend(self.owners.get(&(unit, to)).into_iter().flatten());
        if found.is_empty() {
            if let Some((file, address)) = to.split_once('#')
                && let Some(&other) = self.files.get(file)
                && other != unit
            {
                return self.in_file(other, file, address);
            }
            found.extend(self.blocks.get(&(unit, to.to_owned())).into_iter().flatten());
        }
        found
    }

    /// A resource of a template by its logical id: the template's own unit has it under that, the
    /// unit of a parent stack under a longer address.
    fn in_file(&self, unit: usize, file: &str, address: &str) -> Vec<At> {
        let input = &self.inputs[unit];
        if let Some(node) = input.document.resources.get_index_of(address) {
            return vec![At { unit, node }];
        }
        let below = format!("/{address}");
        let stands = |node: &Node| {
            node.place.span.is_some_and(|span| input.tree.file(span.file).path == file)
        };
        let resources = input.document.resources.values().enumerate();
        resources
            .filter(|(_, node)| node.id.ends_with(&below) && stands(node))
            .map(|(node, _)| At { unit, node })
            .collect()
    }

    /// The resources that a value and what is in it refer to, each once.
    #[must_use]
    pub fn targets(&self, unit: usize, value: &Value) -> Vec<At> {
        let references = read::references(value);
        let mut found: BTreeSet<At> =
            references.iter().flat_map(|reference| self.resolve(unit, &reference.to)).collect();
        if let Some(own) = value.as_str().and_then(|text| self.ids.get(text)) {
            found.extend(own.iter().filter(|at| at.unit == unit));
        }
        found.into_iter().collect()
    }

    /// The resources of a type that what stands at a path refers to.
    #[must_use]
    pub fn linked(&self, at: At, path: &str, ty: &str) -> Vec<At> {
        let found: BTreeSet<At> = read::find(self.values(at), path)
            .into_iter()
            .flat_map(|arm| self.targets(at.unit, arm.value))
            .filter(|target| self.is(*target, ty) && !self.node(*target).apart)
            .collect();
        found.into_iter().collect()
    }

    /// Where a place of a unit is, as findings name it.
    #[must_use]
    pub fn evidence(
        &self,
        unit: usize,
        span: Option<Span>,
        role: &'static str,
    ) -> Option<Evidence> {
        let input = &self.inputs[unit];
        let span = span?;
        let file = input.tree.file(span.file);
        let at = file.position(span.start);
        Some(Evidence {
            file: input.tree.reported(&file.path),
            line: at.line,
            column: at.column,
            role,
            origin: None,
        })
    }

    /// Where a value stands; where it has no place of its own, where its resource does.
    #[must_use]
    pub fn proof(&self, at: At, place: &Place, role: &'static str) -> Vec<Evidence> {
        let own = || self.node(at).place.span;
        let span = place.span.or_else(own);
        let found = self.evidence(at.unit, span, role).or_else(|| self.start(at.unit, role));
        let origin = Origin { key: self.key(at), part: None };
        found.map(|own| Evidence { origin: Some(origin), ..own }).into_iter().collect()
    }

    /// Where a resource stands.
    #[must_use]
    pub fn header(&self, at: At, role: &'static str) -> Vec<Evidence> {
        self.proof(at, &self.node(at).place, role)
    }

    /// The first line of a unit's first file: where a plan says nothing of the code.
    fn start(&self, unit: usize, role: &'static str) -> Option<Evidence> {
        let input = &self.inputs[unit];
        let file = input.document.files.first().unwrap_or(&input.document.root);
        Some(Evidence { file: input.tree.reported(file), line: 1, column: 1, role, origin: None })
    }

    /// The arms at a path of a resource.
    #[must_use]
    pub fn find(&self, at: At, path: &str) -> Vec<Arm<'a>> {
        read::find(self.values(at), path)
    }

    /// A resource as sentences name it: with its unit where there are several.
    #[must_use]
    pub fn called(&self, at: At) -> String {
        let id = &self.node(at).id;
        if self.units.len() > 1 { self.address(at.unit, id) } else { id.clone() }
    }

    /// An address as it stands in ids: with its unit's name in front.
    #[must_use]
    pub fn address(&self, unit: usize, address: &str) -> String {
        let input = &self.inputs[unit];
        let root = &input.document.root;
        // A task definition's address begins with its file.
        let own = address
            .strip_prefix(root.as_str())
            .and_then(|rest| rest.strip_prefix('#'))
            .unwrap_or(address);
        format!("{}#{own}", input.label)
    }
}

//! From a format's resources to the canonical document. Past this point nothing knows which format
//! it came from.
//!
//! The tables (`tables`, one file per family) say what each attribute is called in each source and
//! what its value becomes; the walk ([`map`]) is one for all types, and values with a structure of
//! their own have readers ([`read`]). Resources that no table maps are kept under their source type.

mod alone;
mod apart;
mod attribute;
mod contents;
mod default_tags;
mod derive;
mod implied;
mod loose;
pub mod map;
pub mod read;
pub mod reference;
pub mod tables;

#[cfg(test)]
mod tests;

use crate::document::{Document, Node};
use crate::source::Problem;
use crate::tree::Tree;
use crate::unit::{Evaluated, Format, Resource, ResourceKind, Unit};
use crate::value::{Cause, Data, Entry, Map, MapKind, Value};
use indexmap::IndexMap;
use map::index::{Index, dialect_of};
use map::schema::Dialect;
use map::table::Table;
use map::walk::Walk;
use map::{beside, plain};
use read::openapi;
use std::sync::Arc;
use tables::network;

pub use attribute::{Attribute, AttributeType, attribute, names_below, sources, types};
pub use derive::{EDGES, Wires, derive, facts_from, has_facts};

/// Normalizes what a unit evaluated to. `tree` serves only to find the place of a part of a string.
#[must_use]
pub fn normalize(
    tree: &Tree,
    unit: &Unit,
    evaluated: Evaluated,
    today: &str,
) -> (Document, Vec<Problem>) {
    let mut problems = Vec::new();
    let (all, written) = implied::expanded(evaluated.resources);
    let index = Index::new(&all, &tables::SHAPES);
    // A plan does not say what refers to what.
    let taken = (unit.format == Format::Terraform).then(|| loose::taken(&all));
    let mut resources = IndexMap::with_capacity(all.len());
    for resource in &all {
        let (mut own, met) = node(tree, &index, resource);
        if let Some(source_type) = written.get(&own.id) {
            own.source_type.clone_from(source_type);
        }
        problems.extend(met);
        resources.insert(own.id.clone(), own);
        let documents = taken.as_ref().map(|taken| loose::documents(resource, taken));
        for document in documents.into_iter().flatten() {
            if let Some((table, values, met)) = loose::read(tree, &index, &document) {
                problems.extend(met);
                let own = assemble(&index, &document, Some(table), values, true);
                resources.insert(own.id.clone(), own);
            }
        }
        let inside = network::classic_listeners(&index, resource)
            .into_iter()
            .chain(openapi::operations(resource));
        for part in inside {
            let (mut own, met) = node(tree, &index, &part);
            own.source_type.clone_from(&resource.source_type);
            problems.extend(met);
            resources.insert(own.id.clone(), own);
        }
    }
    if unit.format == crate::unit::Format::Terraform {
        default_tags::add(&mut resources);
    }
    // A policy that several principals hold is read once for each.
    let mut seen = std::collections::HashSet::new();
    problems.retain(|problem: &Problem| seen.insert(problem.clone()));
    let alone = if evaluated.deployable {
        Vec::new()
    } else {
        alone::alone(&evaluated.given_out, &resources)
    };
    let mut gaps = evaluated.gaps;
    for own in resources.values() {
        if let Some(table) = tables::table(&own.ty) {
            gaps.extend(contents::unknown(tree, table.shape.fields, own));
        }
    }
    let document = Document {
        unit: unit.id.clone(),
        format: unit.format,
        root: unit.root.clone(),
        example: unit.example,
        files: evaluated.files,
        deployable: evaluated.deployable,
        opaque: evaluated.opaque,
        left_out: evaluated.left_out,
        alone,
        moves: evaluated.moves,
        gaps,
        secrets: evaluated.secrets,
        today: today.to_owned(),
        resources,
        conditions: evaluated.conditions,
        otherwise: evaluated
            .otherwise
            .map(|other| Box::new(normalize(tree, unit, *other, today).0)),
    };
    (document, problems)
}

/// A resource's node.
fn node(tree: &Tree, index: &Index<'_>, resource: &Resource) -> (Node, Vec<Problem>) {
    let dialect = dialect_of(&resource.source_type);
    if let Some((table, values, problems)) = apart::read(tree, index, resource, dialect) {
        return (assemble(index, resource, Some(table), values, true), problems);
    }
    let table = table_of(index, resource);
    let mut nulls = Vec::new();
    let (values, problems) = match table {
        Some(table) => {
            let mut walk = Walk::new(tree, index, &read::READERS, resource, dialect);
            let mut values = walk.resource(table.shape.fields);
            // The family sees what the rows made, before absences are put in.
            if let (Some(finish), Data::Map(map)) = (table.finish, &mut values.data) {
                let mut own = (**map).clone();
                finish(&mut walk, &mut own.entries);
                *map = Arc::new(own);
            }
            if let Data::Map(map) = &mut values.data {
                beside::absences(
                    table.shape.fields,
                    &resource.values,
                    dialect,
                    &mut Arc::make_mut(map).entries,
                );
            }
            nulls = walk.nulls;
            (values, walk.problems)
        }
        None if dialect == Dialect::Terraform => (resource.values.clone(), Vec::new()),
        None => (plain::snake_cased("", &resource.values), Vec::new()),
    };
    (Node { nulls, ..assemble(index, resource, table, values, false) }, problems)
}

/// The node of a resource's canonical values.
fn assemble(
    index: &Index<'_>,
    resource: &Resource,
    table: Option<&'static Table>,
    values: Value,
    apart: bool,
) -> Node {
    let values = as_map(resource, values);
    let ty = match table {
        Some(table) => table.shape.ty.to_owned(),
        // A data source reads a resource; it must not be taken for one.
        None if resource.kind == ResourceKind::Data
            && !resource.source_type.starts_with("data.") =>
        {
            format!("data.{}", resource.source_type)
        }
        None => tables::named(&resource.source_type).unwrap_or(&resource.source_type).to_owned(),
    };
    Node {
        id: resource.address.clone(),
        ty,
        source_type: resource.source_type.clone(),
        name: resource.name.clone(),
        values,
        place: resource.place.clone(),
        presence: resource.presence.clone(),
        lifecycle: resource.lifecycle.clone(),
        satellites: index
            .satellites_of(&resource.address)
            .filter(|satellite| satellite.address != resource.address)
            .map(|satellite| satellite.address.clone())
            .collect(),
        display: resource.display.clone(),
        modelled: resource.modelled.clone(),
        nulls: Vec::new(),
        apart,
    }
}

/// The table of a resource by its kind and source type. A data source is no resource of the unit:
/// it has none.
fn table_of(index: &Index<'_>, resource: &Resource) -> Option<&'static Table> {
    match resource.kind {
        // A policy of principals outside the unit is judged on its own.
        ResourceKind::Managed
            if tables::INLINE_POLICIES.contains(&resource.source_type.as_str())
                && !index.is_folded(&resource.address) =>
        {
            tables::table("iam.policy")
        }
        // A deployment that names a stage makes it.
        ResourceKind::Managed
            if tables::DEPLOYMENTS.contains(&resource.source_type.as_str())
                && ["stage_name", "StageName"]
                    .iter()
                    .any(|key| resource.values.get(key).is_some_and(|name| !name.is_null())) =>
        {
            tables::table("apigateway.stage")
        }
        ResourceKind::Managed => match tables::standalone(&resource.source_type) {
            Some(table) if !index.is_folded(&resource.address) => Some(table),
            _ => tables::table_of_source(&resource.source_type),
        },
        // It says where a state is read from, as a backend does.
        ResourceKind::Data if resource.source_type.ends_with("terraform_remote_state") => {
            tables::table("terraform.backend")
        }
        ResourceKind::Data => None,
        ResourceKind::Provider => resource
            .address
            .split('.')
            .nth(1)
            .filter(|name| *name == "aws")
            .and_then(|_| tables::table("provider.aws")),
        ResourceKind::Backend => tables::table("terraform.backend"),
        ResourceKind::Module => tables::table("terraform.module"),
        ResourceKind::Variable => tables::table("terraform.variable"),
        ResourceKind::Parameter => tables::table("cloudformation.parameter"),
    }
}

/// A node's values are always a map; what is not known of a whole resource makes every attribute
/// unknown.
fn as_map(resource: &Resource, values: Value) -> Value {
    let rest = match &values.data {
        Data::Map(_) => return values,
        Data::Null => None,
        Data::Unknown(unknown) => Some(unknown.reason.clone()),
        _ => Some(Cause::Part("its attributes depend on a condition that is not known")),
    };
    let entries: IndexMap<Arc<str>, Entry> = IndexMap::new();
    let mut map = Value::new(
        Data::Map(Arc::new(Map { kind: MapKind::Object, entries, rest })),
        resource.place.span,
    );
    map.place.chain = resource.place.chain.clone();
    map
}

//! The values that units are given, and the variants that those make: `[[unit]]` entries of the
//! configuration, and variable files in folders such as `env`.

use super::Options;
use crate::config::{Config, UnitConfig};
use crate::path::slashes;
use crate::source::{Loss, Problem};
use crate::tree::Tree;
use crate::tree::disk::Scope;
use crate::unit::{Assignment, Format, Inputs, Parameter, ParameterFile, Unit, as_input};
use std::collections::BTreeSet;
use std::path::Path;

/// One unit with the values it is given: a unit, or one variant of it.
#[derive(Clone, Debug)]
pub struct Job {
    /// The unit; a variant's name stands behind an `@` in its id.
    pub unit: Unit,
    /// The unit's id without a variant's name.
    pub base: String,
    /// The variant's name.
    pub variant: Option<String>,
    /// Values for its variables and parameters.
    pub inputs: Inputs,
}

/// A `[[unit]]` entry.
struct Entry<'a> {
    /// The file that has it, and its number there.
    layer: &'a Config,
    number: usize,
    entry: &'a UnitConfig,
    /// What it names, below the tree's root.
    path: Option<String>,
    /// A unit of the scan is what it names.
    used: bool,
}

/// The units as jobs: each `[[unit]]` entry of the configuration whose path is the unit's gives it
/// values, several make variants. Entries that are no unit's are told.
#[must_use]
pub fn jobs(
    units: Vec<Unit>,
    tree: &Tree,
    scope: &Scope,
    config: Option<&Config>,
    options: &Options,
) -> (Vec<Job>, Vec<Problem>) {
    let inputs = &options.inputs;
    let layers = || config.into_iter().flat_map(Config::layers);
    let mut entries: Vec<Entry<'_>> = Vec::new();
    for layer in layers() {
        entries.extend(layer.unit.iter().enumerate().map(|(number, entry)| Entry {
            layer,
            number,
            entry,
            path: scope.below(&layer.folder.join(&entry.path)),
            used: false,
        }));
    }
    let mut all = Vec::new();
    for unit in units {
        let mut given = false;
        for Entry { layer, entry, path, used, .. } in &mut entries {
            if path.as_deref() != Some(unit.root.as_str()) {
                continue;
            }
            (*used, given) = (true, true);
            let base = unit.id.clone();
            let mut variant = unit.clone();
            if let Some(name) = &entry.name {
                variant.id = format!("{base}@{name}");
            }
            all.push(Job {
                unit: variant,
                base,
                variant: entry.name.clone(),
                inputs: with_entry(inputs, entry, scope, &layer.folder),
            });
        }
        if given {
            continue;
        }
        let discover =
            options.discover_var_files || config.is_some_and(Config::discovers_var_files);
        let files = if discover { variable_files(tree, &unit) } else { Vec::new() };
        for (name, file) in &files {
            let variant = Unit { id: format!("{}@{name}", unit.id), ..unit.clone() };
            let mut inputs = inputs.clone();
            // What the command line names is meant for every variant and wins.
            inputs.variables.insert(0, Assignment::File(file.clone()));
            all.push(Job {
                base: unit.id.clone(),
                unit: variant,
                variant: Some(name.clone()),
                inputs,
            });
        }
        if files.is_empty() {
            all.push(Job { base: unit.id.clone(), unit, variant: None, inputs: inputs.clone() });
        }
    }
    all.sort_by(|one, other| one.unit.cmp(&other.unit));
    let unused = entries.iter().filter(|entry| {
        let there = || entry.layer.folder.join(&entry.entry.path).exists();
        match &entry.path {
            // What is extended has entries for other folders as well.
            Some(path) => !entry.used && scope.asks_for(path) && options.realm.has(path),
            None => !scope.recorded && !there(),
        }
    });
    let problems = unused.map(|Entry { layer, number, entry, .. }| {
        let why = format!("the [[unit]] entry for `{}` matches no unit of this scan", entry.path);
        let at = layer.at(&["unit", &number.to_string(), "path"]);
        Problem { at, ..Problem::file(Loss::Note, &layer.file, why) }
    });
    (all, problems.collect())
}

/// Folders of a root module in which people keep a variable file per environment.
const VARIABLE_FOLDERS: [&str; 5] = ["env", "envs", "environments", "vars", "tfvars"];

/// A Terraform root module's variable files by the names of the variants they make: the file's own
/// name, with its folder's before it where another folder has a file of that name.
fn variable_files(tree: &Tree, unit: &Unit) -> Vec<(String, String)> {
    if unit.format != Format::Terraform {
        return Vec::new();
    }
    let mut found: Vec<(&str, String, String)> = Vec::new();
    for folder in VARIABLE_FOLDERS {
        let path = if unit.root.is_empty() {
            folder.to_owned()
        } else {
            format!("{}/{folder}", unit.root)
        };
        for file in tree.files_in(&path) {
            let name = file.rsplit_once('/').map_or(file, |(_, name)| name);
            if let Some(stem) =
                name.strip_suffix(".tfvars").or_else(|| name.strip_suffix(".tfvars.json"))
            {
                found.push((folder, stem.to_owned(), file.to_owned()));
            }
        }
    }
    let several = |stem: &str| found.iter().filter(|(_, other, _)| other == stem).count() > 1;
    let name = |folder: &str, stem: &str| {
        if several(stem) { format!("{folder}/{stem}") } else { stem.to_owned() }
    };
    found.iter().map(|(folder, stem, file)| (name(folder, stem), file.clone())).collect()
}

/// The command line's values win over the configuration's.
fn with_entry(inputs: &Inputs, entry: &UnitConfig, scope: &Scope, folder: &Path) -> Inputs {
    let table = |table: &toml::Table| -> Vec<(String, String)> {
        table.iter().map(|(name, value)| (name.clone(), as_input(value))).collect()
    };
    let file = |name: &String| {
        scope.below(&folder.join(name)).unwrap_or_else(|| slashes(&folder.join(name)))
    };
    let files = entry.var_files.iter().map(|name| Assignment::File(file(name)));
    let values = table(&entry.vars).into_iter().map(|(name, value)| Assignment::Value(name, value));
    let parameter_files = entry
        .parameter_files
        .iter()
        .map(|name| Parameter::File(scope.parameter_file(&folder.join(name))));
    let parameters =
        table(&entry.parameters).into_iter().map(|(name, value)| Parameter::Value(name, value));
    let mut all = Inputs {
        variables: files.chain(values).collect(),
        parameters: parameter_files.chain(parameters).collect(),
    };
    all.variables.extend(inputs.variables.iter().cloned());
    all.parameters.extend(inputs.parameters.iter().cloned());
    all
}

/// The parameter files of the tree that the command line and the configuration name.
#[must_use]
pub fn parameter_files(
    scope: &Scope,
    config: Option<&Config>,
    options: &Options,
) -> BTreeSet<String> {
    let given = options.inputs.parameters.iter().filter_map(|parameter| match parameter {
        Parameter::File(ParameterFile::Inside(path)) => Some(path.clone()),
        _ => None,
    });
    let configured = config.into_iter().flat_map(Config::layers).flat_map(|layer| {
        let files = layer.unit.iter().flat_map(|entry| &entry.parameter_files);
        files.filter_map(|name| scope.below(&layer.folder.join(name)))
    });
    given.chain(configured).collect()
}

//! The manifest: one line of JSON for each repository, or for each closure of a large one.

use super::v1::{Gap, Problem};
use crate::discover::{Closures, Found, Modules};
use crate::unit::{Format, Unit as Deployable};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// One line of a manifest: what is scanned as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// What the repository is called in every table: a name that stays.
    pub repository: String,
    /// The checkout or bare repository; below the manifest's folder where it is relative.
    pub path: String,
    /// The commit that is read from git's objects; without one, what stands in the folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// How much there is to scan, in files: what parts are made even by.
    #[serde(default)]
    pub size_hint: u64,
    /// Of a large repository, the part that this line is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closure: Option<Part>,
}

/// Units of one repository that read one another and no others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// The id of its first unit.
    pub name: String,
    /// Whether the line is also about what belongs to no unit: one line of each repository is.
    #[serde(default, skip_serializing_if = "is_false")]
    pub rest: bool,
    /// The units.
    pub units: Vec<Unit>,
    /// The folders with Terraform configuration, and those that each calls.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub calls: BTreeMap<String, Vec<String>>,
    /// Those of the folders that are examples.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub examples: BTreeSet<String>,
    /// Files that are passed over and should not be in silence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gaps: Vec<Gap>,
    /// What is wrong with files that were looked at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Problem>,
}

/// A unit of a closure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// Its id: a folder (`.` is the repository's own) or a file.
    pub id: String,
    /// Its format.
    #[schemars(extend("enum" = ["terraform", "terraform-plan", "cloudformation", "ecs"]))]
    pub format: String,
    /// Whether it lies under examples, tests or fixtures.
    #[serde(default, skip_serializing_if = "is_false")]
    pub example: bool,
    /// Whether another folder calls it as a module all the same.
    #[serde(default, skip_serializing_if = "is_false")]
    pub called: bool,
}

fn is_false(value: &bool) -> bool {
    !value
}

/// Why a text is no manifest.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ManifestError {
    /// A line is none of a manifest.
    #[error("line {0} is not a line of a manifest: {1}")]
    Line(usize, String),
    /// Two lines have one name.
    #[error("line {0} names the repository {1} a second time")]
    Twice(usize, String),
}

impl Row {
    /// What tells lines apart: the repository, and the closure of it.
    #[must_use]
    pub fn key(&self) -> (&str, &str) {
        (&self.repository, self.closure.as_ref().map_or("", |part| &part.name))
    }

    /// The lines of a manifest.
    ///
    /// # Errors
    /// A line that is none, or names what another one names.
    pub fn read(text: &str) -> Result<Vec<Row>, ManifestError> {
        let mut rows: Vec<Row> = Vec::new();
        let mut seen = BTreeSet::new();
        for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
            let row: Row = serde_json::from_str(line)
                .map_err(|error| ManifestError::Line(number, error.to_string()))?;
            let (repository, closure) = row.key();
            if !seen.insert((repository.to_owned(), closure.to_owned())) {
                return Err(ManifestError::Twice(number, repository.to_owned()));
            }
            rows.push(row);
        }
        Ok(rows)
    }

    /// The line.
    #[must_use]
    pub fn line(&self) -> String {
        let mut text = serde_json::to_string(self).unwrap_or_default();
        text.push('\n');
        text
    }
}

impl Part {
    /// The closures of a tree, each with its size.
    #[must_use]
    pub fn all(
        found: &Found,
        problems: &[crate::source::Problem],
        of: &Closures,
    ) -> Vec<(Part, usize)> {
        let mut parts: Vec<Part> = of.sizes().iter().map(|_| Part::default()).collect();
        let name = |unit: &Deployable| unit.id.clone();
        for unit in &found.units {
            let Some(part) = parts.get_mut(of.of_unit(unit)) else { continue };
            if part.units.is_empty() {
                part.name = name(unit);
            }
            part.units.push(Unit {
                id: unit.id.clone(),
                format: unit.format.name().to_owned(),
                example: unit.example,
                called: unit.called,
            });
        }
        for folder in found.modules.folders() {
            if let Some(part) = parts.get_mut(of.of_path(folder)) {
                let calls = found.modules.calls_of(folder).unwrap_or_default().to_vec();
                part.calls.insert(folder.to_owned(), calls);
            }
        }
        for folder in found.modules.examples() {
            if let Some(part) = parts.get_mut(of.of_path(folder)) {
                part.examples.insert(folder.to_owned());
            }
        }
        for gap in &found.gaps {
            if let Some(part) = parts.get_mut(of.of_path(&gap.path)) {
                part.gaps.push(gap.into());
            }
        }
        for problem in problems {
            if let Some(part) = parts.get_mut(of.of_path(&problem.path)) {
                part.problems.push(problem.into());
            }
        }
        if let Some(first) = parts.first_mut() {
            first.rest = true;
        }
        parts.into_iter().zip(of.sizes().iter().copied()).collect()
    }

    /// The closure as a scan takes it.
    ///
    /// # Errors
    /// A word that nothing here is called.
    pub fn closure(&self) -> Result<(Found, Vec<crate::source::Problem>), String> {
        let units = self.units.iter().map(Unit::unit).collect::<Result<Vec<_>, String>>()?;
        let gaps = self.gaps.iter().map(Gap::gap).collect::<Result<Vec<_>, String>>()?;
        let problems = self.problems.iter().map(Problem::problem).collect::<Result<_, String>>()?;
        let modules = Modules::new(self.calls.clone(), self.examples.iter().cloned());
        Ok((Found { units, modules, gaps, ..Found::default() }, problems))
    }
}

impl Unit {
    fn unit(&self) -> Result<Deployable, String> {
        let format = Format::ALL.into_iter().find(|format| format.name() == self.format);
        let format = format.ok_or_else(|| format!("no format is called `{}`", self.format))?;
        let root = if self.id == "." { String::new() } else { self.id.clone() };
        let Unit { id, example, called, .. } = self.clone();
        Ok(Deployable { id, format, root, example, called })
    }
}

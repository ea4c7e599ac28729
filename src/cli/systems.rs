//! Models in formats that have one system in a file.

use super::Failure;
use super::model::ModelFormat;
use crate::model::export::{otm, pytm, threagile, threat_composer, threat_dragon};
use crate::model::v1::{Model, System};
use crate::model::{Detail, svg};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The formats, each with what its files end in.
const ENDINGS: &[(ModelFormat, &str)] = &[
    (ModelFormat::Otm, ".otm.json"),
    (ModelFormat::ThreatComposer, ".tc.json"),
    (ModelFormat::Pytm, ".py"),
    (ModelFormat::ThreatDragon, ".td.json"),
    (ModelFormat::Threagile, ".threagile.yaml"),
    (ModelFormat::Svg, ".svg"),
];

/// What the file of pytm's threats ends in, beside the script.
const THREATS: &str = ".threats.json";

/// A format, and how much of a system a picture shows.
type How = (ModelFormat, Detail);

/// Whether a format has one system in a file.
pub(super) fn is_one_each(format: ModelFormat) -> bool {
    ENDINGS.iter().any(|(own, _)| *own == format)
}

/// The format that a file's whole ending says.
pub(super) fn by_ending(file: &Path) -> Option<ModelFormat> {
    let name = file.file_name()?.to_str()?;
    ENDINGS.iter().find(|(_, ending)| name.ends_with(ending)).map(|(format, _)| *format)
}

/// Writes each system: one to standard output or a file, several into a folder.
///
/// # Errors
/// Several systems and no folder; a file that cannot be written.
pub(super) fn write(
    format: ModelFormat,
    model: &Model,
    detail: Detail,
    to: Option<&Path>,
) -> Result<(), Failure> {
    let folder = to.filter(|to| model.systems.len() > 1 || to.is_dir());
    if let Some(folder) = folder {
        return into((format, detail), model, folder);
    }
    let system = match model.systems.as_slice() {
        [] => {
            super::say("note: no file is written: nothing that was read has a resource of ECS");
            return Ok(());
        }
        [system] => system,
        several => {
            let units: Vec<String> =
                several.iter().filter_map(|own| own.units.first().cloned()).collect();
            return Err(Failure::Usage(format!(
                "there are {} systems, and this format has one in a file: give a folder with \
                 --output, or a system by --unit: {}",
                several.len(),
                units.join(", ")
            )));
        }
    };
    match to {
        Some(file) => files((format, detail), system, file),
        None => super::print(&told((format, detail), system, &format!("model{THREATS}"))),
    }
}

/// One file for each system, named by its first unit.
fn into(how: How, model: &Model, folder: &Path) -> Result<(), Failure> {
    let ending = ENDINGS.iter().find(|(own, _)| *own == how.0).map_or("", |(_, ending)| ending);
    std::fs::create_dir_all(folder).map_err(|error| {
        Failure::Output(format!(
            "{} is not a folder and cannot be made one: {error}",
            crate::path::slashes(folder)
        ))
    })?;
    let names = names(model.systems.iter());
    for (system, name) in model.systems.iter().zip(names) {
        files(how, system, &folder.join(format!("{name}{ending}")))?;
    }
    Ok(())
}

/// The file of a system; of pytm the threats too.
fn files(how: How, system: &System, file: &Path) -> Result<(), Failure> {
    let threats = beside(file);
    let name = threats.file_name().unwrap_or_default().to_string_lossy();
    if how.0 == ModelFormat::Pytm {
        super::output::write_bytes(&threats, pytm::threats(system).as_bytes())?;
    }
    super::output::write_bytes(file, told(how, system, &name).as_bytes())
}

/// The file of threats beside a script.
fn beside(file: &Path) -> PathBuf {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let stem = name.strip_suffix(".py").unwrap_or(&name);
    file.with_file_name(format!("{stem}{THREATS}"))
}

fn told((format, detail): How, system: &System, threats: &str) -> String {
    match format {
        ModelFormat::ThreatComposer => threat_composer::write(system),
        ModelFormat::Pytm => pytm::write(system, threats),
        ModelFormat::ThreatDragon => threat_dragon::write(system),
        ModelFormat::Threagile => threagile::write(system),
        ModelFormat::Svg => svg::write(system, detail),
        _ => otm::write(system),
    }
}

/// Names of files for systems: letters, digits, dots and dashes of the first unit, no two alike.
fn names<'a>(systems: impl Iterator<Item = &'a System>) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let mut names = Vec::new();
    for system in systems {
        let unit = system.units.first().map_or("", String::as_str);
        let plain: String = unit
            .chars()
            .map(
                |c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '-' },
            )
            .take(100)
            .collect();
        let plain = plain.trim_matches(['.', '-']);
        let plain = if plain.is_empty() { "model" } else { plain };
        let mut name = plain.to_owned();
        let mut number = 2;
        // A file system may hold capital and small letters for the same.
        while !taken.insert(name.to_ascii_lowercase()) {
            name = format!("{plain}-{number}");
            number += 1;
        }
        names.push(name);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_lead_nowhere_and_differ() {
        let of = |unit: &str| System { units: vec![unit.to_owned()], ..System::default() };
        let systems = [of("../../etc/x"), of("A/b"), of("a b"), of("."), of("a-b")];
        assert_eq!(names(systems.iter()), ["etc-x", "A-b", "a-b-2", "model", "a-b-3"]);
    }

    #[test]
    fn an_ending_says_the_format() {
        assert_eq!(by_ending(Path::new("out/a.otm.json")), Some(ModelFormat::Otm));
        assert_eq!(by_ending(Path::new("a.py")), Some(ModelFormat::Pytm));
        assert_eq!(by_ending(Path::new("a.json")), None);
        assert_eq!(beside(Path::new("out/a.py")), Path::new("out/a.threats.json"));
    }
}

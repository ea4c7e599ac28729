//! Which units a change of some files can concern.

use super::{Modules, folder_of};
use crate::tree::Tree;
use crate::unit::{Format, Unit};
use memchr::memmem;
use std::collections::BTreeSet;

/// The units that a change of the files can concern: never too few, sometimes more than it does.
///
/// A Terraform unit is concerned by a file in a folder of its modules, by one below such a folder that no other module holds
/// (templates, JSON), and by one whose name its configuration mentions. A template is concerned by itself and by templates it names.
#[must_use]
pub fn affected(tree: &Tree, units: &[Unit], modules: &Modules, changed: &BTreeSet<String>) -> Vec<Unit> {
    if changed.is_empty() {
        return Vec::new();
    }
    let mut concerned: BTreeSet<&Unit> = BTreeSet::new();
    // A template that names a concerned one is concerned; as many rounds as templates nest.
    let mut names: BTreeSet<String> = changed.iter().map(|path| base_name(path).to_owned()).collect();
    loop {
        let before = concerned.len();
        for unit in units {
            let hit = match unit.format {
                Format::Terraform => terraform(tree, unit, modules, changed),
                Format::CloudFormation => changed.contains(&unit.root) || mentions(tree, &unit.root, &names),
                Format::Ecs | Format::Plan => changed.contains(&unit.root),
            };
            if hit && concerned.insert(unit) && unit.format == Format::CloudFormation {
                names.insert(base_name(&unit.root).to_owned());
            }
        }
        if concerned.len() == before {
            break;
        }
    }
    concerned.into_iter().cloned().collect()
}

fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn terraform(tree: &Tree, unit: &Unit, modules: &Modules, changed: &BTreeSet<String>) -> bool {
    let folders: BTreeSet<String> = modules.of_root(&unit.root).into_iter().collect();
    let near = changed.iter().any(|path| {
        let mut at = folder_of(path);
        loop {
            if modules.has(at) {
                return folders.contains(at);
            }
            if at.is_empty() {
                return false;
            }
            at = folder_of(at);
        }
    });
    if near {
        return true;
    }
    let names: BTreeSet<String> = changed.iter().filter(|path| !super::is_terraform(path)).map(|path| base_name(path).to_owned()).collect();
    if names.is_empty() {
        return false;
    }
    let sets = BTreeSet::from(["fileset(".to_owned()]);
    folders.iter().any(|folder| {
        tree.files_in(folder)
            .filter(|path| super::is_terraform(path))
            .any(|path| mentions(tree, path, &names) || mentions(tree, path, &sets))
    })
}

/// Whether a file's text holds one of the names.
fn mentions(tree: &Tree, path: &str, names: &BTreeSet<String>) -> bool {
    let Ok(bytes) = tree.bytes(path) else { return false };
    names.iter().any(|name| memmem::find(&bytes, name.as_bytes()).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::explore;

    fn ids(texts: &[(&str, &str)], changed: &[&str]) -> Vec<String> {
        let tree = Tree::of_texts(texts);
        let changed: BTreeSet<String> = changed.iter().map(|path| (*path).to_owned()).collect();
        let (found, _) = explore(&tree, Some(&changed));
        affected(&tree, &found.units, &found.modules, &changed).into_iter().map(|unit| unit.id).collect()
    }

    #[test]
    fn a_file_concerns_the_modules_that_hold_or_name_it() {
        let texts = [
            ("a/main.tf", "locals { x = file(\"../shared/task.json\") }"),
            ("a/templates/t.tftpl", "x"),
            ("b/main.tf", ""),
            ("shared/task.json", "{\"containerDefinitions\": []}"),
        ];
        assert_eq!(ids(&texts, &["a/templates/t.tftpl"]), ["a"]);
        assert_eq!(ids(&texts, &["shared/task.json"]), ["a", "shared/task.json"]);
        assert_eq!(ids(&texts, &["b/main.tf"]), ["b"]);
        assert!(ids(&texts, &["README.md"]).is_empty());
        assert!(ids(&texts, &[]).is_empty());
    }

    #[test]
    fn a_nested_template_concerns_its_parents() {
        let template = "Resources:\n  X:\n    Type: AWS::CloudFormation::Stack\n    TemplateURL: ";
        let texts = [
            ("top.yaml", format!("{template}mid.yaml")),
            ("mid.yaml", format!("{template}low.yaml")),
            ("low.yaml", format!("{template}x")),
        ];
        let texts: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (*path, text.as_str())).collect();
        assert_eq!(ids(&texts, &["low.yaml"]), ["low.yaml", "mid.yaml", "top.yaml"]);
    }
}

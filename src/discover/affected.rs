//! Which units a change of some files can concern.

use super::Modules;
use crate::cloudformation;
use crate::path::{folder_of, joined};
use crate::tree::Tree;
use crate::unit::{Format, Unit};
use memchr::memmem;
use std::collections::{BTreeSet, HashMap};

/// A change of files, as far as it can concern units.
#[derive(Default)]
pub struct Change {
    /// The files.
    pub files: BTreeSet<String>,
    /// The names that other files know them by.
    names: BTreeSet<String>,
    /// Words that tell Terraform configuration which reads one of them.
    words: BTreeSet<String>,
}

impl Change {
    /// A change between the states that the trees have: templates that import are concerned where
    /// what others export is not the same in all of them.
    #[must_use]
    pub fn between(trees: &[&Tree], files: &BTreeSet<String>) -> Change {
        let mut names: BTreeSet<String> =
            files.iter().map(|path| base_name(path).to_owned()).collect();
        let own = files.iter().filter(|path| !super::is_terraform(path));
        let mut words: BTreeSet<String> = own.map(|path| base_name(path).to_owned()).collect();
        if !words.is_empty() {
            words.insert("fileset(".to_owned());
        }
        if files.iter().any(|path| super::may_be_ours(path) && exports_otherwise(trees, path)) {
            names.insert("ImportValue".to_owned());
        }
        Change { files: files.clone(), names, words }
    }

    /// The templates and other files of their formats that can be concerned besides the files
    /// themselves: what names one of them or another such file, and what the manifest of a cloud
    /// assembly beside it describes.
    #[must_use]
    pub fn reaches(&self, tree: &Tree, read: &mut Mentions) -> BTreeSet<String> {
        let mut reached = BTreeSet::new();
        let mut names = self.names.clone();
        let all = || tree.files().filter(|path| super::may_be_ours(path));
        let beside = |path: &str| {
            let manifest = joined(folder_of(path), "manifest.json");
            self.files.contains(&manifest)
        };
        reached.extend(all().filter(|path| beside(path)).map(str::to_owned));
        names.extend(reached.iter().map(|path| base_name(path).to_owned()));
        let others: Vec<&str> = all().filter(|path| !reached.contains(*path)).collect();
        reached.extend(naming(tree, others, names, read).into_iter().map(str::to_owned));
        reached
    }
}

/// Whether importers see something else of a template in one of the trees.
fn exports_otherwise(trees: &[&Tree], path: &str) -> bool {
    let exports = |tree: &&&Tree| {
        let bytes = tree.bytes(path).unwrap_or_default();
        memmem::find(&bytes, b"Export").is_some()
    };
    if !trees.iter().any(|tree| exports(&tree)) {
        return false;
    }
    let mut seen = trees.iter().map(|tree| cloudformation::exported(tree, path));
    let first = seen.next().flatten();
    trees.len() < 2 || first.is_none() || seen.any(|other| other != first)
}

/// The units that a change can concern: never too few, sometimes more than it does.
///
/// A Terraform unit is concerned by a file in a folder of its modules, by one below such a folder
/// that no other module holds (templates, JSON), and by one whose name its configuration mentions.
/// A template is concerned by itself, by files it names, by the manifest of its cloud assembly,
/// and, where it imports, by templates that export. `read` is one for all sides of a comparison.
#[must_use]
pub fn affected(
    tree: &Tree,
    units: &[Unit],
    modules: &Modules,
    change: &Change,
    read: &mut Mentions,
) -> Vec<Unit> {
    let changed = &change.files;
    if changed.is_empty() {
        return Vec::new();
    }
    let mut concerned: BTreeSet<&Unit> = BTreeSet::new();
    let manifest = |unit: &Unit| changed.contains(&joined(folder_of(&unit.root), "manifest.json"));
    for unit in units {
        let hit = match unit.format {
            Format::Terraform => terraform(tree, unit, modules, change, read),
            Format::CloudFormation => changed.contains(&unit.root) || manifest(unit),
            Format::Ecs | Format::Plan => changed.contains(&unit.root),
        };
        if hit {
            concerned.insert(unit);
        }
    }
    // A template that names a concerned one is concerned.
    let templates = || units.iter().filter(|unit| unit.format == Format::CloudFormation);
    let (done, others): (Vec<&Unit>, Vec<&Unit>) =
        templates().partition(|unit| concerned.contains(unit));
    let mut names = change.names.clone();
    names.extend(done.iter().map(|unit| base_name(&unit.root).to_owned()));
    let others = others.into_iter().map(|unit| unit.root.as_str()).collect();
    let reached: BTreeSet<&str> = naming(tree, others, names, read).into_iter().collect();
    concerned.extend(templates().filter(|unit| reached.contains(unit.root.as_str())));
    concerned.into_iter().cloned().collect()
}

/// The files that hold one of the names, or the name of a file that does: as many rounds as they name
/// one another, each with the names that are new in it.
fn naming<'a>(
    tree: &Tree,
    files: Vec<&'a str>,
    names: BTreeSet<String>,
    read: &mut Mentions,
) -> Vec<&'a str> {
    let mut left = files;
    let mut reached = Vec::new();
    let mut known = names.clone();
    let mut names = names;
    while !names.is_empty() {
        let (found, others): (Vec<&str>, Vec<&str>) =
            left.into_iter().partition(|path| read.any(tree, path, &names));
        left = others;
        let new = found.iter().map(|path| base_name(path).to_owned());
        names = new.filter(|name| known.insert(name.clone())).collect();
        reached.extend(found);
    }
    reached
}

fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn terraform(
    tree: &Tree,
    unit: &Unit,
    modules: &Modules,
    change: &Change,
    read: &mut Mentions,
) -> bool {
    let folders: BTreeSet<String> = modules.of_root(&unit.root).into_iter().collect();
    let near = change.files.iter().any(|path| {
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
    if change.words.is_empty() {
        return false;
    }
    folders.iter().any(|folder| {
        let files = tree.files_in(folder).filter(|path| super::is_terraform(path));
        files.into_iter().any(|path| read.any(tree, path, &change.words))
    })
}

/// Files of one name that a name alone may mean.
const MAX_NAMESAKES: usize = 20;

/// The templates and task definitions that the files name: where one side names what another does
/// not, it is a unit of its own on one of them alone.
#[must_use]
pub fn named(tree: &Tree, files: &BTreeSet<String>) -> BTreeSet<String> {
    // What names end in, by the last part, with the folder of the file that has them.
    let mut words: HashMap<String, BTreeSet<(String, String)>> = HashMap::new();
    let ours = |path: &&String| super::is_terraform(path) || super::may_be_ours(path);
    for path in files.iter().filter(ours) {
        let Ok(bytes) = tree.bytes(path) else { continue };
        let text = String::from_utf8_lossy(&bytes);
        let other = |c: char| !(c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '/'));
        for word in text.split(other).filter(|word| word.contains('.')) {
            let plain = word.trim_start_matches(['.', '/']).to_owned();
            let at = (plain.clone(), folder_of(path).to_owned());
            words.entry(base_name(&plain).to_owned()).or_default().insert(at);
        }
    }
    if words.is_empty() {
        return BTreeSet::new();
    }
    let mut found: HashMap<&str, Vec<&str>> = HashMap::new();
    for path in tree.files().filter(|path| super::may_be_ours(path)) {
        let ends = |word: &str| {
            path.strip_suffix(word).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
        };
        let named = words.get(base_name(path));
        if named.is_some_and(|all| all.iter().any(|(word, _)| ends(word))) {
            found.entry(base_name(path)).or_default().push(path);
        }
    }
    let near = |path: &str| {
        let folders = words.get(base_name(path)).into_iter().flatten();
        folders.into_iter().any(|(_, folder)| crate::path::is_below(path, folder))
    };
    let namesakes = found.into_values().flat_map(|all| {
        let few = all.len() <= MAX_NAMESAKES;
        all.into_iter().filter(move |path| few || near(path))
    });
    namesakes.map(str::to_owned).filter(|path| !files.contains(path)).collect()
}

/// Which files hold which names: of files that did not change both sides of a comparison hold the
/// same, and they are read once.
#[derive(Default)]
pub struct Mentions(HashMap<String, HashMap<String, bool>>);

impl Mentions {
    /// Looks into a file that is read for another purpose.
    pub(super) fn look(&mut self, change: &Change, path: &str, bytes: &[u8]) {
        if !change.words.is_empty() {
            let known = self.0.entry(path.to_owned()).or_default();
            known.extend(
                change
                    .words
                    .iter()
                    .map(|word| (word.clone(), memmem::find(bytes, word.as_bytes()).is_some())),
            );
        }
    }

    /// Whether a file's text holds one of the names.
    fn any(&mut self, tree: &Tree, path: &str, names: &BTreeSet<String>) -> bool {
        if !self.0.contains_key(path) {
            self.0.insert(path.to_owned(), HashMap::new());
        }
        let Some(known) = self.0.get_mut(path) else { return false };
        if names.iter().any(|name| known.get(name) == Some(&true)) {
            return true;
        }
        let mut unknown = names.iter().filter(|name| !known.contains_key(*name)).peekable();
        if unknown.peek().is_none() {
            return false;
        }
        let bytes = tree.bytes(path).unwrap_or_default();
        let told: Vec<(String, bool)> = unknown
            .map(|name| (name.clone(), memmem::find(&bytes, name.as_bytes()).is_some()))
            .collect();
        let held = told.iter().any(|(_, held)| *held);
        known.extend(told);
        held
    }

    /// What changed is another text on another side.
    pub fn forget(&mut self, change: &Change) {
        for path in &change.files {
            self.0.remove(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::explore;

    fn ids(texts: &[(&str, &str)], changed: &[&str]) -> Vec<String> {
        let tree = Tree::of_texts(texts);
        let changed: BTreeSet<String> = changed.iter().map(|path| (*path).to_owned()).collect();
        let (found, _) = explore(&tree, Some(&changed), None);
        let change = Change::between(&[&tree], &changed);
        affected(&tree, &found.units, &found.modules, &change, &mut Mentions::default())
            .into_iter()
            .map(|unit| unit.id)
            .collect()
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
    fn what_a_template_reads_concerns_it() {
        let resource = "Resources:\n  X:\n    Type: A::B::C\n";
        let texts = [
            ("app.yaml", format!("{resource}    P: !ImportValue vpc\n")),
            (
                "net.yaml",
                format!("{resource}Outputs: {{V: {{Value: x, Export: {{Name: vpc}}}}}}\n"),
            ),
            ("api.yaml", format!("{resource}    DefinitionUri: paths.yaml\n")),
            ("paths.yaml", "openapi: 3.0.0\npaths: {}\n".to_owned()),
            (
                "cdk.out/S.template.json",
                "{\"Resources\": {\"X\": {\"Type\": \"A::B::C\"}}}".to_owned(),
            ),
            (
                "cdk.out/manifest.json",
                "{\"artifacts\": {\"S\": {\"type\": \"aws:cloudformation:stack\"}}}".to_owned(),
            ),
        ];
        let texts: Vec<(&str, &str)> =
            texts.iter().map(|(path, text)| (*path, text.as_str())).collect();
        assert_eq!(ids(&texts, &["net.yaml"]), ["app.yaml", "net.yaml"]);
        assert_eq!(ids(&texts, &["paths.yaml"]), ["api.yaml"]);
        assert_eq!(ids(&texts, &["cdk.out/manifest.json"]), ["cdk.out/S.template.json"]);
        assert_eq!(ids(&texts, &["app.yaml"]), ["app.yaml"]);
    }

    #[test]
    fn a_file_names_others_by_the_end_of_their_paths() {
        let texts = [
            ("a/main.tf", "x = file(\"${path.module}/tasks/web.json\") # stack.yaml"),
            ("a/tasks/web.json", ""),
            ("b/web.json", ""),
            ("b/stack.yaml", "TemplateURL: ../web.json"),
        ];
        let tree = Tree::of_texts(&texts);
        let names = |path: &str| named(&tree, &BTreeSet::from([path.to_owned()]));
        let all = |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect();
        assert_eq!(names("a/main.tf"), all(&["a/tasks/web.json", "b/stack.yaml"]));
        assert_eq!(names("b/stack.yaml"), all(&["a/tasks/web.json", "b/web.json"]));
        assert_eq!(names("a/tasks/web.json"), all(&[]));
    }

    #[test]
    fn importers_are_concerned_by_exports_that_are_others() {
        let export = |value: &str, more: &str| {
            format!(
                "Resources:\n  V:\n    Type: A::B::C\n    P: {more}\nOutputs:\n  V:\n    Value: {value}\n    Export: {{Name: vpc}}\n"
            )
        };
        let import = "Resources:\n  X:\n    Type: A::B::C\n    P: !ImportValue vpc\n";
        let files = BTreeSet::from(["net.yaml".to_owned()]);
        let concerned = |before: &str, now: &str| {
            let of = |text: &str| Tree::of_texts(&[("net.yaml", text), ("app.yaml", import)]);
            let (base, head) = (of(before), of(now));
            let change = Change::between(&[&head, &base], &files);
            let reached = change.reaches(&head, &mut Mentions::default());
            reached.contains("app.yaml")
        };
        assert!(!concerned(&export("!Ref V", "1"), &export("!Ref V", "2")));
        assert!(concerned(&export("!Ref V", "1"), &export("!GetAtt V.Arn", "1")));
        assert!(concerned(&export("!Ref V", "1"), "Resources: {}\n"));
        for text in ["text", "!Sub 'http://${V.DNSName}'"] {
            assert!(concerned(&export(text, "1"), &export(text, "2")), "its text may be moved");
        }
    }

    #[test]
    fn a_nested_template_concerns_its_parents() {
        let template = "Resources:\n  X:\n    Type: AWS::CloudFormation::Stack\n    TemplateURL: ";
        let texts = [
            ("top.yaml", format!("{template}mid.yaml")),
            ("mid.yaml", format!("{template}low.yaml")),
            ("low.yaml", format!("{template}x")),
        ];
        let texts: Vec<(&str, &str)> =
            texts.iter().map(|(path, text)| (*path, text.as_str())).collect();
        assert_eq!(ids(&texts, &["low.yaml"]), ["low.yaml", "mid.yaml", "top.yaml"]);
    }
}

//! Units that read one another, so that each group of them can be scanned apart: in another process, or
//! on another machine, with the same result.
//!
//! What a unit reads is known only once it is evaluated. A closure holds whatever it may read by what is
//! written: the modules it calls, what lies below them, and what its files name. Exports of other stacks
//! join nothing: every part sees the whole tree.

use super::{Found, Hands, Modules, each, is_terraform};
use crate::path::folder_of;
use crate::source::Problem;
use crate::tree::Tree;
use crate::unit::{Format, Unit};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Files of one name that a name alone may mean.
const MAX_NAMESAKES: usize = 20;

/// The closures of a tree.
pub struct Closures {
    /// The closure of each unit, by its id.
    of_unit: HashMap<String, usize>,
    /// The closure of each file that is a unit, or that a unit names by its path.
    of_file: HashMap<String, usize>,
    /// The closure of each folder with Terraform configuration.
    of_folder: HashMap<String, usize>,
    /// How much is in each: its units, and the files of its modules.
    sizes: Vec<usize>,
}

impl Closures {
    /// The closures of what was found in a tree, in the order of their first units.
    #[must_use]
    pub fn of(tree: &Tree, found: &Found) -> Closures {
        Closures::with(tree, found, None)
    }

    /// As [`Closures::of`], read side by side.
    #[must_use]
    pub fn with(tree: &Tree, found: &Found, hands: Option<Hands<'_>>) -> Closures {
        let mut joint = Joint::default();
        let units: Vec<usize> = found.units.iter().map(|_| joint.add()).collect();
        let mut folders: BTreeMap<&str, usize> = BTreeMap::new();
        for folder in found.modules.folders() {
            folders.insert(folder, joint.add());
        }
        for folder in found.modules.folders() {
            for target in found.modules.calls_of(folder).unwrap_or_default() {
                if let (Some(one), Some(other)) = (folders.get(folder), folders.get(&**target)) {
                    joint.join(*one, *other);
                }
            }
        }
        let mut files: HashMap<String, usize> = HashMap::new();
        let mut texts: BTreeMap<&str, usize> = BTreeMap::new();
        let mut named = Named::of(tree);
        for (unit, at) in found.units.iter().zip(&units) {
            if unit.format == Format::Terraform {
                folders.get(&*unit.root).iter().for_each(|folder| joint.join(*at, **folder));
                continue;
            }
            files.insert(unit.root.clone(), *at);
            named.units.entry(base_name(&unit.root)).or_default().push(&unit.root);
            // What lies below a module, and in no nearer one, its functions may read.
            if let Some(folder) = nearest(&folders, &unit.root) {
                joint.join(*at, folder);
            }
            if unit.format != Format::Plan {
                texts.insert(&unit.root, *at);
            }
        }
        for (folder, at) in &folders {
            texts.extend(tree.files_in(folder).filter(|path| is_terraform(path)).map(|f| (f, *at)));
        }
        // What a task definition is filled into says the same as what it was made from.
        for unit in found.units.iter().filter(|unit| unit.format == Format::Ecs) {
            let made = template_of(&unit.root).into_iter().flatten();
            for file in made.filter(|file| *file != unit.root) {
                if let (Some(one), Some(other)) = (files.get(&unit.root), files.get(&file)) {
                    joint.join(*one, *other);
                }
            }
        }
        let texts: Vec<(&str, usize)> = texts.into_iter().collect();
        let meant = each(hands, &texts, |(path, _)| {
            let bytes = tree.bytes(path).unwrap_or_default();
            let text = String::from_utf8_lossy(&bytes);
            words(&text).flat_map(|word| named.meant(path, word)).collect::<BTreeSet<String>>()
        });
        for ((_, at), meant) in texts.into_iter().zip(meant) {
            for file in meant {
                let file = *files.entry(file).or_insert_with(|| joint.add());
                joint.join(at, file);
            }
        }
        Closures::numbered(tree, found, joint, (units, folders, files))
    }

    fn numbered(
        tree: &Tree,
        found: &Found,
        mut joint: Joint,
        (units, folders, files): (Vec<usize>, BTreeMap<&str, usize>, HashMap<String, usize>),
    ) -> Closures {
        let mut numbers: HashMap<usize, usize> = HashMap::new();
        let mut sizes: Vec<usize> = Vec::new();
        let mut of_unit = HashMap::new();
        for (unit, at) in found.units.iter().zip(units) {
            let next = numbers.len();
            let number = *numbers.entry(joint.root(at)).or_insert(next);
            sizes.resize(numbers.len(), 0);
            sizes[number] += 1;
            of_unit.insert(unit.id.clone(), number);
        }
        let mut of_folder = HashMap::new();
        for (folder, at) in folders {
            if let Some(number) = numbers.get(&joint.root(at)) {
                sizes[*number] += tree.files_in(folder).filter(|path| is_terraform(path)).count();
                of_folder.insert(folder.to_owned(), *number);
            }
        }
        let mut of_file = HashMap::new();
        for (file, at) in files {
            if let Some(number) = numbers.get(&joint.root(at)) {
                of_file.insert(file, *number);
            }
        }
        Closures { of_unit, of_file, of_folder, sizes }
    }

    /// What was found, in so many parts: `part_of` has the part of each closure. What belongs to no closure
    /// is in the part of the first.
    #[must_use]
    pub fn split(
        &self,
        found: Found,
        problems: Vec<Problem>,
        count: usize,
        part_of: &[usize],
    ) -> Vec<(Found, Vec<Problem>)> {
        let mut units: Vec<Vec<Unit>> = vec![Vec::new(); count];
        let mut calls: Vec<BTreeMap<String, Vec<String>>> = vec![BTreeMap::new(); count];
        let mut examples: Vec<Vec<String>> = vec![Vec::new(); count];
        let mut gaps = vec![Vec::new(); count];
        let mut told = vec![Vec::new(); count];
        let part = |closure: usize| part_of.get(closure).copied().unwrap_or_default();
        let of_path = |path: &str| part(self.of_path(path));
        for unit in found.units {
            units[part(self.of_unit(&unit))].push(unit);
        }
        for folder in found.modules.folders() {
            let targets = found.modules.calls_of(folder).unwrap_or_default().to_vec();
            calls[of_path(folder)].insert(folder.to_owned(), targets);
        }
        for folder in found.modules.examples() {
            examples[of_path(folder)].push(folder.to_owned());
        }
        for gap in found.gaps {
            gaps[of_path(&gap.path)].push(gap);
        }
        for problem in problems {
            told[of_path(&problem.path)].push(problem);
        }
        let modules = calls.into_iter().zip(examples);
        let modules = modules.map(|(calls, examples)| Modules::new(calls, examples));
        let all = units.into_iter().zip(modules).zip(gaps).zip(told);
        all.map(|(((units, modules), gaps), told)| {
            (Found { units, modules, gaps, looked: BTreeSet::new() }, told)
        })
        .collect()
    }

    /// What of a tree is about some of the closures.
    #[must_use]
    pub fn only(&self, found: &Found, wanted: &dyn Fn(usize) -> bool) -> Found {
        let mut own = found.clone();
        own.units.retain(|unit| wanted(self.of_unit(unit)));
        own.gaps.retain(|gap| wanted(self.of_path(&gap.path)));
        own
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.sizes.len()
    }

    /// How much is in each.
    #[must_use]
    pub fn sizes(&self) -> &[usize] {
        &self.sizes
    }

    /// A unit's closure.
    #[must_use]
    pub fn of_unit(&self, unit: &Unit) -> usize {
        // A variant is called by its unit's id and a name.
        let id = self.of_unit.get(&unit.id).or_else(|| self.of_file.get(&unit.root));
        id.or_else(|| self.of_folder.get(&unit.root)).copied().unwrap_or_default()
    }

    /// The closure that tells of a path: that of the unit or the module there, or above it; the first
    /// one where there is none.
    #[must_use]
    pub fn of_path(&self, path: &str) -> usize {
        let own = self.of_file.get(path).or_else(|| self.of_folder.get(path));
        if let Some(number) = own {
            return *number;
        }
        let mut at = path;
        while !at.is_empty() {
            at = folder_of(at);
            if let Some(number) = self.of_folder.get(at) {
                return *number;
            }
        }
        0
    }
}

/// The part of so many that each thing belongs to, the largest first into what has least: as even as can
/// be, and the same wherever it is asked.
#[must_use]
pub fn parts(sizes: &[usize], of: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by_key(|at| (std::cmp::Reverse(sizes[*at]), *at));
    let mut loads: BTreeSet<(usize, usize)> = (0..of.max(1)).map(|part| (0, part)).collect();
    let mut parts = vec![0; sizes.len()];
    for at in order {
        if let Some((load, part)) = loads.pop_first() {
            parts[at] = part;
            loads.insert((load + sizes[at].max(1), part));
        }
    }
    parts
}

/// The files that a template of a task definition may have been filled into: `task.json` and `task` of
/// `task.json.tpl`. `None` where the file is no template by its name.
#[must_use]
pub fn template_of(file: &str) -> Option<[String; 2]> {
    let (stem, ending) = file.rsplit_once('.')?;
    let filled = !["json", "yaml", "yml"].contains(&ending);
    filled.then(|| [stem.to_owned(), format!("{stem}.json")])
}

/// The node of the nearest folder with configuration around a path.
fn nearest(folders: &BTreeMap<&str, usize>, path: &str) -> Option<usize> {
    let mut at = folder_of(path);
    loop {
        match folders.get(at) {
            Some(folder) => return Some(*folder),
            None if at.is_empty() => return None,
            None => at = folder_of(at),
        }
    }
}

/// What in a text may name a file.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let other = |c: char| !(c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '/'));
    let mut seen = HashSet::new();
    text.split(other)
        .filter(|word| word.contains('.') && !word.ends_with('.'))
        .filter(move |word| seen.insert(*word))
}

/// What files are called.
struct Named<'a> {
    tree: &'a Tree,
    /// The last parts of all paths.
    all: HashSet<&'a str>,
    /// The units that are files, by the last part of their paths.
    units: HashMap<&'a str, Vec<&'a str>>,
}

impl<'a> Named<'a> {
    fn of(tree: &'a Tree) -> Named<'a> {
        let all = tree.files().filter(|path| !is_terraform(path)).map(base_name).collect();
        Named { tree, all, units: HashMap::new() }
    }

    /// The files that a word in a file may mean: the one at that path, else units whose paths end so,
    /// the nearest of many.
    fn meant(&self, path: &str, word: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        if !self.all.contains(base_name(word)) {
            return found;
        }
        let relative = word.trim_start_matches('/');
        let at = |folder: &str| {
            let there = Tree::join(folder, relative)?;
            (there != path && self.tree.has_file(&there) && !is_terraform(&there)).then_some(there)
        };
        let here = at(folder_of(path));
        let exact = here.is_some();
        // A function's path may begin at the root, where a program is run.
        found.extend(here.into_iter().chain(at("")));
        let Some(namesakes) = self.units.get(base_name(word)).filter(|_| !exact) else {
            return found;
        };
        let tail: Vec<&str> =
            relative.split('/').filter(|part| !matches!(*part, "" | "." | "..")).rev().collect();
        let score = |file: &str| {
            let same = file.rsplit('/').zip(&tail).take_while(|(a, b)| a == *b).count();
            let near = file.split('/').zip(path.split('/')).take_while(|(a, b)| a == b).count();
            (same, near)
        };
        let others = namesakes.iter().filter(|file| **file != path);
        let scored: Vec<_> = others.map(|file| (score(file), *file)).collect();
        let whole = scored.iter().any(|((same, _), _)| *same == tail.len());
        let few = !whole && scored.len() <= MAX_NAMESAKES;
        let best = scored.iter().map(|(score, _)| *score).max();
        let nearest = scored.iter().map(|((_, near), _)| *near).max();
        let meant = scored
            .iter()
            .filter(|(score, _)| few || Some(*score) == best || Some(score.1) == nearest);
        found.extend(meant.map(|(_, file)| (*file).to_owned()));
        found
    }
}

fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Things that are joined with one another.
#[derive(Default)]
struct Joint(Vec<usize>);

impl Joint {
    fn add(&mut self) -> usize {
        self.0.push(self.0.len());
        self.0.len() - 1
    }

    fn root(&mut self, mut at: usize) -> usize {
        while self.0[at] != at {
            self.0[at] = self.0[self.0[at]];
            at = self.0[at];
        }
        at
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        self.0[one.max(other)] = one.min(other);
    }
}

/// The id of a closure of a repository: that of its first unit.
#[must_use]
pub fn name_of<'a>(units: impl IntoIterator<Item = &'a Unit>) -> String {
    units.into_iter().map(|unit| unit.id.as_str()).min().unwrap_or(".").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::explore;

    fn closures(texts: &[(&str, &str)]) -> Vec<Vec<String>> {
        let tree = Tree::of_texts(texts);
        let (found, _) = explore(&tree, None, None);
        let closures = Closures::of(&tree, &found);
        let mut all = vec![Vec::new(); closures.count()];
        for unit in &found.units {
            all[closures.of_unit(unit)].push(unit.id.clone());
        }
        all
    }

    const STACK: &str = "Resources:\n  X:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: ";

    #[test]
    fn units_that_read_one_another_are_together_and_others_apart() {
        let top = format!("{STACK}./low.yaml\n");
        let url = format!("{STACK}https://b.s3.amazonaws.com/v1/far.yaml\n");
        let low = format!("{STACK}x\n");
        let texts = [
            ("a/main.tf", "module \"m\" { source = \"../shared\" }"),
            ("b/main.tf", "module \"m\" { source = \"../shared\" }"),
            ("shared/main.tf", "locals { x = 1 }"),
            ("c/main.tf", "locals { x = file(\"${path.module}/../tasks/web.json\") }"),
            ("tasks/web.json", "{\"family\": \"a\", \"containerDefinitions\": []}"),
            ("tasks/other.json", "{\"family\": \"b\", \"containerDefinitions\": []}"),
            ("s/top.yaml", &top),
            ("s/low.yaml", &low),
            ("t/url.yaml", &url),
            ("elsewhere/far.yaml", &low),
            ("made/task.json", "{\"family\": \"e\", \"containerDefinitions\": []}"),
            ("made/task.json.tpl", "{\"family\": \"${F}\", \"containerDefinitions\": []}"),
            ("d/main.tf", ""),
            ("d/x/task.json", "{\"family\": \"c\", \"containerDefinitions\": []}"),
        ];
        let expected = [
            vec!["a", "b"],
            vec!["c", "tasks/web.json"],
            vec!["d", "d/x/task.json"],
            vec!["elsewhere/far.yaml", "t/url.yaml"],
            vec!["made/task.json", "made/task.json.tpl"],
            vec!["s/low.yaml", "s/top.yaml"],
            vec!["tasks/other.json"],
        ];
        assert_eq!(closures(&texts), expected);
    }

    #[test]
    fn of_many_of_one_name_the_nearest_is_meant() {
        let top = format!("{STACK}https://b.s3.amazonaws.com/low.yaml\n");
        let low = format!("{STACK}x\n");
        let names: Vec<(String, String)> =
            (0..30).map(|at| (format!("{at:02}/top.yaml"), format!("{at:02}/low.yaml"))).collect();
        let texts = names.iter().flat_map(|(one, other)| [(&**one, &*top), (&**other, &*low)]);
        let found = closures(&texts.collect::<Vec<_>>());
        assert_eq!(found.len(), 30);
        assert_eq!(found[7], ["07/low.yaml", "07/top.yaml"]);
    }

    #[test]
    fn parts_are_even_and_whole() {
        let sizes = [9, 1, 1, 1, 5, 4, 3];
        let parts = parts(&sizes, 3);
        let mut loads = [0; 3];
        for (size, part) in sizes.iter().zip(&parts) {
            loads[*part] += size;
        }
        assert_eq!(loads.iter().sum::<usize>(), 24);
        assert_eq!(loads.iter().max(), Some(&9));
        assert_eq!(super::parts(&[3, 2], 1), [0, 0]);
    }
}

//! Types and paths: those that METADATA names, and those that the body reads.

use super::File;
use super::message::{Message, meant, misspelt};
use super::meta::Block;
use crate::normalize::{names_below, types};
use crate::policy::engine::lint::{Derived, How, Program};
use crate::policy::pattern::{Part, Pattern};
use crate::policy::source::PolicyFile;
use std::collections::{BTreeMap, BTreeSet};

/// What a check reads: by type the paths.
pub type Reads = BTreeMap<String, BTreeSet<String>>;

/// Looks through the checks of a file.
pub(super) fn lint(
    program: &Program<'_>,
    number: usize,
    file: &File<'_>,
    files: &[&File<'_>],
    said: &mut Vec<Message>,
) {
    for block in file.meta.rules.iter().filter(|block| block.is_check()) {
        let derived = program.flow(number, &block.name);
        let listed = listed(file, block, "reads", said);
        quiet(file, block, listed.as_ref(), said);
        match listed {
            None => lacks_reads(file, block, &derived, said),
            Some(listed) => {
                for one in &derived.uses {
                    let Some(at) = files.get(one.file) else { continue };
                    one_use(at, block, one, &listed, said);
                }
            }
        }
        if let Some(given) = program.facts(number, &block.name) {
            facts(file, block, &given, said);
        }
        for found in &derived.found {
            if let Some(at) = files.get(found.file) {
                let told = at.at(found.at, found.code, found.message.clone());
                said.push(Message { suggestion: found.suggestion.clone(), ..told });
            }
        }
    }
}

/// The facts that the check's sentences name, where none of its findings has them.
fn facts(file: &File<'_>, block: &Block, given: &BTreeSet<String>, said: &mut Vec<Message>) {
    for key in ["message", "whether", "unless"] {
        let Some(text) = block.yaml["custom"][key].as_str() else { continue };
        for rest in text.split("{fact.").skip(1) {
            let Some((name, _)) = rest.split_once('}').filter(|(name, _)| !given.contains(*name))
            else {
                continue;
            };
            let near = meant(name, given.iter().map(String::as_str));
            let hint =
                near.map_or(String::new(), |near| format!(": did you mean `{{fact.{near}}}`?"));
            let (line, column) = block.lines.value(&["custom", key]);
            let why = format!(
                "`{{fact.{name}}}` is a fact that no result.facts of `{}` gives{hint}",
                block.name
            );
            let told = file.place(line, column, "P053", why);
            said.push(Message { suggestion: near.map(|near| format!("{{fact.{near}}}")), ..told });
        }
    }
}

/// What is listed below `custom.reads` or `custom.quiet`, and what of it there is not.
fn listed(
    file: &File<'_>,
    block: &Block,
    key: &str,
    said: &mut Vec<Message>,
) -> Option<BTreeMap<String, Vec<Pattern>>> {
    let table = block.yaml["custom"][key].as_object()?;
    let mut all = BTreeMap::new();
    for (ty, paths) in table {
        let known = types();
        if !known.contains(&ty.as_str()) && ty.contains('.') && !ty.starts_with("data.") {
            let near = meant(ty, known.iter().copied());
            let hint = near.map_or(String::new(), |near| format!(": did you mean `{near}`?"));
            let (line, column) = block.lines.key(&["custom", key, ty]);
            let told = file.place(line, column, "P034", format!("no type `{ty}`{hint}"));
            said.push(Message { suggestion: near.map(str::to_owned), ..told });
            all.insert(ty.clone(), Vec::new());
            continue;
        }
        let mut patterns = Vec::new();
        for (path, _) in paths.as_object().into_iter().flatten() {
            let (line, column) = block.lines.key(&["custom", key, ty, path]);
            match path.parse::<Pattern>() {
                Ok(pattern) => {
                    if let Some(missing) = missing(ty, &pattern.0) {
                        let told = file.place(line, column, "P034", missing.sentence(ty));
                        said.push(told.instead(missing.near).guessed());
                    }
                    patterns.push(pattern);
                }
                Err(error) => said.push(file.place(line, column, "P034", error.to_string())),
            }
        }
        all.insert(ty.clone(), patterns);
    }
    Some(all)
}

/// What stands below `custom.quiet`: each is a path of `custom.reads`.
fn quiet(
    file: &File<'_>,
    block: &Block,
    reads: Option<&BTreeMap<String, Vec<Pattern>>>,
    said: &mut Vec<Message>,
) {
    let (Some(reads), Some(all)) = (reads, listed(file, block, "quiet", said)) else { return };
    for (ty, paths) in &all {
        let read = reads.get(ty).map_or(&[][..], Vec::as_slice);
        for path in paths.iter().filter(|path| !read.contains(path)) {
            let text = path.to_string();
            let written = &block.yaml["custom"]["quiet"][ty.as_str()];
            let key = written.as_object().into_iter().flat_map(|all| all.keys());
            let key = key.into_iter().find(|key| key.parse::<Pattern>().as_ref() == Ok(path));
            let (line, column) =
                block.lines.key(&["custom", "quiet", ty, key.map_or(&text, |key| key.as_str())]);
            let why = format!(
                "custom.quiet: {ty} `{text}` is not a path of custom.reads: list it there too"
            );
            said.push(file.place(line, column, "P034", why));
        }
    }
}

/// A step of a path that a type has not, and the one that is meant.
struct Missing {
    step: String,
    near: String,
}

impl Missing {
    fn sentence(&self, ty: &str) -> String {
        format!("{ty} has no `{}`: did you mean `{}`?", self.step, self.near)
    }
}

/// The first step that is a known name misspelt. Whether there is another name nobody can say: what no
/// table names is kept as the source has it, and a resource's `lifecycle` stands beside its values.
fn missing(ty: &str, path: &[Part]) -> Option<Missing> {
    for (at, part) in path.iter().enumerate() {
        let Part::Key(key) = part else { continue };
        let around = Pattern(path[..at].to_vec()).to_string();
        let known = names_below(ty, &around)?;
        if known.contains(&&**key) {
            continue;
        }
        let near = misspelt(key, known.iter().copied())?.to_owned();
        let step = if around.is_empty() { key.to_string() } else { format!("{around}.{key}") };
        return Some(Missing { step, near });
    }
    None
}

/// Whether the tables name each step of a path, as far as they go.
fn is_named(ty: &str, path: &[Part]) -> bool {
    path.iter().enumerate().all(|(at, part)| match part {
        Part::Key(key) => names_below(ty, &Pattern(path[..at].to_vec()).to_string())
            .is_none_or(|known| known.contains(&&**key)),
        _ => true,
    })
}

/// One place of the document that the body reads.
fn one_use(
    at: &File<'_>,
    block: &Block,
    one: &crate::policy::engine::lint::Use,
    listed: &BTreeMap<String, Vec<Pattern>>,
    said: &mut Vec<Message>,
) {
    if one.types.is_empty() && matches!(one.how, How::Plain | How::Default) {
        of_any_type(at, block, one, listed, said);
    }
    if one.types.is_empty() || one.how == How::Shared {
        return;
    }
    if one.how == How::Walk {
        let why = "walk over values reads every path: name the paths that custom.reads lists";
        said.push(at.at(one.at, "P036", why));
        return;
    }
    // What several types are read alike for may be there in one of them only.
    let gone: Vec<(&String, Missing)> =
        one.types.iter().filter_map(|ty| Some((ty, missing(ty, &one.path)?))).collect();
    if gone.len() == one.types.len()
        && let Some((ty, missing)) = gone.into_iter().next()
    {
        let told = at.at(one.at, "P035", missing.sentence(ty));
        said.push(told.instead(missing.near).guessed());
        return;
    }
    if one.how == How::Place || one.path.is_empty() {
        return;
    }
    let overlaps = |pattern: &Pattern| {
        pattern.0.iter().zip(&one.path).all(|(part, concrete)| {
            Pattern::step_matches(part, concrete) || *concrete == Part::AnyKey
        })
    };
    for ty in &one.types {
        let known = listed.get(ty).is_some_and(|paths| paths.iter().any(overlaps));
        // The only path of a type in an empty table is the resource.
        if known || missing(ty, &one.path).is_some() {
            continue;
        }
        let instead = listed.get(ty).and_then(|paths| listed_instead(ty, &one.path, paths));
        let instead = instead.map_or(String::new(), |path| {
            format!("; it lists `{path}`, which the type does not have")
        });
        let why = format!(
            "`{}` reads {ty}: {}, which custom.reads does not list: an unknown value would count as absent{instead}",
            block.name,
            Pattern(one.path.clone())
        );
        let told = at.at(one.at, "P036", why);
        let certain = match one.how {
            How::Every => false,
            How::Default => is_named(ty, &one.path),
            _ => true,
        };
        said.push(if certain { told } else { told.noted() });
    }
}

/// A path that is read of resources whose type nothing says: some type has to list it.
fn of_any_type(
    at: &File<'_>,
    block: &Block,
    one: &crate::policy::engine::lint::Use,
    listed: &BTreeMap<String, Vec<Pattern>>,
    said: &mut Vec<Message>,
) {
    let matches = |pattern: &Pattern| {
        pattern.0.iter().zip(&one.path).all(|(part, own)| Pattern::step_matches(part, own))
    };
    if one.path.is_empty() || listed.values().flatten().any(matches) {
        return;
    }
    let why = format!(
        "`{}` reads {} of resources whose type the body does not say, and custom.reads lists it for none: compare `.type` with a text",
        block.name,
        Pattern(one.path.clone())
    );
    said.push(at.at(one.at, "P036", why).noted());
}

/// The path that is listed where another one of the same object is read, and that the type does not have.
fn listed_instead(ty: &str, path: &[Part], listed: &[Pattern]) -> Option<String> {
    let (_, around) = path.split_last()?;
    let instead = |pattern: &&Pattern| {
        let Some((Part::Key(last), own)) = pattern.0.split_last() else { return false };
        let known = names_below(ty, &Pattern(own.to_vec()).to_string());
        own == around && known.is_some_and(|known| !known.contains(&&**last))
    };
    listed.iter().find(instead).map(Pattern::to_string)
}

/// What the body reads, by type; each path is the longest that was followed.
fn by_type(derived: &Derived) -> Reads {
    let mut reads = Reads::new();
    for ty in &derived.types {
        reads.entry(ty.clone()).or_default();
    }
    let uses = derived.uses.iter().filter(|one| one.how != How::Walk && !one.path.is_empty());
    for one in uses {
        for ty in &one.types {
            if missing(ty, &one.path).is_none() && types().contains(&ty.as_str()) {
                let paths = reads.entry(ty.clone()).or_default();
                paths.insert(Pattern(one.path.clone()).to_string());
            }
        }
    }
    for paths in reads.values_mut() {
        let all = paths.clone();
        paths.retain(|path| {
            !all.iter().any(|other| {
                other.strip_prefix(path.as_str()).is_some_and(|rest| rest.starts_with(['.', '[']))
            })
        });
    }
    reads
}

fn lacks_reads(file: &File<'_>, block: &Block, derived: &Derived, said: &mut Vec<Message>) {
    let walks = derived.uses.iter().any(|one| one.how == How::Walk);
    let reads: Vec<String> = by_type(derived)
        .into_iter()
        .map(|(ty, paths)| match paths.is_empty() {
            true => ty,
            false => format!("{ty}: {}", paths.into_iter().collect::<Vec<_>>().join(", ")),
        })
        .collect();
    let hint = match (reads.is_empty(), walks) {
        (true, _) => ", and the body does not show what it reads".to_owned(),
        (_, true) => format!("; the body reads {}, and all that it walks over", reads.join("; ")),
        _ => format!("; the body reads {}", reads.join("; ")),
    };
    let why = format!("`{}`: METADATA lacks custom.reads{hint}", block.name);
    said.push(file.place(block.line, 1, "P033", why));
}

/// What the checks of a folder read by their bodies: file, rule, and the paths by type. What cannot be
/// followed is missing.
#[must_use]
pub fn derived(files: &[PolicyFile]) -> Vec<(String, String, Reads)> {
    let mut said = Vec::new();
    let read: Vec<File<'_>> = files
        .iter()
        .filter(|file| file.is_rego())
        .map(|file| super::open(file, &mut said))
        .filter(|file| file.parsed.is_some())
        .collect();
    let shared =
        crate::policy::engine::lint::shared_for(read.iter().map(|file| file.source.text.as_str()));
    let parsed = read.iter().filter_map(|file| file.parsed.as_ref()).collect();
    let program = Program::new(parsed, &shared, BTreeSet::new());
    let mut all = Vec::new();
    for (number, file) in read.iter().enumerate() {
        for rule in file.meta.checks() {
            let reads = by_type(&program.flow(number, &rule));
            all.push((file.name().to_owned(), rule, reads));
        }
    }
    all
}

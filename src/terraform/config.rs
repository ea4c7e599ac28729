//! What one folder's files declare, override files merged in (Terraform language, "Files and
//! Directories", "Override Files").

use super::{declarations, stacks};
use crate::gap::{CONFLICT, FILLED_IN, RENDERED, RESOLVED};
use crate::source::{File, Loss, Problem};
use crate::syntax::hcl::{
    self,
    ast::{Attribute, Block, Body, Expr},
};
use crate::tree::Tree;
use indexmap::IndexMap;
use std::rc::Rc;
use std::sync::Arc;

/// One module's declarations.
#[derive(Default)]
pub(super) struct Config {
    pub(super) folder: String,
    pub(super) files: Vec<String>,
    pub(super) variables: IndexMap<Arc<str>, Rc<Block>>,
    pub(super) locals: IndexMap<Arc<str>, Local>,
    pub(super) outputs: IndexMap<Arc<str>, Rc<Block>>,
    /// Managed resources by `type.name`, data sources by `data.type.name`.
    pub(super) resources: IndexMap<String, Rc<Block>>,
    pub(super) modules: IndexMap<Arc<str>, Rc<ModuleCall>>,
    pub(super) providers: Vec<Rc<Block>>,
    /// `backend` and `cloud` blocks.
    pub(super) backends: Vec<Rc<Block>>,
    /// `moved` and `removed` blocks.
    pub(super) moves: Vec<Rc<Block>>,
    pub(super) problems: Vec<Problem>,
    /// It is a stack, or its deployments.
    pub(super) stack: bool,
    /// Of the model of a registry module: arguments that nothing depends on (`registry::covers`).
    pub(super) unused: Vec<String>,
    /// Of the model of a registry module: what the module makes and the model has not, by address, each
    /// with the condition.
    pub(super) left_out: Vec<(String, Expr)>,
}

/// A local value.
pub(super) struct Local {
    pub(super) value: Rc<Expr>,
    pub(super) name: hcl::ast::Place,
    /// The `locals` block that it stands in.
    block: hcl::ast::Place,
}

/// A `module` block.
pub(super) struct ModuleCall {
    pub(super) name: Arc<str>,
    pub(super) block: Block,
    pub(super) arguments: IndexMap<Arc<str>, (Rc<Expr>, hcl::ast::Place)>,
}

/// Arguments of a `module` block that are not the module's variables.
pub(super) const MODULE_META: [&str; 7] =
    ["source", "version", "count", "for_each", "providers", "depends_on", "lifecycle"];

/// The file names of a module's folder that Terraform and OpenTofu read: first the plain ones, then
/// the overrides.
pub(super) fn module_files<'a>(tree: &'a Tree, folder: &'a str) -> (Vec<&'a str>, Vec<&'a str>) {
    let names: Vec<&str> = tree.files_in(folder).filter(|path| kind_of(path).is_some()).collect();
    // OpenTofu: a .tofu file replaces the .tf file of the same name.
    let shadowed = |path: &str| {
        let twin = path.strip_suffix(".tf").map(|stem| format!("{stem}.tofu"));
        let twin =
            twin.or_else(|| path.strip_suffix(".tf.json").map(|stem| format!("{stem}.tofu.json")));
        twin.is_some_and(|twin| tree.has_file(&twin))
    };
    names.into_iter().filter(|path| !shadowed(path)).partition(|path| {
        let name = path.rsplit('/').next().unwrap_or(path);
        let stem = name.split('.').next().unwrap_or(name);
        stem != "override" && !stem.ends_with("_override")
    })
}

enum FileKind {
    Native,
    Json,
}

fn kind_of(path: &str) -> Option<FileKind> {
    let name = path.rsplit('/').next()?;
    if name.starts_with('.')
        || name.ends_with('~')
        || (name.starts_with('#') && name.ends_with('#'))
    {
        return None;
    }
    if name.ends_with(".tf") || name.ends_with(".tofu") {
        Some(FileKind::Native)
    } else if name.ends_with(".tf.json") || name.ends_with(".tofu.json") {
        Some(FileKind::Json)
    } else {
        None
    }
}

/// A file's body, and what of it could not be read.
pub(super) fn read_body(tree: &Tree, path: &str, problems: &mut Vec<Problem>) -> Option<Body> {
    let (id, file) = match tree.load(path) {
        Ok(loaded) => loaded,
        Err(problem) => {
            problems.push(problem);
            return None;
        }
    };
    let (mut body, errors) = match kind_of(path) {
        Some(FileKind::Json) => hcl::json::parse_body(id, &file),
        _ => hcl::parse_body(id, &file),
    };
    let odd = std::mem::take(&mut body.odd);
    match not_itself(&file, &errors) {
        Some(problem) => problems.push(problem),
        None => {
            problems.extend(errors.into_iter().map(|error| syntax_problem(&file, &error)));
            let warned = |odd| Problem { loss: Loss::Warning, ..syntax_problem(&file, &odd) };
            problems.extend(odd.into_iter().map(warned));
        }
    }
    Some(body)
}

/// A file that does not parse because it is not what it will be: two versions of a merge, or a
/// template that another program fills in.
fn not_itself(file: &File, errors: &[crate::syntax::SyntaxError]) -> Option<Problem> {
    let first = |is: &dyn Fn(&str) -> bool| {
        let places = errors.iter().filter_map(|error| error.span);
        places.map(|span| file.position(span.start)).find(|at| is(file.line(at.line)))
    };
    let side = |line: &str| {
        ["<<<<<<< ", "=======", ">>>>>>> "].iter().any(|marker| line.starts_with(marker))
    };
    let mark = |line: &str| {
        [("{{", "}}"), ("{%", "%}"), ("<%", "%>")].iter().any(|(open, close)| {
            line.split_once(open).is_some_and(|(_, rest)| rest.contains(close))
        })
    };
    let path = file.path.as_str();
    if let Some(at) = first(&side) {
        let problem = Problem::unread(Loss::Lost, path, CONFLICT, RESOLVED);
        return Some(Problem { at: Some(at), ..problem });
    }
    let at = first(&mark)?;
    Some(Problem { at: Some(at), ..Problem::unread(Loss::Note, path, FILLED_IN, RENDERED) })
}

pub(super) fn syntax_problem(file: &File, error: &crate::syntax::SyntaxError) -> Problem {
    match error.span {
        Some(span) => Problem::at(Loss::Lost, file, span.start, error.message.clone()),
        None => Problem::file(Loss::Lost, file.path.clone(), error.message.clone()),
    }
}

impl Config {
    /// Reads a folder.
    pub(super) fn read(tree: &Tree, folder: &str) -> Config {
        let mut config = Config { folder: folder.to_owned(), ..Config::default() };
        let (plain, overrides) = module_files(tree, folder);
        let mut blocks: Vec<Block> = Vec::new();
        let mut problems = Vec::new();
        if plain.is_empty() {
            for path in stacks::files(tree, folder) {
                if let Some(body) = read_body(tree, path, &mut problems) {
                    config.files.push(path.to_owned());
                    config.stack = true;
                    let parts = body.blocks.into_iter();
                    blocks.extend(
                        parts.filter_map(|block| stacks::as_module(tree, block, &mut problems)),
                    );
                }
            }
        }
        problems.extend(stacks::undeployed(tree, folder, &config.files));
        for path in &plain {
            if let Some(body) = read_body(tree, path, &mut problems) {
                config.files.push((*path).to_owned());
                refuse_arguments(tree, &body, &mut problems);
                let known = |block: &Block| declarations::check(tree, block, &mut problems);
                blocks.extend(body.blocks.into_iter().filter(known));
            }
        }
        let mut over: Vec<Block> = Vec::new();
        for path in &overrides {
            if let Some(body) = read_body(tree, path, &mut problems) {
                config.files.push((*path).to_owned());
                refuse_arguments(tree, &body, &mut problems);
                let known = |block: &Block| declarations::check(tree, block, &mut problems);
                over.extend(body.blocks.into_iter().filter(known));
            }
        }
        config.problems = problems;
        for block in over {
            override_with(&mut blocks, block);
        }
        blocks.into_iter().for_each(|block| config.add(tree, block));
        config
    }

    /// A module that stands in no folder.
    pub(super) fn of_blocks(tree: &Tree, name: &str, blocks: Vec<Block>) -> Config {
        let mut config = Config { folder: name.to_owned(), ..Config::default() };
        blocks.into_iter().for_each(|block| config.add(tree, block));
        config
    }

    fn add(&mut self, tree: &Tree, block: Block) {
        let label = |index: usize| block.label(index).cloned();
        match (&*block.kind, label(0), label(1)) {
            ("variable", Some(name), _) => {
                self.declare(tree, &block, self.variables.contains_key(&name));
                self.variables.insert(name, Rc::new(block));
            }
            ("output", Some(name), _) => {
                self.declare(tree, &block, self.outputs.contains_key(&name));
                self.outputs.insert(name, Rc::new(block));
            }
            ("locals", ..) => {
                for attribute in block.body.attributes {
                    let Attribute { name, place, value } = attribute;
                    // Twice in one block is the reader's to say.
                    let elsewhere = self
                        .locals
                        .get(&name)
                        .is_some_and(|local| block.json || local.block != block.header);
                    self.twice(tree, place, elsewhere);
                    let value = Rc::new(value);
                    self.locals.insert(name, Local { value, name: place, block: block.header });
                }
            }
            ("resource", Some(ty), Some(name)) => {
                let key = format!("{ty}.{name}");
                self.declare(tree, &block, self.resources.contains_key(&key));
                self.resources.insert(key, Rc::new(block));
            }
            ("data", Some(ty), Some(name)) => {
                let key = format!("data.{ty}.{name}");
                self.declare(tree, &block, self.resources.contains_key(&key));
                self.resources.insert(key, Rc::new(block));
            }
            ("module", Some(name), _) => {
                self.declare(tree, &block, self.modules.contains_key(&name));
                let arguments = block
                    .body
                    .attributes
                    .iter()
                    .filter(|attribute| !MODULE_META.contains(&&*attribute.name));
                let arguments = arguments
                    .map(|attribute| {
                        (
                            attribute.name.clone(),
                            (Rc::new(attribute.value.clone()), attribute.place),
                        )
                    })
                    .collect();
                self.modules.insert(name.clone(), Rc::new(ModuleCall { name, block, arguments }));
            }
            ("provider", Some(_), _) => {
                let name = label(0);
                let twice = self
                    .providers
                    .iter()
                    .any(|known| known.label(0) == name.as_ref() && alias(known) == alias(&block));
                self.declare(tree, &block, twice);
                self.providers.push(Rc::new(block));
            }
            ("moved" | "removed", ..) => self.moves.push(Rc::new(block)),
            ("terraform", ..) => {
                let backends = block
                    .body
                    .blocks
                    .into_iter()
                    .filter(|inner| matches!(&*inner.kind, "backend" | "cloud"));
                for backend in backends {
                    self.declare(tree, &backend, !self.backends.is_empty());
                    self.backends.push(Rc::new(backend));
                }
            }
            _ => {}
        }
    }

    /// Terraform refuses a name declared twice; here the last one counts, and it is said.
    fn declare(&mut self, tree: &Tree, block: &Block, twice: bool) {
        self.twice(tree, block.header, twice);
    }

    fn twice(&mut self, tree: &Tree, place: hcl::ast::Place, twice: bool) {
        if let (true, Some(span)) = (twice, place) {
            let file = tree.file(span.file);
            let message = format!(
                "`{}` is declared a second time; the last declaration is used",
                file.slice(span.start, span.end)
            );
            self.problems.push(Problem::at(Loss::Warning, &file, span.start, message));
        }
    }
}

/// The name of a further configuration of a provider.
pub(super) fn alias(block: &Block) -> Option<String> {
    block.body.attribute("alias").and_then(|alias| alias.value.literal())
}

/// A module's file holds blocks and nothing else.
fn refuse_arguments(tree: &Tree, body: &Body, problems: &mut Vec<Problem>) {
    for attribute in &body.attributes {
        if let Some(span) = attribute.place {
            let message = format!(
                "`{}` stands outside of a block: Terraform takes no arguments there, and it is not \
                 read",
                attribute.name
            );
            problems.push(Problem::at(Loss::Warning, &tree.file(span.file), span.start, message));
        }
    }
}

/// Merges an override file's block into the block it names; a block that names nothing is added.
fn override_with(blocks: &mut Vec<Block>, mut over: Block) {
    if &*over.kind == "locals" {
        for attribute in std::mem::take(&mut over.body.attributes) {
            let found = blocks
                .iter_mut()
                .filter(|block| &*block.kind == "locals")
                .find(|block| block.body.attribute(&attribute.name).is_some());
            match found {
                Some(block) => set(&mut block.body, attribute),
                None => blocks.push(Block {
                    body: Body { attributes: vec![attribute], ..Body::default() },
                    ..over.clone()
                }),
            }
        }
        return;
    }
    let same = |block: &&mut Block| {
        block.kind == over.kind
            && block
                .labels
                .iter()
                .map(|(text, _)| text)
                .eq(over.labels.iter().map(|(text, _)| text))
            && (&*block.kind != "provider" || alias(block) == alias(&over))
    };
    match blocks.iter_mut().find(same) {
        Some(base) => merge(base, over),
        None => blocks.push(over),
    }
}

fn merge(base: &mut Block, over: Block) {
    for attribute in over.body.attributes {
        // `count` and `for_each` exclude one another: the override's word counts.
        match &*attribute.name {
            "count" => base.body.attributes.retain(|known| &*known.name != "for_each"),
            "for_each" => base.body.attributes.retain(|known| &*known.name != "count"),
            _ => {}
        }
        set(&mut base.body, attribute);
    }
    let mut replaced: Vec<Arc<str>> = Vec::new();
    for block in over.body.blocks {
        let name = block_name(&block);
        // A `lifecycle` block is merged; other nested blocks replace all of their type, a `dynamic`
        // one too.
        if &*name == "lifecycle"
            && let Some(known) =
                base.body.blocks.iter_mut().find(|known| &*known.kind == "lifecycle")
        {
            block.body.attributes.into_iter().for_each(|attribute| set(&mut known.body, attribute));
            continue;
        }
        if !replaced.contains(&name) {
            base.body.blocks.retain(|known| block_name(known) != name);
            replaced.push(name);
        }
        base.body.blocks.push(block);
    }
}

fn block_name(block: &Block) -> Arc<str> {
    match (&*block.kind, block.label(0)) {
        ("dynamic", Some(label)) => label.clone(),
        ("cloud", _) => Arc::from("backend"),
        _ => block.kind.clone(),
    }
}

fn set(body: &mut Body, attribute: Attribute) {
    match body.attributes.iter_mut().find(|known| known.name == attribute.name) {
        Some(known) => *known = attribute,
        None => body.attributes.push(attribute),
    }
}

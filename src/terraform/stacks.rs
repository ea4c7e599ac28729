//! Terraform Stacks (Terraform language, "Stack configuration"): a component is a call of a module
//! with its inputs, and each deployment is a call of the stack with its own.

use super::config::{Config, read_body};
use crate::source::{Loss, Problem};
use crate::syntax::hcl::ast::{Attribute, Block, Body, Expr, Key, Kind};
use crate::tree::Tree;
use std::sync::Arc;

/// How the names of files with components end.
const COMPONENTS: [&str; 2] = [".tfcomponent.hcl", ".tfstack.hcl"];
/// How the names of files with deployments end.
const DEPLOYMENTS: &str = ".tfdeploy.hcl";
/// Where deployments stand: the stack is the folder above.
const ABOVE: &str = ".deployments";

/// Whether a file of this name is part of a stack.
#[must_use]
pub fn is_stack_file(path: &str) -> bool {
    holds_components(path) || path.ends_with(DEPLOYMENTS)
}

fn holds_components(path: &str) -> bool {
    COMPONENTS.iter().any(|ending| path.ends_with(ending))
}

/// Whether a folder is a stack: it holds components and no module.
#[must_use]
pub fn is_stack(tree: &Tree, folder: &str) -> bool {
    !super::variables::holds_configuration(tree, folder)
        && tree.files_in(folder).any(holds_components)
}

/// The files of a stack that hold components.
pub(super) fn files<'a>(tree: &'a Tree, folder: &'a str) -> Vec<&'a str> {
    tree.files_in(folder).filter(|path| holds_components(path)).collect()
}

/// That a stack has no deployment here, which would give its inputs.
pub(super) fn undeployed(tree: &Tree, folder: &str, files: &[String]) -> Option<Problem> {
    let deployed = tree.files_in(folder).any(|path| path.ends_with(DEPLOYMENTS));
    let first = files.first().filter(|_| !deployed)?;
    let message = "no deployment of this stack is in its folder: what deployments say is not known";
    Some(Problem::file(Loss::Note, first.clone(), message))
}

/// A stack's block as a module has it; `None` where it has nothing of the kind.
pub(super) fn as_module(
    tree: &Tree,
    mut block: Block,
    problems: &mut Vec<Problem>,
) -> Option<Block> {
    match &*block.kind {
        "variable" | "locals" | "output" => Some(block),
        "component" | "stack" => call(tree, block, problems),
        "provider" => {
            // `provider "aws" "main" { config { ... } }`
            let each = block.body.attribute("for_each").cloned();
            let config = block.body.blocks_of("config").next().cloned();
            block.body = config.map(|config| config.body).unwrap_or_default();
            block.body.attributes.extend(each);
            block.body.attributes.extend(
                block.labels.get(1).map(|(name, place)| text_attribute("alias", name, *place)),
            );
            block.labels.truncate(1);
            Some(block)
        }
        "required_providers" | "removed" => None,
        kind => {
            let message = format!("`{kind}` is not a block of a stack: the block is not read");
            tell(tree, &block, message, problems);
            None
        }
    }
}

/// A component, a nested stack or a deployment as a module's call: its inputs are the arguments.
fn call(tree: &Tree, mut block: Block, problems: &mut Vec<Problem>) -> Option<Block> {
    if block.labels.is_empty() {
        tell(tree, &block, format!("a `{}` block needs a name", block.kind), problems);
        return None;
    }
    let inputs = block.body.attribute("inputs").map(|inputs| inputs.value.clone());
    let kept = ["source", "version", "for_each", "depends_on"];
    block.body.attributes.retain(|attribute| kept.contains(&&*attribute.name));
    block.body.blocks.clear();
    match inputs.map(|inputs| inputs.kind) {
        Some(Kind::Object(entries)) => {
            for (key, value) in entries {
                let (name, place) = match key {
                    Key::Name(name, place) => (name, place),
                    Key::Expr(key) => match key.literal() {
                        Some(name) => (Arc::from(name), key.place),
                        None => continue,
                    },
                };
                block.body.attributes.push(Attribute { name, place, value });
            }
        }
        Some(_) => {
            let message = format!(
                "the inputs of `{}` are not written out: they are not read",
                block.labels[0].0
            );
            tell(tree, &block, message, problems);
        }
        None => {}
    }
    block.kind = Arc::from("module");
    Some(block)
}

fn tell(tree: &Tree, block: &Block, message: String, problems: &mut Vec<Problem>) {
    if let Some(span) = block.header {
        problems.push(Problem::at(Loss::Warning, &tree.file(span.file), span.start, message));
    }
}

fn text_attribute(name: &str, text: &str, place: crate::syntax::hcl::ast::Place) -> Attribute {
    let quoted = format!("x = \"{text}\"");
    let (body, _) = crate::syntax::hcl::parse_body_text(&quoted);
    let value = body.attributes.into_iter().next().map(|attribute| attribute.value);
    let value = value.unwrap_or(Expr { kind: Kind::Null, place: None });
    Attribute { name: Arc::from(name), place, value: Expr { place, ..value } }
}

/// The deployments of a stack as a module that calls it once for each; `None` where there are none.
pub(super) fn deployments(tree: &Tree, folder: &str) -> Option<Config> {
    if !is_stack(tree, folder) {
        return None;
    }
    let mut problems = Vec::new();
    let mut files = Vec::new();
    let mut blocks = Vec::new();
    for path in tree.files_in(folder).filter(|path| path.ends_with(DEPLOYMENTS)) {
        let Some(Body { blocks: all, .. }) = read_body(tree, path, &mut problems) else { continue };
        files.push(path.to_owned());
        for block in all {
            match &*block.kind {
                "locals" => blocks.push(block),
                "deployment" => {
                    let place = block.header;
                    let Some(mut call) = call(tree, block, &mut problems) else { continue };
                    call.body.attributes.retain(|attribute| &*attribute.name != "source");
                    call.body.attributes.push(text_attribute("source", "../", place));
                    blocks.push(call);
                }
                _ => {}
            }
        }
    }
    if !blocks.iter().any(|block| &*block.kind == "module") {
        return None;
    }
    let above = if folder.is_empty() { ABOVE.to_owned() } else { format!("{folder}/{ABOVE}") };
    let mut config = Config::of_blocks(tree, &above, blocks);
    config.files = files;
    config.stack = true;
    config.problems.extend(problems);
    Some(config)
}

/// `path.module` of a stack's deployments: the stack's own is the folder above.
pub(super) const PATH: &str = ABOVE;

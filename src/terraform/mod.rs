//! Terraform root modules and plans: parsing, evaluation, modules.
//!
//! A folder's files become a `config::Config`; the evaluator makes instances of it, lazily and
//! each thing once, and every resource's body becomes a located value. What Terraform would ask a
//! provider, a state or the network for is unknown.

mod blocks;
mod calls;
mod config;
mod convert;
mod data;
mod decided;
mod declarations;
mod defaults;
mod enabled;
mod eval;
mod expand;
mod functions;
mod handed;
mod instance;
mod limits;
mod modules;
mod open_keys;
mod plan;
mod registry;
mod resources;
mod stacks;
#[cfg(test)]
mod tests;
mod types;
mod variables;

pub use calls::{ModuleBlock, Shown};
pub use registry::{has_argument, model_name};
pub use stacks::{is_stack, is_stack_file};

use crate::source::{Loss, Problem};
use crate::tree::Tree;
use crate::unit::{Evaluated, Format, Inputs, Presence, Unit};
use eval::Evaluator;
use instance::Instance;
use std::cell::RefCell;
use std::rc::Rc;

/// Evaluates a root module with the modules it calls.
#[must_use]
pub fn evaluate(tree: &Tree, unit: &Unit, inputs: &Inputs) -> (Evaluated, Vec<Problem>) {
    // Evaluation follows references by recursion; its depth is bounded, and this is the stack that
    // the bound needs.
    let under_way = crate::interrupt::under_way();
    let run = || {
        let _entered = crate::interrupt::enter(under_way);
        match unit.format {
            Format::Plan => plan::evaluate(tree, unit),
            _ => evaluate_module(tree, unit, inputs),
        }
    };
    let failed = |why: String| {
        (Evaluated::default(), vec![Problem::file(Loss::Lost, unit.root.clone(), why)])
    };
    std::thread::scope(|scope| {
        match std::thread::Builder::new().stack_size(limits::STACK).spawn_scoped(scope, run) {
            Ok(handle) => handle.join().unwrap_or_else(|_| {
                failed(
                    "the evaluation of this deployment broke off: a fault of this program"
                        .to_owned(),
                )
            }),
            Err(error) => {
                failed(format!("the evaluation of this deployment could not be started: {error}"))
            }
        }
    })
}

fn evaluate_module(tree: &Tree, unit: &Unit, inputs: &Inputs) -> (Evaluated, Vec<Problem>) {
    let mut evaluator = Evaluator::new(tree, unit, inputs);
    let mut evaluated = evaluate_with(&evaluator);
    let problems = evaluator.take_problems();
    if evaluated.deployable {
        let gaps = defaults::gaps(tree, unit, &evaluated.off);
        evaluated.gaps.extend(gaps);
    } else if !evaluated.off.is_empty() {
        let open = evaluated.off.iter().flat_map(|off| off.variables.iter().cloned()).collect();
        evaluator = evaluator.again(open);
        evaluated.otherwise = Some(Box::new(evaluate_with(&evaluator)));
    }
    (evaluated, problems)
}

/// A module's resources, but for the variables that are not set.
fn evaluate_with(evaluator: &Evaluator<'_>) -> Evaluated {
    let Evaluator { tree, unit, inputs, .. } = *evaluator;
    let root = root_instance(evaluator, &unit.root);
    let mut evaluated = Evaluated::default();
    evaluator.emit(&root, &mut evaluated);
    evaluated.deployable =
        !unit.called && deployable(tree, unit, &root, inputs.var_files().next().is_some());
    evaluated.files = evaluator.files.borrow().iter().cloned().collect();
    evaluated.conditions = evaluator.take_conditions();
    if !evaluated.deployable {
        evaluated.given_out = evaluator.given_out(&root);
    }
    evaluated.off = evaluator.off.take();
    evaluated.secrets = evaluator.secrets.take();
    evaluated
}

/// The instance of a root module.
fn root_instance(evaluator: &Evaluator, folder: &str) -> Rc<Instance> {
    // A stack is called once for each of its deployments.
    let deployments = stacks::deployments(evaluator.tree, folder).map(Rc::new);
    let path = if deployments.is_some() { stacks::PATH } else { "." };
    let root = Rc::new(Instance {
        prefix: String::new(),
        config: deployments
            .map_or_else(|| evaluator.config(folder), |config| evaluator.with_config(config)),
        path: path.to_owned(),
        call: None,
        presence: Presence::Always,
        depth: 0,
        values: RefCell::default(),
        resources: RefCell::default(),
        modules: RefCell::default(),
    });
    *evaluator.root.borrow_mut() = Some(root.clone());
    root
}

/// A root that is deployed as it stands configures a provider or a backend, has a variable file
/// (`named`: one is given), or needs no value from a caller.
fn deployable(tree: &Tree, unit: &Unit, root: &Instance, named: bool) -> bool {
    let config = &root.config;
    let configured = config
        .providers
        .iter()
        .any(|block| !block.body.attributes.is_empty() || !block.body.blocks.is_empty());
    let complete = config.variables.values().all(|block| block.body.attribute("default").is_some());
    let files = named
        || tree
            .files_in(&unit.root)
            .any(|path| path.ends_with(".tfvars") || path.ends_with(".tfvars.json"));
    configured || complete || files || !config.backends.is_empty()
}

/// The `module` blocks of a folder, as they are written.
#[must_use]
pub fn module_blocks(tree: &Tree, folder: &str) -> Vec<ModuleBlock> {
    calls::calls(tree, folder)
}

/// The folders that the `module` blocks of one folder's files name by a local path (resolved below
/// the root), for discovery. Cheap: reads the files and looks at `module` blocks only; files that
/// do not parse name nothing.
#[must_use]
pub fn local_module_calls(tree: &Tree, folder: &str, shown: Option<Shown<'_>>) -> Vec<String> {
    let mut folders: Vec<String> = Vec::new();
    for source in calls::local_sources(tree, folder, shown) {
        if let Some(called) = Tree::join(folder, &source)
            && !folders.contains(&called)
        {
            folders.push(called);
        }
    }
    folders
}

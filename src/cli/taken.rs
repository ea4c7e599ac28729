//! Values on the command line that nothing takes: a name with a slip in it would scan another
//! deployment than the one that was meant, without a word.

use super::args::InputArgs;
use crate::source::{Loss, Problem};
use crate::tree::Tree;
use regex::Regex;

/// What of `--var` and `--parameter` no file of the tree declares.
pub fn untaken(input: &InputArgs, tree: &Tree) -> Vec<Problem> {
    let variables = untaken_names(&input.vars, tree, is_terraform, |name| {
        format!(r#"(?m)^\s*variable\s+"?{name}"?\s*\{{|"{name}"\s*:"#)
    });
    let parameters = untaken_names(&input.parameters, tree, is_template, |name| {
        format!(r#"(?m)^\s*["']?{name}["']?\s*:|"{name}"\s*:"#)
    });
    let told = |option: &str, name: &str, what: &str| {
        Problem::file(Loss::Warning, format!("{option} {name}"), format!("{what} `{name}`"))
    };
    variables
        .map(|name| told("--var", name, "no scanned Terraform code declares the variable"))
        .chain(
            parameters.map(|name| {
                told("--parameter", name, "no scanned template declares the parameter")
            }),
        )
        .collect()
}

fn untaken_names<'a>(
    given: &'a [(String, String)],
    tree: &'a Tree,
    is_one: fn(&str) -> bool,
    declaration: impl Fn(&str) -> String + 'a,
) -> impl Iterator<Item = &'a str> {
    given.iter().map(|(name, _)| name.as_str()).filter(move |name| {
        let Ok(pattern) = Regex::new(&declaration(&regex::escape(name))) else { return false };
        let declares =
            |path: &str| tree.load(path).is_ok_and(|(_, file)| pattern.is_match(&file.text));
        !tree.files().filter(|path| is_one(path)).any(declares)
    })
}

fn is_terraform(path: &str) -> bool {
    [".tf", ".tofu", ".tf.json", ".tofu.json"].iter().any(|ending| path.ends_with(ending))
}

fn is_template(path: &str) -> bool {
    [".yaml", ".yml", ".json", ".template", ".cfn"].iter().any(|ending| path.ends_with(ending))
}

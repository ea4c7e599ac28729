//! `stridelint policy new`: a policy with its test and fixtures, which pass as they are.

use super::{Failure, Status};
use crate::normalize::{AttributeType, attribute, sources, types};
use crate::policy::Stride;
use crate::policy::check::rules_of_conftest;
use std::path::{Path, PathBuf};

/// Writes them.
///
/// # Errors
/// A name, a type or a category that is none; a file that is there.
pub fn run(
    name: Option<&str>,
    ty: &str,
    stride: &str,
    dir: &Path,
    from: Option<&Path>,
) -> Result<Status, Failure> {
    if !Stride::with_own().any(|known| known.id() == stride) {
        let names: Vec<&str> = Stride::with_own().map(Stride::id).collect();
        return Err(Failure::Usage(format!("--stride: no `{stride}` ({})", names.join(", "))));
    }
    let files = match from {
        Some(file) => of_conftest(file, name, stride)?,
        None => of_name(name.unwrap_or_default(), ty, stride)?,
    };
    for (path, _) in &files {
        if dir.join(path).exists() {
            let shown = crate::path::slashes(&dir.join(path));
            let further = name.and_then(|name| name.rsplit('.').next()).filter(|_| from.is_none());
            let further = further.map_or(String::new(), |check| {
                let check = check.replace('-', "_");
                format!(
                    ". A further check of a package is a rule with METADATA in its file, with fixtures in fixtures/{check}"
                )
            });
            return Err(Failure::Output(format!("{shown} is there: nothing was written{further}")));
        }
    }
    let mut out = String::new();
    for (path, text) in files {
        let path = dir.join(path);
        let shown = crate::path::slashes(&path);
        let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
        std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::write(&path, text))
            .map_err(|error| Failure::Output(format!("{shown}: {error}")))?;
        out.push_str(&format!("{shown}\n"));
    }
    super::print(&out)?;
    Ok(Status::Clean)
}

fn plain(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(|c| c.is_ascii_lowercase())
        && letters.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// The package, its last part and the check of a name.
fn parts(name: &str) -> Result<(String, String, String), Failure> {
    let words: Vec<String> = name.split('.').map(|word| word.replace('-', "_")).collect();
    let (Some(check), true) =
        (words.last(), words.len() >= 3 && words.iter().all(|word| plain(word)))
    else {
        return Err(Failure::Usage(format!(
            "`{name}` is not PACKAGE.CHECK: write three words or more, e.g. acme.owner_tag.missing"
        )));
    };
    if crate::policy::check::is_reserved(&words[0]) {
        return Err(Failure::Usage(format!(
            "package {} is the program's own: choose another first name, e.g. acme",
            words[0]
        )));
    }
    let package = words[..words.len() - 1].join(".");
    let last = words[words.len() - 2].clone();
    Ok((package, last, check.clone()))
}

type Written = Vec<(PathBuf, String)>;

fn of_name(name: &str, ty: &str, stride: &str) -> Result<Written, Failure> {
    let (package, last, check) = parts(name)?;
    if !types().contains(&ty) {
        let near = crate::policy::check::meant(ty, types().iter().copied());
        let hint = near.map_or_else(
            || "`stridelint schema` lists them".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        return Err(Failure::Usage(format!("--type: no type `{ty}`; {hint}")));
    }
    if attribute(ty, "tags").map(|tags| tags.ty) != Some(AttributeType::FreeMap) {
        return Err(Failure::Usage(format!(
            "--type: `{ty}` has no tags, which the policy that is written is about; begin with another type"
        )));
    }
    // One sentence is right in every format: what a family is called is the same in all.
    let message = match ty {
        "ecs.task_definition" => "task definition {values.family} has no tag owner",
        _ => "no tag owner, so no one answers for it",
    };
    let thing = ty.rsplit('.').next().unwrap_or(ty).replace('_', " ");
    let policy = format!(
        r#"# METADATA
# title: Resources without an owner
# description: Nobody is asked when a resource misbehaves.
# custom:
#   stride: {stride}
package {package}

import data.stride.lib
import data.stride.result

# METADATA
# title: No tag owner
# description: Without an owner no one answers for the {thing}.
# custom:
#   severity: medium
#   message: {message}
#   reads:
#     {ty}:
#       "tags.owner": null
{check} contains finding if {{
	some resource in lib.of_type("{ty}")
	lib.missing(resource.values, ["tags", "owner"])
	finding := result.at(resource, ["tags", "owner"])
}}
"#
    );
    let test = format!(
        r#"package {package}_test

import data.{package} as policy
import data.stride.given

one(tags) := given.document([given.resource("a", "{ty}", {{"tags": tags}})])

test_without_owner if count(policy.{check}) == 1 with input as one({{"team": "payments"}})

test_with_owner if count(policy.{check}) == 0 with input as one({{"owner": "payments"}})
"#
    );
    let mut files = vec![
        (PathBuf::from(format!("{last}.rego")), policy),
        (PathBuf::from(format!("{last}_test.rego")), test),
    ];
    let fixtures = PathBuf::from("fixtures").join(&check);
    for (kind, value) in [("fires", None), ("quiet", Some("payments")), ("undecided", Some(""))] {
        for (format, file, text) in inputs(ty, value) {
            files.push((fixtures.join(kind).join(format).join(file), text));
        }
    }
    Ok(files)
}

/// The fixtures of a type in each format: the value of the tag owner; empty: it is not known.
fn inputs(ty: &str, value: Option<&str>) -> Vec<(&'static str, &'static str, String)> {
    let sources = sources(ty);
    let mut all = Vec::new();
    if let Some(source) = sources.iter().find(|source| source.starts_with("aws_")) {
        let tag = match value {
            None => "team  = \"payments\"".to_owned(),
            Some("") => "owner = var.owner".to_owned(),
            Some(value) => format!("owner = \"{value}\""),
        };
        let variable =
            if value == Some("") { "variable \"owner\" {\n  type = string\n}\n\n" } else { "" };
        let family = if ty == "ecs.task_definition" {
            "  family = \"web\"\n  container_definitions = jsonencode([{ name = \"web\", image = \"public.ecr.aws/docker/library/nginx:1.27\" }])\n"
        } else {
            ""
        };
        let text = format!(
            "{variable}resource \"{source}\" \"web\" {{\n{family}  tags = {{\n    {tag}\n  }}\n}}\n"
        );
        all.push(("terraform", "main.tf", text));
    }
    if let Some(source) = sources.iter().find(|source| source.starts_with("AWS::")) {
        let (key, tag) = match value {
            None => ("team", "payments"),
            Some("") => ("owner", "!Ref Owner"),
            Some(value) => ("owner", value),
        };
        let parameters =
            if value == Some("") { "Parameters:\n  Owner:\n    Type: String\n" } else { "" };
        let family = if ty == "ecs.task_definition" {
            "      Family: web\n      ContainerDefinitions:\n        - Name: web\n          Image: public.ecr.aws/docker/library/nginx:1.27\n"
        } else {
            ""
        };
        let text = format!(
            "AWSTemplateFormatVersion: \"2010-09-09\"\n{parameters}Resources:\n  Web:\n    Type: {source}\n    Properties:\n{family}      Tags:\n        - Key: {key}\n          Value: {tag}\n"
        );
        all.push(("cloudformation", "stack.yaml", text));
    }
    if ty == "ecs.task_definition" && value != Some("") {
        let key = if value.is_none() { "team" } else { "owner" };
        let text = format!(
            "{{\n  \"family\": \"web\",\n  \"containerDefinitions\": [{{\"name\": \"web\", \"image\": \"public.ecr.aws/docker/library/nginx:1.27\"}}],\n  \"tags\": [{{\"key\": \"{key}\", \"value\": \"payments\"}}]\n}}\n"
        );
        all.push(("ecs", "task.json", text));
    }
    all
}

/// One check for each rule of a file of conftest, its body as a comment.
fn of_conftest(file: &Path, name: Option<&str>, stride: &str) -> Result<Written, Failure> {
    let shown = crate::path::slashes(file);
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failure::Input(format!("{shown}: {error}")))?;
    let rules = rules_of_conftest(&shown, &text);
    if rules.is_empty() {
        return Err(Failure::Input(format!("{shown} has no rule deny, violation or warn")));
    }
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let stem: String = stem
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' })
        .collect();
    let package = name.map_or_else(|| format!("acme.{stem}"), |name| name.replace('-', "_"));
    let last = package.rsplit('.').next().unwrap_or(&package).to_owned();
    if crate::policy::check::is_reserved(&package) || !package.split('.').all(plain) {
        return Err(Failure::Usage(format!(
            "`{package}` is not a name for a package: give one, e.g. acme.{last}"
        )));
    }
    let mut out = format!(
        "# METADATA\n# title: {last}\n# description: Checks that were written for conftest.\n# custom:\n#   stride: {stride}\npackage {package}\n\nimport data.stride.lib\nimport data.stride.result\n"
    );
    for (at, rule) in rules.iter().enumerate() {
        let ty = rule.sources.iter().find_map(|source| {
            types().into_iter().find(|ty| sources(ty).contains(&source.as_str()))
        });
        let ty = ty.unwrap_or("ecs.task_definition");
        let reads: Vec<String> = rule
            .attributes
            .iter()
            .filter(|path| attribute(ty, path).is_some())
            .map(|path| format!("#       \"{path}\": null\n"))
            .collect();
        let table = if reads.is_empty() {
            format!("#     {ty}: {{}}\n")
        } else {
            format!("#     {ty}:\n{}", reads.concat())
        };
        let body: String = rule.text.lines().map(|line| format!("\t# {line}\n")).collect();
        let body = body.replace("\t# \n", "\t#\n");
        let name =
            if rules.len() == 1 { rule.name.clone() } else { format!("{}_{}", rule.name, at + 1) };
        out.push_str(&format!(
            "\n# METADATA\n# title: {name}\n# description: Was a rule of conftest.\n# custom:\n#   severity: {}\n#   message: \"{{name}}: say what is wrong\"\n#   reads:\n{table}{name} contains finding if {{\n\tsome resource in lib.of_type(\"{ty}\")\n\n\t# What it asked for, on another document:\n{body}\tfalse\n\tfinding := result.at(resource, [])\n}}\n",
            rule.severity
        ));
    }
    Ok(vec![(PathBuf::from(format!("{last}.rego")), out)])
}

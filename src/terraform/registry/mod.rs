//! Models of registry modules that people write containers with: what the module makes of its
//! arguments, in the language that modules are written in. A finding is then reported on the
//! caller's argument although nobody fetched the module.
//!
//! A module that `terraform init` has fetched is read itself; its model is for trees without it.

mod versions;

use super::config::Config;
use crate::syntax::hcl::{
    self,
    ast::{Attribute, Block, Body, Expr, Kind},
};
use std::sync::Arc;
pub(super) use versions::Versions;

/// In front of a model's name where a folder's would stand. No folder of a tree is named so: it
/// would be a path from the root.
const FOLDER: &str = "/registry/";

/// What is known of a module.
struct Model {
    /// `owner/module`, and `//folder` of a submodule.
    name: &'static str,
    /// The first version that it describes. An earlier one has other arguments.
    first: [u32; 3],
    /// What the module declares.
    text: &'static str,
}

/// What modules of cloudposse have in common: the arguments that make names and tags. A model that
/// asks `module.this` has them.
const CONTEXT: &str = include_str!("cloudposse_context.hcl");

const fn model(name: &'static str, first: [u32; 3], text: &'static str) -> Model {
    Model { name, first, text }
}

const MODELS: &[Model] = &[
    model("boldlink/ecs-service", [1, 5, 0], include_str!("boldlink_ecs_service.hcl")),
    model("cloudposse/alb", [0, 17, 0], include_str!("cloudposse_alb.hcl")),
    model("cloudposse/alb-ingress", [0, 20, 0], include_str!("cloudposse_alb_ingress.hcl")),
    model(
        "cloudposse/config//modules/deepmerge",
        [0, 0, 0],
        include_str!("cloudposse_deepmerge.hcl"),
    ),
    model("cloudposse/dynamic-subnets", [0, 30, 0], include_str!("cloudposse_dynamic_subnets.hcl")),
    model("cloudposse/ecr", [0, 30, 0], include_str!("cloudposse_ecr.hcl")),
    model(
        "cloudposse/ecs-alb-service-task",
        [0, 40, 0],
        include_str!("cloudposse_ecs_alb_service_task.hcl"),
    ),
    model(
        "cloudposse/ecs-container-definition",
        [0, 0, 0],
        include_str!("cloudposse_container_definition.hcl"),
    ),
    model("cloudposse/ecs-web-app", [0, 60, 0], include_str!("cloudposse_ecs_web_app.hcl")),
    model("cloudposse/iam-policy", [0, 2, 0], include_str!("cloudposse_iam_policy.hcl")),
    model("cloudposse/kms-key", [0, 7, 0], include_str!("cloudposse_kms_key.hcl")),
    model("cloudposse/label", [0, 16, 0], include_str!("cloudposse_label.hcl")),
    model("cloudposse/vpc", [0, 17, 0], include_str!("cloudposse_vpc.hcl")),
    model("cn-terraform/ecs-alb", [1, 0, 20], include_str!("cn_ecs_alb.hcl")),
    model("cn-terraform/ecs-cluster", [1, 0, 0], include_str!("cn_ecs_cluster.hcl")),
    model("cn-terraform/ecs-fargate", [2, 0, 20], include_str!("cn_ecs_fargate.hcl")),
    model(
        "cn-terraform/ecs-fargate-service",
        [2, 0, 30],
        include_str!("cn_ecs_fargate_service.hcl"),
    ),
    model(
        "cn-terraform/ecs-fargate-task-definition",
        [1, 0, 0],
        include_str!("cn_ecs_fargate_task_definition.hcl"),
    ),
    model("cn-terraform/networking", [3, 0, 0], include_str!("cn_networking.hcl")),
    model("terraform-aws-modules/acm", [3, 0, 0], include_str!("aws_acm.hcl")),
    model("terraform-aws-modules/alb", [5, 0, 0], include_str!("aws_alb.hcl")),
    model("terraform-aws-modules/autoscaling", [6, 0, 0], include_str!("aws_autoscaling.hcl")),
    model("terraform-aws-modules/ecr", [1, 0, 0], include_str!("aws_ecr.hcl")),
    model("terraform-aws-modules/ecs", [0, 0, 0], include_str!("aws_ecs.hcl")),
    model(
        "terraform-aws-modules/ecs//modules/cluster",
        [0, 0, 0],
        include_str!("aws_ecs_cluster.hcl"),
    ),
    model(
        "terraform-aws-modules/ecs//modules/container-definition",
        [0, 0, 0],
        include_str!("aws_ecs_container_definition.hcl"),
    ),
    model(
        "terraform-aws-modules/ecs//modules/service",
        [0, 0, 0],
        include_str!("aws_ecs_service.hcl"),
    ),
    model("terraform-aws-modules/efs", [1, 0, 0], include_str!("aws_efs.hcl")),
    model(
        "terraform-aws-modules/iam//modules/iam-assumable-role",
        [3, 0, 0],
        include_str!("aws_iam_assumable_role.hcl"),
    ),
    model(
        "terraform-aws-modules/iam//modules/iam-assumable-role-with-oidc",
        [3, 0, 0],
        include_str!("aws_iam_assumable_role_with_oidc.hcl"),
    ),
    model(
        "terraform-aws-modules/iam//modules/iam-policy",
        [2, 0, 0],
        include_str!("aws_iam_policy.hcl"),
    ),
    model(
        "terraform-aws-modules/iam//modules/iam-role",
        [6, 0, 0],
        include_str!("aws_iam_role.hcl"),
    ),
    model("terraform-aws-modules/kms", [1, 0, 0], include_str!("aws_kms.hcl")),
    model("terraform-aws-modules/lambda", [2, 0, 0], include_str!("aws_lambda.hcl")),
    model("terraform-aws-modules/rds", [3, 0, 0], include_str!("aws_rds.hcl")),
    model("terraform-aws-modules/rds-aurora", [7, 0, 0], include_str!("aws_rds_aurora.hcl")),
    model("terraform-aws-modules/s3-bucket", [1, 0, 0], include_str!("aws_s3_bucket.hcl")),
    model(
        "terraform-aws-modules/secrets-manager",
        [1, 0, 0],
        include_str!("aws_secrets_manager.hcl"),
    ),
    model(
        "terraform-aws-modules/security-group",
        [3, 0, 0],
        include_str!("aws_security_group.hcl"),
    ),
    model("terraform-aws-modules/vpc", [1, 0, 0], include_str!("aws_vpc.hcl")),
];

/// The folder that stands for a module that is known, by a registry address or the module's git
/// repository. `constraint` is what the call says of the version, `within` the folder of the module
/// that the call stands in.
pub(super) fn folder_of(source: &str, constraint: Versions, within: &str) -> Option<String> {
    let model = model_of(source)?;
    let package = |name: &str| name.split("//").next().map(str::to_owned);
    // A part of a model is of the model's version.
    let inherited = within.strip_prefix(FOLDER).and_then(|within| within.split_once('@'));
    let inherited = inherited.filter(|(name, _)| package(name) == package(model.name));
    let named = source.split_once('?').map(|(_, query)| query.split('&'));
    let named = named.and_then(|mut query| query.find_map(|part| part.strip_prefix("ref=")));
    let versions = match (inherited.and_then(|(_, name)| Versions::of_name(name)), named) {
        (Some(versions), _) => versions,
        (None, Some(name)) => Versions::of_ref(name),
        (None, None) => constraint,
    };
    let described = versions.since(model.first) == Some(true);
    described.then(|| format!("{FOLDER}{}@{}", model.name, versions.name()))
}

/// What the model of a registry module is called, by the module's source: `terraform-aws-modules/alb`.
#[must_use]
pub fn model_name(source: &str) -> Option<&'static str> {
    model_of(source).map(|model| model.name)
}

/// Whether the model of a name declares a variable: the registry module has such an argument.
#[must_use]
pub fn has_argument(model: &str, argument: &str) -> bool {
    let Some(model) = MODELS.iter().find(|known| known.name == model) else { return false };
    let mut defaults = false;
    model.text.lines().any(|line| {
        defaults = line == "defaults {" || defaults && line != "}";
        let declared = line.strip_prefix("variable \"").and_then(|rest| rest.split('"').next());
        let listed = line.trim_start().split([' ', '=']).next().filter(|_| defaults);
        declared == Some(argument) || listed == Some(argument)
    })
}

fn model_of(source: &str) -> Option<&'static Model> {
    let source = source.split('?').next().unwrap_or(source);
    let source = source.strip_prefix("git::").unwrap_or(source);
    let source = source.replace(".git", "");
    let (package, folder) = match source.split_once("://") {
        Some((_, rest)) => {
            rest.split_once("//").map_or((rest, ""), |(package, folder)| (package, folder))
        }
        None => source
            .split_once("//")
            .map_or((source.as_str(), ""), |(package, folder)| (package, folder)),
    };
    let package = package.rsplit('@').next().unwrap_or(package).replace(':', "/");
    let parts: Vec<&str> = package.split('/').filter(|part| !part.is_empty()).collect();
    let name = match parts.as_slice() {
        [.., owner, module, "aws" | "yaml" | "null"] => format!("{owner}/{module}"),
        [.., owner, repository] => {
            let provider = ["terraform-aws-", "terraform-yaml-", "terraform-null-"];
            let module = provider.iter().find_map(|prefix| repository.strip_prefix(prefix))?;
            format!("{owner}/{module}")
        }
        _ => return None,
    };
    let full =
        if folder.is_empty() { name } else { format!("{name}//{}", folder.trim_matches('/')) };
    MODELS.iter().find(|model| model.name == full)
}

/// Whether a folder is one of the models: what it declares is the program's, not the user's.
pub(super) fn is_model(folder: &str) -> bool {
    folder.starts_with(FOLDER)
}

/// A model's declarations. Three kinds of blocks are the models' own: `defaults` declares a variable
/// by each of its attributes, and the list `names` of `unused` has the arguments on which nothing
/// depends that is looked at. There, a `*` at either end stands for any text. `left_out "aws_s3_bucket"
/// "logs"` is a resource that the module makes where `when` is true, and of which the model says no more.
pub(super) fn config(folder: &str) -> Option<Config> {
    let (name, versions) = folder.strip_prefix(FOLDER)?.split_once('@')?;
    let model = MODELS.iter().find(|model| model.name == name)?;
    let asked = Versions::of_name(versions)?.declarations(model.text);
    let mut blocks = Vec::new();
    let mut unused = Vec::new();
    let mut left_out = Vec::new();
    let context = if model.text.contains("module.this.") { CONTEXT } else { "" };
    for text in [model.text, &asked, context] {
        for block in hcl::parse_body_text(text).0.blocks {
            match &*block.kind {
                "defaults" => blocks.extend(block.body.attributes.into_iter().map(variable)),
                "unused" => unused.extend(names(&block)),
                "left_out" => left_out.extend(conditional(block)),
                _ => blocks.push(block),
            }
        }
    }
    let config = Config::of_blocks(&crate::tree::Tree::of_texts(&[]), folder, blocks);
    Some(Config { unused, left_out, ..config })
}

/// `variable "name" { default = value }`. Where nothing is the default, a null means nothing too.
fn variable(attribute: Attribute) -> Block {
    let Attribute { name, place, value } = attribute;
    let empty = match &value.kind {
        Kind::List(items) => items.is_empty(),
        Kind::Object(entries) => entries.is_empty(),
        _ => false,
    };
    let attribute = |name: &str, value| Attribute { name: Arc::from(name), place, value };
    let nullable =
        empty.then(|| attribute("nullable", Expr { kind: Kind::Bool(false), place: None }));
    let default = attribute("default", value);
    Block {
        kind: Arc::from("variable"),
        labels: vec![(name, None)],
        header: None,
        body: Body {
            attributes: std::iter::once(default).chain(nullable).collect(),
            ..Body::default()
        },
        json: false,
    }
}

/// The address of a resource that a model leaves out, and when it is there.
fn conditional(block: Block) -> Option<(String, Expr)> {
    let address = format!("{}.{}", block.label(0)?, block.label(1)?);
    let when = block.body.attributes.into_iter().find(|own| &*own.name == "when")?;
    Some((address, when.value))
}

fn names(block: &Block) -> Vec<String> {
    let Some(Kind::List(items)) = block.body.attribute("names").map(|names| &names.value.kind)
    else {
        return Vec::new();
    };
    items.iter().filter_map(Expr::literal).collect()
}

/// Whether a model follows an argument, or nothing depends on it.
pub(super) fn covers(config: &Config, argument: &str) -> bool {
    let stands_for = |pattern: &String| match (pattern.strip_prefix('*'), pattern.strip_suffix('*'))
    {
        (Some(end), None) => argument.ends_with(end),
        (None, Some(start)) => argument.starts_with(start),
        (Some(_), Some(_)) => argument.contains(pattern.trim_matches('*')),
        (None, None) => argument == pattern,
    };
    config.variables.contains_key(argument) || config.unused.iter().any(stands_for)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(source: &str) -> Option<&'static str> {
        super::model_name(source)
    }

    #[test]
    fn sources_name_their_models() {
        assert_eq!(
            named("cloudposse/ecs-container-definition/aws"),
            Some("cloudposse/ecs-container-definition")
        );
        let git = "git::https://github.com/cloudposse/terraform-aws-ecs-container-definition.git?ref=tags/0.45.2";
        assert_eq!(named(git), Some("cloudposse/ecs-container-definition"));
        assert_eq!(
            named("terraform-aws-modules/ecs/aws//modules/service"),
            Some("terraform-aws-modules/ecs//modules/service")
        );
        let ssh = "git@github.com:terraform-aws-modules/terraform-aws-ecs.git//modules/cluster?ref=v5.0.0";
        assert_eq!(named(ssh), Some("terraform-aws-modules/ecs//modules/cluster"));
        assert_eq!(
            named("registry.terraform.io/terraform-aws-modules/ecs/aws"),
            Some("terraform-aws-modules/ecs")
        );
        let deepmerge = "registry.terraform.io/cloudposse/config/yaml//modules/deepmerge";
        assert_eq!(named(deepmerge), Some("cloudposse/config//modules/deepmerge"));
        assert_eq!(
            named(
                "git::https://github.com/cloudposse/terraform-yaml-config.git//modules/deepmerge"
            ),
            named(deepmerge)
        );
        assert_eq!(named("terraform-aws-modules/transit-gateway/aws"), None);
    }

    #[test]
    fn every_model_parses() {
        for model in MODELS {
            let (body, errors) = hcl::parse_body_text(model.text);
            assert!(errors.is_empty(), "{}: {errors:?}", model.name);
            assert!(!body.blocks.is_empty());
        }
    }

    #[test]
    fn the_version_is_part_of_the_folder() {
        let at = |source: &str, constraint, within: &str| folder_of(source, constraint, within);
        let cluster = "terraform-aws-modules/ecs/aws//modules/cluster";
        let five = Versions::of_constraint("~> 5.0");
        let root = at("terraform-aws-modules/ecs/aws", five, "").unwrap();
        assert_eq!(root, "/registry/terraform-aws-modules/ecs@5.0.0-6.0.0");
        // A part has the version of the whole, whatever its own call says.
        assert!(at(cluster, Versions::LATEST, &root).unwrap().ends_with("@5.0.0-6.0.0"));
        let git = "git::https://github.com/terraform-aws-modules/terraform-aws-ecs.git?ref=v5.2.0";
        assert!(at(git, Versions::LATEST, "").unwrap().ends_with("@5.2.0-5.2.1"));
    }

    #[test]
    fn the_readme_lists_every_model() {
        let readme = include_str!("../../../README.md");
        for model in MODELS {
            let (package, folder) = model.name.split_once("//").unwrap_or((model.name, ""));
            let (owner, module) = package.split_once('/').unwrap();
            let row = readme.lines().find(|line| line.starts_with(&format!("| `{owner}` |")));
            let row = row.unwrap_or_else(|| panic!("{owner} has no row"));
            let part = folder.rsplit('/').next().filter(|part| !part.is_empty()).unwrap_or(module);
            assert!(row.contains(&format!("`{module}`")), "{module}");
            assert!(row.contains(&format!("`{part}`")), "{part}");
        }
    }

    /// A name that a model takes for one of its variables, locals or resources has to be one.
    #[test]
    fn models_name_what_they_declare() {
        for model in MODELS {
            let folder = format!("{FOLDER}{}@{}", model.name, Versions::LATEST.name());
            let config = config(&folder).unwrap();
            for (at, _) in model.text.match_indices("var.") {
                let before = model.text[..at].chars().next_back().unwrap_or(' ');
                let name =
                    model.text[at + 4..].split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
                let name = name.clone().next().unwrap_or_default();
                let own = before.is_ascii_alphanumeric() || before == '_' || before == '.';
                let known = config.variables.contains_key(name);
                assert!(own || name.is_empty() || known, "{}: var.{name}", model.name);
            }
        }
    }
}

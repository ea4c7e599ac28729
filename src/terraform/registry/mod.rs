//! Models of registry modules that people write containers with: what the module makes of its
//! arguments, in the language that modules are written in. A finding is then reported on the
//! caller's argument although nobody fetched the module.
//!
//! A module that `terraform init` has fetched is read itself; its model is for trees without it.

use super::config::Config;
use crate::syntax::hcl;

/// Name of the model, and its text.
const MODELS: [(&str, &str); 6] = [
    ("cloudposse/config//modules/deepmerge", include_str!("cloudposse_deepmerge.hcl")),
    ("cloudposse/ecs-container-definition", include_str!("cloudposse_container_definition.hcl")),
    ("terraform-aws-modules/ecs", include_str!("aws_ecs.hcl")),
    ("terraform-aws-modules/ecs//modules/cluster", include_str!("aws_ecs_cluster.hcl")),
    (
        "terraform-aws-modules/ecs//modules/container-definition",
        include_str!("aws_ecs_container_definition.hcl"),
    ),
    ("terraform-aws-modules/ecs//modules/service", include_str!("aws_ecs_service.hcl")),
];

/// The name of the model for a module source: a registry address, or the module's git repository.
pub(super) fn model_of(source: &str) -> Option<&'static str> {
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
    let mut parts: Vec<&str> = package.split('/').filter(|part| !part.is_empty()).collect();
    let name = match parts.as_slice() {
        [.., owner, module, "aws" | "yaml"] => format!("{owner}/{module}"),
        [.., owner, repository] => {
            let module = repository
                .strip_prefix("terraform-aws-")
                .or_else(|| repository.strip_prefix("terraform-yaml-"))?;
            format!("{owner}/{module}")
        }
        _ => return None,
    };
    parts.clear();
    let full =
        if folder.is_empty() { name } else { format!("{name}//{}", folder.trim_matches('/')) };
    MODELS.iter().map(|(model, _)| *model).find(|model| **model == *full)
}

/// Whether a folder is one of the models: what it declares is the program's, not the user's.
pub(super) fn is_model(folder: &str) -> bool {
    MODELS.iter().any(|(model, _)| *model == folder)
}

/// A model's declarations.
pub(super) fn config(model: &str) -> Option<Config> {
    let (name, text) = MODELS.iter().find(|(name, _)| *name == model)?;
    let (body, _) = hcl::parse_body_text(text);
    Some(Config::of_blocks(&crate::tree::Tree::of_texts(&[]), name, body.blocks))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_name_their_models() {
        assert_eq!(
            model_of("cloudposse/ecs-container-definition/aws"),
            Some("cloudposse/ecs-container-definition")
        );
        let git = "git::https://github.com/cloudposse/terraform-aws-ecs-container-definition.git?ref=tags/0.45.2";
        assert_eq!(model_of(git), Some("cloudposse/ecs-container-definition"));
        assert_eq!(
            model_of("terraform-aws-modules/ecs/aws//modules/service"),
            Some("terraform-aws-modules/ecs//modules/service")
        );
        let ssh = "git@github.com:terraform-aws-modules/terraform-aws-ecs.git//modules/cluster?ref=v5.0.0";
        assert_eq!(model_of(ssh), Some("terraform-aws-modules/ecs//modules/cluster"));
        assert_eq!(
            model_of("registry.terraform.io/terraform-aws-modules/ecs/aws"),
            Some("terraform-aws-modules/ecs")
        );
        let deepmerge = "registry.terraform.io/cloudposse/config/yaml//modules/deepmerge";
        assert_eq!(model_of(deepmerge), Some("cloudposse/config//modules/deepmerge"));
        assert_eq!(
            model_of(
                "git::https://github.com/cloudposse/terraform-yaml-config.git//modules/deepmerge"
            ),
            model_of(deepmerge)
        );
        assert_eq!(model_of("terraform-aws-modules/vpc/aws"), None);
    }

    #[test]
    fn every_model_parses() {
        for (name, text) in MODELS {
            let (body, errors) = hcl::parse_body_text(text);
            assert!(errors.is_empty(), "{name}: {errors:?}");
            assert!(!body.blocks.is_empty());
        }
    }
}

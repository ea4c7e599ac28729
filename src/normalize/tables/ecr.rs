//! ECR: repositories, pull-through cache rules, the registry's scanning.

use crate::normalize::map::schema::{Entries, Field, Rule, satellite, two};
use crate::normalize::map::table::Table;
use crate::normalize::map::walk::Walk;
use crate::value::{Entry, Value};
use std::sync::Arc;

const FILTERS: &[Field] = &[
    two("filter", "filter", "ImageTagMutabilityExclusionFilterValue", Rule::Id),
    two("filter_type", "filter_type", "ImageTagMutabilityExclusionFilterType", Rule::Upper),
];
const SCANNING: &[Field] = &[two("scan_on_push", "=", "ScanOnPush", Rule::Bool).good("true")];
const ENCRYPTION: &[Field] = &[
    two("encryption_type", "=", "EncryptionType", Rule::Upper).good("\"KMS\""),
    two("kms_key", "=", "KmsKey", Rule::Id),
];
const REPOSITORY: &[Field] = &[
    two("name", "=", "RepositoryName", Rule::Id),
    two("image_tag_mutability", "=", "ImageTagMutability", Rule::Upper).good("\"IMMUTABLE\""),
    two(
        "image_tag_mutability_exclusion_filters",
        "image_tag_mutability_exclusion_filter",
        "ImageTagMutabilityExclusionFilters",
        Rule::Objects(FILTERS),
    ),
    two("image_scanning_configuration", "=", "ImageScanningConfiguration", Rule::Object(SCANNING))
        .good("{\"scan_on_push\": true}"),
    two("encryption_configuration", "=", "EncryptionConfiguration", Rule::Object(ENCRYPTION))
        .good("{\"encryption_type\": \"KMS\"}"),
    two("force_delete", "=", "EmptyOnDelete", Rule::Bool).good("false"),
    two(
        "repository_policy",
        "aws_ecr_repository_policy:policy",
        "RepositoryPolicyText",
        Rule::Policy,
    )
    .good("{\"statements\": []}"),
    two(
        "lifecycle_policy",
        "aws_ecr_lifecycle_policy:policy",
        "LifecyclePolicy.LifecyclePolicyText",
        Rule::Present,
    )
    .good("true"),
    two("tags", "=", "Tags", Rule::FreeMap),
];

const PULL_THROUGH: &[Field] = &[
    two("ecr_repository_prefix", "=", "EcrRepositoryPrefix", Rule::Id),
    two("upstream_registry_url", "=", "UpstreamRegistryUrl", Rule::Lower)
        .good("\"public.ecr.aws\""),
    two("upstream_registry", "", "UpstreamRegistry", Rule::Lower),
    two("credential_arn", "=", "CredentialArn", Rule::Ref(&["secretsmanager.secret"])),
    two("custom_role_arn", "=", "CustomRoleArn", Rule::Ref(&["iam.role"])),
];

const REPOSITORY_FILTERS: &[Field] = &[
    two("filter", "filter", "Filter", Rule::Id).good("\"*\""),
    two("filter_type", "filter_type", "FilterType", Rule::Upper),
];
const SCANNING_RULES: &[Field] = &[
    two("scan_frequency", "=", "ScanFrequency", Rule::Upper).good("\"CONTINUOUS_SCAN\""),
    two(
        "repository_filters",
        "repository_filter",
        "RepositoryFilters",
        Rule::Objects(REPOSITORY_FILTERS),
    )
    .item("{\"filter\": \"*\"}"),
];
const REGISTRY_SCANNING: &[Field] = &[
    two("scan_type", "=", "ScanType", Rule::Upper).good("\"ENHANCED\""),
    two("rules", "rule", "Rules", Rule::Objects(SCANNING_RULES))
        .good("[{\"scan_frequency\": \"CONTINUOUS_SCAN\", \"repository_filters\": [{\"filter\": \"*\"}]}]"),
];

/// The URL that a registry's name in CloudFormation stands for (CloudFormation reference,
/// AWS::ECR::PullThroughCacheRule).
const UPSTREAMS: &[(&str, &str)] = &[
    ("docker-hub", "registry-1.docker.io"),
    ("quay", "quay.io"),
    ("k8s", "registry.k8s.io"),
    ("github-container-registry", "ghcr.io"),
    ("gitlab-container-registry", "registry.gitlab.com"),
    ("ecr-public", "public.ecr.aws"),
];

/// A rule that only names its upstream gets the upstream's URL.
fn pull_through(_: &mut Walk<'_>, entries: &mut Entries) {
    if entries.contains_key("upstream_registry_url") {
        return;
    }
    let Some(entry) = entries.get("upstream_registry") else { return };
    let Some((_, url)) =
        entry.value.as_str().and_then(|name| UPSTREAMS.iter().find(|(known, _)| *known == name))
    else {
        return;
    };
    let mut value = Value::string(*url, None);
    value.place = entry.value.place.clone();
    let key = entry.key;
    entries.insert(Arc::from("upstream_registry_url"), Entry { key, value });
}

/// The family's tables.
pub const TABLES: &[Table] = &[
    Table::new(
        "ecr.repository",
        &["aws_ecr_repository", "AWS::ECR::Repository"],
        "name",
        REPOSITORY,
    )
    .satellites(&[
        satellite("aws_ecr_repository_policy", "repository"),
        satellite("aws_ecr_lifecycle_policy", "repository"),
    ]),
    Table::new(
        "ecr.pull_through_cache_rule",
        &["aws_ecr_pull_through_cache_rule", "AWS::ECR::PullThroughCacheRule"],
        "ecr_repository_prefix",
        PULL_THROUGH,
    )
    .finish(pull_through),
    Table::new(
        "ecr.registry_scanning_configuration",
        &["aws_ecr_registry_scanning_configuration", "AWS::ECR::RegistryScanningConfiguration"],
        "",
        REGISTRY_SCANNING,
    ),
];

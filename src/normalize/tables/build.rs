//! What makes and delivers images: builds with their webhooks, pipelines.

use crate::normalize::map::lookup::lookup;
use crate::normalize::map::remade::same_place;
use crate::normalize::map::schema::{Dialect, Entries, Field, Rule, satellite, two};
use crate::normalize::map::table::Table;
use crate::normalize::map::walk::Walk;
use crate::value::{Cause, Data, Entry, List, Value};
use indexmap::IndexMap;
use std::sync::Arc;

const VARIABLES: &[Field] = &[
    two("name", "=", "Name", Rule::Text),
    two("value", "=", "Value", Rule::Text),
    two("type", "=", "Type", Rule::Upper).good("\"SECRETS_MANAGER\""),
];
const ENVIRONMENT: &[Field] = &[
    two("privileged_mode", "=", "PrivilegedMode", Rule::Bool).good("false"),
    two(
        "environment_variables",
        "environment_variable",
        "EnvironmentVariables",
        Rule::Objects(VARIABLES),
    ),
    two("image", "=", "Image", Rule::Id),
];
const SOURCE: &[Field] = &[
    two("type", "=", "Type", Rule::Upper).good("\"CODEPIPELINE\""),
    two("location", "=", "Location", Rule::Text),
    // Whether anyone on the internet can make a fork of the repository and open a pull request.
    two("forkable", "", "", Rule::Bool).good("false"),
];
const SECONDARY: &[Field] = &[
    two("type", "=", "Type", Rule::Upper).good("\"CODEPIPELINE\""),
    two("location", "=", "Location", Rule::Text),
];

const FILTER: &[Field] = &[
    two("type", "=", "Type", Rule::Upper).good("\"ACTOR_ACCOUNT_ID\""),
    two("pattern", "=", "Pattern", Rule::Text).good("\"PUSH\""),
    two("exclude_matched_pattern", "=", "ExcludeMatchedPattern", Rule::Bool).good("false"),
];
/// A filter that lets nobody but the team start a build.
const BY_ACTOR: &str = "[{\"type\": \"ACTOR_ACCOUNT_ID\", \"pattern\": \"^1$\"}]";
const GROUP: &[Field] =
    &[two("filters", "filter", ".", Rule::Many(&Rule::Object(FILTER))).good(BY_ACTOR)];
const GROUPS: &str = "[{\"filters\": [{\"type\": \"ACTOR_ACCOUNT_ID\", \"pattern\": \"^1$\"}]}]";
const APPROVAL: &[Field] =
    &[two("requires_comment_approval", "=", "RequiresCommentApproval", Rule::Upper)
        .good("\"ALL_PULL_REQUESTS\"")];
const WEBHOOK: &[Field] = &[
    two("enabled", "", "Webhook", Rule::Bool).good("true"),
    two("build_type", "=", "BuildType", Rule::Upper),
    two("filter_groups", "filter_group", "FilterGroups", Rule::Objects(GROUP)).good(GROUPS),
    two("branch_filter", "=", "", Rule::Id).good("\"^main$\""),
    two("pull_request_build_policy", "=", "PullRequestBuildPolicy", Rule::Object(APPROVAL))
        .good("{\"requires_comment_approval\": \"ALL_PULL_REQUESTS\"}"),
];
const PROJECT: &[Field] = &[
    two("name", "=", "Name", Rule::Id),
    two("environment", "=", "Environment", Rule::Object(ENVIRONMENT)),
    two("service_role", "=", "ServiceRole", Rule::Ref(&["iam.role"])),
    two("source", "=", "Source", Rule::Object(SOURCE)).good("{\"type\": \"CODEPIPELINE\"}"),
    two("secondary_sources", "=", "SecondarySources", Rule::Objects(SECONDARY)),
    two("webhook", "aws_codebuild_webhook:", "Triggers", Rule::Object(WEBHOOK)).good(
        "{\"enabled\": true, \"filter_groups\": [{\"filters\": [{\"type\": \"ACTOR_ACCOUNT_ID\", \"pattern\": \"^1$\"}]}], \
         \"pull_request_build_policy\": {\"requires_comment_approval\": \"ALL_PULL_REQUESTS\"}}",
    ),
];

/// Hosts whose repositories everybody can see unless they are made private, which the code of a
/// build does not say.
const PUBLIC_HOSTS: &[&str] = &["GITHUB", "GITLAB", "BITBUCKET"];
/// Hosts of an organization's own, and sources without forks.
const OWN_HOSTS: &[&str] = &["GITHUB_ENTERPRISE", "GITLAB_SELF_MANAGED"];

/// CloudFormation writes a group of filters as a list; whether strangers can fork the repository
/// follows from its host.
fn project(walk: &mut Walk<'_>, entries: &mut Entries) {
    group_filters(walk, entries);
    let repositories = private_repositories(walk);
    let Some(source) = entries.get_mut("source") else { return };
    let (ty, location) = (source.value.get("type").cloned(), source.value.get("location").cloned());
    let Data::Map(map) = &mut source.value.data else { return };
    let Some(ty) = ty else { return };
    let outside = |sentence| Value::unknown(Cause::outside(sentence), ty.place.span);
    let forkable = match ty.as_str() {
        Some(host) if PUBLIC_HOSTS.contains(&host) => {
            let private = location.as_ref().and_then(Value::as_str).is_some_and(|location| {
                let path = location.trim_end_matches('/').trim_end_matches(".git");
                repositories.iter().any(|name| path.ends_with(&format!("/{name}")))
            });
            if private {
                outside("who may fork a private repository is decided at its host")
            } else {
                Value::bool(true, ty.place.span)
            }
        }
        Some(host) if OWN_HOSTS.contains(&host) => {
            outside("who reaches the repository's host is decided outside this code")
        }
        Some(_) => Value::bool(false, ty.place.span),
        None => outside("the host of the repository is not known"),
    };
    Arc::make_mut(map).entries.insert(Arc::from("forkable"), Entry { key: None, value: forkable });
}

/// The names of the private repositories that the unit itself makes.
fn private_repositories(walk: &Walk<'_>) -> Vec<String> {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    walk.index
        .of_source("github_repository")
        .filter(|found| {
            let visibility = text(found.values.get("visibility"));
            let flag = found.values.get("private").and_then(Value::as_bool);
            visibility.is_some_and(|word| word != "public") || flag == Some(true)
        })
        .filter_map(|found| text(found.values.get("name")))
        .collect()
}

/// Puts the groups of a template in the shape of Terraform's blocks: objects with `filters`.
fn group_filters(walk: &mut Walk<'_>, entries: &mut Entries) {
    if walk.dialect != Dialect::CloudFormation {
        return;
    }
    let Some(found) = lookup(&walk.resource.values, "Triggers.FilterGroups", walk.dialect) else {
        return;
    };
    let Some(Data::Map(webhook)) = entries.get_mut("webhook").map(|entry| &mut entry.value.data)
    else {
        return;
    };
    let value = walk.arms(&found.value, as_groups);
    Arc::make_mut(webhook)
        .entries
        .insert(Arc::from("filter_groups"), Entry { key: found.key, value });
}

fn as_groups(walk: &mut Walk<'_>, value: &Value) -> Value {
    let Data::List(list) = &value.data else { return value.clone() };
    let items = list.items.iter().map(|item| walk.arms(item, as_group)).collect();
    same_place(value, Data::List(Arc::new(List { kind: list.kind, items })))
}

fn as_group(walk: &mut Walk<'_>, filters: &Value) -> Value {
    if !matches!(filters.data, Data::List(_)) {
        return filters.clone();
    }
    let path = "webhook.filter_groups.filters";
    let value = walk.apply(Rule::Objects(FILTER), filters, Dialect::CloudFormation, path);
    let entry = Entry { key: None, value };
    Value::map(IndexMap::from([(Arc::from("filters"), entry)]), filters.place.span)
}

const ACTION: &[Field] = &[
    two("name", "=", "Name", Rule::Id),
    two("category", "=", "ActionTypeId.Category", Rule::Id),
    two("owner", "=", "ActionTypeId.Owner", Rule::Id),
    two("provider", "=", "ActionTypeId.Provider", Rule::Id),
    two("role", "role_arn", "RoleArn", Rule::Ref(&["iam.role"])),
];
const STAGE: &[Field] = &[
    two("name", "=", "Name", Rule::Id),
    two("actions", "action", "Actions", Rule::Objects(ACTION)),
];
const PIPELINE: &[Field] = &[
    two("name", "=", "Name", Rule::Id),
    two("role", "role_arn", "RoleArn", Rule::Ref(&["iam.role"])),
    two("stages", "stage", "Stages", Rule::Objects(STAGE)),
];

/// The family's tables.
pub const TABLES: &[Table] = &[
    Table::new(
        "codebuild.project",
        &["aws_codebuild_project", "AWS::CodeBuild::Project"],
        "name",
        PROJECT,
    )
    .satellites(&[satellite("aws_codebuild_webhook", "project_name")])
    .finish(project),
    Table::new(
        "codepipeline.pipeline",
        &["aws_codepipeline", "AWS::CodePipeline::Pipeline"],
        "name",
        PIPELINE,
    ),
];

#[cfg(test)]
mod tests {
    use crate::normalize::tests::{Fixture, one};
    use serde_json::{Value, json};

    fn terraform(further: &[(&str, Value)], source: &Value) -> Value {
        let mut fixture = Fixture::new("x");
        fixture.add("aws_codebuild_project", "p", &json!({"name": "images", "source": [source]}));
        for (ty, values) in further {
            fixture.add(ty, "w", values);
        }
        fixture.printed()["resources"]["aws_codebuild_project.p"]["values"].clone()
    }

    #[test]
    fn filters_read_alike() {
        let webhook = json!({
            "project_name": {"$ref": ["aws_codebuild_project.p", "name"]},
            "filter_group": [{"filter": [
                {"type": "EVENT", "pattern": "PULL_REQUEST_CREATED"},
                {"type": "BASE_REF", "pattern": "main", "exclude_matched_pattern": false},
            ]}],
            "pull_request_build_policy": [{"requires_comment_approval": "ALL_PULL_REQUESTS"}],
        });
        let values = terraform(
            &[("aws_codebuild_webhook", webhook)],
            &json!({"type": "GITHUB", "location": "https://github.com/acme/app.git"}),
        );
        let template = one(
            "AWS::CodeBuild::Project",
            &json!({
                "Name": "images",
                "Source": {"Type": "GITHUB", "Location": "https://github.com/acme/app.git"},
                "Triggers": {
                    "Webhook": true,
                    "FilterGroups": [[
                        {"Type": "EVENT", "Pattern": "PULL_REQUEST_CREATED"},
                        {"Type": "BASE_REF", "Pattern": "main", "ExcludeMatchedPattern": false},
                    ]],
                    "PullRequestBuildPolicy": {"RequiresCommentApproval": "ALL_PULL_REQUESTS"},
                },
            }),
        );
        assert_eq!(
            values["webhook"]["filter_groups"],
            template["values"]["webhook"]["filter_groups"]
        );
        assert_eq!(values["webhook"]["filter_groups"][0]["filters"][1]["type"], "BASE_REF");
        assert_eq!(
            values["webhook"]["pull_request_build_policy"],
            template["values"]["webhook"]["pull_request_build_policy"]
        );
        assert_eq!(template["values"]["webhook"]["enabled"], true);
        assert_eq!(values["source"], template["values"]["source"]);
        assert_eq!(values["source"]["forkable"], true);
    }

    #[test]
    fn who_can_fork_follows_from_the_host() {
        let of = |ty: &str| terraform(&[], &json!({"type": ty}))["source"]["forkable"].clone();
        assert_eq!(of("CODEPIPELINE"), false);
        assert_eq!(of("CODECOMMIT"), false);
        assert_eq!(of("BITBUCKET"), true);
        assert!(of("GITHUB_ENTERPRISE")["$unknown"].is_string());
        let repository = json!({"name": "app", "visibility": "private"});
        let source = json!({"type": "GITHUB", "location": "https://github.com/acme/app.git"});
        let private = terraform(&[("github_repository", repository)], &source);
        assert!(private["source"]["forkable"]["$unknown"].is_string());
        let other = json!({"name": "other", "visibility": "private"});
        assert_eq!(terraform(&[("github_repository", other)], &source)["source"]["forkable"], true);
    }

    #[test]
    fn a_pipeline_reads_alike() {
        let terraform = one(
            "aws_codepipeline",
            &json!({"name": "p", "role_arn": "r", "stage": [{"name": "Deploy", "action": [
                {"name": "d", "category": "Deploy", "owner": "AWS", "provider": "ECS"},
            ]}]}),
        );
        let cloudformation = one(
            "AWS::CodePipeline::Pipeline",
            &json!({"Name": "p", "RoleArn": "r", "Stages": [{"Name": "Deploy", "Actions": [
                {"Name": "d", "ActionTypeId": {"Category": "Deploy", "Owner": "AWS", "Provider": "ECS", "Version": "1"}},
            ]}]}),
        );
        assert_eq!(terraform["type"], "codepipeline.pipeline");
        for path in ["/role", "/stages/0/actions/0/provider", "/stages/0/actions/0/category"] {
            assert_eq!(
                terraform["values"].pointer(path),
                cloudformation["values"].pointer(path),
                "{path}"
            );
        }
    }
}

//! IAM: roles, users, groups and policies, with everything that is attached to them.
//!
//! `policies` of a role, user or group is the list of what it may do, whatever kind of resource
//! says so: objects of `{name, kind, arn, statements, source}` with `kind` `inline`,
//! `customer_managed` or `aws_managed`, and `source` the address of the resource that holds the
//! statements (missing where that is the role itself or AWS).

mod policies;

use crate::normalize::map::lookup::lookup;
use crate::normalize::map::remade::{existing, rest_of, unknown_like};
use crate::normalize::map::schema::{Entries, Field, Rule, Satellite, field, satellite, two};
use crate::normalize::map::table::Table;
use crate::normalize::map::walk::Walk;
use crate::normalize::read::statement;
use crate::unit::Resource;
use crate::value::{Cause, Data, Entry, Value};
use policies::{attached, held, inline, object, word};
use std::sync::Arc;

const POLICY_REF: Rule = Rule::Ref(&["iam.policy"]);

const POLICIES: &[Field] = &[
    field("name", "", "", "", Rule::Id),
    field("kind", "", "", "", Rule::Id).good("\"inline\""),
    field("arn", "", "", "", Rule::Id),
    field("statements", "", "", "", Rule::Statements),
    field("source", "", "", "", Rule::Id),
];
/// Made by [`principal`] from the resource and its satellites. What may be attached besides is a
/// policy that cannot be read.
const OWN_POLICIES: Field = field("policies", "", "", "", Rule::Objects(POLICIES))
    .good("[{\"kind\": \"customer_managed\"}]");

const GROUP_POLICIES: &[Field] =
    &[field("group", "", "", "", Rule::Id), field("statements", "", "", "", Rule::Statements)];

const ROLE: &[Field] = &[
    two("name", "=", "RoleName | Name", Rule::Id),
    two("trust_policy", "assume_role_policy", "AssumeRolePolicyDocument", Rule::Policy)
        .good("{\"statements\": []}"),
    OWN_POLICIES,
    two(
        "managed_policy_arns",
        "= | aws_iam_role_policy_attachment:policy_arn | aws_iam_policy_attachment:policy_arn \
         | aws_iam_role_policy_attachments_exclusive:policy_arns | aws_ssoadmin_managed_policy_attachment:managed_policy_arn",
        "ManagedPolicyArns | ManagedPolicies",
        Rule::Many(&POLICY_REF),
    ),
    two("permissions_boundary", "=", "PermissionsBoundary", POLICY_REF),
    // Made by `principal`: there where the role trusts tasks and no task definition of the unit
    // names it, and never known.
    field("passed_to_tasks", "", "", "", Rule::Bool).good("false"),
    two("max_session_duration", "=", "MaxSessionDuration", Rule::Number).good("3600"),
    two("tags", "=", "Tags", Rule::FreeMap),
];

const LOGIN: &[Field] = &[field("password", "", "Password", "", Rule::Id)];
const USER: &[Field] = &[
    two("name", "=", "UserName", Rule::Id),
    two("login_profile", "aws_iam_user_login_profile:", "LoginProfile", Rule::Object(LOGIN))
        .good("null"),
    two(
        "groups",
        "aws_iam_user_group_membership:groups | aws_iam_group_membership:group",
        "Groups | AWS::IAM::UserToGroupAddition:GroupName",
        Rule::Many(&Rule::Ref(&["iam.group"])),
    ),
    // Made by `principal`: what the user may do by its groups outside the unit, which is not known.
    field("group_policies", "", "", "", Rule::Objects(GROUP_POLICIES))
        .good("[{\"group\": \"elsewhere\"}]"),
    OWN_POLICIES,
    two(
        "managed_policy_arns",
        "aws_iam_user_policy_attachment:policy_arn | aws_iam_policy_attachment:policy_arn \
         | aws_iam_user_policy_attachments_exclusive:policy_arns",
        "ManagedPolicyArns",
        Rule::Many(&POLICY_REF),
    ),
    two("permissions_boundary", "=", "PermissionsBoundary", POLICY_REF),
    two("tags", "=", "Tags", Rule::FreeMap),
];

const GROUP: &[Field] = &[
    two("name", "=", "GroupName", Rule::Id),
    OWN_POLICIES,
    two(
        "managed_policy_arns",
        "aws_iam_group_policy_attachment:policy_arn | aws_iam_policy_attachment:policy_arn \
         | aws_iam_group_policy_attachments_exclusive:policy_arns",
        "ManagedPolicyArns",
        Rule::Many(&POLICY_REF),
    ),
    two(
        "members",
        "aws_iam_group_membership:users",
        "AWS::IAM::UserToGroupAddition:Users",
        Rule::Many(&Rule::Ref(&["iam.user"])),
    ),
];

const ATTACHED: Rule = Rule::Many(&Rule::Ref(&["iam.role", "iam.user", "iam.group"]));
const POLICY: &[Field] = &[
    two("name", "name", "ManagedPolicyName | PolicyName", Rule::Id),
    two("statements", "policy", "PolicyDocument", Rule::Statements),
    two(
        "attached_to",
        "aws_iam_policy_attachment:roles | aws_iam_policy_attachment:users | aws_iam_policy_attachment:groups \
         | aws_iam_role_policy_attachment:role | aws_iam_user_policy_attachment:user | aws_iam_group_policy_attachment:group",
        "Roles | Users | Groups",
        ATTACHED,
    ),
    two(
        "users",
        "aws_iam_policy_attachment:users | aws_iam_user_policy_attachment:user | user",
        "Users | UserName",
        Rule::Many(&Rule::Ref(&["iam.user"])),
    ),
    two(
        "groups",
        "aws_iam_policy_attachment:groups | aws_iam_group_policy_attachment:group | group",
        "Groups | GroupName",
        Rule::Many(&Rule::Ref(&["iam.group"])),
    ),
];

const RESOURCE_POLICY: &[Field] = &[
    // The canonical type of the resource that it belongs to: never known.
    field("kind", "", "", "", Rule::Id).good("\"other\""),
    field("policy", "", "", "", Rule::Policy),
];

const ACCESS_KEY: &[Field] = &[
    two("user", "=", "UserName", Rule::Ref(&["iam.user"])),
    two("status", "=", "Status", Rule::Id).good("\"Inactive\""),
];

const PASSWORD: &[Field] = &[
    // The longest that IAM can ask for: what is long enough is a setting.
    two("minimum_password_length", "=", "", Rule::Number).good("128"),
    two("require_lowercase_characters", "=", "", Rule::Bool).good("true"),
    two("require_uppercase_characters", "=", "", Rule::Bool).good("true"),
    two("require_numbers", "=", "", Rule::Bool).good("true"),
    two("require_symbols", "=", "", Rule::Bool).good("true"),
    two("max_password_age", "=", "", Rule::Number).good("90"),
    two("password_reuse_prevention", "=", "", Rule::Number).good("24"),
];

/// What holds a policy of its own: the source type, the attribute with its name and the one with
/// its document.
const HOLDERS: &[(&str, &str, &str, &str)] = &[
    ("aws_iam_role_policy", "name", "policy", "inline"),
    ("aws_iam_user_policy", "name", "policy", "inline"),
    ("aws_iam_group_policy", "name", "policy", "inline"),
    ("aws_ssoadmin_permission_set_inline_policy", "name", "inline_policy", "inline"),
    ("AWS::IAM::Policy", "PolicyName", "PolicyDocument", "inline"),
    ("AWS::IAM::RolePolicy", "PolicyName", "PolicyDocument", "inline"),
    ("AWS::IAM::UserPolicy", "PolicyName", "PolicyDocument", "inline"),
    ("AWS::IAM::GroupPolicy", "PolicyName", "PolicyDocument", "inline"),
    ("AWS::IAM::ManagedPolicy", "ManagedPolicyName", "PolicyDocument", "customer_managed"),
];

/// Puts `policies` together.
fn principal(walk: &mut Walk<'_>, entries: &mut Entries) {
    let mut items: Vec<Value> = Vec::new();
    for (list, name, document) in
        [("inline_policy", "name", "policy"), ("Policies", "PolicyName", "PolicyDocument")]
    {
        let Some(found) = lookup(&walk.resource.values, list, walk.dialect) else { continue };
        match &found.value.data {
            Data::List(blocks) => {
                for block in blocks.items.iter().filter(|block| !block.is_null()) {
                    items.push(inline(walk, block, name, document));
                }
            }
            Data::Null => {}
            _ => items.push(rest_of(&found.value)),
        }
    }
    for (own, document) in [("inline_policy", "inline_policy"), ("InlinePolicy", "InlinePolicy")] {
        let document = walk
            .resource
            .values
            .get(document)
            .filter(|value| value.as_str().is_some() || (own == "InlinePolicy" && !value.is_null()))
            .cloned();
        if let Some(document) = document {
            let statements = statement::statements(walk, &document, "policies");
            items.push(object(
                vec![("kind", word("inline", &document)), ("statements", statements)],
                &document,
            ));
        }
    }
    let satellites: Vec<&Resource> = walk.index.satellites_of(&walk.resource.address).collect();
    for holder in satellites {
        let Some((_, name, document, kind)) =
            HOLDERS.iter().find(|(ty, ..)| *ty == holder.source_type)
        else {
            continue;
        };
        let policy = held(walk, holder, name, document, kind);
        let own = holder.address == walk.resource.address;
        items.push(if own { policy } else { existing(holder, policy) });
    }
    for source_type in ["aws_iam_role_policy", "aws_iam_user_policy", "aws_iam_group_policy"] {
        let kind = walk.resource.source_type.strip_prefix("aws_").unwrap_or_default();
        if source_type
            .strip_prefix("aws_")
            .is_some_and(|name| name.starts_with(kind) && !kind.is_empty())
            && let Some(unlinked) = walk.index.unlinked(source_type, walk.ty())
        {
            let reason = Cause::MayBelong { address: unlinked.into() };
            items.push(rest_of(&Value::unknown(reason, walk.resource.place.span)));
        }
    }
    if let Some(arns) = entries.get("managed_policy_arns").map(|entry| entry.value.clone()) {
        match &arns.data {
            Data::List(list) => items.extend(list.items.iter().map(|arn| attached(walk, arn))),
            _ => items.push(rest_of(&arns)),
        }
    }
    for key in ["inline_policy", "policies", "inline_policies"] {
        entries.shift_remove(key);
    }
    if !items.is_empty() {
        entries.insert(
            Arc::from("policies"),
            Entry { key: None, value: Value::list(items, walk.resource.place.span) },
        );
    }
    match walk.ty() {
        "iam.user" => group_policies(walk, entries),
        "iam.role" => passed_to_tasks(walk, entries),
        _ => {}
    }
}

/// The policies of groups outside the unit: nobody can read them here.
fn group_policies(walk: &Walk<'_>, entries: &mut Entries) {
    let Some(groups) = entries.get("groups").map(|entry| entry.value.clone()) else { return };
    let outside = |group: &&Value| {
        !group.references().iter().any(|reference| walk.index.find(&reference.to).is_some())
    };
    let items: Vec<Value> = match &groups.data {
        Data::List(list) => list.items.iter().filter(outside).map(policies_of_group).collect(),
        _ => vec![rest_of(&groups)],
    };
    if !items.is_empty() {
        entries.insert(
            Arc::from("group_policies"),
            Entry { key: None, value: Value::list(items, groups.place.span) },
        );
    }
}

fn policies_of_group(group: &Value) -> Value {
    if group.as_unknown().is_some_and(|unknown| unknown.rest) {
        return group.clone();
    }
    let mut statements =
        unknown_like(group, Cause::outside("the policies of a group that is not in this code"));
    statements.refs = None;
    object(vec![("group", group.clone()), ("statements", statements)], group)
}

/// A role that tasks may assume and that no task definition of the unit names is a task's or an
/// execution role all the same, or will be: which of them is not known.
fn passed_to_tasks(walk: &Walk<'_>, entries: &mut Entries) {
    let trusts_tasks =
        entries.get("trust_policy").is_some_and(|entry| names_tasks(&entry.value, 0));
    if trusts_tasks && !walk.index.is_named_by_tasks(&walk.resource.address) {
        let value = Value::unknown(
            Cause::outside("no task definition in this code names the role"),
            walk.resource.place.span,
        );
        entries.insert(Arc::from("passed_to_tasks"), Entry { key: None, value });
    }
}

/// Whether a trust policy has the principal of tasks in it.
fn names_tasks(value: &Value, depth: usize) -> bool {
    match &value.data {
        Data::String(text) => text.text.starts_with("ecs-tasks."),
        Data::List(list) if depth < MAX_TRUST => {
            list.items.iter().any(|item| names_tasks(item, depth + 1))
        }
        Data::Map(map) if depth < MAX_TRUST => ["statements", "principals", "id"]
            .into_iter()
            .filter_map(|key| map.entries.get(key))
            .any(|entry| names_tasks(&entry.value, depth + 1)),
        Data::Either(either) if depth < MAX_TRUST => {
            [&either.then, &either.otherwise].into_iter().any(|arm| names_tasks(arm, depth + 1))
        }
        _ => false,
    }
}

/// Statements, principals and the arms around them nest no deeper than this in policies that people
/// write.
const MAX_TRUST: usize = 64;

const ROLE_SATELLITES: &[Satellite] = &[
    satellite("aws_iam_role_policy", "role"),
    satellite("aws_iam_role_policy_attachment", "role"),
    satellite("aws_iam_policy_attachment", "roles"),
    satellite("aws_iam_role_policy_attachments_exclusive", "role_name"),
    satellite("aws_iam_role_policies_exclusive", "role_name"),
    satellite("aws_ssoadmin_permission_set_inline_policy", "permission_set_arn"),
    satellite("aws_ssoadmin_managed_policy_attachment", "permission_set_arn"),
    satellite("AWS::IAM::Policy", "Roles"),
    satellite("AWS::IAM::ManagedPolicy", "Roles"),
    satellite("AWS::IAM::RolePolicy", "RoleName"),
];
const USER_SATELLITES: &[Satellite] = &[
    satellite("aws_iam_user_policy", "user"),
    satellite("aws_iam_user_policy_attachment", "user"),
    satellite("aws_iam_policy_attachment", "users"),
    satellite("aws_iam_user_login_profile", "user"),
    satellite("aws_iam_user_group_membership", "user"),
    satellite("aws_iam_group_membership", "users"),
    satellite("aws_iam_user_policies_exclusive", "user_name"),
    satellite("aws_iam_user_policy_attachments_exclusive", "user_name"),
    satellite("AWS::IAM::Policy", "Users"),
    satellite("AWS::IAM::ManagedPolicy", "Users"),
    satellite("AWS::IAM::UserPolicy", "UserName"),
    satellite("AWS::IAM::UserToGroupAddition", "Users"),
];
const GROUP_SATELLITES: &[Satellite] = &[
    satellite("aws_iam_group_policy", "group"),
    satellite("aws_iam_group_policy_attachment", "group"),
    satellite("aws_iam_policy_attachment", "groups"),
    satellite("aws_iam_group_membership", "group"),
    satellite("aws_iam_group_policies_exclusive", "group_name"),
    satellite("aws_iam_group_policy_attachments_exclusive", "group_name"),
    satellite("AWS::IAM::Policy", "Groups"),
    satellite("AWS::IAM::ManagedPolicy", "Groups"),
    satellite("AWS::IAM::GroupPolicy", "GroupName"),
    satellite("AWS::IAM::UserToGroupAddition", "GroupName"),
];
const POLICY_SATELLITES: &[Satellite] = &[
    satellite("aws_iam_policy_attachment", "policy_arn"),
    satellite("aws_iam_role_policy_attachment", "policy_arn"),
    satellite("aws_iam_user_policy_attachment", "policy_arn"),
    satellite("aws_iam_group_policy_attachment", "policy_arn"),
];

/// The family's tables.
pub const TABLES: &[Table] = &[
    Table::new(
        "iam.role",
        &[
            "aws_iam_role",
            "AWS::IAM::Role",
            "aws_ssoadmin_permission_set",
            "AWS::SSO::PermissionSet",
        ],
        "name",
        ROLE,
    )
    .satellites(ROLE_SATELLITES)
    .finish(principal),
    Table::new("iam.user", &["aws_iam_user", "AWS::IAM::User"], "name", USER)
        .satellites(USER_SATELLITES)
        .finish(principal),
    Table::new("iam.group", &["aws_iam_group", "AWS::IAM::Group"], "name", GROUP)
        .satellites(GROUP_SATELLITES)
        .finish(principal),
    Table::new("iam.policy", &["aws_iam_policy", "AWS::IAM::ManagedPolicy"], "name", POLICY)
        .satellites(POLICY_SATELLITES),
    Table::new("iam.access_key", &["aws_iam_access_key", "AWS::IAM::AccessKey"], "", ACCESS_KEY),
    // A document with principals that no resource of the unit takes.
    Table::new("iam.resource_policy", &[], "", RESOURCE_POLICY),
    Table::new("iam.account_password_policy", &["aws_iam_account_password_policy"], "", PASSWORD),
];

#[cfg(test)]
mod tests;

//! What is no resource: the provider, modules, backends, variables, parameters.

use crate::normalize::map::remade::unknown_like;
use crate::normalize::map::schema::{Entries, Field, Rule, field, two};
use crate::normalize::map::table::Table;
use crate::normalize::map::template::Template;
use crate::normalize::map::walk::Walk;
use crate::secret::says_secret;
use crate::unit::ResourceKind;
use crate::value::{Data, Entry, Marks, Value};
use std::ops::Range;
use std::sync::Arc;

/// A field that only Terraform has, under its own name.
const fn tf(name: &'static str, rule: Rule) -> Field {
    field(name, "=", "", "", rule)
}

const ASSUME_ROLE: &[Field] = &[
    tf("role_arn", Rule::Ref(&["iam.role"])),
    tf("external_id", Rule::Id),
    tf("session_name", Rule::Id),
];
const PROVIDER: &[Field] = &[
    tf("alias", Rule::Id),
    tf("region", Rule::Id),
    tf("access_key", Rule::Id).good("null"),
    tf("secret_key", Rule::Id).good("null"),
    tf("token", Rule::Id).good("null"),
    tf("insecure", Rule::Bool).good("false"),
    field("endpoints", "endpoints", "", "", Rule::FreeMap),
    tf("assume_role", Rule::Objects(ASSUME_ROLE)),
    tf("skip_credentials_validation", Rule::Bool).good("true"),
    tf("ec2_metadata_service_endpoint", Rule::Id),
    field("default_tags", "default_tags.tags", "", "", Rule::FreeMap),
];

const BACKEND: &[Field] = &[
    field("kind", "backend", "", "", Rule::Lower).good("\"s3\""),
    stored("address", "address | config.address", Rule::Id).good("\"https://localhost\""),
    stored("lock_address", "lock_address | config.lock_address", Rule::Id)
        .good("\"https://localhost\""),
    stored("unlock_address", "unlock_address | config.unlock_address", Rule::Id)
        .good("\"https://localhost\""),
    stored(
        "skip_cert_verification",
        "skip_cert_verification | config.skip_cert_verification",
        Rule::Bool,
    )
    .good("false"),
    stored("insecure", "insecure | config.insecure", Rule::Bool).good("false"),
    stored("endpoints", "endpoints | config.endpoints", Rule::FreeMap),
    stored("endpoint", "endpoint | config.endpoint", Rule::Id),
    stored("encrypt", "encrypt | config.encrypt", Rule::Bool).good("true"),
    stored("username", "username | config.username", Rule::Id),
    stored("password", "password | config.password", Rule::Id).good("null"),
    stored("access_key", "access_key | config.access_key", Rule::Id).good("null"),
    stored("secret_key", "secret_key | config.secret_key", Rule::Id).good("null"),
    stored("token", "token | config.token", Rule::Id).good("null"),
    stored("conn_str", "conn_str | config.conn_str", Rule::Id),
];

/// A backend's argument, which `terraform_remote_state` takes below `config`.
const fn stored(name: &'static str, tf: &'static str, rule: Rule) -> Field {
    field(name, tf, "", "", rule)
}

/// The backend's kind is its label.
fn backend(walk: &mut Walk<'_>, entries: &mut Entries) {
    if walk.resource.kind == ResourceKind::Backend {
        let kind = walk.resource.address.rsplit('.').next().unwrap_or_default().to_owned();
        entries.insert(
            Arc::from("kind"),
            Entry { key: None, value: Value::string(kind, walk.resource.place.span) },
        );
    }
    // The s3 backend's one endpoint of old is its S3 endpoint.
    if let Some(entry) = entries.get("endpoint").cloned()
        && !entries.contains_key("endpoints")
    {
        let span = entry.value.place.span;
        let endpoints = indexmap::IndexMap::from([(Arc::from("s3"), entry)]);
        entries.insert(
            Arc::from("endpoints"),
            Entry { key: None, value: Value::map(endpoints, span) },
        );
    }
}

const MODULE: &[Field] = &[
    tf("source", Rule::Id),
    field("kind", "", "", "", Rule::Id).good("\"local\""),
    field("host", "", "", "", Rule::Id),
    field("scheme", "", "", "", Rule::Id).good("\"https\""),
    field("ref", "", "", "", Rule::Id),
    tf("version", Rule::Id),
];

/// What a module's source says (Terraform language documentation, "Module Sources"): `kind` is
/// `local`, `registry`, `git`, `github`, `bitbucket`, `hg`, `http`, `s3` or `gcs`; `scheme` and
/// `host` of a URL; `ref` of a version-controlled source.
fn module(walk: &mut Walk<'_>, entries: &mut Entries) {
    let Some(source) = entries.get("source").cloned() else { return };
    let Some(text) = source.value.as_str().map(str::to_owned) else {
        return unread(walk, &source.value, entries);
    };
    let mut put = |name: &str, text: &str, range: Range<usize>| {
        let mut value = Value::string(text, source.value.place.span);
        if let Some(part) =
            crate::normalize::map::template::part_of(walk.tree, &source.value, range)
        {
            value.place = part.place;
        }
        entries.insert(Arc::from(name), Entry { key: None, value });
    };
    let (forced, rest) = match text.split_once("::") {
        Some((getter, rest)) if getter.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
            (Some(getter), rest)
        }
        _ => (None, text.as_str()),
    };
    let start = text.len() - rest.len();
    let path_end = rest.find('?').unwrap_or(rest.len());
    let plain = &rest[..path_end];
    let kind = match forced {
        Some("git") => "git",
        Some("hg") => "hg",
        Some("s3") => "s3",
        Some("gcs") => "gcs",
        _ if plain.starts_with("./") || plain.starts_with("../") || plain.starts_with('/') => {
            "local"
        }
        _ if plain.starts_with("github.com/") => "github",
        _ if plain.starts_with("bitbucket.org/") => "bitbucket",
        _ if plain.starts_with("git@") || plain.starts_with("ssh://") => "git",
        _ if plain.contains("://")
            && (plain.ends_with(".git") || plain.contains(".git//"))
            && plain.contains("github.com") =>
        {
            "git"
        }
        _ if plain.starts_with("http://") || plain.starts_with("https://") => "http",
        _ if plain.contains(".amazonaws.com/") => "s3",
        _ if plain.contains("googleapis.com/storage") => "gcs",
        _ => "registry",
    };
    put("kind", kind, 0..text.len());
    if let Some((scheme, authority)) = plain.split_once("://") {
        put("scheme", scheme, start..start + scheme.len());
        let host = authority.split('/').next().unwrap_or_default();
        let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
        let at = text.find(host).unwrap_or(start);
        put("host", host, at..at + host.len());
    }
    if let Some(query) = rest.get(path_end + 1..)
        && let Some(at) = query
            .split('&')
            .find_map(|pair| pair.strip_prefix("ref="))
            .filter(|reference| !reference.is_empty())
    {
        let from = start + path_end + 1 + query.find(at).unwrap_or(0);
        put("ref", at, from..from + at.len());
    }
}

/// Of a source that is not known as a whole, the scheme may be; nothing else is.
fn unread(walk: &Walk<'_>, source: &Value, entries: &mut Entries) {
    for name in ["kind", "host", "ref", "scheme"] {
        let value = unknown_like(source, source.cause_or("the source is not known"));
        entries.insert(Arc::from(name), Entry { key: None, value });
    }
    let Some(template) = Template::of(source) else { return };
    let Some(end) = template.text.find("://") else { return };
    let start = template.text[..end].rfind(':').map_or(0, |colon| colon + 1);
    if !template.has_hole(&(0..end)) {
        entries.insert(
            Arc::from("scheme"),
            Entry { key: None, value: template.value(walk.tree, start..end) },
        );
    }
}

const VARIABLE: &[Field] = &[
    field("name", "", "", "", Rule::Id),
    tf("type", Rule::Any),
    tf("default", Rule::Any),
    tf("sensitive", Rule::Bool).good("true"),
    tf("ephemeral", Rule::Bool).good("true"),
    tf("description", Rule::Id),
];

const PARAMETER: &[Field] = &[
    two("name", "", "", Rule::Id),
    two("type", "", "Type", Rule::Id),
    two("default", "", "Default", Rule::Any),
    two("no_echo", "", "NoEcho", Rule::Bool).good("true"),
    two("allowed_values", "", "AllowedValues", Rule::List(&Rule::Text)),
    two("description", "", "Description", Rule::Id),
];

/// The name is the block's label or the logical id; a default that is null or empty is none. What
/// may be a secret is never printed: the values of a variable that is declared sensitive or whose
/// name says so, and the entries of a map by their keys.
fn named(walk: &mut Walk<'_>, entries: &mut Entries) {
    let declared = ["sensitive", "no_echo"]
        .iter()
        .any(|key| entries.get(*key).is_some_and(|entry| entry.value.as_bool() == Some(true)));
    let secret = declared || says_secret(&walk.resource.name);
    for key in ["default", "value"] {
        if let Some(entry) = entries.get_mut(key) {
            hide(&mut entry.value, secret, 0);
        }
    }
    let name = Value::string(walk.resource.name.as_str(), walk.resource.place.span);
    entries.shift_insert(0, Arc::from("name"), Entry { key: None, value: name });
    if entries
        .get("default")
        .is_some_and(|entry| entry.value.is_null() || entry.value.as_str() == Some(""))
    {
        entries.shift_remove("default");
    }
}

/// Marks the texts in a value.
fn hide(value: &mut Value, secret: bool, depth: usize) {
    match &mut value.data {
        Data::String(_) if secret => value.marks = value.marks.with(Marks::HIDDEN),
        Data::List(list) if depth < 16 => {
            Arc::make_mut(list).items.iter_mut().for_each(|item| hide(item, secret, depth + 1))
        }
        Data::Map(map) if depth < 16 => {
            for (key, entry) in &mut Arc::make_mut(map).entries {
                hide(&mut entry.value, secret || says_secret(key), depth + 1);
            }
        }
        _ => {}
    }
}

/// The family's tables.
pub const TABLES: &[Table] = &[
    Table::new("provider.aws", &[], "", PROVIDER),
    Table::new("terraform.backend", &[], "", BACKEND).finish(backend),
    Table::new("terraform.module", &[], "", MODULE).finish(module),
    Table::new("terraform.variable", &[], "", VARIABLE).finish(named),
    Table::new("cloudformation.parameter", &[], "", PARAMETER).finish(named),
];

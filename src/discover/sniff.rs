//! What a YAML or JSON file is, by its content: a byte search first, so that most files are never
//! parsed.

use crate::source::Problem;
use crate::tree::{Tree, decode};
use crate::unit::Format;
use memchr::memmem;
use std::borrow::Cow;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A CloudFormation (or SAM) template.
    Template,
    /// An ECS task definition, service or list of containers.
    TaskDefinition,
    /// A Terraform plan, `terraform show -json`.
    Plan,
}

impl Kind {
    /// What it is, in words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::Template => "a CloudFormation template",
            Kind::TaskDefinition => "an ECS task definition",
            Kind::Plan => "a Terraform plan",
        }
    }

    /// The format of its unit.
    #[must_use]
    pub fn format(self) -> Format {
        match self {
            Kind::Template => Format::CloudFormation,
            Kind::TaskDefinition => Format::Ecs,
            Kind::Plan => Format::Plan,
        }
    }
}

/// Whether a file's name allows a template, a task definition or a plan.
#[must_use]
pub fn may_be_ours(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    // What is filled in is read when its name says what it will be, and it is a task definition.
    if let Some(filled) = filled_in(&name) {
        return matches!(filled.rsplit_once('.'), Some((_, "json" | "yaml" | "yml")));
    }
    matches!(
        ending,
        "json"
            | "yaml"
            | "yml"
            | "template"
            | "cfn"
            | "cform"
            | "cftemplate"
            | "jsonc"
            | "jsonnet"
            | "libsonnet"
            | "tfplan"
    ) && !matches!(
        name.as_str(),
        "package-lock.json" | "package.json" | "composer.lock" | "pnpm-lock.yaml"
    )
}

/// The name of a file that another program fills in, without the ending that says so. Terraform's
/// own ending is not among them: those files are read where a module names them.
fn filled_in(name: &str) -> Option<&str> {
    let endings = [".tpl", ".tmpl", ".j2", ".jinja", ".jinja2", ".gotmpl", ".template"];
    endings
        .iter()
        .find_map(|ending| name.strip_suffix(ending))
        .filter(|_| [".json.", ".yaml.", ".yml."].iter().any(|inner| name.contains(inner)))
}

/// What the file is; `None` when it is nothing of ours.
///
/// # Errors
/// The file looks like ours and cannot be read. A file that cannot be read at all is an error too:
/// nobody knows what it is.
pub fn sniff(tree: &Tree, path: &str) -> Result<Option<Kind>, Problem> {
    let raw = tree.bytes_of_plan(path)?;
    // What its bytes hide is told where files are passed over.
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    if super::passed::unreadable(path, &name, &raw).is_some() {
        return Ok(None);
    }
    let bytes = utf8(&raw);
    let json = first_byte(&bytes).is_some_and(|byte| matches!(byte, b'{' | b'[' | b'/'));
    // In a file of another name what begins like JSON may be YAML in flow style.
    let quoted = json && name.rsplit_once('.').is_some_and(|(_, ending)| ending == "json");
    let has = |needle: &str| memmem::find(&bytes, needle.as_bytes()).is_some();
    if json
        && has("\"format_version\"")
        && (has("\"planned_values\"") || has("\"resource_changes\""))
    {
        return Ok(Some(Kind::Plan));
    }
    // What is too large to be read as a template is told by its bytes alone: the evaluation says
    // what is lost.
    let huge = raw.len() as u64 > tree.limits().file;
    // What fills a template in may change all of it; what fills a task definition in leaves its
    // shape.
    let filled = filled_in(&name).is_some();
    if !filled
        && key_with(&bytes, "Resources", quoted)
        && (huge && has("AWS::")
            || !huge && crate::cloudformation::looks_like_template(tree, path, &raw))
    {
        return Ok(Some(Kind::Template));
    }
    let ours = if huge {
        key_with(&bytes, "containerDefinitions", quoted)
    } else {
        crate::ecs::looks_like(path, &raw)
    };
    Ok(ours.then_some(Kind::TaskDefinition))
}

/// The bytes as UTF-8 when they are UTF-16; else as they are. A file that is no text stays what it
/// is: nothing is found in it.
fn utf8(bytes: &[u8]) -> Cow<'_, [u8]> {
    let wide = bytes.starts_with(&[0xff, 0xfe])
        || bytes.starts_with(&[0xfe, 0xff])
        || bytes.iter().take(2).any(|byte| *byte == 0);
    match wide.then(|| decode(bytes)) {
        Some(Ok(text)) => Cow::Owned(text.into_bytes()),
        _ => Cow::Borrowed(bytes),
    }
}

fn first_byte(bytes: &[u8]) -> Option<u8> {
    let bytes = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
    bytes.iter().copied().find(|byte| !byte.is_ascii_whitespace())
}

/// Whether a key stands in the text: `"key" :` anywhere in JSON; in YAML at the start of a line or
/// in flow style.
fn key_with(bytes: &[u8], key: &str, json: bool) -> bool {
    memmem::find_iter(bytes, key.as_bytes()).any(|at| {
        let before = bytes[..at].last().copied();
        let mut after = &bytes[at + key.len()..];
        let quoted = matches!(before, Some(b'"' | b'\''));
        if quoted {
            match after.first() {
                Some(b'"' | b'\'') => after = &after[1..],
                _ => return false,
            }
        }
        let colon = after.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b':');
        let boundary = quoted
            || before.is_none_or(|byte| {
                byte.is_ascii_whitespace() || matches!(byte, b'{' | b',' | 0xbf)
            });
        colon && boundary && (quoted || !json)
    })
}

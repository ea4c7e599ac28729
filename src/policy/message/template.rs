//! The template of a check's sentence: text with placeholders.

use std::str::FromStr;

/// A message with placeholders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Template {
    text: String,
    pub(crate) pieces: Vec<Piece>,
}

/// A run of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// As it stands.
    Text(String),
    /// `{name}`: the nearest enclosing object's name.
    Name,
    /// `{container}`: the container's name.
    Container,
    /// `{resource}`: the address.
    Resource,
    /// `{statement}`: the policy statement at the path, or the AWS managed policy, with its resource.
    Statement,
    /// `{value}`: the value at the path.
    Value,
    /// `{key}`: the path's last key.
    Key,
    /// `{object.a.b}`: a value of the innermost list item around the path.
    Object(Vec<String>),
    /// `{values.a.b}`: a value of the resource.
    Values(Vec<String>),
    /// `{fact.x}`: a fact of the policy.
    Fact(String),
}

impl Piece {
    /// Whether it stands for what somebody named: a resource, a container, an image.
    pub(super) fn is_name(&self) -> bool {
        match self {
            Piece::Name | Piece::Container | Piece::Resource => true,
            Piece::Object(keys) => keys.last().is_some_and(|key| key == "raw" || key == "name"),
            Piece::Values(keys) => keys.last().is_some_and(|key| key == "family" || key == "name"),
            Piece::Text(_) | Piece::Statement | Piece::Value | Piece::Key | Piece::Fact(_) => false,
        }
    }
}

/// The placeholders that are one word.
pub(crate) const PLACEHOLDERS: [&str; 6] =
    ["name", "container", "resource", "statement", "value", "key"];

/// A template that is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadTemplate {
    /// `{` without `}`.
    #[error("custom.message: a `{{` has no `}}`")]
    Open,
    /// No such placeholder.
    #[error("custom.message: `{{{0}}}` is not a placeholder")]
    Unknown(String),
}

impl Template {
    /// The template as written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl FromStr for Template {
    type Err = BadTemplate;

    fn from_str(text: &str) -> Result<Template, BadTemplate> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            if !before.is_empty() {
                pieces.push(Piece::Text(before.to_owned()));
            }
            let (name, after) = after.split_once('}').ok_or(BadTemplate::Open)?;
            pieces.push(placeholder(name)?);
            rest = after;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest.to_owned()));
        }
        Ok(Template { text: text.to_owned(), pieces })
    }
}

fn placeholder(name: &str) -> Result<Piece, BadTemplate> {
    let keys = |rest: &str| -> Option<Vec<String>> {
        let keys: Vec<String> = rest.split('.').map(str::to_owned).collect();
        keys.iter().all(|key| !key.is_empty()).then_some(keys)
    };
    let unknown = || BadTemplate::Unknown(name.to_owned());
    Ok(match name.split_once('.') {
        None => match name {
            "name" => Piece::Name,
            "container" => Piece::Container,
            "resource" => Piece::Resource,
            "statement" => Piece::Statement,
            "value" => Piece::Value,
            "key" => Piece::Key,
            _ => return Err(unknown()),
        },
        Some(("object", rest)) => Piece::Object(keys(rest).ok_or_else(unknown)?),
        Some(("values", rest)) => Piece::Values(keys(rest).ok_or_else(unknown)?),
        Some(("fact", rest)) if !rest.is_empty() => Piece::Fact(rest.to_owned()),
        Some(_) => return Err(unknown()),
    })
}

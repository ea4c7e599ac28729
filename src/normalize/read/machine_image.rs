//! What a machine image is, where its name tells: images of some platforms demand IMDSv2 by
//! themselves (Amazon EC2 user guide, "Configure the Instance Metadata Service options":
//! `ImdsSupport`).

use crate::normalize::map::index::Index;
use crate::normalize::map::remade::unknown_like;
use crate::normalize::map::template::{HOLE, Template};
use crate::unit::{Resource, ResourceKind};
use crate::value::{Data, Either, Value};
use std::sync::Arc;

/// Parts of names and paths of images, in lower case. `amazon-linux-2` follows the names that begin
/// with it.
const PLATFORMS: &[(&str, &str)] = &[
    ("bottlerocket", "bottlerocket"),
    ("windows", "windows"),
    ("al2023", "amazon-linux-2023"),
    ("amazon-linux-2023", "amazon-linux-2023"),
    ("amazon-linux-2", "amazon-linux-2"),
    ("amzn2", "amazon-linux-2"),
];

/// The platform of an image: from the name of the public parameter it is read from, or from the
/// name that a data source looks for. Null where nothing tells; unknown where the image is.
#[must_use]
pub fn platform(index: &Index<'_>, image: &Value) -> Value {
    if let Data::Either(either) = &image.data {
        let (then, otherwise) = (platform(index, &either.then), platform(index, &either.otherwise));
        if then.is_null() && otherwise.is_null() {
            return Value::null(image.place.span);
        }
        let mut both = Value::new(
            Data::Either(Arc::new(Either { condition: either.condition.clone(), then, otherwise })),
            None,
        );
        both.place = image.place.clone();
        return both;
    }
    let told = |name: &str| {
        let mut value = Value::string(name, None);
        value.place = image.place.clone();
        value
    };
    // `resolve:ssm:` in a launch template names the parameter. CloudFormation's unknown says which
    // parameter it is read from.
    let spelled = Template::of(image).map(|template| template.text);
    let parameter = image.as_unknown().and_then(|unknown| unknown.reason.ssm_name());
    if let Some(name) = spelled.as_deref().and_then(named).or_else(|| parameter.and_then(named)) {
        return told(name);
    }
    // An id tells nothing, whichever of several it is.
    let id = spelled.is_some_and(|text| text.starts_with("ami-"));
    if id || parameter.is_some_and(|name| name.contains("/aws/service/")) {
        return Value::null(image.place.span);
    }
    let mut open = image.references().is_empty() && image.as_unknown().is_some();
    for reference in image.references() {
        match index.find(&reference.to) {
            Some(found) => {
                let texts = names_of(found);
                if let Some(name) =
                    texts.iter().filter_map(|text| text.as_ref()).find_map(|text| named(text))
                {
                    return told(name);
                }
                open |= texts.iter().any(Option::is_none)
                    || !matches!(found.kind, ResourceKind::Managed | ResourceKind::Data);
            }
            None => open = true,
        }
    }
    if open && image.as_unknown().is_some() {
        return unknown_like(image, image.cause_or("the image is not known"));
    }
    Value::null(image.place.span)
}

fn named(text: &str) -> Option<&'static str> {
    let lower = text.to_ascii_lowercase();
    PLATFORMS.iter().find(|(part, _)| lower.contains(part)).map(|(_, platform)| *platform)
}

/// The names that a data source or resource gives for an image; `None` stands for one that is not
/// known.
fn names_of(resource: &Resource) -> Vec<Option<String>> {
    let mut names = Vec::new();
    for key in ["name", "name_regex", "description", "filter"] {
        if let Some(value) = resource.values.get(key) {
            texts(value, &mut names, 0);
        }
    }
    names
}

fn texts(value: &Value, names: &mut Vec<Option<String>>, depth: usize) {
    match &value.data {
        Data::Null | Data::Bool(_) | Data::Number(_) => {}
        _ if depth > 8 => {}
        Data::List(list) => list.items.iter().for_each(|item| texts(item, names, depth + 1)),
        Data::Map(map) => {
            map.entries.values().for_each(|entry| texts(&entry.value, names, depth + 1))
        }
        _ => match Template::of(value) {
            Some(template) if template.text.chars().any(|c| c != HOLE) => {
                names.push(Some(template.text))
            }
            _ => names.push(None),
        },
    }
}

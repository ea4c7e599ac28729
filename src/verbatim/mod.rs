//! Files as they are written, as plain JSON: what rules see that were written for conftest. Nothing is
//! evaluated, so that a reference stays the text that it is.

mod data;
mod hcl;

use crate::source::{File, FileId, Span};
use crate::syntax::json;
use crate::syntax::yaml::{self, Dialect};
use serde_json::Value;

/// Bytes of a file that is read so.
const MAX_BYTES: usize = 16 << 20;

/// A file as plain JSON.
#[derive(Clone, Debug, Default)]
pub struct Verbatim {
    /// What it says.
    pub value: Value,
    /// The resources that it declares, in its order.
    pub resources: Vec<Declared>,
}

/// A resource, and where a report shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// What it is called from outside: `aws_s3_bucket.logs`, a logical name.
    pub address: String,
    /// Its name alone: `logs`.
    pub name: String,
    /// Its type as the format writes it.
    pub ty: String,
    /// Its header, or its key.
    pub span: Option<Span>,
}

/// Why a file has no such form: at which byte, where that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The byte.
    pub at: Option<u32>,
    /// Why.
    pub why: String,
}

impl Unreadable {
    fn because(why: impl Into<String>) -> Unreadable {
        Unreadable { at: None, why: why.into() }
    }
}

/// Reads a file: HCL in the form that hcl2json has, JSON and YAML as they are, tags of YAML left out.
///
/// # Errors
/// It cannot be read, or is larger than is looked at.
pub fn read(id: FileId, file: &File) -> Result<Verbatim, Unreadable> {
    if file.text.len() > MAX_BYTES {
        let why = format!("it is larger than {} MiB", MAX_BYTES >> 20);
        return Err(Unreadable::because(why));
    }
    let ends = |ending: &str| file.path.ends_with(ending);
    if ends(".tf") || ends(".tofu") || ends(".hcl") || ends(".tfvars") {
        return hcl::read(id, &file.text);
    }
    let first = file.text.trim_start().chars().next();
    let read = if matches!(first, Some('{' | '[')) {
        json::parse(id, file)
    } else {
        yaml::read(id, file, Dialect::Terraform).map(|(value, _)| value)
    };
    let value = read.map_err(|error| Unreadable {
        at: error.span.map(|span| span.start),
        why: error.message.clone(),
    })?;
    Ok(Verbatim { resources: data::declared(&value), value: data::json(&value) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::Tree;
    use serde_json::json;

    pub(super) fn of(path: &str, text: &str) -> Result<Verbatim, Unreadable> {
        let tree = Tree::of_texts(&[(path, text)]);
        let (id, file) = tree.load(path).unwrap();
        read(id, &file)
    }

    fn addresses(read: &Verbatim) -> Vec<&str> {
        read.resources.iter().map(|one| one.address.as_str()).collect()
    }

    #[test]
    fn templates_are_read_as_they_are() {
        let json = of("a.json", "{\"Resources\": {\"B\": {\"Type\": \"AWS::S3::Bucket\", \"Properties\": {\"N\": {\"Ref\": \"P\"}, \"X\": 1.50}}}}").unwrap();
        assert_eq!(
            json.value["Resources"]["B"]["Properties"],
            json!({"N": {"Ref": "P"}, "X": 1.5})
        );
        assert_eq!(addresses(&json), ["B"]);
        let yaml = of(
            "a.yaml",
            "Resources:\n  B:\n    Type: AWS::S3::Bucket\n    Properties:\n      Name: !Ref P\n",
        );
        let yaml = yaml.unwrap();
        assert_eq!(yaml.value["Resources"]["B"]["Properties"]["Name"], json!("P"));
        assert_eq!((addresses(&yaml), &*yaml.resources[0].ty), (vec!["B"], "AWS::S3::Bucket"));
    }

    #[test]
    fn plans_are_read_as_they_are() {
        let text = "{\"format_version\": \"1.2\", \"resource_changes\": [{\"address\": \"module.m.aws_x.y[0]\", \"type\": \"aws_x\", \"name\": \"y\", \"change\": {\"after\": {\"n\": null}}}]}";
        let plan = of("plan.json", text).unwrap();
        assert_eq!(plan.value["resource_changes"][0]["change"]["after"], json!({"n": null}));
        assert_eq!(addresses(&plan), ["module.m.aws_x.y[0]"]);
        let span = plan.resources[0].span.unwrap();
        assert!(text[span.start as usize..span.end as usize].contains("module.m.aws_x.y[0]"));
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        assert!(of("a.json", "{\"a\": ").unwrap_err().why.len() > 5);
        assert!(of("a.tf", "resource \"a\" {\n").is_err());
    }
}

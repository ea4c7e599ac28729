//! Links from a text to the files that it names: sources of modules, files that functions read, nested
//! templates, what a configuration names.

use super::text::{Encoding, Lines};
use crate::path::folder_of;
use crate::tree::Tree;
use lsp_types::{DocumentLink, Uri};
use regex::Regex;
use std::sync::LazyLock;

/// Links of one text.
const MAX_LINKS: usize = 1_000;

static TERRAFORM: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let source = r#"\bsource\s*=\s*"([^"$%\\]+)""#;
    let read = r#"\b(?:file|filebase64|templatefile|filesha256|filemd5)\(\s*"(?:\$\{path\.(?:module|root)\}/)?([^"$%\\]+)""#;
    Regex::new(&format!("{source}|{read}")).ok()
});
static TEMPLATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let keys = "TemplateURL|DefinitionUri|DefinitionS3Location|SchemaUri|Location";
    Regex::new(&format!(r#"["']?\b(?:{keys})["']?\s*:\s*["']?([^"'\s,{{}}]+)"#)).ok()
});
static QUOTED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#""([^"\\\n]+)"|'([^'\n]+)'"#).ok());

/// The links of a file. `found`: the address of a file of the tree, or of what stands for a folder of it;
/// `None`: it is not there.
#[must_use]
pub fn links(
    path: &str,
    text: &str,
    by: Encoding,
    found: &dyn Fn(&str) -> Option<Uri>,
) -> Vec<DocumentLink> {
    let pattern = match path.rsplit('.').next().unwrap_or_default() {
        "tf" | "tofu" | "hcl" => &TERRAFORM,
        "yaml" | "yml" | "json" | "template" => &TEMPLATE,
        "toml" => &QUOTED,
        _ => return Vec::new(),
    };
    let Some(pattern) = pattern.as_ref() else { return Vec::new() };
    let lines = Lines::new(text);
    let named = pattern.captures_iter(text).take(MAX_LINKS).filter_map(|captures| {
        let name = captures.iter().skip(1).flatten().next()?;
        let target = Tree::join(folder_of(path), name.as_str())?;
        // The text's own folder is no other file.
        let target = found(&target).filter(|_| target != folder_of(path))?;
        Some(DocumentLink {
            range: lines.range(name.start(), name.end(), by),
            target: Some(target),
            tooltip: None,
            data: None,
        })
    });
    named.collect()
}

/// The file of a folder that is opened where the folder is named.
#[must_use]
pub fn face(tree: &Tree, folder: &str) -> Option<String> {
    let files: Vec<&str> = tree.files_in(folder).collect();
    let main = files.iter().find(|file| file.ends_with("/main.tf") || **file == "main.tf");
    let first = |ending: &str| files.iter().find(|file| file.ends_with(ending));
    main.or_else(|| first(".tf")).or_else(|| first(".rego")).map(|file| (*file).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::str::FromStr;

    fn of(path: &str, text: &str) -> Vec<(String, u32)> {
        let tree = Tree::of_texts(&[
            ("infra/main.tf", ""),
            ("modules/net/main.tf", ""),
            ("infra/tasks/web.json", ""),
            ("infra/nested.yaml", ""),
            ("policies/a.rego", ""),
        ]);
        let found = |target: &str| {
            let file =
                if tree.has_file(target) { Some(target.to_owned()) } else { face(&tree, target) };
            file.and_then(|file| Uri::from_str(&format!("file:///{file}")).ok())
        };
        let target = |link: DocumentLink| {
            (link.target.unwrap().as_str()[8..].to_owned(), link.range.start.character)
        };
        links(path, text, Encoding::Utf16, &found).into_iter().map(target).collect()
    }

    #[test]
    fn what_terraform_names_is_linked_where_it_is_there() {
        let text = "module \"n\" {\n  source = \"../modules/net\"\n}\nmodule \"r\" { source = \"terraform-aws-modules/vpc/aws\" }\n";
        assert_eq!(of("infra/main.tf", text), [("modules/net/main.tf".to_owned(), 12)]);
        let text =
            "x = templatefile(\"${path.module}/tasks/web.json\", {})\ny = file(\"absent.json\")";
        assert_eq!(of("infra/main.tf", text), [("infra/tasks/web.json".to_owned(), 33)]);
        assert!(
            of("infra/main.tf", "source = \"../../../etc\"\nsource = \"/etc/passwd\"").is_empty()
        );
    }

    #[test]
    fn templates_and_configurations_are_linked_too() {
        let yaml = "  N:\n    Properties:\n      TemplateURL: ./nested.yaml\n";
        assert_eq!(of("infra/top.yaml", yaml), [("infra/nested.yaml".to_owned(), 19)]);
        let json = "{\"TemplateURL\": \"nested.yaml\"}";
        assert_eq!(of("infra/top.json", json), [("infra/nested.yaml".to_owned(), 17)]);
        let toml = "policies = [\"policies\"]\nfail_on = \"high\"\n";
        assert_eq!(of("stridelint.toml", toml), [("policies/a.rego".to_owned(), 13)]);
        assert!(of("README.md", toml).is_empty());
    }
}

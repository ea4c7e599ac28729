//! Which folders hold examples and tests, by what stands around them and not by their name alone:
//! `envs/test` is an environment that is deployed.

use super::modules::is_terraform;
use crate::tree::Tree;
use std::collections::BTreeSet;

/// The folders of a tree whose content shows or tests something.
pub struct Examples {
    /// Folders that hold Terraform configuration themselves.
    modules: BTreeSet<String>,
    /// Folders that hold a test framework's files, at any depth.
    tested: BTreeSet<String>,
}

impl Examples {
    /// Looks at the names of a tree's files.
    #[must_use]
    pub fn of(tree: &Tree) -> Examples {
        let mut examples = Examples { modules: BTreeSet::new(), tested: BTreeSet::new() };
        for path in tree.files().filter(|path| !super::in_package(path)) {
            let folder = super::folder_of(path);
            if is_terraform(path) && !examples.modules.contains(folder) {
                examples.modules.insert(folder.to_owned());
            }
            if is_test(path) {
                let mut at = folder;
                while examples.tested.insert(at.to_owned()) && !at.is_empty() {
                    at = super::folder_of(at);
                }
            }
        }
        examples
    }

    /// Whether a file lies in an example, or in what tests something.
    #[must_use]
    pub fn has_file(&self, path: &str) -> bool {
        self.has(super::folder_of(path))
    }

    /// Whether a folder is an example, or part of what tests something.
    #[must_use]
    pub fn has(&self, folder: &str) -> bool {
        let mut at = folder;
        while !at.is_empty() {
            let above = super::folder_of(at);
            let name = at.rsplit('/').next().unwrap_or(at).to_ascii_lowercase();
            let found = match name.as_str() {
                "example" | "examples" => self.is_module_root(above),
                "test" | "tests" => self.tested.contains(at),
                "fixture" | "fixtures" | "testdata" => self.tested.contains(above),
                _ => false,
            };
            if found {
                return true;
            }
            at = above;
        }
        false
    }

    /// Whether a folder is a module's own, or the one that a repository of modules keeps them in.
    fn is_module_root(&self, folder: &str) -> bool {
        let below = crate::path::joined(folder, "modules/");
        self.modules.contains(folder)
            || self
                .modules
                .range(below.clone()..)
                .next()
                .is_some_and(|next| next.starts_with(&below))
    }
}

/// Whether a file is a test framework's: Terraform's own, Go (Terratest), Python, Ruby, JavaScript,
/// Bats, Kitchen.
fn is_test(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    [".tftest.hcl", ".tftest.json", ".tofutest.hcl", "_test.go", ".bats", "_spec.rb"]
        .iter()
        .any(|ending| name.ends_with(ending))
        || name.ends_with(".py") && (stem.starts_with("test_") || stem.ends_with("_test"))
        || [".ts", ".js", ".mjs", ".cjs", ".tsx"].iter().any(|ending| name.ends_with(ending))
            && (stem.ends_with(".test") || stem.ends_with(".spec"))
        || matches!(name, "conftest.py" | ".kitchen.yml" | "kitchen.yml")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_alone_makes_no_example() {
        let tree = Tree::of_texts(&[
            ("main.tf", ""),
            ("examples/complete/main.tf", ""),
            ("envs/test/main.tf", ""),
            ("stacks/examples/main.tf", ""),
            ("tests/setup/main.tf", ""),
            ("tests/plan.tftest.hcl", ""),
            ("pkg/modules/db/main.tf", ""),
            ("pkg/modules/db/test/main.tf", ""),
            ("pkg/modules/db/test/fixtures/a/main.tf", ""),
            ("pkg/examples/one/main.tf", ""),
            ("py/test_x.py", ""),
            ("py/fixtures/stack.yaml", ""),
            ("other/fixtures/stack.yaml", ""),
        ]);
        let examples = Examples::of(&tree);
        let told = |folders: &[&'static str]| -> Vec<&'static str> {
            folders.iter().copied().filter(|folder| examples.has(folder)).collect()
        };
        let shown = ["examples/complete", "tests/setup", "pkg/examples/one", "py/fixtures"];
        assert_eq!(told(&shown), shown);
        let deployed =
            ["", "envs/test", "stacks/examples", "pkg/modules/db/test", "other/fixtures"];
        assert!(told(&deployed).is_empty(), "{:?}", told(&deployed));
        assert!(!examples.has("pkg/modules/db/test/fixtures/a"));
        assert!(examples.has_file("py/fixtures/stack.yaml"));
    }
}

//! Which folders hold examples and tests, by what stands around them and not by their name alone:
//! `envs/test` is an environment that is deployed.
//!
//! The rules, from the plainest:
//! - `example` and `examples` of a module, or of a repository of modules;
//! - `tests` where no environments stand around it; `test` that holds a test framework's files, or
//!   that stands beside a library's examples; `fixtures` and `testdata` of what is tested so;
//! - names of several words of which one says test, as far as no environment is called so:
//!   `smoke_tests`, `test-fixtures`, `test_data`, and one inside the other: `test/fixtures`,
//!   `spec/unit`, `src/test`. Where environments stand around it the folder is one of them;
//! - names that only test frameworks give: `__fixtures__`, `integ.js.snapshot`.

use super::modules::is_terraform;
use crate::tree::Tree;
use std::collections::BTreeSet;

/// Words for a test, which an environment may be called too.
const TEST: [&str; 3] = ["test", "testing", "spec"];
/// Words for several: no environment is called so.
const TESTS: [&str; 4] = ["tests", "specs", "fixture", "fixtures"];
/// What a test is of.
const KINDS: [&str; 12] = [
    "acceptance",
    "component",
    "conformance",
    "contract",
    "e2e",
    "functional",
    "integration",
    "regression",
    "smoke",
    "system",
    "terraform",
    "unit",
];
/// What belongs to a test.
const PARTS: [&str; 14] = [
    "case", "cases", "data", "example", "examples", "file", "files", "helpers", "input", "inputs",
    "mocks", "stubs", "suite", "support",
];
/// What environments are called.
const ENVIRONMENTS: [&str; 15] = [
    "dev",
    "develop",
    "development",
    "nonprod",
    "prd",
    "preprod",
    "preproduction",
    "prod",
    "production",
    "qa",
    "sandbox",
    "stage",
    "staging",
    "stg",
    "uat",
];
/// What holds environments, or stacks of several.
const COLLECTIONS: [&str; 13] = [
    "account",
    "accounts",
    "deploy",
    "deployment",
    "deployments",
    "env",
    "environment",
    "environments",
    "envs",
    "live",
    "stack",
    "stacks",
    "stages",
];

/// The folders of a tree whose content shows or tests something.
pub struct Examples {
    /// Folders that hold Terraform configuration themselves.
    modules: BTreeSet<String>,
    /// Folders that hold a test framework's files, at any depth.
    tested: BTreeSet<String>,
    /// Folders one of whose folders is called as an environment is.
    around: BTreeSet<String>,
    /// The first folders are repositories: their names say nothing of what is in them.
    apart: bool,
}

impl Examples {
    /// Looks at the names of a tree's files.
    #[must_use]
    pub fn of(tree: &Tree) -> Examples {
        let mut examples = Examples {
            modules: BTreeSet::new(),
            tested: BTreeSet::new(),
            around: BTreeSet::new(),
            apart: tree.holds_repositories(),
        };
        let mut last = "";
        for path in tree.files().filter(|path| !super::in_package(path)) {
            let folder = super::folder_of(path);
            if folder != last {
                last = folder;
                examples.note_environments(folder);
            }
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

    fn note_environments(&mut self, folder: &str) {
        let mut at = folder;
        while !at.is_empty() {
            let above = super::folder_of(at);
            if ENVIRONMENTS.contains(&name_of(at).as_str()) {
                self.around.insert(above.to_owned());
            }
            at = above;
        }
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
            if !(self.apart && above.is_empty()) && self.is_one(at) {
                return true;
            }
            at = above;
        }
        false
    }

    /// Whether a folder itself is called and placed as an example or a test is.
    fn is_one(&self, folder: &str) -> bool {
        let above = super::folder_of(folder);
        let name = name_of(folder);
        let own = match name.as_str() {
            "example" | "examples" => self.is_module_root(above),
            "test" | "tests" => {
                self.tested.contains(folder)
                    || self.is_library(above)
                    || name_of(above) == "src"
                    || name == "tests" && !self.is_environment(folder)
            }
            "fixture" | "fixtures" => self.tested.contains(above),
            // Go's own name, beside what it tests.
            "testdata" => self.tested.contains(above) || !above.is_empty(),
            _ => is_of_framework(&name),
        };
        own || (self.says_test(above, &name) && !self.is_environment(folder))
    }

    /// Whether a name, or what it stands in together with it, says more than an environment's would.
    fn says_test(&self, above: &str, name: &str) -> bool {
        let words: Vec<&str> =
            name.split(['_', '-', '.']).filter(|word| !word.is_empty()).collect();
        let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
        if words.len() > 1 {
            return has(&TESTS)
                || has(&TEST) && has(&PARTS)
                || has(&TEST) && has(&KINDS) && self.is_module_root(above);
        }
        match name_of(above).as_str() {
            "tests" | "spec" | "specs" => has(&KINDS) || has(&PARTS) || has(&TESTS),
            // An environment may have its data and its files.
            "test" => has(&TESTS) || has(&KINDS) && !self.is_environment(above),
            _ => false,
        }
    }

    /// Whether a folder is one of several that are deployed.
    fn is_environment(&self, folder: &str) -> bool {
        let above = super::folder_of(folder);
        COLLECTIONS.contains(&name_of(above).as_str()) || self.around.contains(above)
    }

    /// Whether a folder is a module's own, or the one that a repository of modules keeps them in.
    fn is_module_root(&self, folder: &str) -> bool {
        self.modules.contains(folder) || self.holds_modules(folder, "modules")
    }

    /// Whether a folder is that of modules which others call: it shows how.
    fn is_library(&self, folder: &str) -> bool {
        self.is_module_root(folder) && self.holds_modules(folder, "examples")
    }

    fn holds_modules(&self, folder: &str, name: &str) -> bool {
        crate::path::any_below(&self.modules, &crate::path::joined(folder, name))
    }
}

/// The last part of a path, in lower case.
fn name_of(folder: &str) -> String {
    folder.rsplit('/').next().unwrap_or(folder).to_ascii_lowercase()
}

/// Whether only a test framework calls a folder so: Jest, the CDK's snapshots.
fn is_of_framework(name: &str) -> bool {
    const JEST: [&str; 4] = ["__tests__", "__fixtures__", "__mocks__", "__snapshots__"];
    JEST.contains(&name) || name.ends_with(".snapshot")
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
        let shown = [
            "examples/complete",
            "tests/setup",
            "pkg/examples/one",
            "py/fixtures",
            "pkg/modules/db/test/fixtures/a",
        ];
        assert_eq!(told(&shown), shown);
        let deployed =
            ["", "envs/test", "stacks/examples", "pkg/modules/db/test", "other/fixtures"];
        assert!(told(&deployed).is_empty(), "{:?}", told(&deployed));
        assert!(examples.has_file("py/fixtures/stack.yaml"));
    }

    fn told(files: &[&'static str], folders: &[&'static str]) -> Vec<&'static str> {
        let files: Vec<(&str, &str)> = files.iter().map(|file| (*file, "")).collect();
        let tree = Tree::of_texts(&files);
        let examples = Examples::of(&tree);
        folders.iter().copied().filter(|folder| examples.has(folder)).collect()
    }

    #[test]
    fn names_of_several_words_say_test_where_no_environment_does() {
        let files = [
            "main.tf",
            "modules/web/main.tf",
            "examples/one/main.tf",
            "smoke_tests/ec2/a.tf",
            "live/dev/main.tf",
        ];
        let tests = [
            "smoke_tests/ec2",
            "test_data/httpd",
            "Test-Fixtures",
            "integration-tests",
            "integration_test",
            "cfn.fixtures",
            "test/fixtures/a",
            "tests/data",
            "spec/unit/infra/root",
            "app/src/test/resources",
            "pkg/parser/testdata",
            "ui/__fixtures__/x",
            "cdk/integ.web.js.snapshot",
            "test/any",
        ];
        assert_eq!(told(&files, &tests), tests);
        let deployed = [
            "stacks/test_data",
            "envs/smoke_tests",
            "live/smoke_tests",
            "envs/test/unit",
            "live/test/integration",
            "app/integration-test",
            "load-test",
            "test-env",
            "test-cluster",
            "eu-test",
            "latest",
            "contest-files",
            "testdata",
        ];
        assert!(told(&files, &deployed).is_empty(), "{:?}", told(&files, &deployed));
    }

    #[test]
    fn tests_of_a_program_hold_its_inputs() {
        let files = ["app.go", "app_test.go", "tests/td.json", "test/td.json", "live/tests/a.tf"];
        assert_eq!(told(&files, &["tests", "test", "live/tests"]), ["tests"]);
        assert_eq!(told(&["tests/td.json"], &["tests"]), ["tests"]);
    }

    #[test]
    fn a_test_folder_of_a_deployed_root_is_deployed() {
        let files = ["main.tf", "test/main.tf", "dev/main.tf", "modules/db/main.tf"];
        assert_eq!(
            told(&files, &["test", "test/web", "test/unit", "test/fixtures"]),
            ["test/fixtures"]
        );
    }
}

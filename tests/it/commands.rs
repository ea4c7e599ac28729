//! Every command and snippet of README.md and docs/install.md: it is run here, by another test, or listed
//! with the reason why it cannot be.

use crate::program::{Folder, PRIVILEGED, Run, program, task};
use crate::repository::root;
use std::process::Command;

/// A fenced block.
struct Block {
    page: &'static str,
    language: String,
    text: String,
}

/// The blocks of the pages that people copy from.
fn blocks() -> Vec<Block> {
    let mut all = Vec::new();
    for page in ["README.md", "docs/install.md"] {
        let text = std::fs::read_to_string(root().join(page)).unwrap().replace("\r\n", "\n");
        let mut parts = text.split("\n```");
        parts.next();
        while let Some(block) = parts.next() {
            let (language, text) = block.split_once('\n').unwrap();
            all.push(Block { page, language: language.to_owned(), text: text.to_owned() + "\n" });
            parts.next();
        }
    }
    assert!(all.len() > 25, "the pages have other blocks than this test reads");
    all
}

/// The commands of a block of shell: continued lines are one, comments none.
fn commands(text: &str) -> Vec<String> {
    let joined = text.replace("\\\n", " ");
    let lines = joined.lines().map(|line| line.split(" #").next().unwrap_or_default().trim());
    lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect()
}

/// How a command begins that is not run here, and why.
const ELSEWHERE: &[(&str, &str)] = &[
    (
        "cargo run --locked -- scan testdata/demo --exit-zero",
        "it compiles; tests/it/demo.rs scans the demo",
    ),
    ("cargo test --locked", "it is what runs this"),
    (
        "cargo install --locked --path .",
        "it compiles for minutes; tests/it/action.rs tells a cargo that does not",
    ),
    (
        "cargo install --locked --offline",
        "it compiles for minutes, from the packages of the line before it",
    ),
    ("cargo vendor", "it copies all packages, hundreds of megabytes"),
    ("tar --create", "it packs those"),
    ("pip install .", "tests/cases/install.rs, with the real pip"),
    ("pipx install .", "pipx runs that pip, and is on few machines"),
    ("uv tool install .", "uv builds the wheel that pip builds, and is on few machines"),
    (
        "pip install maturin",
        "it needs a package index; tests/cases/install.rs has pip install maturin",
    ),
    ("maturin build", "it compiles for minutes; tests/cases/install.rs has maturin build a wheel"),
    ("pip install --no-index", "tests/cases/install.rs, in an environment of its own"),
    ("contrib/pre-commit-mirror.py", "tests/cases/install.rs, with the real pre-commit"),
    (
        "../stridelint/contrib/ci/install.sh",
        "tests/it/action.rs, with a cargo that hands the program over",
    ),
    (
        "PATH=\"$PWD/.ci-tools/bin:$PATH\"",
        "here, below, and through the action in tests/it/action.rs",
    ),
    ("docker run", "there is no image before a release; release.yml runs it"),
    ("cd policies", "tests/it/first_minute.rs computes the digest"),
    ("find . -type f", "tests/it/first_minute.rs computes the digest"),
    ("sha256sum --check", "tests/it/release.rs, where sha256sum is on the machine"),
    ("gh attestation verify", "there is no attestation before a release"),
];

/// Snippets that are no commands: a line that they have, and what runs them.
const SNIPPETS: &[(&str, &str)] = &[
    ("entry: stridelint scan --pre-commit", "here, as what `stridelint init` writes"),
    (
        "repo: ../stridelint",
        "here, against the hooks that there are; tests/cases/install.rs installs one",
    ),
    ("run: stridelint scan --staged", "here"),
    ("uses: OWNER/stridelint@COMMIT", "tests/it/action.rs, step by step"),
    (
        "component: $CI_SERVER_FQDN",
        "here, against the component's inputs; tests/it/action.rs runs its job",
    ),
    ("stridelint:ignore[container-escape.privileged-container] until=2027-03-31", "here"),
    ("Metadata:\n  stridelint:", "here"),
    ("# stridelint.toml, in the repository's root", "tests/it/documentation.rs"),
];

#[test]
fn every_block_is_run_or_listed() {
    let mut used = vec![false; ELSEWHERE.len() + SNIPPETS.len()];
    for block in blocks() {
        if block.language != "sh" {
            let at = SNIPPETS.iter().position(|(line, _)| block.text.contains(line));
            let at = at.unwrap_or_else(|| panic!("{}: nothing runs\n{}", block.page, block.text));
            used[ELSEWHERE.len() + at] = true;
            continue;
        }
        for command in commands(&block.text).iter().filter(|line| !line.starts_with("stridelint "))
        {
            let at = ELSEWHERE.iter().position(|(begins, _)| command.starts_with(begins));
            let at = at.unwrap_or_else(|| panic!("{}: nothing runs `{command}`", block.page));
            used[at] = true;
        }
    }
    let lists = ELSEWHERE.iter().chain(SNIPPETS);
    let idle: Vec<&str> =
        lists.zip(&used).filter(|(_, used)| !**used).map(|((line, _), _)| *line).collect();
    assert!(idle.is_empty(), "no page has these any more: {idle:?}");
}

/// A repository with all that the pages name.
fn shop() -> Folder {
    let template =
        "Parameters:\n  Stage: {Type: String}\nResources:\n  Bucket:\n    Type: AWS::S3::Bucket\n";
    let service = "variable \"replicas\" {\n  default = 1\n}\n";
    let folder = Folder::new(&[
        ("infra/main.tf", &task("web", PRIVILEGED)),
        ("services/web/main.tf", &(task("api", "") + service)),
        ("stack/template.yaml", template),
        ("env/production.tfvars", "replicas = 2\n"),
        ("params/production.json", "[{\"ParameterKey\": \"Stage\", \"ParameterValue\": \"prod\"}]"),
        (
            "samconfig.toml",
            "version = 0.1\n[default.deploy.parameters]\nparameter_overrides = \"Stage=prod\"\n",
        ),
    ]);
    folder.git(&["init", "-q"]);
    folder.commit();
    folder
}

/// Runs a line of shell where `stridelint` is the program that is tested.
#[cfg(unix)]
fn shell(folder: &Folder, home: &Folder, line: &str, env: &[(&str, &str)]) -> Run {
    let own = std::path::Path::new(program()).parent().unwrap().to_path_buf();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(own).chain(std::env::split_paths(&path)));
    let output = Command::new("bash")
        .args(["-e", "-c", line])
        .current_dir(folder.path())
        .env("PATH", path.unwrap())
        .env("HOME", home.path())
        .env_remove("SOURCE_DATE_EPOCH")
        .envs(env.iter().copied())
        .output()
        .unwrap();
    Run {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

#[cfg(unix)]
#[test]
fn every_command_of_the_program_runs_as_it_is_written() {
    let shop = shop();
    let home = Folder::new(&[
        ("checkouts/one/main.tf", &task("one", "")),
        (".local/share/bash-completion/completions/x", ""),
    ]);
    let report = shop.run(&["scan", "-f", "json", "-o", "last-week.json", "--exit-zero"]);
    assert_eq!(report.code, 0, "{}", report.err);
    let mut ran = 0;
    for block in blocks().iter().filter(|block| block.language == "sh") {
        for command in commands(&block.text).iter().filter(|line| line.starts_with("stridelint ")) {
            let run = shell(&shop, &home, command, &[]);
            // Findings are no fault of a command.
            assert!(
                matches!(run.code, 0 | 1),
                "{}: `{command}`: {}{}",
                block.page,
                run.out,
                run.err
            );
            assert!(!run.err.contains("error:"), "`{command}`: {}", run.err);
            ran += 1;
        }
    }
    assert!(ran > 15, "{ran}");
    assert!(home.read(".local/share/bash-completion/completions/stridelint").contains("scan"));
    assert!(home.read(".local/share/man/man1/stridelint-scan.1").contains("NAME"));
}

/// The scripts for any service, without the action around them.
#[cfg(unix)]
#[test]
fn the_script_for_any_service_scans() {
    let shop = shop();
    shop.write("infra/new.tf", task("new", PRIVILEGED));
    shop.write(".gitignore", "stridelint-report/\n");
    shop.git(&["checkout", "-q", "-b", "change"]);
    shop.commit();
    let home = Folder::new(&[]);
    let script = root().join("contrib/ci/scan.sh").to_str().unwrap().to_owned();
    let run = shell(&shop, &home, &script, &[("SCAN_BASE", "main")]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.out.contains("infra/new.tf") && !run.out.contains("infra/main.tf:"), "{}", run.out);
    for report in ["report.md", "report.sarif", "report.json"] {
        assert!(
            shop.read(&format!("stridelint-report/{report}")).contains("infra/new.tf"),
            "{report}"
        );
    }
    let run = shell(
        &shop,
        &home,
        &script,
        &[("SCAN_FAIL_ON", "never"), ("SCAN_PATHS", "services\nstack")],
    );
    assert!(run.code == 0 && !run.out.contains("infra/"), "{}{}", run.out, run.err);
}

/// The blocks that have a line.
fn having(line: &str) -> Vec<Block> {
    let found: Vec<Block> =
        blocks().into_iter().filter(|block| block.text.contains(line)).collect();
    assert!(!found.is_empty(), "no page has {line}");
    found
}

#[test]
fn the_entries_of_hooks_are_those_that_there_are() {
    let yaml = |text: &str| -> serde_json::Value { serde_yaml::from_str(text).unwrap() };
    let file = std::fs::read_to_string(root().join(".pre-commit-hooks.yaml")).unwrap();
    let there = yaml(&file);
    let there: Vec<&str> =
        there.as_array().unwrap().iter().map(|hook| hook["id"].as_str().unwrap()).collect();
    for block in having("repo: ../stridelint") {
        for hook in yaml(&block.text)["repos"][0]["hooks"].as_array().unwrap() {
            assert!(there.contains(&hook["id"].as_str().unwrap()), "{}", block.text);
        }
    }
    let folder = Folder::new(&[]);
    assert_eq!(folder.run(&["init", "--yes"]).code, 0);
    let written = yaml(&folder.read(".pre-commit-config.yaml"));
    for block in having("entry: stridelint scan --pre-commit") {
        assert_eq!(yaml(&block.text)["repos"][0], written["repos"][0], "{}", block.text);
    }
    // The program takes what the hooks give it.
    for line in ["scan --pre-commit", "scan --staged", "scan"] {
        let shop = shop();
        let run = shop.run(&line.split(' ').collect::<Vec<_>>());
        assert!(matches!(run.code, 0 | 1), "{line}: {}", run.err);
    }
}

#[test]
fn the_inputs_of_the_action_are_explained() {
    let action = std::fs::read_to_string(root().join("action.yml")).unwrap();
    let action: serde_json::Value = serde_yaml::from_str(&action).unwrap();
    let page = std::fs::read_to_string(root().join("docs/install.md")).unwrap();
    let table = page.split_once("| input | default | means |").unwrap().1;
    let table = table.split_once("\n\n").unwrap().0;
    let rows = table.lines().filter_map(|row| row.strip_prefix("| `")?.split('`').next());
    let inputs = action["inputs"].as_object().unwrap();
    assert_eq!(rows.collect::<Vec<_>>(), inputs.keys().collect::<Vec<_>>());
    for (name, input) in inputs {
        assert!(!input["description"].as_str().unwrap().is_empty(), "{name}");
    }
}

#[test]
fn the_component_is_given_what_it_asks_for() {
    let component = std::fs::read_to_string(root().join("templates/stridelint.yml")).unwrap();
    let (spec, _) = component.split_once("\n---\n").unwrap();
    let spec: serde_json::Value = serde_yaml::from_str(spec).unwrap();
    let known = spec["spec"]["inputs"].as_object().unwrap();
    for block in having("component: $CI_SERVER_FQDN") {
        let given: serde_json::Value = serde_yaml::from_str(&block.text).unwrap();
        let given = given["include"][0]["inputs"].as_object().unwrap().clone();
        assert!(given.keys().all(|name| known.contains_key(name)), "{}", block.text);
        let required = known.iter().filter(|(_, input)| input["default"].is_null());
        assert!(required.map(|(name, _)| name).all(|name| given.contains_key(name)));
    }
}

#[test]
fn the_suppressions_that_are_shown_hold() {
    let hcl = &having("stridelint:ignore[container-escape")[0].text;
    // In an object of HCL commas or lines part the attributes.
    let shown: String = hcl.lines().map(|line| format!("      {line}\n")).collect();
    let yaml: String = having("Metadata:\n  stridelint:")[0]
        .text
        .lines()
        .map(|line| format!("    {line}\n"))
        .collect();
    let template = format!(
        "Resources:\n  Task:\n    Type: AWS::ECS::TaskDefinition\n{yaml}    Properties:\n      Family: f\n      ContainerDefinitions:\n        - {{Name: a, Image: a, Privileged: true}}\n"
    );
    for (name, text) in [("main.tf", task("web", &shown)), ("template.yaml", template)] {
        let folder = Folder::new(&[(name, &text)]);
        let run = folder.scan(&["--today", "2026-12-01"]);
        let report = run.json();
        assert_eq!(report["summary"]["suppressed"], 1, "{name}: {}", run.out);
        let counted = report["findings"].as_array().unwrap().iter().any(|finding| {
            finding["check"] == "container-escape.privileged-container"
                && finding["suppression"].is_null()
        });
        assert!(!counted, "{name}: {}", run.out);
    }
}

/// The pages of checks and threats are written from METADATA: what they show is read in its language,
/// and the entry of the configuration that suppresses a check names it.
#[test]
fn the_snippets_of_generated_pages_are_read() {
    let mut read = std::collections::BTreeMap::<String, usize>::new();
    for folder in ["docs/checks", "docs/threats"] {
        let pages = walkdir::WalkDir::new(root().join(folder)).into_iter().flatten();
        for page in pages.filter(|page| page.file_type().is_file()) {
            let text = std::fs::read_to_string(page.path()).unwrap().replace("\r\n", "\n");
            let name = page.path().file_stem().unwrap().to_str().unwrap();
            let mut parts = text.split("\n```");
            parts.next();
            while let Some(block) = parts.next() {
                let (language, snippet) = block.split_once('\n').unwrap();
                let wrong = match language {
                    // What a machine runs when it starts, to take the place of text in its user data.
                    "sh" => (!["aws ", "echo "].iter().any(|word| snippet.starts_with(word)))
                        .then(|| "no command that is known here".to_owned()),
                    "hcl" => hcl_edit::parser::parse_body(&format!("{snippet}\n"))
                        .err()
                        .map(|error| error.to_string()),
                    "yaml" => serde_yaml::from_str::<serde_yaml::Value>(snippet)
                        .err()
                        .map(|error| error.to_string()),
                    // A part of an object as well as a whole one.
                    "json" => serde_json::from_str::<serde_json::Value>(snippet)
                        .or_else(|_| serde_json::from_str(&format!("{{{snippet}}}")))
                        .err()
                        .map(|error: serde_json::Error| error.to_string()),
                    "toml" => match snippet.parse::<toml::Table>() {
                        Ok(table) => {
                            let check = table["ignore"][0]["check"].as_str().unwrap();
                            (!check.ends_with(&format!(".{name}"))).then(|| check.to_owned())
                        }
                        Err(error) => Some(error.to_string()),
                    },
                    other => panic!("{}: nothing reads {other}", page.path().display()),
                };
                assert!(wrong.is_none(), "{}: {wrong:?}\n{snippet}", page.path().display());
                *read.entry(language.to_owned()).or_default() += 1;
                parts.next();
            }
        }
    }
    let of = |language: &str| read.get(language).copied().unwrap_or_default();
    let many = ["hcl", "json", "toml", "yaml"].iter().all(|language| of(language) > 50);
    assert!(many && of("sh") > 0, "{read:?}");
}

//! What somebody meets who has just installed the program.

use crate::program::{Folder, program};
use crate::repository;
use std::io::Write;
use std::process::{Command, Stdio};

/// The files that `init` writes.
const FILES: [&str; 3] =
    ["stridelint.toml", ".pre-commit-config.yaml", ".github/workflows/stridelint.yml"];

#[test]
fn the_program_alone_says_what_it_is_and_three_commands() {
    let run = Folder::new(&[]).run(&[]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let commands: Vec<&str> =
        run.out.lines().filter_map(|line| line.strip_prefix("  stridelint ")).collect();
    assert_eq!(commands.len(), 3, "{}", run.out);
    for (command, first) in commands.iter().zip(["scan", "explain", "init"]) {
        assert!(command.starts_with(first), "{command}");
    }
    // It fits the narrowest terminal that anybody has.
    assert!(run.out.lines().count() < 15, "{}", run.out);
    assert!(run.out.lines().all(|line| line.len() <= 80), "{}", run.out);
}

#[test]
fn the_version_tells_what_decides_a_scan() {
    let folder = Folder::new(&[]);
    let run = folder.run(&["--version", "--verbose"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(run.out, folder.run(&["-vV"]).out);
    assert_eq!(folder.run(&["--version"]).out.lines().next(), run.out.lines().next());
    let row = |label: &str| {
        let line = run.out.lines().find_map(|line| line.strip_prefix(label));
        line.unwrap_or_else(|| panic!("{label} in {}", run.out)).trim().to_owned()
    };
    let checks = repository::policies().checks().count();
    assert!(row("checks").starts_with(&format!("{checks} ")), "{}", run.out);
    let lock = std::fs::read_to_string(repository::root().join("Cargo.lock")).unwrap();
    let engine = row("engine");
    let (name, version) = engine.split_once(' ').unwrap();
    assert!(lock.contains(&format!("name = \"{name}\"\nversion = \"{version}\"")), "{engine}");
}

/// The digest is what `docs/install.md` says how to compute.
#[test]
fn the_digest_of_the_policies_is_that_of_their_files() {
    use sha2::{Digest, Sha256};
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let root = repository::root().join("policies");
    let mut lines: Vec<(String, String)> = walkdir::WalkDir::new(&root)
        .into_iter()
        .flatten()
        .filter(|entry| entry.path().extension().is_some_and(|end| end == "rego" || end == "json"))
        .map(|entry| {
            let name = entry.path().strip_prefix(&root).unwrap().to_str().unwrap();
            let text = std::fs::read_to_string(entry.path()).unwrap().replace("\r\n", "\n");
            (name.replace('\\', "/"), hex(&Sha256::digest(text)))
        })
        .collect();
    lines.sort();
    let listed: String = lines.iter().map(|(name, hash)| format!("{hash}  {name}\n")).collect();
    let expected = format!("sha256:{}", hex(&Sha256::digest(listed)));
    let said = Folder::new(&[]).run(&["--version", "--verbose"]).out;
    assert!(said.contains(&expected), "{said}{expected}");
}

#[test]
fn completions_know_ids_formats_and_frameworks() {
    let folder = Folder::new(&[]);
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = folder.run(&["completions", shell]).out;
        let words = ["container-escape.privileged-container", "container-escape", "tampering"];
        let words = words.into_iter().chain(["sarif", "rdjson", "security-hub", "never", "all"]);
        // Of arguments without a name the scripts for fish propose nothing.
        let plain = ["privileged-container"].into_iter().filter(|_| shell == "zsh");
        // The scripts for elvish and PowerShell propose no values at all.
        let listed = !matches!(shell, "elvish" | "powershell");
        for word in words.chain(plain).filter(|_| listed) {
            let whole = format!(r"(?m)(^|[^\w.-]){}([^\w.-]|$)", regex::escape(word));
            assert!(regex::Regex::new(&whole).unwrap().is_match(&script), "{shell}: {word}");
        }
        for word in ["init", "scan", "--diff-base"] {
            let word = if shell == "fish" { word.trim_start_matches('-') } else { word };
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
}

#[test]
fn every_subcommand_has_a_page_of_the_manual() {
    let folder = Folder::new(&[]);
    assert_eq!(folder.run(&["man", "--out", "pages"]).code, 0);
    let commands = ["scan", "init", "explain", "document", "baseline-write", "policy-check"];
    for command in commands {
        let page = folder.read(&format!("pages/stridelint-{command}.1"));
        assert!(page.contains(".SH NAME") && page.contains(".SH OPTIONS"), "{command}");
    }
}

/// Answers what `init` asks.
fn answered(folder: &Folder, args: &[&str], answers: &str) -> (i32, String, String) {
    let mut child = Command::new(program())
        .arg("init")
        .args(args)
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that asks nothing has ended by now.
    let _ = child.stdin.take().unwrap().write_all(answers.as_bytes());
    let output = child.wait_with_output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

fn there(folder: &Folder) -> Vec<&'static str> {
    FILES.into_iter().filter(|file| folder.path().join(file).exists()).collect()
}

#[test]
fn init_shows_each_file_and_writes_what_is_wanted() {
    let folder = Folder::new(&[]);
    folder.git(&["init", "-q"]);
    let (code, shown, said) = answered(&folder, &["--dry-run"], "");
    assert_eq!((code, there(&folder)), (0, vec![]), "{said}");
    for file in FILES {
        assert!(shown.contains(&format!("/{file}: ")), "{shown}");
    }
    let (code, _, said) = answered(&folder, &[], "y\nn\nyes\n");
    assert_eq!((code, there(&folder)), (0, vec![FILES[0], FILES[2]]), "{said}");
    // What is shown is what is written.
    for file in there(&folder) {
        let text = folder.read(file);
        let lines: Vec<String> =
            text.lines().map(|line| format!("  | {line}").trim_end().to_owned()).collect();
        assert!(shown.contains(&lines.join("\n")), "{file}: {shown}");
    }
}

#[test]
fn init_writes_nothing_that_nobody_wants() {
    let folder = Folder::new(&[]);
    for (answers, status) in [("", 2), ("perhaps\n", 2), ("q\n", 0), ("n\nn\nn\n", 0)] {
        let (code, _, said) = answered(&folder, &[], answers);
        assert_eq!((code, there(&folder)), (status, vec![]), "{answers}: {said}");
    }
    let (code, _, said) = answered(&folder, &[], "n\nall\n");
    assert_eq!((code, there(&folder)), (0, FILES[1..].to_vec()), "{said}");
    assert_eq!(answered(&folder, &["nowhere", "--yes"], "").0, 2);
}

#[test]
fn init_never_writes_over_a_file() {
    let hooks = "repos:\n  - repo: local\n    hooks: []\n";
    let folder = Folder::new(&[("stridelint.toml", "fail_on = \"low\"\n"), (FILES[1], hooks)]);
    let (code, shown, said) = answered(&folder, &["--yes"], "");
    assert_eq!(code, 0, "{said}");
    assert_eq!(folder.read("stridelint.toml"), "fail_on = \"low\"\n");
    assert_eq!(folder.read(FILES[1]), hooks);
    // The entry of the hook is shown, for whoever wants to add it.
    assert!(shown.contains("entry: stridelint scan --pre-commit"), "{shown}");
    assert_eq!(there(&folder).len(), 3);
    let before = folder.read(FILES[2]);
    assert_eq!(answered(&folder, &["--yes"], "").0, 0);
    assert_eq!(folder.read(FILES[2]), before);
}

#[test]
fn init_writes_to_the_top_of_the_repository() {
    let folder = Folder::new(&[("infra/service/main.tf", "")]);
    folder.git(&["init", "-q"]);
    let (code, _, said) = answered(&folder, &["infra/service", "--yes"], "");
    assert_eq!((code, there(&folder).len()), (0, 3), "{said}");
}

/// The branches that the workflow runs on, by what `init` writes in a folder.
fn branches(folder: &Folder, path: &str) -> String {
    let (code, shown, said) = answered(folder, &["--dry-run", path], "");
    assert_eq!(code, 0, "{said}");
    let line = shown
        .lines()
        .find_map(|line| line.trim_start_matches([' ', '|']).strip_prefix("branches: "));
    line.unwrap_or_else(|| panic!("{shown}")).to_owned()
}

#[test]
fn init_names_the_branch_that_changes_go_to() {
    let folder = Folder::new(&[("main.tf", "")]);
    assert_eq!(branches(&folder, "."), "[main]");
    folder.git(&["init", "-q", "-b", "master"]);
    assert_eq!(branches(&folder, "."), "[main]", "no branch is there yet");
    folder.commit();
    assert_eq!(branches(&folder, "."), "[master]");
    // The references of a clone are packed, and a linked work tree has a file in place of `.git`.
    folder.git(&["pack-refs", "--all"]);
    assert!(!folder.path().join(".git/refs/heads/master").exists());
    assert_eq!(branches(&folder, "."), "[master]");
    folder.git(&["worktree", "add", "-q", "-b", "change", "linked/tree"]);
    assert!(folder.path().join("linked/tree/.git").is_file());
    folder.write("linked/tree/infra/main.tf", "");
    assert_eq!(branches(&folder, "linked/tree/infra"), "[master]");
    folder.git(&["update-ref", "refs/remotes/origin/release/2", "HEAD"]);
    let head = |to: &str| {
        let to = format!("refs/remotes/origin/{to}");
        folder.git(&["symbolic-ref", "refs/remotes/origin/HEAD", &to]);
    };
    head("release/2");
    for path in [".", "linked/tree/infra"] {
        assert_eq!(branches(&folder, path), "[release/2]");
    }
    // What would be read as something else in YAML is not written.
    folder.git(&["update-ref", "refs/remotes/origin/a]#b", "HEAD"]);
    head("a]#b");
    assert_eq!(branches(&folder, "."), "[master]");
    let (_, _, said) = answered(&folder, &["linked/tree/infra", "--yes"], "");
    assert!(
        FILES.iter().all(|file| folder.path().join("linked/tree").join(file).exists()),
        "{said}"
    );
    assert!(there(&folder).is_empty());
}

#[test]
fn init_reads_references_in_tables() {
    let folder = Folder::new(&[("main.tf", "")]);
    if !folder.try_git(&["init", "-q", "-b", "master", "--ref-format=reftable"]) {
        return;
    }
    folder.commit();
    assert_eq!(branches(&folder, "."), "[master]");
    folder.git(&["update-ref", "refs/remotes/origin/next", "HEAD"]);
    folder.git(&["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/next"]);
    assert_eq!(branches(&folder, "."), "[next]");
}

/// Every setting of the configuration is one that is read, also those that are not given.
#[test]
fn the_configuration_that_init_writes_is_read() {
    let folder = Folder::new(&[("main.tf", "")]);
    assert_eq!(answered(&folder, &["--yes"], "").0, 0);
    let run = folder.run(&["scan", ".", "--exit-zero"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let setting = regex::Regex::new(r"(?m)^# ((?:[a-z_]+ +=|\[).*)$").unwrap();
    let text = folder.read("stridelint.toml");
    let given = setting.replace_all(&text, "$1");
    assert!(given.matches('=').count() > 12, "{given}");
    // Folders and files that are named have to be there.
    let given = given.replace("policies = [\"security/policies\"]", "policies = []");
    let given = given.replace("extends = \"../stridelint.toml\"", "");
    folder.write("stridelint.toml", given);
    let run = folder.run(&["scan", ".", "--exit-zero"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let schema = repository::root().join("docs/schema/configuration.json");
    let schema: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(schema).unwrap()).unwrap();
    for key in schema["properties"].as_object().unwrap().keys() {
        let named = text.lines().any(|line| {
            let line = line.trim_start_matches("# ").trim_start_matches('[');
            line.starts_with(key.as_str())
        });
        assert!(named || key == "no_examples", "the configuration does not show `{key}`");
    }
}

/// The workflow names an action where one is said, and asks for it where none is.
#[test]
fn the_workflow_installs_nothing_that_is_not_there() {
    // What the texts of the program leave open.
    let filled_in = regex::Regex::new("@[A-Z]+@").unwrap();
    let own = repository::root().join("src/cli/init/workflow.yml");
    assert!(filled_in.is_match(&std::fs::read_to_string(own).unwrap()));
    let folder = Folder::new(&[]);
    assert_eq!(answered(&folder, &["--yes"], "").0, 0);
    let text = folder.read(FILES[2]);
    assert!(text.contains("STRIDELINT_REPOSITORY: \"\"") && text.contains("- uses: ./stridelint"));
    assert!(!filled_in.is_match(&text), "{text}");
    std::fs::remove_file(folder.path().join(FILES[2])).unwrap();
    let action = "owner/stridelint@0123456789012345678901234567890123456789";
    assert_eq!(answered(&folder, &["--yes", "--action", action], "").0, 0);
    let text = folder.read(FILES[2]);
    assert!(
        text.contains(&format!("- uses: {action}\n")) && !text.contains("STRIDELINT"),
        "{text}"
    );
    assert!(!filled_in.is_match(&text), "{text}");
    for wrong in ["owner", "owner/name", "owner/name@", "o/n@x\n      - run: id"] {
        assert_eq!(folder.run(&["init", "--dry-run", "--action", wrong]).code, 2, "{wrong}");
    }
}

//! The documentation says what the program says.

use std::path::Path;
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn stridelint(arguments: &[&str]) -> (String, String, i32) {
    let output = Command::new(env!("CARGO_BIN_EXE_stridelint"))
        .current_dir(root())
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code().unwrap())
}

#[test]
fn the_pages_of_the_policies_are_fresh() {
    let (_, why, status) = stridelint(&["policy", "docs", "--check"]);
    assert_eq!(status, 0, "{why}");
}

#[test]
fn the_schemas_are_fresh() {
    let (_, why, status) = stridelint(&["schema", "--to", "docs/schema", "--check"]);
    assert_eq!(status, 0, "{why}");
}

#[test]
fn a_stale_schema_is_told_and_written() {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().to_str().unwrap();
    assert_eq!(stridelint(&["schema", "--to", to]).2, 0);
    assert_eq!(stridelint(&["schema", "--to", to, "--check"]).2, 0);
    let report = std::fs::read_to_string(folder.path().join("report.json")).unwrap();
    for (file, text) in [("report.json", report.replace("object", "list")), ("gone.json", report)] {
        std::fs::write(folder.path().join(file), text).unwrap();
        let (_, why, status) = stridelint(&["schema", "--to", to, "--check"]);
        assert_eq!(status, 2);
        assert!(why.contains(file) && why.contains("stridelint schema --to"), "{why}");
        assert_eq!(stridelint(&["schema", "--to", to]).2, 0);
    }
    assert!(!folder.path().join("gone.json").exists());
    assert_eq!(stridelint(&["schema", "--to", to, "--check"]).2, 0);
}

/// Whoever gives the top of a repository loses nothing by it.
#[test]
fn schemas_are_written_beside_the_files_of_others() {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().to_str().unwrap();
    let below = folder.path().join("app/schema");
    std::fs::create_dir_all(&below).unwrap();
    let ours = stridelint(&["schema", "report"]).0;
    let others = [
        (folder.path().join("package.json"), "{\"title\": \"shop\"}"),
        (folder.path().join("broken.json"), "{\"title\": \"stridelint: "),
        (below.join("tsconfig.json"), "{}"),
        (below.join("report.json"), ours.as_str()),
    ];
    others.iter().for_each(|(path, text)| std::fs::write(path, text).unwrap());
    assert_eq!(stridelint(&["schema", "--to", to]).2, 0);
    for (path, text) in &others {
        assert_eq!(std::fs::read_to_string(path).unwrap(), *text, "{}", path.display());
    }
    assert_eq!(stridelint(&["schema", "--to", to, "--check"]).2, 0);
    assert_eq!(std::fs::read_to_string(folder.path().join("report.json")).unwrap(), ours);
}

/// A file of somebody else that has the name of one of ours: nothing is written at all.
#[test]
fn the_files_of_others_are_never_written_over() {
    for (command, name) in [
        (["schema", "--to"].as_slice(), "report.json"),
        (&["policy", "docs", "--to"], "README.md"),
        (&["policy", "docs", "--to"], "threats/container-escape.md"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, "somebody's").unwrap();
        let to = folder.path().to_str().unwrap();
        let (_, why, status) = stridelint(&[command, &[to]].concat());
        assert!(status == 2 && why.contains(name), "{why}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "somebody's");
        let files = walkdir::WalkDir::new(folder.path()).into_iter().flatten();
        assert_eq!(files.filter(|entry| entry.file_type().is_file()).count(), 1, "{name}");
    }
}

#[test]
fn a_stale_page_is_told_and_written() {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().to_str().unwrap();
    let (_, why, status) = stridelint(&["policy", "docs", "--check", "--to", to]);
    assert_eq!(status, 2);
    assert!(why.contains("container-escape.md"), "{why}");
    assert_eq!(stridelint(&["policy", "docs", "--to", to]).2, 0);
    let notes = folder.path().join("threats/notes.md");
    std::fs::write(&notes, "somebody's").unwrap();
    let written = std::fs::read_to_string(folder.path().join("README.md")).unwrap();
    for gone in ["threats/gone.md", "checks/container-escape/gone.md"] {
        std::fs::write(folder.path().join(gone), &written).unwrap();
        let (_, why, status) = stridelint(&["policy", "docs", "--check", "--to", to]);
        assert!(status == 2 && why.contains(gone), "{why}");
        assert_eq!(stridelint(&["policy", "docs", "--to", to]).2, 0);
        assert!(!folder.path().join(gone).exists());
    }
    assert_eq!(std::fs::read_to_string(&notes).unwrap(), "somebody's");
    assert_eq!(stridelint(&["policy", "docs", "--check", "--to", to]).2, 0);
    let page = folder.path().join("checks/container-escape/privileged-container.md");
    let page = std::fs::read_to_string(page).unwrap();
    let explained = stridelint(&["explain", "container-escape.privileged-container"]).0;
    let description = "A privileged container has every capability";
    assert!(page.contains(description) && explained.contains(description), "{explained}");
}

#[test]
fn the_readme_names_options_and_settings_that_exist() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let help: String = ["scan", "document", "model", "fix", "list", "merge"]
        .map(|command| stridelint(&[command, "--help"]).0)
        .concat();
    let options = regex::Regex::new(r"--[a-z][a-z-]+").unwrap();
    let others = ["--locked", "--path", "--all-files", "--from-ref", "--to-ref"];
    for option in options
        .find_iter(&readme)
        .map(|found| found.as_str())
        .filter(|option| !others.contains(option))
    {
        assert!(help.contains(option), "the README names {option}");
    }
    // The configuration it shows is one that is read without an error.
    let (_, shown) = readme.split_once("```toml\n").unwrap();
    let shown = shown.split_once("```").unwrap().0.replace("policies = [", "# policies = [");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("stridelint.toml");
    std::fs::write(&file, shown).unwrap();
    let (_, why, status) =
        stridelint(&["scan", "testdata/demo", "--exit-zero", "--config", file.to_str().unwrap()]);
    assert_eq!(status, 0, "{why}");
}

#[test]
fn local_links_lead_somewhere() {
    let links = regex::Regex::new(r"\]\(([^)#:]+)(#[^)]*)?\)").unwrap();
    let pages = [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "CHANGELOG.md",
        "docs/README.md",
        "docs/bulk.md",
        "docs/document.md",
        "docs/frameworks.md",
        "docs/fix.md",
        "docs/review.md",
        "docs/install.md",
        "docs/model.md",
        "policies/README.md",
    ];
    let generated = ["docs/threats", "docs/checks"].into_iter().flat_map(|folder| {
        let entries = walkdir::WalkDir::new(root().join(folder)).into_iter().flatten();
        entries.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path)
    });
    let mut followed = 0;
    for page in pages.map(|page| root().join(page)).into_iter().chain(generated) {
        let text = std::fs::read_to_string(&page).unwrap();
        for link in links.captures_iter(&text) {
            let target = page.parent().unwrap().join(&link[1]);
            assert!(target.exists(), "{} links to {}", page.display(), &link[1]);
            followed += 1;
        }
    }
    assert!(followed > 10, "no links found");
}

/// `scripts/picture.py` draws it.
#[test]
fn the_picture_shows_what_the_demo_prints() {
    let root = crate::repository::root();
    let run = crate::program::run_in(
        &root,
        &["scan", "testdata/demo", "--exit-zero", "--today", "2026-01-02"],
        &[],
    );
    let printed: Vec<&str> = run.out.lines().map(str::trim_end).collect();
    let picture = std::fs::read_to_string(root.join("docs/images/scan.svg")).unwrap();
    let tags = regex::Regex::new("<[^>]*>").unwrap();
    let rows = picture.lines().filter(|line| line.contains("xml:space"));
    let rows: Vec<String> = rows
        .map(|row| {
            let text = tags.replace_all(row, "");
            let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
            text.replace("&#x27;", "'").replace("&amp;", "&").trim_end().to_owned()
        })
        .collect();
    let cut = rows.iter().position(|row| row.ends_with(" more lines")).unwrap();
    let (first, last) = (&rows[..cut], &rows[cut + 1..]);
    assert!(first.len() > 15 && last.len() > 5, "{rows:#?}");
    let drawn = first == &printed[..cut] && last == &printed[printed.len() - last.len()..];
    let between = printed.len() - first.len() - last.len();
    assert!(
        drawn && rows[cut] == format!("\u{2026} {between} more lines"),
        "the picture is stale, scripts/picture.py draws it anew: {rows:#?}\n{}",
        run.out
    );
}

/// `scripts/picture.py` draws it too.
#[test]
fn the_picture_of_the_model_is_what_the_program_draws() {
    let root = crate::repository::root();
    let args = ["model", "testdata/demo", "--unit", "shop", "--no-config", "--today", "2026-01-02"];
    let run = crate::program::run_in(&root, &[&args[..], &["-f", "svg"]].concat(), &[]);
    let picture = std::fs::read_to_string(root.join("docs/images/model.svg")).unwrap();
    assert!(run.out.starts_with("<svg "), "{}", run.err);
    assert!(run.out == picture, "docs/images/model.svg is stale: scripts/picture.py draws it anew");
}

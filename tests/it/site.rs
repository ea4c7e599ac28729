//! The documentation as a site: `docs/SUMMARY.md` and the pages that it names.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")
}

/// The targets of a page's links that lead to other pages and files.
fn links(page: &str) -> Vec<String> {
    let link = regex::Regex::new(r"\]\(([^)#:]+)(?:#[^)]*)?\)").unwrap();
    link.captures_iter(page).map(|link| link[1].to_owned()).collect()
}

/// Pages below docs/, as SUMMARY.md names them.
fn pages() -> BTreeSet<String> {
    let all = walkdir::WalkDir::new(docs()).into_iter().flatten();
    let pages = all.filter(|entry| entry.path().extension().is_some_and(|ending| ending == "md"));
    let name =
        |path: &Path| path.strip_prefix(docs()).unwrap().to_str().unwrap().replace('\\', "/");
    pages.map(|entry| name(entry.path())).filter(|name| name != "SUMMARY.md").collect()
}

/// A page that the table of contents does not name is on no site; a name without a page stops the build.
#[test]
fn every_page_is_on_the_site_once() {
    let summary = std::fs::read_to_string(docs().join("SUMMARY.md")).unwrap();
    let named = links(&summary);
    let set: BTreeSet<String> = named.iter().cloned().collect();
    assert_eq!(set.len(), named.len(), "a page is named twice");
    assert_eq!(set, pages());
    assert!(set.contains("install.md") && set.len() > 150);
}

/// The site has nothing but docs/: a link that leads out of it leads nowhere there.
#[test]
fn no_link_of_a_page_leaves_the_site() {
    let mut followed = 0;
    for page in pages() {
        let file = docs().join(&page);
        for link in links(&std::fs::read_to_string(&file).unwrap()) {
            let target = file.parent().unwrap().join(&link).canonicalize();
            let target = target.unwrap_or_else(|why| panic!("{page} links to {link}: {why}"));
            let home = docs().canonicalize().unwrap();
            assert!(target.starts_with(&home), "{page} links to {link}, which is not on the site");
            followed += 1;
        }
    }
    assert!(followed > 500, "{followed}");
}

/// The address that reports give for a check is the one that mdBook gives its page.
#[test]
fn the_addresses_of_checks_are_those_of_the_site() {
    let book = std::fs::read_to_string(docs().join("../book.toml")).unwrap();
    assert!(book.contains("src = \"docs\""), "{book}");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_stridelint"))
        .args(["scan", "testdata/demo", "--no-config", "--exit-zero", "-f", "sarif"])
        .current_dir(docs().join(".."))
        .output()
        .unwrap();
    let sarif: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let driver = &sarif["runs"][0]["tool"]["driver"];
    let site = driver["informationUri"].as_str().unwrap();
    let rules = driver["rules"].as_array().unwrap();
    assert!(rules.len() > 5);
    for rule in rules {
        let page = rule["helpUri"].as_str().unwrap().strip_prefix(site).unwrap();
        let page = page.strip_suffix(".html").unwrap();
        assert!(docs().join(format!("{page}.md")).is_file(), "{page}");
    }
}

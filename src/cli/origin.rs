//! Where the scanned repository can be read, as services for continuous integration tell it.

use crate::finding::Report;
use crate::report::{Host, Origin};
use crate::tree::disk::work_tree;
use crate::tree::git;

/// The origin of what was scanned, where a service says it. A commit is told only where the work tree
/// that was scanned is a clone of the repository that the service names, and what was scanned is
/// its `HEAD`.
pub fn of(
    report: &Report,
    at_head: bool,
    variable: impl Fn(&str) -> Option<String>,
) -> Option<Origin> {
    let (mut origin, name) = named(variable)?;
    if at_head
        && let [base] = report.bases.as_slice()
        && work_tree(base).is_some_and(|top| top == *base)
        && let Some((commit, url)) = git::head(base)
        && is_of(&url, &name)
    {
        origin.commit = Some(commit);
    }
    Some(origin)
}

/// The repository that a service names, and its name there.
fn named(variable: impl Fn(&str) -> Option<String>) -> Option<(Origin, String)> {
    let origin = |host, page: String, run| {
        let page = page.trim_end_matches('/').to_owned();
        page.starts_with("https://").then_some(Origin { host, page, commit: None, run })
    };
    if let Some(name) = variable("GITHUB_REPOSITORY") {
        let page = format!("{}/{name}", variable("GITHUB_SERVER_URL")?);
        let run = variable("GITHUB_RUN_ID").map(|id| format!("{page}/actions/runs/{id}"));
        return Some((origin(Host::GitHub, page, run)?, name));
    }
    if let Some(name) = variable("CI_PROJECT_PATH") {
        let run = variable("CI_JOB_URL");
        return Some((origin(Host::GitLab, variable("CI_PROJECT_URL")?, run)?, name));
    }
    let name = variable("BITBUCKET_REPO_FULL_NAME")?;
    let page = format!("https://bitbucket.org/{name}");
    let run = variable("BITBUCKET_BUILD_NUMBER").map(|id| format!("{page}/pipelines/results/{id}"));
    Some((origin(Host::Bitbucket, page, run)?, name))
}

/// Whether a remote's address is that of the repository with this name.
fn is_of(url: &str, name: &str) -> bool {
    let url = url.trim_end_matches('/');
    let url = url.strip_suffix(".git").unwrap_or(url).to_ascii_lowercase();
    url.strip_suffix(&name.to_ascii_lowercase()).is_some_and(|before| before.ends_with(['/', ':']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_repository_is_the_one_that_the_service_names() {
        let environment = |pairs: &'static [(&'static str, &'static str)]| {
            move |name: &str| {
                pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
            }
        };
        let github = environment(&[
            ("GITHUB_REPOSITORY", "o/r"),
            ("GITHUB_SERVER_URL", "https://github.com"),
            ("GITHUB_RUN_ID", "7"),
        ]);
        let (origin, name) = named(github).unwrap();
        assert_eq!((origin.page.as_str(), name.as_str()), ("https://github.com/o/r", "o/r"));
        assert_eq!(origin.run.as_deref(), Some("https://github.com/o/r/actions/runs/7"));
        let gitlab = environment(&[
            ("CI_PROJECT_PATH", "g/s/r"),
            ("CI_PROJECT_URL", "https://git.example.com/g/s/r"),
        ]);
        assert_eq!(named(gitlab).unwrap().0.host, Host::GitLab);
        assert!(named(environment(&[])).is_none());
        assert!(named(environment(&[("GITHUB_REPOSITORY", "o/r")])).is_none());
        for url in ["https://github.com/o/r", "git@github.com:o/r.git", "https://x@h/O/R.git/"] {
            assert!(is_of(url, "o/r"), "{url}");
        }
        for url in ["https://github.com/foo/r", "https://github.com/o/r2", "/srv/git/r"] {
            assert!(!is_of(url, "o/r"), "{url}");
        }
    }
}

//! Which pull request is meant, and who asks: from the command line, else from what the service for continuous integration says.

use super::ReviewArgs;
use crate::cli::Failure;
use crate::cli::compare::variable;
use crate::forge::{Client, Forge, GitHub, GitLab, Token};
use crate::review::{Page, Service};
use crate::tree::read_regular;
use serde_json::Value;
use std::path::Path;

/// Bytes of the file that tells of an event at most.
const CAP: u64 = 64 << 20;

/// A pull request.
pub struct Place {
    /// Where the repository is shown.
    pub page: Page,
    /// The commit that it should be at.
    pub head: Option<String>,
    repository: String,
    pull: Pull,
}

/// How a pull request is named.
enum Pull {
    /// By its number.
    Number(u64),
    /// By the branch that it comes from (`OWNER:BRANCH`) and the commit that it is at.
    Branch(String, String),
}

/// The pull request that is meant.
///
/// # Errors
/// Nothing says which one.
pub fn of(args: &ReviewArgs) -> Result<Place, Failure> {
    let place = if args.gitlab { on_gitlab(args)? } else { on_github(args)? };
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    let parts = place
        .repository
        .split('/')
        .filter(|part| !part.is_empty() && *part != "." && *part != "..");
    let parts = parts.count();
    let wanted = if args.gitlab { 1..=20 } else { 2..=2 };
    let whole = place.repository.split('/').count() == parts && wanted.contains(&parts);
    if !place.repository.chars().all(plain) || !whole {
        let name = crate::printable::plain(&place.repository);
        return Err(Failure::Usage(format!("`{name}` names no repository: expected OWNER/NAME")));
    }
    Ok(place)
}

fn missing(what: &str) -> Failure {
    Failure::Usage(format!("nothing says which {what}: give --repo and --pr"))
}

fn on_github(args: &ReviewArgs) -> Result<Place, Failure> {
    let repository = args.repo.clone().or_else(|| variable("GITHUB_REPOSITORY"));
    let repository = repository.ok_or_else(|| missing("repository"))?;
    // What is named on the command line is not what the event is about.
    let event = if args.repo.is_none() { event() } else { Value::Null };
    let said = |path: &str| event.pointer(path).and_then(Value::as_str).map(str::to_owned);
    let number = args.pr.or_else(|| event.pointer("/pull_request/number")?.as_u64());
    let number = number.or_else(|| {
        let reference = variable("GITHUB_REF").filter(|_| args.repo.is_none())?;
        reference.strip_prefix("refs/pull/")?.split('/').next()?.parse().ok()
    });
    let of_event = if args.pr.is_none() { said("/pull_request/head/sha") } else { None };
    // A run after another one's end: which pull request that was of says the service, not what the run left behind.
    let branch = || {
        let owner = said("/workflow_run/head_repository/owner/login")?;
        let branch = said("/workflow_run/head_branch")?;
        Some((format!("{owner}:{branch}"), said("/workflow_run/head_sha")?))
    };
    let (pull, head) = match (number, branch()) {
        (Some(number), _) => (Pull::Number(number), args.head.clone().or(of_event)),
        (None, Some((branch, commit))) => {
            (Pull::Branch(branch, commit.clone()), Some(args.head.clone().unwrap_or(commit)))
        }
        (None, None) => return Err(missing("pull request")),
    };
    let server = variable("GITHUB_SERVER_URL").unwrap_or_else(|| "https://github.com".to_owned());
    let page = Page {
        service: Service::GitHub,
        address: format!("{}/{repository}", server.trim_end_matches('/')),
    };
    Ok(Place { page, head, repository, pull })
}

/// What the service says that the run is about.
fn event() -> Value {
    let file = variable("GITHUB_EVENT_PATH");
    let bytes = file.and_then(|file| read_regular(Path::new(&file), CAP).ok());
    bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}

fn on_gitlab(args: &ReviewArgs) -> Result<Place, Failure> {
    let project =
        ["CI_MERGE_REQUEST_PROJECT_PATH", "CI_PROJECT_PATH"].into_iter().find_map(variable);
    let repository = args.repo.clone().or(project).ok_or_else(|| missing("project"))?;
    let number = || variable("CI_MERGE_REQUEST_IID")?.parse().ok();
    let number = args.pr.or_else(number).ok_or_else(|| missing("merge request"))?;
    // A pipeline for merged results is at a commit that no branch has.
    let own = args.pr.is_none();
    let commit = || {
        let source = variable("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA");
        source.or_else(|| variable("CI_COMMIT_SHA")).filter(|_| own)
    };
    let server = variable("CI_SERVER_URL").unwrap_or_else(|| "https://gitlab.com".to_owned());
    let page = Page {
        service: Service::GitLab,
        address: format!("{}/{repository}", server.trim_end_matches('/')),
    };
    Ok(Place {
        page,
        head: args.head.clone().or_else(commit),
        repository,
        pull: Pull::Number(number),
    })
}

impl Place {
    /// The service. `None`: no open pull request is at the commit.
    ///
    /// # Errors
    /// There is no token, or the service does not say which pull request it is.
    pub fn forge(&self) -> Result<Option<Box<dyn Forge>>, String> {
        let roots = ["SSL_CERT_FILE", "CI_SERVER_TLS_CA_FILE"].into_iter().find_map(variable);
        let roots = roots.map(|file| {
            read_regular(Path::new(&file), CAP).map_err(|why| format!("{file}: {why}"))
        });
        let roots = roots.transpose()?;
        match self.page.service {
            Service::GitHub => self.github(roots.as_deref()),
            Service::GitLab => self.gitlab(roots.as_deref()),
        }
    }

    fn github(&self, roots: Option<&[u8]>) -> Result<Option<Box<dyn Forge>>, String> {
        let token = ["STRIDELINT_TOKEN", "GITHUB_TOKEN", "GH_TOKEN"].into_iter().find_map(variable);
        let token = token.ok_or("no token: set GITHUB_TOKEN")?;
        let api = variable("GITHUB_API_URL").unwrap_or_else(|| "https://api.github.com".to_owned());
        let api = api.trim_end_matches('/').to_owned();
        let beside = || format!("{}/graphql", api.strip_suffix("/v3").unwrap_or(&api));
        let graphql = variable("GITHUB_GRAPHQL_URL").unwrap_or_else(beside);
        if origin(&graphql) != origin(&api) {
            return Err(format!("{graphql} is not of the service {api}"));
        }
        let token = Token { header: "authorization", value: format!("Bearer {token}") };
        let client = Client::new(&api, token, "application/vnd.github+json", roots)?;
        let repository = self.repository.clone();
        let number = match &self.pull {
            Pull::Number(number) => *number,
            Pull::Branch(branch, commit) => {
                let found = GitHub::find(&client, &repository, branch, commit);
                match found.map_err(|why| why.to_string())? {
                    Some(number) => number,
                    None => return Ok(None),
                }
            }
        };
        Ok(Some(Box::new(GitHub::new(client, graphql, repository, number))))
    }

    fn gitlab(&self, roots: Option<&[u8]>) -> Result<Option<Box<dyn Forge>>, String> {
        let own = ["STRIDELINT_TOKEN", "GITLAB_TOKEN"].into_iter().find_map(variable);
        let own = own.map(|value| Token { header: "private-token", value });
        let job = || variable("CI_JOB_TOKEN").map(|value| Token { header: "job-token", value });
        let token = own.or_else(job).ok_or("no token: set GITLAB_TOKEN")?;
        let api =
            variable("CI_API_V4_URL").unwrap_or_else(|| "https://gitlab.com/api/v4".to_owned());
        let client = Client::new(&api, token, "application/json", roots)?;
        let Pull::Number(number) = self.pull else { return Ok(None) };
        Ok(Some(Box::new(GitLab::new(client, &self.repository, number))))
    }
}

/// Scheme, host and port of an address.
fn origin(address: &str) -> &str {
    let from = address.find("://").map_or(0, |at| at + 3);
    let to = address[from..].find('/').map_or(address.len(), |at| from + at);
    &address[..to]
}

//! Where the scanned texts can be read in a browser, and the run that scanned them.

use super::sarif::uri;
use crate::finding::Finding;

/// A service that shows repositories.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    /// GitHub, wherever it runs.
    GitHub,
    /// GitLab, wherever it runs.
    GitLab,
    /// Bitbucket Cloud.
    Bitbucket,
}

/// The repository and the commit that were scanned, as the service for continuous integration tells
/// them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The service.
    pub host: Host,
    /// The repository's page, without a slash at its end.
    pub page: String,
    /// The commit's id, where it is known that paths are told below this repository's root.
    pub commit: Option<String>,
    /// The page of the run.
    pub run: Option<String>,
}

impl Origin {
    /// The address of a finding's lines at the commit: it shows the same text for ever.
    #[must_use]
    pub fn permalink(&self, finding: &Finding) -> Option<String> {
        let at = &finding.location;
        if at.file.is_empty() || !finding.repository.is_empty() {
            return None;
        }
        let (page, commit) = (&self.page, self.commit.as_ref()?);
        let file = in_link(&uri(&at.file));
        let (first, last) = (at.start.line, at.end.line.max(at.start.line));
        let one = first == last;
        Some(match self.host {
            Host::GitHub if one => format!("{page}/blob/{commit}/{file}#L{first}"),
            Host::GitHub => format!("{page}/blob/{commit}/{file}#L{first}-L{last}"),
            Host::GitLab if one => format!("{page}/-/blob/{commit}/{file}#L{first}"),
            Host::GitLab => format!("{page}/-/blob/{commit}/{file}#L{first}-{last}"),
            Host::Bitbucket => format!("{page}/src/{commit}/{file}#lines-{first}:{last}"),
        })
    }
}

/// An address as Markdown's links take it: nothing in it ends the link.
#[must_use]
pub fn in_link(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for c in address.chars() {
        match c {
            '(' => out.push_str("%28"),
            ')' => out.push_str("%29"),
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            '|' => out.push_str("%7C"),
            '"' => out.push_str("%22"),
            '`' => out.push_str("%60"),
            c if c.is_whitespace() || c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

//! GitHub: 12 calls of its interface, typed.

use super::http::{Client, encoded, parsed};
use super::{Forge, Trouble};
use crate::review::{Diff, LINE_MARK, Note, State, Thread, WHOLE_MARK, Write};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Pages of conversations that are read at most.
const PAGES: usize = 100;

/// A pull request on GitHub.
pub struct GitHub {
    client: Client,
    /// The address of the GraphQL interface.
    graphql: String,
    /// `OWNER/NAME`.
    repository: String,
    number: u64,
    /// Who the token is, once asked. The inner `None`: GitHub does not say.
    viewer: Option<Option<String>>,
}

#[derive(Deserialize)]
struct Pull {
    number: u64,
    head: Commit,
}

#[derive(Deserialize)]
struct Commit {
    sha: String,
}

#[derive(Deserialize)]
struct File {
    filename: String,
    #[serde(default)]
    previous_filename: Option<String>,
    #[serde(default)]
    patch: Option<String>,
}

#[derive(Deserialize)]
struct Remark {
    id: u64,
    #[serde(default)]
    body: Option<String>,
    #[serde(default)]
    user: Option<User>,
    #[serde(default)]
    path: String,
    #[serde(default)]
    line: Option<u32>,
    #[serde(default)]
    in_reply_to_id: Option<u64>,
    #[serde(default)]
    original_commit_id: Option<String>,
}

#[derive(Deserialize)]
struct User {
    #[serde(default)]
    login: String,
    #[serde(default, rename = "type")]
    kind: String,
}

/// What GraphQL says of a conversation.
#[derive(Default)]
struct Talk {
    id: String,
    resolved: bool,
    can_resolve: bool,
    answered: bool,
}

impl GitHub {
    /// A pull request of a repository.
    #[must_use]
    pub fn new(client: Client, graphql: String, repository: String, number: u64) -> GitHub {
        GitHub { client, graphql, repository, number, viewer: None }
    }

    /// The number of the open pull request whose head is at a commit, by the branch it comes from (`OWNER:BRANCH`).
    ///
    /// # Errors
    /// GitHub does not say.
    pub fn find(
        client: &Client,
        repository: &str,
        branch: &str,
        commit: &str,
    ) -> Result<Option<u64>, Trouble> {
        let path = format!("/repos/{repository}/pulls?state=open&head={}", encoded(branch));
        let pulls: Vec<Pull> = client.all(&path)?;
        Ok(pulls.iter().find(|pull| pull.head.sha == commit).map(|pull| pull.number))
    }

    fn path(&self, rest: &str) -> String {
        format!("/repos/{}{rest}", self.repository)
    }

    fn graphql(&self, query: &str, variables: &Value) -> Result<Value, Trouble> {
        let body = json!({ "query": query, "variables": variables });
        let answer: Value = parsed(&self.client.post_to(&self.graphql, &body)?.body)?;
        match answer.get("errors").and_then(Value::as_array).filter(|errors| !errors.is_empty()) {
            None => Ok(answer.get("data").cloned().unwrap_or_default()),
            Some(errors) => {
                let message =
                    |error: &Value| error["message"].as_str().unwrap_or_default().to_owned();
                let said: Vec<String> = errors.iter().map(message).collect();
                Err(Trouble::Refused(crate::printable::plain(&said.join(", "))))
            }
        }
    }

    /// Whether a comment is ours: by whoever the token is, else by some program. What it begins with is looked at too.
    fn is_ours(&self, user: Option<&User>) -> bool {
        let Some(user) = user else { return false };
        match self.viewer.as_ref().and_then(Option::as_ref) {
            Some(viewer) => user.login == *viewer,
            None => user.kind == "Bot" || user.login.ends_with("[bot]"),
        }
    }

    /// The conversations, by the number of the comment that began each. Where they are not shown, none.
    fn talks(&self) -> BTreeMap<u64, Talk> {
        const QUERY: &str = "query($owner: String!, $name: String!, $number: Int!, $after: String) { \
            repository(owner: $owner, name: $name) { pullRequest(number: $number) { \
            reviewThreads(first: 100, after: $after) { pageInfo { hasNextPage endCursor } \
            nodes { id isResolved viewerCanResolve comments(first: 2) { nodes { databaseId } } } } } } }";
        let mut talks = BTreeMap::new();
        let Some((owner, name)) = self.repository.split_once('/') else { return talks };
        let mut after = Value::Null;
        for _ in 0..PAGES {
            let variables =
                json!({ "owner": owner, "name": name, "number": self.number, "after": after });
            let Ok(data) = self.graphql(QUERY, &variables) else { break };
            let page = &data["repository"]["pullRequest"]["reviewThreads"];
            for node in page["nodes"].as_array().into_iter().flatten() {
                let comments = node["comments"]["nodes"].as_array();
                let first = comments.and_then(|all| all.first());
                let Some(id) = first.and_then(|first| first["databaseId"].as_u64()) else {
                    continue;
                };
                let talk = Talk {
                    id: node["id"].as_str().unwrap_or_default().to_owned(),
                    resolved: node["isResolved"] == true,
                    can_resolve: node["viewerCanResolve"] == true,
                    answered: comments.is_some_and(|all| all.len() > 1),
                };
                talks.insert(id, talk);
            }
            if page["pageInfo"]["hasNextPage"] != true {
                break;
            }
            after = page["pageInfo"]["endCursor"].clone();
        }
        talks
    }
}

impl Forge for GitHub {
    fn read(&mut self) -> Result<State, Trouble> {
        if self.viewer.is_none() {
            self.viewer = Some(match self.graphql("query { viewer { login } }", &json!({})) {
                Ok(data) => data["viewer"]["login"].as_str().map(str::to_owned),
                Err(Trouble::Unclear(why)) => return Err(Trouble::Unclear(why)),
                Err(Trouble::Limited(why, wait)) => return Err(Trouble::Limited(why, wait)),
                Err(_) => None,
            });
        }
        let (number, client) = (self.number, &self.client);
        let pull: Pull = client.one(&self.path(&format!("/pulls/{number}")))?;
        let files: Vec<File> = client.all(&self.path(&format!("/pulls/{number}/files")))?;
        let notes: Vec<Remark> = client.all(&self.path(&format!("/issues/{number}/comments")))?;
        let remarks: Vec<Remark> = client.all(&self.path(&format!("/pulls/{number}/comments")))?;
        let diff = files.into_iter().map(|file| {
            let old = file.previous_filename.as_deref().unwrap_or(&file.filename);
            let diff = Diff::of(old, file.patch.as_deref().unwrap_or_default());
            (file.filename, diff)
        });
        let ours = |remark: &&Remark, mark: &str| {
            let begins = remark.body.as_ref().is_some_and(|body| body.starts_with(mark));
            begins && self.is_ours(remark.user.as_ref())
        };
        let note = |remark: &Remark| Note {
            id: remark.id.to_string(),
            body: remark.body.clone().unwrap_or_default(),
        };
        let mut whole: Vec<&Remark> = notes.iter().filter(|one| ours(one, WHOLE_MARK)).collect();
        let mut lines: Vec<&Remark> = remarks.iter().filter(|one| ours(one, LINE_MARK)).collect();
        whole.sort_by_key(|one| one.id);
        lines.sort_by_key(|one| one.id);
        let answered: BTreeSet<u64> = remarks.iter().filter_map(|one| one.in_reply_to_id).collect();
        let mut talks = if lines.is_empty() { BTreeMap::new() } else { self.talks() };
        let threads = lines.iter().map(|one| {
            let talk = talks.remove(&one.id);
            let known = talk.is_some();
            let talk = talk.unwrap_or_default();
            Thread {
                note: note(one),
                thread: known.then_some(talk.id),
                path: one.path.clone(),
                line: one.line,
                resolved: talk.resolved,
                can_resolve: talk.can_resolve,
                answered: talk.answered || answered.contains(&one.id),
                at_head: one.original_commit_id.as_ref() == Some(&pull.head.sha),
            }
        });
        let threads = threads.collect();
        Ok(State {
            diff: diff.collect(),
            whole: whole.into_iter().map(note).collect(),
            threads,
            head: pull.head.sha,
        })
    }

    fn write(&mut self, state: &State, write: &Write) -> Result<(), Trouble> {
        let number = self.number;
        let text = |body: &String| json!({ "body": body });
        let sent = match write {
            Write::Review { body, comments } => {
                let comments: Vec<Value> = comments
                    .iter()
                    .map(|one| {
                        let mut comment = json!({
                            "path": one.path, "line": one.last, "side": "RIGHT", "body": one.body
                        });
                        if one.first < one.last {
                            comment["start_line"] = json!(one.first);
                            comment["start_side"] = json!("RIGHT");
                        }
                        comment
                    })
                    .collect();
                let review = json!({
                    "commit_id": state.head, "event": "COMMENT", "body": body, "comments": comments
                });
                self.client.send("POST", &self.path(&format!("/pulls/{number}/reviews")), &review)
            }
            Write::Update { note, body, .. } => self.client.send(
                "PATCH",
                &self.path(&format!("/pulls/comments/{note}")),
                &text(body),
            ),
            Write::Remove { note, .. } => self.client.send(
                "DELETE",
                &self.path(&format!("/pulls/comments/{note}")),
                &json!({}),
            ),
            Write::Tell { body } => self.client.send(
                "POST",
                &self.path(&format!("/issues/{number}/comments")),
                &text(body),
            ),
            Write::Retell { note, body } => self.client.send(
                "PATCH",
                &self.path(&format!("/issues/comments/{note}")),
                &text(body),
            ),
            Write::Untell { note } => self.client.send(
                "DELETE",
                &self.path(&format!("/issues/comments/{note}")),
                &json!({}),
            ),
            Write::Resolve { thread } => {
                let query = "mutation($id: ID!) { resolveReviewThread(input: {threadId: $id}) { \
                             thread { id isResolved } } }";
                return self.graphql(query, &json!({ "id": thread })).map(|_| ());
            }
        };
        sent.map(|_| ())
    }

    fn text(&mut self, commit: &str, file: &str) -> Result<String, Trouble> {
        let file: Vec<String> = file.split('/').map(encoded).collect();
        let path = self.path(&format!("/contents/{}?ref={}", file.join("/"), encoded(commit)));
        Ok(self.client.read(&path, "application/vnd.github.raw+json")?.body)
    }
}

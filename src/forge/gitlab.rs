//! GitLab: the calls of its interface that a review needs, typed.

use super::http::{Client, encoded};
use super::{Forge, Trouble};
use crate::review::{Comment, Diff, LINE_MARK, Note, State, Thread, WHOLE_MARK, Write};
use serde::Deserialize;
use serde_json::{Value, json};

/// A merge request on GitLab.
pub struct GitLab {
    client: Client,
    /// The project's number or path, as a part of an address.
    project: String,
    number: u64,
    /// The version of the merge request that was read last: positions name its commits.
    version: Option<Version>,
    /// Who the token is, once asked. The inner `None`: GitLab does not say.
    viewer: Option<Option<u64>>,
}

#[derive(Deserialize)]
struct Merge {
    #[serde(default)]
    sha: Option<String>,
}

#[derive(Clone, Deserialize)]
struct Version {
    #[serde(default)]
    id: u64,
    base_commit_sha: String,
    start_commit_sha: String,
    head_commit_sha: String,
}

#[derive(Deserialize)]
struct Changed {
    new_path: String,
    old_path: String,
    #[serde(default)]
    diff: String,
    #[serde(default)]
    deleted_file: bool,
}

#[derive(Deserialize)]
struct Discussion {
    id: String,
    #[serde(default)]
    notes: Vec<Remark>,
}

#[derive(Deserialize)]
struct Remark {
    id: u64,
    #[serde(default)]
    body: String,
    #[serde(default)]
    author: Option<User>,
    #[serde(default)]
    system: bool,
    #[serde(default)]
    resolved: bool,
    #[serde(default)]
    resolvable: bool,
    #[serde(default)]
    position: Option<Position>,
}

#[derive(Deserialize)]
struct Position {
    #[serde(default)]
    head_sha: String,
    #[serde(default)]
    new_path: Option<String>,
    #[serde(default)]
    new_line: Option<u32>,
}

#[derive(Deserialize)]
struct User {
    id: u64,
    #[serde(default)]
    bot: bool,
    #[serde(default)]
    username: String,
}

impl GitLab {
    /// A merge request of a project.
    #[must_use]
    pub fn new(client: Client, project: &str, number: u64) -> GitLab {
        GitLab { client, project: encoded(project), number, version: None, viewer: None }
    }

    fn path(&self, rest: &str) -> String {
        format!("/projects/{}/merge_requests/{}{rest}", self.project, self.number)
    }

    fn is_ours(&self, user: Option<&User>) -> bool {
        let Some(user) = user else { return false };
        match self.viewer.flatten() {
            Some(viewer) => user.id == viewer,
            None => {
                user.bot
                    || user.username.starts_with("project_")
                    || user.username.starts_with("group_")
            }
        }
    }

    /// A comment at a line: an added line has a number in the new text only, one that stays has both.
    fn discuss(&self, comment: &Comment) -> Result<(), Trouble> {
        let Some(version) = &self.version else {
            return Err(Trouble::Invalid("the merge request has no version".to_owned()));
        };
        let mut position = json!({
            "position_type": "text",
            "base_sha": version.base_commit_sha,
            "start_sha": version.start_commit_sha,
            "head_sha": version.head_commit_sha,
            "old_path": comment.old_path,
            "new_path": comment.path,
            "new_line": comment.last,
        });
        if let Some(old) = comment.old_line {
            position["old_line"] = json!(old);
        }
        let body = json!({ "body": comment.body, "position": position });
        self.client.send("POST", &self.path("/discussions"), &body).map(|_| ())
    }
}

impl Forge for GitLab {
    fn read(&mut self) -> Result<State, Trouble> {
        if self.viewer.is_none() {
            self.viewer = Some(match self.client.one::<User>("/user") {
                Ok(user) => Some(user.id),
                Err(Trouble::Unclear(why)) => return Err(Trouble::Unclear(why)),
                Err(Trouble::Limited(why, wait)) => return Err(Trouble::Limited(why, wait)),
                Err(_) => None,
            });
        }
        let merge: Merge = self.client.one(&self.path(""))?;
        let versions: Vec<Version> = self.client.all(&self.path("/versions"))?;
        self.version = versions.into_iter().max_by_key(|version| version.id);
        let head = self.version.as_ref().map(|version| version.head_commit_sha.clone());
        // While a push is worked on, the newest version is of the commit before it.
        let head = merge.sha.or(head).unwrap_or_default();
        let changed: Vec<Changed> = self.client.all(&self.path("/diffs"))?;
        let discussions: Vec<Discussion> = self.client.all(&self.path("/discussions"))?;
        let diff = changed
            .into_iter()
            .filter(|one| !one.deleted_file)
            .map(|one| (one.new_path, Diff::of(&one.old_path, &one.diff)));
        let (mut whole, mut threads) = (Vec::new(), Vec::new());
        for talk in &discussions {
            let Some(first) = talk.notes.first() else { continue };
            if first.system || !self.is_ours(first.author.as_ref()) {
                continue;
            }
            let note = Note { id: first.id.to_string(), body: first.body.clone() };
            if first.body.starts_with(WHOLE_MARK) {
                whole.push((first.id, note));
            } else if first.body.starts_with(LINE_MARK) {
                let at = first.position.as_ref();
                let answers = talk.notes.iter().skip(1).filter(|one| !one.system).count();
                let thread = Thread {
                    note,
                    thread: Some(talk.id.clone()),
                    path: at.and_then(|at| at.new_path.clone()).unwrap_or_default(),
                    line: at.and_then(|at| at.new_line),
                    resolved: first.resolved,
                    can_resolve: first.resolvable,
                    answered: answers > 0,
                    at_head: at.is_some_and(|at| at.head_sha == head),
                };
                threads.push((first.id, thread));
            }
        }
        whole.sort_by_key(|(id, _)| *id);
        threads.sort_by_key(|(id, _)| *id);
        Ok(State {
            head,
            diff: diff.collect(),
            whole: whole.into_iter().map(|(_, note)| note).collect(),
            threads: threads.into_iter().map(|(_, thread)| thread).collect(),
        })
    }

    fn write(&mut self, _: &State, write: &Write) -> Result<(), Trouble> {
        let text = |body: &String| json!({ "body": body });
        let of = |thread: &Option<String>, note: &str| match thread {
            Some(thread) => self.path(&format!("/discussions/{}/notes/{note}", encoded(thread))),
            None => self.path(&format!("/notes/{note}")),
        };
        let sent = match write {
            Write::Review { comments, .. } => {
                let mut wrong = None;
                for (at, comment) in comments.iter().enumerate() {
                    if at > 0 {
                        std::thread::sleep(super::apply::PAUSE);
                    }
                    // One that is not taken costs no other one.
                    match self.discuss(comment) {
                        Err(Trouble::Invalid(why)) => wrong = Some(Trouble::Invalid(why)),
                        other => other?,
                    }
                }
                return wrong.map_or(Ok(()), Err);
            }
            Write::Update { note, thread, body } => {
                self.client.send("PUT", &of(thread, note), &text(body))
            }
            Write::Remove { note, thread } => {
                self.client.send("DELETE", &of(thread, note), &Value::Null)
            }
            Write::Tell { body } => self.client.send("POST", &self.path("/notes"), &text(body)),
            Write::Retell { note, body } => {
                self.client.send("PUT", &self.path(&format!("/notes/{note}")), &text(body))
            }
            Write::Untell { note } => {
                self.client.send("DELETE", &self.path(&format!("/notes/{note}")), &Value::Null)
            }
            Write::Resolve { thread } => {
                let path = self.path(&format!("/discussions/{}?resolved=true", encoded(thread)));
                self.client.send("PUT", &path, &json!({ "resolved": true }))
            }
        };
        sent.map(|_| ())
    }

    fn text(&mut self, commit: &str, file: &str) -> Result<String, Trouble> {
        let path = format!(
            "/projects/{}/repository/files/{}/raw?ref={}",
            self.project,
            encoded(file),
            encoded(commit)
        );
        Ok(self.client.get(&path)?.body)
    }
}

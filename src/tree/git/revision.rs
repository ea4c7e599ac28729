//! From what a person writes to commits: revisions, merge bases, the merge commit that CI makes.

use super::reftable::Reftable;
use super::{GitError, Head, Since, Surroundings};
use gix::ObjectId;

/// A repository's revisions.
pub(super) struct Revisions<'a> {
    repo: &'a gix::Repository,
    /// Its references, where it keeps them in tables.
    reftable: Option<Reftable>,
}

impl<'a> Revisions<'a> {
    pub(super) fn new(repo: &'a gix::Repository) -> Result<Revisions<'a>, GitError> {
        let reftable = Reftable::of(repo)?;
        Ok(Revisions { repo, reftable })
    }

    /// The commit of HEAD; `None` in a repository without commits.
    pub(super) fn head(&self) -> Result<Option<ObjectId>, GitError> {
        if let Some(table) = &self.reftable {
            return Ok(table.find("HEAD"));
        }
        let head = self.repo.head().map_err(|error| GitError(format!("HEAD: {error}")))?;
        if head.is_unborn() {
            return Ok(None);
        }
        let id = head.into_peeled_id().map_err(|error| GitError(format!("HEAD: {error}")))?;
        Ok(Some(id.detach()))
    }

    /// The trees that a comparison starts from; `None` among them is a state without files.
    pub(super) fn starts(
        &self,
        since: &[Since],
        head: &Head,
        surroundings: &Surroundings,
    ) -> Result<Vec<Option<ObjectId>>, GitError> {
        let mut trees = Vec::new();
        for start in since {
            let commits = match start {
                Since::Exact(name) => vec![self.commit_or_nothing(name)?],
                Since::MergeBase(name) => self.bases(name, head, surroundings)?,
            };
            for commit in commits {
                trees.push(commit.map(|commit| self.tree(commit)).transpose()?);
            }
        }
        trees.dedup();
        Ok(trees)
    }

    fn bases(
        &self,
        name: &str,
        head: &Head,
        surroundings: &Surroundings,
    ) -> Result<Vec<Option<ObjectId>>, GitError> {
        let tip = match head {
            Head::Commit(name) => Some(self.commit(name)?),
            Head::WorkTree | Head::Index => self.head()?,
        };
        let Some(tip) = tip else { return Ok(vec![self.commit_or_nothing(name)?]) };
        let ours = matches!(head, Head::WorkTree)
            && surroundings
                .merge_of_ci
                .as_ref()
                .is_some_and(|id| ObjectId::from_hex(id.as_bytes()).is_ok_and(|id| id == tip));
        if ours && let Some(parent) = self.first_of_two(tip)? {
            return Ok(vec![Some(parent)]);
        }
        let Some(base) = self.commit_or_nothing(name)? else { return Ok(vec![None]) };
        if base == tip {
            return Ok(vec![Some(tip)]);
        }
        let found = self
            .repo
            .merge_bases_many(tip, &[base])
            .map(|all| all.into_iter().map(gix::Id::detach).collect::<Vec<ObjectId>>());
        match found {
            Ok(found) if !found.is_empty() => Ok(found.into_iter().map(Some).collect()),
            Ok(_) if !self.is_shallow() => Err(GitError(format!(
                "{name} and the present state have no commit in common: to compare with its tree all the same, give --diff-exact {name}"
            ))),
            Ok(_) => Err(GitError(format!(
                "the commit that {name} and the present state have in common is not in this shallow clone: {DEEPEN}"
            ))),
            Err(error) if self.is_shallow() => Err(GitError(format!(
                "this clone is shallow and lacks history ({error}): {DEEPEN}"
            ))),
            Err(error) => Err(GitError(format!("the history cannot be read: {error}"))),
        }
    }

    /// The first parent of a commit that has two.
    fn first_of_two(&self, commit: ObjectId) -> Result<Option<ObjectId>, GitError> {
        let commit = self
            .repo
            .find_commit(commit)
            .map_err(|error| GitError::object(self.repo, commit, &error))?;
        let parents: Vec<ObjectId> = commit.parent_ids().map(gix::Id::detach).collect();
        match parents.as_slice() {
            [first, _] if self.repo.has_object(first) => Ok(Some(*first)),
            [_, _] => Err(GitError(format!(
                "the target branch's side of the merge commit that CI checked out is not in this shallow clone: {DEEPEN}"
            ))),
            _ => Ok(None),
        }
    }

    fn tree(&self, id: ObjectId) -> Result<ObjectId, GitError> {
        let broken = |error: &dyn std::fmt::Display| GitError::object(self.repo, id, error);
        let object = self.repo.find_object(id).map_err(|error| broken(&error))?;
        Ok(object.peel_to_tree().map_err(|error| broken(&error))?.id)
    }

    /// The tree of a commit that a name gives.
    pub(super) fn tree_of(&self, name: &str) -> Result<ObjectId, GitError> {
        self.tree(self.commit(name)?)
    }

    /// As [`Revisions::commit`]; `None` for HEAD of a repository without commits and for the id of
    /// zeros that git gives to hooks for a branch that was not there before.
    fn commit_or_nothing(&self, name: &str) -> Result<Option<ObjectId>, GitError> {
        let zeros = name.len() >= 40 && name.bytes().all(|byte| byte == b'0');
        if zeros || (matches!(name, "HEAD" | "@") && self.head()?.is_none()) {
            return Ok(None);
        }
        self.commit(name).map(Some)
    }

    /// The commit (or tree) that a name gives.
    pub(super) fn commit(&self, name: &str) -> Result<ObjectId, GitError> {
        let plain =
            self.reftable.as_ref().map_or_else(|| name.to_owned(), |table| table.plain(name));
        let found = match ObjectId::from_hex(plain.as_bytes()) {
            Ok(id) if self.repo.has_object(id) => Ok(id),
            Ok(_) => Err(self.unreachable(name)),
            Err(_) => self
                .repo
                .rev_parse_single(plain.as_str())
                .map(gix::Id::detach)
                .map_err(|_| self.unknown(name)),
        };
        let id = found?;
        let object =
            self.repo.find_object(id).map_err(|error| GitError::object(self.repo, id, &error))?;
        let kind = object.kind;
        let peeled =
            object.peel_tags_to_end().map_err(|error| GitError::object(self.repo, id, &error))?;
        match peeled.kind {
            gix::objs::Kind::Commit | gix::objs::Kind::Tree => Ok(peeled.id),
            _ => Err(GitError(format!("{name} names a {kind}, not a commit"))),
        }
    }

    fn is_shallow(&self) -> bool {
        self.repo.is_shallow().unwrap_or(false)
    }

    fn unreachable(&self, name: &str) -> GitError {
        if self.is_shallow() {
            return GitError(format!("{name} is not in this shallow clone: {DEEPEN}"));
        }
        GitError(format!(
            "{name} is not in this clone: `git fetch origin {name}` fetches it where the server allows that; after a force push, compare with a branch's name"
        ))
    }

    fn unknown(&self, name: &str) -> GitError {
        let end = name.find(['~', '^', '@', ':']).filter(|at| *at > 0).unwrap_or(name.len());
        let (base, rest) = name.split_at(end);
        // The name is there and what is asked of it is not.
        let known = !rest.is_empty() && self.resolves(base);
        if known && self.is_shallow() {
            return GitError(format!("{name} is not in this shallow clone: {DEEPEN}"));
        }
        if known {
            let what = if rest.starts_with(['~', '^']) { "ancestor" } else { "object or entry" };
            return GitError(format!("unknown revision {name}: {base} has no such {what}"));
        }
        let names = self.names();
        let remote: Option<&String> = names
            .iter()
            .find(|known| known.split_once('/').is_some_and(|(_, branch)| branch == base));
        if let Some(remote) = remote {
            return GitError(format!(
                "unknown revision {name}: only its remote-tracking name is here, {remote}{rest}"
            ));
        }
        let near = names
            .iter()
            .map(|known| (strsim::jaro_winkler(base, known), known))
            .filter(|(likeness, _)| *likeness > 0.8)
            .max_by(|one, other| one.0.total_cmp(&other.0));
        let hint = near.map(|(_, near)| near);
        let hint = hint.map(|near| format!("did you mean {near}{rest}? ")).unwrap_or_default();
        let branch = base.strip_prefix("origin/").unwrap_or(base);
        let tracking = match base.starts_with("origin/") {
            true => String::new(),
            false => format!(", and its remote-tracking name is origin/{branch}"),
        };
        let default = self.default_branch();
        let default = default
            .map(|default| format!("; the default branch of origin is origin/{default}"))
            .unwrap_or_default();
        let shallow = if self.is_shallow() {
            format!("; this clone is shallow: {DEEPEN}")
        } else {
            String::new()
        };
        GitError(format!(
            "unknown revision {name}: {hint}`git fetch origin {branch}` fetches it{tracking}{default}{shallow}"
        ))
    }

    fn resolves(&self, name: &str) -> bool {
        match &self.reftable {
            Some(table) => table.find(name).is_some(),
            None => self.repo.rev_parse_single(name).is_ok(),
        }
    }

    /// Short names of the branches and tags.
    fn names(&self) -> Vec<String> {
        let short = |name: &str| {
            ["refs/heads/", "refs/remotes/", "refs/tags/"]
                .iter()
                .find_map(|prefix| name.strip_prefix(prefix))
                .map(str::to_owned)
        };
        if let Some(table) = &self.reftable {
            return table.names().filter_map(short).collect();
        }
        let Ok(references) = self.repo.references() else { return Vec::new() };
        let Ok(all) = references.all() else { return Vec::new() };
        all.filter_map(Result::ok)
            .filter_map(|reference| short(&reference.name().as_bstr().to_string()))
            .collect()
    }

    /// Whether there is a branch of a name.
    pub(super) fn has_branch(&self, name: &str) -> bool {
        self.resolves(&format!("refs/heads/{name}"))
    }

    /// The default branch of the remote `origin`, where the clone noted it.
    pub(super) fn default_branch(&self) -> Option<String> {
        let name = "refs/remotes/origin/HEAD";
        let target = match &self.reftable {
            Some(table) => table.leads_to(name)?.to_owned(),
            None => {
                let head = self.repo.try_find_reference(name).ok()??;
                head.target().try_name()?.as_bstr().to_string()
            }
        };
        target.strip_prefix("refs/remotes/origin/").map(str::to_owned)
    }
}

/// How to get history that a clone lacks.
pub(super) const DEEPEN: &str = "fetch it with `git fetch --deepen=200` or `git fetch --unshallow`; on GitHub give actions/checkout `fetch-depth: 0`, on GitLab set `GIT_DEPTH: 0`";

/// Whether git fetches a repository's objects when it needs them.
pub(super) fn is_partial(repo: &gix::Repository) -> bool {
    let config = repo.config_snapshot();
    config.string("extensions.partialClone").is_some()
        || config
            .plumbing()
            .sections_by_name("remote")
            .into_iter()
            .flatten()
            .any(|section| section.value("promisor").is_some())
}

//! `stridelint list`.

use super::super::{Failure, Status, compare, output};
use super::args::{ListArgs, ListFormat};
use super::closures;
use crate::bulk::manifest::Row;
use crate::discover;
use crate::source::Loss;
use crate::tree::disk::{self, Place};
use crate::tree::{Limits, git};
use std::path::PathBuf;

/// Files above which one of several repositories is cut.
const LARGE: u64 = 2_000;

/// Writes a manifest.
///
/// # Errors
/// A folder that cannot be read, a revision that is none, output that cannot be written.
pub fn run(args: &ListArgs) -> Result<Status, Failure> {
    let ListFormat::Manifest = args.format;
    let repositories = repositories(&args.paths)?;
    let cut = args.cut.unwrap_or(if repositories.len() == 1 { 0 } else { LARGE });
    let mut text = String::new();
    let mut lost = false;
    for place in repositories {
        let mut found = Vec::new();
        for row in rows(args.rev.as_deref(), place, cut, &mut found)? {
            text.push_str(&row.line());
        }
        lost |= found.iter().any(|problem| problem.loss == Loss::Lost);
        super::super::problems::tell(&found, &[]);
    }
    match &args.output {
        Some(file) => output::write_bytes(file, text.as_bytes())?,
        None => super::super::print(&text)?,
    }
    Ok(if lost { Status::Error } else { Status::Clean })
}

fn repositories(paths: &[PathBuf]) -> Result<Vec<Place>, Failure> {
    let (places, problems) = disk::places(paths);
    if let Some(problem) = problems.first() {
        return Err(Failure::Input(super::super::problems::line(problem)));
    }
    if let Some(place) = places.iter().find(|place| place.only.is_some()) {
        let root = crate::path::slashes(&place.root);
        return Err(Failure::Usage(format!(
            "a file is not a repository: name a folder, as {root}"
        )));
    }
    Ok(places.into_iter().flat_map(Place::repositories).collect())
}

/// The lines of one repository.
fn rows(
    revision: Option<&str>,
    place: Place,
    cut: u64,
    found: &mut Vec<crate::source::Problem>,
) -> Result<Vec<Row>, Failure> {
    let path = crate::path::slashes(&place.root);
    let name = match place.repository.as_str() {
        "" => place.root.file_name().map(|name| name.to_string_lossy().into_owned()),
        name => Some(name.to_owned()),
    };
    let repository = name.unwrap_or_else(|| path.clone());
    let bare = place.is_bare();
    let place = Place::of_repository(place.root, repository.clone());
    let revision = revision.or(bare.then_some("HEAD"));
    let commit = revision.map(|name| git::commit(&place, name)).transpose();
    let commit = commit.map_err(|why| Failure::Input(format!("{repository}: {why}")))?;
    let scope = compare::scope(&place, commit.as_deref(), Limits::default(), found)
        .map_err(|why| Failure::Input(format!("{repository}: {why}")))?;
    let Some(scope) = scope else { return Ok(Vec::new()) };
    let files = scope.tree.files().filter(|path| discover::is_ours(path)).count() as u64;
    let whole = Row { repository, path, commit, size_hint: files, closure: None };
    if files <= cut {
        return Ok(vec![whole]);
    }
    let side = compare::Side::whole(scope);
    let closures = closures(&side);
    if closures.len() < 2 {
        return Ok(vec![whole]);
    }
    let line = |(part, size): (_, usize)| Row {
        closure: Some(part),
        size_hint: size as u64,
        ..whole.clone()
    };
    Ok(closures.into_iter().map(line).collect())
}

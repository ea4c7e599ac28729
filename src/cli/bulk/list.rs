//! `stridelint list`.

use super::super::{Failure, Status, compare, output};
use super::args::{ListArgs, ListFormat};
use super::closures;
use super::worker::Open;
use crate::bulk::manifest::Row;
use crate::discover;
use crate::source::Loss;
use crate::tree::disk::{self, Place};
use crate::tree::{Limits, git};
use std::path::PathBuf;
use std::sync::Arc;

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
        let listed = rows((args.rev.as_deref(), None), place, cut, &mut found)?;
        for row in listed.into_iter().flat_map(|listed| listed.rows) {
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

/// The lines that a manifest of some folders would have, and the repository that is open, where it is one.
///
/// # Errors
/// As of [`run`].
pub fn of_paths(
    paths: &[PathBuf],
    revision: Option<&str>,
    jobs: Option<u16>,
) -> Result<(Vec<Row>, Option<Open>), Failure> {
    let repositories = repositories(paths)?;
    let alone = repositories.len() == 1;
    let cut = if alone { 0 } else { LARGE };
    let (mut all, mut open) = (Vec::new(), None);
    for place in repositories {
        let mut found = Vec::new();
        let (root, name) = (crate::path::slashes(&place.root), place.repository.clone());
        let Some(Listed { rows, side }) = rows((revision, jobs), place, cut, &mut found)? else {
            let why = found.first().map(super::super::problems::line);
            let why = why.unwrap_or_else(|| "it cannot be opened".to_owned());
            if alone {
                return Err(Failure::Input(why));
            }
            // Whoever scans it says so: it is a row.
            all.push(Row { repository: name, path: root, ..Row::default() });
            continue;
        };
        let (path, commit) = match rows.first() {
            Some(row) => (row.path.clone(), row.commit.clone()),
            None => continue,
        };
        open = alone.then(|| Open { path, commit, side: Arc::new(side), found });
        all.extend(rows);
    }
    Ok((all, open))
}

/// A repository that was listed.
struct Listed {
    rows: Vec<Row>,
    side: compare::Side,
}

/// The lines of one repository; `None` when it cannot be opened.
fn rows(
    (revision, jobs): (Option<&str>, Option<u16>),
    place: Place,
    cut: u64,
    found: &mut Vec<crate::source::Problem>,
) -> Result<Option<Listed>, Failure> {
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
    let Some(scope) = scope else { return Ok(None) };
    let files = scope.tree.files().filter(|path| discover::is_ours(path)).count() as u64;
    let whole = Row { repository, path, commit, size_hint: files, closure: None };
    let side = compare::Side::whole(scope);
    if files <= cut {
        return Ok(Some(Listed { rows: vec![whole], side }));
    }
    let closures = closures(&side, jobs)?;
    if closures.len() < 2 {
        return Ok(Some(Listed { rows: vec![whole], side }));
    }
    let line = |(part, size): (_, usize)| Row {
        closure: Some(part),
        size_hint: size as u64,
        ..whole.clone()
    };
    let rows = closures.into_iter().map(line).collect();
    Ok(Some(Listed { rows, side }))
}

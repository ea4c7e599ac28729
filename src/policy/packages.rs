//! What the files of each package say in their METADATA.

use super::annotations::Annotations;
use super::declared::threat;
use super::metadata::{Threat, wrong};
use super::source::PolicyFile;
use crate::source::Problem;
use indexmap::IndexMap;

/// The annotations of every file, by package: the program's own and those of one's own apart.
#[derive(Default)]
pub(super) struct Packages<'a>(IndexMap<(String, bool), Vec<(&'a PolicyFile, Annotations)>>);

impl<'a> Packages<'a> {
    pub(super) fn add(&mut self, file: &'a PolicyFile, package: String, found: Annotations) {
        self.0.entry((package, file.bundled)).or_default().push((file, found));
    }

    /// The threats of the packages that have checks.
    pub(super) fn threats(self, problems: &mut Vec<Problem>) -> Vec<Threat> {
        let mut threats: Vec<Threat> = Vec::new();
        for ((package, _), files) in self.0 {
            let Some(found) = threat(&package, files, problems) else { continue };
            match threats.iter().find(|other| other.id == found.id) {
                Some(other) => problems.push(wrong(
                    &found.file,
                    1,
                    format!("threat {} is defined in {} too", found.id, other.file),
                )),
                None => threats.push(found),
            }
        }
        threats
    }
}

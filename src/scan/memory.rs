//! What is known of a tree between two scans of it.

use crate::discover::{Change, Found, Mentions};

/// What an earlier scan of a tree knows of it: its units, which folder calls which, and which files name
/// which others. It belongs to one list of files.
#[derive(Default)]
pub struct Memory {
    /// The units and calls; `None`: it was not scanned yet.
    pub(super) found: Option<Found>,
    mentions: Mentions,
}

impl Memory {
    /// Which files name which others, without those that changed.
    pub(super) fn mentions(&mut self, change: Option<&Change>) -> Mentions {
        let mut mentions = std::mem::take(&mut self.mentions);
        change.into_iter().for_each(|change| mentions.forget(change));
        mentions
    }

    /// Keeps what a scan found.
    pub(super) fn keep(&mut self, found: &Found, mentions: Mentions) {
        let before = self.found.take();
        self.found = Some(match before {
            Some(before) => found.clone().beside(before),
            None => found.clone(),
        });
        self.mentions = mentions;
    }
}

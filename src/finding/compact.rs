//! Findings in no more memory than they need.

use super::Finding;

impl Finding {
    /// Gives back what its texts and lists have room for and do not need: a report of a large tree holds
    /// many of them.
    pub fn compact(&mut self) {
        self.texts().for_each(String::shrink_to_fit);
        for text in [
            &mut self.repository,
            &mut self.unit,
            &mut self.location.file,
            &mut self.check,
            &mut self.resource_type,
            &mut self.source_type,
            &mut self.fingerprint,
            &mut self.identity,
        ] {
            text.shrink_to_fit();
        }
        self.related.iter_mut().for_each(|one| one.location.file.shrink_to_fit());
        self.related.shrink_to_fit();
        self.variants.shrink_to_fit();
        self.instances.shrink_to_fit();
        self.absorbed.shrink_to_fit();
        if let Some(snippet) = &mut self.snippet {
            snippet.lines.shrink_to_fit();
            snippet.marks.shrink_to_fit();
        }
    }
}

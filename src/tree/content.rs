//! What a tree holds, as one number: two trees with the same digest are the same to a scan.

use super::{Limits, Tree};
use sha2::{Digest, Sha256};

/// A file's content.
pub enum Content {
    /// What a store calls it; equal names are equal contents.
    Named(String),
    /// Its bytes have to be read.
    Bytes,
}

impl Tree {
    /// A digest of all that can be read of the tree: which files there are, what each holds, which of them are
    /// links. What the tree is called is no part of it.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        let mut all = Sha256::new();
        let mut add = |bytes: &[u8]| {
            all.update((bytes.len() as u64).to_le_bytes());
            all.update(bytes);
        };
        let Limits { file, plan } = self.limits;
        let homes = (&self.homes.below, self.homes.apart, self.homes.own.is_empty());
        let texts = (&self.aliases, &self.links, homes, &self.installed, &self.replaced);
        add(format!("{:?}", (texts, self.listed_only, file, plan)).as_bytes());
        for path in &self.files {
            add(path.as_bytes());
            let real = self.links.resolve(path);
            match self.store.content(real.as_deref().unwrap_or(path)) {
                Content::Named(name) => add(format!("named {name}").as_bytes()),
                Content::Bytes => match self.read(path, file.max(plan)) {
                    Ok(bytes) => add(&bytes),
                    // It is as unreadable to the scan.
                    Err(why) => add(format!("unread {why}").as_bytes()),
                },
            }
        }
        all.finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_of_names_and_contents() {
        let digest = |texts: &[(&str, &str)]| Tree::of_texts(texts).digest();
        let one = digest(&[("a", "x"), ("b", "y")]);
        assert_eq!(one, digest(&[("b", "y"), ("a", "x")]));
        for other in [
            &[("a", "y"), ("b", "x")][..],
            &[("a", "x"), ("c", "y")],
            &[("a", "xb"), ("", "y")],
            &[("a", "x")],
            &[("a", "x"), ("b", "y"), ("c", "")],
        ] {
            assert_ne!(one, digest(other), "{other:?}");
        }
        let mut named = Tree::of_texts(&[("a", "x"), ("b", "y")]);
        named.label = "org/repo".to_owned();
        assert_eq!(named.digest(), one);
    }
}

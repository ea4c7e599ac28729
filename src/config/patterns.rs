//! Patterns of files and folders, as `.gitignore` has them (git's page "gitignore"): without a slash
//! they hold at any depth, with one from the configuration's folder on; one that ends with a slash
//! means a folder, and a later one that begins with `!` takes back.

use globset::{GlobBuilder, GlobMatcher};

/// A list of patterns: of those that match a path the last one decides.
#[derive(Clone, Debug, Default)]
pub struct Patterns(Vec<Pattern>);

#[derive(Clone, Debug)]
struct Pattern {
    text: String,
    glob: GlobMatcher,
    back: bool,
    folder: bool,
}

impl Pattern {
    fn new(text: &str) -> Result<Pattern, globset::Error> {
        let back = text.starts_with('!');
        let own = text.strip_prefix('!').unwrap_or(text);
        let folder = own.ends_with('/');
        let own = own.trim_end_matches('/');
        let anchored = own.contains('/');
        let own = own.trim_start_matches('/').trim_start_matches("./");
        let own = if anchored { own.to_owned() } else { format!("**/{own}") };
        let glob = GlobBuilder::new(&own).literal_separator(true).backslash_escape(true).build()?;
        Ok(Pattern { text: text.to_owned(), glob: glob.compile_matcher(), back, folder })
    }

    fn is_match(&self, path: &str, folder: bool) -> bool {
        (folder || !self.folder) && self.glob.is_match(path)
    }

    /// Whether it matches a path or a folder above it.
    fn has(&self, path: &str, folder: bool) -> bool {
        self.is_match(path, folder) || above(path).any(|folder| self.is_match(folder, true))
    }
}

impl Patterns {
    /// Reads patterns.
    ///
    /// # Errors
    /// One of them is none.
    pub fn new(texts: &[String]) -> Result<Patterns, globset::Error> {
        texts.iter().map(|text| Pattern::new(text)).collect::<Result<_, _>>().map(Patterns)
    }

    /// Whether a file is meant, or a folder with all that is in it.
    #[must_use]
    pub fn has(&self, path: &str, folder: bool) -> bool {
        let mut folders: Vec<&str> = above(path).collect();
        folders.reverse();
        // What lies in a folder that is meant cannot be taken back.
        folders.iter().any(|folder| self.decides(folder, true))
            || self.decides(path, folder)
            || folder && self.decides(&format!("{path}/\u{1}"), false)
    }

    fn decides(&self, path: &str, folder: bool) -> bool {
        let last = self.0.iter().rev().find(|pattern| pattern.is_match(path, folder));
        last.is_some_and(|pattern| !pattern.back)
    }

    /// The patterns that match none of the files, nor a folder above one.
    #[must_use]
    pub fn idle<'a>(&self, files: impl Iterator<Item = &'a str>) -> Vec<&str> {
        let mut idle: Vec<&Pattern> = self.0.iter().collect();
        for file in files {
            if idle.is_empty() {
                break;
            }
            idle.retain(|pattern| !pattern.has(file, false));
        }
        idle.into_iter().map(|pattern| pattern.text.as_str()).collect()
    }
}

/// The folders above a path, the nearest first.
fn above(path: &str) -> impl Iterator<Item = &str> {
    path.rmatch_indices('/').map(|(at, _)| &path[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patterns(texts: &[&str]) -> Patterns {
        let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        Patterns::new(&texts).unwrap()
    }

    #[test]
    fn they_mean_what_gitignore_means() {
        for (text, meant, not) in [
            ("legacy/**", &["legacy", "legacy/a", "legacy/a/b"][..], &["x/legacy", "legacy2"][..]),
            ("legacy", &["legacy", "legacy/a", "x/legacy/a"], &["legacy2"]),
            ("/legacy", &["legacy/a"], &["x/legacy/a"]),
            ("a/b", &["a/b", "a/b/c"], &["x/a/b", "a/bc"]),
            ("**/old", &["old", "a/old/b"], &["older"]),
            ("a/**/z", &["a/z", "a/b/c/z"], &["b/a/z"]),
            ("a/*", &["a/b", "a/b/c"], &["b"]),
            ("a*c", &["abc", "x/abc"], &["ab/c"]),
            ("old/", &["old", "x/old"], &["older"]),
        ] {
            let patterns = patterns(&[text]);
            for path in meant {
                assert!(patterns.has(path, true), "{text} means {path}");
            }
            for path in not {
                assert!(!patterns.has(path, true), "{text} does not mean {path}");
            }
        }
        let back = patterns(&["a/*", "!a/keep"]);
        assert!(back.has("a/b", true) && !back.has("a/keep", false));
        assert!(!patterns(&["*.tf"]).has("a", true) && patterns(&["*.tf"]).has("a/x.tf", false));
        assert!(!patterns(&["x/"]).has("x", false), "a file is no folder");
    }

    #[test]
    fn what_matches_nothing_is_told() {
        let patterns = patterns(&["legacy/**", "lgacy/**", "*.json"]);
        let files = ["legacy/main.tf", "a/b.tf"];
        assert_eq!(patterns.idle(files.into_iter()), ["lgacy/**", "*.json"]);
    }
}

//! One module for each package.
//!
//! The engine's interpreter takes a package for evaluated when it has evaluated the first of its
//! modules: the rules of a second one are then missing without a word where another package imports
//! them. Files of one package are therefore given to it as one text.

use super::super::source::PolicyFile;
use super::super::text::scan;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What the engine is given for one package.
pub(super) struct Merged {
    /// The file's path, or a name of the package's own where it has several files.
    pub(super) path: String,
    pub(super) package: String,
    pub(super) text: String,
    /// The files in it, each with the number of lines above its first one.
    parts: Vec<(u32, String)>,
}

impl Merged {
    /// An error of the engine with the file and the line as they were written.
    pub(super) fn located(&self, message: &str) -> Option<String> {
        let rest = message.strip_prefix(&self.path)?.strip_prefix(':')?;
        let (line, rest) = rest.split_once(':')?;
        let (path, line) = self.place(line.parse().ok()?)?;
        Some(format!("{path}:{line}:{rest}"))
    }

    /// A line as it was written: the file and its line.
    pub(super) fn place(&self, line: u32) -> Option<(&str, u32)> {
        if self.parts.is_empty() {
            return Some((&self.path, line));
        }
        let (above, path) = self.parts.iter().rev().find(|(above, _)| *above < line)?;
        Some((path, line - above))
    }
}

/// Merges the files of each package, in their order.
///
/// # Errors
/// Two files of a package import different documents by one name.
pub(super) fn merge<'a>(
    files: impl Iterator<Item = &'a PolicyFile>,
) -> Result<Vec<Merged>, String> {
    let mut packages: Vec<(&str, Vec<&PolicyFile>)> = Vec::new();
    for file in files {
        let package = heads(&file.text)
            .find(|(_, head)| head.starts_with("package"))
            .map_or("", |(_, head)| rest(head, "package"));
        match packages.iter_mut().find(|(known, _)| *known == package && !package.is_empty()) {
            Some((_, of_package)) => of_package.push(file),
            None => packages.push((package, vec![file])),
        }
    }
    packages.into_iter().map(|(package, files)| of_package(package, &files)).collect()
}

fn of_package(package: &str, files: &[&PolicyFile]) -> Result<Merged, String> {
    if let [file] = files {
        return Ok(Merged {
            path: file.path.clone(),
            package: package.to_owned(),
            text: file.text.to_string(),
            parts: Vec::new(),
        });
    }
    let mut imports: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
    for file in files {
        for (_, head) in heads(&file.text).filter(|(_, head)| head.starts_with("import")) {
            let target = rest(head, "import");
            let name = target.rsplit(['.', ' ']).next().unwrap_or(target);
            let (known, path) = *imports.entry(name).or_insert((target, &file.path));
            if known != target {
                return Err(format!(
                    "{path} and {} are files of package {package}, and `{name}` is {known} in one and {target} in the other",
                    file.path
                ));
            }
        }
    }
    let mut text = format!("package {package}\n");
    for (target, _) in imports.values() {
        let _ = writeln!(text, "import {target}");
    }
    let mut above = u32::try_from(imports.len()).unwrap_or(u32::MAX).saturating_add(1);
    let mut parts = Vec::new();
    for file in files {
        parts.push((above, file.path.clone()));
        let moved: Vec<u32> = heads(&file.text).map(|(line, _)| line).collect();
        for (line, content) in (1u32..).zip(file.text.lines()) {
            let _ = writeln!(text, "{}", if moved.contains(&line) { "" } else { content });
            above = above.saturating_add(1);
        }
    }
    let path = format!("package {package}");
    Ok(Merged { path, package: package.to_owned(), text, parts })
}

/// The lines that state the package and the imports, without comments.
fn heads(text: &str) -> impl Iterator<Item = (u32, &str)> {
    let lines: Vec<&str> = text.lines().collect();
    scan(text)
        .heads
        .into_iter()
        .filter(|(_, word)| matches!(*word, "package" | "import"))
        .filter_map(move |(line, _)| {
            let content = lines.get(usize::try_from(line).ok()?.checked_sub(1)?)?;
            Some((line, content.split('#').next().unwrap_or(content).trim()))
        })
}

fn rest<'a>(head: &'a str, word: &str) -> &'a str {
    head.strip_prefix(word).unwrap_or(head).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> PolicyFile {
        PolicyFile { path: path.into(), name: path.into(), text: text.into(), bundled: false }
    }

    #[test]
    fn an_error_stands_where_it_was_written() {
        let files = [
            file("a.rego", "# First.\npackage p # the package\n\nimport data.lib\n\nx := 1"),
            file("b.rego", "package p\n\nimport data.lib\nimport data.other as more\n\ny := 2\n"),
            file("c.rego", "package q\n"),
        ];
        let merged = merge(files.iter()).unwrap();
        assert_eq!(merged.len(), 2);
        assert_eq!(merged[1].path, "c.rego");
        let lines: Vec<&str> = merged[0].text.lines().collect();
        assert_eq!(&lines[..3], ["package p", "import data.lib", "import data.other as more"]);
        for (rule, place) in [("x := 1", "a.rego:6:1"), ("y := 2", "b.rego:6:1")] {
            let line = lines.iter().position(|line| *line == rule).unwrap() + 1;
            assert_eq!(
                merged[0].located(&format!("package p:{line}:1: wrong")),
                Some(format!("{place}: wrong"))
            );
        }
        assert_eq!(merged[1].located("elsewhere:1:1: wrong"), None);
    }

    #[test]
    fn one_name_is_one_import() {
        let files = [
            file("a.rego", "package p\nimport data.one.lib\n"),
            file("b.rego", "package p\nimport data.two.lib\n"),
        ];
        let why = merge(files.iter()).err().unwrap();
        assert!(
            why.contains("a.rego and b.rego")
                && why.contains("`lib` is data.one.lib in one and data.two.lib in the other"),
            "{why}"
        );
    }
}

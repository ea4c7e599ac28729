//! Which modules a folder's `module` blocks call: what discovery and the ownership of modules ask of
//! every folder, without evaluating anything.

use super::config::{module_files, read_body};
use super::stacks;
use crate::tree::Tree;

/// Who is shown the path and the bytes of each file that is read.
pub type Shown<'a> = &'a mut dyn FnMut(&str, &[u8]);

/// The local paths that a folder's `module` blocks name. Files whose bytes say that they name none are
/// not parsed: a comparison asks this of every folder of a repository. Where nobody is `shown` the
/// bytes, files are loaded, because a scan that is no comparison reads them all again.
pub(super) fn local_sources(
    tree: &Tree,
    folder: &str,
    mut shown: Option<Shown<'_>>,
) -> Vec<String> {
    let local = |bytes: &[u8]| may_call(bytes) && may_name_local(bytes);
    let calls = of_folder(tree, folder, &mut |path| match &mut shown {
        Some(shown) => tree.bytes(path).is_ok_and(|bytes| {
            shown(path, &bytes);
            local(&bytes)
        }),
        None => tree.load(path).is_ok_and(|(_, file)| local(file.text.as_bytes())),
    });
    let sources = calls.into_iter().filter_map(|call| call.source);
    let local = |source: &String| {
        source.starts_with("./") || source.starts_with("../") || source == "." || source == ".."
    };
    sources.filter(local).collect()
}

/// A `module` block as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleBlock {
    /// Its label.
    pub name: String,
    /// Its source, where that is a literal.
    pub source: Option<String>,
    /// Its version constraint, where that is a literal.
    pub version: Option<String>,
}

/// The `module` blocks of a folder. Files without one are not parsed.
pub(super) fn calls(tree: &Tree, folder: &str) -> Vec<ModuleBlock> {
    of_folder(tree, folder, &mut |path| tree.bytes(path).is_ok_and(|bytes| may_call(&bytes)))
}

/// The `module` blocks of those files of a folder that are `wanted`.
fn of_folder(tree: &Tree, folder: &str, wanted: &mut dyn FnMut(&str) -> bool) -> Vec<ModuleBlock> {
    let (plain, overrides) = module_files(tree, folder);
    let stack = if plain.is_empty() { stacks::files(tree, folder) } else { Vec::new() };
    let mut calls = Vec::new();
    let modules = plain.into_iter().chain(overrides).filter(|path| wanted(path));
    for path in modules.chain(stack) {
        let Some(body) = read_body(tree, path, &mut Vec::new()) else { continue };
        let calling = ["module", "component", "stack"];
        let modules = body.blocks.iter().filter(|block| calling.contains(&&*block.kind));
        calls.extend(modules.map(|block| {
            let text = |name| block.body.attribute(name)?.value.literal();
            ModuleBlock {
                name: block.label(0).map(ToString::to_string).unwrap_or_default(),
                source: text("source"),
                version: text("version"),
            }
        }));
    }
    calls
}

/// Whether a file's bytes may hold a `module` block: the word as a key of JSON, or where a block can
/// begin. In UTF-16 nobody looks for it.
fn may_call(bytes: &[u8]) -> bool {
    let wide = bytes.iter().take(4).any(|byte| matches!(byte, 0 | 0xfe | 0xff));
    wide || memchr::memmem::find_iter(bytes, b"module").any(|at| {
        let after = bytes.get(at + 6).copied().unwrap_or(b' ');
        if bytes[..at].last() == Some(&b'"') {
            // A key, not the label of a block.
            let mut rest = bytes[at + 6..].iter().skip(1);
            return after == b'"' && rest.find(|byte| !byte.is_ascii_whitespace()) == Some(&b':');
        }
        // Behind a comment or what is left of another block the next block may begin on its line.
        let blank = |byte: &&u8| matches!(byte, b' ' | b'\t');
        let before = bytes[..at].iter().rev().find(|byte| !blank(byte)).copied();
        matches!(before, None | Some(b'\n' | b'\r' | b'/' | b'}' | 0xbf))
            && matches!(after, b' ' | b'\t' | b'"' | b'/')
    })
}

/// Whether a text that begins with a dot stands in a file's bytes, or one that is not written as it
/// is.
fn may_name_local(bytes: &[u8]) -> bool {
    let wide = bytes.iter().take(4).any(|byte| matches!(byte, 0 | 0xfe | 0xff));
    let has = |needle: &[u8]| memchr::memmem::find(bytes, needle).is_some();
    wide || has(b"\".") || has(b"\"\\") || has(b"<<")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_can_call_nothing_are_not_parsed() {
        for text in [
            "module \"a\" {}",
            "\u{feff}module a {}",
            "x = 1\n  module\t\"a\" {}",
            "/* x */ module \"a\" {}",
            "}module/**/\"a\" {}",
            "{\"module\": {}}",
        ] {
            assert!(may_call(text.as_bytes()), "{text}");
        }
        let wide: Vec<u8> = "module \"a\" {}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(may_call(&wide) && may_name_local(&wide));
        for text in [
            "x = \"${path.module}/a\"",
            "x = module.a.b",
            "# a module \"a\" {",
            "x = {\n module: 1}",
            "variable \"module\" \n",
        ] {
            assert!(!may_call(text.as_bytes()), "{text}");
        }
        assert!(may_name_local(b"source = \"../x\"") && may_name_local(b"source = \"\\u002e\""));
        assert!(!may_name_local(b"source = \"a/b/aws\""));
    }
}

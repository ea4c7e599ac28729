//! A user's policy: METADATA, heads, recursion and the engine's own parser.

#![no_main]

use stridelint::policy::{PolicyFile, PolicySet};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let file = PolicyFile { path: "a.rego".into(), name: "tampering/a.rego".into(), text: text.to_owned(), bundled: false };
    let _ = PolicySet::load(&[file], &serde_json::Map::new());
});

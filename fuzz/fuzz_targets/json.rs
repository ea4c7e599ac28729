//! JSON in files and in strings.

#![no_main]

use stridelint::syntax::json;
use stridelint::tree::Tree;
use stridelint::value::Value;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let tree = Tree::of_bytes(&[("a.json", data)]);
    let Ok((id, file)) = tree.load("a.json") else { return };
    let _ = json::parse(id, &file);
    let _ = json::decode(&Value::string(file.text.as_str(), None));
});

//! YAML in files and in strings, in both dialects.

#![no_main]

use stridelint::syntax::yaml;
use stridelint::tree::Tree;
use stridelint::value::Value;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let tree = Tree::of_bytes(&[("a.yaml", data)]);
    let Ok((id, file)) = tree.load("a.yaml") else { return };
    let _ = yaml::parse(id, &file);
    let _ = yaml::decode(&Value::string(file.text.as_str(), None));
});

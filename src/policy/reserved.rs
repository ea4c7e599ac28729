//! What of the policies is the program's own: packages that no other file adds to, and data that none
//! replaces.

use super::engine::{ENTRY, parse};
use super::source::PolicyFile;
use super::text::scan;
use serde_json::Value;

/// The root of the program's packages.
const ROOT: &str = "stride";

/// The package of a Rego file, where it is one of the program's.
#[must_use]
pub fn reserved_package(file: &PolicyFile) -> Option<String> {
    if !file.is_rego() {
        return None;
    }
    // What does not parse is refused for that, and so is what the engine would parse for ever.
    let scanned = scan(&file.text);
    if scanned.too_deep.or(scanned.too_large).is_some() {
        return None;
    }
    let (module, _) = parse(&file.path, &file.text, false).ok()?;
    let first = module.package.split('.').next()?;
    (first == ROOT || first == ENTRY || module.package.is_empty()).then_some(module.package)
}

/// The key of a JSON file that is one of the program's, or would stand in place of its packages.
#[must_use]
pub fn reserved_key(file: &PolicyFile, all: &[PolicyFile]) -> Option<String> {
    let object = |file: &PolicyFile| match serde_json::from_str::<Value>(&file.text).ok()? {
        Value::Object(map) => Some(map),
        _ => None,
    };
    if file.is_rego() {
        return None;
    }
    let is_settings = |file: &PolicyFile| file.name.rsplit('/').next() == Some("settings.json");
    let own = object(file).unwrap_or_default();
    let listed = file.name.rsplit('/').next()?.trim_end_matches(".json").to_owned();
    let keys = || own.keys().chain(own.is_empty().then_some(&listed));
    if let Some(key) = keys().find(|key| *key == ROOT || *key == ENTRY) {
        return Some(key.clone());
    }
    for other in all.iter().filter(|other| other.bundled && !other.is_rego()) {
        if is_settings(other) != is_settings(file) {
            continue;
        }
        let theirs = object(other).unwrap_or_default();
        let replaced =
            keys().find(|key| theirs.get(*key).is_some_and(|kept| own.get(*key) != Some(kept)));
        if let Some(key) = replaced {
            return Some(key.clone());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::bundled;

    fn file(name: &str, text: &str) -> PolicyFile {
        PolicyFile { path: name.into(), name: name.into(), text: text.into(), bundled: false }
    }

    #[test]
    fn the_packages_of_the_program_are_its_own() {
        for text in [
            "package stride.lib\n\ntasks := []\n",
            "# x\npackage stride\n",
            "package stride[\"lib\"]\n",
            "package stride.tampering.mine\n",
            "package stridelint_entry\n",
        ] {
            assert!(reserved_package(&file("x.rego", text)).is_some(), "{text}");
        }
        for text in
            ["package mine.stride\n", "package strider.lib\n", "# package stride\npackage a\n"]
        {
            assert_eq!(reserved_package(&file("x.rego", text)), None, "{text}");
        }
    }

    #[test]
    fn the_tables_of_the_program_are_its_own() {
        let all = bundled();
        let key = |name: &str, text: &str| reserved_key(&file(name, text), &all);
        assert!(key("x.json", "{\"credentials\": {\"hint\": \"x\"}}").is_some());
        assert!(key("settings.json", "{\"web_ports\": [1]}").is_some());
        assert!(key("x.json", "{\"stride\": {\"lib\": {}}}").is_some());
        assert!(key("stride.json", "[1]").is_some());
        assert_eq!(key("x.json", "{\"mine\": 1}"), None);
        let copy = all.iter().find(|file| file.name.ends_with("settings.json")).unwrap();
        assert_eq!(key("settings.json", &copy.text), None, "a copy changes nothing");
    }
}

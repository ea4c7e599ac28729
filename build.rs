//! Makes the files of `policies/` part of the program: their text (no list of policies is kept by
//! hand; Rego is compressed), and what a scan would otherwise do at every start: METADATA as JSON,
//! Rego as bytecode.

use flate2::Compression;
use flate2::write::ZlibEncoder;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

#[path = "src/policy/engine/compile.rs"]
mod compile;
#[path = "src/policy/engine/entry.rs"]
mod entry;
#[path = "src/policy/text.rs"]
mod text;

fn main() -> io::Result<()> {
    let root =
        PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("policies");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    println!("cargo::rerun-if-changed=policies");
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    files.sort();
    let mut table = String::from("&[\n");
    let mut rego = Vec::new();
    let mut given = None;
    let mut texts = ZlibEncoder::new(Vec::new(), Compression::best());
    for file in &files {
        let name = file.strip_prefix(&root).unwrap_or(file).to_string_lossy().replace('\\', "/");
        if !name.ends_with(".rego") {
            let path = file.to_string_lossy();
            let _ = writeln!(table, "    ({name:?}, Some(include_str!({path:?})), 0),");
            continue;
        }
        let text = fs::read_to_string(file)?;
        let _ = writeln!(table, "    ({name:?}, None, {}),", text.len());
        texts.write_all(text.as_bytes())?;
        texts.write_all(&[0])?;
        if !name.ends_with("_test.rego") {
            rego.push((name, text));
        } else if name == "lib/given_test.rego" {
            // Documents that the tests of one's own policies are given too.
            let text = text.replacen("package stride.given_test", "package stride.given", 1);
            given = Some((name, text));
        }
    }
    table.push_str("]\n");
    fs::write(out.join("policies.z"), texts.finish()?)?;
    fs::write(out.join("policies.rs"), table)?;
    // A policy that cannot be read is no reason not to build: the program reads the text then, and
    // says what is wrong with it.
    let (annotations, bytecode) = prepare(&rego).unwrap_or_else(|why| {
        println!("cargo::warning=the policies are not prepared: {why}");
        (String::new(), Vec::new())
    });
    fs::write(out.join("policies.json"), annotations)?;
    fs::write(out.join("shared.json"), shared(rego.iter().chain(&given)))?;
    fs::write(out.join("policies.bin"), bytecode)?;
    managed_policies(&out)
}

/// The table of AWS managed policies, below the root.
const MANAGED: &str = "src/normalize/read/managed_policies.txt";

/// The text that one block holds, in bytes: a policy's block is read in a fraction of a
/// millisecond.
const BLOCK: usize = 64 << 10;

/// Compresses the AWS managed policies, in blocks of whole policies, and writes an index of the
/// blocks.
fn managed_policies(out: &Path) -> io::Result<()> {
    println!("cargo::rerun-if-changed={MANAGED}");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let text = fs::read_to_string(root.join(MANAGED))?;
    let mut blocks: Vec<(&str, String)> = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let begins = !line.starts_with(['+', '-']);
        if begins && blocks.last().is_none_or(|(_, block)| block.len() >= BLOCK) {
            blocks.push((line, String::new()));
        }
        if let Some((_, block)) = blocks.last_mut() {
            block.push_str(line);
            block.push('\n');
        }
    }
    let mut index = String::from("&[\n");
    let mut compressed = Vec::new();
    for (first, block) in blocks {
        let _ = writeln!(index, "    ({first:?}, {}),", compressed.len());
        let mut encoder = ZlibEncoder::new(&mut compressed, Compression::best());
        encoder.write_all(block.as_bytes())?;
        encoder.finish()?;
    }
    index.push_str("]\n");
    fs::write(out.join("managed_policies.rs"), index)?;
    fs::write(out.join("managed_policies.bin"), compressed)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "rego" || extension == "json")
        {
            files.push(path);
        }
    }
    Ok(())
}

/// METADATA of all files as JSON, and their bytecode.
fn prepare(rego: &[(String, String)]) -> Result<(String, Vec<u8>), String> {
    let mut files = serde_json::Map::new();
    let mut checks = Vec::new();
    let mut module = entry::head();
    for (name, text) in rego {
        let scanned = text::scan(text);
        let package = package(text, &scanned).ok_or_else(|| format!("{name} states no package"))?;
        let threat = package.rsplit('.').next().unwrap_or_default().replace('_', "-");
        let (mut of_package, mut of_rules) = (Value::Null, Vec::new());
        for block in text::blocks(&scanned) {
            let yaml: Value = serde_yaml::from_str(&block.yaml)
                .map_err(|error| format!("{name}:{}: {error}", block.line))?;
            match block.head {
                None => {
                    return Err(format!("{name}:{}: METADATA stands above nothing", block.line));
                }
                Some((_, "package")) => of_package = yaml,
                Some((line, rule)) => {
                    if !yaml["custom"]["severity"].is_null() {
                        let id = format!("{threat}.{}", rule.replace('_', "-"));
                        entry::add(&mut module, "all", &id, &format!("data.{package}.{rule}"));
                        checks.push(id);
                    }
                    of_rules.push(json!([rule, line, yaml]));
                }
            }
        }
        files.insert(
            name.clone(),
            json!({"package": package, "annotations": {"package": of_package, "rules": of_rules}}),
        );
    }
    let paths: Vec<String> = rego.iter().map(|(name, _)| format!("policies/{name}")).collect();
    let modules = paths.iter().map(String::as_str).zip(rego.iter().map(|(_, text)| text.as_str()));
    let bytecode =
        compile::compile(modules.chain([("stridelint_entry.rego", module.as_str())]), entry::ALL)?;
    Ok((json!({"checks": checks, "files": files}).to_string(), bytecode))
}

/// The rules of the shared Rego: package, name, text, and which of them its text names. Policies of
/// one's own are given those that they need.
fn shared<'a>(rego: impl Iterator<Item = &'a (String, String)>) -> String {
    let mut rules: Vec<(String, String, String)> = Vec::new();
    for (_, text) in rego.filter(|(name, _)| name.starts_with("lib/")) {
        let scanned = text::scan(text);
        let Some(package) = package(text, &scanned) else { continue };
        let lines: Vec<&str> = text.lines().collect();
        let starts = scanned.heads.iter().map(|(line, word)| (*line as usize, *word));
        let starts: Vec<(usize, &str)> = starts.collect();
        for (at, (line, word)) in starts.iter().enumerate() {
            if matches!(*word, "package" | "import") {
                continue;
            }
            let end = starts.get(at + 1).map_or(lines.len(), |(next, _)| next - 1);
            let mut chunk: Vec<&str> = lines[line - 1..end].to_vec();
            while chunk.last().is_some_and(|last| last.is_empty() || last.starts_with('#')) {
                chunk.pop();
            }
            let name = match *word {
                "default" => chunk[0].split([' ', '(']).nth(1).unwrap_or_default(),
                word => word,
            };
            rules.push((package.to_owned(), name.to_owned(), chunk.join("\n")));
        }
    }
    let names: std::collections::BTreeSet<String> =
        rules.iter().map(|(_, name, _)| name.clone()).collect();
    let rows: Vec<Value> = rules
        .iter()
        .map(|(package, name, text)| {
            let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            let uses: std::collections::BTreeSet<&str> =
                words.filter(|word| *word != name && names.contains(*word)).collect();
            json!({"package": package, "name": name, "text": text, "uses": uses})
        })
        .collect();
    json!(rows).to_string()
}

/// The package of a file, `None` where it states none in one line of plain words.
fn package<'a>(text: &'a str, scanned: &text::Scanned<'_>) -> Option<&'a str> {
    let (line, _) = scanned.heads.iter().find(|(_, word)| *word == "package")?;
    let line = text.lines().nth(usize::try_from(*line).ok()?.checked_sub(1)?)?;
    let name = line.trim_start().strip_prefix("package")?.split('#').next()?.trim();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.';
    (!name.is_empty() && name.bytes().all(plain)).then_some(name)
}

//! Bytecode of policies. The build script makes that of the program's own policies with this file,
//! which names nothing of the crate.

use regorus::languages::rego::compiler::Compiler;
use std::sync::Arc;

/// The bytecode of modules (path, text), with one entry rule.
///
/// # Errors
/// The engine's own sentence.
pub(crate) fn compile<'a>(
    modules: impl Iterator<Item = (&'a str, &'a str)>,
    entry_rule: &str,
) -> Result<Vec<u8>, String> {
    let mut engine = regorus::Engine::new();
    engine.set_strict_builtin_errors(false);
    for (path, text) in modules {
        engine.add_policy(path.to_owned(), qualified(text)).map_err(|error| error.to_string())?;
    }
    let compiled =
        engine.compile_with_entrypoint(&entry_rule.into()).map_err(|error| error.to_string())?;
    let program = Compiler::compile_from_policy(&compiled, &[entry_rule])
        .map_err(|error| error.to_string())?;
    let mut program = Arc::unwrap_or_clone(program);
    // The text is part of the crate already. Which part of it an instruction is of nobody asks:
    // reading that was half of what it takes to read the bytecode.
    program.sources.iter_mut().for_each(|source| source.content.clear());
    program.instruction_spans.clear();
    program.serialize_binary()
}

/// A module's text with the packages that it imports written out: `data.stride.lib.tasks` for
/// `lib.tasks`. What is written out is called as the rule that it is; behind an import's name the
/// compiler makes an object of all rules of the package first, at each reference.
fn qualified(text: &str) -> String {
    let imports: Vec<(&str, &str)> = text
        .lines()
        .filter_map(|line| line.strip_prefix("import data.")?.split('#').next())
        .map(str::trim)
        .filter(|path| !path.contains(' '))
        .map(|path| (path.rsplit('.').next().unwrap_or(path), path))
        .collect();
    let mut out = String::with_capacity(text.len() * 2);
    let mut rest = text;
    let mut before = '\n';
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '`' => rest[1..].find('`').map_or(rest.len(), |end| end + 2),
            '"' => quoted(rest),
            first if first.is_alphanumeric() || first == '_' => {
                rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())
            }
            first => first.len_utf8(),
        };
        let (token, behind) = rest.split_at(length);
        let import = imports
            .iter()
            .find(|(name, _)| *name == token && before != '.' && behind.starts_with('.'));
        match import {
            Some((_, path)) => {
                out.push_str("data.");
                out.push_str(path);
            }
            None => out.push_str(token),
        }
        before = first;
        rest = behind;
    }
    out
}

/// The length of the string in quotes that a text begins with.
fn quoted(text: &str) -> usize {
    let mut escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            '"' if !escaped => return at + 1,
            letter => escaped = letter == '\\' && !escaped,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_imported_is_written_out() {
        let text = "package a\n\nimport data.stride.lib # shared\nimport data.other as o\n\n# lib.tasks\nx := lib.tasks if lib.f(\"\\\"lib.x\", `lib.y`, o.z, own.lib.z, lib_x.y)\n";
        let expected = text
            .replace(":= lib.tasks", ":= data.stride.lib.tasks")
            .replace("if lib.f", "if data.stride.lib.f");
        assert_eq!(qualified(text), expected);
    }

    #[test]
    fn a_rule_of_an_imported_package_is_called_alone() {
        use regorus::rvm::program::{DeserializationResult, Program};
        let modules = [
            ("a.rego", "package a\n\nimport data.b\n\nx := b.y\n"),
            ("b.rego", "package b\n\ny := 1\n\nz := 2\n"),
        ];
        let bytecode = compile(modules.into_iter(), "data.a.x").unwrap();
        let Ok(DeserializationResult::Complete(program)) = Program::deserialize_binary(&bytecode)
        else {
            panic!("no bytecode")
        };
        assert!(program.instruction_data.virtual_data_document_lookup_params.is_empty());
        assert!(program.instruction_spans.is_empty());
    }
}

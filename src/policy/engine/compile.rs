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
        engine.add_policy(path.to_owned(), text.to_owned()).map_err(|error| error.to_string())?;
    }
    let compiled =
        engine.compile_with_entrypoint(&entry_rule.into()).map_err(|error| error.to_string())?;
    let program = Compiler::compile_from_policy(&compiled, &[entry_rule])
        .map_err(|error| error.to_string())?;
    let mut program = Arc::unwrap_or_clone(program);
    // The text is part of the crate already.
    program.sources.iter_mut().for_each(|source| source.content.clear());
    program.serialize_binary()
}

//! Functions that read files, and those that cut paths. Nothing outside the scanned root is read:
//! what leads there is unknown.

use super::{Call, CallError, Function, Kind, MAX_ITEMS, Outcome, Param};
use crate::source::Span;
use crate::terraform::convert::StringBuilder;
use crate::value::{Cause, Data, ListKind, Place, StepKind, Type, Value};
use ::base64::Engine as _;

const PATH: Param = Param::new("path", Kind::String);

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("file", &[PATH], Kind::String, file),
    Function::new("filebase64", &[PATH], Kind::String, filebase64),
    Function::new("fileexists", &[PATH], Kind::Bool, fileexists),
    Function::new("fileset", &[PATH, Param::new("pattern", Kind::String)], Kind::Any, fileset),
    Function::new("abspath", &[PATH], Kind::String, abspath),
    Function::new("pathexpand", &[PATH], Kind::String, pathexpand),
    Function::new("basename", &[PATH.partial()], Kind::String, last_name),
    Function::new("dirname", &[PATH], Kind::String, |call, args| {
        Ok(call.string(dirname(args[0].as_str().unwrap_or_default())))
    }),
];

/// The path below the tree's root, or the unknown that stands for a file outside it.
fn resolve(call: &Call, path: &Value, ty: Type) -> Result<String, Value> {
    let text = path.as_str().unwrap_or_default();
    call.host.resolve_path(text).map_err(|why| {
        let cause = Value::unknown(
            Cause::File(format!("{}(\"{text}\") is not read: {why}", call.name).into()),
            call.span,
        );
        call.unknown(&cause, ty)
    })
}

/// A file's text as a value whose place is the whole file; `Ok(Err)`: the unknown to give instead.
pub(super) fn read_text(call: &Call, path: &Value) -> Result<Result<Value, Value>, CallError> {
    let name = path.as_str().unwrap_or_default();
    let below = match resolve(call, path, Type::String) {
        Ok(below) => below,
        Err(unknown) => return Ok(Err(unknown)),
    };
    match call.host.tree().load(&below) {
        Ok((id, file)) => {
            call.host.has_read(&below);
            let mut value =
                Value::string(file.text.as_str(), Some(Span::new(id, 0, file.text.len())));
            value.place = value.place.through(
                StepKind::FileRead,
                format!("{}(\"{name}\")", call.name),
                call.span,
            );
            Ok(Ok(value))
        }
        Err(_) if !call.host.tree().has_file(&below) => {
            call.fail(format!("no file exists at \"{name}\""))
        }
        Err(problem) => call.fail(format!("\"{name}\" {}", problem.message)),
    }
}

/// A file's bytes; `Ok(Err)`: the unknown to give instead.
pub(super) fn read_bytes(call: &Call, path: &Value) -> Result<Result<Vec<u8>, Value>, CallError> {
    let name = path.as_str().unwrap_or_default();
    let below = match resolve(call, path, Type::String) {
        Ok(below) => below,
        Err(unknown) => return Ok(Err(unknown)),
    };
    match call.host.tree().bytes(&below) {
        Ok(bytes) => Ok(Ok(bytes)),
        Err(_) if !call.host.tree().has_file(&below) => {
            call.fail(format!("no file exists at \"{name}\""))
        }
        Err(problem) => call.fail(format!("\"{name}\" {}", problem.message)),
    }
}

/// `file`: the text of a file, written in that file.
fn file(call: &Call, args: &[Value]) -> Outcome {
    Ok(read_text(call, &args[0])?.unwrap_or_else(|unknown| unknown))
}

/// `filebase64`: for files that are no text.
fn filebase64(call: &Call, args: &[Value]) -> Outcome {
    Ok(match read_bytes(call, &args[0])? {
        Ok(bytes) => call.string(::base64::engine::general_purpose::STANDARD.encode(bytes)),
        Err(unknown) => unknown,
    })
}

/// `fileexists`: whether a regular file is there.
fn fileexists(call: &Call, args: &[Value]) -> Outcome {
    let below = match resolve(call, &args[0], Type::Bool) {
        Ok(below) => below,
        Err(unknown) => return Ok(unknown),
    };
    let tree = call.host.tree();
    if tree.has_file(&below) {
        return Ok(call.bool(true));
    }
    if tree.has_folder(&below) {
        return call.fail(format!(
            "\"{}\" is a directory, not a file",
            args[0].as_str().unwrap_or_default()
        ));
    }
    Ok(call.bool(false))
}

/// `fileset`: the files below a folder that match a pattern, as paths relative to the folder.
fn fileset(call: &Call, args: &[Value]) -> Outcome {
    let below = match resolve(call, &args[0], Type::Set(Box::new(Type::String))) {
        Ok(below) => below,
        Err(unknown) => return Ok(unknown),
    };
    let pattern = args[1].as_str().unwrap_or_default();
    let Some(clean) = clean(pattern) else { return Ok(call.list(ListKind::Set, Vec::new())) };
    let glob =
        globset::GlobBuilder::new(&clean).literal_separator(true).empty_alternates(true).build();
    let matcher = match glob {
        Ok(glob) => glob.compile_matcher(),
        Err(error) => {
            return call.reject(1, "pattern", format!("failed to glob pattern ({})", error.kind()));
        }
    };
    let prefix = if below.is_empty() || below == "." { String::new() } else { format!("{below}/") };
    let files = call
        .host
        .tree()
        .files()
        .filter_map(|file| file.strip_prefix(&prefix))
        .filter(|file| matcher.is_match(file));
    let items: Vec<Value> = files.take(MAX_ITEMS + 1).map(|file| call.string(file)).collect();
    if items.len() > MAX_ITEMS {
        return call.fail(format!("the pattern matches more than {MAX_ITEMS} files"));
    }
    Ok(Value::new(
        Data::List(std::sync::Arc::new(crate::terraform::convert::make_set(items))),
        call.span,
    ))
}

/// A relative pattern without `.` and `..`; `None` when it leads out of the folder, where nothing
/// is looked for.
fn clean(pattern: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in pattern.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// `abspath`: where the root module lies depends on the machine, what is below it does not.
fn abspath(call: &Call, args: &[Value]) -> Outcome {
    let path = args[0].as_str().unwrap_or_default();
    if path.starts_with('/') {
        return Ok(call.string(clean_path(path)));
    }
    let cause = Value::unknown(
        Cause::Runner("abspath() depends on the machine that runs Terraform".into()),
        call.span,
    );
    let unknown = call.unknown(&cause, Type::String);
    let below = clean_path(path);
    if below == "." || below == ".." || below.starts_with("../") {
        return Ok(unknown);
    }
    let mut whole = StringBuilder::new();
    let written = whole
        .push_value(&unknown)
        .and_then(|()| whole.push_text(&format!("/{below}"), &args[0].place, args[0].marks));
    match written {
        Ok(()) => Ok(whole.finish(call.span)),
        Err(error) => call.fail(error),
    }
}

/// `basename`; of a path whose beginning alone is unknown, the last name is known.
fn last_name(call: &Call, args: &[Value]) -> Outcome {
    let path = match &args[0].data {
        Data::Unknown(unknown) => match unknown.suffix().trim_end_matches('/').rsplit_once('/') {
            Some((_, name)) => name,
            None => return Ok(call.unknown(&args[0], Type::String)),
        },
        _ => args[0].as_str().unwrap_or_default(),
    };
    Ok(call.string(basename(path)))
}

/// `pathexpand`: a leading `~` is the home folder of whoever runs Terraform: unknown.
fn pathexpand(call: &Call, args: &[Value]) -> Outcome {
    let path = args[0].as_str().unwrap_or_default();
    if path != "~" && !path.starts_with("~/") {
        let mut value = args[0].clone();
        value.place = Place { span: call.span, ..value.place };
        return Ok(value);
    }
    let cause = Value::unknown(
        Cause::Runner("pathexpand(\"~\") depends on who runs Terraform".into()),
        call.span,
    );
    Ok(call.unknown(&cause, Type::String))
}

fn basename(path: &str) -> String {
    if path.is_empty() {
        return ".".to_owned();
    }
    let trimmed = path.trim_end_matches('/');
    match trimmed.rsplit('/').next() {
        Some("") | None => "/".to_owned(),
        Some(last) => last.to_owned(),
    }
}

fn dirname(path: &str) -> String {
    let folder = path.rfind('/').map_or("", |at| &path[..=at]);
    clean_path(folder)
}

/// A path without `.`, `..` (where something stands before it) and double slashes; empty is `.`.
fn clean_path(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if rooted => {}
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    match (rooted, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".to_owned(),
        (false, false) => joined,
    }
}

//! Values that come from outside a template: the command line, parameter files in every form that
//! AWS's tools write, and the manifest of a cloud assembly.

use super::stack;
use crate::source::{File, FileId, Loss, Problem, SourceFile, Span};
use crate::syntax::json;
use crate::tree::Tree;
use crate::unit::{Inputs, Parameter, ParameterFile, as_input};
use crate::value::{Cause, Data, Place, Value};
use indexmap::IndexMap;
use std::sync::Arc;

/// Values by parameter.
type Values = Vec<(Arc<str>, Value)>;

/// Values that come from outside the template.
#[derive(Default)]
pub(super) struct Given {
    pub values: IndexMap<Arc<str>, Value>,
    /// Parameters that the command line or the configuration names: that a template lacks them is
    /// told.
    pub named: Vec<Arc<str>>,
    /// The parameters of each file: one that a template lacks is told where the file fits it
    /// otherwise.
    pub files: Vec<(String, Vec<Arc<str>>)>,
    /// A parent stack gave them: what it does not give has only its default.
    pub nested: bool,
}

impl Given {
    /// The values for a template: what its assembly's manifest says, then files and values in the
    /// order given.
    pub fn of_inputs(tree: &Tree, template: &str, inputs: &Inputs) -> (Given, Vec<Problem>) {
        let mut given = Given::default();
        let mut problems = Vec::new();
        given.values.extend(manifest(tree, template));
        for parameter in &inputs.parameters {
            match parameter {
                Parameter::Value(name, text) => {
                    given.named.push(name.as_str().into());
                    given.values.insert(name.as_str().into(), Value::string(text.as_str(), None));
                }
                Parameter::File(file) => match read(tree, file, &mut problems) {
                    Ok((name, values)) => {
                        given
                            .files
                            .push((name, values.iter().map(|(name, _)| name.clone()).collect()));
                        given.values.extend(values);
                    }
                    Err(problem) => problems.push(problem),
                },
            }
        }
        (given, problems)
    }

    /// What of the values a template has no parameter for, as sentences.
    pub fn unused(&self, parameters: &IndexMap<Arc<str>, Value>) -> Vec<String> {
        let lacks = |name: &&Arc<str>| !parameters.contains_key(&**name);
        let named = self
            .named
            .iter()
            .filter(lacks)
            .map(|name| format!("has no parameter {name}; the value given for it is not used"));
        let of_files = self
            .files
            .iter()
            .filter(|(_, names)| names.iter().any(|name| parameters.contains_key(name)))
            .flat_map(|(file, names)| {
                names.iter().filter(lacks).map(move |name| {
                    format!("has no parameter {name}; its value in {file} is not used")
                })
            });
        named.chain(of_files).collect()
    }
}

/// A parameter file's name and values.
fn read(
    tree: &Tree,
    file: &ParameterFile,
    problems: &mut Vec<Problem>,
) -> Result<(String, Values), Problem> {
    let (name, id, text, inside) = match file {
        ParameterFile::Inside(path) => {
            let (id, file) = tree.load(path)?;
            (path.clone(), id, file, true)
        }
        ParameterFile::Outside(name, text) => {
            let text = text.clone().map_err(|why| Problem::file(Loss::Lost, name.as_str(), why))?;
            (name.clone(), FileId(0), Arc::new(SourceFile::new(name.clone(), text)), false)
        }
    };
    let broken = |why: &str| {
        Problem::file(Loss::Lost, name.as_str(), format!("is not a parameter file: {why}"))
    };
    let mut notes = Vec::new();
    let mut values = if name.ends_with(".toml") {
        samconfig(id, &text.text, &mut notes).map_err(|why| broken(&why))?
    } else {
        let (root, _) = stack::read(id, &text).map_err(|error| broken(&error.message))?;
        listed(&root).or_else(|| configured(&root, id, &text, &mut notes)).ok_or_else(|| {
            broken("neither a list of ParameterKey and ParameterValue nor a map of Parameters")
        })?
    };
    problems.extend(
        notes.into_iter().map(|note: String| Problem::file(Loss::Note, name.as_str(), note)),
    );
    if !inside {
        // The text has no id in this tree: the value's place is the parameter it is given to.
        values.iter_mut().for_each(|(_, value)| value.place = Place::default());
    }
    Ok((name, values))
}

/// The CLI's list (`[{"ParameterKey": .., "ParameterValue": ..}]`, or `["Key=Value"]`; CLI
/// reference, `cloudformation deploy`) or CodePipeline's template configuration (`{"Parameters":
/// {..}}`).
fn listed(root: &Value) -> Option<Values> {
    if let Some(items) = root.items() {
        let pair = |item: &Value| match item.as_str() {
            Some(text) => {
                let (name, value) = text.split_once('=')?;
                // Behind the quote, the name and the sign.
                let span = item
                    .place
                    .span
                    .map(|span| Span { start: span.start + (name.len() + 2) as u32, ..span });
                let span =
                    span.filter(|span| span.end as usize == span.start as usize + value.len() + 1);
                Some((
                    Arc::from(name),
                    Value::string(
                        value,
                        span.map(|span| Span { end: span.end - 1, ..span }).or(item.place.span),
                    ),
                ))
            }
            None => {
                let name = Arc::from(item.get("ParameterKey")?.as_str()?);
                if item.get("UsePreviousValue").and_then(Value::as_bool) == Some(true) {
                    return Some((name, Value::unknown(Cause::PreviousValue, item.place.span)));
                }
                Some((name, item.get("ParameterValue")?.clone()))
            }
        };
        let pairs: Option<Values> = items.iter().map(pair).collect();
        return pairs;
    }
    let entries = root.get("Parameters").or_else(|| plain(root).then_some(root))?.entries()?;
    Some(entries.iter().map(|(name, entry)| (name.clone(), entry.value.clone())).collect())
}

/// A map of names to plain values and nothing else.
fn plain(root: &Value) -> bool {
    let scalar =
        |value: &Value| matches!(value.data, Data::String(_) | Data::Number(_) | Data::Bool(_));
    root.entries().is_some_and(|entries| {
        !entries.is_empty() && entries.values().all(|entry| scalar(&entry.value))
    })
}

/// samconfig.yaml: the same as samconfig.toml.
fn configured(root: &Value, id: FileId, file: &File, notes: &mut Vec<String>) -> Option<Values> {
    let table = toml_of(root, 0)?;
    overrides(id, &file.text, table.as_table()?, notes)
}

fn toml_of(value: &Value, depth: usize) -> Option<toml::Value> {
    match &value.data {
        _ if depth > 8 => None,
        Data::String(text) => Some(toml::Value::String(text.text.to_string())),
        Data::Bool(known) => Some(toml::Value::Boolean(*known)),
        Data::Number(number) => Some(toml::Value::String(number.to_string())),
        Data::List(list) => list
            .items
            .iter()
            .map(|item| toml_of(item, depth + 1))
            .collect::<Option<Vec<_>>>()
            .map(toml::Value::Array),
        Data::Map(map) => {
            let entries = map
                .entries
                .iter()
                .map(|(name, entry)| Some((name.to_string(), toml_of(&entry.value, depth + 1)?)));
            entries.collect::<Option<toml::Table>>().map(toml::Value::Table)
        }
        _ => None,
    }
}

fn samconfig(id: FileId, text: &str, notes: &mut Vec<String>) -> Result<Values, String> {
    let table: toml::Table =
        text.parse().map_err(|error: toml::de::Error| error.message().to_owned())?;
    overrides(id, text, &table, notes).ok_or_else(|| "it holds no parameter_overrides".to_owned())
}

/// `parameter_overrides` of the environment `default`, else of the first that has some: `"A=1 B=\"x
/// y\""`, a list of such, or a map (SAM developer guide, "SAM CLI configuration file").
fn overrides(
    id: FileId,
    text: &str,
    table: &toml::Table,
    notes: &mut Vec<String>,
) -> Option<Values> {
    let of = |environment: &toml::Value| {
        let command = |name: &str| {
            environment.get(name)?.get("parameters")?.get("parameter_overrides").cloned()
        };
        ["deploy", "sync", "build", "global"].iter().find_map(|name| command(name))
    };
    let mut environments: Vec<(&String, toml::Value)> =
        table.iter().filter_map(|(name, value)| Some((name, of(value)?))).collect();
    environments.sort_by_key(|(name, _)| *name != "default");
    let (chosen, found) = environments.first()?.clone();
    if environments.len() > 1 {
        let others: Vec<&str> =
            environments.iter().skip(1).map(|(name, _)| name.as_str()).collect();
        notes
            .push(format!("sets parameters for several environments: those of {chosen} are taken, those of {} are not", others.join(", ")));
    }
    let pairs: Vec<(String, String)> = match found {
        toml::Value::String(line) => words(&line).iter().filter_map(|word| pair(word)).collect(),
        toml::Value::Array(items) => items
            .iter()
            .filter_map(toml::Value::as_str)
            .flat_map(words)
            .filter_map(|word| pair(&word))
            .collect(),
        toml::Value::Table(table) => {
            table.iter().map(|(name, value)| (name.clone(), as_input(value))).collect()
        }
        _ => return None,
    };
    // The overrides of the environment stand behind its header.
    let from = text.find(&format!("[{chosen}.")).unwrap_or(0);
    let value = |(name, value): (String, String)| {
        let at = place(&text[from..], &name, &value)
            .map(|at| Span::new(id, from + at, from + at + value.len()));
        (Arc::from(name), Value::string(value, at))
    };
    Some(pairs.into_iter().map(value).collect())
}

/// `A=1`, or the long form `ParameterKey=A,ParameterValue=1`.
fn pair(word: &str) -> Option<(String, String)> {
    let long =
        word.strip_prefix("ParameterKey=").and_then(|rest| rest.split_once(",ParameterValue="));
    let (name, value) = long.or_else(|| word.split_once('='))?;
    Some((name.to_owned(), value.to_owned()))
}

/// Words of a command line, quotes kept together and taken off.
fn words(line: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut quote = None;
    for c in line.chars() {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            ('"' | '\'', None) => quote = Some(c),
            (c, None) if c.is_whitespace() => out.push(String::new()),
            (c, _) => {
                if let Some(last) = out.last_mut() {
                    last.push(c);
                }
            }
        }
    }
    out.retain(|word| !word.is_empty());
    out
}

/// Where the value of a name stands: behind it, with nothing but signs and quotes between.
fn place(text: &str, name: &str, value: &str) -> Option<usize> {
    if value.is_empty() {
        return None;
    }
    text.match_indices(name).find_map(|(at, _)| {
        let before = text[..at].chars().next_back();
        if before.is_some_and(|c| c.is_ascii_alphanumeric()) {
            return None;
        }
        let rest = &text[at + name.len()..];
        let rest = rest.strip_prefix(",ParameterValue").unwrap_or(rest);
        let signs = rest.trim_start_matches([' ', '=', ':', '"', '\'', '\\']);
        (signs.len() < rest.len() && signs.starts_with(value)).then(|| text.len() - signs.len())
    })
}

/// The parameters that a cloud assembly's manifest gives to a template beside it (AWS CDK, "Cloud
/// assembly schema": an artifact of type `aws:cloudformation:stack`).
fn manifest(tree: &Tree, template: &str) -> Values {
    let (folder, name) = template.rsplit_once('/').unwrap_or(("", template));
    let path = crate::path::joined(folder, "manifest.json");
    if !name.ends_with(".template.json") || !tree.has_file(&path) {
        return Vec::new();
    }
    let Some(root) = tree.load(&path).ok().and_then(|(id, file)| json::parse(id, &file).ok())
    else {
        return Vec::new();
    };
    let artifacts = root.get("artifacts").and_then(Value::entries);
    let properties = artifacts
        .into_iter()
        .flatten()
        .filter_map(|(_, artifact)| artifact.value.get("properties"));
    let own = properties
        .filter(|properties| properties.get("templateFile").and_then(Value::as_str) == Some(name));
    let given = own.filter_map(|properties| properties.get("parameters")?.entries()).flatten();
    given.map(|(name, entry)| (name.clone(), entry.value.clone())).collect()
}

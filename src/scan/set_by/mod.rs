//! What sets the value of a finding, where the place to change is no argument of the resource: a
//! default, an argument of a call, a local value.

mod setter;

use super::calls::is_committed;
use crate::document::address::{block, ends_of_modules};
use crate::document::{Document, Located, Node, Segment};
use crate::finding::SetBy;
use crate::fix::{self, name_at};
use crate::policy::{Check, Outcome};
use crate::source::{SourceFile, Span};
use crate::terraform;
use crate::tree::Tree;
use crate::unit::Format;
use crate::value::{Data, Step, StepKind, Value};
use setter::{Setter, Switch};

/// How far from a place the block around it begins at most, in bytes.
const FAR: usize = 40_000;

/// What the text is in which a place stands.
struct Site<'a> {
    file: &'a SourceFile,
    span: Span,
    chain: &'a [&'a Step],
    /// What the code of the check's fix begins with.
    key: &'a str,
}

/// What sets the value of a finding that stands at a place; `None` where it is the resource's own
/// argument, or an object to which something is added as to any other. `told`: the check's fix, which
/// may be said in the words of the place already; `of_module`: it is of a registry module, whose
/// arguments it names.
pub(super) fn set_by(
    tree: &Tree,
    (document, node): (&Document, &Node),
    (check, outcome): (&Check, &Outcome),
    place: &Located<'_>,
    span: Span,
    (told, of_module): (&str, bool),
) -> Option<SetBy> {
    let file = tree.file(span.file);
    if document.format == Format::Plan || !is_committed(tree, span) {
        return None;
    }
    let begins = told.split_once("\n    ").map_or("", |(_, code)| code).trim_start();
    let key = begins.trim_start_matches(['"', '\'']);
    let key = key.split(|c: char| !is_of_key(c)).next().unwrap_or_default();
    let site = Site { file: &file, span, chain: &place.chain, key };
    let switch = site.switch();
    // To an object that lacks something it is added in its own words, wherever the object stands.
    let text = file.slice(span.start, span.end).trim_start();
    let object = place.value.is_none_or(|value| matches!(value.data, Data::Map(_)));
    let line = text.lines().next().unwrap_or_default().trim_end();
    let literal = text.starts_with('{')
        || line_after(&file.text, span.start as usize).trim_end().ends_with(['{', '('])
            && line.contains(['=', ':']);
    if object && switch.is_none() && literal {
        return None;
    }
    let is_file = |ending: &str| file.path.ends_with(ending);
    let kind = match document.format {
        Format::Terraform if is_file(".tf") || is_file(".tofu") => {
            site.hcl(document, node, place)?
        }
        Format::Terraform if is_file(".tfvars") || is_file(".tfvars.json") => {
            Setter::VariableFile(site.step(StepKind::VariableFile)?.name.to_string())
        }
        Format::CloudFormation => site.template()?,
        Format::Terraform | Format::Plan | Format::Ecs => return None,
    };
    if of_module && kind.is_in_call() {
        return None;
    }
    let own = outcome.case.as_ref().is_some_and(|case| check.remediation.cases.contains_key(case));
    let edit = check.edit.as_ref().filter(|_| !own && switch.is_none());
    let line = || {
        let edit = edit?;
        fix::line(&fix::Site { tree, document, node, path: &outcome.path, place, edit })
    };
    // The argument that a call leaves out may be called as the resource's.
    let one = begins.lines().count() == 1;
    let same = || match &kind {
        Setter::ModelDefault { argument, .. } if one && argument == key => {
            Some(begins.trim_end().to_owned())
        }
        _ => None,
    };
    // A text that stands whole at the place has the name of what is changed there.
    let written = text.trim_matches(['"', '\'']);
    let texts = [place.value, place.value.and_then(|value| value.get("raw"))];
    let mut texts = texts.into_iter().flatten().filter_map(Value::as_str);
    let attribute = outcome.place.0.iter().rev().find_map(|segment| match segment {
        Segment::Key(name) => Some(&**name),
        Segment::Index(_) | Segment::Arm(_) => None,
    });
    let whole = attribute.is_some_and(|name| name == key || *name == snake_case(key))
        && texts.any(|value| value == written);
    let renamed = || {
        let name = kind.name().filter(|_| one && whole && switch.is_none())?;
        name_at(&file, span.start as usize).filter(|own| own == name)?;
        let rest = begins.strip_prefix(key)?.trim_end();
        let is_assigned = rest.trim_start().starts_with(['=', ':']);
        (is_assigned && !key.is_empty()).then(|| format!("{name}{rest}"))
    };
    let line = site.flipped(switch).or_else(line).or_else(same).or_else(renamed);
    let own_words = || name_at(&file, span.start as usize).is_some_and(|name| name == key);
    // A resource of its own is nothing that the place could become.
    if line.is_none() && (begins.starts_with("resource \"") || switch.is_none() && own_words()) {
        return None;
    }
    Some(SetBy { told: kind.told(switch), line })
}

impl Site<'_> {
    /// Whether the value is a flag, which decides and is not what the resource has.
    fn switch(&self) -> Option<Switch> {
        self.chain.iter().find_map(|step| match step.kind {
            StepKind::LeftOut => Some(Switch::LeavesOut),
            StepKind::Decided => Some(Switch::Decides),
            _ => None,
        })
    }

    /// What leaves a setting out where it is false puts it in where it is true.
    fn flipped(&self, switch: Option<Switch>) -> Option<String> {
        let off = self.file.slice(self.span.start, self.span.end) == "false";
        let name = name_at(self.file, self.span.start as usize)?;
        let is_hcl = [".tf", ".tofu", ".tfvars"].iter().any(|end| self.file.path.ends_with(end));
        (switch == Some(Switch::LeavesOut) && off && is_hcl).then(|| format!("{name} = true"))
    }

    /// The step of a kind that is nearest to where the value is written.
    fn step(&self, kind: StepKind) -> Option<&Step> {
        self.chain.iter().rev().find(|step| step.kind == kind).copied()
    }

    /// The call with a name whose output carried the value to a resource elsewhere.
    fn given_out(&self, label: &str) -> Option<String> {
        let outputs = self.chain.iter().filter(|step| step.kind == StepKind::ModuleOutput);
        let mut calls =
            outputs.filter_map(|step| step.name.rsplit_once('.')).map(|(call, _)| block(call));
        calls.find(|call| call.rsplit('.').next() == Some(label))
    }

    /// In Terraform's language it is told by the block of the file that the place stands in.
    fn hcl(&self, document: &Document, node: &Node, place: &Located<'_>) -> Option<Setter> {
        let at = self.span.start as usize;
        let Block { kind, label, start } = around(&self.file.text, at)?;
        match kind {
            "variable" => {
                let variable = format!("var.{label}");
                let line = line_before(&self.file.text, at);
                let given = self.step(StepKind::VariableDefault).is_some();
                match name_at(self.file, at) {
                    Some(attribute) if line.contains("optional(") => {
                        Some(Setter::AttributeDefault { attribute, variable })
                    }
                    _ => given.then_some(Setter::VariableDefault(variable)),
                }
            }
            "module" => {
                // Of the call itself it is its own argument.
                let call = called(&node.id, label).or_else(|| self.given_out(label))?;
                if call == block(&node.id) {
                    return None;
                }
                if let Some(argument) = argument(self.file.text.get(start..at)?) {
                    return Some(Setter::Argument { argument, call });
                }
                // What the model of a registry module takes as a default is written nowhere.
                let steps = self.chain.iter().filter(|step| step.kind == StepKind::VariableDefault);
                let defaults = steps.filter(|step| step.span.is_none());
                let of_call = defaults.filter_map(|step| step.name.rsplit_once(".var."));
                let of_it = |module: &str| block(module) == call;
                let argument =
                    of_call.filter(|(module, _)| of_it(module)).map(|(_, name)| name).next();
                let key = snake_case(self.key);
                let own = document.resources.get(&call);
                let text = self.file.text.get(start..).unwrap_or_default();
                let written = [self.key, &key].into_iter().find(|name| has_argument(text, name));
                if let Some(argument) = written {
                    return Some(Setter::Argument { argument: argument.to_owned(), call });
                }
                let source = own.and_then(|call| call.values.get("source"));
                let model = source.and_then(Value::as_str).and_then(terraform::model_name);
                let named = model.filter(|model| terraform::has_argument(model, &key));
                let argument = argument.or(named.map(|_| key.as_str()));
                Some(match argument {
                    Some(argument) => Setter::ModelDefault { argument: argument.to_owned(), call },
                    None => Setter::Call(call),
                })
            }
            "locals" => {
                let value = place.value.filter(|value| is_scalar(&value.data))?;
                let own = value.place.span == Some(self.span);
                let local = self.step(StepKind::Local).filter(|_| own)?;
                // In an object the value has the name that it has elsewhere, too.
                let named = local.name.rsplit('.').next() == name_at(self.file, at).as_deref();
                named.then(|| Setter::Local(local.name.to_string()))
            }
            "resource" => {
                let value = place.value.filter(|value| is_scalar(&value.data))?;
                let read = self
                    .step(StepKind::Attribute)
                    .filter(|_| value.place.span == Some(self.span))?;
                let (address, _) = read.name.rsplit_once('.')?;
                let own = block(address);
                (own.ends_with(&label.replace("\" \"", ".")) && own != block(&node.id))
                    .then_some(Setter::Resource(own))
            }
            _ => None,
        }
    }

    /// In a template it is told by the name in front of the value, and by what carried it.
    fn template(&self) -> Option<Setter> {
        let own = |name: &str| name.rsplit('/').next().unwrap_or(name).to_owned();
        let at = self.span.start as usize;
        if name_at(self.file, at).is_some_and(|name| name == "Default") {
            let step = self.step(StepKind::Decided).or_else(|| self.step(StepKind::Parameter))?;
            return Some(Setter::ParameterDefault(own(&step.name)));
        }
        let given = self.step(StepKind::ModuleArgument)?;
        let key =
            given.span.filter(|key| key.file == self.span.file && key.end <= self.span.start)?;
        let between = self.file.slice(key.end, self.span.start);
        let parameter = self.file.slice(key.start, key.end).trim_matches(['"', '\'']).to_owned();
        (!between.contains(['\n', ',']))
            .then(|| Setter::StackParameter { parameter, stack: given.name.to_string() })
    }
}

fn is_of_key(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn is_scalar(data: &Data) -> bool {
    matches!(data, Data::Bool(_) | Data::Number(_) | Data::String(_))
}

/// The call with a name around a resource, as its block is addressed.
fn called(resource: &str, label: &str) -> Option<String> {
    let ends = ends_of_modules(resource);
    let mut calls = ends.into_iter().rev().map(|end| block(&resource[..end]));
    calls.find(|call| call.rsplit('.').next() == Some(label))
}

/// A block of a file of Terraform's.
struct Block<'a> {
    kind: &'a str,
    /// Its labels, as they stand between the outer quotation marks.
    label: &'a str,
    /// Its first byte.
    start: usize,
}

/// The block of the file in which a byte stands. Blocks begin at the start of a line, and a brace there
/// ends one.
fn around(text: &str, at: usize) -> Option<Block<'_>> {
    const KINDS: [&str; 8] =
        ["variable", "module", "locals", "resource", "data", "output", "provider", "terraform"];
    let mut end = text.get(at..)?.find('\n').map_or(text.len(), |next| at + next);
    let mut first = true;
    loop {
        let line_at = text.get(..end)?.rfind('\n').map_or(0, |before| before + 1);
        let line = &text[line_at..end];
        let kind = line.split([' ', '{', '"']).next().unwrap_or_default();
        if KINDS.contains(&kind) && line.contains('{') {
            let labels = line[kind.len()..].split('{').next().unwrap_or_default().trim();
            return Some(Block { kind, label: labels.trim_matches('"'), start: line_at });
        }
        if line.starts_with('}') && !first || line_at == 0 || at.saturating_sub(line_at) > FAR {
            return None;
        }
        first = false;
        end = line_at - 1;
    }
}

/// The argument of a block in which its text ends; `None` where it ends in front of the first one.
fn argument(text: &str) -> Option<String> {
    let (_, body) = text.split_once('{')?;
    let mut depth = 0_i32;
    let mut found = None;
    for line in body.lines() {
        let line = line.trim_start();
        let code = line.split(" #").next().filter(|code| !code.starts_with(['#', '/']));
        let Some(code) = code else { continue };
        let name = code.split([' ', '\t', '=']).next().unwrap_or_default();
        let behind = code[name.len()..].trim_start();
        if depth <= 0 && !name.is_empty() && behind.starts_with('=') {
            found = Some(name.to_owned());
        }
        // What stands in quotation marks is text.
        for c in code.split('"').step_by(2).flat_map(str::chars) {
            match c {
                '{' | '[' | '(' => depth += 1,
                '}' | ']' | ')' => depth -= 1,
                _ => {}
            }
        }
    }
    found
}

/// Whether the block that a text begins with has an argument of a name.
fn has_argument(text: &str, name: &str) -> bool {
    let mut lines = text.lines().skip(1).take_while(|line| !line.starts_with('}')).peekable();
    let indent = |line: &str| line.len() - line.trim_start().len();
    let own = lines.peek().map_or(0, |line| indent(line));
    let is_it = |line: &str| {
        line.trim_start().strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with('='))
    };
    !name.is_empty() && lines.any(|line| indent(line) == own && is_it(line))
}

/// The part of a line that begins at a byte.
fn line_after(text: &str, at: usize) -> &str {
    text.get(at..).and_then(|rest| rest.lines().next()).unwrap_or_default()
}

/// `logConfiguration` as modules call their arguments: `log_configuration`.
fn snake_case(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 2);
    for c in name.chars() {
        if c.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// The part of a line in front of a byte.
fn line_before(text: &str, at: usize) -> &str {
    let before = text.get(..at).unwrap_or_default();
    before.rsplit('\n').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_block_around_a_place_is_the_one_of_the_file() {
        let text = "variable \"x\" {\n  default = 1\n}\n\n# y\nresource \"a_b\" \"c\" {\n  d {\n    e = 2\n  }\n}\nlocals { f = 3 }\ng = 4\n";
        let of = |what: &str| {
            let found = around(text, text.find(what).unwrap())?;
            Some((found.kind, found.label))
        };
        assert_eq!(of("1"), Some(("variable", "x")));
        assert_eq!(of("2"), Some(("resource", "a_b\" \"c")));
        assert_eq!(of("3"), Some(("locals", "")));
        assert_eq!(of("# y"), None);
        assert_eq!(around("}\n", 0).map(|found| found.kind), None);
    }

    #[test]
    fn the_argument_around_a_place_is_the_calls_own() {
        let text = "module \"x\" {\n  source = \"./m\" # {\n  # a = {\n  tasks = [{\n    image = \"n\"\n  }]\n\n  on = false\n}\n";
        let of = |what: &str| argument(&text[..text.find(what).unwrap()]);
        assert_eq!(of("\"n\"").as_deref(), Some("tasks"));
        assert_eq!(of("image").as_deref(), Some("tasks"));
        assert_eq!(of("false").as_deref(), Some("on"));
        assert_eq!(of("module"), None);
        assert_eq!(argument("module \"x\" {\n"), None);
    }

    #[test]
    fn the_call_of_a_label_is_the_innermost_one() {
        assert_eq!(called("module.a[0].module.b.aws_x.y", "a").as_deref(), Some("module.a"));
        assert_eq!(called("module.a.module.b.aws_x.y", "b").as_deref(), Some("module.a.module.b"));
        assert_eq!(called("aws_x.y", "a"), None);
    }
}

//! One stack: a template with the values of its parameters, and what resolving it needs to
//! remember.

use super::conditions::Truth;
use super::loops::Loops;
use super::parameters;
use super::parsed::parsed;
use crate::gap::{Call, Gap, GapKind, SPLIT};
use crate::secret::Known;
use crate::source::{File, FileId, Loss, Problem};
use crate::syntax::{SyntaxError, json, yaml};
use crate::tree::Tree;
use crate::unit::{Opaque, Resource};
use crate::value::{Cause, Data, Entry, Map, Marks, Place, Unknown, Value};
use crate::{budget, interrupt};
use indexmap::IndexMap;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// How many values one unit may resolve to.
const MAX_NODES: usize = budget::PARTS as usize;
/// How deep values may be nested once functions are resolved.
const MAX_DEPTH: usize = 220;

/// What all stacks of a unit share.
#[derive(Default)]
pub(super) struct Shared {
    pub problems: Vec<Problem>,
    pub files: BTreeSet<String>,
    pub opaque: Vec<Opaque>,
    /// What was not looked at.
    pub gaps: Vec<Gap>,
    /// Values resolved so far, over all stacks.
    pub nodes: usize,
    /// What the tree's templates export; `None` until something is imported.
    pub exports: Option<Arc<super::exports::Exports>>,
    /// Files of the stacks around this one: a template that names one of them would never end.
    pub above: Vec<String>,
    /// Whether something exists is left open where a parameter's default alone decides it.
    pub open: bool,
    /// A default alone decides whether something exists.
    pub suggested: bool,
    /// Nested stacks that were read.
    pub stacks: usize,
    /// The texts of secret values.
    pub secrets: Known,
}

/// A nested stack on the way.
pub(super) enum Nested {
    /// It is being evaluated: whoever asks now asks in a circle.
    Visiting,
    Done {
        outputs: IndexMap<Arc<str>, Value>,
        resources: Vec<Resource>,
        /// Its template was read.
        known: bool,
    },
}

/// A stack.
pub(super) struct Stack<'t> {
    pub tree: &'t Tree,
    pub file: File,
    /// `Parent/` for a nested stack, else empty.
    pub prefix: String,
    /// The template as it is written.
    pub root: Value,
    pub parameters: IndexMap<Arc<str>, Value>,
    /// A transform that is not known may add resources, parameters and conditions.
    pub macros: bool,
    /// The serverless transform is declared.
    pub serverless: bool,
    /// What it made so far.
    pub serverless_made: super::serverless::Made,
    pub conditions: HashMap<String, Truth>,
    /// The conditions as they are where no default decides.
    pub open_conditions: HashMap<String, Truth>,
    /// A condition is being asked for as it is where no default decides.
    pub opening: bool,
    /// What is evaluated next is an item of a list: there or not.
    pub item: bool,
    /// The conditions that loops make: expression and loops by name. `None`: not looked at yet.
    pub looped_conditions: Option<HashMap<String, (Value, Loops)>>,
    pub visiting: Vec<String>,
    pub nested: HashMap<String, Nested>,
    /// The identifiers of the Fn::ForEach loops around, the innermost last.
    pub loops: Loops,
    pub depth: usize,
    /// Logical ids that loops made.
    pub expanded: HashSet<String>,
    pub shared: Shared,
}

/// Why what a macro makes is not seen, and what would show it.
pub(super) const NOT_RUN: &str = "what it makes is known only at deployment";
pub(super) const PROCESSED: &str = "scan the processed template \
    (`aws cloudformation get-template --template-stage Processed`)";

/// Reads a template's text.
pub(super) fn read(id: FileId, file: &File) -> Result<(Value, Vec<SyntaxError>), SyntaxError> {
    if json::first_char(&file.text) == Some('{') {
        // What begins like JSON may be YAML in flow style.
        match json::read(id, file) {
            Ok(read) => return Ok(read),
            Err(error) => {
                return yaml::read(id, file, yaml::Dialect::CloudFormation).map_err(|_| error);
            }
        }
    }
    yaml::read(id, file, yaml::Dialect::CloudFormation)
}

impl<'t> Stack<'t> {
    /// A stack of a template, its parameters set.
    ///
    /// # Errors
    /// The problem that costs the template.
    pub fn new(
        tree: &'t Tree,
        path: &str,
        prefix: String,
        given: &super::given::Given,
        mut shared: Shared,
    ) -> Result<Stack<'t>, Box<(Problem, Shared)>> {
        let (id, file) = match tree.load(path) {
            Ok(loaded) => loaded,
            Err(problem) => return Err(Box::new((problem, shared))),
        };
        let located = |loss, error: &SyntaxError| match error.span {
            Some(span) => Problem::at(loss, &file, span.start, error.message.as_str()),
            None => Problem::file(loss, path, error.message.as_str()),
        };
        shared.files.insert(path.to_owned());
        let root = match &*parsed(tree, id, &file) {
            Ok((root, odd)) => {
                // Of keys that stand twice CloudFormation deploys the last one too, so nothing is
                // lost.
                shared.problems.extend(odd.iter().map(|error| match &*error.message {
                    yaml::SEVERAL => {
                        Problem { cure: Some(SPLIT.to_owned()), ..located(Loss::Note, error) }
                    }
                    _ => located(Loss::Warning, error),
                }));
                root.clone()
            }
            Err(error) => {
                let problem = located(Loss::Lost, error);
                return Err(Box::new((problem, shared)));
            }
        };
        let mut stack = Stack {
            tree,
            file: file.clone(),
            prefix,
            root,
            parameters: IndexMap::new(),
            macros: false,
            serverless: false,
            serverless_made: super::serverless::Made::default(),
            conditions: HashMap::new(),
            open_conditions: HashMap::new(),
            opening: false,
            item: false,
            looped_conditions: None,
            visiting: Vec::new(),
            nested: HashMap::new(),
            loops: Vec::new(),
            depth: 0,
            expanded: HashSet::new(),
            shared,
        };
        stack.read_transforms();
        stack.parameters = parameters::read(&mut stack, given);
        stack.apply_rules(given);
        Ok(stack)
    }

    fn read_transforms(&mut self) {
        if let Some(put_in) = self.root.get("Fn::Transform").cloned() {
            self.macros = true;
            self.macro_in("Fn::Transform", &put_in);
        }
        let Some(declared) = self.root.get("Transform").cloned() else {
            return self.expect_transform();
        };
        let items = declared.items().map_or_else(|| vec![declared.clone()], <[Value]>::to_vec);
        for item in items {
            let name = item
                .as_str()
                .or_else(|| item.get("Name").and_then(Value::as_str))
                .unwrap_or_default()
                .to_owned();
            match name.as_str() {
                "" => {
                    self.macros = true;
                    self.problem(Loss::Warning, &item, "Transform needs the name of a macro");
                }
                "AWS::LanguageExtensions"
                | "AWS::SecretsManager-2020-07-23"
                | "AWS::SecretsManager-2024-09-16"
                | "AWS::CodeDeployBlueGreen" => {}
                known if known.starts_with("AWS::Serverless-") => self.serverless = true,
                _ => {
                    self.macros = true;
                    self.gap(&item, format!("the transform {name}"), NOT_RUN, PROCESSED, None);
                    let address = format!("{}Fn::Transform::{name}", self.prefix);
                    self.shared.opaque.push(Opaque {
                        address,
                        source: name.clone(),
                        inputs: Vec::new(),
                    });
                }
            }
        }
    }

    /// Types of the serverless transform where no transform is declared: CloudFormation refuses
    /// them, unless a later step adds the line. They are read as if it stood there.
    fn expect_transform(&mut self) {
        let resources = self.root.get("Resources").and_then(Value::entries);
        let own = resources.into_iter().flatten().find_map(|(_, entry)| {
            let ty = entry.value.get("Type")?;
            ty.as_str()?.starts_with("AWS::Serverless::").then(|| ty.clone())
        });
        let Some(ty) = own else { return };
        self.serverless = true;
        let message = format!(
            "{} needs `Transform: AWS::Serverless-2016-10-31`, which the template does not \
             declare; it is read as if it did",
            ty.as_str().unwrap_or_default()
        );
        self.problem(Loss::Warning, &ty, message);
    }

    /// Notes that a macro is not run where it stands among resources, or among the template's
    /// sections.
    pub fn macro_in(&mut self, key: &str, argument: &Value) {
        let argument = match argument.items() {
            // Several macros, one after the other.
            Some(items) if items.iter().all(|item| item.get("Name").is_some()) => {
                return items.iter().for_each(|item| self.macro_in(key, item));
            }
            _ => argument,
        };
        match argument.get("Name").and_then(Value::as_str).map(str::to_owned) {
            Some(source) => {
                let location = argument.get("Parameters").and_then(|given| given.get("Location"));
                let location = location.and_then(Value::as_str).unwrap_or_default().to_owned();
                let call = Call { source: location, ..Call::default() };
                let what = format!("{}{key} ({source})", self.prefix);
                self.gap(argument, what, NOT_RUN, PROCESSED, Some(call));
                self.shared.opaque.push(Opaque {
                    address: format!("{}{key}", self.prefix),
                    source,
                    inputs: Vec::new(),
                });
            }
            None => self.problem(
                Loss::Lost,
                argument,
                format!("{key} needs a map with the Name of a macro"),
            ),
        }
    }

    /// Says a problem at a value's place.
    pub fn problem(&mut self, loss: Loss, at: &Value, message: impl Into<String>) {
        let message = message.into();
        let problem = match at.place.span {
            Some(span) => Problem::at(loss, &self.tree.file(span.file), span.start, message),
            None => Problem::file(loss, self.file.path.as_str(), message),
        };
        // What is lost is said even where a great deal else is wrong: it makes the scan incomplete.
        let room = if loss == Loss::Lost { 2_000 } else { 1_000 };
        if self.shared.problems.len() < room && !self.shared.problems.contains(&problem) {
            self.shared.problems.push(problem);
        }
    }

    /// Notes what is not looked at, at a value's place.
    pub fn gap(
        &mut self,
        at: &Value,
        what: impl Into<String>,
        why: &str,
        cure: &str,
        call: Option<Call>,
    ) {
        self.gap_of(GapKind::StackNotRead, at, what, (why, cure), call);
    }

    /// Notes a gap of any kind, at a value's place, with its reason and its cure.
    pub fn gap_of(
        &mut self,
        kind: GapKind,
        at: &Value,
        what: impl Into<String>,
        (why, cure): (&str, &str),
        call: Option<Call>,
    ) {
        let mut gap = match at.place.span {
            Some(span) => Gap::at(kind, &self.tree.file(span.file), span.start, what, why, cure),
            None => {
                Gap { what: what.into(), ..Gap::file(kind, self.file.path.as_str(), why, cure) }
            }
        };
        gap.call = call.map(Box::new);
        if self.shared.gaps.len() < 1_000 && !self.shared.gaps.contains(&gap) {
            self.shared.gaps.push(gap);
        }
    }

    /// Where a value stands, as a name for what has none.
    pub fn position(&self, at: &Value) -> String {
        at.place.span.map_or_else(String::new, |span| {
            let position = self.file.position(span.start);
            format!("{}:{}:{}", self.file.path, position.line, position.column)
        })
    }

    /// Whether the template has a resource of that name as it is written (loops expanded by their
    /// pattern).
    pub fn has_resource(&self, name: &str) -> bool {
        self.root.get("Resources").and_then(|all| all.get(name)).is_some()
    }

    /// The value of what is written: functions resolved, `AWS::NoValue` taken out of lists.
    pub fn value(&mut self, raw: &Value) -> Value {
        self.shared.nodes += 1;
        if self.shared.nodes > MAX_NODES || interrupt::asked() {
            if self.shared.nodes == MAX_NODES + 1 {
                self.problem(
                    Loss::Lost,
                    raw,
                    format!(
                        "the template holds more than {MAX_NODES} values; the rest is not read"
                    ),
                );
            }
            return Value::unknown(Cause::limit("the template is too large"), raw.place.span);
        }
        if self.depth > MAX_DEPTH {
            self.problem(Loss::Warning, raw, format!("is nested deeper than {MAX_DEPTH} levels"));
            return Value::unknown(Cause::limit("it is nested too deep"), raw.place.span);
        }
        self.depth += 1;
        let value = match &raw.data {
            Data::Map(map) => self.map(raw, map),
            Data::List(list) => {
                let items = list
                    .items
                    .iter()
                    .map(|item| {
                        self.item = is_choice(item);
                        self.value(item)
                    })
                    .filter(|item| !item.is_null())
                    .collect();
                Value { data: Value::list(items, None).data, ..raw.clone() }
            }
            Data::String(_) => super::strings::dynamic(self.looped(raw)),
            _ => raw.clone(),
        };
        self.depth -= 1;
        value
    }

    fn map(&mut self, raw: &Value, map: &Arc<Map>) -> Value {
        if map.entries.len() == 1
            && let Some((name, entry)) = map.entries.first()
        {
            // A policy statement's `Condition` is a map; only a name is a function's argument.
            let is_function = name.starts_with("Fn::") && !name.starts_with("Fn::ForEach::");
            if &**name == "Ref" || is_function {
                return self.function(name, &entry.value, raw);
            }
        }
        let mut entries = IndexMap::with_capacity(map.entries.len());
        let mut rest = map.rest.clone();
        for (name, entry) in &map.entries {
            if name.starts_with("Fn::ForEach::") {
                let (more, unknown) = self.loop_entries(name, &entry.value, Loss::Warning);
                for (key, entry) in more {
                    let value = self.with_loops(&entry.loops, |stack| stack.value(&entry.raw));
                    entries.insert(key, Entry { key: entry.key, value });
                }
                rest = rest.or(unknown);
                continue;
            }
            if &**name == "Fn::Transform" {
                let transform = self.function(name, &entry.value, raw);
                rest =
                    rest.or_else(|| transform.as_unknown().map(|unknown| unknown.reason.clone()));
                continue;
            }
            if name.starts_with("Fn::") {
                let message = format!("{name} is next to other keys, where no function is called");
                self.problem(
                    Loss::Warning,
                    &Value::null(entry.key.or(raw.place.span)),
                    message.as_str(),
                );
                rest.get_or_insert_with(|| Cause::wrong(message));
                continue;
            }
            // What is nothing (`AWS::NoValue`) stays as such: what misses it points at it.
            let value = self.value(&entry.value);
            entries.insert(self.looped_key(name), Entry { key: entry.key, value });
        }
        Value { data: Data::Map(Arc::new(Map { kind: map.kind, entries, rest })), ..raw.clone() }
    }

    /// An unknown at a value's place.
    pub fn unknown(&self, cause: Cause, at: &Value) -> Value {
        Value {
            place: Place { span: at.place.span, chain: None },
            ..Value::new(Data::Unknown(Arc::new(Unknown::because(cause))), None)
        }
        .marked(Marks::NONE)
    }

    /// An unknown because something is written wrongly: said as a problem too.
    pub fn wrong(&mut self, at: &Value, message: impl Into<String>) -> Value {
        let message = message.into();
        self.problem(Loss::Warning, at, message.as_str());
        let mut unknown = Unknown::because(Cause::wrong(message));
        unknown.identity = Some(format!("{}{}", self.prefix, self.position(at)).into());
        Value { data: Data::Unknown(Arc::new(unknown)), ..self.unknown(Cause::Part(""), at) }
    }
}

/// Whether a value is one of two by a condition.
fn is_choice(raw: &Value) -> bool {
    raw.entries().is_some_and(|entries| entries.len() == 1 && entries.contains_key("Fn::If"))
}

//! GitHub's workflows and actions, run step by step as they are written: expressions are evaluated,
//! shell steps are run by bash, and actions of other people are only noted.

use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a step of a run did.
#[derive(Clone, Debug)]
pub struct Done {
    /// Its name, or the action it uses.
    pub name: String,
    /// For a shell step, whether it succeeded.
    pub succeeded: bool,
    /// What it printed on both streams.
    pub said: String,
    /// For a step that uses an action: what it is given.
    pub with: BTreeMap<String, String>,
}

/// A machine that runs jobs.
pub struct Runner {
    /// The folder that the job's paths begin in.
    pub workspace: PathBuf,
    /// The machine's own folder.
    pub temp: PathBuf,
    /// Programs that stand in front of the machine's.
    pub programs: PathBuf,
    /// What expressions know: `github.event_name` and so on.
    pub context: BTreeMap<String, String>,
    /// Where actions lie that are named by OWNER/NAME@REF.
    pub actions: BTreeMap<String, PathBuf>,
    /// What was done.
    pub done: Vec<Done>,
}

/// A YAML file as a value.
pub fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

impl Runner {
    /// Runs all steps of a workflow's one job; whether it succeeded.
    pub fn workflow(&mut self, workflow: &Value) -> bool {
        let jobs = workflow["jobs"].as_object().unwrap();
        assert_eq!(jobs.len(), 1, "one job is what this runs");
        let job = jobs.values().next().unwrap();
        let mut env = Map::new();
        for given in [&workflow["env"], &job["env"]] {
            env.extend(given.as_object().cloned().unwrap_or_default());
        }
        for (name, value) in &env {
            self.context.insert(format!("env.{name}"), text(value));
        }
        self.steps(&job["steps"], &env, &BTreeMap::new())
    }

    /// Runs the action in a folder with inputs; whether it succeeded.
    pub fn action(&mut self, folder: &Path, given: &BTreeMap<String, String>) -> bool {
        let file = std::fs::read_to_string(folder.join("action.yml")).unwrap();
        let action = yaml(&file);
        let mut names = BTreeMap::new();
        names.insert("github.action_path".to_owned(), folder.to_str().unwrap().to_owned());
        let inputs = action["inputs"].as_object().unwrap();
        for name in given.keys() {
            assert!(inputs.contains_key(name), "the action has no input {name}");
        }
        for (name, input) in inputs {
            let default = self.filled(&text(&input["default"]), &names);
            let value = given.get(name).cloned().unwrap_or(default);
            names.insert(format!("inputs.{name}"), value);
        }
        self.steps(&action["runs"]["steps"], &Map::new(), &names)
    }

    fn steps(
        &mut self,
        steps: &Value,
        env: &Map<String, Value>,
        names: &BTreeMap<String, String>,
    ) -> bool {
        let mut names = names.clone();
        let mut succeeded = true;
        for step in steps.as_array().unwrap() {
            let condition = step["if"].as_str().unwrap_or_default();
            let always = condition.contains("cancelled()") || condition.contains("always()");
            if !(succeeded || always)
                || !condition.is_empty() && !truth(&self.filled(condition, &names))
            {
                continue;
            }
            let done = match step["uses"].as_str() {
                Some(uses) => self.uses(uses, step, &names),
                None => self.shell(step, env, &mut names),
            };
            succeeded &= done.succeeded;
            self.done.push(done);
        }
        succeeded
    }

    fn uses(&mut self, uses: &str, step: &Value, names: &BTreeMap<String, String>) -> Done {
        let given = step["with"].as_object().cloned().unwrap_or_default();
        let with: BTreeMap<String, String> = given
            .iter()
            .map(|(name, value)| (name.clone(), self.filled(&text(value), names)))
            .collect();
        let local = uses.strip_prefix("./").map(|path| self.workspace.join(path));
        let folder = local.or_else(|| self.actions.get(uses).cloned());
        let succeeded = match folder {
            Some(folder) => self.action(&folder, &with),
            None => {
                // What is not ours is named by the hash of a commit.
                let (_, reference) = uses.split_once('@').unwrap();
                let hash =
                    reference.len() == 40 && reference.bytes().all(|b| b.is_ascii_hexdigit());
                assert!(hash, "{uses}");
                true
            }
        };
        Done { name: uses.to_owned(), succeeded, said: String::new(), with }
    }

    fn shell(
        &self,
        step: &Value,
        env: &Map<String, Value>,
        names: &mut BTreeMap<String, String>,
    ) -> Done {
        let script = step["run"].as_str().unwrap();
        assert!(!script.contains("${{"), "an expression becomes part of a script: {script}");
        let file = |name: &str| {
            let path = self.temp.join(name);
            std::fs::write(&path, "").unwrap();
            path
        };
        let (output, path) = (file("output"), file("script.sh"));
        std::fs::write(&path, script).unwrap();
        let folder = self.filled(&text(&step["working-directory"]), names);
        let path_of_programs = std::env::join_paths(
            std::iter::once(self.programs.clone())
                .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())),
        );
        let mut command = Command::new("bash");
        command
            .args(["--noprofile", "--norc", "-eo", "pipefail"])
            .arg(&path)
            .current_dir(self.workspace.join(folder))
            .env("PATH", path_of_programs.unwrap())
            .env("RUNNER_TEMP", &self.temp)
            .env("GITHUB_OUTPUT", &output)
            .env("GITHUB_STEP_SUMMARY", self.temp.join("summary"))
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env_remove("CARGO_TARGET_DIR")
            .env_remove("SOURCE_DATE_EPOCH");
        for name in ["repository", "ref", "event_name", "base_ref"] {
            let value = self.context.get(&format!("github.{name}")).cloned().unwrap_or_default();
            command.env(format!("GITHUB_{}", name.to_uppercase()), value);
        }
        // What the machine itself says to every step.
        for (name, value) in &self.context {
            if let Some(name) = name.strip_prefix("machine.") {
                command.env(name, value);
            }
        }
        let own = step["env"].as_object().cloned().unwrap_or_default();
        for (name, value) in env.iter().chain(&own) {
            command.env(name, self.filled(&text(value), names));
        }
        let ran = command.output().unwrap();
        if let Some(id) = step["id"].as_str() {
            for line in std::fs::read_to_string(&output).unwrap().lines() {
                let (name, value) = line.split_once('=').unwrap();
                names.insert(format!("steps.{id}.outputs.{name}"), value.to_owned());
            }
        }
        let said = String::from_utf8_lossy(&ran.stdout).into_owned()
            + &String::from_utf8_lossy(&ran.stderr);
        let name = step["name"].as_str().unwrap_or_default().to_owned();
        Done { name, succeeded: ran.status.success(), said, with: BTreeMap::new() }
    }

    /// A text with the values of its expressions.
    fn filled(&self, text: &str, names: &BTreeMap<String, String>) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${{") {
            let (expression, behind) = after.split_once("}}").unwrap();
            out += before;
            out += &self.value(expression.trim(), names);
            rest = behind;
        }
        out + rest
    }

    /// The value of an expression without parentheses.
    fn value(&self, expression: &str, names: &BTreeMap<String, String>) -> String {
        if let Some((one, other)) = expression.split_once(" || ") {
            let value = self.value(one.trim(), names);
            return if truth(&value) { value } else { self.value(other.trim(), names) };
        }
        if let Some((one, other)) = expression.split_once(" && ") {
            let value = self.value(one.trim(), names);
            return if truth(&value) { self.value(other.trim(), names) } else { value };
        }
        for (sign, wanted) in [(" == ", true), (" != ", false)] {
            if let Some((one, other)) = expression.split_once(sign) {
                let same = self.value(one.trim(), names) == self.value(other.trim(), names);
                return (same == wanted).to_string();
            }
        }
        match expression {
            "!cancelled()" | "always()" => return "true".to_owned(),
            "runner.temp" => return self.temp.to_str().unwrap().to_owned(),
            _ => {}
        }
        if let Some(literal) =
            expression.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''))
        {
            return literal.to_owned();
        }
        let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        assert!(expression.chars().all(plain), "what is this: {expression}");
        names.get(expression).or_else(|| self.context.get(expression)).cloned().unwrap_or_default()
    }
}

/// Whether GitHub takes a value for true.
fn truth(value: &str) -> bool {
    !matches!(value, "" | "false" | "0" | "null")
}

/// A scalar as text; nothing for what is not there.
pub fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

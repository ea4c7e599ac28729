//! Files that are passed over and should not be in silence: infrastructure in formats that are not
//! read, files of our formats that cannot be read as they are, and near misses. What is none of
//! these costs no word.

use super::modules::is_terraform;
use super::sniff::may_be_ours;
use crate::gap::{CONFLICT, FILLED_IN, Gap, GapKind, RENDERED, RESOLVED};
use crate::path::{folder_of, joined};
use crate::tree::{AS_TEXT, Tree, decode, stands_for_another};
use memchr::memmem;

/// Endings of files that a program fills in before anything else reads them.
const ENDINGS: [&str; 10] =
    ["tpl", "tmpl", "tftpl", "j2", "jinja", "jinja2", "gotmpl", "erb", "mustache", "ejs"];

/// Infrastructure in a format that is not read: what a file of this name and content is, and what
/// would show it.
struct Foreign {
    /// Whether the name fits.
    name: fn(&str) -> bool,
    /// Each of these stands in the file.
    words: &'static [&'static str],
    what: &'static str,
    cure: &'static str,
}

const FOREIGN: &[Foreign] = &[
    Foreign {
        name: |name| matches!(name, "terragrunt.hcl" | "terragrunt.stack.hcl"),
        words: &["source"],
        what: "Terragrunt",
        cure: "scan the plan: `terragrunt plan -out=PLAN`, then `terragrunt show -json PLAN`",
    },
    Foreign {
        name: |name| {
            [".tfcomponent.hcl", ".tfstack.hcl", ".tfdeploy.hcl"]
                .iter()
                .any(|ending| name.ends_with(ending))
        },
        words: &[],
        what: "a Terraform stack beside a module, or deployments without their components",
        cure: "put the stack's files into a separate folder, then scan again",
    },
    Foreign {
        name: |name| ["serverless.yml", "serverless.yaml", "serverless.json"].contains(&name),
        words: &["provider", "service"],
        what: "the Serverless Framework",
        cure: "run `serverless package`, then scan the template in .serverless",
    },
    Foreign {
        name: |name| ["pulumi.yaml", "pulumi.yml"].contains(&name),
        words: &["runtime"],
        what: "a Pulumi project",
        cure: "",
    },
    Foreign {
        name: |name| name.ends_with(".tfstate"),
        words: &["\"resources\"", "\"terraform_version\""],
        what: "a Terraform state",
        cure: "scan the configuration, or a plan (`terraform show -json PLAN`)",
    },
    Foreign {
        name: |name| name.ends_with(".json"),
        words: &["\"format_version\"", "\"root_module\"", "\"values\"", "\"terraform_version\""],
        what: "a Terraform state",
        cure: "scan the configuration, or a plan (`terraform show -json PLAN`)",
    },
    Foreign {
        name: is_yaml_or_json,
        words: &["TargetService", "AWS::ECS::Service"],
        what: "a CodeDeploy AppSpec",
        cure: "scan the task definition and the service that it deploys",
    },
    Foreign {
        name: is_yaml_or_json,
        words: &["\"TemplateBody\"", "Resources", "AWS::"],
        what: "a CloudFormation API response with the template inside",
        cure: "save the value of TemplateBody as a separate file, then scan again",
    },
    copilot(&["type: Load Balanced Web Service", "image:"]),
    copilot(&["type: Backend Service", "image:"]),
    copilot(&["type: Worker Service", "image:"]),
    copilot(&["type: Request-Driven Web Service", "image:"]),
    copilot(&["type: Scheduled Job", "image:"]),
    Foreign {
        name: |name| {
            let stem = name.trim_start_matches("docker-");
            stem.starts_with("compose") && is_yaml_or_json(name)
        },
        words: &["services:", "x-aws"],
        what: "a compose file for ECS",
        cure: "run `docker compose convert`, then scan the template",
    },
    Foreign {
        name: |name| matches!(name, "ecs-params.yml" | "ecs-params.yaml"),
        words: &["task_definition"],
        what: "an ECS CLI file",
        cure: "scan the task definition that `ecs-cli compose create` registers",
    },
    Foreign {
        name: is_yaml_or_json,
        words: &["ecs_taskdefinition:", "containers:"],
        what: "an Ansible playbook that registers a task definition",
        cure: "scan the registered task definition (`aws ecs describe-task-definition`)",
    },
];

/// A manifest of AWS Copilot, by the type of its service or job.
const fn copilot(words: &'static [&'static str]) -> Foreign {
    Foreign {
        name: |name| matches!(name, "manifest.yml" | "manifest.yaml"),
        words,
        what: "an AWS Copilot manifest",
        cure: "run `copilot svc package` or `copilot job package`, then scan the template",
    }
}

fn is_yaml_or_json(name: &str) -> bool {
    [".yaml", ".yml", ".json"].iter().any(|ending| name.ends_with(ending))
}

/// Whether a file of this name is looked at although it is none of our formats.
#[must_use]
pub fn may_be_infrastructure(path: &str) -> bool {
    let name = base(path);
    is_filled_in(&name) || name == "cdk.json" || FOREIGN.iter().any(|foreign| (foreign.name)(&name))
}

fn base(path: &str) -> String {
    path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase()
}

fn is_filled_in(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending))
}

/// What is to be said of a file that is no unit.
#[must_use]
pub fn passed_over(tree: &Tree, path: &str) -> Option<Gap> {
    let name = base(path);
    let raw = tree.bytes(path).ok()?;
    if let Some(gap) = unreadable(path, &name, &raw) {
        return Some(gap);
    }
    if name == "cdk.json" {
        return not_synthesized(tree, path, &raw);
    }
    let has = |word: &str| memmem::find(&raw, word.as_bytes()).is_some();
    if let Some(foreign) = FOREIGN
        .iter()
        .find(|foreign| (foreign.name)(&name) && foreign.words.iter().all(|word| has(word)))
    {
        return Some(Gap::file(GapKind::FormatNotRead, path, foreign.what, foreign.cure));
    }
    if is_filled_in(&name) && is_infrastructure(&raw) {
        return Some(Gap::file(GapKind::FileNotRead, path, FILLED_IN, RENDERED));
    }
    if may_be_ours(path) { near_miss(path, &raw) } else { None }
}

/// A file whose bytes are not its text: a pointer, ciphertext, two versions in one.
#[must_use]
pub fn unreadable(path: &str, name: &str, raw: &[u8]) -> Option<Gap> {
    if !(may_be_ours(path) || is_terraform(path) || name.ends_with(".tfvars") || is_filled_in(name))
    {
        return None;
    }
    let file = |why: &str, cure: &str| Some(Gap::file(GapKind::FileNotRead, path, why, cure));
    if let Some((why, cure)) = stands_for_another(raw) {
        return file(why, cure);
    }
    let has = |word: &str| memmem::find(raw, word.as_bytes()).is_some();
    if has("ENC[AES256_GCM,") && has("sops") && is_infrastructure(raw) {
        return file("encrypted by SOPS", "scan what `sops --decrypt` gives");
    }
    if !is_terraform(path) && is_infrastructure(raw) {
        if conflict(raw) {
            return file(CONFLICT, RESOLVED).map(Gap::as_loss);
        }
        if let Err(why) = decode(raw) {
            let gap = file(&why.what(), AS_TEXT).map(Gap::as_loss);
            return gap.map(|gap| Gap { at: why.at(raw), ..gap });
        }
    }
    None
}

/// Whether words of our formats stand in the bytes.
fn is_infrastructure(raw: &[u8]) -> bool {
    let has = |word: &str| memmem::find(raw, word.as_bytes()).is_some();
    has("containerDefinitions")
        || has("ContainerDefinitions")
        || has("Resources") && has("AWS::")
        || has("resource \"aws_")
}

/// The three markers of a conflict, each at the start of a line, in their order.
fn conflict(raw: &[u8]) -> bool {
    let mut from = 0;
    for marker in ["<<<<<<< ", "=======", ">>>>>>> "] {
        let found = memmem::find_iter(&raw[from..], marker.as_bytes())
            .map(|at| from + at)
            .find(|at| *at == 0 || raw[at - 1] == b'\n');
        match found {
            Some(at) => from = at + marker.len(),
            None => return false,
        }
    }
    true
}

/// A CDK application is read from what it synthesizes.
fn not_synthesized(tree: &Tree, path: &str, raw: &[u8]) -> Option<Gap> {
    let config: serde_json::Value = serde_json::from_slice(raw).ok()?;
    config.get("app")?;
    let output = config.get("output").and_then(serde_json::Value::as_str).unwrap_or("cdk.out");
    let folder = joined(folder_of(path), output.trim_start_matches("./").trim_end_matches('/'));
    if tree.has_folder(&folder) {
        return None;
    }
    Some(Gap::file(
        GapKind::FormatNotRead,
        path,
        "a CDK application that is not synthesized",
        "run `cdk synth`, then scan again",
    ))
}

/// A file that says it is ours and has a shape that is not.
fn near_miss(path: &str, raw: &[u8]) -> Option<Gap> {
    let has = |word: &str| memmem::find(raw, word.as_bytes()).is_some();
    if !(has("containerDefinitions") || has("Resources") && has("AWS::")) {
        return None;
    }
    let text = decode(raw).ok()?;
    let why =
        crate::ecs::near_miss(path, &text).or_else(|| crate::cloudformation::near_miss(&text))?;
    Some(Gap::file(GapKind::FileNotRead, path, why, "correct its shape, then scan again"))
}

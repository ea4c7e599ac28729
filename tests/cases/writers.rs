//! The model in the formats of other programs, held by those programs and their schemas: on the
//! demo and on repositories of other people, and twice the same.

use crate::Case;
use crate::oracle::{CORPORA_AND_PYTM, OTM, PYTM, RESVG};
use crate::support::program::{Folder, program};
use crate::support::repository;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Repositories of `../shared/corpora/ecs`: Terraform with modules, templates that import one another,
/// one with seventy flows.
const REPOSITORIES: [&str; 3] = [
    "petems__ctfd-ecs-fargate",
    "aws-samples__amazon-ecs-fargate-consul-connect-example",
    "hankehly__deploy-airflow-on-ecs-fargate",
];

pub fn cases() -> Vec<Case> {
    let demo = || repository::root().join("testdata/demo");
    let others =
        || REPOSITORIES.map(|name| repository::root().join("../shared/corpora/ecs").join(name));
    vec![
        Case::new("writers::pytm-runs-the-demo", move || with_pytm(&demo())).needs(&PYTM),
        Case::new("writers::pytm-runs-repositories", move || {
            others().iter().flat_map(|folder| with_pytm(folder)).collect()
        })
        .needs(&CORPORA_AND_PYTM),
        Case::new("writers::pytm-runs-hostile-names", || with_pytm(hostile().path())).needs(&PYTM),
        Case::new("writers::open-threat-model-is-valid", move || {
            let mut all = vec![demo()];
            all.extend(others());
            all.iter().flat_map(|folder| valid(folder, "otm", ".otm.json", &otm())).collect()
        })
        .needs(&OTM),
        Case::new("writers::threagile-is-valid", move || {
            let schema = schema("tests/schemas/threagile.json");
            let own = hostile();
            let mut found = valid(&demo(), "threagile", ".threagile.yaml", &schema);
            found.extend(valid(own.path(), "threagile", ".threagile.yaml", &schema));
            found
        }),
        Case::new("writers::schemas-of-threat-dragon-and-threat-composer", move || {
            let mut found = Vec::new();
            for (format, ending) in [("threat-dragon", ".td.json"), ("threat-composer", ".tc.json")]
            {
                let schema = schema(&format!("tests/schemas/{format}.json"));
                found.extend(valid(&demo(), format, ending, &schema));
                for folder in others().iter().filter(|folder| folder.is_dir()) {
                    found.extend(valid(folder, format, ending, &schema));
                }
            }
            found
        }),
        Case::new("writers::resvg-draws-the-pictures", move || {
            let mut all = vec![demo()];
            all.extend(others().into_iter().filter(|folder| folder.is_dir()));
            let own = hostile();
            all.push(own.path().to_owned());
            all.iter().flat_map(|folder| with_resvg(folder)).collect()
        })
        .needs(&RESVG),
    ]
}

/// Names that are code, markup and ends of strings.
fn hostile() -> Folder {
    Folder::new(&[("web.json", HOSTILE)])
}

const HOSTILE: &str = r#"{
  "family": "x\"\"\"'''\\\"]]>\nimport os; os.system('touch pwned')\r{tm.name}<script>alert(1)</script>&amp;",
  "requiresCompatibilities": ["FARGATE"],
  "containerDefinitions": [
    {"name": "<svg onload=alert(1)>", "image": "a.example.com/x\"):1", "memory": 128,
     "environment": [{"name": "B_HOST", "value": "a'b\"c.example.com"}, {"name": "A", "value": "https://x.example.com"}],
     "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "</text><script>\u0000]]>"}}}
  ]
}
"#;

/// The files that the program writes of a folder, with those beside them.
fn written(folder: &Path, format: &str, to: &Path) -> Vec<PathBuf> {
    let run = Command::new(program())
        .args([
            "model",
            "--no-config",
            "--include-examples",
            "--today",
            "2026-11-30",
            "-f",
            format,
            "-o",
        ])
        .arg(to)
        .arg(folder)
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(to).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty(), "nothing is written of {}", folder.display());
    files
}

/// The files of a folder, twice the same.
fn twice(folder: &Path, format: &str) -> (tempfile::TempDir, Vec<PathBuf>) {
    let [one, two] = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let files = written(folder, format, one.path());
    let texts = |files: &[PathBuf]| -> Vec<Vec<u8>> {
        files.iter().map(|file| std::fs::read(file).unwrap()).collect()
    };
    assert!(texts(&files) == texts(&written(folder, format, two.path())), "{format} differs");
    (one, files)
}

fn schema(path: &str) -> Value {
    let path = repository::root().join(path);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn otm() -> Value {
    schema("../shared/model/schemas/otm_schema.json")
}

/// What a schema says of the files of a folder.
fn valid(folder: &Path, format: &str, ending: &str, schema: &Value) -> Vec<String> {
    let validator = jsonschema::validator_for(schema).unwrap();
    let (_kept, files) = twice(folder, format);
    let mut faults = Vec::new();
    for file in files {
        assert!(file.to_string_lossy().ends_with(ending), "{}", file.display());
        let value: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
        let own = validator.iter_errors(&value);
        faults.extend(
            own.map(|fault| format!("{} {}: {fault}", file.display(), fault.instance_path)),
        );
    }
    faults
}

fn said(run: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr))
}

/// What pytm does with the scripts of a folder: it knows the threats, draws, lists what is in it, and
/// reports.
fn with_pytm(folder: &Path) -> Vec<String> {
    let (kept, files) = twice(folder, "pytm");
    let model = Command::new(program())
        .args(["model", "--no-config", "--include-examples", "--today", "2026-11-30", "-f", "json"])
        .arg(folder)
        .output()
        .unwrap();
    let model: Value = serde_json::from_slice(&model.stdout).unwrap();
    let mut counts: Vec<[usize; 2]> = Vec::new();
    for system in model["systems"].as_array().unwrap() {
        let flows = system["flows"].as_array().unwrap();
        let drawn = flows.iter().filter(|flow| flow["certainty"] != "blocked").count();
        counts.push([system["elements"].as_array().unwrap().len(), drawn]);
    }
    let template = kept.path().join("template.md");
    std::fs::write(&template, "# {tm.name}\n{dataflows:repeat:* {{item.name}}\n}\n{findings:repeat:* {{item.description}}\n}\n").unwrap();
    let mut faults = Vec::new();
    let mut seen: Vec<[usize; 2]> = Vec::new();
    for file in files.iter().filter(|file| file.extension().is_some_and(|ending| ending == "py")) {
        let run = |args: &[&str]| {
            Command::new("python3").arg(file).args(args).current_dir(kept.path()).output().unwrap()
        };
        let mut asked: BTreeMap<&str, Output> = BTreeMap::new();
        for args in [
            &["--list"][..],
            &["--dfd"],
            &["--seq"],
            &["--json", "out.json"],
            &["--report", "template.md"],
        ] {
            let told = run(args);
            if !told.status.success() {
                faults.push(format!("{} {args:?}: {}", file.display(), said(&told)));
            }
            asked.insert(args[0], told);
        }
        if asked["--dfd"].stdout != run(&["--dfd"]).stdout {
            faults.push(format!("{}: another diagram", file.display()));
        }
        if !String::from_utf8_lossy(&asked["--list"].stdout).contains("container-escape") {
            faults.push(format!(
                "{}: the threats are not ours: {}",
                file.display(),
                said(&asked["--list"])
            ));
        }
        let out = std::fs::read_to_string(kept.path().join("out.json")).unwrap_or_default();
        let out: Value = serde_json::from_str(&out).unwrap_or_default();
        let count = |name: &str| out[name].as_array().map_or(0, Vec::len);
        let actors = out["actors"].as_array().map_or(0, Vec::len);
        seen.push([count("elements").max(count("assets") + actors), count("flows")]);
        if kept.path().join("pwned").exists() {
            faults.push(format!("{} runs what a file says", file.display()));
        }
    }
    counts.sort_unstable();
    seen.sort_unstable();
    let flows = |all: &[[usize; 2]]| all.iter().map(|own| own[1]).collect::<Vec<_>>();
    if flows(&counts) != flows(&seen) {
        faults.push(format!("{}: {seen:?} for {counts:?}", folder.display()));
    }
    faults
}

/// What resvg says of the pictures of a folder, and Python's own reader of XML.
fn with_resvg(folder: &Path) -> Vec<String> {
    let (_kept, files) = twice(folder, "svg");
    let script = "import sys, xml.etree.ElementTree as tree, resvg_py
for file in sys.argv[1:]:
    names = {own.tag.split('}')[1] for own in tree.parse(file).iter()}
    assert names <= {'svg', 'title', 'desc', 'style', 'g', 'rect', 'path', 'text', 'circle'}, names
    assert len(bytes(resvg_py.svg_to_bytes(svg_path=file))) > 5000, file
";
    let run = Command::new("python3").args(["-c", script]).args(&files).output().unwrap();
    if run.status.success() { Vec::new() } else { vec![said(&run)] }
}

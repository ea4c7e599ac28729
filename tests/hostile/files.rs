//! Trees: links in circles, pipes, devices, deep folders, many files, odd names, marker files.

#[cfg(unix)]
use crate::run::one;
use crate::run::{Files, Input};
use std::path::Path;

/// `files::<what>`.
pub fn inputs() -> Vec<Input> {
    let mut inputs = vec![
        input("deep folders", Vec::new).prepared(|tree| {
            let mut at = tree.to_path_buf();
            (0..1_500).for_each(|_| at.push("d"));
            // Where the system has shorter paths, there are none.
            let _ = std::fs::create_dir_all(at);
        }),
        input("twenty thousand files", || {
            (0..20_000).map(|at| (format!("d{}/f{at}.txt", at % 100), b"x".to_vec())).collect()
        }),
        input("three thousand files of nothing", || {
            (0..3_000).map(|at| (format!("d{at}/main.tf"), Vec::new())).collect()
        }),
        input("caches that are none", || {
            let marker = |folder: &str, file: &str, text: &str| {
                vec![(format!("{folder}/{file}"), text.as_bytes().to_vec())]
            };
            [
                marker("canary", "CACHEDIR.TAG", "no signature"),
                marker("canary", "pyvenv.cfg", "x"),
                marker("canary", ".gitkeep", ""),
            ]
            .concat()
        }),
        input("names of folders that are special", || {
            ["node_modules", "vendor", ".terraform/modules", "target", "__pycache__", ".git.d"]
                .iter()
                .map(|name| (format!("{name}/main.tf"), b"resource {".to_vec()))
                .collect()
        }),
        input("installed modules in a circle", || {
            vec![
                ("main.tf".to_owned(), b"module \"a\" {\n  source = \"x/y/z\"\n}\n".to_vec()),
                (".terraform/modules/modules.json".to_owned(), b"{\"Modules\": [{\"Key\": \"\", \"Source\": \"\", \"Dir\": \".\"}, {\"Key\": \"a\", \"Source\": \"x/y/z\", \"Dir\": \".\"}, {\"Key\": \"a.a\", \"Source\": \"x/y/z\", \"Dir\": \"../../..\"}]}".to_vec()),
            ]
        }),
        input("installed modules without end", || {
            let all: Vec<String> = (0..50_000)
                .map(|at| format!("{{\"Key\": \"m{at}\", \"Source\": \"x\", \"Dir\": \"m{at}\"}}"))
                .collect();
            vec![
                ("main.tf".to_owned(), b"module \"m1\" {\n  source = \"x/y/z\"\n}\n".to_vec()),
                (
                    ".terraform/modules/modules.json".to_owned(),
                    format!("{{\"Modules\": [{}]}}", all.join(", ")).into_bytes(),
                ),
            ]
        }),
    ];
    #[cfg(unix)]
    inputs.extend(of_unix());
    inputs
}

fn input(name: &str, files: impl FnOnce() -> Files + Send + 'static) -> Input {
    Input::new("files", name, files)
}

#[cfg(unix)]
fn link(to: impl AsRef<Path>, at: impl AsRef<Path>) {
    if let Some(folder) = at.as_ref().parent() {
        std::fs::create_dir_all(folder).unwrap();
    }
    std::os::unix::fs::symlink(to, at).unwrap();
}

#[cfg(unix)]
fn pipe(at: &Path) {
    if let Some(folder) = at.parent() {
        std::fs::create_dir_all(folder).unwrap();
    }
    assert!(std::process::Command::new("mkfifo").arg(at).status().unwrap().success());
}

/// Terraform that reads a file by each of the functions that read.
#[cfg(unix)]
fn reading(path: &str) -> Files {
    let calls = ["file", "filebase64", "filemd5", "filesha256", "fileexists", "templatefile"];
    let text: String = calls
        .iter()
        .map(|call| {
            let more = if *call == "templatefile" { ", {}" } else { "" };
            format!("output \"{call}\" {{\n  value = {call}(\"{path}\"{more})\n}}\n")
        })
        .collect();
    one("main.tf", text)
}

#[cfg(unix)]
fn of_unix() -> Vec<Input> {
    vec![
        input("ninety links", Vec::new).prepared(|tree| {
            for from in 0..10 {
                std::fs::create_dir_all(tree.join(format!("d{from}"))).unwrap();
                std::fs::write(tree.join(format!("d{from}/main.tf")), "").unwrap();
            }
            for from in 0..10 {
                (0..10).filter(|to| *to != from).for_each(|to| link(format!("../d{to}"), tree.join(format!("d{from}/l{to}"))));
            }
        }),
        input("a link to itself", Vec::new).prepared(|tree| {
            link("loop", tree.join("loop"));
            link(".", tree.join("here"));
            link("..", tree.join("up"));
            link("main.tf", tree.join("main.tf"));
        }),
        input("a chain of links", Vec::new).prepared(|tree| (0..2_000).for_each(|at| link(format!("l{}", at + 1), tree.join(format!("l{at}"))))),
        input("links to the root", Vec::new).prepared(|tree| {
            (0..50).for_each(|at| link("/", tree.join(format!("root{at}"))));
            link("/etc/passwd", tree.join("main.tf"));
            link("/proc/self/mem", tree.join("a.tf"));
        }),
        input("links to devices", Vec::new).prepared(|tree| {
            for name in ["main.tf", "td.json", "t.yaml", "terraform.tfvars", "x.auto.tfvars", "plan.json", ".gitignore", ".gitattributes", "CACHEDIR.TAG", "d/main.tf"] {
                link("/dev/zero", tree.join(name));
            }
        }),
        input("pipes", Vec::new).prepared(|tree| {
            for name in ["main.tf", "td.json", "t.yaml", "terraform.tfvars", "x.auto.tfvars", "plan.json", ".gitignore", "CACHEDIR.TAG", "pyvenv.cfg", "d/main.tf.json", "x.tftest.hcl", "d/.terraform/modules/modules.json"] {
                pipe(&tree.join(name));
            }
        }),
        input("functions that read pipes", || reading("${path.module}/p")).prepared(|tree| pipe(&tree.join("p"))),
        input("functions that read devices", || reading("${path.module}/p")).prepared(|tree| link("/dev/zero", tree.join("p"))),
        input("functions that read devices by their paths", || reading("/dev/zero")),
        input("functions that read folders", || reading("${path.module}")),
        input("sets of files", || one("main.tf", "output \"o\" {\n  value = [for a in fileset(path.module, \"**\") : [for b in fileset(path.module, \"**/*\") : file(a)]]\n}\n")).prepared(|tree| (0..2_000).for_each(|at| std::fs::write(tree.join(format!("f{at}")), "x").unwrap())),
        input("stacks that are pipes", || one("t.yaml", "Resources:\n  S:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: ./p.yaml}\n  A:\n    Type: AWS::Serverless::Api\n    Properties: {DefinitionUri: ./q.yaml}\n")).prepared(|tree| {
            pipe(&tree.join("p.yaml"));
            pipe(&tree.join("q.yaml"));
        }),
        input("modules that are pipes", || one("main.tf", "module \"m\" {\n  source = \"./m\"\n}\n")).prepared(|tree| pipe(&tree.join("m"))),
        input("a configuration that is a pipe", Vec::new).with(&["."]).refusable().prepared(|tree| pipe(&tree.join("stridelint.toml"))),
        input("a configuration that is a device", Vec::new).with(&["."]).refusable().prepared(|tree| link("/dev/zero", tree.join("stridelint.toml"))),
        input("a baseline that is a pipe", Vec::new).with(&["--no-config", "--baseline", "p", "."]).refusable().prepared(|tree| pipe(&tree.join("p"))),
        input("a baseline that is a device", Vec::new).with(&["--no-config", "--baseline", "/dev/zero", "."]).refusable(),
        input("policies that are pipes", Vec::new).with(&["--no-config", "--policy", "p", "."]).refusable().prepared(|tree| {
            pipe(&tree.join("p/x.rego"));
            pipe(&tree.join("p/settings.json"));
        }),
        input("variables that are pipes", Vec::new).with(&["--no-config", "--var-file", "p.tfvars", "."]).refusable().prepared(|tree| pipe(&tree.join("p.tfvars"))),
        input("parameters that are devices", Vec::new).with(&["--no-config", "--parameter-file", "/dev/zero", "."]).refusable(),
        input("names that are no text", Vec::new).prepared(|tree| {
            use std::os::unix::ffi::OsStrExt;
            for name in [&b"a\xff.tf"[..], b"b\n::error::x.tf", b"c\x1b[31m.tf", b"##[x].tf", b"\xe2\x80\xae.tf", b"d\\..\\e.tf"] {
                // Some systems have no such names.
                let _ = std::fs::write(tree.join(std::ffi::OsStr::from_bytes(name)), "resource {");
            }
        }),
        input("folders that cannot be read", Vec::new).prepared(|tree| {
            use std::os::unix::fs::PermissionsExt;
            std::fs::create_dir_all(tree.join("shut")).unwrap();
            std::fs::write(tree.join("closed.tf"), "").unwrap();
            std::fs::set_permissions(tree.join("closed.tf"), std::fs::Permissions::from_mode(0o0)).unwrap();
        }),
    ]
}

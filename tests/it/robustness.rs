//! No input makes a stage panic, hang or overflow its stack.
//!
//! A small, seeded sibling of `fuzz/`: it mutates the files of `testdata/` and runs every stage on
//! them without the scan's guard, so that a panic fails the test. What was found by fuzzing is kept
//! in `testdata/malformed/`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::{Duration, Instant};
use stridelint::policy::{PolicyFile, PolicySet, bundled};
use stridelint::scan::evaluate;
use stridelint::tree::Tree;
use stridelint::unit::Inputs;
use stridelint::{discover, normalize};

type Files = Vec<(String, Vec<u8>)>;

/// Runs every stage up to the document on a tree held in memory; gives the number of resources.
fn run(files: &Files) -> usize {
    let borrowed: Vec<(&str, &[u8])> =
        files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
    let tree = Tree::of_bytes(&borrowed);
    let (units, _) = discover::discover(&tree);
    let mut resources = 0;
    for unit in &units {
        let (evaluated, _) = evaluate(&tree, unit, &Inputs::default());
        let (document, _) = normalize::normalize(&tree, unit, evaluated, "2026-11-22");
        resources += document.resources.len();
    }
    resources
}

/// Runs in a thread of its own with the stack a worker has, and says so when it does not end.
fn ends(name: &str, files: Files) {
    let (told, heard) = mpsc::channel();
    let start = Instant::now();
    let worker = std::thread::Builder::new().stack_size(2 << 20).name(name.to_owned());
    let worker = worker.spawn(move || told.send(run(&files))).unwrap();
    match heard.recv_timeout(Duration::from_secs(30)) {
        Ok(_) => {}
        Err(mpsc::RecvTimeoutError::Timeout) => panic!("{name} did not end within 30 seconds"),
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            panic!("{name} panicked after {:?}: {:?}", start.elapsed(), worker.join())
        }
    }
}

fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata")
}

/// The files of one folder, below it.
fn files_of(folder: &Path) -> Files {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap);
    entries
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path =
                entry.path().strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
            (path, std::fs::read(entry.path()).unwrap())
        })
        .collect()
}

/// One entry per folder that can be scanned on its own.
fn corpus() -> Vec<(String, Files)> {
    let mut corpus = Vec::new();
    for form in std::fs::read_dir(testdata().join("forms")).unwrap().map(Result::unwrap) {
        for variant in ["bad", "unknown"] {
            let folder = form.path().join(variant);
            if folder.is_dir() {
                corpus.push((
                    format!("{}/{variant}", form.file_name().to_string_lossy()),
                    files_of(&folder),
                ));
            }
        }
    }
    corpus.sort();
    assert!(corpus.len() > 80, "only {} inputs", corpus.len());
    corpus
}

/// A xorshift generator: the same mutations on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        if end == 0 { 0 } else { (self.next() % end as u64) as usize }
    }
}

/// Text that means something to one of the readers.
const WORDS: [&str; 48] = [
    "${",
    "%{",
    "}",
    "{",
    "[",
    "]",
    "(",
    ")",
    "\"",
    "'",
    "<<EOT\n",
    "<<-X\n",
    "\nEOT\n",
    "%{ for x in [1] }",
    "%{ endfor }",
    "%{ if true }",
    "...",
    "=>",
    "for",
    "null",
    "-",
    "!Ref ",
    "!If [a, b, c]",
    "!Sub ",
    "Fn::Sub:",
    "Fn::ForEach::X:",
    "&a ",
    "*a",
    "<<: *a",
    "\t",
    "\r\n",
    "\u{feff}",
    "\u{0}",
    "\u{e9}\u{1f600}",
    "1e999999",
    "-1",
    "18446744073709551616",
    "0x",
    "\\u",
    "\\ud800",
    "#",
    "/*",
    "//",
    "count = ",
    "dynamic \"x\" {",
    "{{ env `A` `b` }}",
    "<X>",
    "local.a",
];

fn mutate(random: &mut Random, bytes: &mut Vec<u8>, other: &[u8]) {
    for _ in 0..=random.below(3) {
        let at = random.below(bytes.len() + 1);
        let end = (at + random.below(40)).min(bytes.len());
        match random.below(7) {
            0 if at < bytes.len() => bytes[at] = (random.next() & 0xff) as u8,
            1 => drop(bytes.drain(at..end)),
            2 => bytes.truncate(at),
            3 => {
                let run = bytes[at..end].to_vec();
                bytes.splice(at..at, run);
            }
            4 if !other.is_empty() => {
                let from = random.below(other.len());
                let to = (from + random.below(200)).min(other.len());
                bytes.splice(at..end, other[from..to].iter().copied());
            }
            _ => {
                let word = WORDS[random.below(WORDS.len())];
                bytes.splice(at..at, word.bytes());
            }
        }
    }
}

#[test]
fn mutated_files_panic_nowhere() {
    let corpus = corpus();
    let mut random = Random(0x5DEE_CE66_D1CE_4E5B);
    let start = Instant::now();
    let mut runs = 0;
    // The number of rounds is what is wanted; the time bounds them on a slow machine.
    while runs < 600 && start.elapsed() < Duration::from_secs(8) {
        let (name, files) = &corpus[random.below(corpus.len())];
        let (_, others) = &corpus[random.below(corpus.len())];
        let mut files = files.clone();
        let which = random.below(files.len());
        let other = others[random.below(others.len())].1.clone();
        mutate(&mut random, &mut files[which].1, &other);
        let path = &files[which].0;
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| run(&files)));
        assert!(
            result.is_ok(),
            "{name}/{path} after mutation {runs} panics:\n{}",
            String::from_utf8_lossy(&files[which].1)
        );
        runs += 1;
    }
    println!("{runs} mutated inputs in {:?}", start.elapsed());
    assert!(runs > 30, "{runs} inputs only");
}

#[test]
fn the_corpus_itself_is_read() {
    let empty: Vec<String> =
        corpus().into_iter().filter(|(_, files)| run(files) == 0).map(|(name, _)| name).collect();
    assert!(empty.is_empty(), "no resource in {empty:?}");
}

#[test]
fn what_fuzzing_found_stays_mended() {
    let folder = testdata().join("malformed");
    let mut cases = 0;
    for entry in std::fs::read_dir(&folder)
        .unwrap()
        .map(Result::unwrap)
        .filter(|entry| entry.path().is_dir())
    {
        ends(&entry.file_name().to_string_lossy(), files_of(&entry.path()));
        cases += 1;
    }
    assert!(cases > 0, "no cases in {}", folder.display());
}

fn one(path: &str, text: impl Into<String>) -> Files {
    vec![(path.to_owned(), text.into().into_bytes())]
}

/// Brackets of every language, far deeper than anybody writes them.
#[test]
fn deep_nesting_ends() {
    const DEPTH: usize = 50_000;
    let nest = |open: &str, inner: &str, close: &str| {
        format!("{}{inner}{}", open.repeat(DEPTH), close.repeat(DEPTH))
    };
    let task = |inner: &str| format!("{{\"containerDefinitions\": {inner}}}");
    let template = |inner: &str| {
        format!("Resources:\n  T:\n    Type: AWS::ECS::TaskDefinition\n    Properties: {inner}\n")
    };
    ends("json lists", one("task-definition.json", task(&nest("[", "", "]"))));
    ends("json objects", one("task-definition.json", task(&nest("{\"a\":", "1", "}"))));
    ends("open json lists", one("task-definition.json", task(&"[".repeat(DEPTH))));
    ends("yaml flow lists", one("template.yaml", template(&nest("[", "", "]"))));
    ends("yaml flow maps", one("template.yaml", template(&nest("{a: ", "1", "}"))));
    ends("yaml tags", one("template.yaml", template(&format!("{}x", "!Sub ".repeat(DEPTH)))));
    ends(
        "yaml blocks",
        one(
            "template.yaml",
            template(&(0..3_000).fold(String::new(), |mut text, depth| {
                let _ = write!(text, "\n{}a:", " ".repeat(6 + depth));
                text
            })),
        ),
    );
    ends(
        "yaml sequences",
        one("template.yaml", template(&format!("\n      {}x", "- ".repeat(DEPTH)))),
    );
    for (name, open, inner, close) in [
        ("hcl lists", "[", "", "]"),
        ("hcl objects", "{a=", "1", "}"),
        ("hcl parentheses", "(", "1", ")"),
        ("hcl calls", "tolist(", "[]", ")"),
        ("hcl templates", "\"${", "1", "}\""),
        ("hcl for", "[for x in ", "[]", " : x]"),
        ("hcl not", "!", "true", ""),
        ("hcl minus", "-", "1", ""),
        ("hcl conditions", "true ? ", "1", " : 2"),
        ("hcl index", "", "a", "[0]"),
        ("hcl attributes", "", "local.a", ".b"),
        ("hcl splats", "", "local.a", "[*]"),
        ("hcl sums", "", "1", "+1"),
        ("hcl directives", "\"%{if true}", "", "%{endif}\""),
    ] {
        ends(name, one("main.tf", format!("locals {{\n  a = {}\n}}\n", nest(open, inner, close))));
    }
    ends("hcl blocks", one("main.tf", nest("b {\n", "", "\n}")));
    ends(
        "heredoc directives",
        one(
            "main.tf",
            format!(
                "locals {{\n  a = <<EOT\n{}\nEOT\n}}\n",
                nest("%{ if true }", "x", "%{ endif }")
            ),
        ),
    );
    ends(
        "json in a string",
        one(
            "main.tf",
            format!(
                "resource \"aws_ecs_task_definition\" \"a\" {{\n  family = \"a\"\n  container_definitions = \"{}\"\n}}\n",
                nest("[", "", "]")
            ),
        ),
    );
}

/// What names itself, directly or through others.
#[test]
fn cycles_end() {
    ends(
        "locals",
        one(
            "main.tf",
            "locals {\n  a = local.b\n  b = local.c\n  c = [local.a]\n}\nresource \"x\" \"y\" {\n  z = local.a\n}\n",
        ),
    );
    ends("a local itself", one("main.tf", "locals {\n  a = \"${local.a}x\"\n}\n"));
    ends("a module itself", one("main.tf", "module \"a\" {\n  source = \"./\"\n}\n"));
    let call =
        |source: &str| format!("module \"next\" {{\n  source = \"{source}\"\n}}\n").into_bytes();
    ends(
        "modules",
        vec![
            ("a/main.tf".into(), call("../b")),
            ("b/main.tf".into(), call("../a")),
            ("main.tf".into(), call("./a")),
        ],
    );
    ends(
        "modules through outputs",
        vec![
            (
                "main.tf".into(),
                b"module \"a\" {\n  source = \"./a\"\n  x = module.a.y\n}\n".to_vec(),
            ),
            (
                "a/main.tf".into(),
                b"variable \"x\" {}\noutput \"y\" {\n  value = var.x\n}\n".to_vec(),
            ),
        ],
    );
    ends(
        "a template itself",
        vec![
            (
                "main.tf".into(),
                b"locals {\n  a = templatefile(\"${path.module}/t.tpl\", {})\n}\n".to_vec(),
            ),
            ("t.tpl".into(), b"${templatefile(\"t.tpl\", {})}".to_vec()),
        ],
    );
    ends(
        "validation",
        one(
            "main.tf",
            "variable \"a\" {\n  default = var.a\n  validation {\n    condition = var.a\n    error_message = var.a\n  }\n}\n",
        ),
    );
    let stack = |url: &str| {
        format!("Resources:\n  S:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: {url}\n").into_bytes()
    };
    ends("stacks", vec![("a.yaml".into(), stack("b.yaml")), ("b.yaml".into(), stack("a.yaml"))]);
    ends("a stack itself", vec![("a.yaml".into(), stack("a.yaml"))]);
    ends(
        "conditions",
        one(
            "a.yaml",
            "Conditions:\n  A: !Condition B\n  B: !Not [!Condition A]\nResources:\n  S:\n    Type: AWS::S3::Bucket\n    Condition: A\n",
        ),
    );
    ends(
        "an alias in its anchor",
        one("a.yaml", "Resources: &a\n  S:\n    Type: AWS::S3::Bucket\n    Properties: *a\n"),
    );
    ends(
        "references",
        one(
            "a.yaml",
            "Resources:\n  A:\n    Type: AWS::IAM::Role\n    Properties: {RoleName: !Ref B}\n  B:\n    Type: AWS::IAM::Role\n    Properties: {RoleName: !Ref A}\n",
        ),
    );
}

/// Short texts that ask for a great deal.
#[test]
fn blow_ups_end() {
    let doubling = |first: &str, step: &dyn Fn(usize) -> String| {
        let mut text = format!("locals {{\n  a0 = {first}\n");
        for at in 1..60 {
            let _ = writeln!(text, "  a{at} = {}", step(at - 1));
        }
        text + "}\nresource \"aws_ecs_task_definition\" \"a\" {\n  family = \"a\"\n  container_definitions = jsonencode(local.a59)\n}\n"
    };
    ends(
        "strings",
        one(
            "main.tf",
            doubling("\"0123456789\"", &|at| format!("\"${{local.a{at}}}${{local.a{at}}}\"")),
        ),
    );
    ends(
        "lists",
        one("main.tf", doubling("[1, 2]", &|at| format!("concat(local.a{at}, local.a{at})"))),
    );
    ends(
        "nested lists",
        one("main.tf", doubling("[1, 2]", &|at| format!("[local.a{at}, local.a{at}]"))),
    );
    ends(
        "joins",
        one(
            "main.tf",
            doubling("\"x\"", &|at| format!("join(local.a{at}, [local.a{at}, local.a{at}])")),
        ),
    );
    ends(
        "replacements",
        one(
            "main.tf",
            doubling("\"xx\"", &|at| format!("replace(local.a{at}, \"x\", \"xxxxxxxxxx\")")),
        ),
    );
    ends(
        "encodings",
        one("main.tf", doubling("\"\\\\\"", &|at| format!("jsonencode(local.a{at})"))),
    );
    ends("numbers", one("main.tf", doubling("10", &|at| format!("local.a{at} * local.a{at}"))));
    ends(
        "powers",
        one(
            "main.tf",
            "locals {\n  a = pow(10, 1000000000)\n  b = 1e999999999\n  c = 1e-999999999 + 1\n  d = tostring(1e99999999)\n}\nresource \"x\" \"y\" {\n  z = [local.a, local.b, local.c, local.d]\n}\n",
        ),
    );
    ends(
        "ranges",
        one(
            "main.tf",
            "resource \"x\" \"y\" {\n  count = 1000000000\n  a = range(1000000000)\n}\n",
        ),
    );
    ends(
        "products",
        one(
            "main.tf",
            "locals {\n  r = range(1000)\n  a = setproduct(local.r, local.r, local.r, local.r)\n  b = [for x in local.r : [for y in local.r : [for z in local.r : [x, y, z]]]]\n}\nresource \"x\" \"y\" {\n  a = local.a\n  b = local.b\n}\n",
        ),
    );
    ends(
        "formats",
        one(
            "main.tf",
            "resource \"x\" \"y\" {\n  a = format(\"%1000000000d\", 1)\n  b = format(\"%.1000000000f\", 1)\n  c = strrev(format(\"%*d\", 1000000000, 1))\n  d = indent(1000000000, \"a\\nb\")\n}\n",
        ),
    );
    ends(
        "networks",
        one(
            "main.tf",
            "resource \"x\" \"y\" {\n  a = cidrsubnets(\"10.0.0.0/8\", 200, 200)\n  b = cidrhost(\"::/0\", pow(2, 127))\n  c = cidrsubnet(\"::/0\", 128, 5)\n}\n",
        ),
    );
    let bomb = (1..40).fold("Metadata:\n  a0: &a0 [x, x]\n".to_owned(), |mut text, at| {
        let _ = writeln!(text, "  a{at}: &a{at} [*a{0}, *a{0}]", at - 1);
        text
    });
    ends(
        "yaml aliases",
        one(
            "a.yaml",
            format!(
                "{bomb}Resources:\n  T:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      ContainerDefinitions: *a39\n"
            ),
        ),
    );
    let many = (0..300).map(|at| format!("I{at}")).collect::<Vec<_>>().join(", ");
    ends(
        "ForEach in ForEach",
        one(
            "a.yaml",
            format!(
                "Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::A:\n    - A\n    - [{many}]\n    - Fn::ForEach::B:\n        - B\n        - [{many}]\n        - Fn::ForEach::C:\n            - C\n            - [{many}]\n            - ${{A}}${{B}}${{C}}:\n                Type: AWS::S3::Bucket\n"
            ),
        ),
    );
    let keys = (0..20_000).fold(String::new(), |mut text, at| {
        let _ = writeln!(text, "    k{at} = {at}");
        text
    });
    ends(
        "an object of many keys",
        one("main.tf", format!("locals {{\n  a = {{\n{keys}  }}\n}}\n")),
    );
    ends(
        "a long line",
        one("main.tf", format!("locals {{\n  a = [{}]\n}}\n", "\"x\",".repeat(100_000))),
    );
}

/// Policies of a user, mutated: the loader refuses or loads them.
#[test]
fn mutated_policies_panic_nowhere() {
    let files = bundled();
    let texts: Vec<&PolicyFile> =
        files.iter().filter(|file| file.name.ends_with(".rego")).collect();
    let mut random = Random(0x2545_F491_4F6C_DD1D);
    let start = Instant::now();
    let mut runs = 0;
    while runs < 300 && start.elapsed() < Duration::from_secs(5) {
        let mut file = texts[random.below(texts.len())].clone();
        let mut bytes = file.text.clone().into_bytes();
        let other = texts[random.below(texts.len())];
        mutate(&mut random, &mut bytes, other.text.as_bytes());
        file.text = String::from_utf8_lossy(&bytes).into_owned();
        file.bundled = false;
        let text = file.text.clone();
        let load = move || PolicySet::load(&[file], &serde_json::Map::new()).is_ok();
        assert!(std::panic::catch_unwind(load).is_ok(), "the policy loader panics on:\n{text}");
        runs += 1;
    }
    assert!(runs > 10, "{runs} policies only");
}

//! One task definition in every form it can reach ECS in: the same findings everywhere, and the
//! same silence.
//!
//! `testdata/forms/<form>/{bad,good,unknown}` describes one container three times: privileged, with
//! a writable root file system and a password in its environment; hardened; and with those three
//! values unknown. A form that a reader loses shows here as a difference, never as a pass.

use serde::Deserialize;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use stridelint::finding::{Certainty, Finding, Location, Report};
use stridelint::policy::{PolicySet, bundled};
use stridelint::scan::{Options, Setup, Silent, scan};
use stridelint::source::Loss;
use stridelint::tree::{Limits, Tree, disk};

/// The forms that the design promises to read. Further folders are welcome.
const PROMISED: [&str; 61] = [
    "auto-tfvars",
    "cdk",
    "cdk-nested",
    "cfn-find-in-map",
    "cfn-for-each",
    "cfn-if-arms",
    "cfn-if-item",
    "cfn-json",
    "cfn-nested",
    "cfn-nested-bucket",
    "cfn-no-value",
    "cfn-ref-default",
    "cfn-string-booleans",
    "cfn-sub",
    "cfn-sub-map",
    "cfn-yaml-anchors",
    "cfn-yaml-flow",
    "cfn-yaml-long",
    "cfn-yaml-short",
    "codedeploy",
    "conditional-try-lookup",
    "count",
    "csvdecode",
    "dynamic-volume",
    "ecs-containers",
    "ecs-describe",
    "ecs-register",
    "ecspresso",
    "encoding-bom-cloudformation",
    "encoding-bom-task-definition",
    "encoding-bom-terraform",
    "encoding-crlf-cloudformation",
    "encoding-crlf-terraform",
    "encoding-utf-16-cloudformation",
    "encoding-utf-16-task-definition",
    "file",
    "fileset",
    "flatten",
    "for-each",
    "heredoc",
    "join-format",
    "jsonencode-inline",
    "jsonencode-locals",
    "merge-concat-for",
    "module-variable",
    "optional-defaults",
    "output-module",
    "override",
    "pascal-case",
    "plan",
    "quoted-values",
    "registry-module-v5",
    "registry-module-v6",
    "replace-file",
    "sam",
    "template-file-data",
    "templatefile",
    "tf-json",
    "tfvars",
    "toset",
    "yamldecode",
];

const VARIANTS: [&str; 3] = ["bad", "good", "unknown"];

/// The form whose undecided results every other one has to have too.
const REFERENCE: &str = "jsonencode-inline";

/// What is wrong with the container `app`, and the text that says so, in one of its spellings.
const WRONG: [(&str, &[&str]); 3] = [
    ("container-escape.privileged-container", &["true"]),
    ("sensitive-env-var-logging.secret-named-environment", &["Kestrel-4471-flume"]),
    ("task-definition-tampering.writable-root-filesystem", &["false", "AWS::NoValue"]),
];

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Exceptions {
    /// A variant that a form cannot express.
    #[serde(default)]
    missing: Vec<Missing>,
    /// A form with more unknown than the three values.
    #[serde(default)]
    wider: Vec<Excused>,
    /// A finding whose place does not hold the offending value.
    #[serde(default)]
    place: Vec<Place>,
    /// A form that is not read as it should be.
    #[serde(default)]
    failing: Vec<Excused>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Missing {
    form: String,
    variant: String,
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Excused {
    form: String,
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    form: String,
    check: String,
    text: String,
    reason: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/forms")
}

fn forms() -> BTreeSet<String> {
    let entries = std::fs::read_dir(root()).unwrap().map(Result::unwrap);
    entries
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect()
}

fn exceptions() -> Exceptions {
    let text = std::fs::read_to_string(root().join("exceptions.toml")).unwrap();
    toml::from_str(&text).unwrap()
}

/// A variant's report, and its tree to look places up in.
struct Scanned {
    report: Report,
    tree: Tree,
}

impl Scanned {
    fn of(set: &PolicySet, folder: &Path) -> Scanned {
        let (mut scopes, problems) = disk::open(&[folder.to_path_buf()], Limits::default());
        assert!(problems.is_empty(), "{problems:?}");
        let mut options = Options { today: "2026-11-22".to_owned(), ..Options::default() };
        options.selection.checks =
            set.checks().filter(|check| !check.opt_in).map(|check| check.id.clone()).collect();
        options.selection.undecided = true;
        let scope = scopes.remove(0);
        let setup = Setup { scope: &scope, set, config: None, base: None, options: &options };
        let report = scan(&setup, &Silent).unwrap();
        Scanned { report, tree: scope.tree }
    }

    fn certain(&self, certainty: Certainty) -> impl Iterator<Item = &Finding> {
        self.report.findings.iter().filter(move |finding| finding.certainty == certainty)
    }

    /// `check (container)`, sorted; the same check twice on one container stands there twice.
    fn results(&self, certainty: Certainty) -> Vec<String> {
        let mut results: Vec<String> = self
            .certain(certainty)
            .map(|finding| {
                format!("{} ({})", finding.check, finding.subject.as_deref().unwrap_or("-"))
            })
            .collect();
        results.sort();
        results
    }

    /// The first line of a place, and the text of the place itself.
    fn text(&self, location: &Location) -> (String, String) {
        let path = location
            .file
            .strip_prefix(&self.tree.label)
            .unwrap_or(&location.file)
            .trim_start_matches('/');
        let (_, file) = self.tree.load(path).unwrap();
        let line = file.line(location.start.line).to_owned();
        let mut narrow = String::new();
        for number in location.start.line..=location.end.line {
            let from =
                if number == location.start.line { location.start.column as usize - 1 } else { 0 };
            let to = if number == location.end.line {
                location.end.column as usize - 1
            } else {
                usize::MAX
            };
            narrow.extend(file.line(number).chars().take(to).skip(from));
            narrow.push('\n');
        }
        (line, narrow.trim_end().to_owned())
    }

    fn lost(&self) -> Vec<String> {
        let problems = self.report.problems.iter().filter(|problem| problem.loss == Loss::Lost);
        problems.map(|problem| format!("lost: {}: {}", problem.path, problem.message)).collect()
    }
}

/// What of a `bad` variant is not as it should be.
fn judge_bad(form: &str, scanned: &Scanned, exceptions: &Exceptions) -> Vec<String> {
    let mut faults = scanned.lost();
    let expected: Vec<String> = WRONG.iter().map(|(check, _)| format!("{check} (app)")).collect();
    let results = scanned.results(Certainty::Reported);
    if results != expected {
        faults.push(format!("reports {results:?}, not the three findings"));
    }
    for finding in scanned.certain(Certainty::Reported) {
        let Some((_, texts)) = WRONG.iter().find(|(check, _)| *check == finding.check) else {
            continue;
        };
        let excused = exceptions
            .place
            .iter()
            .find(|place| place.form == form && place.check == finding.check);
        let texts: Vec<&str> = excused.map_or(texts.to_vec(), |place| vec![&place.text]);
        let (line, narrow) = scanned.text(&finding.location);
        let holds = |place: &str| {
            texts.iter().any(|text| place.to_lowercase().contains(&text.to_lowercase()))
        };
        let where_it_is = format!(
            "{}:{}:{}",
            finding.location.file, finding.location.start.line, finding.location.start.column
        );
        if !holds(&line) {
            faults.push(format!(
                "{} points at {where_it_is} `{}`, which does not hold {texts:?}",
                finding.check,
                line.trim()
            ));
        } else if excused.is_none() && !holds(&narrow) {
            faults.push(format!(
                "{} points at {where_it_is}, the text `{narrow}`, which does not hold {texts:?}",
                finding.check
            ));
        }
    }
    faults
}

fn judge_good(scanned: &Scanned) -> Vec<String> {
    let mut faults = scanned.lost();
    let results = scanned.results(Certainty::Reported);
    if !results.is_empty() {
        faults.push(format!("reports {results:?}, although nothing is wrong"));
    }
    faults
}

/// The check of `check (container)`.
fn check_of(result: &str) -> &str {
    result.split(' ').next().unwrap_or_default()
}

fn judge_unknown(
    form: &str,
    scanned: &Scanned,
    reference: &[String],
    exceptions: &Exceptions,
) -> Vec<String> {
    let mut faults = scanned.lost();
    let reported = scanned.results(Certainty::Reported);
    if !reported.is_empty() {
        faults.push(format!("reports {reported:?}, although the values are unknown"));
    }
    let undecided = scanned.results(Certainty::Undecided);
    let wider = exceptions.wider.iter().any(|wider| wider.form == form);
    // Where the containers as a whole are unknown, so is their name.
    let same = |one: &str, other: &str| {
        if wider { check_of(one) == check_of(other) } else { one == other }
    };
    let missing: Vec<&String> = reference
        .iter()
        .filter(|result| !undecided.iter().any(|other| same(result, other)))
        .collect();
    let more: Vec<&String> = undecided
        .iter()
        .filter(|result| !reference.iter().any(|other| same(result, other)))
        .collect();
    if !missing.is_empty() {
        faults.push(format!("calls {missing:?} decided"));
    }
    if !more.is_empty() && !wider {
        faults.push(format!("calls {more:?} undecided, unlike {REFERENCE}"));
    }
    if more.is_empty() && wider {
        faults.push("has no more undecided than others: it is no longer an exception".to_owned());
    }
    for finding in scanned.certain(Certainty::Undecided) {
        if finding.unknown.as_deref().unwrap_or_default().is_empty() {
            faults.push(format!("{} is undecided without saying why", finding.check));
        }
    }
    faults
}

#[test]
fn every_form_gives_the_same_findings() {
    let (set, _) =
        PolicySet::load(&bundled(), &serde_json::Map::new()).expect("the bundled policies load");
    let exceptions = exceptions();
    let reference =
        Scanned::of(&set, &root().join(REFERENCE).join("unknown")).results(Certainty::Undecided);
    for (check, _) in WRONG {
        assert!(
            reference.contains(&format!("{check} (app)")),
            "{check} is decided in {REFERENCE}, although its value is unknown: {reference:?}"
        );
    }
    let mut told = String::new();
    let mut failing = BTreeSet::new();
    let forms = forms();
    for form in &forms {
        for variant in VARIANTS {
            let folder = root().join(form).join(variant);
            if !folder.is_dir() {
                continue;
            }
            let scanned = Scanned::of(&set, &folder);
            let faults = match variant {
                "bad" => judge_bad(form, &scanned, &exceptions),
                "good" => judge_good(&scanned),
                _ => judge_unknown(form, &scanned, &reference, &exceptions),
            };
            for fault in faults {
                failing.insert(form.clone());
                writeln!(told, "{form}/{variant} {fault}").unwrap();
            }
        }
    }
    let excused: BTreeSet<String> =
        exceptions.failing.iter().map(|failing| failing.form.clone()).collect();
    println!("{told}\n{} forms, {} failing", forms.len(), failing.len());
    assert_eq!(
        failing, excused,
        "forms that fail, and forms that exceptions.toml says fail\n{told}"
    );
}

/// `testdata/forms/<form>/plan/{bad,good}.json` is what `terraform show -json` of 1.11 with the AWS
/// provider 5.100 says of a plan of the form, without what is null. `quoted-values` has none (the
/// provider refuses text for a number), nor have the forms that need a provider or a module from a
/// registry.
#[test]
fn the_plan_of_a_form_gives_the_same_findings() {
    let (set, _) =
        PolicySet::load(&bundled(), &serde_json::Map::new()).expect("the bundled policies load");
    let mut told = String::new();
    let mut seen = 0;
    for form in forms() {
        for variant in ["bad", "good"] {
            let file = root().join(&form).join("plan").join(format!("{variant}.json"));
            if !file.is_file() {
                continue;
            }
            let scanned = Scanned::of(&set, &file);
            let faults = if variant == "bad" {
                judge_bad(&form, &scanned, &Exceptions::default())
            } else {
                judge_good(&scanned)
            };
            for fault in faults {
                writeln!(told, "{form}/plan/{variant}.json {fault}").unwrap();
            }
            seen += 1;
        }
    }
    assert!(told.is_empty(), "{told}");
    assert!(seen >= 54, "only {seen} plans");
}

/// A plan that lies beside its configuration says nothing twice, whether the folder is scanned or
/// what holds it.
#[test]
fn a_plan_beside_its_configuration_repeats_nothing() {
    let form = root().join("auto-tfvars");
    let dir = tempfile::tempdir().expect("a folder");
    let folder = dir.path().join("live");
    std::fs::create_dir_all(dir.path().join(".git")).expect("a work tree");
    std::fs::create_dir_all(&folder).expect("a folder");
    for file in std::fs::read_dir(form.join("bad")).expect("the form").flatten() {
        std::fs::copy(file.path(), folder.join(file.file_name())).expect("a copy");
    }
    std::fs::copy(form.join("plan/bad.json"), folder.join("plan.json")).expect("a copy");
    let (set, _) =
        PolicySet::load(&bundled(), &serde_json::Map::new()).expect("the bundled policies load");
    for path in [&folder, &dir.path().to_path_buf()] {
        let scanned = Scanned::of(&set, path);
        let privileged: Vec<_> = scanned
            .report
            .findings
            .iter()
            .filter(|finding| finding.check == "container-escape.privileged-container")
            .collect();
        assert_eq!(privileged.len(), 1, "{privileged:#?}");
        assert!(privileged[0].location.file.ends_with("container.auto.tfvars"), "{privileged:#?}");
    }
}

#[test]
fn every_form_of_the_design_is_there() {
    let forms = forms();
    let missing: Vec<&&str> = PROMISED.iter().filter(|form| !forms.contains(**form)).collect();
    assert!(missing.is_empty(), "no folder for {missing:?}");
}

#[test]
fn a_form_lacks_a_variant_only_with_a_reason() {
    let exceptions = exceptions();
    let reasons = exceptions.missing.iter().map(|one| &one.reason);
    let reasons = reasons
        .chain(exceptions.wider.iter().map(|one| &one.reason))
        .chain(exceptions.place.iter().map(|one| &one.reason));
    for reason in reasons.chain(exceptions.failing.iter().map(|one| &one.reason)) {
        assert!(reason.len() > 20, "`{reason}` is no reason");
    }
    for form in forms() {
        for variant in VARIANTS {
            let there = root().join(&form).join(variant).is_dir();
            let excused = exceptions
                .missing
                .iter()
                .any(|missing| missing.form == form && missing.variant == variant);
            assert!(
                there != excused,
                "{form}/{variant}: a folder or a reason in exceptions.toml, one of them"
            );
        }
    }
    let forms = forms();
    let named = exceptions
        .wider
        .iter()
        .chain(&exceptions.failing)
        .map(|one| &one.form)
        .chain(exceptions.place.iter().map(|one| &one.form));
    for form in named.chain(exceptions.missing.iter().map(|one| &one.form)) {
        assert!(forms.contains(form), "exceptions.toml names {form}, which is not there");
    }
}

/// Guards against an editor or git settings that repair what these files are there for.
#[test]
fn encodings_are_what_they_say() {
    for form in forms().iter().filter(|form| form.starts_with("encoding-")) {
        // The plan of a form is Terraform's own output, in its own encoding.
        let written = walkdir::WalkDir::new(root().join(form))
            .into_iter()
            .filter_entry(|entry| entry.file_name() != "plan");
        for entry in written.map(Result::unwrap).filter(|entry| entry.file_type().is_file()) {
            let bytes = std::fs::read(entry.path()).unwrap();
            let as_it_says = match form.as_str() {
                form if form.starts_with("encoding-utf-16") => {
                    bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff")
                }
                form if form.starts_with("encoding-bom") => bytes.starts_with(b"\xef\xbb\xbf"),
                _ => {
                    bytes.windows(2).filter(|pair| pair == b"\r\n").count()
                        == bytes.iter().filter(|byte| **byte == b'\n').count()
                }
            };
            assert!(as_it_says && bytes.contains(&b'\n'), "{}", entry.path().display());
        }
    }
}

//! One task definition in every form it can reach ECS in: the same findings everywhere, and the
//! same silence.
//!
//! `testdata/forms/<form>/{bad,good,unknown}` describes one container three times: privileged, with
//! a writable root file system and a password in its environment; hardened; and with those three
//! values unknown. A form that a reader loses shows here as a difference, never as a pass.

use crate::Case;
use crate::support::fixtures::{TODAY, folders, policies};
use crate::support::repository;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use stridelint::finding::{Certainty, Finding, Location, Report};
use stridelint::scan::{Options, Setup, Silent, scan};
use stridelint::source::Loss;
use stridelint::tree::{Limits, Tree, disk};

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
    missing: Vec<Variant>,
    /// A form with more unknown than the three values.
    #[serde(default)]
    wider: Vec<Excused>,
    /// A finding whose place does not hold the offending value.
    #[serde(default)]
    place: Vec<Place>,
    /// A variant of a form that is not read as it should be.
    #[serde(default)]
    failing: Vec<Variant>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Variant {
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
    repository::root().join("testdata/forms")
}

/// The names of the forms: every folder is one.
fn forms() -> BTreeSet<String> {
    folders(&root()).into_iter().map(|(form, _)| form).collect()
}

fn exceptions() -> &'static Exceptions {
    static EXCEPTIONS: OnceLock<Exceptions> = OnceLock::new();
    EXCEPTIONS.get_or_init(|| {
        let text = std::fs::read_to_string(root().join("exceptions.toml")).unwrap();
        toml::from_str(&text).unwrap()
    })
}

/// `forms::<form>::<variant>` and, where the form has a plan, `forms::<form>::plan::<variant>`.
pub fn cases() -> Vec<Case> {
    let mut cases = vec![
        Case::holds("forms::reference", the_reference_is_undecided_where_its_values_are_unknown),
        Case::new("forms::exceptions", faults_of_the_exceptions),
        Case::holds("forms::encodings", encodings_are_what_they_say),
        Case::holds("forms::plan-beside-its-configuration", a_plan_repeats_nothing),
    ];
    for (form, folder) in folders(&root()) {
        for variant in VARIANTS {
            let path = folder.join(variant);
            if path.is_dir() {
                let form = form.clone();
                let name = format!("forms::{form}::{variant}");
                cases.push(Case::new(name, move || faults(&form, variant, &path)));
            }
            let path = folder.join("plan").join(format!("{variant}.json"));
            if path.is_file() {
                let form = form.clone();
                let name = format!("forms::{form}::plan::{variant}");
                cases.push(Case::new(name, move || faults_of_plan(&form, variant, &path)));
            }
        }
    }
    cases
}

/// A variant's report, and its tree to look places up in.
struct Scanned {
    report: Report,
    tree: Tree,
}

impl Scanned {
    fn of(path: &Path) -> Scanned {
        let set = policies();
        let (mut scopes, problems) = disk::open(&[path.to_path_buf()], Limits::default());
        assert!(problems.is_empty(), "{problems:?}");
        let mut options = Options { today: TODAY.to_owned(), ..Options::default() };
        options.selection.checks =
            set.checks().filter(|check| !check.opt_in).map(|check| check.id.clone()).collect();
        options.selection.undecided = true;
        let scope = scopes.remove(0);
        let setup = Setup { scope: &scope, set, config: None, bases: &[], options: &options };
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

/// What the reference has undecided where its values are unknown.
fn reference() -> &'static [String] {
    static REFERENCE_RESULTS: OnceLock<Vec<String>> = OnceLock::new();
    REFERENCE_RESULTS.get_or_init(|| {
        Scanned::of(&root().join(REFERENCE).join("unknown")).results(Certainty::Undecided)
    })
}

fn the_reference_is_undecided_where_its_values_are_unknown() {
    for (check, _) in WRONG {
        assert!(
            reference().contains(&format!("{check} (app)")),
            "{check} is decided, although its value is unknown: {:?}",
            reference()
        );
    }
}

/// What of a variant is not as it should be. A form that exceptions.toml says fails has to fail.
fn faults(form: &str, variant: &str, folder: &Path) -> Vec<String> {
    let scanned = Scanned::of(folder);
    let faults = match variant {
        "bad" => judge_bad(form, &scanned, exceptions()),
        "good" => judge_good(&scanned),
        _ => judge_unknown(form, &scanned, reference(), exceptions()),
    };
    let failing = exceptions()
        .failing
        .iter()
        .any(|failing| failing.form == form && failing.variant == variant);
    match (failing, faults.is_empty()) {
        (true, true) => vec!["exceptions.toml says it fails, and it does not".to_owned()],
        (true, false) => Vec::new(),
        (false, _) => faults,
    }
}

/// `testdata/forms/<form>/plan/{bad,good}.json` is what `terraform show -json` of 1.11 with the AWS
/// provider 5.100 says of a plan of the form, without what is null. `quoted-values` has none (the
/// provider refuses text for a number), nor have the forms that need a provider or a module from a
/// registry.
fn faults_of_plan(form: &str, variant: &str, file: &Path) -> Vec<String> {
    let scanned = Scanned::of(file);
    match variant {
        "bad" => judge_bad(form, &scanned, &Exceptions::default()),
        "good" => judge_good(&scanned),
        _ => vec!["a plan with unknown values is not compared with anything".to_owned()],
    }
}

/// A plan that lies beside its configuration says nothing twice, whether the folder is scanned or
/// what holds it.
fn a_plan_repeats_nothing() {
    let form = root().join("auto-tfvars");
    let dir = tempfile::tempdir().expect("a folder");
    let folder = dir.path().join("live");
    std::fs::create_dir_all(dir.path().join(".git")).expect("a work tree");
    std::fs::create_dir_all(&folder).expect("a folder");
    for file in std::fs::read_dir(form.join("bad")).expect("the form").flatten() {
        std::fs::copy(file.path(), folder.join(file.file_name())).expect("a copy");
    }
    std::fs::copy(form.join("plan/bad.json"), folder.join("plan.json")).expect("a copy");
    for path in [folder.as_path(), dir.path()] {
        let scanned = Scanned::of(path);
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

/// An exception has a reason and a form, and a variant is there or has a reason why it is not.
fn faults_of_the_exceptions() -> Vec<String> {
    let mut faults = Vec::new();
    let (exceptions, forms) = (exceptions(), forms());
    let missing = exceptions.missing.iter().map(|one| (&one.form, &one.reason));
    let wider = exceptions.wider.iter().map(|one| (&one.form, &one.reason));
    let place = exceptions.place.iter().map(|one| (&one.form, &one.reason));
    let failing = exceptions.failing.iter().map(|one| (&one.form, &one.reason));
    for (form, reason) in missing.chain(wider).chain(place).chain(failing) {
        if reason.len() <= 20 {
            faults.push(format!("`{reason}` is no reason"));
        }
        if !forms.contains(form) {
            faults.push(format!("exceptions.toml names {form}, which is not there"));
        }
    }
    for form in &forms {
        for variant in VARIANTS {
            let there = root().join(form).join(variant).is_dir();
            let excused = exceptions
                .missing
                .iter()
                .any(|missing| missing.form == *form && missing.variant == variant);
            if there == excused {
                faults.push(format!(
                    "{form}/{variant}: a folder or a reason in exceptions.toml, one of them"
                ));
            }
        }
    }
    faults
}

/// Guards against an editor or git settings that repair what these files are there for.
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

mod readers;

use super::*;
use crate::finding::{
    Location, Mark, Open, Related, RelatedKind, Scanned, Severity, Snippet, Suppression,
};
use crate::policy::PolicyFile;
use crate::source::{Loss, Position, Problem};

/// One check, `t.c`, with a fix per format.
pub fn set() -> PolicySet {
    let text = "# METADATA\n# title: A threat\n# description: A threat in words.\n# custom:\n#   stride: tampering\n#   threat: t\npackage stride.tampering.t\n\n# METADATA\n# title: A check\n# description: Why it matters.\n# related_resources:\n# - ref: https://example.com/c\n# custom:\n#   severity: high\n#   message: m\n#   reads: {a.b: {}}\n#   remediation:\n#     terraform: Remove the line.\n#   cwe: [CWE-250]\nc contains finding if {\n\tfinding := {\"resource\": \"r\", \"path\": []}\n}\n";
    let file = PolicyFile {
        path: "tampering/t.rego".into(),
        name: "tampering/t.rego".into(),
        text: text.into(),
        bundled: false,
    };
    PolicySet::load(&[file], &serde_json::Map::new())
        .map(|(set, _)| set)
        .unwrap_or_else(|problems| panic!("{problems:?}"))
}

fn location(file: &str, line: u32) -> Location {
    Location {
        file: file.into(),
        start: Position { line, column: 3, byte_column: 4 },
        end: Position { line, column: 20, byte_column: 24 },
    }
}

/// A finding of that check in an odd file, written elsewhere than used.
pub fn finding(resource: &str, subject: &str, line: u32) -> Finding {
    Finding {
        repository: String::new(),
        unit: "infra".into(),
        location: location("infra/a b.tf", line),
        check: "t.c".into(),
        resource: resource.into(),
        written_in: None,
        display: None,
        resource_type: "ecs.task_definition".into(),
        source_type: "aws_ecs_task_definition".into(),
        path: "/containers/0/privileged".into(),
        missing: false,
        severity: Severity::High,
        certainty: Certainty::Reported,
        message: format!("container {subject} runs privileged"),
        subject: Some(subject.into()),
        condition: None,
        variants: Vec::new(),
        unknown: None,
        open: None,
        related: vec![Related {
            location: location("infra/variables.tf", 1),
            message: "default of var.x".into(),
            kind: RelatedKind::Step,
        }],
        snippet: Some(Snippet {
            first_line: line,
            lines: vec!["  privileged = true".into()],
            marks: vec![Mark { line, column: 2, length: 17 }],
        }),
        example: false,
        format: "terraform",
        case: None,
        fingerprint: format!("{resource}{subject}:1"),
        identity: String::new(),
        suppression: None,
        instances: Vec::new(),
        set_by: None,
        absorbed: Vec::new(),
        fix: None,
    }
}

/// A report of two units, with a file that was lost.
pub fn report(findings: Vec<Finding>) -> Report {
    let unit = |id: &str, repository: &str| Scanned {
        id: id.into(),
        base: id.into(),
        repository: repository.into(),
        format: "terraform",
        example: false,
        resources: 2,
        files: Vec::new(),
    };
    let at = Some(Position { line: 2, column: 5, byte_column: 6 });
    Report {
        announced: Vec::new(),
        findings,
        problems: vec![Problem {
            loss: Loss::Lost,
            path: "infra/broken.tf".into(),
            at,
            message: "expected a block".into(),
            cure: None,
        }],
        gaps: Vec::new(),
        units: vec![unit("infra", "infra"), unit("other", "other")],
        subjects: Vec::new(),
        for_states: None,
        nothing: false,
        root: std::path::PathBuf::new(),
        bases: Vec::new(),
        today: "2026-11-22".into(),
        visible: Vec::new(),
        fixed: Vec::new(),
        older: 2,
        standing: None,
    }
}

fn rendered(format: Format, report: &Report) -> String {
    render(
        format,
        Input { report, set: &set(), all_gaps: false, view: View::default(), model: None },
    )
}

fn plain_text(report: &Report) -> String {
    anstream::adapter::strip_str(&rendered(Format::Full, report)).to_string()
}

#[test]
fn one_habit_in_several_containers_is_one_paragraph() {
    let text =
        plain_text(&report(vec![finding("aws_t.web", "app", 4), finding("aws_t.web", "side", 9)]));
    assert_eq!(text.matches("[t.c]").count(), 1, "{text}");
    assert!(text.contains("also  side (infra/a b.tf:9:3)"), "{text}");
    assert!(
        text.contains("      4 |   privileged = true\n        |   ^^^^^^^^^^^^^^^^^\n"),
        "{text}"
    );
    assert!(
        text.contains("Tampering: A threat")
            && text.contains("Why it matters.")
            && text.contains("Remove the line."),
        "{text}"
    );
    assert!(text.contains("via  default of var.x (infra/variables.tf:1:3)"), "{text}");
    assert!(
        text.contains("1 input could not be read") && text.contains("Incomplete: the errors"),
        "{text}"
    );
    assert!(text.contains("2 existing findings not shown"), "{text}");
}

#[test]
fn a_condition_on_the_way_is_said_after_via() {
    let mut one = finding("aws_t.web", "app", 4);
    one.related[0].message = "when HasKey is false".to_owned();
    let text = plain_text(&report(vec![one]));
    assert!(
        text.contains("via  the condition that HasKey is false (infra/variables.tf:1:3)"),
        "{text}"
    );
}

/// What a further place is decides, whatever its words are.
#[test]
fn a_way_is_told_by_what_its_places_are() {
    use RelatedKind::{Call, Concern, Declaration, Step};
    let ways = |kinds: &[RelatedKind], format: Format| -> Vec<usize> {
        let mut found = finding("aws_t.web", "app", 4);
        let places = (1..).zip(kinds).map(|(line, kind)| Related {
            location: location("infra/variables.tf", line),
            message: "x is declared here".into(),
            kind: *kind,
        });
        found.related = places.collect();
        let text = rendered(format, &report(vec![found]));
        let text = anstream::adapter::strip_str(&text).to_string();
        let told = |line: &usize| text.contains(&format!("here (infra/variables.tf:{line}:3)"));
        (1..=kinds.len()).filter(told).collect()
    };
    assert_eq!(ways(&[Declaration, Call, Concern, Step], Format::Full), [2, 3, 4]);
    assert_eq!(ways(&[Declaration, Call, Concern, Step], Format::Text), [4]);
    assert_eq!(ways(&[Declaration, Call, Concern], Format::Text), [0_usize; 0]);
}

/// An undecided finding that waits for something.
fn waiting(resource: &str, unit: &str, check: &str, severity: Severity, why: &str) -> Finding {
    let open = Open {
        scope: "lib".into(),
        what: why.rsplit("module.a.").next().unwrap().into(),
        why: why.into(),
        cure: "give it a value".into(),
        for_callers: false,
    };
    Finding {
        certainty: Certainty::Undecided,
        check: check.into(),
        severity,
        unit: unit.into(),
        resource_type: "ecs.task_definition".into(),
        unknown: Some(format!("var.b is not known: {why}")),
        open: Some(open),
        ..finding(resource, "app", 4)
    }
}

#[test]
fn undecided_results_stand_by_what_decides_them() {
    let (low, high) = (Severity::Low, Severity::High);
    let report = report(vec![
        waiting("aws_t.web", "lib", "t.c", low, "data.x.y is known after apply"),
        waiting(
            "module.a.aws_t.web[0]",
            "infra",
            "t.d",
            high,
            "module.a.data.x.y is known after apply",
        ),
        waiting("aws_t.db", "infra", "t.c", low, "var.image has no default"),
    ]);
    let text = plain_text(&report);
    let title =
        "high data.x.y is known after apply: 2 checks of task definition `web` in 2 deployments";
    assert!(text.contains(title), "{text}");
    assert!(text.contains("     high  d\n      low  c\n      fix  give it a value"), "{text}");
    let second = "low var.image has no default: 1 check of task definition `db`";
    assert!(text.find(second) > text.find(title), "{text}");
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("no findings in 2 deployments"), "{text}");
    assert!(flat.contains("3 undecided in 2 groups"), "{text}");
    for format in [Format::Markdown, Format::Html] {
        let text = rendered(format, &report).replace('`', "");
        let text = text.replace("<code>", "").replace("</code>", "");
        assert!(text.contains("2 checks of task definition web in 2 deployments"), "{text}");
    }
    let json: serde_json::Value = serde_json::from_str(&rendered(Format::Json, &report)).unwrap();
    let groups = json["undecided_groups"].as_array().unwrap();
    assert_eq!(groups.len(), 2);
    assert_eq!(groups[0]["unknown"], "data.x.y is known after apply");
    assert_eq!(groups[0]["findings"], serde_json::json!([1, 0]));
    assert_eq!(groups[0]["checks"], serde_json::json!(["t.d", "t.c"]));
    assert_eq!(json["summary"]["undecided_groups"], 2);
}

#[test]
fn hostile_text_reaches_no_terminal_and_no_markup() {
    let mut bad = finding("x\u{1b}[2J", "a", 1);
    bad.message = "<script>alert(1)</script> @everyone ::error:: `x`".into();
    let report = report(vec![bad]);
    assert!(!plain_text(&report).contains('\u{1b}'));
    let page = rendered(Format::Html, &report);
    assert!(!page.contains("<script>alert"), "{page}");
    // The page's own two: what its script reads, and the script.
    assert_eq!(page.matches("<script").count(), 2);
    let comment = rendered(Format::Markdown, &report);
    assert!(!comment.contains("<script>") && !comment.contains("@everyone"), "{comment}");
    assert!(!rendered(Format::Junit, &report).contains('\u{1b}'));
}

#[test]
fn annotations_escape_their_properties() {
    let mut one = finding("r", "a", 3);
    one.location.file = "a,b:c.tf".into();
    one.message = "100%\nbad".into();
    let text = rendered(Format::Github, &report(vec![one]));
    assert!(text.contains("::error file=a%2Cb%3Ac.tf,line=3,endLine=3,col=3,endColumn=20,title=A check (high)::100%25%0Abad"), "{text}");
    let many = rendered(
        Format::Github,
        &report((0..25).map(|at| finding("r", &at.to_string(), at + 1)).collect()),
    );
    assert_eq!(many.matches("::error file=infra/a b.tf").count(), 10);
    assert!(many.contains("15 of 25 findings are not shown"), "{many}");
}

#[test]
fn gitlab_and_rdjson_are_json_with_places() {
    let report = report(vec![finding("r", "a", 3)]);
    let gitlab: serde_json::Value =
        serde_json::from_str(&rendered(Format::Gitlab, &report)).unwrap();
    assert_eq!(gitlab[0]["location"]["lines"]["begin"], 3);
    assert_eq!(gitlab[0]["severity"], "critical");
    let rdjson: serde_json::Value =
        serde_json::from_str(&rendered(Format::Rdjson, &report)).unwrap();
    assert_eq!(rdjson["diagnostics"][0]["location"]["range"]["start"]["column"], 4);
    assert_eq!(rdjson["diagnostics"][0]["location"]["range"]["end"]["column"], 24);
    assert_eq!(rdjson["diagnostics"][1]["location"]["range"]["start"]["column"], 6);
    assert_eq!(rdjson["diagnostics"][0]["code"]["url"], "https://example.com/c");
    let lines: Vec<serde_json::Value> = rendered(Format::Jsonl, &report)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        lines.iter().map(|line| line["kind"].as_str().unwrap()).collect::<Vec<_>>(),
        ["finding", "problem", "summary"]
    );
    assert_eq!(lines[2]["complete"], false);
}

#[test]
fn sarif_is_valid_and_says_what_code_scanning_needs() {
    let mut open = finding("aws_t.web", "open", 5);
    open.certainty = Certainty::Undecided;
    open.unknown = Some("var.x has no default".into());
    let mut silenced = finding("aws_t.web", "quiet", 6);
    silenced.suppression =
        Some(Suppression { kind: "inSource", reason: "known".into(), until: None });
    let mut empty = finding("", "", 7);
    empty.path = String::new();
    let report = report(vec![finding("aws_t.web", "app", 4), open, silenced, empty]);
    let sarif: serde_json::Value = serde_json::from_str(&rendered(Format::Sarif, &report)).unwrap();
    valid(&sarif);
    let run = &sarif["runs"][0];
    let first = &run["results"][0];
    assert_eq!(first["ruleId"], "t.c");
    assert_eq!(
        first["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
        "infra/a%20b.tf"
    );
    assert_eq!(first["locations"][0]["physicalLocation"]["region"]["endColumn"], 20);
    assert_eq!(first["locations"][0]["logicalLocations"][0]["fullyQualifiedName"], "aws_t.web");
    assert_eq!(first["partialFingerprints"]["primaryLocationLineHash"], "aws_t.webapp:1");
    assert_eq!(first["level"], "error");
    assert_eq!(
        (&run["results"][1]["kind"], &run["results"][1]["level"]),
        (&"open".into(), &"none".into())
    );
    assert_eq!(run["results"][2]["suppressions"][0]["kind"], "inSource");
    assert_eq!(run["automationDetails"]["id"], "stridelint/");
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    let said = &run["invocations"][0]["toolExecutionNotifications"][0];
    assert_eq!(said["locations"][0]["physicalLocation"]["region"]["startLine"], 2);
    let rule = &run["tool"]["driver"]["rules"][0];
    assert_eq!(rule["properties"]["security-severity"], "8.0");
    assert!(
        rule["properties"]["tags"].as_array().unwrap().contains(&"external/cwe/cwe-250".into())
    );
    no_empty_text(&sarif, "");
}

#[test]
fn columns_are_in_the_unit_of_their_format() {
    // `true` behind three characters that take six bytes and, as surrogate pairs, four units of
    // UTF-16.
    let text = "\u{e9} \u{1f512} = true";
    let file = crate::source::SourceFile::new("a.tf".into(), text.into());
    let at = |offset: usize| file.position(u32::try_from(offset).unwrap());
    let start = text.find("true").unwrap();
    let mut one = finding("r", "a", 1);
    one.location =
        Location { file: "a.tf".into(), start: at(start), end: at(start + "true".len()) };
    let report = report(vec![one]);
    let sarif: serde_json::Value = serde_json::from_str(&rendered(Format::Sarif, &report)).unwrap();
    assert_eq!(sarif["runs"][0]["columnKind"], "unicodeCodePoints");
    let region = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
    let (from, to) =
        (region["startColumn"].as_u64().unwrap(), region["endColumn"].as_u64().unwrap());
    let points: String = text.chars().skip(from as usize - 1).take((to - from) as usize).collect();
    assert_eq!(points, "true");
    let rdjson: serde_json::Value =
        serde_json::from_str(&rendered(Format::Rdjson, &report)).unwrap();
    let range = &rdjson["diagnostics"][0]["location"]["range"];
    let byte = |end: &str| range[end]["column"].as_u64().unwrap() as usize - 1;
    assert_eq!(&text[byte("start")..byte("end")], "true");
    let github = rendered(Format::Github, &report);
    assert!(github.contains(&format!(",col={from},endColumn={to},")), "{github}");
}

#[test]
fn sarif_keeps_the_worst_of_too_many() {
    let mut all: Vec<Finding> =
        (0..25_010).map(|at| finding("r", &at.to_string(), at + 1)).collect();
    all[25_009].severity = Severity::Critical;
    let sarif: serde_json::Value =
        serde_json::from_str(&rendered(Format::Sarif, &report(all))).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 25_000);
    assert_eq!(
        results.last().unwrap()["locations"][0]["physicalLocation"]["region"]["startLine"],
        25_010
    );
    let said = sarif["runs"][0]["invocations"][0]["toolExecutionNotifications"].to_string();
    assert!(said.contains("the worst 25000 of 25010 results"), "{said}");
}

/// What one file may not hold goes on in another: no result is lost, none is there twice.
#[test]
fn sarif_goes_on_in_further_files() {
    let mut all: Vec<Finding> =
        (0..25_010).map(|at| finding("r", &at.to_string(), at + 1)).collect();
    all[25_009].severity = Severity::Critical;
    let report = report(all);
    let set = set();
    let input =
        Input { report: &report, set: &set, all_gaps: false, view: View::default(), model: None };
    let files = render_files(Format::Sarif, input);
    let files: Vec<serde_json::Value> =
        files.iter().map(|text| serde_json::from_str(text).unwrap()).collect();
    let results = |at: usize| files[at]["runs"][0]["results"].as_array().unwrap();
    assert_eq!((files.len(), results(0).len(), results(1).len()), (2, 25_000, 10));
    let line = |result: &serde_json::Value| {
        result["locations"][0]["physicalLocation"]["region"]["startLine"].as_u64().unwrap()
    };
    let mut lines: Vec<u64> = results(0).iter().chain(results(1)).map(line).collect();
    lines.sort_unstable();
    assert!(lines.into_iter().eq(1..=25_010));
    let category = |at: usize| &files[at]["runs"][0]["automationDetails"]["id"];
    assert_eq!(category(0), "stridelint/");
    assert_eq!(category(1), "stridelint/part-2/");
    valid(&files[1]);
    // The whole scan's notifications are said once.
    assert_eq!(
        files[1]["runs"][0]["invocations"][0]["toolExecutionNotifications"]
            .as_array()
            .map(Vec::len),
        Some(1)
    );
}

/// A value that is written elsewhere has a way, from the text to change to the resource.
#[test]
fn sarif_has_ways_and_catalogues() {
    use RelatedKind::{Call, Declaration, Step};
    let mut found = finding("aws_t.web", "app", 4);
    let at = |line: u32, kind: RelatedKind| Related {
        location: location("infra/variables.tf", line),
        message: format!("step {line}"),
        kind,
    };
    found.related = vec![at(30, Step), at(20, Step), at(25, Call), at(40, Declaration)];
    let mut straight = finding("aws_t.web", "app", 5);
    straight.related = vec![at(40, Declaration)];
    let sarif: serde_json::Value =
        serde_json::from_str(&rendered(Format::Sarif, &report(vec![found, straight]))).unwrap();
    valid(&sarif);
    let run = &sarif["runs"][0];
    let flow = &run["results"][0]["codeFlows"][0]["threadFlows"][0]["locations"];
    let lines: Vec<u64> = flow
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["location"]["physicalLocation"]["region"]["startLine"].as_u64().unwrap())
        .collect();
    assert_eq!(lines, [4, 20, 30, 40]);
    assert!(run["results"][1].get("codeFlows").is_none(), "it is written where it is used");
    let rule = &run["tool"]["driver"]["rules"][0];
    assert_eq!((&rule["name"], &rule["id"]), (&"C".into(), &"t.c".into()));
    let target = &rule["relationships"][0]["target"];
    assert_eq!(target["id"], "CWE-250");
    let catalogue = target["toolComponent"]["index"].as_u64().unwrap() as usize;
    let entry = target["index"].as_u64().unwrap() as usize;
    assert_eq!(run["taxonomies"][catalogue]["name"], "CWE");
    assert_eq!(run["taxonomies"][catalogue]["taxa"][entry]["id"], "CWE-250");
    assert_eq!(run["tool"]["driver"]["supportedTaxonomies"][catalogue]["name"], "CWE");
    assert!(run["tool"]["driver"]["informationUri"].as_str().unwrap().starts_with("https://"));
}

/// Against the published schema, which the `serde-sarif` crate carries.
fn valid(sarif: &serde_json::Value) {
    let schema: serde_json::Value = serde_json::from_str(&sarif_schema()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let faults: Vec<String> = validator
        .iter_errors(sarif)
        .map(|fault| format!("{}: {fault}", fault.instance_path))
        .collect();
    assert!(faults.is_empty(), "{faults:#?}");
    let _: serde_sarif::sarif::Sarif = serde_json::from_value(sarif.clone()).unwrap();
}

fn no_empty_text(value: &serde_json::Value, path: &str) {
    match value {
        serde_json::Value::String(text) => assert!(!text.is_empty(), "{path} is empty"),
        serde_json::Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(at, item)| no_empty_text(item, &format!("{path}/{at}"))),
        serde_json::Value::Object(map) => {
            map.iter().for_each(|(key, item)| no_empty_text(item, &format!("{path}/{key}")))
        }
        _ => {}
    }
}

/// The schema's text: cargo knows where the crate that carries it lies.
fn sarif_schema() -> String {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let rustc =
        std::process::Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
            .arg("-vV")
            .output()
            .unwrap();
    let host = String::from_utf8_lossy(&rustc.stdout)
        .lines()
        .find_map(|line| line.strip_prefix("host: ").map(str::to_owned))
        .unwrap();
    // Packages of other platforms need not be there.
    let wanted = [
        "metadata",
        "--format-version",
        "1",
        "--offline",
        "--manifest-path",
        manifest,
        "--filter-platform",
        &host,
    ];
    let run = std::process::Command::new(cargo).args(wanted).output().unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let package = packages.iter().find(|package| package["name"] == "serde-sarif").unwrap();
    let folder = std::path::Path::new(package["manifest_path"].as_str().unwrap()).parent().unwrap();
    std::fs::read_to_string(folder.join("src/schema.json")).unwrap()
}

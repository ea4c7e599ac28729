//! Every format as its reader has it: nothing found, 25,000 findings, and names that are no ASCII.

use super::*;
use clap::ValueEnum as _;
use serde_json::Value;

/// A name that is in several scripts, with characters of two, three and four bytes, and markup.
const NAME: &str = "caf\u{e9}-\u{4ee3}-\u{1f512}-<b>&\"'";

/// A report without findings, problems or gaps.
fn nothing() -> Report {
    Report { problems: Vec::new(), older: 0, ..report(Vec::new()) }
}

/// A report of findings at different places, of all severities, half of the last hundred undecided.
fn many(count: u32) -> Report {
    let severities = Severity::ALL;
    let findings = (0..count).map(|at| {
        let mut one = finding("aws_t.web", &format!("{NAME}{at}"), at + 1);
        one.severity = severities[at as usize % severities.len()];
        one.location.file = format!("infra/{NAME}/main.tf");
        if at % 200 == 0 {
            one.certainty = Certainty::Undecided;
            one.unknown = Some(format!("var.{NAME} has no default"));
        }
        one
    });
    Report { problems: Vec::new(), ..report(findings.collect()) }
}

fn schema(name: &str) -> jsonschema::Validator {
    let path =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/schemas/{name}.json"));
    let schema = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

fn holds(name: &str, text: &str) -> Value {
    let value = serde_json::from_str(text).unwrap();
    let faults: Vec<String> = schema(name)
        .iter_errors(&value)
        .take(5)
        .map(|fault| format!("{}: {fault}", fault.instance_path))
        .collect();
    assert!(faults.is_empty(), "{name}: {faults:#?}");
    value
}

/// The numbers of findings that a report's reader counts, and how many of them it takes for failures.
fn read(format: Format, text: &str) -> (usize, usize) {
    let len = |value: &Value| value.as_array().unwrap().len();
    let graver = |value: &Value, pointer: &str, mild: &[&str]| {
        let all = value.as_array().unwrap().iter();
        all.filter(|one| !mild.contains(&one.pointer(pointer).unwrap().as_str().unwrap())).count()
    };
    match format {
        Format::Gitlab => {
            let value = holds("gitlab-code-quality", text);
            let prints: std::collections::BTreeSet<&str> = value
                .as_array()
                .unwrap()
                .iter()
                .filter_map(|one| one["fingerprint"].as_str())
                .collect();
            assert_eq!(prints.len(), len(&value), "fingerprints are unique");
            (len(&value), graver(&value, "/severity", &["info"]))
        }
        Format::GitlabSast => {
            let value = holds("gitlab-sast", text);
            let all = &value["vulnerabilities"];
            let ids: std::collections::BTreeSet<&str> =
                all.as_array().unwrap().iter().filter_map(|one| one["id"].as_str()).collect();
            assert_eq!(ids.len(), len(all), "ids are unique");
            (len(all), graver(all, "/severity", &["Info"]))
        }
        Format::Rdjson => {
            let value = holds("rdjson", text);
            let all = &value["diagnostics"];
            (len(all), graver(all, "/severity", &["INFO"]))
        }
        Format::Sarif => {
            let value: Value = serde_json::from_str(text).unwrap();
            valid(&value);
            let all = &value["runs"][0]["results"];
            (len(all), graver(all, "/level", &["note", "none"]))
        }
        Format::Json => {
            let value: Value = serde_json::from_str(text).unwrap();
            (len(&value["findings"]), graver(&value["findings"], "/severity", &["info"]))
        }
        Format::Jsonl => {
            let lines: Vec<Value> =
                text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            let own = |line: &&Value| line["kind"] == "finding";
            (lines.iter().filter(own).count(), 0)
        }
        Format::Csv => {
            let mut reader = ::csv::Reader::from_reader(text.as_bytes());
            let rows: Vec<::csv::StringRecord> = reader.records().map(Result::unwrap).collect();
            let own = |row: &&::csv::StringRecord| ["reported", "undecided"].contains(&&row[4]);
            (rows.iter().filter(own).count(), 0)
        }
        Format::Junit => {
            let number = |name: &str| -> usize {
                let (_, rest) = text.split_once(&format!(" {name}=\"")).unwrap();
                rest.split_once('"').unwrap().0.parse().unwrap()
            };
            // The head says what the cases are.
            assert_eq!(text.matches("<failure ").count(), number("failures"));
            assert_eq!(text.matches("<skipped ").count(), number("skipped"));
            assert_eq!(text.matches("<testcase ").count(), number("tests"));
            (number("failures") + number("skipped"), number("failures"))
        }
        Format::Concise => {
            (text.lines().filter(|line| !line.contains(": info summary ")).count(), 0)
        }
        _ => (0, 0),
    }
}

/// Without findings every format is whole, and says so.
#[test]
fn every_format_can_say_that_nothing_was_found() {
    let report = nothing();
    for format in Format::value_variants() {
        let text = rendered(*format, &report);
        assert_eq!(read(*format, &text), (0, 0), "{format:?}: {text}");
        let told = match format {
            Format::Text | Format::Full | Format::Markdown | Format::Html => "no findings",
            Format::Junit => "tests=\"2\"",
            Format::Csv => "severity,check",
            _ => "",
        };
        assert!(text.contains(told), "{format:?}: {text}");
    }
}

/// Nothing is lost of names that are no ASCII, and nothing of them is markup.
#[test]
fn every_format_keeps_names_that_are_no_ascii() {
    let report = many(400);
    for format in Format::value_variants() {
        let text = rendered(*format, &report);
        let (all, failures) = read(*format, &text);
        match format {
            Format::Gitlab | Format::Rdjson | Format::Sarif => {
                // What is `info`, or undecided, is no failure. GitLab's list has a sentence besides.
                assert!(failures <= 320, "{format:?}: {failures}");
                assert!((400..=401).contains(&all), "{format:?}: {all}");
            }
            Format::GitlabSast => assert_eq!((all, failures), (400, 320)),
            Format::Junit => assert_eq!((all, failures), (400, 398)),
            Format::Json | Format::Jsonl | Format::Csv | Format::Concise => {
                assert_eq!(all, 400, "{format:?}");
            }
            _ => {}
        }
        let name = match format {
            Format::Markdown => "caf\u{e9}-\u{4ee3}-\u{1f512}-&lt;b&gt;&amp;&quot;".to_owned(),
            Format::Html | Format::Junit => {
                "caf\u{e9}-\u{4ee3}-\u{1f512}-&lt;b&gt;&amp;".to_owned()
            }
            _ => "caf\u{e9}-\u{4ee3}-\u{1f512}-<b>&".to_owned(),
        };
        assert!(text.contains(&name), "{format:?}: {}", &text[..text.floor_char_boundary(600)]);
    }
}

/// As many findings as a file of code scanning holds: no format loses one but those that have a length, which say so.
#[test]
fn every_format_takes_twenty_five_thousand_findings() {
    let report = many(25_000);
    for format in Format::value_variants() {
        let text = rendered(*format, &report);
        match format {
            // Their schemas are asked for few: asking takes minutes for many.
            Format::Gitlab | Format::GitlabSast | Format::Rdjson | Format::Sarif => {
                let value: Value = serde_json::from_str(&text).unwrap();
                let places = ["", "/vulnerabilities", "/diagnostics", "/runs/0/results"];
                let all = places.iter().find_map(|place| value.pointer(place)?.as_array());
                assert!((25_000..=25_001).contains(&all.unwrap().len()), "{format:?}");
            }
            Format::Json | Format::Jsonl | Format::Csv | Format::Concise | Format::Junit => {
                assert_eq!(read(*format, &text).0, 25_000, "{format:?}");
            }
            Format::Markdown => {
                assert!(
                    text.chars().count() <= 65_536 && text.contains("| high |"),
                    "{}",
                    text.len()
                );
                assert_eq!(
                    text.matches("<details><summary>").count(),
                    20 + 1,
                    "in full, and undecided"
                );
            }
            Format::Github => {
                assert!(text.matches("::error file=").count() == 10, "{}", text.len());
                assert!(text.starts_with("::notice::"), "what is not shown comes first");
            }
            Format::Html => assert!(text.matches("class=\"finding\"").count() == 25_000),
            Format::Text | Format::Full => assert!(text.contains("4875 info"), "{}", text.len()),
        }
    }
}

/// The comment of a known repository leads to its lines, and tells which threats are new.
#[test]
fn a_comment_links_to_lines_and_tells_new_threats() {
    let origin = Origin {
        host: Host::GitHub,
        page: "https://github.com/o/r".into(),
        commit: Some("0123abc".into()),
        run: Some("https://github.com/o/r/actions/runs/7".into()),
    };
    let view = View { origin: Some(&origin), ..View::default() };
    let comment = |report: &Report| {
        render(Format::Markdown, Input { report, set: &set(), all_gaps: false, view, model: None })
    };
    let mut all: Vec<Finding> = (0..30).map(|at| finding("r", &at.to_string(), at + 1)).collect();
    all[29].severity = Severity::Critical;
    all[28].location.end.line = 31;
    all[28].severity = Severity::Critical;
    all[27].location.file = "a (b)|c.tf".into();
    all[27].severity = Severity::Critical;
    let mut report = report(all);
    let text = comment(&report);
    assert!(text.contains("(https://github.com/o/r/blob/0123abc/infra/a%20b.tf#L30)"), "{text}");
    assert!(
        text.contains("(https://github.com/o/r/blob/0123abc/infra/a%20b.tf#L29-L31)"),
        "{text}"
    );
    assert!(text.contains("blob/0123abc/a%20%28b%29%7Cc.tf#L28)"), "{text}");
    assert!(text.contains("### 10 more findings, by check"), "{text}");
    assert!(text.contains("](https://github.com/o/r/actions/runs/7)"), "{text}");
    assert!(!text.contains("newly open"), "nothing was compared: {text}");
    report.standing = Some([("t.c".to_owned(), "fp".to_owned())].into());
    assert!(!comment(&report).contains("newly open"));
    report.standing = Some(std::collections::BTreeSet::new());
    assert!(comment(&report).contains("**1 threat newly open**"), "{}", comment(&report));
    let other = |host| {
        let origin = Origin { host, ..origin.clone() };
        origin.permalink(&report.findings[28]).unwrap()
    };
    assert!(other(Host::GitLab).ends_with("/-/blob/0123abc/infra/a%20b.tf#L29-31"));
    assert!(other(Host::Bitbucket).ends_with("/src/0123abc/infra/a%20b.tf#lines-29:31"));
}

#[test]
fn a_comment_keeps_within_its_length() {
    let findings = (0..3000).map(|at| finding("aws_t.web", &format!("c{at}"), at + 1));
    let one_check = report(findings.collect());
    // Policies of one's own that are not here any more have no page and no end.
    let findings = (0..3000).map(|at| Finding {
        check: format!("{}.{at}", "t".repeat(60)),
        ..finding("aws_t.web", "c", at + 1)
    });
    let many_checks = report(findings.collect());
    for (report, left_out) in [(one_check, false), (many_checks, true)] {
        let text = rendered(Format::Markdown, &report);
        assert!(text.chars().count() <= 65_536, "{}", text.chars().count());
        assert_eq!(text.contains("did not fit in this comment"), left_out);
        assert!(text.contains("### 2980 more findings, by check"));
        assert!(text.starts_with("<!-- stridelint") && text.contains("| STRIDE |") != left_out);
    }
}

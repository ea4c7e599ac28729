//! Cases that once were wrong: `testdata/regressions/<case>/expect.txt` says what is right, and
//! what it is about. A line is `reported <check> <words of the line it stands on>`, `undecided
//! <check>`, `notreported <check>` or `quiet <check>` (neither).

use crate::repository::root;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use stridelint::finding::{Certainty, Finding};
use stridelint::policy::{PolicySet, bundled};
use stridelint::scan::{Options, Setup, Silent, scan};
use stridelint::tree::{Limits, disk};

#[test]
fn what_was_wrong_once_is_right() {
    let (set, _) =
        PolicySet::load(&bundled(), &serde_json::Map::new()).expect("the bundled policies load");
    let mut options = Options { today: "2026-11-22".to_owned(), ..Options::default() };
    options.selection.checks = set.checks().map(|check| check.id.clone()).collect();
    options.selection.undecided = true;
    let (mut told, mut cases) = (String::new(), 0);
    for case in std::fs::read_dir(root().join("testdata/regressions")).expect("the cases").flatten()
    {
        let name = case.file_name().to_string_lossy().into_owned();
        let expected = std::fs::read_to_string(case.path().join("expect.txt"))
            .expect("every case says what is right");
        let (mut scopes, problems) = disk::open(&[case.path()], Limits::default());
        assert!(problems.is_empty(), "{name}: {problems:?}");
        let scope = scopes.remove(0);
        let setup = Setup { scope: &scope, set: &set, config: None, base: None, options: &options };
        let report = scan(&setup, &Silent).expect("a report");
        assert!(report.problems.is_empty(), "{name}: {:?}", report.problems);
        let lines: Vec<(&str, &str, &str)> =
            expected.lines().filter(|line| !line.starts_with('#')).filter_map(parts).collect();
        assert!(!lines.is_empty(), "{name} expects nothing");
        assert!(expected.starts_with('#'), "{name}: expect.txt says first what the case is about");
        for check in lines.iter().map(|(_, check, _)| *check).collect::<BTreeSet<_>>() {
            assert!(set.check(check).is_some(), "{name}: there is no check {check}");
            let of = |certainty| {
                report
                    .findings
                    .iter()
                    .filter(move |finding| finding.check == check && finding.certainty == certainty)
            };
            let reported: Vec<String> =
                of(Certainty::Reported).map(|finding| source_line(&scope.tree, finding)).collect();
            let undecided = of(Certainty::Undecided).count();
            let words: Vec<&str> = lines
                .iter()
                .filter(|(kind, of, _)| *kind == "reported" && *of == check)
                .map(|(.., words)| *words)
                .collect();
            let right =
                lines.iter().filter(|(_, of, _)| *of == check).all(
                    |(kind, _, words)| match *kind {
                        "reported" => reported.iter().any(|line| line.contains(words)),
                        "undecided" => reported.is_empty() && undecided > 0,
                        "notreported" => reported.is_empty(),
                        "quiet" => reported.is_empty() && undecided == 0,
                        other => panic!("{name}: {other} is no expectation"),
                    },
                );
            if !right || reported.len() != words.len() {
                writeln!(
                    told,
                    "{name}: {check} is reported at {reported:?}, undecided {undecided} times"
                )
                .unwrap();
            }
        }
        cases += 1;
    }
    assert!(told.is_empty(), "{told}");
    assert!(cases >= 38, "only {cases} cases");
}

fn parts(line: &str) -> Option<(&str, &str, &str)> {
    let (kind, rest) = line.trim().split_once(' ')?;
    let (check, words) = rest.split_once(' ').unwrap_or((rest, ""));
    Some((kind, check, words.trim()))
}

fn source_line(tree: &stridelint::tree::Tree, finding: &Finding) -> String {
    let path = finding
        .location
        .file
        .strip_prefix(&format!("{}/", tree.label))
        .unwrap_or(&finding.location.file);
    let (_, file) = tree.load(path).expect("the file of a finding");
    let line = usize::try_from(finding.location.start.line).unwrap() - 1;
    file.text.lines().nth(line).unwrap_or_default().to_owned()
}

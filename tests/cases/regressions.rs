//! Cases that once were wrong: `testdata/regressions/<case>/expect.txt` says what is right, and
//! what it is about. A line is `reported <check> <words of the line it stands on>`, `undecided
//! <check>`, `notreported <check>` or `quiet <check>` (neither); `says`, `neversays`, `fix` and
//! `neverfix` are about words of the sentences and of the fixes.

use crate::Case;
use crate::support::fixtures::{everything, folders, policies};
use crate::support::repository;
use std::collections::BTreeSet;
use std::path::Path;
use stridelint::finding::{Certainty, Finding, Location};
use stridelint::scan::{Setup, Silent, scan};
use stridelint::tree::{Limits, disk};

/// `regressions::<case>`.
pub fn cases() -> Vec<Case> {
    folders(&repository::root().join("testdata/regressions"))
        .into_iter()
        .map(|(name, folder)| {
            Case::new(format!("regressions::{name}"), move || complaints(&folder))
        })
        .collect()
}

fn complaints(case: &Path) -> Vec<String> {
    let set = policies();
    let expected =
        std::fs::read_to_string(case.join("expect.txt")).expect("every case says what is right");
    let (mut scopes, problems) = disk::open(&[case.to_path_buf()], Limits::default());
    assert!(problems.is_empty(), "{problems:?}");
    let scope = scopes.remove(0);
    let options = everything(set);
    let setup = Setup { scope: &scope, set, config: None, bases: &[], options: &options };
    let report = scan(&setup, &Silent).expect("a report");
    assert!(report.problems.is_empty(), "{:?}", report.problems);
    assert!(expected.starts_with('#'), "expect.txt says first what the case is about");
    let lines: Vec<(&str, &str, &str)> =
        expected.lines().filter(|line| !line.starts_with('#')).filter_map(parts).collect();
    assert!(!lines.is_empty(), "expect.txt expects nothing");
    let mut complaints = Vec::new();
    for check in lines.iter().map(|(_, check, _)| *check).collect::<BTreeSet<_>>() {
        assert!(set.check(check).is_some(), "there is no check {check}");
        let of = |certainty| {
            report
                .findings
                .iter()
                .filter(move |finding| finding.check == check && finding.certainty == certainty)
        };
        let line = |location: &Location| source_line(&scope.tree, location);
        let mut reported: Vec<String> =
            of(Certainty::Reported).map(|finding| line(&finding.location)).collect();
        let undecided = of(Certainty::Undecided).count();
        let here = lines.iter().filter(|(_, of, _)| *of == check);
        let wanted = here.clone().filter(|(kind, ..)| *kind == "reported").count();
        let told: Vec<String> = of(Certainty::Reported)
            .map(|finding| format!("{}: {}", finding.severity, finding.message))
            .collect();
        // What a wider check took in is told with it.
        if reported.len() < wanted {
            let absorbed = report.findings.iter().flat_map(|finding| &finding.absorbed);
            reported
                .extend(absorbed.filter(|one| one.check == check).map(|one| line(&one.location)));
        }
        let mut right = reported.len() == wanted;
        for (kind, _, words) in here {
            right &= match *kind {
                "reported" => reported.iter().any(|line| line.contains(words)),
                "undecided" => reported.is_empty() && undecided > 0,
                "notreported" => reported.is_empty(),
                "quiet" => reported.is_empty() && undecided == 0,
                "severity" => {
                    of(Certainty::Reported).all(|finding| finding.severity.to_string() == *words)
                }
                "says" => of(Certainty::Reported).any(|finding| finding.message.contains(words)),
                "fix" => of(Certainty::Reported).any(|finding| fix(finding).contains(words)),
                "neverfix" => of(Certainty::Reported).all(|finding| !fix(finding).contains(words)),
                "neversays" => {
                    of(Certainty::Reported).all(|finding| !finding.message.contains(words))
                }
                other => panic!("{other} is no expectation"),
            };
        }
        if !right {
            complaints
                .push(format!("{check} is reported at {reported:?}, undecided {undecided} times, and says {told:?}"));
        }
    }
    complaints
}

/// The fix that is printed with a finding, in one line.
fn fix(finding: &Finding) -> String {
    let check = policies().check(&finding.check).expect("a check of the program");
    let fix = check.fix_of(finding).unwrap_or_default();
    fix.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn parts(line: &str) -> Option<(&str, &str, &str)> {
    let (kind, rest) = line.trim().split_once(' ')?;
    let (check, words) = rest.split_once(' ').unwrap_or((rest, ""));
    Some((kind, check, words.trim()))
}

fn source_line(tree: &stridelint::tree::Tree, location: &Location) -> String {
    let file = location.file.as_str();
    let path = file.strip_prefix(&format!("{}/", tree.label)).unwrap_or(file);
    let (_, file) = tree.load(path).expect("the file of a finding");
    let line = usize::try_from(location.start.line).unwrap() - 1;
    file.text.lines().nth(line).unwrap_or_default().to_owned()
}

//! The plan alone: whatever was written before, and whatever people did, it is written once.

use super::body::items;
use super::{Asked, Diff, Mapping, Note, Page, Plan, Report, Service, State, Thread, Write, plan};
use proptest::prelude::*;
use serde_json::json;

fn page() -> Page {
    Page { service: Service::GitHub, address: "https://github.com/o/r".to_owned() }
}

/// A report with findings: number, line, whether it is critical.
fn report(findings: &[(u32, u32, bool)]) -> Report {
    let one = |(number, line, critical): &(u32, u32, bool)| {
        json!({
            "check": "t.c", "severity": if *critical { "critical" } else { "low" },
            "location": {"file": "x.tf", "start": {"line": line}}, "message": format!("m{number}"),
            "fingerprint": format!("fp{number}"), "certainty": "reported"
        })
    };
    let all: Vec<_> = findings.iter().map(one).collect();
    let text = json!({"schema": "stridelint-report/1", "complete": true, "findings": all});
    Report::read(&text.to_string()).unwrap()
}

/// A pull request that shows the first 60 lines of a file.
fn pull(head: &str) -> State {
    let patch = format!("@@ -0,0 +1,60 @@\n{}", "+x\n".repeat(60));
    let diff = [("x.tf".to_owned(), Diff::of("x.tf", &patch))].into();
    State { head: head.to_owned(), diff, ..State::default() }
}

fn planned(report: &Report, state: &State) -> Plan {
    let mapping = Mapping::Same;
    plan(&Asked { report, page: &page(), mapping: &mapping, surface: None, at_lines: true }, state)
}

/// What stands there once a plan is written.
fn written(state: &mut State, plan: &Plan, next: &mut u32) {
    let mut id = || {
        *next += 1;
        next.to_string()
    };
    for write in &plan.writes {
        match write.clone() {
            Write::Review { comments, .. } => {
                state.threads.extend(comments.into_iter().map(|one| {
                    let id = id();
                    Thread {
                        thread: Some(format!("T{id}")),
                        note: Note { id, body: one.body },
                        path: one.path,
                        line: Some(one.last),
                        can_resolve: true,
                        at_head: true,
                        ..Thread::default()
                    }
                }));
            }
            Write::Update { note, body, .. } => {
                let one = state.threads.iter_mut().find(|one| one.note.id == note);
                one.unwrap().note.body = body;
            }
            Write::Resolve { thread } => {
                let one = state.threads.iter_mut().find(|one| one.thread.as_ref() == Some(&thread));
                one.unwrap().resolved = true;
            }
            Write::Remove { note, .. } => state.threads.retain(|one| one.note.id != note),
            Write::Tell { body } => state.whole.push(Note { id: id(), body }),
            Write::Retell { note, body } => {
                state.whole.iter_mut().find(|one| one.id == note).unwrap().body = body;
            }
            Write::Untell { note } => state.whole.retain(|one| one.id != note),
        }
    }
}

/// The keys that comments at lines have open.
fn told(state: &State) -> Vec<String> {
    let open = state.threads.iter().flat_map(|one| items(&one.note.body));
    let mut keys: Vec<String> = open.filter(|item| !item.done).map(|item| item.key).collect();
    keys.sort();
    keys
}

#[test]
fn two_of_everything_become_one() {
    let report = report(&[(1, 3, true)]);
    let (mut state, mut next) = (pull("a"), 0);
    let first = planned(&report, &state);
    written(&mut state, &first, &mut next);
    written(&mut state, &first, &mut next);
    assert_eq!((state.threads.len(), state.whole.len()), (2, 2));
    let plan = planned(&report, &state);
    assert!(plan.writes.iter().all(Write::unmakes) && plan.writes.len() == 2, "{plan:?}");
    // Not where somebody answered the later one.
    state.threads[1].answered = true;
    assert_eq!(planned(&report, &state).writes.len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// Pushes with any findings, between which people resolve, answer and delete comments.
    #[test]
    fn a_second_run_writes_nothing(
        pushes in prop::collection::vec(
            (prop::collection::vec((0..90_u32, 1..80_u32, any::<bool>()), 0..90), any::<u64>()), 1..5
        )
    ) {
        let (mut state, mut next) = (pull(""), 0);
        for (number, (mut findings, people)) in pushes.into_iter().enumerate() {
            // A finding has one place.
            findings.sort_by_key(|one| one.0);
            findings.dedup_by_key(|one| one.0);
            state.head = format!("c{number}");
            state.threads.iter_mut().for_each(|one| one.at_head = false);
            for (at, thread) in state.threads.iter_mut().enumerate() {
                thread.resolved |= people >> (at % 60) & 1 == 1;
                thread.answered |= people >> (at % 53) & 3 == 3;
            }
            let gone: Vec<String> =
                state.threads.iter().skip(7).step_by(11).map(|one| one.note.id.clone()).collect();
            state.threads.retain(|one| !gone.contains(&one.note.id));
            let resolved: Vec<String> = state.threads.iter().filter(|one| one.resolved).map(|one| one.note.id.clone()).collect();
            let report = report(&findings);
            let before = state.threads.len();
            let plan = planned(&report, &state);
            written(&mut state, &plan, &mut next);
            prop_assert!(plan.writes.iter().filter(|write| write.makes()).count() <= 2);
            prop_assert!(state.threads.len() - before.min(state.threads.len()) <= 30);
            prop_assert_eq!(planned(&report, &state).writes, vec![]);
            // What is told at lines is told once.
            let mut keys = told(&state);
            let all = keys.len();
            keys.dedup();
            prop_assert_eq!(keys.len(), all);
            // Nothing that somebody closed is open again, and every finding is in the whole.
            prop_assert!(resolved.iter().all(|id| state.threads.iter().all(|one| one.note.id != *id || one.resolved)));
            let whole = state.whole.iter().map(|one| one.body.as_str()).collect::<String>();
            for (number, ..) in &findings {
                let sentence = format!("m{number} ·");
                prop_assert!(whole.contains(&sentence), "{}", sentence);
            }
        }
    }
}

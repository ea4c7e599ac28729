//! What `policy check` says of policies that are right: those of the program, and the example of the page.

use crate::policy::check::faults;
use crate::policy::{PolicyFile, bundled};

/// The program's policies are right: whatever is said of their bodies would be said of right ones.
#[test]
fn nothing_is_said_of_bodies_that_are_right() {
    let files: Vec<PolicyFile> =
        bundled().into_iter().filter(|file| !file.name.ends_with("_test.rego")).collect();
    let about_bodies = [
        "P001", "P010", "P011", "P012", "P013", "P014", "P016", "P032", "P034", "P035", "P037",
        "P040",
    ];
    let said: Vec<String> = faults(&files)
        .into_iter()
        .filter(|message| about_bodies.contains(&message.code) && !message.note)
        .map(|message| message.to_string())
        .collect();
    assert!(said.is_empty(), "{}", said.join("\n"));
}

/// OPA has no value where a call has none as an operand below `not`: the program's policies bind it first.
#[test]
fn no_call_of_the_program_is_missing_below_not() {
    let files: Vec<PolicyFile> =
        bundled().into_iter().filter(|file| !file.name.ends_with("_test.rego")).collect();
    let said: Vec<String> = faults(&files)
        .into_iter()
        .filter(|message| message.code == "P018")
        // Their clauses have a value for every argument.
        .filter(|message| {
            !["`lib.get(", "`lib.effective("].iter().any(|name| message.message.starts_with(name))
        })
        .map(|message| message.to_string())
        .collect();
    assert!(said.is_empty(), "{}", said.join("\n"));
}

/// The example that people copy is right as it stands.
#[test]
fn the_example_of_the_page_is_right() {
    let page = include_str!("../../../policies/README.md");
    let example = page.split("```rego\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let file = PolicyFile {
        path: "container_breakout.rego".into(),
        name: "container_breakout.rego".into(),
        text: example.into(),
        bundled: false,
    };
    let said: Vec<String> = crate::policy::check::check(&[file])
        .into_iter()
        .filter(|message| !message.note)
        .map(|message| message.to_string())
        .collect();
    assert_eq!(said, [""; 0]);
}

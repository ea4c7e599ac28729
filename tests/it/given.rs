//! Values on the command line for names that nothing takes.

use crate::program::{Folder, task};

#[test]
fn a_variable_that_nothing_declares_is_told() {
    let text = format!("variable \"debug\" {{ default = false }}\n{}", task("web", ""));
    let folder = Folder::new(&[
        ("main.tf", &text),
        ("stack.yaml", "Parameters:\n  Size: {Type: String}\nResources: {}\n"),
    ]);
    let run = folder.scan(&[".", "--var", "debug=true", "--parameter", "Size=1"]);
    assert!(!run.err.contains("declares the"), "{}", run.err);
    let run = folder.scan(&[".", "--var", "debugg=true", "--parameter", "Sise=1"]);
    let told = [
        "no scanned Terraform code declares the variable `debugg`",
        "no scanned template declares the parameter `Sise`",
    ];
    for text in told {
        assert!(run.err.contains(text), "{}", run.err);
    }
    assert_eq!(run.json()["complete"], true);
}

#[test]
fn a_variable_file_that_is_not_there_is_an_error_even_where_there_is_no_variable() {
    let folder = Folder::new(&[("main.tf", &task("web", ""))]);
    let run = folder.scan(&[".", "--var-file", "nope.tfvars"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("--var-file nope.tfvars: no such file"), "{}", run.err);
}

#[test]
fn an_unknown_revision_is_told_in_words() {
    let folder = Folder::new(&[("main.tf", &task("web", ""))]);
    folder.git(&["init", "-q"]);
    folder.git(&["add", "-A"]);
    folder.commit();
    let run = folder.scan(&[".", "--rev", "HEAD~1"]);
    assert_eq!(run.code, 2);
    let told = "unknown revision HEAD~1: HEAD has no such ancestor";
    assert!(run.err.contains(told) && !run.err.contains("delegate"), "{}", run.err);
}

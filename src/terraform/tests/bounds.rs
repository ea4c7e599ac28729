//! What a unit may cost.

use super::*;

#[test]
fn what_multiplies_is_bounded() {
    let each = "x".repeat(1_000);
    let run = main_tf(&format!(
        "resource \"aws_x\" \"many\" {{\n  count = 9999\n  name = \"{each}${{count.index}}\"\n}}\nresource \"aws_x\" \"small\" {{\n  count = 5000\n}}\nresource \"aws_x\" \"canary\" {{}}\n"
    ));
    let count = |name: &str| run.managed().iter().filter(|one| one.contains(name)).count();
    assert!((100..2_000).contains(&count("many")), "{}", count("many"));
    assert_eq!((count("small"), count("canary")), (5000, 1));
    assert!(run.problems.iter().any(|problem| problem.message.contains("each is large")));
    // Calls that multiply count together, and what is left out is told.
    let run = run_with(
        &[
            (
                "main.tf",
                "module \"a\" {\n  source = \"./b\"\n  count = 10000\n}\nresource \"aws_x\" \"canary\" {}\n",
            ),
            ("b/main.tf", "module \"b\" {\n  source = \"../c\"\n  count = 10000\n}\n"),
            ("c/main.tf", "resource \"aws_x\" \"y\" {}\n"),
        ],
        &Inputs::default(),
    );
    assert!(
        run.problems
            .iter()
            .any(|problem| problem.loss == Loss::Lost
                && problem.message.contains("module instances"))
    );
    assert!(run.managed().contains(&"aws_x.canary"));
}

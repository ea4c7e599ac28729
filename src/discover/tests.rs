use super::*;

fn found(texts: &[(&str, &str)]) -> Vec<(String, &'static str, bool)> {
    let tree = Tree::of_texts(texts);
    let (units, problems) = discover(&tree);
    assert!(problems.is_empty(), "{problems:?}");
    units.into_iter().map(|unit| (unit.id, unit.format.name(), unit.example)).collect()
}

#[test]
fn templates_task_definitions_and_plans_are_told_by_content() {
    let units = found(&[
        ("a/stack.yaml", "Resources:\n  X:\n    Type: My::S3::Bucket::MODULE\n"),
        ("a/flow.json", "{\"Resources\" : {\"X\": {\"Type\": \"AWS::ECS::Cluster\"}}}"),
        ("b/task.json", "{\"family\": \"x\", \"containerDefinitions\": []}"),
        ("b/bare.json", "[{\"name\": \"web\", \"image\": \"nginx\", \"essential\": true}]"),
        ("c/plan.json", "{\"format_version\":\"1.2\",\"planned_values\":{}}"),
        ("d/values.yaml", "image: nginx\nname: x\n"),
        ("d/deploy.yaml", "spec:\n  containers: []\n# Resources are elsewhere\n"),
        ("node.json", "{\"name\": \"Resources\", \"Type\": 1}"),
        (
            "appspec.yaml",
            "version: 0.0\nResources:\n  - TargetService:\n      Type: AWS::ECS::Service\n",
        ),
    ]);
    let told: Vec<_> = units.iter().map(|(id, format, _)| (id.as_str(), *format)).collect();
    assert_eq!(
        told,
        [
            ("a/flow.json", "cloudformation"),
            ("a/stack.yaml", "cloudformation"),
            ("b/bare.json", "ecs"),
            ("b/task.json", "ecs"),
            ("c/plan.json", "terraform-plan"),
        ]
    );
}

#[test]
fn utf16_templates_are_found() {
    let text = "\u{feff}Resources:\n  X:\n    Type: AWS::ECS::Cluster\n";
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let tree = Tree::of_bytes(&[("t.yaml", &bytes)]);
    assert_eq!(discover(&tree).0.len(), 1);
}

#[test]
fn installed_packages_are_no_units_and_examples_are_labelled() {
    let units = found(&[
        (".terraform/modules/vpc/main.tf", "resource \"a\" \"b\" {}"),
        ("main.tf", "variable \"x\" {}"),
        ("examples/complete/main.tf", "variable \"x\" {}"),
        (
            "cdk.out/App.template.json",
            "{\"Resources\": {\"X\": {\"Type\": \"AWS::ECS::Cluster\"}}}",
        ),
    ]);
    let told: Vec<_> = units.iter().map(|(id, _, example)| (id.as_str(), *example)).collect();
    assert_eq!(
        told,
        [(".", false), ("cdk.out/App.template.json", false), ("examples/complete", true)]
    );
}

fn modules(calls: &[(&str, &[&str])]) -> Modules {
    Modules::new(
        calls
            .iter()
            .map(|(folder, targets)| {
                ((*folder).to_owned(), targets.iter().map(|target| (*target).to_owned()).collect())
            })
            .collect(),
        ["examples/complete".to_owned()],
    )
}

#[test]
fn called_folders_are_no_roots_but_circles_keep_one() {
    let graph = modules(&[
        ("env/prod", &["modules/a"]),
        ("modules/a", &["modules/b"]),
        ("modules/b", &[]),
        ("x", &["y"]),
        ("y", &["x"]),
    ]);
    assert_eq!(graph.roots(), [("env/prod".to_owned(), false), ("x".to_owned(), true)]);
    assert_eq!(graph.of_root("env/prod"), ["env/prod", "modules/a", "modules/b"]);
}

#[test]
fn a_module_that_calls_itself_is_a_root() {
    assert_eq!(modules(&[("a", &["a"])]).roots(), [("a".to_owned(), false)]);
}

#[test]
fn a_library_called_by_its_examples_stays_a_unit() {
    let graph = modules(&[("", &[]), ("examples/complete", &[""])]);
    assert_eq!(graph.roots(), [(String::new(), false), ("examples/complete".to_owned(), false)]);
}

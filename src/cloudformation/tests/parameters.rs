//! Parameters, parameter files and rules.

use super::*;
use crate::unit::{Parameter, ParameterFile};

const TEMPLATE: &str = "Parameters: {A: {Type: String, Default: x}, B: {Type: String}}\nResources: {R: {Type: A::B::C, Properties: {A: !Ref A, B: !Ref B}}}";

fn value(name: &str, text: &str) -> Parameter {
    Parameter::Value(name.into(), text.into())
}

fn with(template: &str, file: (&str, &str), more: Vec<Parameter>) -> Run {
    let parameters = std::iter::once(Parameter::File(ParameterFile::Inside(file.0.into())))
        .chain(more)
        .collect();
    run_with(&[("t.yaml", template), file], &Inputs { parameters, ..Inputs::default() })
}

impl Run {
    fn b(&self) -> &Value {
        self.resource("R").values.get("B").unwrap()
    }
}

#[test]
fn given_values_win_over_defaults() {
    let inputs = Inputs {
        parameters: vec![value("A", "z"), value("A", "y"), value("Z", "z")],
        ..Inputs::default()
    };
    let run = run_with(&[("t.yaml", TEMPLATE)], &inputs);
    let a = run.resource("R").values.get("A").unwrap();
    assert_eq!(shown(a), "y");
    assert!(!a.marks.any(Marks::DEFAULT));
    assert_eq!(run.problems.len(), 1);
    assert!(run.problems[0].message.contains("no parameter Z"));
}

/// CLI reference, `create-stack --parameters file://`, `deploy --parameter-overrides file://`;
/// CodePipeline user guide, "template configuration"; SAM developer guide, "SAM CLI configuration
/// file".
#[test]
fn parameter_files_are_read_in_every_form() {
    for (path, text) in [
        ("p.json", r#"[{"ParameterKey": "B", "ParameterValue": "given"}]"#),
        ("p.json", r#"["B=given"]"#),
        ("p.json", r#"{"Parameters": {"B": "given"}, "Tags": {}}"#),
        ("p.json", r#"{"B": "given"}"#),
        ("p.yaml", "Parameters:\n  B: given\n"),
        (
            "samconfig.toml",
            "version = 0.1\n[default.deploy.parameters]\nparameter_overrides = \"A=1 B=given\"\n",
        ),
        (
            "samconfig.toml",
            "[default.deploy.parameters]\nparameter_overrides = \"A=\\\"x y\\\" B=\\\"given\\\"\"\n",
        ),
        (
            "samconfig.toml",
            "[default.deploy.parameters]\nparameter_overrides = [\"A=1\", \"B=given\"]\n",
        ),
        (
            "samconfig.toml",
            "[default.global.parameters]\nparameter_overrides = \"ParameterKey=A,ParameterValue=1 ParameterKey=B,ParameterValue=given\"\n",
        ),
        (
            "samconfig.toml",
            "[prod.deploy.parameters]\nparameter_overrides = {A = 1, B = \"given\"}\n",
        ),
        (
            "samconfig.yaml",
            "version: 0.1\ndefault:\n  deploy:\n    parameters:\n      parameter_overrides: A=1 B=given\n",
        ),
    ] {
        let run = with(TEMPLATE, (path, text), vec![]).quiet();
        assert_eq!(
            (shown(run.b()).as_str(), run.at(run.b()).trim_matches('"')),
            ("given", "given"),
            "{text}"
        );
        let span = run.b().place.span.unwrap();
        assert_eq!(run.tree.file(span.file).path, path, "{text}");
    }
    let run =
        with(TEMPLATE, ("p.json", r#"[{"ParameterKey": "B", "UsePreviousValue": true}]"#), vec![])
            .quiet();
    assert!(run.b().as_unknown().unwrap().reason.to_string().contains("the stack has"));
}

#[test]
fn the_default_environment_comes_first_and_others_are_told() {
    let text = "[alpha.deploy.parameters]\nparameter_overrides = \"B=wrong\"\n[default.deploy.parameters]\nparameter_overrides = \"B=given\"\n";
    let run = with(TEMPLATE, ("samconfig.toml", text), vec![]);
    assert_eq!(shown(run.b()), "given");
    let span = run.b().place.span.unwrap();
    assert!(text[..span.start as usize].contains("[default"));
    assert!(run.problems[0].message.contains("those of alpha are not"));
}

#[test]
fn what_a_file_says_wrongly_is_told() {
    for (path, text, word) in [
        ("p.json", "{\"Parameters\": ", "is not a parameter file"),
        ("p.json", "[{\"ParameterKey\": \"B\"}]", "neither a list"),
        ("p.json", "12", "neither a list"),
        ("samconfig.toml", "version = 0.1\n", "no parameter_overrides"),
        ("samconfig.toml", "version = \n", "is not a parameter file"),
    ] {
        let run = with(TEMPLATE, (path, text), vec![]);
        assert!(
            run.problems.iter().any(|problem| problem.loss == Loss::Lost
                && problem.path == path
                && problem.message.contains(word)),
            "{:?}",
            run.problems
        );
    }
    let run = with(TEMPLATE, ("p.json", r#"{"B": "given", "Typo": "x"}"#), vec![]);
    assert!(run.problems[0].message.contains("Typo") && run.problems[0].loss == Loss::Note);
    // A file for another template.
    with(TEMPLATE, ("p.json", r#"{"Other": "x"}"#), vec![]).quiet();
}

#[test]
fn a_file_outside_the_tree_is_read_and_the_command_line_wins() {
    let outside = |text: Result<&str, &str>| {
        let file = ParameterFile::Outside(
            "/far/p.json".into(),
            text.map(str::to_owned).map_err(str::to_owned),
        );
        run_with(
            &[("t.yaml", TEMPLATE)],
            &Inputs { parameters: vec![Parameter::File(file)], ..Inputs::default() },
        )
    };
    let run = outside(Ok(r#"{"B": "given"}"#)).quiet();
    assert_eq!((shown(run.b()).as_str(), run.at(run.b()).as_str()), ("given", "{Type: String}"));
    let run = outside(Err("no such file"));
    assert!(run.problems[0].loss == Loss::Lost && run.problems[0].path == "/far/p.json");
    let run = with(TEMPLATE, ("p.json", r#"{"B": "given"}"#), vec![value("B", "typed")]).quiet();
    assert_eq!(shown(run.b()), "typed");
}

/// "Parameters", "AllowedValues", "NoEcho", "SSM parameter types".
#[test]
fn declarations_say_what_a_value_is() {
    let template = "Parameters:\n  One: {Type: String, AllowedValues: [only]}\n  Two: {Type: String, AllowedValues: [a, b], Default: a}\n  Secret: {Type: String, NoEcho: 'true'}\n  List: {Type: 'AWS::SSM::Parameter::Value<List<String>>', Default: /names}\n  Name: {Type: 'AWS::SSM::Parameter::Name', Default: /name}\nResources:\n  R: {Type: A::B::C, Properties: {One: !Ref One, Two: !Ref Two, Secret: !Sub 'x${Secret}', List: !Ref List, Name: !Ref Name}}\n";
    let inputs = |name: &str, text: &str| Inputs {
        parameters: vec![value(name, text)],
        ..Inputs::default()
    };
    let run = run_with(&[("t.yaml", template)], &inputs("Secret", "hunter2")).quiet();
    let values = &run.resource("R").values;
    assert_eq!(
        (shown(values.get("One").unwrap()).as_str(), run.at(values.get("One").unwrap()).as_str()),
        ("only", "only")
    );
    assert!(values.get("Secret").unwrap().marks.is_secret());
    let list = values.get("List").unwrap();
    assert!(matches!(list.as_unknown().unwrap().ty, crate::value::Type::List(_)));
    assert!(list.as_unknown().unwrap().reason.to_string().contains("/names"));
    assert_eq!(shown(values.get("Name").unwrap()), "/name");
    let run = run_with(&[("t.yaml", template)], &inputs("Two", "c"));
    run.complains("the parameter Two does not allow the value c");
    let list = "Parameters: {L: {Type: CommaDelimitedList, AllowedValues: [a, b]}, N: {Type: Number, AllowedValues: [1]}}\nResources: {R: {Type: A::B::C}}\n";
    let given = |text: &str| Inputs {
        parameters: vec![value("L", text), value("N", "1.0")],
        ..Inputs::default()
    };
    run_with(&[("t.yaml", list)], &given("a, b")).quiet();
    run_with(&[("t.yaml", list)], &given("a,c")).complains("does not allow the value a,c");
}

/// "Rules section of a template".
#[test]
fn rules_decide_what_they_leave_one_value_for() {
    let template = |rules: &str| {
        format!(
            "Parameters: {{A: {{Type: String, AllowedValues: [x, y]}}, B: {{Type: String}}, E: {{Type: String, Default: prod}}}}\nRules: {rules}\nResources: {{R: {{Type: A::B::C, Properties: {{A: !Ref A, B: !Ref B}}}}}}\n"
        )
    };
    let a = |rules: &str| {
        let run = run(&template(rules)).quiet();
        let value = run.resource("R").values.get("A").unwrap().clone();
        let at = value.as_str().map(|_| run.at(&value));
        (shown(&value), at)
    };
    let left = ("y".to_owned(), Some("y".to_owned()));
    assert_eq!(a("{R: {Assertions: [{Assert: {'Fn::Contains': [[y, z], !Ref A]}}]}}"), left);
    assert_eq!(
        a(
            "{R: {RuleCondition: !Equals [!Ref E, prod], Assertions: [{Assert: !Equals [!Ref A, y]}]}}"
        ),
        left
    );
    let open = ("*".to_owned(), None);
    assert_eq!(
        a(
            "{R: {RuleCondition: !Equals [!Ref E, dev], Assertions: [{Assert: !Equals [!Ref A, y]}]}}"
        ),
        open
    );
    assert_eq!(
        a(
            "{R: {RuleCondition: {'Fn::EachMemberIn': [[x], [y]]}, Assertions: [{Assert: !Equals [!Ref A, y]}]}}"
        ),
        open
    );
    assert_eq!(
        a("{R: {Assertions: [{Assert: {'Fn::Not': [{'Fn::Contains': [[y], !Ref A]}]}}]}}"),
        open
    );
    assert_eq!(a("{R: 1, S: {Assertions: 2}, T: {Assertions: [3, {Assert: 4}]}}"), open);
    let run = run(&template("{R: {Assertions: [{Assert: !Equals [only, !Ref B]}]}}")).quiet();
    assert_eq!((shown(run.b()).as_str(), run.at(run.b()).as_str()), ("only", "only"));
}

#[test]
fn a_container_that_a_default_leaves_out_is_a_gap() {
    let template = |default: &str| {
        format!(
            "Parameters:\n  Side:\n    Type: String\n    Default: '{default}'\nConditions:\n  HasSide: !Not [!Equals [!Ref Side, '']]\nResources:\n  Task:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      ContainerDefinitions:\n        - {{Name: app, Image: app}}\n        - !If\n          - HasSide\n          - Name: side\n            Image: !Ref Side\n          - !Ref AWS::NoValue\n"
        )
    };
    let off = run(&template(""));
    let [gap] = off.evaluated.gaps.as_slice() else { panic!("{:?}", off.evaluated.gaps) };
    assert_eq!(gap.what, "container side of Task");
    assert_eq!(gap.at.map(|at| at.line), Some(15));
    assert!(gap.why.ends_with("with the default values of its parameters"), "{}", gap.why);
    assert!(run(&template("side:1")).evaluated.gaps.is_empty());
}

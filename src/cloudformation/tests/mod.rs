//! Expectations are computed by hand from the CloudFormation user guide; each test names the
//! section.

use super::*;
use crate::unit::{Format, Resource};
use crate::value::{Marks, Piece, StepKind};

mod parameters;
mod serverless;
mod stacks;

struct Run {
    tree: Tree,
    evaluated: Evaluated,
    problems: Vec<Problem>,
}

fn run_with(texts: &[(&str, &str)], inputs: &Inputs) -> Run {
    let tree = Tree::of_texts(texts);
    let path = texts[0].0;
    let unit = Unit {
        id: path.into(),
        format: Format::CloudFormation,
        root: path.into(),
        example: false,
        called: false,
    };
    let (evaluated, problems) = evaluate(&tree, &unit, inputs);
    Run { tree, evaluated, problems }
}

fn run(text: &str) -> Run {
    run_with(&[("t.yaml", text)], &Inputs::default())
}

/// A template with one resource whose property `P` is `value`, and further sections.
fn property(value: &str, sections: &str) -> Run {
    run(&format!(
        "{sections}\nResources:\n  R:\n    Type: A::B::C\n    Properties:\n      Keep: 1\n      P: {value}\n  Other:\n    Type: A::B::D\n"
    ))
}

impl Run {
    fn resource(&self, address: &str) -> &Resource {
        self.evaluated
            .resources
            .iter()
            .find(|resource| resource.address == address)
            .unwrap_or_else(|| panic!("no {address}"))
    }

    fn p(&self) -> &Value {
        self.resource("R").values.get("P").expect("P is there")
    }

    fn at(&self, value: &Value) -> String {
        let span = value.place.span.expect("a place");
        self.tree.file(span.file).slice(span.start, span.end).to_owned()
    }

    fn quiet(self) -> Self {
        assert!(self.problems.is_empty(), "{:?}", self.problems);
        self
    }

    /// A gap with a place is about this, or has this reason.
    fn misses(&self, words: &str) {
        let gaps = &self.evaluated.gaps;
        let said = gaps
            .iter()
            .any(|gap| gap.at.is_some() && (gap.what.contains(words) || gap.why.contains(words)));
        assert!(said, "{words}: {gaps:?}");
    }

    fn complains(&self, word: &str) {
        assert!(
            self.problems
                .iter()
                .any(|problem| problem.message.contains(word) && problem.at.is_some()),
            "{word}: {:?}",
            self.problems
        );
    }
}

/// What a value shows: known text, `*` for a gap.
fn shown(value: &Value) -> String {
    match &value.data {
        Data::Null => "null".into(),
        Data::Bool(bool) => bool.to_string(),
        Data::Number(number) => number.to_string(),
        Data::String(text) => text.text.to_string(),
        Data::List(list) => {
            format!("[{}]", list.items.iter().map(shown).collect::<Vec<_>>().join(", "))
        }
        Data::Map(map) => format!(
            "{{{}}}",
            map.entries
                .iter()
                .map(|(key, entry)| format!("{key}: {}", shown(&entry.value)))
                .collect::<Vec<_>>()
                .join(", ")
        ),
        Data::Unknown(unknown) if unknown.pieces.is_empty() => "*".into(),
        Data::Unknown(unknown) => {
            unknown
                .pieces
                .iter()
                .map(|piece| {
                    if let Piece::Known { text, .. } = piece {
                        text.to_string()
                    } else {
                        "*".into()
                    }
                })
                .collect()
        }
        Data::Either(either) => format!(
            "({} ? {} : {})",
            either.condition.id,
            shown(&either.then),
            shown(&either.otherwise)
        ),
    }
}

fn gives(value: &str, sections: &str, expected: &str) {
    let run = property(value, sections).quiet();
    assert_eq!(shown(run.p()), expected, "{value}");
}

fn edges(value: &Value) -> Vec<String> {
    value
        .references()
        .iter()
        .map(|reference| format!("{}.{}", reference.to, reference.attribute))
        .collect()
}

const SECTIONS: &str = "
Parameters:
  Image: {Type: String, Default: nginx}
  Tag: {Type: String}
  Count: {Type: Number, Default: 2}
  Subnets: {Type: CommaDelimitedList, Default: 'a, b'}
  Only: {Type: String, AllowedValues: [one]}
  Secret: {Type: String, NoEcho: true, Default: hunter2}
  Ami: {Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', Default: /aws/ami}
Mappings:
  M:
    eu: {Size: big, Same: x}
    us: {Size: small, Same: x}
Conditions:
  Sure: !Equals [!Ref Image, nginx]
  Nope: !Not [!Condition Sure]
  Prod: !Equals [!Ref Tag, prod]
  NotProd: !Not [!Equals [prod, !Ref Tag]]
  Both: !And [!Condition Prod, !Condition NotProd]
  Any: !Or [!Condition Prod, !Condition Sure]";

/// "Ref", "Pseudo parameters", "Parameters".
#[test]
fn refs() {
    gives("!Ref Image", SECTIONS, "nginx");
    gives("{Ref: Count}", SECTIONS, "2");
    gives("!Ref Subnets", SECTIONS, "[a, b]");
    gives("!Ref Only", SECTIONS, "one");
    gives("!Ref AWS::Region", SECTIONS, "*");
    gives("[1, !Ref AWS::NoValue, 2]", SECTIONS, "[1, 2]");
    let run = property("!Ref AWS::NoValue", SECTIONS).quiet();
    assert!(
        run.p().is_null()
            && run.at(run.p()) == "!Ref AWS::NoValue"
            && run.resource("R").values.get("Keep").is_some()
    );
    let run = property("!Ref Other", "").quiet();
    assert_eq!(edges(run.p()), ["Other.Ref"]);
    let run = property("!Ref Nobody", "");
    run.complains("Nobody");
    let run = property("!Ref [a]", "");
    run.complains("Ref needs the name of a parameter or resource");
    let run = property("!Ref Ami", SECTIONS).quiet();
    assert!(run.p().as_unknown().unwrap().reason.to_string().contains("/aws/ami"));
    let run = property("!Ref Tag", SECTIONS).quiet();
    assert_eq!(
        run.p().as_unknown().unwrap().reason.to_string(),
        "the parameter Tag has no default"
    );
}

#[test]
fn a_default_is_the_place_and_the_property_a_step() {
    let run = property("!Ref Image", SECTIONS).quiet();
    assert_eq!(run.at(run.p()), "nginx");
    assert!(run.p().marks.any(Marks::DEFAULT));
    let step = run.p().place.steps().next().unwrap();
    assert_eq!((step.kind, &*step.name), (StepKind::Parameter, "Image"));
    let span = step.span.unwrap();
    assert_eq!(run.tree.file(span.file).slice(span.start, span.end), "!Ref Image");
    let run = property("!Ref Secret", SECTIONS).quiet();
    assert!(run.p().marks.is_secret());
    let run = property("!Ref Subnets", SECTIONS).quiet();
    assert_eq!(run.at(&run.p().items().unwrap()[1]), "b");
}

/// "Fn::GetAtt".
#[test]
fn get_att() {
    for form in [
        "!GetAtt Other.Arn",
        "!GetAtt [Other, Arn]",
        "{'Fn::GetAtt': [Other, Arn]}",
        "{'Fn::GetAtt': Other.Arn}",
    ] {
        let run = property(form, "").quiet();
        assert_eq!(edges(run.p()), ["Other.Arn"], "{form}");
    }
    let run = property("!GetAtt Other.A.B", "").quiet();
    assert_eq!(edges(run.p()), ["Other.A.B"]);
    property("!GetAtt Nobody.Arn", "").complains("Nobody");
    property("!GetAtt Other", "").complains("Fn::GetAtt needs");
}

/// "Fn::Sub".
#[test]
fn sub() {
    gives("!Sub 'repo/${Image}:${Tag}'", SECTIONS, "repo/nginx:*");
    gives("!Sub '${Image}'", SECTIONS, "nginx");
    gives("!Sub 'x-${!Literal}-${Count}'", SECTIONS, "x-${Literal}-2");
    gives("!Sub ['${A}/${Image}', {A: !Ref Only}]", SECTIONS, "one/nginx");
    gives(
        "!Sub '${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/x'",
        SECTIONS,
        "*.dkr.ecr.*.amazonaws.com/x",
    );
    let run = property("!Sub 'arn:${Other.Arn}/*'", SECTIONS).quiet();
    assert_eq!(edges(run.p()), ["Other.Arn"]);
    let run = property("!Sub 'repo/${Image}:v1'", SECTIONS).quiet();
    let Data::String(text) = &run.p().data else { panic!() };
    let parts: Vec<String> = text
        .parts
        .as_deref()
        .unwrap()
        .iter()
        .map(|part| run.at(&Value { place: part.place.clone(), ..Value::null(None) }))
        .collect();
    assert_eq!(parts, ["repo/", "nginx", ":v1"]);
    property("!Sub '${Nobody}'", SECTIONS).complains("Nobody");
    property("!Sub [a, b]", SECTIONS).complains("Fn::Sub needs a map");
    property("!Sub {a: b}", SECTIONS).complains("Fn::Sub needs a string");
    gives("!Sub 'echo $HOME ${'", SECTIONS, "echo $HOME ${");
    property("!Sub 'echo ${x:-y}'", SECTIONS).complains("${x:-y} for a name");
}

/// "Fn::Join", "Fn::Split", "Fn::Select", "Fn::Length", "Fn::ToJsonString", "Fn::Cidr",
/// "Fn::GetAZs".
#[test]
fn strings_and_lists() {
    gives("!Join [':', [a, !Ref Image, !Ref AWS::NoValue, b]]", SECTIONS, "a:nginx:b");
    gives("!Join [',', !Ref Subnets]", SECTIONS, "a,b");
    gives("!Join ['', [x, !Ref Tag, 1, true]]", SECTIONS, "x*1true");
    gives("!Join ['', []]", SECTIONS, "");
    gives("!Split ['/', 'a/b/c']", SECTIONS, "[a, b, c]");
    gives("!Split ['/', !Ref Tag]", SECTIONS, "*");
    gives("!Select [1, [a, b]]", SECTIONS, "b");
    gives("!Select ['0', !Split ['/', !Sub '${Image}/x']]", SECTIONS, "nginx");
    gives("!Select [0, !GetAZs '']", SECTIONS, "*");
    gives("{'Fn::Length': !Ref Subnets}", SECTIONS, "2");
    gives("{'Fn::ToJsonString': {a: 1, b: !Ref Image}}", SECTIONS, "{\"a\":1,\"b\":\"nginx\"}");
    gives("!Cidr ['10.0.0.0/16', 3, 8]", SECTIONS, "[10.0.0.0/24, 10.0.1.0/24, 10.0.2.0/24]");
    gives("!Select [2, !Cidr ['10.0.0.0/16', 3, '4']]", SECTIONS, "10.0.0.32/28");
    gives("!Base64 'x ${y}'", SECTIONS, "x ${y}");
    let run = property("!Select [1, !Split ['/', 'a/bcd']]", SECTIONS).quiet();
    assert_eq!(run.at(run.p()), "bcd");
    for (wrong, word) in [
        ("!Join [a]", "Fn::Join needs"),
        ("!Join [',', a]", "Fn::Join needs a list"),
        ("!Split [a]", "Fn::Split needs"),
        ("!Split [',', [a]]", "Fn::Split needs"),
        ("!Select [5, [a]]", "item 5 of a list of 1"),
        ("!Select [x, [a]]", "whole number"),
        ("!Select x", "Fn::Select needs"),
        ("{'Fn::Length': x}", "Fn::Length needs"),
        ("{'Fn::ToJsonString': x}", "Fn::ToJsonString needs"),
        ("!Cidr ['10.0.0.0/30', 200, 8]", "Fn::Cidr"),
        ("!Base64 [a]", "Fn::Base64"),
        ("{'Fn::Nonsense': 1}", "Fn::Nonsense"),
    ] {
        property(wrong, SECTIONS).complains(word);
    }
    let run = property("{'Fn::ToJsonString': {a: !Ref Tag, b: 1}}", SECTIONS).quiet();
    assert_eq!(shown(&crate::syntax::json::decode(run.p()).unwrap()), "{a: *, b: 1}");
}

/// "Fn::FindInMap", "DefaultValue".
#[test]
fn find_in_map() {
    gives("!FindInMap [M, eu, Size]", SECTIONS, "big");
    gives("!FindInMap [M, !Ref AWS::Region, Size]", SECTIONS, "*");
    gives("!FindInMap [M, !Ref AWS::Region, Same]", SECTIONS, "x");
    gives("!FindInMap [M, cn, Size, {DefaultValue: none}]", SECTIONS, "none");
    let run = property("!FindInMap [M, us, Size]", SECTIONS).quiet();
    assert_eq!(run.at(run.p()), "small");
    assert_eq!(run.p().place.steps().next().unwrap().kind, StepKind::Mapping);
    property("!FindInMap [M, cn, Size]", SECTIONS).complains("no key cn");
    property("!FindInMap [X, cn, Size]", SECTIONS).complains("no mapping X");
    property("!FindInMap [M]", SECTIONS).complains("Fn::FindInMap needs");
}

/// "Condition functions".
#[test]
fn conditions() {
    gives("!If [Sure, a, b]", SECTIONS, "a");
    gives("!If [Nope, a, b]", SECTIONS, "b");
    gives(
        "!If [Prod, a, b]",
        SECTIONS,
        "(\"prod\" == ${the parameter Tag has no default} ? a : b)",
    );
    gives(
        "!If [NotProd, a, b]",
        SECTIONS,
        "(\"prod\" == ${the parameter Tag has no default} ? b : a)",
    );
    gives("!If [Both, a, b]", SECTIONS, "b");
    gives("!If [Any, a, b]", SECTIONS, "a");
    gives("!If [Prod, same, same]", SECTIONS, "same");
    // As a list item: it may not be there.
    let run = property("[x, !If [Prod, y, !Ref AWS::NoValue]]", SECTIONS).quiet();
    let Data::Either(either) = &run.p().items().unwrap()[1].data else { panic!() };
    assert!(either.otherwise.is_null() && either.then.as_str() == Some("y"));
    assert_eq!(run.evaluated.conditions.len(), 1);
    assert_eq!(&*run.evaluated.conditions[0].text, "Prod");
    // All strings of one condition move together.
    gives(
        "!Join ['-', [!If [Prod, a, b], !If [NotProd, c, d]]]",
        SECTIONS,
        "(\"prod\" == ${the parameter Tag has no default} ? a-d : b-c)",
    );
    property("!If [Nobody, a, b]", SECTIONS).complains("Nobody");
    property("!If [Sure, a]", SECTIONS).complains("Fn::If needs");
    let run = property("!If [A, a, b]", "Conditions: {A: !Not [!Condition A], B: !Equals [1]}");
    run.complains("refers to itself");
    property("!If [B, a, b]", "Conditions: {B: !Equals [1]}").complains("Fn::Equals needs");
    let long: String =
        (0..5000).map(|n| format!("  C{n}: !Not [!Condition C{}]\n", n + 1)).collect();
    property("!If [C0, a, b]", &format!("Conditions:\n{long}")).complains("nested too deep");
}

#[test]
fn a_resource_may_not_be_there() {
    let run = run("Parameters: {E: {Type: String}, F: {Type: String, Default: dev}}\nConditions:\n  Prod: !Equals [!Ref E, prod]\n  Dev: !Equals [!Ref F, prod]\nResources:\n  A: {Type: A::B::C, Condition: Prod, DeletionPolicy: Retain, Metadata: {'aws:cdk:path': Stack/A}}\n  B: {Type: A::B::C, Condition: Dev}\n").quiet();
    let a = run.resource("A");
    assert!(matches!(&a.presence, Presence::If(condition, true) if &*condition.text == "Prod"));
    assert_eq!(a.lifecycle.get("deletion_policy").unwrap().as_str(), Some("Retain"));
    assert_eq!(a.display.as_deref(), Some("Stack/A"));
    let span = a.place.span.unwrap();
    assert_eq!(run.tree.file(span.file).slice(span.start, span.end), "A");
    assert!(run.evaluated.resources.iter().all(|resource| resource.address != "B"));
    let parameter = run.resource("Parameters/F");
    assert_eq!(
        (parameter.source_type.as_str(), parameter.values.get("Default").unwrap().as_str()),
        ("AWS::CloudFormation::Parameter", Some("dev"))
    );
}

/// "Get values stored in other services using dynamic references".
#[test]
fn dynamic_references() {
    for (value, secret) in [
        ("'{{resolve:secretsmanager:MySecret:SecretString:password}}'", true),
        ("'{{resolve:ssm-secure:name:1}}'", true),
        ("'{{resolve:ssm:name}}'", false),
        ("!Sub '{{resolve:secretsmanager:${Other}::password}}'", true),
        ("!Join ['', ['{{resolve:secretsmanager:', !Ref Other, ':SecretString:x}}']]", true),
    ] {
        let run = property(value, "").quiet();
        assert!(run.p().as_unknown().is_some(), "{value}");
        assert_eq!(run.p().marks.any(Marks::SECRET_SOURCE), secret, "{value}");
    }
    let run =
        property("!Sub 'postgres://u:{{resolve:secretsmanager:${Other}::password}}@h'", "").quiet();
    assert_eq!(shown(run.p()), "postgres://u:*@h");
    assert_eq!(edges(run.p()), ["Other.Ref"]);
}

/// "Fn::ForEach".
#[test]
fn loops() {
    let text = "Transform: AWS::LanguageExtensions\nParameters: {Names: {Type: CommaDelimitedList, Default: 'a,b'}, Open: {Type: CommaDelimitedList}}\nResources:\n  'Fn::ForEach::Topics':\n    - Name\n    - !Ref Names\n    - 'Topic${Name}':\n        Type: AWS::SNS::Topic\n        Properties:\n          TopicName: !Sub '${Name}-topic'\n          'Fn::ForEach::Props':\n            - Prop\n            - [X, Y]\n            - 'P${Prop}': !Ref Name\n  'Fn::ForEach::Open':\n    - Name\n    - !Ref Open\n    - 'Open${Name}': {Type: AWS::SNS::Topic, Properties: {Fifo: true}}\n";
    let run = run(text).quiet();
    assert_eq!(shown(&run.resource("Topica").values), "{TopicName: a-topic, PX: a, PY: a}");
    assert_eq!(shown(&run.resource("Topicb").values), "{TopicName: b-topic, PX: b, PY: b}");
    let open = run.resource("Open*");
    assert!(
        matches!(&open.presence, Presence::If(condition, true) if condition.reason.to_string().contains("Open"))
    );
    property("1", "Resources2: 1").quiet();
    let run = self::run("Resources:\n  'Fn::ForEach::X': [a, b]\n");
    run.complains("needs an identifier");
}

#[test]
fn what_is_wrong_is_a_problem_with_a_place() {
    run("Resources:\n  A:\n    Type: [x]\n  B: {Type: A::B::C}\n")
        .complains("Type of the resource A is not a string");
    run("Resources:\n  A: text\n").complains("resource A must be a map");
    run("Resources:\n  A: {Properties: {}}\n").complains("has no Type");
    run("Resources: [1]\n").complains("Resources is not a map");
    run("- 1\n").complains("is not a template");
    run("Parameters: {P: 1}\nResources: {}\n").complains("parameter P is not a map");
    run("Resources:\n  A: {Type: A::B::C}\n  A: {Type: A::B::D}\n").complains("duplicate key");
    let run = run(
        "Transform: MyMacro\nResources:\n  A: {Type: My::S3::Bucket::MODULE, Properties: {X: !Ref FromMacro}}\n",
    );
    run.misses("the transform MyMacro");
    let opaque: Vec<&str> =
        run.evaluated.opaque.iter().map(|opaque| opaque.source.as_str()).collect();
    assert_eq!(opaque, ["MyMacro", "My::S3::Bucket::MODULE"]);
}

#[test]
fn json_and_yaml_give_the_same() {
    let json = r#"{"Parameters": {"I": {"Type": "String", "Default": "nginx"}}, "Resources": {"R": {"Type": "A::B::C", "Properties": {"P": {"Fn::Sub": "x/${I}"}}}}}"#;
    let run = run_with(&[("t.json", json)], &Inputs::default()).quiet();
    assert_eq!(shown(run.p()), "x/nginx");
    let Data::String(text) = &run.p().data else { panic!() };
    let last = text.parts.as_deref().unwrap().last().unwrap();
    assert_eq!(run.at(&Value { place: last.place.clone(), ..Value::null(None) }), "nginx");
}

#[test]
fn templates_are_told_from_other_files() {
    let looks = |bytes: &[u8]| looks_like_template(&Tree::of_bytes(&[("t", bytes)]), "t", bytes);
    for yes in [
        "AWSTemplateFormatVersion: '2010-09-09'\nResources: {}\n",
        "Resources:\n  A:\n    Type: AWS::S3::Bucket\n",
        "{\"Resources\": {\"A\": {\"Type\": \"My::S3::Bucket::MODULE\"}}}",
        "Resources:\n  'Fn::ForEach::X': [a, [b], {}]\n",
        "AWSTemplateFormatVersion: 1\nResources:\n  A: [\n",
    ] {
        assert!(looks(yes.as_bytes()), "{yes}");
    }
    for no in [
        "",
        "Resources: 1\nType: x",
        "apiVersion: v1\nResources:\n  A: {Type: A::B}\n",
        "Resources:\n  - Type: A::B\n",
        "resources:\n  Resources:\n    A: {Type: AWS::S3::Bucket}\n",
        "\u{0}Resources Type",
    ] {
        assert!(!looks(no.as_bytes()), "{no}");
    }
    let wide: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(
            "Resources:\n  A:\n    Type: AWS::S3::Bucket\n"
                .encode_utf16()
                .flat_map(u16::to_le_bytes),
        )
        .collect();
    assert!(looks(&wide));
}

#[test]
fn hostile_templates_end() {
    let mut bomb =
        "Resources:\n  A: {Type: A::B::C, Properties: {X: &a0 [x, x, x, x, x, x, x, x, x, x]}}\n"
            .to_owned();
    for level in 1..12 {
        bomb += &format!(
            "  A{level}: {{Type: A::B::C, Properties: {{X: &a{level} [{}]}}}}\n",
            vec![format!("*a{}", level - 1); 10].join(", ")
        );
    }
    assert!(run(&bomb).problems[0].message.contains("more than 1000000 values"));
    assert!(!run(&format!("Resources: {}", "{a: ".repeat(10_000))).problems.is_empty());
    let keys: String = (0..40_000).map(|n| format!("      K{n}: !Ref P\n")).collect();
    let wide = run(&format!(
        "Parameters: {{P: {{Type: String}}}}\nResources:\n  R:\n    Type: A::B::C\n    Properties:\n{keys}"
    ));
    assert_eq!(wide.resource("R").values.entries().unwrap().len(), 40_000);
    // Loops in loops multiply: they end at the budget.
    let items: Vec<String> = (0..60).map(|n| n.to_string()).collect();
    let list = items.join(", ");
    let loops = run(&format!(
        "Resources:\n  'Fn::ForEach::A': [A, [{list}], {{'Fn::ForEach::B': [B, [{list}], {{'Fn::ForEach::C': [C, [{list}], {{'R${{A}}x${{B}}x${{C}}': {{Type: A::B::C}}}}]}}]}}]\n"
    ));
    loops.complains("the rest is not read");
}

//! Nested stacks, exports across stacks, and the cloud assemblies of the AWS CDK.

use super::*;

#[test]
fn nested_stacks_take_parameters_and_give_outputs() {
    let parent = "Parameters: {Image: {Type: String, Default: nginx}}\nResources:\n  Child:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: https://s3.amazonaws.com/bucket/infra/child.yaml\n      Parameters: {Image: !Ref Image, Other: !GetAtt Second.Outputs.Name}\n  Second:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: ./infra/second.yaml}\n  R:\n    Type: A::B::C\n    Properties: {P: !GetAtt Child.Outputs.Ref, Q: !GetAtt Second.Outputs.Name}\n  Lost:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: https://x/y.yaml, Parameters: {A: !Ref R}}\n";
    let child = "Parameters: {Image: {Type: String}, Other: {Type: String}}\nResources:\n  Task: {Type: A::B::T, Properties: {Image: !Ref Image, Other: !Ref Other}}\nOutputs: {Ref: {Value: !Ref Task}}\n";
    let second = "Resources: {X: {Type: A::B::X}}\nOutputs: {Name: {Value: fixed}}\n";
    let run = run_with(
        &[
            ("main.yaml", parent),
            ("infra/child.yaml", child),
            ("infra/second.yaml", second),
            ("other/child.yaml", child),
        ],
        &Inputs::default(),
    )
    .quiet();
    let task = run.resource("Child/Task");
    assert_eq!(shown(&task.values), "{Image: nginx, Other: fixed}");
    let image = task.values.get("Image").unwrap();
    assert_eq!(run.at(image), "nginx");
    let kinds: Vec<StepKind> = image.place.steps().map(|step| step.kind).collect();
    assert_eq!(kinds, [StepKind::Parameter, StepKind::ModuleArgument, StepKind::Parameter]);
    assert_eq!(edges(run.p()), ["Child/Task.Ref"]);
    assert_eq!(run.evaluated.files, ["infra/child.yaml", "infra/second.yaml", "main.yaml"]);
    assert_eq!(run.evaluated.opaque[0].address, "Lost");
    assert_eq!(run.evaluated.opaque[0].inputs, ["R"]);
    assert!(
        run.evaluated.resources.iter().any(|resource| resource.address == "Child/Parameters/Image")
    );
}

#[test]
fn a_stack_that_names_itself_ends() {
    let run = run(
        "Resources:\n  Me:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: t.yaml, Parameters: {A: !GetAtt Me.Outputs.X}}\n",
    );
    run.misses("names a template that contains it");
}

/// "Fn::ImportValue".
#[test]
fn imports_find_the_exporting_stack() {
    let main = "Parameters: {Net: {Type: String, Default: net}}\nResources:\n  R: {Type: A::B::C, Properties: {P: !ImportValue {'Fn::Sub': '${Net}-Cluster'}, Q: !ImportValue lone, Z: !ImportValue nowhere}}\n";
    let net = "Resources: {Cluster: {Type: AWS::ECS::Cluster}}\nOutputs:\n  C: {Value: !Ref Cluster, Export: {Name: !Sub '${AWS::StackName}-Cluster'}}\n  L: {Value: fixed, Export: {Name: lone}}\n";
    let run = run_with(&[("main.yaml", main), ("net.yaml", net)], &Inputs::default()).quiet();
    assert_eq!(edges(run.p()), ["net.yaml#Cluster.Ref"]);
    assert_eq!(shown(run.resource("R").values.get("Q").unwrap()), "fixed");
    let unknown = run.resource("R").values.get("Z").unwrap().as_unknown().unwrap();
    assert!(unknown.reason.to_string().contains("nowhere"));
}

#[test]
fn an_import_keeps_the_text_around_what_is_not_known() {
    let main = "Resources:\n  R: {Type: A::B::C, Properties: {P: !ImportValue url, Zone: !ImportValue zone, Name: !ImportValue name, All: !Split [',', !ImportValue all]}}\n";
    let net = "Parameters: {Zone: {Type: String, Default: example.org}, Given: {Type: String}}\nResources: {Lb: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer}, A: {Type: AWS::EC2::Subnet}, B: {Type: AWS::EC2::Subnet}}\nOutputs:\n  U: {Value: !Sub 'http://${Lb.DNSName}:8080/${Given}', Export: {Name: url}}\n  Z: {Value: !Sub 'redis://cache.${Zone}:6380', Export: {Name: zone}}\n  N: {Value: !Ref Zone, Export: {Name: name}}\n  L: {Value: !Join [',', [!Ref A, !Ref B]], Export: {Name: all}}\n";
    let run = run_with(&[("main.yaml", main), ("net.yaml", net)], &Inputs::default()).quiet();
    let value = |name: &str| run.resource("R").values.get(name).unwrap();
    assert_eq!(shown(run.p()), "http://*:8080/*");
    assert_eq!(edges(run.p()), ["net.yaml#Lb.DNSName"]);
    assert_eq!(run.at(run.p()), "!ImportValue url");
    let unknown = run.p().as_unknown().unwrap();
    assert!(unknown.reason.to_string().contains("the export url"));
    let at = |piece: &Piece| match piece {
        Piece::Known { place, text, .. } => {
            let span = place.span.unwrap();
            let file = run.tree.file(span.file);
            assert_eq!(file.slice(span.start, span.end), &**text);
            file.path.clone()
        }
        Piece::Unknown(hole) => hole.as_unknown().unwrap().reason.to_string(),
    };
    let told: Vec<String> = unknown.pieces.iter().map(at).collect();
    // What the other stack's parameter is, this one cannot say.
    assert_eq!(
        told,
        [
            "net.yaml",
            "net.yaml#Lb.DNSName is known only at deployment",
            "net.yaml",
            "the export url of another stack is known only at deployment"
        ]
    );
    // Another deployment may have another value than the default.
    assert_eq!(shown(value("Zone")), "redis://cache.*:6380");
    assert!(!value("Zone").marks.any(Marks::DEFAULT));
    assert_eq!(shown(value("Name")), "*");
    let all = value("All").items().unwrap();
    assert_eq!(
        all.iter().flat_map(edges).collect::<Vec<_>>(),
        ["net.yaml#A.Ref", "net.yaml#B.Ref"]
    );
}

const CHILD: &str = "Parameters: {Image: {Type: String, Default: httpd}}\nResources: {Task: {Type: A::B::T, Properties: {Image: !Ref Image}}}\nOutputs: {Image: {Value: !Ref Image}}\n";

/// "AWS::CloudFormation::Stack", "TemplateURL"; `aws cloudformation package`.
#[test]
fn a_templates_address_is_a_file_of_the_tree() {
    let sections = "Parameters: {Bucket: {Type: String}, Prefix: {Type: String, Default: quickstart/}, Own: {Type: String, AllowedValues: ['true', 'false']}}\nConditions: {Own: !Equals [!Ref Own, 'true']}\n";
    for url in [
        "nested/child.yaml",
        "./nested/child.yaml",
        "file://nested/child.yaml",
        "https://s3.amazonaws.com/bucket/v1/nested/child.yaml",
        "https://bucket.s3.eu-west-1.amazonaws.com/nested/child.yaml?versionId=1",
        "!Sub 'https://${Bucket}.s3.amazonaws.com/${Prefix}nested/child.yaml'",
        "!Sub 'https://${Bucket}.s3.${AWS::Region}.${AWS::URLSuffix}/${Bucket}nested/child.yaml'",
        "!Join ['', ['https://s3.', !Ref AWS::URLSuffix, '/', !Ref Bucket, '/nested/child.yaml']]",
        "!Sub ['https://${B}.s3.amazonaws.com/nested/child.yaml', {B: !If [Own, mine, !Ref Bucket]}]",
    ] {
        let main = format!(
            "{sections}Resources:\n  Child:\n    Type: AWS::CloudFormation::Stack\n    Properties: {{TemplateURL: {url}, Parameters: {{Image: nginx}}}}\n  R: {{Type: A::B::C, Properties: {{P: !GetAtt Child.Outputs.Image}}}}\n"
        );
        let run = run_with(
            &[
                ("main.yaml", &main),
                ("nested/child.yaml", CHILD),
                ("other/child.yaml", "Resources: {}\n"),
            ],
            &Inputs::default(),
        )
        .quiet();
        let image = run.resource("Child/Task").values.get("Image").unwrap();
        assert_eq!((shown(image).as_str(), run.at(image).as_str()), ("nginx", "nginx"), "{url}");
        assert_eq!(
            (shown(run.p()).as_str(), run.at(run.p()).as_str()),
            ("nginx", "nginx"),
            "{url}"
        );
        assert!(run.evaluated.opaque.is_empty(), "{url}");
    }
    let main = "Resources:\n  Child: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: gone.yaml}}\n  Two: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: 'https://x/child.yaml'}}\n";
    let run = run_with(
        &[("main.yaml", main), ("a/child.yaml", CHILD), ("b/child.yaml", CHILD)],
        &Inputs::default(),
    );
    let why: Vec<&str> = run.evaluated.gaps.iter().map(|gap| gap.why.as_str()).collect();
    assert_eq!(why, ["there is no template at its path", "the template is not in the tree"]);
    assert_eq!(
        run.evaluated.opaque.iter().map(|opaque| opaque.address.as_str()).collect::<Vec<_>>(),
        ["Child", "Two"]
    );
}

#[test]
fn nested_resources_exist_where_their_stack_does() {
    let main = "Transform: AWS::LanguageExtensions\nParameters: {E: {Type: String}}\nConditions: {Prod: !Equals [!Ref E, prod]}\nResources:\n  Child: {Type: AWS::CloudFormation::Stack, Condition: Prod, Properties: {TemplateURL: child.yaml, Parameters: {E: !Ref E, Image: !If [Prod, a, !Ref AWS::NoValue]}}}\n  'Fn::ForEach::Each':\n    - Name\n    - [One, Two]\n    - 'Stack${Name}': {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: child.yaml, Parameters: {E: x, Image: !Ref Name}}}\n";
    let child = "Parameters: {E: {Type: String}, Image: {Type: String, Default: httpd}}\nConditions: {Same: !Equals [!Ref E, prod], More: !Equals [!Ref E, !Ref AWS::Region]}\nResources:\n  A: {Type: A::B::C, Properties: {Image: !Ref Image}}\n  B: {Type: A::B::C, Condition: Same}\n  C: {Type: A::B::C, Condition: More}\n";
    let run = run_with(&[("main.yaml", main), ("child.yaml", child)], &Inputs::default()).quiet();
    let presence = |address: &str| match &run.resource(address).presence {
        Presence::If(condition, true) => condition.text.to_string(),
        other => format!("{other:?}"),
    };
    assert_eq!(presence("Child/A"), "Prod");
    assert_eq!(presence("Child/B"), "Same");
    assert_eq!(presence("Child/C"), "Prod and More");
    let Data::Either(image) = &run.resource("Child/A").values.get("Image").unwrap().data else {
        panic!()
    };
    assert_eq!((shown(&image.then), shown(&image.otherwise)), ("a".to_owned(), "httpd".to_owned()));
    assert!(image.otherwise.marks.any(Marks::DEFAULT));
    assert_eq!(shown(&run.resource("StackTwo/A").values), "{Image: Two}");
    assert!(run.evaluated.resources.iter().all(|resource| resource.address != "StackOne/B"));
}

#[test]
fn a_list_goes_down_as_text_and_arrives_as_a_list() {
    let main = "Resources:\n  Net: {Type: AWS::EC2::Subnet}\n  Child: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: child.yaml, Parameters: {Subnets: !Join [',', [!Ref Net, fixed]]}}}\n";
    let child = "Parameters: {Subnets: {Type: 'List<AWS::EC2::Subnet::Id>'}}\nResources: {A: {Type: A::B::C, Properties: {All: !Ref Subnets, One: !Select [0, !Ref Subnets]}}}\n";
    let run = run_with(&[("main.yaml", main), ("child.yaml", child)], &Inputs::default()).quiet();
    let values = &run.resource("Child/A").values;
    assert_eq!(shown(values.get("All").unwrap()), "[*, fixed]");
    assert_eq!(run.at(&values.get("All").unwrap().items().unwrap()[1]), "fixed");
    assert_eq!(edges(values.get("One").unwrap()), ["Net.Ref"]);
}

#[test]
fn templates_that_import_from_each_other_end() {
    let one = "Conditions: {C: !Equals [!ImportValue two, x]}\nResources: {R: {Type: A::B::C, Properties: {P: !ImportValue two, Q: !If [C, a, b]}}}\nOutputs: {O: {Value: !If [C, a, b], Export: {Name: one}}}\n";
    let two = "Conditions: {C: !Equals [!ImportValue one, x]}\nResources: {R: {Type: A::B::C}}\nOutputs: {O: {Value: !If [C, a, b], Export: {Name: two}}, N: {Condition: Never, Value: x, Export: {Name: never}}}\n";
    let run = run_with(&[("one.yaml", one), ("two.yaml", two)], &Inputs::default()).quiet();
    assert!(run.p().as_unknown().unwrap().reason.to_string().contains("two"));
    assert!(matches!(&run.resource("R").values.get("Q").unwrap().data, Data::Either(_)));
}

#[test]
fn exports_are_read_once_for_all_units_of_a_tree() {
    let net = "Resources: {V: {Type: AWS::EC2::VPC}}\nOutputs: {V: {Value: fixed, Export: {Name: vpc}}}\n";
    let app = "Resources: {R: {Type: A::B::C, Properties: {P: !ImportValue vpc}}}\n";
    let tree = Tree::of_texts(&[("a.yaml", app), ("b.yaml", app), ("net.yaml", net)]);
    for path in ["a.yaml", "b.yaml", "net.yaml"] {
        let unit = Unit {
            id: path.into(),
            format: Format::CloudFormation,
            root: path.into(),
            example: false,
            called: false,
        };
        let (evaluated, problems) = evaluate(&tree, &unit, &Inputs::default());
        assert!(problems.is_empty(), "{problems:?}");
        if path != "net.yaml" {
            let value = evaluated.resources[0].values.get("P").unwrap();
            let span = value.place.span.unwrap();
            assert_eq!(
                (
                    tree.file(span.file).path.as_str(),
                    tree.file(span.file).slice(span.start, span.end)
                ),
                ("net.yaml", "fixed")
            );
            assert_eq!(value.place.steps().next().unwrap().kind, StepKind::ModuleOutput);
        }
    }
}

/// AWS CDK, "Cloud assembly schema".
#[test]
fn a_cloud_assembly_is_read() {
    let manifest = r#"{"version": "36.0.0", "artifacts": {"Prod": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "Prod.template.json", "parameters": {"Image": "nginx"}}}, "Tree": {"type": "cdk:tree", "properties": {"file": "tree.json"}}}}"#;
    let parent = r#"{"Parameters": {"Image": {"Type": "String"}, "BootstrapVersion": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/cdk-bootstrap/hnb659fds/version"}},
        "Rules": {"CheckBootstrapVersion": {"Assertions": [{"Assert": {"Fn::Not": [{"Fn::Contains": [["1", "2"], {"Ref": "BootstrapVersion"}]}]}, "AssertDescription": "x"}]}},
        "Resources": {"R": {"Type": "A::B::C", "Properties": {"P": {"Ref": "Image"}}, "Metadata": {"aws:cdk:path": "Prod/Service/R"}},
        "Nested": {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": {"Fn::Join": ["", ["https://s3.", {"Ref": "AWS::Region"}, ".", {"Ref": "AWS::URLSuffix"}, "/", {"Fn::Sub": "cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}"}, "/0f9a.json"]]}, "Parameters": {"Image": {"Ref": "Image"}}},
        "Metadata": {"aws:cdk:path": "Prod/Nested.NestedStack/Nested.NestedStackResource", "aws:asset:path": "ProdNested.nested.template.json", "aws:asset:property": "TemplateURL"}}}}"#;
    let nested = r#"{"Parameters": {"Image": {"Type": "String"}}, "Resources": {"Task": {"Type": "A::B::T", "Properties": {"Image": {"Ref": "Image"}}, "Metadata": {"aws:cdk:path": "Prod/Nested/Task"}}}}"#;
    for folder in ["cdk.out", "cdk.out/assembly-Prod"] {
        let files: Vec<(String, &str)> = [
            ("Prod.template.json", parent),
            ("manifest.json", manifest),
            ("ProdNested.nested.template.json", nested),
        ]
        .iter()
        .map(|(name, text)| (format!("{folder}/{name}"), *text))
        .collect();
        let files: Vec<(&str, &str)> =
            files.iter().map(|(path, text)| (path.as_str(), *text)).collect();
        let run = run_with(&files, &Inputs::default()).quiet();
        assert_eq!((shown(run.p()).as_str(), run.at(run.p()).as_str()), ("nginx", "\"nginx\""));
        assert_eq!(run.resource("R").display.as_deref(), Some("Prod/Service/R"));
        let task = run.resource("Nested/Task");
        assert_eq!(
            (shown(&task.values).as_str(), task.display.as_deref()),
            ("{Image: nginx}", Some("Prod/Nested/Task"))
        );
        assert_eq!(
            run.evaluated.files,
            [
                format!("{folder}/Prod.template.json"),
                format!("{folder}/ProdNested.nested.template.json")
            ]
        );
    }
}

/// "Fn::ForEach", in Outputs.
#[test]
fn outputs_may_be_made_by_a_loop() {
    let parent = "Resources:\n  Child: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: child.yaml}}\n  R: {Type: A::B::C, Properties: {P: !GetAtt Child.Outputs.Nameb, Q: !GetAtt Child.Outputs.Namec}}\n";
    let child = "Transform: AWS::LanguageExtensions\nResources: {X: {Type: A::B::X}}\nOutputs:\n  'Fn::ForEach::Names':\n    - Name\n    - [a, b]\n    - 'Name${Name}': {Value: !Sub 'x-${Name}'}\n";
    let run = run_with(&[("main.yaml", parent), ("child.yaml", child)], &Inputs::default());
    assert_eq!(shown(run.p()), "x-b");
    run.complains("has no output Namec");
}

#[test]
fn stacks_that_multiply_are_bounded() {
    let nest = |to: usize| -> String {
        let one = |at: usize| {
            format!(
                "  S{at}: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: ./{to}.yaml}}}}\n"
            )
        };
        format!("Resources:\n  C: {{Type: A::B::C}}\n{}", (0..8).map(one).collect::<String>())
    };
    let texts: Vec<(String, String)> =
        (0..9).map(|at| (format!("{at}.yaml"), nest(at + 1))).collect();
    let main = ("main.yaml".to_owned(), nest(0));
    let all: Vec<(&str, &str)> = std::iter::once(&main)
        .chain(&texts)
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let run = run_with(&all, &Inputs::default());
    run.complains("nests more than 500 stacks");
    assert!(run.evaluated.resources.iter().any(|resource| resource.address == "C"));
}

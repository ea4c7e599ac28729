//! CloudFormation: loops, nested stacks, aliases, functions in functions, conditions, the serverless
//! transform.

use crate::run::{Files, Input, one};
use std::fmt::Write as _;

/// `cloudformation::<what>`.
pub fn inputs() -> Vec<Input> {
    [loops(), stacks(), functions(), others()].into_iter().flatten().collect()
}

fn input(name: &str, files: impl FnOnce() -> Files + Send + 'static) -> Input {
    Input::new("cloudformation", name, files)
}

fn each(range: std::ops::Range<usize>, line: impl Fn(usize) -> String) -> String {
    range.map(line).collect()
}

fn names(count: usize) -> String {
    (0..count).map(|at| format!("I{at}")).collect::<Vec<_>>().join(", ")
}

/// Loops in loops, each over so many items.
fn looped(levels: usize, items: usize, resource: &str) -> String {
    let mut text = "Transform: AWS::LanguageExtensions\nResources:\n".to_owned();
    let mut key = "R".to_owned();
    for level in 0..levels {
        let indent = " ".repeat(2 + level * 4);
        let dash = if level == 0 { String::new() } else { format!("{}- ", " ".repeat(level * 4)) };
        let head = if level == 0 { indent.clone() } else { dash };
        let _ = writeln!(text, "{head}Fn::ForEach::L{level}:");
        let inner = " ".repeat(4 + level * 4);
        let _ = writeln!(text, "{inner}- L{level}\n{inner}- [{}]", names(items));
        let _ = write!(key, "${{L{level}}}");
    }
    let indent = " ".repeat(levels * 4);
    let _ = writeln!(text, "{indent}- {key}:\n{indent}    {resource}");
    text
}

fn loops() -> Vec<Input> {
    let bucket = "Type: AWS::S3::Bucket";
    let mut inputs: Vec<Input> = [(1, 100_000), (2, 1_000), (3, 300), (5, 40), (9, 10), (12, 4)]
        .into_iter()
        .map(|(levels, items)| {
            input(&format!("loops {levels} deep over {items}"), move || {
                one("t.yaml", looped(levels, items, bucket))
            })
        })
        .collect();
    inputs.push(input("loops over what is large", || {
        let name = "${L1}".repeat(2_000);
        one(
            "t.yaml",
            looped(
                2,
                100,
                &format!("{{Type: AWS::S3::Bucket, Properties: {{BucketName: \"{name}\"}}}}"),
            ),
        )
    }));
    inputs.push(input("loops in properties", || {
        one("t.yaml", format!("Transform: AWS::LanguageExtensions\nResources:\n  T:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      Fn::ForEach::A:\n        - A\n        - [{0}]\n        - Fn::ForEach::B:\n            - B\n            - [{0}]\n            - K${{A}}${{B}}: \"${{A}}\"\n", names(1_000)))
    }));
    inputs.push(input("loops in conditions", || {
        one("t.yaml", format!("Transform: AWS::LanguageExtensions\nParameters:\n  P: {{Type: String}}\nConditions:\n  Fn::ForEach::A:\n    - A\n    - [{0}]\n    - Is${{A}}: !Equals [!Ref P, \"${{A}}\"]\nResources:\n  Fn::ForEach::B:\n    - B\n    - [{0}]\n    - R${{B}}:\n        Type: AWS::S3::Bucket\n        Condition: !Sub Is${{B}}\n", names(2_000)))
    }));
    inputs
}

fn stack(url: &str) -> String {
    format!("    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: {url}\n")
}

fn stacks() -> Vec<Input> {
    let mut inputs = Vec::new();
    for (levels, wide) in [(9, 8), (30, 2), (3, 60), (300, 1)] {
        inputs.push(input(&format!("stacks {levels} deep {wide} wide"), move || {
            (0..=levels)
                .map(|level| {
                    let text = if level == levels {
                        "  B:\n    Type: AWS::S3::Bucket\n".to_owned()
                    } else {
                        each(0..wide, |at| {
                            format!("  S{at}:\n{}", stack(&format!("./t{}.yaml", level + 1)))
                        })
                    };
                    (format!("t{level}.yaml"), format!("Resources:\n{text}").into_bytes())
                })
                .collect()
        }));
    }
    inputs.push(input("stacks in a circle", || {
        vec![
            ("a.yaml".to_owned(), format!("Resources:\n  S:\n{}", stack("b.yaml")).into_bytes()),
            ("b.yaml".to_owned(), format!("Resources:\n  S:\n{}", stack("a.yaml")).into_bytes()),
        ]
    }));
    inputs.push(input("a stack of itself", || {
        one("a.yaml", format!("Resources:\n  S:\n{}", stack("a.yaml")))
    }));
    inputs.push(input("outputs through stacks", || {
        (0..25)
            .map(|level| {
                let text = format!("Parameters:\n  P: {{Type: String, Default: xxxxxxxxxx}}\nResources:\n  S:\n{}      Parameters: {{P: !Join [!Ref P, [!Ref P, !Ref P]]}}\n  B: {{Type: AWS::S3::Bucket, Properties: {{BucketName: !Ref P}}}}\nOutputs:\n  O: {{Value: !Join [\"\", [!GetAtt S.Outputs.O, !GetAtt S.Outputs.O]]}}\n", stack(&format!("./t{}.yaml", level + 1)));
                (format!("t{level}.yaml"), text.into_bytes())
            })
            .collect()
    }));
    inputs.push(input("a thousand templates that export", || {
        (0..1_000)
            .map(|at| (format!("t{at}.yaml"), format!("Resources:\n  B: {{Type: AWS::S3::Bucket, Properties: {{BucketName: !ImportValue e{}}}}}\nOutputs:\n  O: {{Value: !Ref B, Export: {{Name: e{at}}}}}\n", (at + 1) % 1_000).into_bytes()))
            .collect()
    }));
    inputs
}

fn functions() -> Vec<Input> {
    let bucket = |value: &str| {
        format!("  B:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: {value}\n")
    };
    let large = "x".repeat(100_000);
    let mut inputs = Vec::new();
    for (name, value) in [
        ("sub of many", format!("!Sub \"{}\"", "${AWS::StackName}".repeat(20_000))),
        ("sub of one", format!("!Sub [\"{}\", {{A: \"{large}\"}}]", "${A}".repeat(20_000))),
        ("join of many", format!("!Join [\"{large}\", [{}]]", "a, ".repeat(20_000))),
        ("split of many", format!("!Select [1, !Split [\"x\", \"{large}\"]]")),
        ("split by nothing", format!("!Join [\"{large}\", !Split [\"\", \"{large}\"]]")),
        ("cidr", "!Join [\",\", !Cidr [0.0.0.0/0, 1000000000, 1]]".to_owned()),
        (
            "base64 of base64",
            format!("{}x", "Fn::Base64: ".replace(": ", ":\n").lines().next().map_or("", |_| "")),
        ),
        ("get azs", format!("!Select [999999999999, !GetAZs \"{large}\"]")),
        ("length", format!("!Length [{}]", "a, ".repeat(100_000))),
        ("find in map", format!("!FindInMap [\"{large}\", a, b]")),
        (
            "to json string",
            format!("{{Fn::ToJsonString: [{}]}}", "{a: [1, 2, 3]}, ".repeat(10_000)),
        ),
        ("a number of a megabyte", "9".repeat(1 << 20)),
        ("an exponent", "1e999999999".to_owned()),
        ("a text of a megabyte", format!("\"{}\"", "x".repeat(1 << 20))),
        (
            "dynamic references",
            "\"{{resolve:ssm:a}}\"".replace("a}}", &format!("{}}}}}", "a".repeat(100_000))),
        ),
    ] {
        inputs.push(input(name, move || {
            one(
                "t.yaml",
                format!("Transform: AWS::LanguageExtensions\nResources:\n{}", bucket(&value)),
            )
        }));
    }
    inputs.push(input("joins that double", || {
        let value = (0..24).fold("x".repeat(1_000), |inner, _| format!("!Join [\"\", [{inner}, y]]"));
        one("t.yaml", format!("Resources:\n  B:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: {value}\n"))
    }));
    inputs.push(input("choices nested", || {
        let mut text = "Parameters:\n  P: {Type: String}\nConditions:\n".to_owned();
        (0..40).for_each(|at| writeln!(text, "  C{at}: !Equals [!Ref P, \"{at}\"]").unwrap());
        let value = (0..60).fold("{\"Ref\": \"AWS::NoValue\"}".to_owned(), |inner, at| format!("{{\"Fn::If\": [C{}, {inner}, \"{at}\"]}}", at % 40));
        one("t.yaml", format!("{text}Resources:\n  B:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: {value}\n"))
    }));
    inputs.push(input("choices that double", || {
        let mut text = "Parameters:\n  P: {Type: String}\nConditions:\n".to_owned();
        (0..40).for_each(|at| writeln!(text, "  C{at}: !Equals [!Ref P, \"{at}\"]").unwrap());
        let value = (0..14).fold("x".to_owned(), |inner, at| format!("{{\"Fn::If\": [C{at}, {inner}, {inner}]}}"));
        one("t.yaml", format!("{text}Resources:\n  B:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: {value}\n"))
    }));
    inputs.push(input("conditions of conditions", || {
        let mut text = "Conditions:\n  C0: !Equals [a, b]\n".to_owned();
        (1..3_000).for_each(|at| {
            writeln!(text, "  C{at}: !And [!Condition C{0}, !Condition C{0}]", at - 1).unwrap()
        });
        one(
            "t.yaml",
            format!("{text}Resources:\n  B:\n    Type: AWS::S3::Bucket\n    Condition: C2999\n"),
        )
    }));
    inputs
}

fn others() -> Vec<Input> {
    let bomb = |first: &str, step: &dyn Fn(usize) -> String| {
        (1..40).fold(format!("Metadata:\n  a0: &a0 {first}\n"), |text, at| {
            format!("{text}  a{at}: &a{at} {}\n", step(at - 1))
        })
    };
    let mut inputs = vec![
        input("aliases that double", move || {
            one(
                "t.yaml",
                format!(
                    "{}Resources:\n  T:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      ContainerDefinitions: *a39\n",
                    bomb("[x, x]", &|at| format!("[*a{at}, *a{at}]"))
                ),
            )
        }),
        input("merged keys that double", move || {
            one(
                "t.yaml",
                format!(
                    "{}Resources:\n  T:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      <<: *a39\n",
                    bomb("{x: y}", &|at| format!("{{<<: *a{at}, b{at}: *a{at}, c{at}: *a{at}}}"))
                ),
            )
        }),
        input("an alias in its anchor", || {
            one("t.yaml", "Resources: &a\n  S:\n    Type: AWS::S3::Bucket\n    Properties: *a\n")
        }),
        input("four thousand clusters", || {
            one(
                "t.json",
                format!(
                    "{{\"Resources\": {{{}\"Z\": {{\"Type\": \"AWS::ECS::Cluster\"}}}}}}",
                    each(0..4_000, |at| format!(
                        "\"C{at}\": {{\"Type\": \"AWS::ECS::Cluster\", \"Properties\": {{\"ClusterName\": \"c{at}\"}}}},"
                    ))
                ),
            )
        }),
        input("references in a chain", || {
            one(
                "t.yaml",
                format!(
                    "Resources:\n{}",
                    each(0..2_000, |at| format!(
                        "  R{at}:\n    Type: AWS::IAM::Role\n    Properties: {{RoleName: !Ref R{}}}\n",
                        at + 1
                    ))
                ),
            )
        }),
        input("references in a circle", || {
            one(
                "t.yaml",
                format!(
                    "Resources:\n{}",
                    each(0..500, |at| format!(
                        "  R{at}:\n    Type: AWS::IAM::Role\n    Properties: {{RoleName: !GetAtt R{}.Arn, Path: !Sub \"${{R{}}}\"}}\n",
                        (at + 1) % 500,
                        (at + 7) % 500
                    ))
                ),
            )
        }),
        input("parameters", || {
            one(
                "t.yaml",
                format!(
                    "Parameters:\n{}Resources:\n  B: {{Type: AWS::S3::Bucket}}\n",
                    each(0..10_000, |at| format!(
                        "  P{at}: {{Type: CommaDelimitedList, Default: \"a,b,c\", NoEcho: true}}\n"
                    ))
                ),
            )
        }),
        input("mappings", || {
            one(
                "t.yaml",
                format!(
                    "Mappings:\n  M:\n{}Resources:\n  B:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: !FindInMap [M, !Ref AWS::Region, !Ref AWS::AccountId]\n",
                    each(0..10_000, |at| format!("    k{at}: {{a: b, c: d}}\n"))
                ),
            )
        }),
        input("rules", || {
            one(
                "t.yaml",
                format!(
                    "Parameters:\n  P: {{Type: String}}\nRules:\n{}Resources:\n  B: {{Type: AWS::S3::Bucket}}\n",
                    each(0..2_000, |at| format!(
                        "  R{at}: {{Assertions: [{{Assert: !Contains [[a, b], !Ref P]}}]}}\n"
                    ))
                ),
            )
        }),
        input("outputs of themselves", || {
            one(
                "t.yaml",
                "Resources:\n  B: {Type: AWS::S3::Bucket, DependsOn: B, Properties: {BucketName: !GetAtt B.Arn}}\n",
            )
        }),
        input("keys twice", || {
            one(
                "t.yaml",
                format!("Resources:\n{}", "  B:\n    Type: AWS::S3::Bucket\n".repeat(5_000)),
            )
        }),
        input("documents", || {
            one("t.yaml", "---\nResources:\n  B:\n    Type: AWS::S3::Bucket\n".repeat(5_000))
        }),
    ];
    let sam = |body: String| format!("Transform: AWS::Serverless-2016-10-31\nResources:\n{body}");
    inputs.push(input("serverless functions", move || {
        one("t.yaml", sam(each(0..1_500, |at| format!("  F{at}:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: a.b\n      Runtime: python3.12\n      InlineCode: x\n      Policies: [S3ReadPolicy: {{BucketName: b}}]\n      Events:\n        A: {{Type: Api, Properties: {{Path: /{at}, Method: get}}}}\n        S: {{Type: Schedule, Properties: {{Schedule: rate(1 day)}}}}\n"))))
    }));
    inputs.push(input("serverless connectors", move || {
        one("t.yaml", sam(each(0..400, |at| format!("  F{at}:\n    Type: AWS::Serverless::Function\n    Properties: {{Handler: a.b, Runtime: python3.12, InlineCode: x}}\n    Connectors:\n      C: {{Properties: {{Destination: [{}], Permissions: [Read, Write]}}}}\n", each(0..40, |to| format!("{{Id: F{}}}, ", (at + to) % 400))))))
    }));
    inputs
}

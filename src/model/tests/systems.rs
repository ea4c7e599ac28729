//! Units that refer to one another are one system.

use super::{drawn, drawn_with};
use crate::model::v1::Certainty::Stated;

const NETWORK: &str = r#"
Parameters:
  Stage: {Type: String, Default: prod}
Resources:
  Net:
    Type: AWS::EC2::VPC
    Properties: {CidrBlock: 10.0.0.0/16}
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties: {GroupDescription: g, VpcId: !Ref Net}
  Cluster:
    Type: AWS::ECS::Cluster
Outputs:
  Group:
    Value: !Ref Group
    Export: {Name: !Sub "${Stage}:Group"}
"#;

const SERVICE: &str = r#"
Parameters:
  Stage: {Type: String, Default: prod}
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: web
      NetworkMode: awsvpc
      RequiresCompatibilities: [FARGATE]
      ContainerDefinitions: [{Name: web, Image: "nginx:1"}]
  Service:
    Type: AWS::ECS::Service
    Properties:
      LaunchType: FARGATE
      TaskDefinition: !Ref Task
      NetworkConfiguration:
        AwsvpcConfiguration:
          SecurityGroups: [{"Fn::ImportValue": !Sub "${Stage}:Group"}]
"#;

#[test]
fn an_import_joins_two_stacks() {
    let own = drawn(&[("network.yaml", NETWORK), ("service.yaml", SERVICE)]);
    assert_eq!(own.system().units, ["network.yaml", "service.yaml"]);
    assert_eq!(own.place("service:service.yaml#Service"), "vpc:network.yaml#Net");
    assert_eq!(own.told("launch:aws.fargate->service:service.yaml#Service:-").0, Stated);
}

#[test]
fn an_import_that_nobody_exports_joins_nothing_and_is_told() {
    let renamed = SERVICE.replace(":Group\"", ":Groups\"");
    let own = drawn(&[("network.yaml", NETWORK), ("service.yaml", &renamed)]);
    assert_eq!(own.0.systems.len(), 2);
    assert_eq!(own.place("service:service.yaml#Service"), "vpc:service.yaml#unknown");
    assert!(own.notes(&["no template that was read exports prod:Groups"]));
}

#[test]
fn an_import_that_two_stacks_export_is_ambiguous() {
    let own = drawn(&[("a.yaml", NETWORK), ("b.yaml", NETWORK), ("service.yaml", SERVICE)]);
    assert_eq!(own.0.systems.len(), 3);
    assert!(own.notes(&["2 templates export prod:Group"]));
}

#[test]
fn examples_join_nothing_and_are_left_out() {
    let files = [("network.yaml", NETWORK), ("tests/service.yaml", SERVICE)];
    assert_eq!(drawn(&files).system().units, ["network.yaml"]);
    assert_eq!(drawn_with(&files, true).system().units.len(), 2);
}

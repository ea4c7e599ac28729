//! Units that refer to one another are one system.

use super::{drawn, drawn_with};
use crate::model::v1::Certainty::Stated;
use crate::model::v1::Encrypted;

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

const BALANCED: &str = r#"
Parameters:
  Host: {Type: String, Default: shop}
Resources:
  Lb:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: {Scheme: internal, Subnets: [subnet-1], SecurityGroups: [sg-1]}
  Targets:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: {Port: 9000, Protocol: HTTP, TargetType: ip, VpcId: vpc-1}
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Lb
      Port: 80
      Protocol: HTTP
      DefaultActions: [{Type: forward, TargetGroupArn: !Ref Targets}]
  Db:
    Type: AWS::RDS::DBInstance
    Properties: {Engine: postgres, DBInstanceClass: db.t3.small, AllocatedStorage: "20"}
  Cache:
    Type: AWS::ElastiCache::ReplicationGroup
    Properties: {ReplicationGroupDescription: c, Engine: redis}
  Store:
    Type: AWS::S3::Bucket
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties: {Family: back, NetworkMode: awsvpc, ContainerDefinitions: [{Name: back, Image: "nginx:1", PortMappings: [{ContainerPort: 9000}]}]}
  Back:
    Type: AWS::ECS::Service
    Properties:
      TaskDefinition: !Ref Task
      LoadBalancers: [{ContainerName: back, ContainerPort: 9000, TargetGroupArn: !Ref Targets}]
Outputs:
  Url: {Value: !Sub "http://${Lb.DNSName}", Export: {Name: url}}
  Db: {Value: !Sub "postgres://app@${Db.Endpoint.Address}:6432/shop", Export: {Name: db}}
  Cache: {Value: !Join ["", ["redis://", !GetAtt Cache.PrimaryEndPoint.Address, ":6390"]], Export: {Name: cache}}
  Store: {Value: !Sub "s3://${Store}/in", Export: {Name: store}}
"#;

const FRONT: &str = r#"
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: front
      NetworkMode: awsvpc
      ContainerDefinitions:
        - Name: front
          Image: "nginx:1"
          Environment:
            - {Name: BACK_URL, Value: !ImportValue url}
            - {Name: DATABASE_URL, Value: !ImportValue db}
            - {Name: CACHE_URL, Value: !ImportValue cache}
            - {Name: STORE, Value: !ImportValue store}
  Service:
    Type: AWS::ECS::Service
    Properties: {TaskDefinition: !Ref Task}
"#;

#[test]
fn an_imported_address_keeps_its_scheme_and_port() {
    let own = drawn(&[("back.yaml", BALANCED), ("front.yaml", FRONT)]);
    let flow = |rule: &str, to: &str| {
        let flows = own.system().flows.iter();
        let from = "service:front.yaml#Service";
        let mut found = flows.filter(|flow| flow.rule == rule && flow.from == from);
        let flow = found.find(|flow| flow.to == to);
        let flow = flow.unwrap_or_else(|| panic!("{rule} {to}: {:#?}", own.ids()));
        (flow.protocol.as_deref().unwrap_or_default(), flow.port, flow.encrypted)
    };
    assert_eq!(flow("R13", "service:back.yaml#Back"), ("HTTP", Some(80), Encrypted::No));
    assert_eq!(flow("R11", "database:back.yaml#Db").1, Some(6432));
    assert_eq!(flow("R11", "cache:back.yaml#Cache"), ("Redis", Some(6390), Encrypted::No));
    assert_eq!(flow("R10", "bucket:back.yaml#Store"), ("HTTPS", Some(443), Encrypted::Yes));
    // Nothing says how a bare name is called.
    let bare = BALANCED.replace("http://${Lb.DNSName}", "${Lb.DNSName}");
    let own = drawn(&[("back.yaml", &bare), ("front.yaml", FRONT)]);
    let flows = &own.system().flows;
    let flow = flows.iter().find(|flow| flow.rule == "R13").unwrap();
    assert_eq!((flow.port, flow.encrypted), (None, Encrypted::Unknown));
}

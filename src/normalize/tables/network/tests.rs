use crate::normalize::tests::Fixture;
use serde_json::{Value as J, json};

fn printed(resources: &[(&str, &str, J)]) -> J {
    let mut fixture = Fixture::new("x");
    for (ty, name, values) in resources {
        fixture.add(ty, name, values);
    }
    fixture.printed()["resources"].clone()
}

#[test]
fn endpoints_say_their_service_without_the_region() {
    let found = printed(&[
        ("data.aws_vpc_endpoint_service", "s3", json!({"service": "s3"})),
        ("aws_vpc_endpoint", "a", json!({"service_name": "com.amazonaws.eu-west-1.ecr.dkr"})),
        (
            "aws_vpc_endpoint",
            "b",
            json!({"service_name": {"$pieces": ["com.amazonaws.", {"$unknown": "the region"}, ".ecr.api"]}}),
        ),
        (
            "aws_vpc_endpoint",
            "c",
            json!({"service_name": {"$ref": ["data.aws_vpc_endpoint_service.s3", "service_name"]}}),
        ),
        (
            "aws_vpc_endpoint",
            "d",
            json!({"service_name": {"$pieces": ["com.amazonaws.eu-west-1.", {"$unknown": "the name"}]}}),
        ),
        ("aws_vpc_endpoint", "e", json!({"service_name": {"$unknown": "no default"}})),
    ]);
    let service =
        |name: &str| found[format!("aws_vpc_endpoint.{name}")]["values"]["service"].clone();
    assert_eq!(
        (service("a"), service("b"), service("c")),
        (json!("ecr.dkr"), json!("ecr.api"), json!("s3"))
    );
    assert_eq!(service("d")["$unknown"], "the name");
    assert_eq!(service("e")["$unknown"], "no default");
}

#[test]
fn rules_of_a_group_outside_the_unit_stand_alone() {
    let found = printed(&[
        ("aws_security_group", "own", json!({"name": "own"})),
        (
            "aws_security_group_rule",
            "own",
            json!({"type": "ingress", "protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_blocks": ["0.0.0.0/0"],
            "security_group_id": {"$ref": ["aws_security_group.own", "id"]}}),
        ),
        (
            "aws_security_group_rule",
            "in",
            json!({"type": "ingress", "protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"],
            "security_group_id": "sg-0a1b2c3d"}),
        ),
        (
            "aws_security_group_rule",
            "out",
            json!({"type": "egress", "protocol": "-1", "cidr_blocks": ["0.0.0.0/0"], "security_group_id": "sg-0a1b2c3d"}),
        ),
        (
            "aws_vpc_security_group_ingress_rule",
            "new",
            json!({"ip_protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_ipv4": "0.0.0.0/0",
            "security_group_id": "sg-0a1b2c3d"}),
        ),
        (
            "AWS::EC2::SecurityGroupIngress",
            "Rule",
            json!({"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIp": "0.0.0.0/0", "GroupId": "sg-0a1b2c3d"}),
        ),
    ]);
    let shell =
        json!([{"protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_blocks": ["0.0.0.0/0"]}]);
    assert_eq!(found["aws_security_group_rule.own"]["type"], "ec2.security_group_rule");
    for rule in ["aws_vpc_security_group_ingress_rule.new", "Rule"] {
        assert_eq!(found[rule]["type"], "ec2.security_group", "{rule}");
        assert_eq!(found[rule]["values"]["ingress"], shell, "{rule}");
    }
    let all = json!([{"protocol": "all", "from_port": 0, "to_port": 65535, "cidr_blocks": ["0.0.0.0/0"]}]);
    assert_eq!(found["aws_security_group_rule.in"]["values"]["ingress"], all);
    assert!(found["aws_security_group_rule.in"]["values"].get("egress").is_none());
    assert_eq!(found["aws_security_group_rule.out"]["values"]["egress"], all);
    assert!(found["aws_security_group_rule.out"]["values"].get("ingress").is_none());
}

#[test]
fn listeners_say_the_oldest_tls_they_accept() {
    let listener = |policy: J| json!({"protocol": "HTTPS", "port": 443, "ssl_policy": policy});
    let found = printed(&[
        ("aws_lb_listener", "old", listener(json!("ELBSecurityPolicy-TLS13-1-1-2021-06"))),
        ("aws_lb_listener", "new", listener(json!("ELBSecurityPolicy-TLS13-1-2-Res-2021-06"))),
        ("aws_lb_listener", "own", listener(json!("ELBSecurityPolicy-Something-2030-01"))),
        (
            "aws_lb_listener",
            "either",
            listener(
                json!({"$either": ["ELBSecurityPolicy-2016-08", "ELBSecurityPolicy-FS-1-2-2019-08"]}),
            ),
        ),
        ("aws_lb_listener", "none", json!({"protocol": "HTTPS", "port": 443})),
    ]);
    let minimum =
        |name: &str| found[format!("aws_lb_listener.{name}")]["values"]["minimum_tls"].clone();
    assert_eq!(
        (minimum("old"), minimum("new"), minimum("none")),
        (json!("1.1"), json!("1.2"), J::Null)
    );
    assert!(minimum("own").get("$unknown").is_some());
    assert_eq!(minimum("either")["$either"], json!(["1.0", "1.2"]));
}

#[test]
fn classic_listeners_have_the_policy_that_their_balancer_gives_them() {
    let reference = |value: &str| json!({"PolicyName": "tls", "PolicyType": "SSLNegotiationPolicyType", "Attributes": [{"Name": "Reference-Security-Policy", "Value": value}]});
    let own = json!({"PolicyName": "own", "PolicyType": "SSLNegotiationPolicyType", "Attributes": [{"Name": "Protocol-TLSv1", "Value": "true"}]});
    let found = printed(&[
        (
            "AWS::ElasticLoadBalancing::LoadBalancer",
            "Classic",
            json!({"Listeners": [
                {"Protocol": "https", "LoadBalancerPort": "443", "PolicyNames": ["tls"]},
                {"Protocol": "https", "LoadBalancerPort": "8443", "PolicyNames": ["own"]},
                {"Protocol": "ssl", "LoadBalancerPort": "9443"}],
                "Policies": [reference("ELBSecurityPolicy-TLS-1-2-2017-01"), own]}),
        ),
        (
            "aws_elb",
            "a",
            json!({"name": "a", "listener": [{"lb_protocol": "https", "lb_port": 443}, {"lb_protocol": "https", "lb_port": 8443}]}),
        ),
        (
            "aws_lb_ssl_negotiation_policy",
            "p",
            json!({"load_balancer": {"$ref": ["aws_elb.a", "id"]}, "lb_port": 443, "attribute": [{"name": "Reference-Security-Policy", "value": "ELBSecurityPolicy-2015-05"}]}),
        ),
    ]);
    let values = |id: &str| found[id]["values"].clone();
    assert_eq!(values("Classic/listener/0")["minimum_tls"], "1.2");
    assert!(values("Classic/listener/1")["ssl_policy"].get("$unknown").is_some());
    assert!(values("Classic/listener/2").get("ssl_policy").is_none());
    assert_eq!(values("aws_elb.a/listener/0")["ssl_policy"], "ELBSecurityPolicy-2015-05");
    assert!(values("aws_elb.a/listener/1").get("ssl_policy").is_none());
}

#[test]
fn rules_of_a_listener_add_their_actions() {
    let found = printed(&[
        (
            "aws_lb_listener",
            "web",
            json!({"protocol": "HTTP", "port": 80, "default_action": [{"type": "fixed-response"}]}),
        ),
        (
            "aws_lb_listener_rule",
            "api",
            json!({"listener_arn": {"$ref": ["aws_lb_listener.web", "arn"]}, "action": [{"type": "forward", "target_group_arn": "arn"}]}),
        ),
    ]);
    assert_eq!(
        found["aws_lb_listener.web"]["values"]["rule_actions"],
        json!([{"type": "forward", "target_group_arn": "arn"}])
    );
}

#[test]
fn schedules_that_call_the_api_say_the_task_in_their_input() {
    let input = r#"{"Cluster": "main", "TaskDefinition": "report", "EnableExecuteCommand": true, "NetworkConfiguration": {"AwsvpcConfiguration": {"AssignPublicIp": "ENABLED"}}}"#;
    let target = |arn: &str, input: J| json!({"schedule_expression": "rate(1 hour)", "target": [{"arn": arn, "input": input}]});
    let call = "arn:aws:scheduler:::aws-sdk:ecs:runTask";
    let found = printed(&[
        ("aws_scheduler_schedule", "run", target(call, json!(input))),
        (
            "aws_scheduler_schedule",
            "stop",
            target("arn:aws:scheduler:::aws-sdk:ecs:stopTask", json!(input)),
        ),
        ("aws_scheduler_schedule", "open", target(call, json!({"$unknown": "no default"}))),
        (
            "AWS::Scheduler::Schedule",
            "Run",
            json!({"ScheduleExpression": "rate(1 hour)", "Target": {"Arn": call, "Input": input}}),
        ),
    ]);
    let parameters = |id: &str| found[id]["values"]["target"]["ecs_parameters"].clone();
    for id in ["aws_scheduler_schedule.run", "Run"] {
        assert_eq!(parameters(id)["task_definition"], "report", "{id}");
        assert_eq!(parameters(id)["enable_execute_command"], true, "{id}");
        assert_eq!(
            parameters(id)["network_configuration"],
            json!({"assign_public_ip": true}),
            "{id}"
        );
    }
    assert!(parameters("aws_scheduler_schedule.stop").is_null());
    assert_eq!(parameters("aws_scheduler_schedule.open")["$unknown"], "no default");
}

#[test]
fn scaling_policies_follow_their_target() {
    let found = printed(&[
        (
            "AWS::ApplicationAutoScaling::ScalableTarget",
            "Target",
            json!({"ServiceNamespace": "ecs"}),
        ),
        (
            "AWS::ApplicationAutoScaling::ScalingPolicy",
            "A",
            json!({"ScalingTargetId": {"$ref": ["Target", ""]}}),
        ),
        (
            "AWS::ApplicationAutoScaling::ScalingPolicy",
            "B",
            json!({"ScalingTargetId": "service/main/web|ecs:service:DesiredCount|ecs"}),
        ),
        (
            "AWS::ApplicationAutoScaling::ScalingPolicy",
            "C",
            json!({"ScalingTargetId": {"$unknown": "no default"}}),
        ),
    ]);
    assert_eq!(found["A"]["values"]["service_namespace"], "ecs");
    assert_eq!(found["B"]["values"]["service_namespace"], "ecs");
    assert_eq!(found["C"]["values"]["service_namespace"]["$unknown"], "no default");
}

#[test]
fn methods_know_their_integration() {
    let found = printed(&[
        (
            "aws_api_gateway_rest_api",
            "a",
            json!({"endpoint_configuration": [{"types": ["private"]}]}),
        ),
        (
            "aws_api_gateway_method",
            "m",
            json!({"rest_api_id": {"$ref": ["aws_api_gateway_rest_api.a", "id"]}, "http_method": "GET", "authorization": "NONE"}),
        ),
        (
            "aws_api_gateway_integration",
            "i",
            json!({"http_method": {"$ref": ["aws_api_gateway_method.m", "http_method"]}, "type": "mock"}),
        ),
    ]);
    assert_eq!(found["aws_api_gateway_method.m"]["values"]["integration_type"], "MOCK");
    assert_eq!(found["aws_api_gateway_rest_api.a"]["values"]["endpoint_types"], json!(["PRIVATE"]));
    assert_eq!(found["aws_api_gateway_rest_api.a"]["values"]["protocol_type"], "REST");
}

#[test]
fn rules_of_a_listener_are_resources_too() {
    let found = printed(&[
        ("aws_lb_listener", "web", json!({"protocol": "HTTP", "port": 80})),
        ("aws_lb_target_group", "a", json!({"name": "a"})),
        (
            "aws_lb_listener_rule",
            "r",
            json!({"listener_arn": {"$ref": ["aws_lb_listener.web", "arn"]}, "priority": 10,
                "action": [{"type": "forward", "forward": [{"target_group": [{"arn": {"$ref": ["aws_lb_target_group.a", "arn"]}, "weight": 90}, {"arn": "b", "weight": 10}]}]}],
                "condition": [{"path_pattern": [{"values": ["/api/*"]}]}, {"host_header": [{"values": ["a.example.com"]}]}]}),
        ),
        ("AWS::ElasticLoadBalancingV2::Listener", "Web", json!({"Protocol": "HTTP", "Port": 80})),
        ("AWS::ElasticLoadBalancingV2::TargetGroup", "A", json!({"Name": "a"})),
        (
            "AWS::ElasticLoadBalancingV2::ListenerRule",
            "R",
            json!({"ListenerArn": {"$ref": ["Web", ""]}, "Priority": "10",
                "Actions": [{"Type": "forward", "ForwardConfig": {"TargetGroups": [{"TargetGroupArn": {"$ref": ["A", ""]}, "Weight": 90}, {"TargetGroupArn": "b", "Weight": 10}]}}],
                "Conditions": [{"Field": "path-pattern", "Values": ["/api/*"]}, {"Field": "host-header", "HostHeaderConfig": {"Values": ["a.example.com"]}}]}),
        ),
    ]);
    for (rule, listener, group) in [
        ("aws_lb_listener_rule.r", "aws_lb_listener.web", "aws_lb_target_group.a"),
        ("R", "Web", "A"),
    ] {
        let own = &found[rule];
        assert_eq!(own["type"], "elb.listener_rule");
        assert_eq!(own["refs"]["/listener"][0]["to"], listener);
        assert_eq!(own["refs"]["/actions/0/target_groups/0/target_group_arn"][0]["to"], group);
        assert_eq!(own["values"]["priority"], 10);
        let action = &own["values"]["actions"][0];
        assert_eq!(action["type"], "forward");
        assert_eq!(action["target_groups"][0]["weight"], 90);
        assert_eq!(action["target_groups"][1], json!({"target_group_arn": "b", "weight": 10}));
        assert_eq!(
            own["values"]["conditions"],
            json!([{"path_pattern": ["/api/*"]}, {"host_header": ["a.example.com"]}]),
            "{rule}"
        );
        assert_eq!(found[listener]["values"]["rule_actions"][0]["type"], "forward");
    }
}

#[test]
fn a_rule_of_a_listener_elsewhere_names_it() {
    let found = printed(&[(
        "aws_lb_listener_rule",
        "r",
        json!({"listener_arn": {"$unknown": "var.listener has no default"}, "action": [{"type": "forward", "target_group_arn": "arn"}]}),
    )]);
    let rule = &found["aws_lb_listener_rule.r"];
    assert_eq!(rule["type"], "elb.listener_rule");
    assert_eq!(rule["values"]["listener"]["$unknown"], "var.listener has no default");
    assert_eq!(rule["values"]["actions"], json!([{"type": "forward", "target_group_arn": "arn"}]));
}

#[test]
fn targets_are_attached_to_their_group() {
    let found = printed(&[
        ("aws_instance", "i", json!({})),
        ("aws_lb_target_group", "a", json!({"port": 80})),
        (
            "aws_lb_target_group_attachment",
            "t",
            json!({"target_group_arn": {"$ref": ["aws_lb_target_group.a", "arn"]}, "target_id": {"$ref": ["aws_instance.i", "id"]}, "port": 8080}),
        ),
        (
            "aws_autoscaling_attachment",
            "s",
            json!({"lb_target_group_arn": {"$ref": ["aws_lb_target_group.a", "arn"]}, "autoscaling_group_name": "hosts"}),
        ),
        ("AWS::EC2::Instance", "I", json!({})),
        (
            "AWS::ElasticLoadBalancingV2::TargetGroup",
            "A",
            json!({"Port": 80, "Targets": [{"Id": {"$ref": ["I", ""]}, "Port": 8080}]}),
        ),
    ]);
    for (group, instance) in [("aws_lb_target_group.a", "aws_instance.i"), ("A", "I")] {
        assert_eq!(found[group]["refs"]["/targets/0/id"][0]["to"], instance);
        assert_eq!(found[group]["values"]["targets"][0]["port"], 8080);
        assert_eq!(found[group]["values"]["targets"][0].as_object().unwrap().len(), 2);
    }
    assert_eq!(found["aws_lb_target_group.a"]["values"]["autoscaling_groups"], json!(["hosts"]));
}

#[test]
fn rules_say_which_group_they_are_of() {
    let export = json!({"$unknown": "another stack exports it"});
    let ingress = |group: J| json!({"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "10.0.0.0/8", "GroupId": group});
    let found = printed(&[
        ("AWS::EC2::SecurityGroupIngress", "In", ingress(export.clone())),
        ("AWS::EC2::SecurityGroupEgress", "Out", ingress(export)),
        (
            "aws_vpc_security_group_egress_rule",
            "out",
            json!({"ip_protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_ipv4": "10.0.0.0/8", "security_group_id": "sg-1"}),
        ),
        (
            "aws_security_group_rule",
            "in",
            json!({"type": "ingress", "protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": ["10.0.0.0/8"], "security_group_id": "sg-1"}),
        ),
    ]);
    let rule = json!([{"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": ["10.0.0.0/8"]}]);
    for (address, direction) in [
        ("In", "ingress"),
        ("Out", "egress"),
        ("aws_vpc_security_group_egress_rule.out", "egress"),
        ("aws_security_group_rule.in", "ingress"),
    ] {
        let own = &found[address];
        assert_eq!(own["type"], "ec2.security_group", "{address}");
        assert_eq!(own["values"][direction], rule, "{address}");
        assert!(!own["values"]["owner"].is_null(), "{address}");
    }
    assert_eq!(found["Out"]["values"]["owner"]["$unknown"], "another stack exports it");
}

#[test]
fn endpoints_stand_in_subnets() {
    let found = printed(&[
        (
            "aws_vpc_endpoint",
            "e",
            json!({"subnet_ids": ["subnet-1"], "security_group_ids": ["sg-1"], "route_table_ids": ["rtb-1"]}),
        ),
        (
            "aws_vpc_endpoint_subnet_association",
            "s",
            json!({"vpc_endpoint_id": {"$ref": ["aws_vpc_endpoint.e", "id"]}, "subnet_id": "subnet-2"}),
        ),
        (
            "AWS::EC2::VPCEndpoint",
            "E",
            json!({"SubnetIds": ["subnet-1", "subnet-2"], "SecurityGroupIds": ["sg-1"], "RouteTableIds": ["rtb-1"]}),
        ),
    ]);
    let values = json!({"subnets": ["subnet-1", "subnet-2"], "security_groups": ["sg-1"], "route_tables": ["rtb-1"]});
    assert_eq!(found["aws_vpc_endpoint.e"]["values"], values);
    assert_eq!(found["E"]["values"], values);
}

#[test]
fn routes_lead_through_their_integration() {
    let own = |address: &str, attribute: &str| json!({"$ref": [address, attribute]});
    let behind = |integration: J| json!({"$pieces": ["integrations/", integration]});
    let found = printed(&[
        ("aws_lb_listener", "web", json!({"port": 80})),
        (
            "aws_apigatewayv2_vpc_link",
            "l",
            json!({"name": "l", "subnet_ids": ["subnet-1"], "security_group_ids": ["sg-1"]}),
        ),
        (
            "aws_apigatewayv2_integration",
            "i",
            json!({"integration_type": "HTTP_PROXY", "connection_id": own("aws_apigatewayv2_vpc_link.l", "id"), "integration_uri": own("aws_lb_listener.web", "arn")}),
        ),
        (
            "aws_apigatewayv2_route",
            "r",
            json!({"route_key": "GET /", "target": behind(own("aws_apigatewayv2_integration.i", "id"))}),
        ),
        ("AWS::ElasticLoadBalancingV2::Listener", "Web", json!({"Port": 80})),
        (
            "AWS::ApiGatewayV2::VpcLink",
            "L",
            json!({"Name": "l", "SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}),
        ),
        (
            "AWS::ApiGatewayV2::Integration",
            "I",
            json!({"IntegrationType": "HTTP_PROXY", "ConnectionId": own("L", ""), "IntegrationUri": own("Web", "")}),
        ),
        (
            "AWS::ApiGatewayV2::Route",
            "R",
            json!({"RouteKey": "GET /", "Target": behind(own("I", ""))}),
        ),
        ("aws_lb", "n", json!({"name": "n"})),
        (
            "aws_api_gateway_vpc_link",
            "old",
            json!({"name": "old", "target_arns": [own("aws_lb.n", "arn")]}),
        ),
        ("aws_api_gateway_method", "m", json!({"http_method": "GET"})),
        (
            "aws_api_gateway_integration",
            "m",
            json!({"http_method": own("aws_api_gateway_method.m", "http_method"), "type": "HTTP_PROXY", "connection_id": own("aws_api_gateway_vpc_link.old", "id"), "uri": "http://example.com"}),
        ),
    ]);
    for (route, integration, link, listener) in [
        (
            "aws_apigatewayv2_route.r",
            "aws_apigatewayv2_integration.i",
            "aws_apigatewayv2_vpc_link.l",
            "aws_lb_listener.web",
        ),
        ("R", "I", "L", "Web"),
    ] {
        assert_eq!(found[route]["refs"]["/integration"][0]["to"], integration);
        assert_eq!(found[integration]["refs"]["/vpc_link"][0]["to"], link);
        assert_eq!(found[integration]["refs"]["/integration_uri"][0]["to"], listener);
        assert_eq!(found[link]["type"], "apigateway.vpc_link");
        assert_eq!(found[link]["values"]["subnets"], json!(["subnet-1"]));
    }
    let method = &found["aws_api_gateway_method.m"];
    assert_eq!(method["refs"]["/vpc_link"][0]["to"], "aws_api_gateway_vpc_link.old");
    assert_eq!(method["values"]["integration_uri"], "http://example.com");
    assert_eq!(found["aws_api_gateway_vpc_link.old"]["refs"]["/targets/0"][0]["to"], "aws_lb.n");
}

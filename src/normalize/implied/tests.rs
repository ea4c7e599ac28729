//! Express Mode services, managed daemons and task sets: the services and task definitions they
//! are.

use crate::normalize::tests::Fixture;
use serde_json::{Value as Json, json};

#[test]
fn an_express_service_is_a_task_definition_and_a_service_in_both_languages() {
    let mut terraform = Fixture::new("x");
    terraform.add(
        "aws_ecs_express_gateway_service",
        "shop",
        &json!({"service_name": "shop", "task_role_arn": "arn:aws:iam::1:role/shop", "network_configuration": [{"subnets": ["subnet-1"]}],
            "primary_container": [{"image": "nginx:latest", "container_port": 8080, "environment": [{"name": "DB_PASSWORD", "value": "x"}],
                "secret": [{"name": "T", "value_from": "arn"}], "aws_logs_configuration": [{"log_group": "/shop"}]}]}),
    );
    let mut cloudformation = Fixture::new("x");
    cloudformation.add(
        "AWS::ECS::ExpressGatewayService",
        "Shop",
        &json!({"ServiceName": "shop", "TaskRoleArn": "arn:aws:iam::1:role/shop", "NetworkConfiguration": {"Subnets": ["subnet-1"]},
            "PrimaryContainer": {"Image": "nginx:latest", "ContainerPort": 8080, "Environment": [{"Name": "DB_PASSWORD", "Value": "x"}],
                "Secrets": [{"Name": "T", "ValueFrom": "arn"}], "AwsLogsConfiguration": {"LogGroup": "/shop"}}}),
    );
    for (fixture, address, source_type) in [
        (terraform, "aws_ecs_express_gateway_service.shop", "aws_ecs_express_gateway_service"),
        (cloudformation, "Shop", "AWS::ECS::ExpressGatewayService"),
    ] {
        let printed = fixture.printed();
        let task = &printed["resources"][format!("{address}/task-definition")];
        assert_eq!(
            (&task["type"], &task["source_type"]),
            (&json!("ecs.task_definition"), &json!(source_type)),
            "{printed:#}"
        );
        assert_eq!(task["derived"]["launch"], "FARGATE");
        let values = &task["values"];
        assert_eq!(
            (&values["family"], &values["cpu"], &values["memory"]),
            (&json!("shop"), &json!(256), &json!(512))
        );
        let container = &values["containers"][0];
        assert_eq!(
            (&container["name"], &container["image"]["path"]),
            (&json!("Main"), &json!("nginx"))
        );
        assert_eq!(container["port_mappings"], json!([{"container_port": 8080}]));
        assert_eq!(container["environment"][0]["name"], "DB_PASSWORD");
        assert_eq!(container["secrets"], json!([{"name": "T", "value_from": "arn"}]));
        assert_eq!(container["log_configuration"]["log_driver"], "awslogs");
        assert_eq!(container["log_configuration"]["options"]["awslogs-group"], "/shop");
        assert_eq!(
            container["readonly_root_filesystem"],
            json!({"$unknown": "ECS Express Mode sets it, not the code"})
        );
        assert!(values["volumes"].is_null() && values["pid_mode"].is_null(), "{values:#}");
        let service = &printed["resources"][address];
        assert_eq!(service["type"], "ecs.service");
        assert_eq!(service["values"]["launch_type"], "FARGATE");
        assert_eq!(
            service["refs"]["/task_definition"][0]["to"],
            format!("{address}/task-definition")
        );
        assert_eq!(service["values"]["task_definition_kind"], "arn");
        assert_eq!(service["values"]["network_configuration"]["subnets"], json!(["subnet-1"]));
        assert_eq!(
            service["values"]["deployment_circuit_breaker"],
            json!({"$unknown": "ECS Express Mode sets it, not the code"})
        );
    }
}

#[test]
fn an_express_service_may_name_a_task_definition_of_ones_own() {
    let mut fixture = Fixture::new("x");
    fixture.add(
        "AWS::ECS::ExpressGatewayService",
        "Shop",
        &json!({"ServiceName": "shop", "TaskDefinitionArn": "arn:aws:ecs:eu-west-1:111122223333:task-definition/shop:3"}),
    );
    let printed = fixture.printed();
    let resources = printed["resources"].as_object().unwrap();
    assert_eq!(resources.keys().collect::<Vec<_>>(), ["Shop"]);
    assert_eq!(
        resources["Shop"]["values"]["task_definition"],
        "arn:aws:ecs:eu-west-1:111122223333:task-definition/shop:3"
    );
}

#[test]
fn an_express_service_of_which_nothing_is_known_stays_one_resource() {
    let mut fixture = Fixture::new("x");
    fixture.add(
        "aws_ecs_express_gateway_service",
        "x",
        &json!({"$unknown": "module.m has no source here"}),
    );
    assert_eq!(fixture.printed()["resources"].as_object().unwrap().len(), 1);
}

#[test]
fn a_daemon_is_the_service_of_its_task_definition() {
    let mut fixture = Fixture::new("x");
    fixture.add(
        "AWS::ECS::DaemonTaskDefinition",
        "Agent",
        &json!({"Family": "agent", "ContainerDefinitions": [{"Name": "a"}]}),
    );
    fixture.add(
        "AWS::ECS::Daemon",
        "Runs",
        &json!({"DaemonName": "runs", "DaemonTaskDefinitionArn": {"$ref": ["Agent", "Ref"]}}),
    );
    let printed = fixture.printed();
    let service = &printed["resources"]["Runs"];
    assert_eq!(
        (&service["type"], &service["source_type"]),
        (&json!("ecs.service"), &json!("AWS::ECS::Daemon"))
    );
    assert_eq!(service["values"]["scheduling_strategy"], "DAEMON");
    assert_eq!(service["refs"]["/task_definition"][0]["to"], "Agent");
    assert_eq!(service["values"]["enable_execute_command"], false);
    assert!(service["values"]["deployment_circuit_breaker"]["$unknown"].is_string(), "{service:#}");
}

#[test]
fn a_task_set_says_what_its_service_leaves_open() {
    let mut fixture = Fixture::new("x");
    fixture.add(
        "aws_ecs_service",
        "s",
        &json!({"name": "s", "deployment_controller": [{"type": "EXTERNAL"}]}),
    );
    fixture.add(
        "aws_ecs_task_set",
        "t",
        &json!({"service": {"$ref": ["aws_ecs_service.s", "id"]}, "task_definition": {"$ref": ["aws_ecs_task_definition.d", "arn"]},
            "launch_type": "FARGATE", "network_configuration": [{"assign_public_ip": true, "subnets": ["subnet-1"]}]}),
    );
    fixture.add(
        "aws_ecs_task_definition",
        "d",
        &json!({"family": "d", "container_definitions": "[]"}),
    );
    let printed = fixture.printed();
    let service = &printed["resources"]["aws_ecs_service.s"];
    assert_eq!(service["satellites"], json!(["aws_ecs_task_set.t"]));
    assert_eq!(service["refs"]["/task_definition"][0]["to"], "aws_ecs_task_definition.d");
    assert_eq!(
        (
            &service["values"]["launch_type"],
            &service["values"]["network_configuration"]["assign_public_ip"]
        ),
        (&json!("FARGATE"), &Json::Bool(true))
    );
}

# The threat model that this project began with, in the keyword form that pytm 1.3.1 and 1.4.0 accept.
# tests/it/model.rs finds its components and flows in every model of a Fargate service.
from pytm import TM, Actor, Boundary, Dataflow, Datastore, Server

tm = TM("ECS Fargate Threat Model")
tm.description = "Containers on ECS Fargate"
tm.isOrdered = True

internet = Boundary("Internet")
aws_control_plane = Boundary("AWS Control Plane")
vpc = Boundary("VPC")

devops_user = Actor("DevOps User", inBoundary=internet)
aws_api = Server("AWS API", inBoundary=aws_control_plane)
ecs_control_plane = Server("ECS Control Plane", inBoundary=aws_control_plane)
fargate_scheduler = Server("Fargate Scheduler", inBoundary=aws_control_plane)
task_definition = Datastore("Task Definition", inBoundary=aws_control_plane)
container_registry = Datastore("Container Registry", inBoundary=aws_control_plane)
vpc_network = Server("VPC Network", inBoundary=vpc)
metadata_service = Server("EC2 Metadata Service", inBoundary=vpc)
cloudwatch_logs = Datastore("CloudWatch Logs", inBoundary=aws_control_plane)

api_calls = Dataflow(source=devops_user, sink=aws_api, name="ECS API Calls", protocol="HTTPS")
forward = Dataflow(source=aws_api, sink=ecs_control_plane, name="Forward API Calls")
load = Dataflow(source=ecs_control_plane, sink=task_definition, name="Load Task Definition")
schedule = Dataflow(source=ecs_control_plane, sink=fargate_scheduler, name="Schedule Task Launch")
pull = Dataflow(source=fargate_scheduler, sink=container_registry, name="Pull Docker Image", protocol="HTTPS")
launch = Dataflow(source=fargate_scheduler, sink=vpc_network, name="Create ENI and Start Container")
credentials = Dataflow(source=vpc_network, sink=metadata_service, name="Fetch IAM Credentials", protocol="HTTP")
logs = Dataflow(source=vpc_network, sink=cloudwatch_logs, name="Send Logs", protocol="HTTPS")

tm.process()

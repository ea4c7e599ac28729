package stride.tampering.task_definition_tampering_test

import data.stride.given_test as given
import data.stride.tampering.task_definition_tampering as threat

test_writable_root_filesystem if {
	given.paths(threat.writable_root_filesystem) == {["containers", 0, "readonly_root_filesystem"]} with input as given.container({"readonly_root_filesystem": false})
	given.paths(threat.writable_root_filesystem) == {["containers", 0, "readonly_root_filesystem"]} with input as given.container({})
}

test_writable_root_filesystem_quiet if {
	count(threat.writable_root_filesystem) == 0 with input as given.container({"readonly_root_filesystem": true})
	count(threat.writable_root_filesystem) == 0 with input as given.windows_task({"containers": [{"name": "web"}]})
}

test_execute_command_enabled if {
	given.paths(threat.execute_command_enabled) == {["enable_execute_command"]} with input as given.one("ecs.service", {"enable_execute_command": true})
	count(threat.execute_command_enabled) == 0 with input as given.one("ecs.service", {"enable_execute_command": false})
	count(threat.execute_command_enabled) == 0 with input as given.one("ecs.service", {})
}

script(text) := found if {
	found := threat.remote_script_execution with input as given.container({"command": ["sh", "-c", text]})
}

test_remote_script_execution if {
	given.paths(script("curl -sSL https://get.example.com/install.sh | bash")) == {["containers", 0, "command"]}
	every text in [
		"wget -qO- https://example.com/i.sh | sudo -E sh -s -- --yes",
		"curl https://example.com/x.py | /usr/bin/env python3 -",
		"bash <(curl -s https://example.com/i.sh)",
		"bash -c \"$(curl -fsSL https://example.com/i.sh)\"",
		"curl https://example.com/a.gz | gunzip | sh",
		"wget http://example.com/setup.sh && sh setup.sh",
		"curl -o /tmp/agent http://example.com/agent; chmod +x /tmp/agent; /tmp/agent",
	] {
		count(script(text)) == 1
	}
	given.paths(threat.remote_script_execution) == {["containers", 0, "entry_point"]} with input as given.container({"entry_point": ["sh", "-c", "curl https://example.com/i.sh | sh"]})
}

test_remote_script_execution_quiet if {
	every text in [
		"curl -f http://localhost:8080/ready && ./server",
		"wget https://example.com/data.csv && ./import data.csv",
		"curl https://example.com/list | grep active",
		"curl http://example.com/data.json -o data.json && ./server",
		"./install.sh | sh-report",
	] {
		count(script(text)) == 0
	}
}

revision(values, edges) := found if {
	service := object.union(given.resource("service", "ecs.service", values), {"refs": {"/task_definition": edges}})
	found := threat.unpinned_task_revision with input as given.document([service])
}

test_unpinned_task_revision if {
	every attribute in ["family", "id", "arn_without_revision"] {
		given.paths(revision({"task_definition": sprintf("${aws_ecs_task_definition.web.%s}", [attribute])}, [{"to": "aws_ecs_task_definition.web", "attribute": attribute}])) == {["task_definition"]}
	}
	count(revision({"task_definition": "web"}, [{"to": "aws_ecs_task_definition.web", "attribute": "family"}])) == 1
	count(revision({"task_definition": "arn:aws:ecs:eu-west-1:123456789012:task-definition/web"}, [])) == 1
}

test_unpinned_task_revision_quiet if {
	count(revision({"task_definition": "${aws_ecs_task_definition.web.arn}"}, [{"to": "aws_ecs_task_definition.web", "attribute": "arn"}])) == 0
	count(revision({"task_definition": "${Task}"}, [{"to": "Task", "attribute": ""}])) == 0
	count(revision({"task_definition": "web:12"}, [])) == 0
	count(revision({"task_definition": "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:12"}, [])) == 0
	count(revision({}, [])) == 0
}

drift(type, values, ignored) := found if {
	subject := object.union(given.resource("it", type, values), {"lifecycle": {"ignore_changes": ignored}})
	found := threat.ignored_task_drift with input as given.document([subject])
}

test_ignored_task_drift if {
	given.paths(drift("ecs.service", {}, ["desired_count", "task_definition"])) == {["lifecycle", "ignore_changes"]}
	count(drift("ecs.service", {"deployment_controller": {"type": "ECS"}}, ["all"])) == 1
	count(drift("ecs.task_definition", {}, ["container_definitions"])) == 1
}

test_ignored_task_drift_quiet if {
	count(drift("ecs.service", {"deployment_controller": {"type": "CODE_DEPLOY"}}, ["task_definition"])) == 0
	count(drift("ecs.service", {"deployment_controller": {"type": "EXTERNAL"}}, ["all"])) == 0
	count(drift("ecs.service", {}, ["desired_count"])) == 0
	count(drift("ecs.task_definition", {}, ["tags"])) == 0
}

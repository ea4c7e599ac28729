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

allowing(changes) := found if {
	statement := object.union({"effect": "allow", "actions": ["ecs:*"], "grants": ["ecs:registertaskdefinition"], "everything": true, "restricted": false}, changes)
	found := given.one("iam.group", {"policies": [{"kind": "inline", "statements": [statement]}]})
}

test_unrestricted_task_registration if {
	given.paths(threat.unrestricted_task_registration) == {["policies", 0, "statements", 0, "actions", 0]} with input as allowing({})
	count(threat.unrestricted_task_registration) == 1 with input as allowing({"grants": ["ecs:updateservice"]})
}

# Registering has no resource to narrow: it is the action that has to go.
test_unrestricted_task_registration_stands_at_what_changes if {
	actions := ["ecs:UpdateService", "ecs:RegisterTaskDefinition"]
	both := allowing({"actions": actions, "grants": ["ecs:registertaskdefinition", "ecs:updateservice"], "resources": ["*"]})
	given.paths(threat.unrestricted_task_registration) == {["policies", 0, "statements", 0, "actions", 1]} with input as both
	moving := allowing({"actions": ["ecs:List*", "ecs:UpdateService"], "grants": ["ecs:updateservice"], "resources": ["*"]})
	given.paths(threat.unrestricted_task_registration) == {["policies", 0, "statements", 0, "actions", 1]} with input as moving
}

role_of(principals) := found if {
	statement := {"effect": "allow", "actions": ["ecs:UpdateService"], "grants": ["ecs:updateservice"], "everything": true, "restricted": false}
	trust := {"statements": [{"effect": "allow", "principals": principals}]}
	found := given.one("iam.role", {"trust_policy": trust, "policies": [{"kind": "inline", "statements": [statement]}]})
}

scaling := {"type": "Service", "id": "application-autoscaling.amazonaws.com"}

# The service that scales sets a number and nothing else; whoever else may assume its role does more.
test_unrestricted_task_registration_of_a_scaling_role if {
	count(threat.unrestricted_task_registration) == 0 with input as role_of([scaling])
	count(threat.unrestricted_task_registration) == 1 with input as role_of([scaling, {"type": "AWS", "id": "arn:aws:iam::123456789012:root"}])
	count(threat.unrestricted_task_registration) == 1 with input as role_of([])
}

test_unrestricted_task_registration_quiet if {
	count(threat.unrestricted_task_registration) == 0 with input as allowing({"everything": false})
	count(threat.unrestricted_task_registration) == 0 with input as allowing({"restricted": true})
	count(threat.unrestricted_task_registration) == 0 with input as allowing({"effect": "deny"})
	count(threat.unrestricted_task_registration) == 0 with input as allowing({"grants": ["ecs:createservice", "ecs:runtask"]})
}

test_unrestricted_execute_command if {
	given.paths(threat.unrestricted_execute_command) == {["policies", 0, "statements", 0, "resources"]} with input as allowing({"grants": ["ecs:executecommand"]})
}

test_unrestricted_execute_command_quiet if {
	count(threat.unrestricted_execute_command) == 0 with input as allowing({"grants": ["ecs:executecommand"], "everything": false})
	count(threat.unrestricted_execute_command) == 0 with input as allowing({"grants": ["ecs:executecommand"], "restricted": true})
	count(threat.unrestricted_execute_command) == 0 with input as allowing({"grants": ["ecs:runtask"]})
}

environment_file(id, bucket) := found if {
	values := {"family": "web", "containers": [{"name": "web", "environment_files": [{"type": "s3"}, {"type": "s3"}]}]}
	task := object.union(given.resource("task", "ecs.task_definition", values), {"refs": {"/containers/0/environment_files/1/value": [{"to": id, "attribute": "arn"}]}})
	object_of := object.union(given.resource("object", "aws_s3_object", {}), {"refs": {"/bucket": [{"to": "bucket", "attribute": "id"}]}})
	found := given.document([task, object_of, given.resource("bucket", "s3.bucket", bucket)])
}

test_mutable_environment_file if {
	findings := threat.mutable_environment_file with input as environment_file("bucket", {})
	findings == {{"resource": "task", "path": ["containers", 0, "environment_files", 1, "value"], "facts": {"related": ["bucket"]}}}
	count(threat.mutable_environment_file) == 1 with input as environment_file("object", {"versioning": {"status": "Suspended"}})
	count(threat.mutable_environment_file) == 1 with input as environment_file("bucket", {"versioning": {"status": "Disabled"}})
}

test_mutable_environment_file_quiet if {
	count(threat.mutable_environment_file) == 0 with input as environment_file("bucket", {"versioning": {"status": "Enabled"}})
	count(threat.mutable_environment_file) == 0 with input as environment_file("elsewhere", {})
	open := {"unit": {"closed": false, "deployable": false, "opaque": []}}
	count(threat.mutable_environment_file) == 0 with input as object.union(environment_file("bucket", {}), open)
	count(threat.mutable_environment_file) == 1 with input as object.union(environment_file("bucket", {"versioning": {"status": "Suspended"}}), open)
}

module(values) := found if {
	found := threat.unpinned_module_source with input as given.one("terraform.module", values)
}

test_unpinned_module_source if {
	given.paths(module({"kind": "git", "source": "git::https://example.com/vpc.git"})) == {["source"]}
	given.paths(module({"kind": "github", "source": "github.com/example/vpc?ref=main", "ref": "main"})) == {["ref"]}
	every branch in ["master", "develop", "HEAD", "refs/heads/release"] {
		count(module({"kind": "git", "ref": branch})) == 1
	}
	given.paths(module({"kind": "registry", "source": "example/vpc/aws"})) == {["version"]}
	every version in [">= 1.0", "> 1.0.0", ">= 1.0, != 1.3.0", "!= 2.0"] {
		count(module({"kind": "registry", "version": version})) == 1
	}
}

test_unpinned_module_source_quiet if {
	every reference in ["v1.2.3", "8ba1c3f", "mainline", "refs/tags/v1"] {
		count(module({"kind": "git", "ref": reference})) == 0
	}
	every version in ["1.2.3", "= 1.2.3", "~> 5.0", ">= 1.0, < 2.0", "<= 3.1"] {
		count(module({"kind": "registry", "version": version})) == 0
	}
	count(module({"kind": "local", "source": "./modules/vpc"})) == 0
	count(module({"kind": "http", "source": "https://example.com/vpc.zip"})) == 0
}

package stride.tampering.ci_build_compromise_test

import data.stride.given_test as given
import data.stride.tampering.ci_build_compromise as threat

public := {"type": "GITHUB", "forkable": true}

project(values) := given.one("codebuild.project", object.union({"source": public}, values))

event(pattern) := {"type": "EVENT", "pattern": pattern}

hook(groups) := {"webhook": {"enabled": true, "filter_groups": [{"filters": filters} | some filters in groups]}}

test_untrusted_pull_requests_build if {
	filters := [{"type": "BASE_REF", "pattern": "main"}, event("PUSH, PULL_REQUEST_CREATED")]
	found := threat.untrusted_pull_requests_build with input as project(hook([[event("PUSH")], filters]))
	given.paths(found) == {["webhook", "filter_groups", 1, "filters", 1, "pattern"]}
	bare := threat.untrusted_pull_requests_build with input as project({"webhook": {"branch": "x"}})
	given.paths(bare) == {["webhook", "filter_groups"]}
	every filter in [
		{"type": "HEAD_REF", "pattern": "^refs/heads/.*"},
		{"type": "ACTOR_ACCOUNT_ID", "pattern": ".*"},
		{"type": "ACTOR_ACCOUNT_ID", "pattern": "^1$", "exclude_matched_pattern": true},
		{"type": "FILE_PATH", "pattern": "^src/"},
	] {
		count(threat.untrusted_pull_requests_build) == 1 with input as project(hook([[filter, event("PULL_REQUEST_UPDATED")]]))
	}
	unasked := object.union(hook([[event("PULL_REQUEST_CREATED")]]).webhook, {"pull_request_build_policy": {"requires_comment_approval": "DISABLED"}})
	count(threat.untrusted_pull_requests_build) == 1 with input as project({"webhook": unasked})
}

test_untrusted_pull_requests_build_quiet if {
	every filter in [{"type": "HEAD_REF", "pattern": "^refs/heads/release-"}, {"type": "ACTOR_ACCOUNT_ID", "pattern": "^1$"}] {
		count(threat.untrusted_pull_requests_build) == 0 with input as project(hook([[filter, event("PULL_REQUEST_UPDATED")]]))
	}
	count(threat.untrusted_pull_requests_build) == 0 with input as project(hook([[event("PUSH"), event("PULL_REQUEST_MERGED")]]))
	every approval in ["ALL_PULL_REQUESTS", "FORK_PULL_REQUESTS"] {
		asked := object.union(hook([[event("PULL_REQUEST_CREATED")]]).webhook, {"pull_request_build_policy": {"requires_comment_approval": approval}})
		count(threat.untrusted_pull_requests_build) == 0 with input as project({"webhook": asked})
	}
	own := given.one("codebuild.project", object.union({"source": {"type": "CODECOMMIT", "forkable": false}}, hook([[event("PULL_REQUEST_CREATED")]])))
	count(threat.untrusted_pull_requests_build) == 0 with input as own
	count(threat.untrusted_pull_requests_build) == 0 with input as project({})
	count(threat.untrusted_pull_requests_build) == 0 with input as project({"webhook": {"branch_filter": "^main$"}})
}

# A template's webhook has a switch.
test_a_webhook_that_is_off if {
	every webhook in [{}, {"enabled": false}] {
		count(threat.untrusted_pull_requests_build) == 0 with input as given.in_cloudformation(project({"webhook": webhook}))
	}
	count(threat.untrusted_pull_requests_build) == 1 with input as given.in_cloudformation(project({"webhook": {"enabled": true}}))
}

privileged(extra) := project(object.union({"environment": {"privileged_mode": true}}, extra))

test_privileged_build if {
	found := threat.privileged_build with input as privileged({})
	given.paths(found) == {["environment", "privileged_mode"]}
	some_only := hook([[event("PUSH"), {"type": "ACTOR_ACCOUNT_ID", "pattern": "^1$"}], [event("PUSH")]])
	count(threat.privileged_build) == 1 with input as privileged(some_only)
	team := hook([[event("PUSH"), {"type": "ACTOR_ACCOUNT_ID", "pattern": "^1$"}]])
	count(threat.privileged_build) == 0 with input as privileged(team)
	every values in [{"environment": {"privileged_mode": false}}, {"environment": {}}, {}] {
		count(threat.privileged_build) == 0 with input as project(values)
	}
}

# A document with a build, and the role that it runs with.
with_role(policy) := document if {
	build := object.union(given.resource("build", "codebuild.project", {}), {"refs": {"/service_role": [{"to": "role", "attribute": "arn"}]}})
	document := given.document([build, given.resource("role", "iam.role", {"policies": [policy]})])
}

allow(action, extra) := {"kind": "inline", "statements": [object.union({"effect": "allow", "actions": [action], "grants": [action], "everything": true, "restricted": false}, extra)]}

test_build_role_is_admin if {
	attached := threat.build_role_is_admin with input as with_role({"kind": "aws_managed", "name": "AdministratorAccess", "statements": []})
	given.paths(attached) == {["policies", 0]}
	every action in ["iam:passrole", "ecr:putimage", "ecs:registertaskdefinition"] {
		found := threat.build_role_is_admin with input as with_role(allow(action, {}))
		given.paths(found) == {["policies", 0, "statements", 0, "actions", 0]}
	}
	every policy in [
		allow("ecr:getauthorizationtoken", {}),
		allow("ecr:putimage", {"everything": false}),
		allow("iam:passrole", {"restricted": true}),
		{"kind": "aws_managed", "name": "ReadOnlyAccess", "statements": []},
	] {
		count(threat.build_role_is_admin) == 0 with input as with_role(policy)
	}
	trusted := given.one("iam.role", {
		"policies": [allow("iam:passrole", {})],
		"trust_policy": {"statements": [{"effect": "allow", "principals": [{"type": "Service", "id": "codebuild.amazonaws.com"}]}]},
	})
	count(threat.build_role_is_admin) == 1 with input as trusted
	alone := given.one("iam.role", {"policies": [allow("iam:passrole", {})]})
	count(threat.build_role_is_admin) == 0 with input as alone
}

test_credentials_in_source_url if {
	url := "https://build:correct-horse-battery@git.example.com/acme/app.git"
	found := threat.credentials_in_source_url with input as project({"source": {"location": url}})
	given.paths(found) == {["source", "location"]}
	second := threat.credentials_in_source_url with input as project({"secondary_sources": [{"location": "https://github.com/acme/lib.git"}, {"location": url}]})
	given.paths(second) == {["secondary_sources", 1, "location"]}
	every location in ["https://github.com/acme/app.git", "https://build@git.example.com/app.git", "https://git.example.com/a:b@c", "bucket/key.zip", ""] {
		count(threat.credentials_in_source_url) == 0 with input as project({"source": {"location": location}})
	}
}

# What principals may do: the Allow statements of roles, users, groups and policies, and who may assume a role.
package stride.lib

roles := found if found := of_type("iam.role")

# Every Allow statement once, with the resource that holds it: `{"resource", "path", "statement", "aws", "related"}`. A managed policy
# of the unit is judged where it is written, not again at each principal it is attached to: those are `related`. `aws` says that AWS wrote
# the policy.
allowed := found if {
	principals := array.concat(array.concat(of_type("iam.role"), of_type("iam.user")), of_type("iam.group"))
	attached := [item |
		some principal in principals
		some item in allowed_to(principal)
		item.resource.id == principal.id
	]
	found := array.concat(attached, allowed_by_policies)
}

allowed_by_policies := found if {
	found := [item |
		some policy in of_type("iam.policy")
		some item in allowed_by(policy)
	]
}

# What one policy of the unit allows.
allowed_by(policy) := found if {
	found := allowed_in(policy_holder(policy), object.get(policy.values, "statements", []), false)
}

# What one role, user or group may do, its managed policies included. A statement of a policy of the unit stands at that policy. What AWS
# wrote for a service is what the service needs, in a role that it alone assumes.
allowed_to(principal) := found if {
	found := [item |
		some i
		policy := principal.values.policies[i]
		not the_services_own(principal, policy)
		holder := holder_of(principal, i, policy)
		some item in allowed_in(holder, object.get(policy, "statements", []), object.get(policy, "kind", "") == "aws_managed")
	]
}

allowed_in(holder, statements, aws) := found if {
	found := [item |
		some j
		statement := statements[j]
		statement.effect == "allow"
		item := {
			"resource": holder.resource,
			"path": array.concat(holder.path, ["statements", j]),
			"statement": statement,
			"aws": aws,
			"related": holder.related,
		}
	]
}

holder_of(principal, i, policy) := holder if {
	held_by_principal(policy)
	holder := {"resource": principal, "path": ["policies", i], "related": []}
}

holder_of(_, _, policy) := holder if {
	not held_by_principal(policy)
	holder := policy_holder(input.resources[policy.source])
}

# A policy of the unit, with the principals that it is attached to.
policy_holder(policy) := holder if {
	holder := {"resource": policy, "path": [], "related": object.get(policy, ["derived", "holders"], [])}
}

# What people may do: the Allow statements of users and groups, also of policies for users and groups outside the unit. A statement of
# a policy of the unit stands at that policy.
allowed_to_people := found if {
	people := array.concat(of_type("iam.user"), of_type("iam.group"))
	inside := [item | some person in people; some item in allowed_to(person)]
	outside := [item | some item in allowed_by_policies; for_people(item.resource)]
	found := array.concat(inside, outside)
}

for_people(policy) if count(object.get(policy.values, "users", [])) > 0

for_people(policy) if count(object.get(policy.values, "groups", [])) > 0

# An inline policy is its principal's, whatever resource it is written as; so is what is attached and is not in the unit.
held_by_principal(policy) if policy.kind in {"inline", "aws_managed"}

held_by_principal(policy) if missing(policy, ["source"])

# The statement allows its actions on every resource of their kind, and no condition restricts who, from where or when.
unrestricted(statement) if {
	statement.everything == true
	not statement.restricted == true
}

# Whether every resource of the statement is the ARN of another service than the action's: `ecs:*` on log groups does nothing.
on_another_service(statement, service) if {
	not service in works_on_others
	resources := object.get(statement, "resources", [])
	count(resources) > 0
	count([resource | some resource in resources; not of_another_service(resource, service)]) == 0
}

of_another_service(resource, service) if {
	parts := split(resource, ":")
	count(parts) > 3
	parts[0] == "arn"
	regex.match(`^[a-z0-9-]+$`, parts[2])
	parts[2] != service
}

# Services some of whose actions work on the resources of another one (Service Authorization Reference).
works_on_others := {"rds-data", "s3", "ssm", "sts"}

# Whether the statement allows one of these actions (in lower case, named in actions.json).
grants_any(statement, actions) if {
	some action in object.get(statement, "grants", [])
	action in actions
}

# The actions that a pattern in lower case means, of the services in service_actions.json.
meant_actions(pattern) := actions if {
	regex.match(`[*?]`, pattern)
	service := split(pattern, ":")[0]
	actions := {action |
		some name in data.service_actions[service]
		action := concat(":", [service, name])
		glob.match(pattern, [], action)
	}
}

# An action (in lower case, named in actions.json) as AWS spells it.
spelled(action) := spelling[action]

spelling := {lower(action): action | some action in data.iam_actions}

# Where a finding on one of these actions stands: at the first pattern of the statement that allows one of them; at the list where the
# statement names what it does not allow; at the attachment of a policy that AWS wrote.
action_path(item, _) := path if {
	item.aws
	path := [item.path[0], item.path[1]]
}

action_path(item, actions) := path if {
	not item.aws
	places := action_places(item.statement, actions)
	count(places) > 0
	path := array.concat(item.path, ["actions", min(places)])
}

action_path(item, actions) := path if {
	not item.aws
	count(action_places(item.statement, actions)) == 0
	path := array.concat(item.path, ["actions"])
}

action_places(statement, actions) := found if {
	found := {k |
		some k
		written := statement.actions[k]
		some action in actions
		glob.match(lower(written), [], action)
	}
}

# Where a finding stands whose fix narrows the statement's resources: at these, or at the attachment of a policy that AWS wrote.
resource_path(item) := [item.path[0], item.path[1]] if item.aws

resource_path(item) := array.concat(item.path, ["resources"]) if not item.aws

# The first of these actions (in lower case) that the statement allows, as AWS spells them, in words.
named_actions(statement, actions) := text if {
	names := sort([name | some action in object.get(statement, "grants", []); action in actions; name := spelled(action)])
	text := first_names(names)
}

first_names(names) := concat(" and ", names) if count(names) <= 2

first_names(names) := text if {
	count(names) > 2
	text := concat("", [names[0], " and ", format_int(count(names) - 1, 10), " more actions"])
}

# The service of the first action that allows one of these (in lower case): the fix is another one for each.
service_of(item, actions) := service if {
	path := action_path(item, actions)
	service := service_at(item, path)
}

# The service of the action that stands at a path of the statement: the fix is another one for each. Empty where none does.
service_at(item, path) := service if {
	service := concat("", [name |
		written := item.statement.actions[path[count(path) - 1]]
		is_string(written)
		contains(written, ":")
		name := split(lower(written), ":")[0]
	])
}

# Whether the statement allows an action (in lower case), by IAM's wildcards: for actions that actions.json does not name, and slow. Where
# it does name them, `grants` has the answer.
allows(statement, action) if {
	statement.effect == "allow"
	missing(statement, ["not_actions"])
	some text in statement.actions
	matches_action(text, action)
}

allows(statement, action) if {
	statement.effect == "allow"
	present(statement, ["not_actions"])
	count([text | some text in statement.not_actions; matches_action(text, action)]) == 0
}

matches_action(text, action) if {
	# What means something in a regular expression means itself in IAM.
	one := replace(replace(replace(replace(lower(text), `\`, `\\`), ".", `\.`), "+", `\+`), "|", `\|`)
	two := replace(replace(replace(replace(one, "(", `\(`), ")", `\)`), "[", `\[`), "]", `\]`)
	escaped := replace(replace(replace(replace(two, "{", `\{`), "}", `\}`), "^", `\^`), "$", `\$`)
	regex.match(concat("", ["^", replace(replace(escaped, "*", ".*"), "?", "."), "$"]), action)
}

# Whether tasks run with the role, or are started with it.
task_role(role) if "task" in role.derived.role_kinds

execution_role(role) if "execution" in role.derived.role_kinds

# Whether the statement holds only for sessions that were opened with a second factor. The `IfExists` forms hold for a long-lived key
# too, whose requests say nothing of one (IAM user guide, "aws:MultiFactorAuthPresent").
demands_mfa(statement) if {
	some condition in object.get(statement, "conditions", [])
	condition.key == "aws:multifactorauthpresent"
	lower(condition.operator) == "bool"
	not "false" in {lower(value) | some value in condition.values}
}

demands_mfa(statement) if {
	some condition in object.get(statement, "conditions", [])
	condition.key == "aws:multifactorauthage"
	regex.match(`^numericlessthan(equals)?$`, lower(condition.operator))
}

# The AWS managed policy behind an entry of `policies`, by its name.
aws_policy(policy) := name if {
	named_aws_policy(policy)
	name := policy.name
}

aws_policy(policy) := name if {
	not named_aws_policy(policy)
	parts := split(policy.arn, ":policy/")
	endswith(parts[0], ":iam::aws")
	words := split(parts[1], "/")
	name := words[count(words) - 1]
}

named_aws_policy(policy) if {
	policy.kind == "aws_managed"
	present(policy, ["name"])
}

# The services that may assume the role, by the first label of their names.
trusted_services(role) := names if {
	names := {name |
		some statement in object.get(role.values, ["trust_policy", "statements"], [])
		statement.effect == "allow"
		some principal in object.get(statement, "principals", [])
		principal.type == "Service"
		name := split(principal.id, ".")[0]
	}
}

# Whether only AWS services may assume the role, none of which runs code of its user: there is no program to break into.
of_services_alone(role) if {
	count(trusted_services(role)) > 0
	not runs_code(role)
	others := [principal |
		some statement in role.values.trust_policy.statements
		statement.effect == "allow"
		some principal in statement.principals
		principal.type != "Service"
	]
	count(others) == 0
}

# Whether a program of the unit's owner acts with the role.
runs_code(role) if task_role(role)

runs_code(role) if count(trusted_services(role) & code_runners) > 0

code_runners := {
	"ecs-tasks", "ec2", "lambda", "edgelambda", "codebuild", "batch", "glue", "sagemaker", "tasks", "build", "emr-serverless", "apprunner",
	"elasticmapreduce", "eks", "pods", "ssm", "datapipeline", "states", "cloudformation", "codepipeline", "greengrass", "elasticbeanstalk",
}

the_services_own(principal, policy) if {
	policy.kind == "aws_managed"
	principal.type == "iam.role"
	of_services_alone(principal)
	regex.match(`:policy/(aws-)?service-role/|Role(Policy)?(For[A-Za-z0-9]+)?$`, object.get(policy, "arn", ""))
}

# Whether the principal is a whole AWS account, or every principal.
whole_account(principal) if {
	principal.type == "AWS"
	regex.match(`^([0-9]{12}|\*|arn:[^:]*:iam::[^:]*:root)$`, principal.id)
}

# Whether the statement has a condition on one of these keys (in lower case).
conditioned(statement, keys) if {
	some condition in object.get(statement, "conditions", [])
	condition.key in keys
}

# A policy statement that allows every principal, without a condition that restricts the caller.
open_to_world(statement) if {
	statement.effect == "allow"
	not statement.restricted == true
	some principal in statement.principals
	principal.type in {"*", "AWS"}
	principal.id == "*"
}

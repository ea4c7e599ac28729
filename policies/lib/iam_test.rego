package stride.lib_test

import data.stride.lib

# IAM's wildcards, and letters that mean something in a regular expression only.
test_allows if {
	every pattern in ["ecs:RunTask", "ECS:run*", "*", "ecs:*", "ecs:RunTas?", "*:*task"] {
		lib.allows({"effect": "allow", "actions": [pattern]}, "ecs:runtask")
	}
	every pattern in ["ecs:Run", "ecs:RunTask?", "ecs.runtask", "ecs:(runtask)", "ecs:runtask|x", "^ecs:runtask$", "\\*", "[a-z]*"] {
		not lib.allows({"effect": "allow", "actions": [pattern]}, "ecs:runtask")
	}
	lib.allows({"effect": "allow", "not_actions": ["iam:*"]}, "ecs:runtask")
	not lib.allows({"effect": "allow", "not_actions": ["iam:*", "ecs:*"]}, "ecs:runtask")
	not lib.allows({"effect": "deny", "actions": ["*"]}, "ecs:runtask")
}

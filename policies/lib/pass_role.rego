# Handing a role to a program of one's own: iam:PassRole together with what starts a program.
package stride.lib

# The statements that pass roles, where all of them together also start a program with one.
passes_role(items) := found if {
	count(programs_started(items)) > 0
	found := [item | some item in items; unrestricted(item.statement); "iam:passrole" in item.statement.grants]
}

# The actions that hand a role to a program, as they are spelled.
program(items) := actions if {
	actions := array.concat(["iam:PassRole"], [spelled(action) | some action in programs_started(items)[0]])
}

programs_started(items) := found if {
	granted := {action |
		some item in items
		unrestricted(item.statement)
		some action in object.get(item.statement, "grants", [])
	}
	found := [needed | some needed in programs; count([action | some action in needed; not action in granted]) == 0]
}

# Besides iam:PassRole, what it takes to run code with the role.
programs := [
	["ecs:runtask"],
	["ecs:starttask"],
	["ecs:registertaskdefinition", "ecs:updateservice"],
	["lambda:createfunction", "lambda:invokefunction"],
	["lambda:createfunction", "lambda:createeventsourcemapping"],
	["lambda:createfunction", "lambda:addpermission"],
	["ec2:runinstances"],
	["cloudformation:createstack"],
	["datapipeline:createpipeline", "datapipeline:putpipelinedefinition"],
	["glue:createdevendpoint"],
	["glue:createjob", "glue:startjobrun"],
	["sagemaker:createnotebookinstance"],
	["sagemaker:createtrainingjob"],
	["sagemaker:createprocessingjob"],
	["codebuild:createproject", "codebuild:startbuild"],
	["scheduler:createschedule"],
	["apprunner:createservice"],
	["states:createstatemachine", "states:startexecution"],
]

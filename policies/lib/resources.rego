# What every policy may ask of a document: its resources, and whether it holds all of them. Policies never see an unknown value: the
# engine evaluates them in worlds of plain JSON (policies/README.md).
package stride.lib

# The resources of one canonical type, in the document's order.
of_type(type) := found if {
	found := [resource |
		some id in object.get(input, ["by_type", type], [])
		resource := input.resources[id]
	]
}

tasks := found if found := of_type("ecs.task_definition")

services := found if found := of_type("ecs.service")

clusters := found if found := of_type("ecs.cluster")

repositories := found if found := of_type("ecr.repository")

log_groups := found if found := of_type("logs.log_group")

# The names of environment variables, once each: what a name says is asked once, however many containers have it.
environment_names contains name if {
	some task in tasks
	some container in task.values.containers
	some entry in container.environment
	name := entry.name
}

# Whether what would name this resource must stand in this unit, so that its absence is a fact. In a library module, or where
# something that cannot be read receives a reference to the resource, it is not. What cannot be read and has no reference to the
# resource cannot name it.
closed(resource) if {
	resource.id
	input.unit.closed == true
}

closed(resource) if {
	input.unit.closed == false
	input.unit.deployable == true
	not resource.id in opaque_inputs
}

# Nor can a caller of a library name what no output gives out and whose name is not its own to choose.
closed(resource) if {
	input.unit.closed == false
	resource.id in input.unit.alone
	not resource.id in opaque_inputs
}

opaque_inputs := {id | some opaque in input.unit.opaque; some id in opaque.inputs}

# What an unknown value reads as, in the adverse world of a check that fires on different values of different names: no source
# writes it.
worst := "<worst>"

# Policy documents with principals that no resource of the unit takes. Which kind of resource they belong to is never known.
documents_for(kind) := found if {
	found := [document | some document in of_type("iam.resource_policy"); document.values.kind == kind]
}

# What policies of an organisation ask most: tags, registries, the roles of a task, what a statement names and what a role writes. No
# policy of this folder needs them.
package stride.lib

# A tag's value, `null` where the resource has none of that name.
tag(resource, key) := get(resource.values, ["tags", key])

# The registry of a container's image, in lower case: `registry(container)`.
registry(container) := lower(get(container, ["image", "registry"]))

# The roles of the unit that a task definition names: its task role and its execution role.
roles_of(task) := found if {
	found := [target |
		some path in [["task_role"], ["execution_role"]]
		some target in targets(task, path)
		target.type == "iam.role"
	]
}

# Whether a statement (an item of `allowed_to`) names a resource: by a reference, also inside a longer text, by its ARN or by its name.
names(item, resource) if {
	begin := pointer(array.concat(item.path, ["resources"]))
	some place, edges_of in item.resource.refs
	startswith(place, begin)
	some edge in edges_of
	edge.to == resource.id
}

names(item, resource) if {
	name := get(resource.values, ["name"])
	is_string(name)
	some text in item.statement.resources
	parts := split(text, concat("", [":", name]))
	count(parts) == 2
	behind := parts[1]
	behind_name(behind)
}

behind_name(text) if text == ""

behind_name(text) if startswith(text, "/")

behind_name(text) if startswith(text, ":")

behind_name(text) if text == "*"

# Whether a role may write or delete objects of a bucket: a statement names it, or all resources.
writes(role_, bucket) if {
	some item in allowed_to(role_)
	some action in ["s3:putobject", "s3:deleteobject"]
	allows(item.statement, action)
	names_or_all(item, bucket)
}

names_or_all(item, resource) if names(item, resource)

names_or_all(item, resource) if {
	resource.id
	"*" in item.statement.resources
}

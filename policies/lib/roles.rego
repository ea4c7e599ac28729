# Roles, by what names them.
package stride.lib

# What names a role, the same for everything that names the same one: the id of the role in the unit, else the role's name.
role(resource, attribute) := name if {
	target := named_role(resource, attribute)
	name := concat(" ", ["resource", target.id])
}

role(resource, attribute) := name if {
	text := get(resource.values, [attribute])
	is_string(text)
	not reference(text)
	parts := split(text, "/")
	written := parts[count(parts) - 1]
	owners := [concat(" ", ["resource", owner.id]) | some owner in roles; owner.values.name == written]
	name := array.concat(owners, [written])[0]
}

# An output of another state is the same wherever it is read.
role(resource, attribute) := text if {
	text := get(resource.values, [attribute])
	reference(text)
	not contains(text, "*")
	some edge in edges(resource, [attribute])
	startswith(edge.attribute, "outputs.")
}

# The role that the whole value refers to: what a text only mentions, as the account in an ARN, is no role.
named_role(resource, attribute) := target if {
	reference(get(resource.values, [attribute]))
	target := ref(resource, [attribute])
	target.type in {"iam.role", "aws_iam_role"}
}

# Whether two roles are the same, or one of them may be any.
same_role(one, other) if one == other

same_role(one, other) if worst in {one, other}

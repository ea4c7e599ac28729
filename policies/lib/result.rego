# How a check says where it fires. A finding holds no text: the sentence is the check's `custom.message`, filled by the engine
# from the document at the finding's place.
package stride.result

# The finding at `path` below the resource's `values`; `[]` is the resource itself. A path may name what is not there: the
# finding then stands on the nearest ancestor.
at(resource, path) := finding if {
	finding := {"resource": resource.id, "path": path}
}

# The same with facts for the message (`{fact.x}`). The fact `severity` lowers the check's severity; the fact `related` lists
# ids of further resources that the finding concerns.
facts(resource, path, details) := finding if {
	finding := {"resource": resource.id, "path": path, "facts": details}
}

# The finding at `path` of a statement that `lib.allowed` and its like found; the principals that its policy is attached to are related.
of_statement(item, path) := finding if {
	finding := facts(item.resource, path, {"related": item.related})
}

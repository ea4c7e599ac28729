# References to other resources, and marks of values.
package stride.lib

# The RFC 6901 pointer of a path: the keys of `refs` and `marks`.
pointer(path) := text if {
	steps := [step | some part in path; step := pointer_step(part)]
	text := concat("", steps)
}

pointer_step(part) := step if {
	is_string(part)
	step := concat("", ["/", replace(replace(part, "~", "~0"), "/", "~1")])
}

pointer_step(part) := step if {
	is_number(part)
	step := concat("", ["/", format_int(part, 10)])
}

# The edges of the value at `path`: `[{"to": id, "attribute": name}]`.
edges(resource, path) := found if {
	found := object.get(resource, ["refs", pointer(path)], [])
}

# Whether the value refers to another resource; such a value is no literal, though it reads as a known string.
refers(resource, path) if count(edges(resource, path)) > 0

# The resources of the unit that the value refers to.
targets(resource, path) := found if {
	found := [target | some edge in edges(resource, path); target := input.resources[edge.to]]
}

# The first of them; undefined when the value refers to nothing in the unit.
ref(resource, path) := target if target := targets(resource, path)[0]

# Whether the value at `path` carries the mark (`sensitive`, `secret-source`, `volatile`, `default`, and
# `hidden` where secrets stand wherever they come from).
marked(resource, path, mark) if mark in marks(resource, path)

marks(resource, path) := found if {
	found := object.get(resource, ["marks", pointer(path)], [])
}

# The path of a pointer.
path_of(text) := path if {
	path := [step |
		some part in split(trim_prefix(text, "/"), "/")
		step := path_step(part)
	]
}

path_step(part) := step if {
	is_index(part)
	step := to_number(part)
}

path_step(part) := step if {
	not is_index(part)
	step := replace(replace(part, "~1", "/"), "~0", "~")
}

is_index(part) if {
	part != ""
	trim(part, "0123456789") == ""
}

# Whether a value is one reference and nothing else.
reference(text) if {
	is_string(text)
	startswith(text, "${")
	endswith(text, "}")
	indexof(text, "}") == count(text) - 1
}

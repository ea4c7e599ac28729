# What security groups let reach what they guard.
package stride.lib

# What is known of the way from the internet to a resource whose security groups stand at `path`: `open` where one of them lets the
# whole internet in, `closed` where all of them are written in the unit and none is known to, `elsewhere` where they are not.
reach(resource, path) := "open" if {
	some group in groups_of(resource, path)
	count(group.derived.open_ingress) > 0
}

reach(resource, path) := "closed" if {
	groups_are_known(resource, path)
	count([group | some group in groups_of(resource, path); count(group.derived.open_ingress) > 0]) == 0
}

reach(resource, path) := "elsewhere" if {
	not groups_are_known(resource, path)
	count([group | some group in groups_of(resource, path); count(group.derived.open_ingress) > 0]) == 0
}

# What they let reach one port: `open`, `narrow` where some may connect, `shut` where no rule names the port, `elsewhere`.
reach_of_port(resource, path, port) := "open" if {
	some group in groups_of(resource, path)
	some open in group.derived.open_ingress
	rule_holds_port(group.values.ingress[open.rule], port)
}

reach_of_port(resource, path, port) := "elsewhere" if {
	not opens_port(resource, path, port)
	not groups_are_known(resource, path)
}

reach_of_port(resource, path, port) := "narrow" if {
	not opens_port(resource, path, port)
	groups_are_known(resource, path)
	names_port(resource, path, port)
}

reach_of_port(resource, path, port) := "shut" if {
	groups_are_known(resource, path)
	not names_port(resource, path, port)
}

opens_port(resource, path, port) if {
	some group in groups_of(resource, path)
	some open in group.derived.open_ingress
	rule_holds_port(group.values.ingress[open.rule], port)
}

names_port(resource, path, port) if {
	some group in groups_of(resource, path)
	some rule in group.values.ingress
	rule_holds_port(rule, port)
}

rule_holds_port(rule, port) if {
	rule.protocol in {"tcp", "udp", "all"}
	rule.from_port <= port
	rule.to_port >= port
}

# A rule with unknown ports may name any.
rule_holds_port(rule, _) if missing(rule, ["from_port"])

rule_holds_port(rule, _) if missing(rule, ["to_port"])

groups_of(resource, path) := found if {
	found := [group |
		some i
		_ := object.get(resource.values, path, [])[i]
		group := ref(resource, array.concat(path, [i]))
		group.type == "ec2.security_group"
	]
}

# Every group that is named is written in the unit, and nothing that cannot be read may add rules to it.
groups_are_known(resource, path) if {
	named := object.get(resource.values, path, [])
	count(named) > 0
	known := [group | some group in groups_of(resource, path); not group.id in opaque_inputs]
	count(known) == count(named)
}

# What a listener's load balancer is called where its fix is another one. A classic one holds its listeners itself.
kind_of_listener(listener) := "classic-load-balancer" if contains(listener.id, "/listener/")

kind_of_listener(listener) := "network-load-balancer" if {
	not contains(listener.id, "/listener/")
	listener.values.protocol in {"TCP", "UDP", "TCP_UDP", "TLS"}
}

kind_of_listener(listener) := "application-load-balancer" if {
	not contains(listener.id, "/listener/")
	not object.get(listener.values, "protocol", "HTTP") in {"TCP", "UDP", "TCP_UDP", "TLS"}
}

# What container hosts start from.
package stride.lib

# Whatever starts instances.
machines := found if {
	found := array.concat(array.concat(of_type("ec2.instance"), of_type("ec2.launch_template")), of_type("autoscaling.launch_configuration"))
}

# Whatever starts the instances that containers run on.
container_hosts := found if {
	found := [machine | some machine in machines; hosts_containers(machine)]
}

# Its user data joins a cluster.
hosts_containers(machine) if {
	some setting in machine.values.user_data_settings
	setting.name == "ECS_CLUSTER"
}

# A group of instances starts with it that a capacity provider of ECS manages.
hosts_containers(machine) if {
	some group in groups_of_clusters
	some links in group.refs
	some edge in links
	edge.to == machine.id
}

groups_of_clusters contains group if {
	some type in ["aws_ecs_capacity_provider", "AWS::ECS::CapacityProvider"]
	some provider in of_type(type)
	some links in provider.refs
	some edge in links
	group := input.resources[edge.to]
	group.type in {"aws_autoscaling_group", "AWS::AutoScaling::AutoScalingGroup"}
}

# Volumes of a task definition.
package stride.lib

# The paths of the host that a volume hands to containers: `{"path": below the volume, "value": path}`. A local Docker volume
# bound to a device is one too. Doubled and closing slashes say nothing.
host_paths(volume) := found if {
	direct := [place |
		value := get(volume, ["host_path"])
		is_string(value)
		place := {"path": ["host_path"], "value": clean_path(value)}
	]
	bound := [place |
		count(direct) == 0
		docker := volume.docker_volume_configuration
		object.get(docker, "driver", "local") == "local"
		value := get(docker, ["driver_opts", "device"])
		is_string(value)
		place := {"path": ["docker_volume_configuration", "driver_opts", "device"], "value": clean_path(value)}
	]
	found := array.concat(direct, bound)
}

clean_path(text) := path if {
	startswith(text, "/")
	not startswith(text, "//./")
	path := concat("", ["/", concat("/", [part | some part in split(text, "/"); not part in {"", "."}])])
}

clean_path(text) := path if {
	windows_path(text)
	path := text
}

windows_path(text) if not startswith(text, "/")

windows_path(text) if startswith(text, "//./")

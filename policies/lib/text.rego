# Parts of addresses, sizes and commands.
package stride.lib

# The host of a URL, or of `host:port` without a scheme, in lower case; an IPv6 address without its brackets.
url_host(url) := host if {
	rest := regex.replace(lower(url), `^[a-z][a-z0-9+.-]*://`, "")
	authority := regex.split(`[/?#]`, rest)[0]
	parts := split(authority, "@")
	host := trim(regex.replace(parts[count(parts) - 1], `:[0-9]*$`, ""), "[]")
}

# The container itself.
loopback(host) if host in {"localhost", "::1", "0:0:0:0:0:0:0:1", ""}

loopback(host) if {
	startswith(host, "127.")
	regex.match(`^127\.[0-9]+\.[0-9]+\.[0-9]+$`, host)
}

loopback(host) if endswith(host, ".localhost")

# A text of which some piece is not known, which reads `${unknown-1a2b3c4d}`: what is known of it is a fact, the whole is no literal.
partly_known(text) if contains(text, "${unknown-")

# Whether what is known of a host tells which network it is in: all of it, or its domain.
known_host(host) if not partly_known(host)

known_host(host) if {
	contains(host, "}")
	regex.match(`\}[a-z0-9-]*(\.[a-z0-9-]+)+$`, host)
}

# A size as Docker's options spell it: a number of bytes, or with k, m or g.
bytes(text) := size if {
	plain := lower(trim_space(text))
	digits := regex.find_n(`^[0-9]+`, plain, 1)[0]
	unit := trim_suffix(trim_prefix(plain, digits), "b")
	size := to_number(digits) * units_of_bytes[unit]
}

units_of_bytes := {"": 1, "k": 1024, "m": 1048576, "g": 1073741824}

# A command with the lines that a backslash continues joined.
joined_lines(text) := joined if joined := regex.replace(text, `\\\r?\n\s*`, " ")

# Names under which something fetched over plain HTTP may lie: the last part of its address, and what -o, -O or > say.
saved_names(text) := names if {
	urls := [url |
		some url in regex.find_n(`http://[^\s"'<>|;&)]+`, text, -1)
		not regex.match(`^http://(localhost|127\.|\[::1\]|169\.254\.)`, url)
		known_host(url_host(url))
	]
	count(urls) > 0
	from_urls := {name | some url in urls; parts := split(url, "/"); name := parts[count(parts) - 1]; count(parts) > 3; name != ""}
	from_options := {name |
		some option in regex.find_n(`(-o|-O|--output|--output-document|>)[\s=]*[^\s;&|-][^\s;&|]*`, text, -1)
		parts := regex.split(`[\s=/>]+`, option)
		name := trim(parts[count(parts) - 1], `"'()`)
		name != ""
	}
	names := from_urls | from_options
}

package stride.lib_test

import data.stride.lib

test_partly_known if {
	lib.partly_known("https://${unknown-1a2b3c4d}/x")
	not lib.partly_known("https://${HOST}/x")
	not lib.partly_known("${aws_lb.app.dns_name}")
}

test_known_host if {
	lib.known_host("api.example.com")
	lib.known_host("${unknown-1a2b3c4d}.example.com")
	lib.known_host("${unknown-1a2b3c4d}-api.example.com")
	not lib.known_host("${unknown-1a2b3c4d}")
	not lib.known_host("api.${unknown-1a2b3c4d}")
}

package stride.tampering.container_image_tampering_test

import data.stride.given_test as given
import data.stride.tampering.container_image_tampering as threat

test_latest_image_tag if {
	given.paths(threat.latest_image_tag) == {["containers", 0, "image"]} with input as given.image({"raw": "nginx:latest", "path": "library/nginx", "tag": "latest"})
	count(threat.latest_image_tag) == 1 with input as given.image({"raw": "nginx", "path": "library/nginx"})
}

test_latest_image_tag_quiet if {
	count(threat.latest_image_tag) == 0 with input as given.image({"raw": "nginx:1.27", "path": "library/nginx", "tag": "1.27"})
	count(threat.latest_image_tag) == 0 with input as given.image({"raw": "nginx:latest@sha256:aa", "path": "library/nginx", "tag": "latest", "digest": "sha256:aa"})
	count(threat.latest_image_tag) == 0 with input as given.image({"raw": "nginx@sha256:aa", "path": "library/nginx", "digest": "sha256:aa"})
	count(threat.latest_image_tag) == 0 with input as given.container({})
}

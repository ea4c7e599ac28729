package stride.elevation_of_privilege.vulnerable_libraries_test

import data.stride.elevation_of_privilege.vulnerable_libraries as threat
import data.stride.given_test as given

repository(values) := found if {
	found := given.resource("repository", "ecr.repository", values)
}

registry(frequency, filter) := found if {
	found := given.resource("registry", "ecr.registry_scanning_configuration", {"rules": [{"scan_frequency": frequency, "repository_filters": [{"filter": filter}]}]})
}

test_image_scanning_disabled if {
	given.paths(threat.image_scanning_disabled) == {["image_scanning_configuration", "scan_on_push"]} with input as given.document([repository({"name": "team/app"})])
	count(threat.image_scanning_disabled) == 1 with input as given.document([repository({"name": "team/app", "image_scanning_configuration": {"scan_on_push": false}}), registry("MANUAL", "*")])
	count(threat.image_scanning_disabled) == 1 with input as given.document([repository({"name": "team/app"}), registry("SCAN_ON_PUSH", "other/*")])
	count(threat.image_scanning_disabled) == 1 with input as given.document([repository({"name": "team/app"}), registry("SCAN_ON_PUSH", "worker")])
}

test_image_scanning_disabled_quiet if {
	count(threat.image_scanning_disabled) == 0 with input as given.document([repository({"image_scanning_configuration": {"scan_on_push": true}})])
	every filter in ["*", "team/*", "*app", "app", "te*pp"] {
		count(threat.image_scanning_disabled) == 0 with input as given.document([repository({"name": "team/app"}), registry("CONTINUOUS_SCAN", filter)])
	}
	count(threat.image_scanning_disabled) == 0 with input as object.union(given.document([repository({})]), {"unit": {"closed": false, "deployable": false}})
}

test_missing_lifecycle_policy if {
	given.paths(threat.missing_lifecycle_policy) == {["lifecycle_policy"]} with input as given.document([repository({})])
	count(threat.missing_lifecycle_policy) == 0 with input as given.document([repository({"lifecycle_policy": true})])
	count(threat.missing_lifecycle_policy) == 0 with input as object.union(given.document([repository({})]), {"unit": {"closed": false, "deployable": false}})
}

aged(image) := found if {
	found := threat.end_of_life_base_image with input as given.image(image)
}

test_end_of_life_base_image if {
	given.paths(aged({"path": "node", "tag": "16.20-alpine"})) == {["containers", 0, "image"]}
	every image in [{"path": "python", "tag": "3.8-slim"}, {"path": "library/debian", "tag": "buster"}, {"registry": "docker.io", "path": "ubuntu", "tag": "18.04"}, {"registry": "public.ecr.aws", "path": "docker/library/postgres", "tag": "11"}] {
		count(aged(image)) == 1
	}
}

test_end_of_life_base_image_quiet if {
	every image in [{"path": "node", "tag": "22"}, {"path": "python", "tag": "3.80"}, {"path": "node", "tag": "latest"}, {"path": "bitnami/node", "tag": "12"}, {"registry": "quay.io", "path": "node", "tag": "12"}, {"path": "node"}, {"tag": "12"}] {
		count(aged(image)) == 0
	}
}

test_end_of_life_lambda_runtime if {
	found := threat.end_of_life_lambda_runtime with input as given.one("lambda.function", {"runtime": "nodejs18.x"})
	given.paths(found) == {["runtime"]}
	every runtime in ["nodejs22.x", "python3.10", "provided.al2023"] {
		count(threat.end_of_life_lambda_runtime) == 0 with input as given.one("lambda.function", {"runtime": runtime})
	}
	count(threat.end_of_life_lambda_runtime) == 0 with input as given.one("lambda.function", {})
}

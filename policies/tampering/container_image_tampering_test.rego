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

test_images_that_are_written_over if {
	every image in [
		{"raw": "<IMAGE1_NAME>", "path": "<IMAGE1_NAME>"}, {"raw": "IMAGE_PLACEHOLDER", "path": "IMAGE_PLACEHOLDER"}, {"raw": "app:__TAG__", "path": "app", "tag": "__TAG__"},
		{"raw": "placeholder", "path": "placeholder"}, {"raw": "acme/change-me:1", "path": "acme/change-me", "tag": "1"}, {"raw": "app:IMAGE_TAG", "path": "app", "tag": "IMAGE_TAG"},
		{"raw": "123456789012.dkr.ecr.region.amazonaws.com/image:1", "path": "image", "tag": "1"},
	] {
		count(threat.latest_image_tag) == 0 with input as given.image(image)
		count(threat.image_not_pinned_by_digest) == 0 with input as given.image(image)
	}
	every image in [
		{"raw": "acme/placeholders", "path": "acme/placeholders"}, {"raw": "${unknown-0123abcd}/app", "path": "app"}, {"raw": "acme/your-app-server"},
		{"raw": "123456789012.dkr.ecr.us-gov-west-1.amazonaws.com/image", "path": "image"},
		{"raw": "123456789012.dkr.ecr.${unknown-0123abcd}.amazonaws.com/image", "path": "image"},
	] {
		count(threat.latest_image_tag) == 1 with input as given.image(image)
	}
}

repository(values) := found if {
	found := object.union(given.resource("aws_ecr_repository.app", "ecr.repository", values), {})
}

unpinned(image, repositories) := found if {
	task := object.union(given.resource("task", "ecs.task_definition", {"containers": [{"name": "web", "image": object.union({"raw": "app:1.4"}, image)}]}), {"refs": {"/containers/0/image": [{"to": "aws_ecr_repository.app", "attribute": "repository_url"}]}})
	found := threat.image_not_pinned_by_digest with input as given.document(array.concat([task], repositories))
}

test_image_not_pinned_by_digest if {
	given.paths(unpinned({"path": "app", "tag": "1.4"}, [])) == {["containers", 0, "image"]}
	count(unpinned({"tag": "1.4"}, [repository({"image_tag_mutability": "MUTABLE"})])) == 1
	count(unpinned({"tag": "1.4"}, [repository({})])) == 1
	count(unpinned({"tag": "dev-1"}, [repository({"image_tag_mutability": "IMMUTABLE_WITH_EXCLUSION", "image_tag_mutability_exclusion_filters": [{"filter": "dev-*"}]})])) == 1
	count(unpinned({"tag": "1.4"}, [repository({"image_tag_mutability": "MUTABLE_WITH_EXCLUSION", "image_tag_mutability_exclusion_filters": [{"filter": "v*"}]})])) == 1
}

test_image_not_pinned_by_digest_quiet if {
	count(unpinned({"tag": "latest"}, [])) == 0
	count(unpinned({"path": "app"}, [])) == 0
	count(unpinned({"tag": "1.4", "digest": "sha256:aa"}, [])) == 0
	count(unpinned({"tag": "1.4"}, [repository({"image_tag_mutability": "IMMUTABLE"})])) == 0
	count(unpinned({"tag": "1.4"}, [repository({"image_tag_mutability": "IMMUTABLE_WITH_EXCLUSION", "image_tag_mutability_exclusion_filters": [{"filter": "dev-*"}]})])) == 0
	count(unpinned({"tag": "v1.4"}, [repository({"image_tag_mutability": "MUTABLE_WITH_EXCLUSION", "image_tag_mutability_exclusion_filters": [{"filter": "v*"}]})])) == 0
}

mutable(values) := found if {
	found := threat.mutable_repository_tags with input as given.one("ecr.repository", values)
}

test_mutable_repository_tags if {
	given.paths(mutable({})) == {["image_tag_mutability"]}
	count(mutable({"image_tag_mutability": "MUTABLE"})) == 1
	count(mutable({"image_tag_mutability": "MUTABLE_WITH_EXCLUSION", "image_tag_mutability_exclusion_filters": [{"filter": "v*"}]})) == 1
	given.paths(mutable({"image_tag_mutability": "IMMUTABLE_WITH_EXCLUSION", "image_tag_mutability_exclusion_filters": [{"filter": "dev"}, {"filter": "la*"}]})) == {["image_tag_mutability_exclusion_filters", 1, "filter"]}
	count(mutable({"image_tag_mutability": "IMMUTABLE_WITH_EXCLUSION", "image_tag_mutability_exclusion_filters": [{"filter": "*"}]})) == 1
}

test_mutable_repository_tags_quiet if {
	count(mutable({"image_tag_mutability": "IMMUTABLE"})) == 0
	count(mutable({"image_tag_mutability": "IMMUTABLE_WITH_EXCLUSION", "image_tag_mutability_exclusion_filters": [{"filter": "dev-*"}]})) == 0
}

policy(statement) := found if {
	found := threat.public_repository_policy with input as given.one("ecr.repository", {"repository_policy": {"statements": [statement]}})
}

test_public_repository_policy if {
	given.paths(policy({"effect": "allow", "principals": [{"type": "*", "id": "*"}]})) == {["repository_policy", "statements", 0, "principals"]}
	count(policy({"effect": "allow", "principals": [{"type": "AWS", "id": "*"}], "restricted": false})) == 1
}

test_public_repository_policy_quiet if {
	count(policy({"effect": "deny", "principals": [{"type": "*", "id": "*"}]})) == 0
	count(policy({"effect": "allow", "principals": [{"type": "*", "id": "*"}], "restricted": true})) == 0
	count(policy({"effect": "allow", "principals": [{"type": "AWS", "id": "arn:aws:iam::123456789012:root"}]})) == 0
	count(policy({"effect": "allow", "principals": [{"type": "Service", "id": "*"}]})) == 0
}

test_repository_not_encrypted_with_kms if {
	given.paths(threat.repository_not_encrypted_with_kms) == {["encryption_configuration", "encryption_type"]} with input as given.one("ecr.repository", {})
	count(threat.repository_not_encrypted_with_kms) == 1 with input as given.one("ecr.repository", {"encryption_configuration": {"encryption_type": "AES256"}})
	every type in ["KMS", "KMS_DSSE"] {
		count(threat.repository_not_encrypted_with_kms) == 0 with input as given.one("ecr.repository", {"encryption_configuration": {"encryption_type": type}})
	}
}

test_repository_force_delete if {
	given.paths(threat.repository_force_delete) == {["force_delete"]} with input as given.one("ecr.repository", {"force_delete": true})
	count(threat.repository_force_delete) == 0 with input as given.one("ecr.repository", {"force_delete": false})
	count(threat.repository_force_delete) == 0 with input as given.one("ecr.repository", {})
}

test_version_consistency_disabled if {
	given.paths(threat.version_consistency_disabled) == {["containers", 0, "version_consistency"]} with input as given.container({"version_consistency": "disabled", "image": {"path": "app", "tag": "1"}})
	count(threat.version_consistency_disabled) == 0 with input as given.container({"version_consistency": "disabled", "image": {"path": "app", "digest": "sha256:aa"}})
	count(threat.version_consistency_disabled) == 0 with input as given.container({"version_consistency": "enabled", "image": {"path": "app", "tag": "1"}})
	count(threat.version_consistency_disabled) == 0 with input as given.container({"image": {"path": "app", "tag": "1"}})
}

pushing(kinds, changes) := found if {
	statement := object.union({"effect": "allow", "actions": ["ecr:PutImage"], "grants": ["ecr:putimage"], "everything": false}, changes)
	values := {"policies": [{"kind": "inline", "statements": [statement]}]}
	found := given.document([object.union(given.resource("role", "iam.role", values), {"derived": {"role_kinds": kinds}})])
}

test_task_can_push_images if {
	given.paths(threat.task_can_push_images) == {["policies", 0, "statements", 0, "actions", 0]} with input as pushing(["task"], {})
}

test_task_can_push_images_quiet if {
	count(threat.task_can_push_images) == 0 with input as pushing(["other"], {})
	count(threat.task_can_push_images) == 0 with input as pushing(["execution"], {})
	count(threat.task_can_push_images) == 0 with input as pushing(["ecs_unclassified"], {})
	count(threat.task_can_push_images) == 0 with input as pushing(["task"], {"effect": "deny"})
	count(threat.task_can_push_images) == 0 with input as pushing(["task"], {"grants": ["ecr:uploadlayerpart"]})
}

package stride.information_disclosure.unencrypted_dataflows_test

import data.stride.given_test as given
import data.stride.information_disclosure.unencrypted_dataflows as threat

efs(volume) := found if {
	found := threat.efs_transit_encryption_disabled with input as given.task({"volumes": [{"name": "scratch"}, {"name": "data", "efs_volume_configuration": volume}]})
}

test_efs_transit_encryption_disabled if {
	given.paths(efs({"file_system_id": "fs-1"})) == {["volumes", 1, "efs_volume_configuration", "transit_encryption"]}
	count(efs({"file_system_id": "fs-1", "transit_encryption": "DISABLED"})) == 1
}

test_efs_transit_encryption_disabled_quiet if {
	count(efs({"file_system_id": "fs-1", "transit_encryption": "ENABLED"})) == 0
}

endpoint(value) := found if {
	found := threat.plaintext_endpoint_in_environment with input as given.task({"containers": [{"name": "web", "environment": [{"name": "URL", "value": value}]}, {"name": "Cache"}]})
}

test_plaintext_endpoint_in_environment if {
	given.paths(endpoint("http://api.example.com/v1")) == {["containers", 0, "environment", 0, "value"]}
	every value in ["HTTP://api.example.com", "redis://cache.internal:6379/0", "ws://10.0.0.1", "amqp://user@mq.internal", "https://a.internal,http://b.internal", "postgresql://db.internal/app?sslmode=disable", "jdbc:mysql://db.internal/app?useSSL=false", "nats://nats:4222", "mqtt://broker.internal", "ldap://dc.internal", "ftp://files.internal"] {
		count(endpoint(value)) == 1
	}
}

test_plaintext_endpoint_in_environment_quiet if {
	every value in ["https://api.example.com", "http://localhost:8080", "http://127.0.0.1/", "http://[::1]:9000", "http://169.254.170.2/v2", "redis://cache:6379", "http://www.w3.org/2001/XMLSchema", "http://schemas.xmlsoap.org/soap", "http://+:8080", "http://0.0.0.0:80", "rediss://cache.internal", "see http", "postgresql://db.internal/app?sslmode=require", "jdbc:mysql://db.internal/app?useSSL=true"] {
		count(endpoint(value)) == 0
	}
}

test_plaintext_endpoint_of_a_value_known_in_part if {
	task := given.resource("task", "ecs.task_definition", {"containers": [{"name": "web", "environment": [{"name": "URL", "url": {"scheme": "redis"}}]}]})
	referring := object.union(task, {"refs": {"/containers/0/environment/0/value": [{"to": "aws_elasticache_cluster.main", "attribute": "address"}]}})
	count(threat.plaintext_endpoint_in_environment) == 1 with input as given.document([referring])
	count(threat.plaintext_endpoint_in_environment) == 0 with input as given.document([task])
}

ebs(values) := found if {
	found := given.one("ecs.service", {"volume_configuration": [{"name": "data", "managed_ebs_volume": values}]})
}

test_ebs_volume_not_encrypted if {
	given.paths(threat.ebs_volume_not_encrypted) == {["volume_configuration", 0, "managed_ebs_volume", "encrypted"]} with input as ebs({"encrypted": false})
	count(threat.ebs_volume_not_encrypted) == 1 with input as given.in_cloudformation(ebs({"size_in_gib": 20}))
}

test_ebs_volume_not_encrypted_quiet if {
	count(threat.ebs_volume_not_encrypted) == 0 with input as ebs({"size_in_gib": 20})
	count(threat.ebs_volume_not_encrypted) == 0 with input as given.in_cloudformation(ebs({"encrypted": true}))
}

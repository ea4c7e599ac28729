package stride.information_disclosure.rds_misconfiguration_test

import data.stride.given_test as given
import data.stride.information_disclosure.rds_misconfiguration as threat

instance(values) := found if {
	found := given.document([object.union(given.resource("it", "rds.db_instance", values), {"source_type": "aws_db_instance"})])
}

cluster(values) := given.one("rds.db_cluster", values)

test_publicly_accessible if {
	found := threat.publicly_accessible with input as instance({"publicly_accessible": true})
	given.paths(found) == {["publicly_accessible"]}
	count(threat.publicly_accessible) == 1 with input as given.in_cloudformation(instance({"engine": "postgres"}))
}

test_publicly_accessible_quiet if {
	count(threat.publicly_accessible) == 0 with input as instance({"publicly_accessible": false})
	count(threat.publicly_accessible) == 0 with input as instance({"engine": "postgres"})
	every values in [
		{"engine": "postgres", "db_subnet_group_name": "private"},
		{"engine": "aurora-postgresql"},
		{"engine": "postgres", "cluster": "main"},
		{"engine": "postgres", "publicly_accessible": false},
		{},
	] {
		count(threat.publicly_accessible) == 0 with input as given.in_cloudformation(instance(values))
	}
}

test_storage_not_encrypted if {
	found := threat.storage_not_encrypted with input as instance({"engine": "mysql"})
	given.paths(found) == {["storage_encrypted"]}
	count(threat.storage_not_encrypted) == 1 with input as instance({"storage_encrypted": false})
	count(threat.storage_not_encrypted) == 1 with input as cluster({"engine": "mysql"})
	count(threat.storage_not_encrypted) == 1 with input as cluster({"storage_encrypted": false})
}

test_storage_not_encrypted_quiet if {
	count(threat.storage_not_encrypted) == 0 with input as instance({"storage_encrypted": true})
	count(threat.storage_not_encrypted) == 0 with input as instance({"cluster": "main"})
	count(threat.storage_not_encrypted) == 0 with input as cluster({"engine": "aurora-mysql", "storage_encrypted": false})
	count(threat.storage_not_encrypted) == 0 with input as cluster({"engine": "postgres", "storage_encrypted": true})
	count(threat.storage_not_encrypted) == 0 with input as cluster({})
}

test_hardcoded_master_password if {
	found := threat.hardcoded_master_password with input as instance({"master_user_password": "correct-horse"})
	given.paths(found) == {["master_user_password"]}
	count(threat.hardcoded_master_password) == 1 with input as cluster({"master_user_password": "changeme"})
}

test_hardcoded_master_password_quiet if {
	count(threat.hardcoded_master_password) == 0 with input as instance({"manage_master_user_password": true})
	generated := object.union(given.resource("it", "rds.db_instance", {"master_user_password": "${random_password.x.result}"}), {"refs": {"/master_user_password": [{"to": "random_password.x", "attribute": "result"}]}})
	count(threat.hardcoded_master_password) == 0 with input as given.document([generated])
}

by_default(name) := found if {
	database := object.union(given.resource("it", "rds.db_instance", {"master_user_password": "correct-horse"}), {"marks": {"/master_user_password": ["default", "hidden"]}})
	variable := given.resource("var.it", "terraform.variable", {"name": name, "type": "string", "default": "correct-horse"})
	found := threat.hardcoded_master_password with input as given.document([database, variable])
}

test_hardcoded_master_password_is_told_once if {
	count(by_default("db_password")) == 0
	count(by_default("db_pass_phrase_of_old")) == 1
}

test_iam_authentication_disabled if {
	every engine in ["mysql", "mariadb", "postgres"] {
		count(threat.iam_authentication_disabled) == 1 with input as instance({"engine": engine})
	}
	found := threat.iam_authentication_disabled with input as cluster({"engine": "aurora-postgresql", "iam_database_authentication_enabled": false})
	given.paths(found) == {["iam_database_authentication_enabled"]}
}

test_iam_authentication_disabled_quiet if {
	every engine in ["oracle-ee", "sqlserver-se", "db2-se", "custom-oracle-ee"] {
		count(threat.iam_authentication_disabled) == 0 with input as instance({"engine": engine})
	}
	count(threat.iam_authentication_disabled) == 0 with input as instance({"engine": "mysql", "iam_database_authentication_enabled": true})
	count(threat.iam_authentication_disabled) == 0 with input as instance({"engine": "aurora-mysql", "cluster": "main"})
}

test_backups_disabled if {
	found := threat.backups_disabled with input as instance({"backup_retention_period": 0})
	given.paths(found) == {["backup_retention_period"]}
	count(threat.backups_disabled) == 1 with input as instance({})
	count(threat.backups_disabled) == 1 with input as cluster({"backup_retention_period": 0})
}

test_backups_disabled_quiet if {
	count(threat.backups_disabled) == 0 with input as instance({"backup_retention_period": 1})
	count(threat.backups_disabled) == 0 with input as instance({"replicate_source_db": "main"})
	count(threat.backups_disabled) == 0 with input as instance({"cluster": "main"})
	count(threat.backups_disabled) == 0 with input as cluster({})
	count(threat.backups_disabled) == 0 with input as given.in_cloudformation(instance({}))
}

test_deletion_protection_disabled if {
	found := threat.deletion_protection_disabled with input as instance({})
	given.paths(found) == {["deletion_protection"]}
	count(threat.deletion_protection_disabled) == 1 with input as cluster({"deletion_protection": false})
}

test_deletion_protection_disabled_quiet if {
	count(threat.deletion_protection_disabled) == 0 with input as instance({"deletion_protection": true})
	count(threat.deletion_protection_disabled) == 0 with input as instance({"cluster": "main"})
	count(threat.deletion_protection_disabled) == 0 with input as cluster({"deletion_protection": true})
}

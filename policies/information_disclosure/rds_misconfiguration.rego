# METADATA
# title: A database that tasks use is open or unprotected
# description: >-
#   Tasks store their data in a database. If it is reachable from the internet, its password is known, or its storage or
#   backups are unprotected, the data can leak without any task being attacked.
# related_resources:
# - ref: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_BestPractices.Security.html
#   description: Security best practices for Amazon RDS
# custom:
#   origin: ecs-article
#   actors: [end-user, internal-attacker]
#   flow: "asset: RDS"
#   targets: [element.database]
#   mitre: [T1530]
#   cwe: [CWE-284]
package stride.information_disclosure.rds_misconfiguration

import data.stride.lib
import data.stride.result

# METADATA
# title: Database reachable from the internet
# description: >-
#   The name of a publicly accessible instance resolves to a public IP address. Anyone can try passwords and exploit
#   engine flaws, with only a security group in between.
# custom:
#   severity: high
#   message: database {resource} {fact.how}, so only its security groups keep the internet out
#   whether: database {resource} is publicly accessible
#   reads:
#     rds.db_instance:
#       publicly_accessible: true
#       engine: mysql
#       cluster: null
#       db_subnet_group_name: null
#     rds.db_cluster:
#       publicly_accessible: true
#       engine: mysql
#       db_subnet_group_name: null
#   subject: [rds.db_instance, rds.db_cluster]
#   remediation:
#     fix: Keep the database inside the VPC
#     terraform: publicly_accessible = false
#     cloudformation: 'PubliclyAccessible: false'
#   edit:
#     unsafe: true
#     terraform: {publicly_accessible: false}
#     cloudformation: {PubliclyAccessible: false}
#   peers: [CKV_AWS_17, RDS.2]
#   mitre: [T1190, T1133]
#   cwe: [CWE-284, CWE-668]
#   security_hub: [RDS.2]
publicly_accessible contains finding if {
	some database in array.concat(lib.of_type("rds.db_instance"), lib.of_type("rds.db_cluster"))
	database.values.publicly_accessible == true
	finding := result.facts(database, ["publicly_accessible"], {"how": "is publicly accessible"})
}

# Outside Terraform, whose provider sends false, RDS makes an instance, or a cluster of several zones, public that names no subnet
# group or the default one (RDS API, CreateDBInstance and CreateDBCluster).
publicly_accessible contains finding if {
	some database in array.concat(lib.of_type("rds.db_instance"), lib.of_type("rds.db_cluster"))
	lib.source != "terraform"
	lib.missing(database.values, ["publicly_accessible"])
	lib.get(database.values, ["db_subnet_group_name"]) in {null, "default"}
	lib.missing(database.values, ["cluster"])
	engine := lib.get(database.values, ["engine"])
	is_string(engine)
	not startswith(engine, "aurora")
	finding := result.facts(database, ["publicly_accessible"], {"how": "is publicly accessible by default"})
}

# METADATA
# title: Database storage not encrypted
# description: >-
#   Anyone who obtains the storage, a snapshot or a backup can read the data without access to the database. With
#   encryption they also need permission to use the key. Encryption cannot be enabled later.
# custom:
#   severity: high
#   message: the storage of database {resource} is not encrypted, so anyone who obtains it or a snapshot can read the data
#   unless: the storage of database {resource} is encrypted
#   reads:
#     rds.db_instance:
#       storage_encrypted: false
#       cluster: null
#     rds.db_cluster:
#       storage_encrypted: false
#       engine: mysql
#   subject: [rds.db_instance, rds.db_cluster]
#   basis: control
#   remediation:
#     fix: Encrypt the storage (this replaces the database, so restore it from an encrypted copy of a snapshot)
#     terraform: |
#       storage_encrypted = true
#       kms_key_id        = aws_kms_key.database.arn
#     cloudformation: |
#       StorageEncrypted: true
#       KmsKeyId: !GetAtt DatabaseKey.Arn
#   edit:
#     unsafe: true
#     terraform: {storage_encrypted: true}
#     cloudformation: {StorageEncrypted: true}
#   peers: [CKV_AWS_16, CKV_AWS_96, RDS.3, RDS.27]
#   mitre: [T1530]
#   cwe: [CWE-311]
#   security_hub: [RDS.3, RDS.27]
storage_not_encrypted contains finding if {
	some database in standalone
	not database.values.storage_encrypted == true
	finding := result.at(database, ["storage_encrypted"])
}

# Aurora encrypts by itself (Aurora user guide, "Encrypting Amazon Aurora resources").
storage_not_encrypted contains finding if {
	some cluster in lib.of_type("rds.db_cluster")
	engine := lib.get(cluster.values, ["engine"])
	is_string(engine)
	not startswith(engine, "aurora")
	not cluster.values.storage_encrypted == true
	finding := result.at(cluster, ["storage_encrypted"])
}

# Whichever engine the cluster gets from elsewhere: the code says that it is not encrypted.
storage_not_encrypted contains finding if {
	some cluster in lib.of_type("rds.db_cluster")
	lib.missing(cluster.values, ["engine"])
	cluster.values.storage_encrypted == false
	finding := result.at(cluster, ["storage_encrypted"])
}

# The instances of a cluster follow their cluster.
standalone := found if {
	found := [database |
		some database in lib.of_type("rds.db_instance")
		lib.missing(database.values, ["cluster"])
	]
}

databases := found if found := array.concat(lib.of_type("rds.db_instance"), lib.of_type("rds.db_cluster"))

# METADATA
# title: Master password in the source
# description: >-
#   The master user's password is in the source, its history and the state. Anyone who can read any of them, and can
#   reach the database, controls it.
# custom:
#   severity: critical
#   message: the master password of database {resource} is written in the source, so anyone who can read the source has it
#   whether: the master password of database {resource} is written in the source
#   reads:
#     rds.db_instance:
#       master_user_password: correct-horse-battery
#     rds.db_cluster:
#       master_user_password: correct-horse-battery
#     terraform.variable:
#       name: size
#       type: number
#       default: null
#       description: null
#     cloudformation.parameter:
#       name: Size
#       type: Number
#       default: null
#       description: null
#   subject: [rds.db_instance, rds.db_cluster]
#   remediation:
#     terraform: |
#       Remove the password argument, and let RDS keep a new password in Secrets Manager:
#           manage_master_user_password = true
#     cloudformation: |
#       Remove MasterUserPassword, and let RDS keep a new password in Secrets Manager:
#           ManageMasterUserPassword: true
#   mitre: [T1552.001, T1078]
#   cwe: [CWE-798]
hardcoded_master_password contains finding if {
	some database in databases
	path := ["master_user_password"]
	value := lib.get(database.values, path)
	is_string(value)
	trim_space(value) != ""
	not lib.partly_known(value)
	not lib.refers(database, path)
	not from_a_secret(database, path)
	not told_at_the_default(database, path, value)
	finding := result.at(database, path)
}

# Read from where secrets are kept; the default of a hidden parameter is written out all the same.
from_a_secret(database, path) if {
	lib.marked(database, path, "secret-source")
	not lib.marked(database, path, "default")
}

# The default of a variable whose name says secret is reported where it stands (secret-default-value).
told_at_the_default(database, path, value) if {
	lib.marked(database, path, "default")
	some item in lib.defaulted_secrets
	item.value == value
}

# METADATA
# title: Database without IAM authentication
# description: >-
#   Programs log in with a password that must be stored, distributed and rotated. With IAM authentication a task logs in
#   with its role and a token valid for fifteen minutes. There is no password to steal.
# custom:
#   severity: low
#   message: database {resource} does not enable IAM authentication, so tasks log in with a password that an attacker can steal
#   unless: database {resource} enables IAM authentication
#   reads:
#     rds.db_instance:
#       iam_database_authentication_enabled: false
#       engine: mysql
#       cluster: null
#     rds.db_cluster:
#       iam_database_authentication_enabled: false
#       engine: mysql
#   subject: [rds.db_instance, rds.db_cluster]
#   basis: control
#   remediation:
#     fix: Enable IAM authentication, so that tasks can log in with their role
#     terraform: iam_database_authentication_enabled = true
#     cloudformation: 'EnableIAMDatabaseAuthentication: true'
#   edit:
#     terraform: {iam_database_authentication_enabled: true}
#     cloudformation: {EnableIAMDatabaseAuthentication: true}
#   peers: [CKV_AWS_161, CKV_AWS_162, RDS.10, RDS.12]
#   opt_in: true
#   mitre: [T1078]
#   cwe: [CWE-287]
#   security_hub: [RDS.10, RDS.12]
iam_authentication_disabled contains finding if {
	some database in standalone
	database.values.engine in {"mysql", "mariadb", "postgres"}
	not database.values.iam_database_authentication_enabled == true
	finding := result.at(database, ["iam_database_authentication_enabled"])
}

iam_authentication_disabled contains finding if {
	some cluster in lib.of_type("rds.db_cluster")
	cluster.values.engine in {"mysql", "postgres", "aurora", "aurora-mysql", "aurora-postgresql"}
	not cluster.values.iam_database_authentication_enabled == true
	finding := result.at(cluster, ["iam_database_authentication_enabled"])
}

# METADATA
# title: Database without backups
# description: >-
#   An attacker or a mistake can delete or encrypt the data. Without automated backups, only snapshots that someone took
#   by hand can restore it.
# custom:
#   severity: medium
#   message: database {resource} does not keep automated backups, so deleted or encrypted data may be lost
#   unless: database {resource} keeps automated backups
#   reads:
#     rds.db_instance:
#       backup_retention_period: 0
#       cluster: null
#       replicate_source_db: null
#     rds.db_cluster:
#       backup_retention_period: 0
#   subject: [rds.db_instance, rds.db_cluster]
#   basis: control
#   remediation:
#     fix: Keep backups for several weeks
#     terraform: backup_retention_period = 30
#     cloudformation: 'BackupRetentionPeriod: 30'
#   edit:
#     terraform: {backup_retention_period: 30}
#     cloudformation: {BackupRetentionPeriod: 30}
#   peers: [CKV_AWS_133, RDS.11]
#   mitre: [T1485, T1490]
#   cwe: [CWE-693]
#   security_hub: [RDS.11]
backups_disabled contains finding if {
	some database in databases
	database.values.backup_retention_period == 0
	finding := result.at(database, ["backup_retention_period"])
}

# Terraform's provider sends 0 where nothing is said; elsewhere RDS keeps a day (AWS provider documentation, "aws_db_instance").
backups_disabled contains finding if {
	lib.source == "terraform"
	some database in standalone
	database.source_type == "aws_db_instance"
	lib.missing(database.values, ["backup_retention_period"])
	lib.missing(database.values, ["replicate_source_db"])
	finding := result.at(database, ["backup_retention_period"])
}

# METADATA
# title: Database without deletion protection
# description: >-
#   Without deletion protection, a bad deployment, or an attacker with delete permission, can delete the
#   database and its automated backups.
# custom:
#   severity: low
#   message: database {resource} has no deletion protection, so one mistake or stolen credential can delete it
#   unless: database {resource} has deletion protection
#   reads:
#     rds.db_instance:
#       deletion_protection: false
#       cluster: null
#     rds.db_cluster:
#       deletion_protection: false
#   subject: [rds.db_instance, rds.db_cluster]
#   basis: control
#   remediation:
#     fix: Enable deletion protection
#     terraform: deletion_protection = true
#     cloudformation: 'DeletionProtection: true'
#   edit:
#     terraform: {deletion_protection: true}
#     cloudformation: {DeletionProtection: true}
#   peers: [CKV_AWS_293, CKV_AWS_139, RDS.7, RDS.8]
#   mitre: [T1485]
#   cwe: [CWE-693]
#   security_hub: [RDS.7, RDS.8]
deletion_protection_disabled contains finding if {
	some database in standalone
	not database.values.deletion_protection == true
	finding := result.at(database, ["deletion_protection"])
}

deletion_protection_disabled contains finding if {
	some cluster in lib.of_type("rds.db_cluster")
	not cluster.values.deletion_protection == true
	finding := result.at(cluster, ["deletion_protection"])
}

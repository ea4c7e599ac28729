# METADATA
# title: Weak account passwords
# description: >-
#   An attacker who guesses or cracks a user's console password can act as that user on the account, its tasks and its
#   data. The account's password policy decides how long that takes.
# related_resources:
# - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
#   description: Set an account password policy for IAM users
# custom:
#   origin: ecs-article
#   actors: [end-user, privileged-attacker]
#   flow: "asset: AWS account"
#   targets: [resource.account]
#   mitre: [T1110]
#   cwe: [CWE-521]
package stride.spoofing.weak_password

import data.stride.lib
import data.stride.result

# METADATA
# title: Short passwords allowed
# description: >-
#   An attacker can guess a short password by trying every combination. If the policy sets no minimum length, IAM
#   accepts passwords of six characters.
# custom:
#   severity: medium
#   message: "password policy {resource} allows short passwords (minimum length: {value}), so an attacker can guess them"
#   unless: password policy {resource} requires long passwords
#   reads:
#     iam.account_password_policy:
#       minimum_password_length: 6
#   basis: control
#   remediation:
#     fix: Require long passwords (or lower min_password_length under [settings] in stridelint.toml)
#     terraform: minimum_password_length = 14
#   edit:
#     terraform: {minimum_password_length: 14}
#   peers: [CKV_AWS_10, IAM.15, IAM.7]
#   mitre: [T1110.001, T1110.003]
#   cwe: [CWE-521]
#   security_hub: [IAM.15, IAM.7]
short_minimum_length contains finding if {
	some policy in policies
	not long_enough(policy)
	finding := result.at(policy, ["minimum_password_length"])
}

long_enough(policy) if policy.values.minimum_password_length >= input.settings.min_password_length

# METADATA
# title: Character classes not required
# description: >-
#   If the policy does not require digits, symbols and both cases, many users choose words. An attacker can guess those
#   from a dictionary.
# custom:
#   severity: medium
#   message: password policy {resource} does not require {fact.classes}, so an attacker can guess passwords from a dictionary
#   unless: password policy {resource} requires all character classes
#   reads:
#     iam.account_password_policy:
#       require_lowercase_characters: false
#       require_uppercase_characters: false
#       require_numbers: false
#       require_symbols: false
#   basis: control
#   remediation:
#     fix: Require all four character classes
#     terraform: |
#       require_lowercase_characters = true
#       require_uppercase_characters = true
#       require_numbers              = true
#       require_symbols              = true
#   edit:
#     terraform: {require_lowercase_characters: true, require_uppercase_characters: true, require_numbers: true, require_symbols: true}
#   peers: [CKV_AWS_11, CKV_AWS_12, CKV_AWS_14, CKV_AWS_15, IAM.11, IAM.12, IAM.13, IAM.14]
#   mitre: [T1110.001]
#   cwe: [CWE-521]
#   security_hub: [IAM.11, IAM.12, IAM.13, IAM.14]
missing_character_classes contains finding if {
	some policy in policies
	some attribute, name in classes
	policy.values[attribute] == false
	finding := result.facts(policy, [attribute], {"classes": name})
}

# The classes that are not named have one text to change between them.
missing_character_classes contains finding if {
	some policy in policies
	absent := [name |
		some attribute in sort(object.keys(classes))
		lib.missing(policy.values, [attribute])
		name := classes[attribute]
	]
	count(absent) > 0
	finding := result.facts(policy, [], {"classes": concat(", ", absent)})
}

classes := {
	"require_lowercase_characters": "lower-case letters",
	"require_uppercase_characters": "upper-case letters",
	"require_numbers": "digits",
	"require_symbols": "symbols",
}

# METADATA
# title: Password reuse allowed
# description: >-
#   Users can return to an earlier password, which may have been stolen in the meantime. IAM can remember up to 24
#   passwords.
# custom:
#   severity: low
#   message: "password policy {resource} remembers fewer than 24 passwords (remembered: {value}), so users can return to a stolen one"
#   unless: password policy {resource} prevents password reuse
#   reads:
#     iam.account_password_policy:
#       password_reuse_prevention: 1
#   remediation:
#     fix: Remember the last 24 passwords
#     terraform: password_reuse_prevention = 24
#   edit:
#     terraform: {password_reuse_prevention: 24}
#   peers: [CKV_AWS_13, IAM.16]
#   mitre: [T1110.004]
#   cwe: [CWE-262]
#   security_hub: [IAM.16]
password_reuse_allowed contains finding if {
	some policy in policies
	not remembers(policy)
	finding := result.at(policy, ["password_reuse_prevention"])
}

remembers(policy) if policy.values.password_reuse_prevention >= 24

# METADATA
# title: Passwords that never expire
# description: >-
#   A leaked password gives an attacker access to the account until its user changes it.
# custom:
#   severity: low
#   message: "password policy {resource} does not expire passwords within 90 days (maximum age: {value}), so a leaked one stays valid"
#   unless: password policy {resource} expires passwords within 90 days
#   reads:
#     iam.account_password_policy:
#       max_password_age: 0
#   remediation:
#     fix: Set a maximum password age, if your organisation still requires one
#     terraform: max_password_age = 90
#   peers: [CKV_AWS_9, IAM.17]
#   opt_in: true
#   mitre: [T1078.004]
#   cwe: [CWE-262]
#   security_hub: [IAM.17]
password_never_expires contains finding if {
	some policy in policies
	not expires(policy)
	finding := result.at(policy, ["max_password_age"])
}

# Zero is AWS's word for never.
expires(policy) if {
	policy.values.max_password_age > 0
	policy.values.max_password_age <= 90
}

policies := found if found := lib.of_type("iam.account_password_policy")

# What the name of a variable says about its value, and whether a value bears it out. The last word of the name decides, and
# the value may veto: DB_PASSWORD is a secret, PASSWORD_HASHER says how one is kept, and neither is one where the value is a path.
package stride.lib

# What kind of secret a name announces; undefined where it announces none.
# - `password`, `secret`: the last word says so.
# - `value`: a connection string, which may have a password in it.
# - `tail`: a word for a secret, and behind it whose it is (PASSWORD_MYSQL).
secret_class(name) := class if {
	may_announce(name)
	text := unqualified(words(name))
	not contains(text, "_csrf_")
	not contains(text, "_xsrf_")
	class := class_of(text)
}

# Whether the name alone says that the value is a secret.
names_secret(name) if secret_class(name) in {"password", "secret"}

# Whether a text of this name is a secret as it stands, or the placeholder for one.
holds_secret(name, value) if secret_value(secret_class(name), value)

# What the names of environment variables in the unit announce, once for each name.
secret_environment_names := classes if {
	classes := {name: class | some name in environment_names; class := secret_class(name)}
}

# Whether a name has part of a word that the patterns below know. Most names have none, and this costs a fraction of the patterns: at most
# sixteen plain words, without a group, are looked for without an automaton.
may_announce(name) if regex.match(`pass|pw|secret|cred|pat|sas|salt|pepper|token|key|auth|cookie|dsn|conn`, lower(name))

class_of(text) := "password" if regex.match(password_ending, text)

class_of(text) := "secret" if secret_text(text)

class_of(text) := "value" if regex.match(connection_ending, text)

class_of(text) := "tail" if {
	regex.match(secret_inside, text)
	not regex.match(password_ending, text)
	not secret_text(text)
	not regex.match(connection_ending, text)
	not regex.match(about_a_secret, text)
}

secret_text(text) if regex.match(secret_ending, text)

secret_text(text) if regex.match(key_ending, text)

secret_text(text) if text in {"_neo4j_auth_", "_rediscli_auth_"}

# A long word may be glued to others (PGPASSWORD, authtoken); a short one has to stand alone. A number may follow.
password_ending := `(_(pass|pwd|pw|passcode)|passwords?|passwd|passphrase)[0-9]*_$`

secret_ending := `((_(secrets|credentials?|creds|pat|sas|salt|pepper)|secret|token|apikey|secretkey|accesskey|privatekey)[0-9]*|_access_key_id|_accesskeyid|_auth_data|_authdata|_erlang_cookie|_docker_auth_config)_$`

# A key of what: one to an address, a table, a cache or a feature is none, nor is one that may be public.
key_ending := `_(api|access|secret|private|encryption|encrypt|decryption|crypto?|cipher|sign|signing|signature|hmac|aes|rsa|fernet|master|root|auth|authentication|account|licen[cs]e|service|client|ssh|jwt|jwe|session|cookie|shared|deploy|app|application|integration|ingest|ingestion|webhook|token|admin|storage|functions|subscription)_keys?_$`

connection_ending := `_(dsn|connectionstring|connection_string|connstr|conn_str|conn_string)s?_$`

secret_inside := `(password|passwd|passphrase)_|_(pwd|secret|token|credentials?|creds|apikey|secretkey|privatekey|(api|secret|private|access|encryption|signing)_key)_`

# The last word: where the secret is, how long it lasts, what it looks like, what deals with it.
about_a_secret := `_(account|age|alg|algorithm|alias|app|arn|attempts|audience|backend|bucket|chars|class|client|cluster|config|cookie|count|database|days|dir|directory|disabled|domain|duration|enabled|encoder|encoding|endpoint|engine|env|error|expiration|expires|expiry|field|file|filename|format|generator|group|handler|hasher|header|help|host|hours|id|image|index|interval|issuer|key|keys|kid|kind|label|length|lifetime|limit|location|manager|method|minutes|mode|mount|name|names|namespace|param|parameter|path|pattern|policy|port|prefix|project|provider|realm|reference|ref|region|regex|required|reset|role|rotation|schedule|schema|scheme|scope|scopes|seconds|server|service|size|source|stack|stage|store|strategy|subject|suffix|table|tag|tags|tenant|timeout|topic|ttl|type|uri|url|user|username|validity|vault|version|volume|zone)_$`

# The text without the words at its end that say which one it is, in what form, or where.
unqualified(text) := rest if rest := regex.replace(text, `(_(v?[0-9]+|values?|plain|plaintext|raw|base64|b64|hex|json|pem|hash|hashed|old|new|prev|previous|next|current|primary|secondary|backup|default|prod|production|dev|development|stag|stage|staging|test|testing|qa|uat|local|live|ro|rw|readonly|env|base))+_$`, "_")

# The words of a name in lower case, with `_` before, between and behind: `_db_password_`. camelCase is cut at its capitals.
words(name) := text if {
	parts := [lower(word) |
		some run in regex.find_n(`[A-Za-z0-9]+`, name, -1)
		some word in run_words(run)
	]
	text := concat("", ["_", concat("_", parts), "_"])
}

# An abbreviation in capitals is one word: DbPasswordSSMKey ends in `ssm`, `key`.
run_words(run) := found if {
	mixed_case(run)
	abbreviated := regex.replace(run, `([A-Z])([A-Z][a-z])`, "$1 $2")
	found := split(regex.replace(abbreviated, `([a-z0-9])([A-Z])`, "$1 $2"), " ")
}

run_words(run) := found if {
	not mixed_case(run)
	found := [run]
}

mixed_case(run) if {
	run != lower(run)
	run != upper(run)
}

# Whether a text is the secret that its name announces.
secret_value("password", value) if literal_secret(value)

secret_value("secret", value) if {
	literal_secret(value)
	not regex.match(`^[0-9.,]+[smhd]?$`, trim_space(value))
}

secret_value("value", value) if {
	literal_secret(value)
	carries_password(value)
}

secret_value("tail", value) if {
	literal_secret(value)
	text := trim_space(value)
	count(text) >= 8
	regex.match(`[a-z]`, text)
	regex.match(`[0-9]`, text)
	not regex.match(`\s`, text)
}

# A connection string with a password, or an address with one.
carries_password(text) if regex.match(`(password|pwd|accountkey|sharedaccesskey|secret)\s*=\s*[^\s;]`, lower(text))

carries_password(text) if regex.match(address_with_password, text)

address_with_password := `[A-Za-z][A-Za-z0-9+.-]*://[^/\s:@]*:[^/\s@]+@`

# Whether a known value could be a secret as it stands: not where one is kept, not a switch, not an address.
literal_secret(value) if {
	is_string(value)
	not partly_known(value)
	text := trim_space(value)
	text != ""
	not regex.match(kept_elsewhere, lower(text))
	not regex.match(words_as_path, text)
	not plain_address(text)
}

# Paths, names of stores, switches and files.
kept_elsewhere := `^(/|\.{1,2}/|~/|arn:|file:|ssm:|secretsmanager:|vault:|op://|alias/|\{\{resolve:)|^(true|false|yes|no|on|off|enabled|disabled|none|null|nil|undefined|n/a|required|optional|auto)$|^[^\s:;=@]+\.(pem|key|crt|cer|json|jks|p12|pfx|txt|env|ya?ml|conf)$`

# The name of a secret: prod/payments/db.
words_as_path := `^[a-z][a-z._-]*(/[a-z][a-z._-]*)+$`

# An address without a password and without a token in its query.
plain_address(text) if {
	regex.match(`^[A-Za-z][A-Za-z0-9+.-]*://`, text)
	not regex.match(address_with_password, text)
	not regex.match(`[?&][a-z_.-]*(token|sig|key|secret|password)=`, lower(text))
}

# Values that are meant to be replaced.
placeholder(value) if {
	regex.match(`^<.*>$|^\[.*\]$|^\$\{.*\}$|^\$[a-z_][a-z0-9_]*$|^\{\{.*\}\}$|^@.*@$|^%.*%$|^__.*__$|^#\{.*\}#?$|^x{3,}$|^\*{3,}$|^\.{3,}$|change[-_ ]?(me|this|it)|replace[-_ ]?(me|this|with)|^your[-_ ]|^[a-z]+([-_ ][a-z]+)*[-_ ]here$|^(todo|tbd|fixme|placeholder|dummy|example|redacted|secret|password)$`, lower(trim_space(value)))
}

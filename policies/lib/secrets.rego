# What a name or a value says about being a secret.
package stride.lib

# Whether the name of a variable says that its value is a secret. Words count, not letters: API_TOKEN, apiToken and DBPASSWORD
# do, TOKENIZER and BYPASS do not; nor does a name whose last word says that it holds something about the secret
# (TOKEN_TTL, DB_PASSWORD_FILE, SECRET_ARN).
names_secret(name) if secret_text(words(name))

# The names of environment variables in the unit that say so.
secret_environment_names contains name if {
	some name in environment_names
	names_secret(name)
}

secret_text(text) if {
	regex.match(secret_words, text)
	not regex.match(about_a_secret, text)
}

# An access key's id is half of the credential, although it ends like an identifier.
secret_text(text) if endswith(text, "_access_key_id_")

secret_text(text) if endswith(text, "_accesskeyid_")

# A long word may be glued to others (PGPASSWORD, authtoken); a short one has to stand alone.
secret_words := `(password|passwd|passphrase|secret|apikey|secretkey|accesskey|privatekey|connectionstring)s?_|token_|_(api_keys?|private_keys?|access_keys?|auth_data|authdata|credentials?|pwd|connection_string|dsn|sas)_`

# The last word: where the secret is, how long it lasts, what it looks like.
about_a_secret := `_(arn|name|id|path|file|filename|url|uri|ttl|length|dir|directory|endpoint|host|port|region|issuer|audience|algorithm|alg|type|header|prefix|suffix|expiry|expires|expiration|timeout|lifetime|duration|seconds|minutes|hours|days|age|size|limit|count|version|enabled|disabled|required|policy|rotation|interval|provider|store|format|scope|scopes|field|namespace|engine|username|user)_$`

# The words of a name in lower case, with `_` before, between and behind: `_db_password_`. camelCase is cut at its capitals.
words(name) := text if {
	parts := [lower(word) |
		some run in regex.find_n(`[A-Za-z0-9]+`, name, -1)
		some word in run_words(run)
	]
	text := concat("", ["_", concat("_", parts), "_"])
}

run_words(run) := found if {
	mixed_case(run)
	found := regex.find_n(`[A-Z][a-z0-9]+|[a-z0-9]+|[A-Z]`, run, -1)
}

run_words(run) := found if {
	not mixed_case(run)
	found := [run]
}

mixed_case(run) if {
	run != lower(run)
	run != upper(run)
}

# Whether a known value could be a secret as it stands: not a path, an ARN or a switch.
literal_secret(value) if {
	is_string(value)
	not partly_known(value)
	text := trim_space(value)
	text != ""
	not startswith(text, "/")
	not startswith(text, "arn:")
	not lower(text) in {"true", "false", "yes", "no", "on", "off", "enabled", "disabled", "none", "null"}
}

# Values that somebody is meant to replace.
placeholder(value) if {
	regex.match(`^<.*>$|^\[.*\]$|^\$\{.*\}$|^\$[a-z_][a-z0-9_]*$|^\{\{.*\}\}$|^@.*@$|^%.*%$|^__.*__$|^#\{.*\}#?$|^x{3,}$|^\*{3,}$|^\.{3,}$|change[-_ ]?(me|this|it)|replace[-_ ]?(me|this|with)|^your[-_ ]|[-_ ]here$|^(todo|tbd|fixme|placeholder|dummy|example|redacted|secret|password)$`, lower(trim_space(value)))
}

# Whether the text holds a credential by its shape: a key, a token of a well-known service, an address with user and password. A
# password that is itself a variable of a shell or a template is none.
#
# The shapes are those of credentials.json, which reports are redacted by too. What a text without any credential lacks is looked
# for first: that costs a fraction of the patterns.
credential(text) if {
	folded := lower(text)
	regex.match(data.credentials.hint, folded)
	some shape in data.credentials.shapes
	regex.match(shape.hint, folded)
	regex.match(shape.pattern, as_written(shape, text, folded))
}

# Letters count in a pattern, unless the shape says that they are folded.
as_written(shape, text, folded) := object.get({true: folded}, object.get(shape, "fold", false), text)

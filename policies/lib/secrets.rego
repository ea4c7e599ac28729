# Credentials by their shape.
package stride.lib

# Whether the text holds a credential by its shape: a key, a token of a well-known service, an address with user and password. A
# password that is itself a variable of a shell or a template is none.
#
# The shapes are those of credentials.json, which reports are redacted by too. What a text without any credential lacks is looked
# for first: that costs a fraction of the patterns.
credential(text) if {
	folded := lower(text)
	regex.match(data.credentials.hint, folded)
	some shape in data.credentials.shapes
	some hint in shape.hints
	contains(folded, hint)
	regex.match(shape.pattern, as_written(shape, text, folded))
}

# Letters count in a pattern, unless the shape says that they are folded.
as_written(shape, text, folded) := object.get({true: folded}, object.get(shape, "fold", false), text)

# What a trail records.
package stride.lib

# Without selectors a trail records every management event and no data event.
records_everything(trail) if {
	count(object.get(trail.values, ["event_selectors"], [])) == 0
	count(object.get(trail.values, ["advanced_event_selectors"], [])) == 0
}

# An event that one of the selectors matches is recorded, so two selectors may share the work.
records_everything(trail) if {
	basic := {direction |
		some selector in object.get(trail.values, ["event_selectors"], [])
		not selector.include_management_events == false
		some direction in directions[basic_type(selector)]
	}
	advanced := {direction |
		some selector in object.get(trail.values, ["advanced_event_selectors"], [])
		of_management_events(selector)
		some direction in directions[advanced_type(selector)]
	}
	count(basic | advanced) == 2
}

directions := {"All": ["read", "write"], "ReadOnly": ["read"], "WriteOnly": ["write"]}

basic_type(selector) := type if {
	type := get(selector, ["read_write_type"])
	type != null
}

basic_type(selector) := "All" if missing(selector, ["read_write_type"])

of_management_events(selector) if {
	some field in selector.field_selectors
	field.field == "eventCategory"
	"Management" in field.equals
}

advanced_type(selector) := "All" if not by_direction(selector)

advanced_type(selector) := type if {
	some field in selector.field_selectors
	field.field == "readOnly"
	some value in field.equals
	type := {"true": "ReadOnly", "false": "WriteOnly"}[lower(value)]
}

by_direction(selector) if {
	some field in selector.field_selectors
	field.field == "readOnly"
}

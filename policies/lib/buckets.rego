# Buckets.
package stride.lib

# Neither versions nor object lock, which works on versions alone, keep what is overwritten or deleted. A status that is written
# down is a fact; one that is missing may still come from outside.
unversioned(bucket) if {
	status := get(bucket.values, ["versioning", "status"])
	not status in {null, "Enabled"}
	not bucket.values.object_lock_enabled == true
}

unversioned(bucket) if {
	missing(bucket.values, ["versioning", "status"])
	not bucket.values.object_lock_enabled == true
	closed(bucket)
}

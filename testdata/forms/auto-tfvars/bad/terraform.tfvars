privileged               = false
readonly_root_filesystem = true

privileged               = true
readonly_root_filesystem = false

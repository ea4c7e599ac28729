# Given with -var-file by the pipeline, so not read here.
privileged               = false
readonly_root_filesystem = true

package stride.lib_test

import data.stride.lib

test_pointer if lib.pointer(["a/b", 0, "~"]) == "/a~1b/0/~0"

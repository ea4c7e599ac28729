//! ECS's own JSON, placeholders included.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| stridelint_fuzz::stages("task-definition.json", data));

//! CloudFormation: YAML, intrinsics, conditions, ForEach, nested stacks.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| stridelint_fuzz::stages("template.yaml", data));

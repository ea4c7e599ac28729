//! YAML in files and in strings, in both dialects.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| stridelint_fuzz::yaml(data));

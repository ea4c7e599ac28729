//! A user's policy: METADATA, heads, recursion and the engine's own parser.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| stridelint_fuzz::policy(data));

//! Plans in JSON.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| stridelint_fuzz::stages("tfplan.json", data));

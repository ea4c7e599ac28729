//! HCL: parsing, recovery, evaluation, modules and functions.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| stridelint_fuzz::stages("main.tf", data));

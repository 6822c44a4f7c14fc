#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| byzrate_fuzz::targets::store(data));

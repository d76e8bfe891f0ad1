#![no_main]

#[path = "../checks/npz.rs"]
mod check;
#[path = "../../crate/bin/retort/files/mod.rs"]
#[allow(dead_code, reason = "the program uses the rest")]
mod files;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| check::check(bytes));

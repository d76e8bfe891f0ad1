#![no_main]

#[path = "../checks/onnx.rs"]
mod check;
#[path = "../checks/model.rs"]
mod model;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| check::check(bytes));

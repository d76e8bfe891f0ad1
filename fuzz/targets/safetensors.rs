//! Any bytes are read as a model of finite numbers, no more of them than there are bytes, or refused with a reason.
#![no_main]

use libfuzzer_sys::fuzz_target;
use retort_portable::{import, safetensors};

fuzz_target!(|bytes: &[u8]| {
    match safetensors::read(bytes) {
        Ok(tensors) => {
            let count: usize = tensors.tensors.iter().map(|tensor| tensor.values.len()).sum();
            assert!(count <= bytes.len());
            assert!(tensors.tensors.iter().all(|tensor| tensor.values.iter().all(|value| value.is_finite())));
            let _ = import::weights_for(&tensors, &[]);
        }
        Err(error) => assert!(!error.field.is_empty() && !error.reason.is_empty()),
    }
});

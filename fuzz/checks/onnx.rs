//! Any bytes are read as a model in ONNX, or refused with field and reason.

use super::model;

pub fn check(bytes: &[u8]) {
    model::check(bytes, retort_portable::onnx::read(bytes));
}

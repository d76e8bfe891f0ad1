//! Any bytes are read as a model in safetensors, or refused with field and reason.

use super::model;

pub fn check(bytes: &[u8]) {
    model::check(bytes, retort_portable::safetensors::read(bytes));
}

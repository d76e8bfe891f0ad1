//! What a model file says about the model besides its numbers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Texts by name, in the order of the names. Both ONNX and safetensors carry such a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Metadata(pub BTreeMap<String, String>);

impl Metadata {
    /// Key of the model, such as `cnn-4-8`.
    pub const MODEL: &str = "retort.model";
    /// Whose the network is in the run: `teacher`, or the key of a method.
    pub const ROLE: &str = "retort.role";
    /// The experiment that trained it, as a link.
    pub const LINK: &str = "retort.link";
    /// Hash of weights and answers, as the page shows it.
    pub const FINGERPRINT: &str = "retort.fingerprint";
    /// Key of the dataset.
    pub const DATASET: &str = "retort.dataset";
    /// Licence of the dataset, as the dataset states it.
    pub const LICENCE: &str = "retort.dataset.licence";
    /// Names of the classes by label, a JSON list.
    pub const CLASSES: &str = "retort.classes";
    /// Results on the test images, a JSON object of numbers.
    pub const METRICS: &str = "retort.metrics";
    /// Size of the weights in bytes, as the page counts it: packed, without names.
    pub const BYTES: &str = "retort.bytes";
    /// What to do with an image before it goes in.
    pub const PREPROCESSING: &str = "retort.preprocessing";
    /// The usual [`Self::PREPROCESSING`].
    pub const GREY: &str = "grey values 0 to 255, divided by 255; float32 NCHW";

    /// The same with one more text.
    #[must_use]
    pub fn with(mut self, name: &str, text: impl Into<String>) -> Self {
        self.0.insert(name.into(), text.into());
        self
    }

    /// A text.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

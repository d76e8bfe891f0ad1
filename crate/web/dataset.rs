//! Images that the page shows and sessions train on.

use std::rc::Rc;

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

use super::spec_of;

/// A dataset in this instance's memory.
#[wasm_bindgen]
pub struct Dataset(pub(super) Rc<crate::data::Dataset>);

#[wasm_bindgen]
impl Dataset {
    /// The dataset that is part of the program.
    pub fn digits() -> Result<Self, JsError> {
        Ok(Self(Rc::new(crate::data::Dataset::open("digits", &[])?)))
    }

    /// A dataset from its files, in the menu's order.
    pub fn open(key: &str, files: Vec<Uint8Array>) -> Result<Self, JsError> {
        let files: Vec<Vec<u8>> = files.iter().map(Uint8Array::to_vec).collect();
        Ok(Self(Rc::new(crate::data::Dataset::open(key, &files)?)))
    }

    /// The images as the students of a link's experiment see them.
    pub fn seen(&self, link: &str) -> Self {
        Self(Rc::new(crate::data::domain::dataset(&self.0, spec_of(link).domain)))
    }

    /// Its key.
    #[wasm_bindgen(getter)]
    pub fn key(&self) -> String {
        self.0.source.key.into()
    }

    /// Width of an image in pixels.
    #[wasm_bindgen(getter)]
    pub fn width(&self) -> usize {
        self.0.source.width
    }

    /// Height of an image in pixels.
    #[wasm_bindgen(getter)]
    pub fn height(&self) -> usize {
        self.0.source.height
    }

    /// Number of test images.
    #[wasm_bindgen(getter, js_name = testCount)]
    pub fn test_count(&self) -> usize {
        self.0.test.len()
    }

    /// Grey values 0 to 255 of a test image, row by row; empty for an image that does not exist.
    #[wasm_bindgen(js_name = testImage)]
    pub fn test_image(&self, image: usize) -> Vec<u8> {
        let size = self.0.source.pixels();
        let white = u32::from(self.0.source.white);
        let pixels = self.0.test.pixels.chunks_exact(size).nth(image).unwrap_or_default();
        pixels.iter().map(|&pixel| (u32::from(pixel) * 255 / white) as u8).collect()
    }

    /// Label of a test image; none for an image that does not exist.
    #[wasm_bindgen(js_name = testLabel)]
    pub fn test_label(&self, image: usize) -> Option<u8> {
        self.0.test.labels.get(image).copied()
    }
}

//! What the page sees of this module. A refusal is thrown as an object with field, found and allowed, so that the page says
//! it in its own words.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::{
    CLASSES, ClassCount, LONGEST_NAME, MOST_IMAGES, Part, Refused, SIDES, THIN_TEST, THIN_TRAIN, picture,
};

fn to_js(value: &impl Serialize) -> JsValue {
    // Numbers and texts: there is nothing that could fail.
    value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).unwrap_or(JsValue::NULL)
}

fn refusal(refused: Refused) -> JsValue {
    to_js(&refused)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Limits {
    sides: [usize; 2],
    classes: [usize; 2],
    images: usize,
    name: usize,
    thin_train: usize,
    thin_test: usize,
}

/// The limits of own images.
#[wasm_bindgen]
pub fn limits() -> JsValue {
    to_js(&Limits {
        sides: SIDES,
        classes: CLASSES,
        images: MOST_IMAGES,
        name: LONGEST_NAME,
        thin_train: THIN_TRAIN,
        thin_test: THIN_TEST,
    })
}

/// A picture of red, green, blue and alpha as a small grey image; see [`picture::shrink`].
#[wasm_bindgen]
pub fn shrink(
    pixels: &[u8],
    width: usize,
    height: usize,
    side: usize,
    invert: bool,
) -> Result<Vec<u8>, JsValue> {
    picture::shrink(pixels, [width, height], [side, side], invert).map_err(refusal)
}

/// Own images, ready to be learnt from.
#[wasm_bindgen]
pub struct OwnImages(super::OwnImages);

#[derive(Serialize)]
struct About {
    key: String,
    side: usize,
    classes: Vec<ClassCount>,
}

#[wasm_bindgen]
impl OwnImages {
    /// Divides small grey images `[images, side, side]` into training and test.
    pub fn divided(
        names: Vec<String>,
        side: usize,
        pixels: Vec<u8>,
        labels: Vec<u8>,
        share: f32,
    ) -> Result<Self, JsValue> {
        let all = Part { pixels, labels };
        super::OwnImages::divided(names, side, &all, share, 0).map(Self).map_err(refusal)
    }

    /// Opens their file.
    pub fn open(file: &[u8]) -> Result<Self, JsValue> {
        super::OwnImages::from_file(file).map(Self).map_err(refusal)
    }

    /// Their file.
    pub fn file(&self) -> Vec<u8> {
        self.0.to_file()
    }

    /// What an engine reads.
    pub fn content(&self) -> Vec<u8> {
        self.0.to_bytes()
    }

    /// Key, side and classes.
    pub fn about(&self) -> JsValue {
        to_js(&About { key: self.0.key(), side: self.0.side(), classes: self.0.counts() })
    }
}

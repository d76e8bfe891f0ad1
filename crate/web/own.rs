//! A user's own images: pictures made small, their one file written and described.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::to_js;
use crate::data::Split;
use crate::data::own::{self, ClassCount, OwnImages, Refused, picture};

/// What is wrong, for a page that says it in its own words.
#[derive(Serialize)]
struct Reason {
    field: &'static str,
    found: String,
    allowed: String,
}

fn refusal(Refused { field, found, allowed }: Refused) -> JsValue {
    to_js(&Reason { field, found, allowed }).unwrap_or(JsValue::NULL)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Limits {
    sides: [usize; 2],
    classes: [usize; 2],
    images: usize,
    name: usize,
    pixels: usize,
    side: usize,
    thin_train: usize,
    thin_test: usize,
}

/// The limits of own images.
#[wasm_bindgen(js_name = ownLimits)]
pub fn own_limits() -> Result<JsValue, JsError> {
    to_js(&Limits {
        sides: own::SIDES,
        classes: own::CLASSES,
        images: own::MOST_IMAGES,
        name: own::LONGEST_NAME,
        pixels: picture::MOST_PIXELS,
        side: picture::LONGEST,
        thin_train: own::THIN_TRAIN,
        thin_test: own::THIN_TEST,
    })
}

/// A picture of red, green, blue and alpha as a small grey image; see [`picture::shrink`]. Throws field, found and allowed.
#[wasm_bindgen(js_name = shrinkPicture)]
pub fn shrink_picture(
    pixels: &[u8],
    width: usize,
    height: usize,
    side: usize,
    invert: bool,
) -> Result<Vec<u8>, JsValue> {
    picture::shrink(pixels, [width, height], [side, side], invert).map_err(refusal)
}

/// The file of small grey images, `[images, side, side]`, divided into training and test. Throws field, found and allowed.
#[wasm_bindgen(js_name = ownFile)]
pub fn own_file(
    names: Vec<String>,
    side: usize,
    pixels: Vec<u8>,
    labels: Vec<u8>,
    share: f32,
    seed: u32,
) -> Result<Vec<u8>, JsValue> {
    let all = Split { pixels, labels, searched: vec![] };
    OwnImages::divided(names, side, &all, share, seed).map(|images| images.to_file()).map_err(refusal)
}

#[derive(Serialize)]
struct About {
    key: String,
    side: usize,
    classes: Vec<ClassCount>,
}

/// What such a file holds. Throws field, found and allowed.
#[wasm_bindgen(js_name = aboutOwnFile)]
pub fn about_own_file(file: &[u8]) -> Result<JsValue, JsValue> {
    let images = OwnImages::from_file(file).map_err(refusal)?;
    let about = About { key: images.key(), side: images.side(), classes: images.counts() };
    to_js(&about).map_err(JsValue::from)
}

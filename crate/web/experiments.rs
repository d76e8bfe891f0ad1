//! Links and forms as experiments, and what can be said of one before it runs.

use std::collections::BTreeMap;

use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::{spec_of, to_js};
use crate::experiment::{self, FormValue};
use crate::metric::fingerprint::fingerprint_of_texts;
use crate::spec::claim::Claim;
use crate::spec::drawings::{self, Drawing};
use crate::spec::link::{self, Opened, Problem};
use crate::{catalogue, method, session};

/// Datasets, models, methods, presets and fields of this build.
#[wasm_bindgen]
pub fn menu() -> Result<JsValue, JsError> {
    to_js(&catalogue::menu()?)
}

#[derive(Serialize)]
struct OpenedForm<'a> {
    spec: BTreeMap<&'static str, FormValue>,
    link: String,
    problems: &'a [Problem],
    arms: Vec<&'static str>,
    /// Fields that do nothing beside the others as they are.
    idle: Vec<&'static str>,
    claim: &'a Option<Claim>,
    /// Strokes of cells, column and row.
    drawings: &'a [Drawing],
}

fn opened_to_js(opened: &Opened) -> Result<JsValue, JsError> {
    to_js(&OpenedForm {
        spec: experiment::form(&opened.spec),
        link: link::write(&opened.spec),
        problems: &opened.problems,
        arms: method::arms(&opened.spec),
        idle: experiment::idle(&opened.spec),
        claim: &opened.claim,
        drawings: &opened.drawings,
    })
}

/// Opens any text as a link.
#[wasm_bindgen(js_name = openLink)]
pub fn open_link(text: &str) -> Result<JsValue, JsError> {
    opened_to_js(&experiment::open(text))
}

/// Checks a form's values, an object with the link's keys.
#[wasm_bindgen(js_name = checkSpec)]
pub fn check_spec(form: JsValue) -> Result<JsValue, JsError> {
    opened_to_js(&experiment::check(serde_wasm_bindgen::from_value(form)?))
}

/// A drawing that a link can hold, of lines of places that are shares of the drawn square: its cells, stroke by stroke.
#[wasm_bindgen(js_name = snapDrawing)]
pub fn snap_drawing(lines: JsValue) -> Result<JsValue, JsError> {
    let lines: Vec<Vec<[f32; 2]>> = serde_wasm_bindgen::from_value(lines)?;
    to_js(&drawings::snap(&lines))
}

/// The text after `x=` of drawings: as many as fit into a link beside `taken` characters.
#[wasm_bindgen(js_name = writeDrawings)]
pub fn write_drawings(drawings: JsValue, taken: usize) -> Result<String, JsError> {
    let drawings: Vec<Drawing> = serde_wasm_bindgen::from_value(drawings)?;
    Ok(drawings::write(&drawings, taken))
}

/// The fingerprint of a run from those of its networks: the teacher's, then the arms' in order.
#[wasm_bindgen(js_name = runFingerprint)]
pub fn run_fingerprint(networks: Vec<String>) -> String {
    fingerprint_of_texts(networks.iter().map(String::as_str))
}

/// What the experiment of a link costs, in operations; see [`session::bill`].
#[wasm_bindgen(js_name = trainingBill)]
pub fn training_bill(link: &str) -> Result<JsValue, JsError> {
    to_js(&session::bill::bill(&spec_of(link))?)
}

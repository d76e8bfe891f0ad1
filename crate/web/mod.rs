//! The boundary to JavaScript, the only folder that exports anything. Numbers, typed arrays and plain objects cross it; no
//! callbacks, no DOM but the canvas that a chart is drawn on. Shapes are declared in `www/protocol.js`.

#![cfg_attr(
    feature = "webgpu",
    allow(deprecated, reason = "wasm-bindgen marks `jspi` so to say that it is new")
)]

mod chapter;
mod game;
mod memory;
mod networks;
mod no_chance;
#[cfg(feature = "webgpu")]
mod webgpu;

use std::collections::BTreeMap;
use std::rc::Rc;

use js_sys::{Float32Array, Reflect, Uint8Array};
use plotters::prelude::IntoDrawingArea as _;
use plotters_canvas::CanvasBackend;
use serde::Serialize;
use wasm_bindgen::prelude::*;
use web_sys::HtmlCanvasElement;

use crate::benchmark;
use crate::catalogue::{self, FormValue};
use crate::chart::{self, ChartData, Theme};
use crate::device;
use crate::metric::fingerprint::fingerprint_of_texts;
use crate::metric::paired;
use crate::model::weights;
use crate::session::{self, Event, Inference};
use crate::spec::ExperimentSpec;
use crate::spec::claim::Claim;
use crate::spec::drawings::{self, Drawing};
use crate::spec::link::{self, Opened, Problem};
use crate::train::trained_teacher::TrainedTeacher;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = console, js_name = error)]
    fn console_error(text: &str);
}

/// Says in the console why an instance died; the instance itself cannot go on.
#[wasm_bindgen(start)]
pub fn start() {
    std::panic::set_hook(Box::new(|info| console_error(&info.to_string())));
}

/// Any serialisable value as a plain JavaScript object.
fn to_js(value: &impl Serialize) -> Result<JsValue, JsError> {
    Ok(value.serialize(&serde_wasm_bindgen::Serializer::json_compatible())?)
}

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
        spec: catalogue::form(&opened.spec),
        link: link::write(&opened.spec),
        problems: &opened.problems,
        arms: catalogue::arms(&opened.spec),
        idle: catalogue::idle(&opened.spec),
        claim: &opened.claim,
        drawings: &opened.drawings,
    })
}

/// Opens any text as a link.
#[wasm_bindgen(js_name = openLink)]
pub fn open_link(text: &str) -> Result<JsValue, JsError> {
    opened_to_js(&catalogue::open(text))
}

/// Checks a form's values, an object with the link's keys.
#[wasm_bindgen(js_name = checkSpec)]
pub fn check_spec(form: JsValue) -> Result<JsValue, JsError> {
    opened_to_js(&catalogue::check(serde_wasm_bindgen::from_value(form)?))
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

/// A dataset in this instance's memory.
#[wasm_bindgen]
pub struct Dataset(Rc<crate::data::Dataset>);

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

/// The spec of a link that the page has already shown the problems of.
fn spec_of(link: &str) -> ExperimentSpec {
    catalogue::open(link).spec
}

/// What a checkpoint says of itself; refused where nobody could go on from it.
#[wasm_bindgen(js_name = checkpointAbout)]
pub fn checkpoint_about(bytes: &[u8]) -> Result<JsValue, JsError> {
    to_js(&session::checkpoint::about(bytes)?)
}

/// The last evaluation of a session as an event, once there was one.
fn last_to_js(last: Option<&session::Evaluation>) -> Result<JsValue, JsError> {
    event_to_js(last.map(|evaluation| Event::Evaluated { evaluation: evaluation.clone() }))
}

/// An event as a plain object; the logits go across as one typed array.
fn event_to_js(event: Option<Event>) -> Result<JsValue, JsError> {
    let Some(event) = event else { return Ok(JsValue::UNDEFINED) };
    let object = to_js(&event)?;
    if let Event::Evaluated { evaluation } | Event::Finished(session::Outcome { evaluation, .. }) = &event {
        let logits = Float32Array::from(evaluation.logits.as_slice());
        let set = |target: &JsValue| Reflect::set(target, &"logits".into(), &logits);
        let target = Reflect::get(&object, &"evaluation".into());
        target.and_then(|target| set(&target)).map_err(|_| JsError::new("an event is an object"))?;
    }
    Ok(object)
}

/// A teacher's training.
#[wasm_bindgen]
pub struct TeacherSession {
    session: session::TeacherSession,
    spec: ExperimentSpec,
    dataset: Rc<crate::data::Dataset>,
    inference: Option<Inference>,
}

#[wasm_bindgen]
impl TeacherSession {
    /// A teacher before its first update.
    #[cfg_attr(not(feature = "webgpu"), wasm_bindgen(constructor))]
    #[cfg_attr(feature = "webgpu", wasm_bindgen(jspi, js_name = open))]
    pub fn new(link: &str, dataset: &Dataset) -> Result<Self, JsError> {
        let spec = spec_of(link);
        let session = session::TeacherSession::new(&spec, dataset.0.clone())?;
        Ok(Self { session, spec, dataset: dataset.0.clone(), inference: None })
    }

    /// A stored teacher: after its last update, with the weights that `weights()` gave then.
    #[cfg_attr(feature = "webgpu", wasm_bindgen(jspi))]
    pub fn resumed(link: &str, dataset: &Dataset, weights: &[f32]) -> Result<Self, JsError> {
        let spec = spec_of(link);
        let session = session::TeacherSession::resumed(&spec, dataset.0.clone(), weights)?;
        Ok(Self { session, spec, dataset: dataset.0.clone(), inference: None })
    }

    /// The session that wrote a checkpoint, from there on.
    #[cfg_attr(feature = "webgpu", wasm_bindgen(jspi))]
    pub fn continued(link: &str, dataset: &Dataset, checkpoint: &[u8]) -> Result<Self, JsError> {
        let spec = spec_of(link);
        let session = session::TeacherSession::continued(&spec, dataset.0.clone(), checkpoint)?;
        Ok(Self { session, spec, dataset: dataset.0.clone(), inference: None })
    }

    /// Where it stands, as bytes for `continued`; `note` comes back from `checkpointAbout`.
    #[cfg_attr(feature = "webgpu", wasm_bindgen(jspi))]
    pub fn checkpoint(&self, note: &str) -> Vec<u8> {
        self.session.checkpoint(note)
    }

    /// The last answers, as an event; undefined before the first.
    pub fn last(&self) -> Result<JsValue, JsError> {
        last_to_js(self.session.last())
    }

    /// One update, or one batch of test or transfer images; an event where there is something to tell.
    #[cfg_attr(feature = "webgpu", wasm_bindgen(jspi))]
    pub fn step(&mut self) -> Result<JsValue, JsError> {
        event_to_js(self.session.step())
    }

    /// Where the training stands.
    pub fn progress(&self) -> Result<JsValue, JsError> {
        to_js(&self.session.standing())
    }

    /// What the students need, after `finished`.
    #[cfg_attr(feature = "webgpu", wasm_bindgen(jspi))]
    pub fn teacher(&self) -> Vec<u8> {
        self.session.trained().to_bytes()
    }

    /// All weights as they are now, in one list: for [`TrainedNet`].
    #[cfg_attr(feature = "webgpu", wasm_bindgen(jspi))]
    pub fn weights(&self) -> Vec<f32> {
        self.session.nets().iter().flat_map(weights::flatten).collect()
    }

    /// Runs one batch of test images and returns their number: for a stopwatch.
    #[cfg_attr(feature = "webgpu", wasm_bindgen(jspi))]
    pub fn measure(&mut self) -> Result<u32, JsError> {
        measure(&mut self.inference, || Inference::new(self.session.nets(), &self.dataset, self.spec.engine))
    }
}

/// A student's training.
#[wasm_bindgen]
pub struct StudentSession {
    session: session::StudentSession,
    spec: ExperimentSpec,
    dataset: Rc<crate::data::Dataset>,
    inference: Option<Inference>,
}

#[wasm_bindgen]
impl StudentSession {
    /// A student before its first update; `arm` is a method's key, `teacher` what [`TeacherSession::teacher`] gave.
    #[cfg_attr(not(feature = "webgpu"), wasm_bindgen(constructor))]
    #[cfg_attr(feature = "webgpu", wasm_bindgen(jspi, js_name = open))]
    pub fn new(link: &str, dataset: &Dataset, arm: &str, teacher: &[u8]) -> Result<Self, JsError> {
        let spec = spec_of(link);
        let teacher = Rc::new(TrainedTeacher::from_bytes(teacher)?);
        let session = session::StudentSession::new(&spec, dataset.0.clone(), arm, teacher)?;
        Ok(Self { session, spec, dataset: dataset.0.clone(), inference: None })
    }

    /// The session that wrote a checkpoint, from there on.
    #[cfg_attr(feature = "webgpu", wasm_bindgen(jspi))]
    pub fn continued(
        link: &str,
        dataset: &Dataset,
        arm: &str,
        teacher: &[u8],
        checkpoint: &[u8],
    ) -> Result<Self, JsError> {
        let spec = spec_of(link);
        let teacher = Rc::new(TrainedTeacher::from_bytes(teacher)?);
        let session = session::StudentSession::continued(&spec, dataset.0.clone(), arm, teacher, checkpoint)?;
        Ok(Self { session, spec, dataset: dataset.0.clone(), inference: None })
    }

    /// Where it stands, as bytes for `continued`; `note` comes back from `checkpointAbout`.
    #[cfg_attr(feature = "webgpu", wasm_bindgen(jspi))]
    pub fn checkpoint(&self, note: &str) -> Vec<u8> {
        self.session.checkpoint(note)
    }

    /// The last answers, as an event; undefined before the first.
    pub fn last(&self) -> Result<JsValue, JsError> {
        last_to_js(self.session.last())
    }

    /// One update, or one batch of test images; an event where there is something to tell.
    #[cfg_attr(feature = "webgpu", wasm_bindgen(jspi))]
    pub fn step(&mut self) -> Result<JsValue, JsError> {
        event_to_js(self.session.step())
    }

    /// Where the training stands.
    pub fn progress(&self) -> Result<JsValue, JsError> {
        to_js(&self.session.standing())
    }

    /// All weights as they are now, in one list: for [`TrainedNet`].
    #[cfg_attr(feature = "webgpu", wasm_bindgen(jspi))]
    pub fn weights(&self) -> Vec<f32> {
        weights::flatten(&self.session.net())
    }

    /// Takes the weights of a file in place of the drawn ones, before the first step.
    #[wasm_bindgen(js_name = beginWith)]
    pub fn begin_with(&mut self, weights: &[f32]) -> Result<(), JsError> {
        Ok(self.session.begin_with(weights)?)
    }

    /// Runs one batch of test images and returns their number: for a stopwatch.
    #[cfg_attr(feature = "webgpu", wasm_bindgen(jspi))]
    pub fn measure(&mut self) -> Result<u32, JsError> {
        measure(&mut self.inference, || {
            Inference::new(vec![self.session.net()], &self.dataset, self.spec.engine)
        })
    }
}

fn measure<E: std::error::Error>(
    inference: &mut Option<Inference>,
    prepare: impl FnOnce() -> Result<Inference, E>,
) -> Result<u32, JsError> {
    let ready = match inference.take() {
        Some(ready) => ready,
        None => prepare()?,
    };
    Ok(inference.insert(ready).run())
}

/// A trained network that answers single images, on this file's engine.
#[wasm_bindgen]
pub struct TrainedNet(session::TrainedNet);

#[wasm_bindgen]
impl TrainedNet {
    /// `role` is "teacher" or a method's key, `weights` what its session's `weights()` gave.
    #[wasm_bindgen(constructor)]
    pub fn new(link: &str, role: &str, weights: &[f32]) -> Result<Self, JsError> {
        let spec = spec_of(link);
        let engine = device::BUILT.first().copied().unwrap_or(spec.engine);
        Ok(Self(session::TrainedNet::new(&spec, role, weights, engine)?))
    }

    /// Logits, one a class, of an image of grey values 0 to 255.
    pub fn logits(&self, pixels: &[u8]) -> Result<Vec<f32>, JsError> {
        Ok(self.0.logits(pixels)?)
    }

    /// First-layer filters, activations and attention for such an image.
    pub fn inside(&self, pixels: &[u8]) -> Result<JsValue, JsError> {
        to_js(&self.0.inside(pixels)?)
    }

    /// Its operations and the names and shapes of its parameters; undefined for a search.
    pub fn network(&self) -> Result<JsValue, JsError> {
        networks::structure(self.0.network())
    }

    /// The numbers of its parameters, one after the other.
    pub fn parameters(&self) -> Vec<f32> {
        self.0.network().map(|network| network.values()).unwrap_or_default()
    }
}

/// The gain of `after` over `before`, pair by pair, with its 95 % interval; none for no pairs.
#[wasm_bindgen(js_name = pairedGain)]
pub fn paired_gain(before: &[f64], after: &[f64]) -> Result<JsValue, JsError> {
    to_js(&paired::paired_gain(before, after))
}

/// The names of [`Benchmark`]: the networks that rivals are measured on, then every model as `<model>@<side>`.
#[wasm_bindgen(js_name = benchmarkNames)]
pub fn benchmark_names() -> Vec<String> {
    benchmark::workloads().map(String::from).chain(benchmark::models()).collect()
}

/// A fixed training for a stopwatch.
#[wasm_bindgen]
pub struct Benchmark(benchmark::Benchmark);

#[wasm_bindgen]
impl Benchmark {
    /// The benchmark of this name; `stock` takes burn's own operations and optimiser.
    #[wasm_bindgen(constructor)]
    pub fn new(workload: &str, batch: usize, stock: bool) -> Result<Self, JsError> {
        Ok(Self(benchmark::Benchmark::new(workload, batch, stock)?))
    }

    /// Makes updates; returns their number of images.
    pub fn train(&mut self, steps: u32) -> Result<u32, JsError> {
        Ok(self.0.train(steps)?)
    }

    /// Answers batches; returns their number of images.
    pub fn infer(&self, batches: u32) -> u32 {
        self.0.infer(batches)
    }

    /// Floating-point operations of an update, per image.
    #[wasm_bindgen(js_name = flopTrain)]
    pub fn flop_train(&self) -> f64 {
        self.0.flops_per_training_image() as f64
    }

    /// Floating-point operations of the answer to one image.
    #[wasm_bindgen(js_name = flopInfer)]
    pub fn flop_infer(&self) -> f64 {
        self.0.flops_per_image() as f64
    }
}

/// Draws a chart over a canvas whose size is already in device pixels, and returns where its plotting area lies.
#[wasm_bindgen(js_name = drawChart)]
pub fn draw_chart(
    canvas: HtmlCanvasElement,
    chart: &str,
    data: JsValue,
    theme: JsValue,
) -> Result<JsValue, JsError> {
    let theme: Theme = serde_wasm_bindgen::from_value(theme)?;
    let data = ChartData::read(chart, serde_wasm_bindgen::Deserializer::from(data))?;
    let backend = CanvasBackend::with_canvas_object(canvas)
        .ok_or_else(|| JsError::new("the canvas has no 2D context"))?;
    to_js(&chart::draw(&backend.into_drawing_area(), &data, &theme)?)
}

/// The same chart as SVG text of this size in CSS pixels.
#[wasm_bindgen(js_name = drawChartSvg)]
pub fn draw_chart_svg(
    chart: &str,
    data: JsValue,
    theme: JsValue,
    width: u32,
    height: u32,
) -> Result<String, JsError> {
    let theme: Theme = serde_wasm_bindgen::from_value(theme)?;
    let data = ChartData::read(chart, serde_wasm_bindgen::Deserializer::from(data))?;
    Ok(chart::draw_svg(&data, &theme, width, height)?)
}

//! Trainings that a worker steps through.

use std::rc::Rc;

use js_sys::{Float32Array, Reflect};
use wasm_bindgen::prelude::*;

use super::dataset::Dataset;
use super::{spec_of, to_js};
use crate::model::weights;
use crate::session::{self, Event, Inference};
use crate::spec::ExperimentSpec;
use crate::train::trained_teacher::TrainedTeacher;

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

//! Chapters across the boundary: what there is to train, and what was measured once it is trained.

use std::rc::Rc;

use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::dataset::Dataset;
use super::{spec_of, to_js};
use crate::chapter::report::{Report, SeedValues, evaluate};
use crate::chapter::{self, Chapter, NetResult, Results};
use crate::method;
use crate::model::Cost;
use crate::seed::Seed;
use crate::spec::teacher_key::teacher_key;
use crate::spec::{ExperimentSpec, link};

fn find(key: &str) -> Result<&'static Chapter, JsError> {
    chapter::find(key).ok_or_else(|| JsError::new(&format!("no chapter \"{key}\"")))
}

#[derive(Serialize)]
struct Plan {
    link: String,
    points: Vec<Point>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Point {
    link: String,
    data: &'static str,
    engine: &'static str,
    arms: Vec<&'static str>,
    /// Points with equal ones share a teacher.
    teacher: String,
}

/// The experiments of a chapter for one seed; the chapter's own seed where none is given.
#[wasm_bindgen(js_name = chapterPlan)]
pub fn chapter_plan(key: &str, seed: Option<u32>) -> Result<JsValue, JsError> {
    let chapter = find(key)?;
    let seeded = |spec: ExperimentSpec| ExperimentSpec { seed: seed.map_or(spec.seed, Seed), ..spec };
    let point = |(_, spec): (Option<f64>, ExperimentSpec)| {
        let spec = seeded(spec);
        Point {
            link: link::write(&spec),
            data: spec.dataset,
            engine: spec.engine.key(),
            arms: method::arms(&spec),
            teacher: teacher_key(&spec),
        }
    };
    let link = link::write(&seeded(chapter.open("").spec));
    to_js(&Plan { link, points: chapter.points().into_iter().map(point).collect() })
}

/// The part of a link that decides its teacher.
#[wasm_bindgen(js_name = teacherKey)]
pub fn teacher_key_of(link: &str) -> String {
    teacher_key(&spec_of(link))
}

/// Takes the trained networks of all points of a chapter and gives figure and measures. Some measures take a while: it
/// belongs into a worker.
#[wasm_bindgen]
pub struct ChapterMeasurement {
    chapter: &'static Chapter,
    runs: Vec<Results>,
}

#[wasm_bindgen]
impl ChapterMeasurement {
    /// Without any run yet.
    #[wasm_bindgen(constructor)]
    pub fn new(key: &str) -> Result<Self, JsError> {
        Ok(Self { chapter: find(key)?, runs: vec![] })
    }

    /// Begins the run of the next point.
    #[wasm_bindgen(js_name = addRun)]
    pub fn add_run(&mut self, link: &str, dataset: &Dataset) {
        let dataset = Rc::clone(&dataset.0);
        self.runs.push(Results { spec: spec_of(link), dataset, nets: vec![] });
    }

    /// Adds a network to the run that was begun last. `cost` is as in an event of a session.
    #[wasm_bindgen(js_name = addNet)]
    #[allow(clippy::too_many_arguments, reason = "plain values cross the boundary; they are one network's")]
    pub fn add_net(
        &mut self,
        role: String,
        logits: Vec<f32>,
        weights: Vec<f32>,
        cost: JsValue,
        microseconds_per_image: f64,
        training_seconds: f64,
        fingerprint: String,
    ) -> Result<(), JsError> {
        let cost: Cost = serde_wasm_bindgen::from_value(cost)?;
        let run = self.runs.last_mut().ok_or_else(|| JsError::new("no run was begun"))?;
        run.nets.push(NetResult {
            role,
            logits,
            weights,
            cost,
            microseconds_per_image,
            training_seconds,
            fingerprint,
        });
        Ok(())
    }

    /// Figure and measures of this seed.
    pub fn values(&self) -> Result<JsValue, JsError> {
        to_js(&evaluate(self.chapter, &self.runs))
    }
}

/// Several seeds' [`ChapterMeasurement::values`] side by side, with means and intervals.
#[wasm_bindgen(js_name = chapterReport)]
pub fn chapter_report(key: &str, seeds: JsValue) -> Result<JsValue, JsError> {
    let seeds: Vec<SeedValues> = serde_wasm_bindgen::from_value(seeds)?;
    to_js(&Report::new(find(key)?, &seeds))
}

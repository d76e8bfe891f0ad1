//! Sweeps across the boundary: settings in, links of runs out.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::to_js;
use crate::catalogue;
use crate::spec::fields::{Kind, Scale};
use crate::spec::link;
use crate::spec::teacher_key::teacher_key;
use crate::sweep;

/// A checked sweep.
#[wasm_bindgen]
pub struct Sweep(sweep::Sweep);

#[derive(Serialize)]
struct Axis {
    key: &'static str,
    values: Vec<String>,
    /// Whether the values are numbers.
    number: bool,
    /// Whether equal ratios are equally far apart.
    log: bool,
}

#[derive(Serialize)]
struct Job {
    link: String,
    data: &'static str,
    engine: &'static str,
    arms: Vec<&'static str>,
    /// Runs with equal ones share a teacher.
    teacher: String,
}

#[wasm_bindgen]
impl Sweep {
    /// `axes` are the key of a field and its values, a line each. Throws a `SweepError` as a plain object.
    #[wasm_bindgen(constructor)]
    pub fn new(link: &str, axes: Vec<String>, seeds: u32) -> Result<Self, JsValue> {
        let axis = |text: &String| {
            let mut lines = text.split('\n').map(String::from);
            (lines.next().unwrap_or_default(), lines.collect())
        };
        let axes: Vec<(String, Vec<String>)> = axes.iter().map(axis).collect();
        sweep::Sweep::new(link, &axes, seeds).map(Self).map_err(|error| match to_js(&error) {
            Ok(plain) => plain,
            Err(error) => error.into(),
        })
    }

    /// The link that all runs have in common, in its canonical form.
    pub fn link(&self) -> String {
        link::write(self.0.base())
    }

    /// The axes with their values as links write them.
    pub fn axes(&self) -> Result<JsValue, JsError> {
        let axis = |axis: &sweep::Axis| Axis {
            key: axis.field.key,
            values: axis.values.iter().map(|value| value.to_string()).collect(),
            number: matches!(axis.field.kind, Kind::Integer { .. } | Kind::Number { .. }),
            log: matches!(axis.field.kind, Kind::Number { scale: Scale::Log, .. }),
        };
        to_js(&self.0.axes().iter().map(axis).collect::<Vec<_>>())
    }

    /// The canonical links of all runs: all seeds of the first point, then those of the next; the last axis is fastest.
    pub fn links(&self) -> Vec<String> {
        self.0.runs().map(|run| run.link()).collect()
    }

    /// What it takes to make a run.
    pub fn job(&self, run: usize) -> Result<JsValue, JsError> {
        let spec = self.0.run(run).spec;
        to_js(&Job {
            link: link::write(&spec),
            data: spec.dataset,
            engine: spec.engine.key(),
            arms: catalogue::arms(&spec),
            teacher: teacher_key(&spec),
        })
    }
}

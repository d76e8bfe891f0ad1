//! One run from its first step to its result, for the commands that make many.

#![allow(clippy::disallowed_methods, reason = "people want to know how long it took; results do not")]

use std::rc::Rc;
use std::time::Instant;

use retort::data::Dataset;
use retort::method;
use retort::metric::fingerprint::fingerprint_of_texts;
use retort::session::{Event, Inference, Run, RunEvent, TEACHER};
use retort::spec::{ExperimentSpec, link};

use crate::results::{NetResult, RunError, SeedResult};

/// Gives the weights of a teacher.
pub type Weights<'a> = &'a dyn Fn() -> Vec<f32>;

/// Whoever watches a run.
pub struct Watch<'a> {
    /// A network was evaluated: its role, its updates so far and in all.
    pub evaluated: &'a dyn Fn(&str, u32, u32),
    /// The teacher has come to its end; the function gives its weights, for [`Run::resumed`].
    pub taught: &'a dyn Fn(Weights),
}

/// Trains and measures one run; with the weights of a teacher that another run has trained, if there are some.
pub fn one_run(
    spec: ExperimentSpec,
    dataset: &Rc<Dataset>,
    weights: Option<&[f32]>,
    watch: &Watch,
) -> Result<SeedResult, RunError> {
    let start = Instant::now();
    let fail = |error: &dyn std::fmt::Display| RunError::Start(error.to_string());
    let (link, seed, engine) = (link::write(&spec), spec.seed.0, spec.engine);
    let arms = method::arms(&spec);
    let mut run = match weights {
        Some(weights) => Run::resumed(spec, dataset.clone(), weights),
        None => Run::new(spec, dataset.clone()),
    }
    .map_err(|error| fail(&error))?;
    let mut nets = vec![];
    while !run.is_over() {
        let Some(RunEvent { role, event }) = run.step().map_err(|error| fail(&error))? else {
            continue;
        };
        match event {
            Event::Finished(outcome) => {
                if role == TEACHER {
                    (watch.taught)(&|| run.teacher_weights());
                }
                let inference =
                    Inference::new(run.nets(role), dataset, engine).map_err(|error| fail(&error))?;
                nets.push((role, NetResult::new(outcome, microseconds_per_image(&inference))));
            }
            Event::Failed { update, .. } => return Err(RunError::Diverged { role, update }),
            Event::Evaluated { evaluation } => {
                (watch.evaluated)(role, evaluation.update, evaluation.updates);
            }
            Event::SoftLabels { .. } => {}
        }
    }
    // In the order of the experiment, as a page has them: not every student needs as many steps. The teacher is first.
    nets.sort_by_key(|(role, _)| arms.iter().position(|arm| arm == role));
    let fingerprint = fingerprint_of_texts(nets.iter().map(|(_, net)| net.fingerprint.as_str()));
    let teacher = nets.iter().position(|(role, _)| *role == TEACHER);
    let (_, teacher) = nets.remove(teacher.ok_or_else(|| fail(&"no teacher finished"))?);
    let seconds = start.elapsed().as_secs_f64();
    Ok(SeedResult { link, seed, engine: engine.key(), teacher, arms: nets, fingerprint, seconds })
}

/// Median of several timed batches, after one that warms up.
fn microseconds_per_image(inference: &Inference) -> f64 {
    inference.run();
    let mut times: Vec<f64> = (0..9)
        .map(|_| {
            let start = Instant::now();
            let images = inference.run();
            start.elapsed().as_secs_f64() * 1e6 / f64::from(images)
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

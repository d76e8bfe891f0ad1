//! A whole run in one thread: the teacher, its soft labels, then every student in turn, one update each. A page
//! spreads the same sessions over workers; the numbers are the same, as no session looks at another.

use std::rc::Rc;

use super::{Event, StudentSession, TeacherSession};
use crate::data::Dataset;
use crate::method;
use crate::model::{self, Net};
use crate::spec::ExperimentSpec;
use crate::train::StartError;

/// The role of the teacher in [`RunEvent`]; the others are method keys.
pub const TEACHER: &str = "teacher";

/// See the module.
pub struct Run {
    spec: ExperimentSpec,
    dataset: Rc<Dataset>,
    teacher: TeacherSession,
    failed: bool,
    arms: Vec<(&'static str, StudentSession)>,
    turn: usize,
}

/// An event and whose it is.
#[derive(Clone, Debug)]
pub struct RunEvent {
    /// [`TEACHER`] or the key of a method.
    pub role: &'static str,
    /// What happened.
    pub event: Event,
}

impl Run {
    /// A run before its first step.
    ///
    /// # Errors
    /// [`StartError`] where the spec does not fit this build or the images.
    pub fn new(spec: ExperimentSpec, dataset: Rc<Dataset>) -> Result<Self, StartError> {
        let teacher = TeacherSession::new(&spec, dataset.clone())?;
        Self::with(spec, dataset, teacher)
    }

    /// A run whose teacher has been trained before, in a run of the same teacher key
    /// ([`crate::spec::teacher_key`]); `weights` are that run's [`Self::teacher_weights`]. All numbers are those of
    /// [`Self::new`].
    ///
    /// # Errors
    /// As [`Self::new`], or [`StartError::Weights`] for weights of other networks.
    pub fn resumed(spec: ExperimentSpec, dataset: Rc<Dataset>, weights: &[f32]) -> Result<Self, StartError> {
        let teacher = TeacherSession::resumed(&spec, dataset.clone(), weights)?;
        Self::with(spec, dataset, teacher)
    }

    fn with(spec: ExperimentSpec, dataset: Rc<Dataset>, teacher: TeacherSession) -> Result<Self, StartError> {
        // Whatever could stop a student from starting shows before the teacher's time is spent.
        for arm in method::arms(&spec) {
            method::find(arm).ok_or_else(|| StartError::Method(arm.into()))?;
        }
        model::find(spec.student)?;
        Ok(Self { spec, dataset, teacher, failed: false, arms: vec![], turn: 0 })
    }

    /// One step of the teacher, or of the student whose turn it is. None where that step had nothing to tell;
    /// see [`Self::is_over`] for the end.
    ///
    /// # Errors
    /// [`StartError`] where the students cannot start.
    pub fn step(&mut self) -> Result<Option<RunEvent>, StartError> {
        if !self.arms.is_empty() {
            // A student whose method trains several networks finishes after the others.
            let turn = self.turn;
            self.turn = (turn + 1) % self.arms.len();
            let (role, student) = &mut self.arms[turn];
            return Ok(student.step().map(|event| RunEvent { role, event }));
        }
        let event = self.teacher.step();
        match &event {
            Some(Event::Finished(_)) => self.start_students()?,
            Some(Event::Failed { .. }) => self.failed = true,
            _ => {}
        }
        Ok(event.map(|event| RunEvent { role: TEACHER, event }))
    }

    /// Whether nothing is left to do.
    pub fn is_over(&self) -> bool {
        let students_are_over =
            !self.arms.is_empty() && self.arms.iter().all(|(_, student)| student.is_over());
        self.failed || students_are_over
    }

    /// The network of a student or those of the teachers, on the plain device; none before the student has started.
    pub fn nets(&self, role: &str) -> Vec<Net> {
        if role == TEACHER {
            return self.teacher.nets();
        }
        self.arms.iter().find(|(arm, _)| *arm == role).map(|(_, student)| student.net()).into_iter().collect()
    }

    /// The teacher's weights, for [`Self::resumed`]. Complete once its [`Event::Finished`] was told.
    pub fn teacher_weights(&self) -> Vec<f32> {
        self.teacher.trained().weights
    }

    fn start_students(&mut self) -> Result<(), StartError> {
        let teacher = Rc::new(self.teacher.trained());
        for arm in method::arms(&self.spec) {
            let student = StudentSession::new(&self.spec, self.dataset.clone(), arm, teacher.clone())?;
            self.arms.push((arm, student));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment;

    /// Small enough for a test, large enough to learn something.
    const LINK: &str = "tepochs=4&steps=60&unlabelled=50";

    fn fingerprints(link: &str, pause_after: usize) -> Vec<(&'static str, String, f64)> {
        let dataset = Rc::new(Dataset::open("digits", &[]).expect("embedded"));
        let mut run = Run::new(experiment::open(link).spec, dataset).expect("sound");
        let mut outcomes = vec![];
        let mut steps = 0;
        while !run.is_over() {
            if let Some(RunEvent { role, event: Event::Finished(outcome) }) = run.step().expect("sound") {
                outcomes.push((role, outcome.fingerprint, outcome.evaluation.scores.accuracy));
            }
            steps += 1;
            if steps == pause_after {
                // Somebody else draws from burn's generator in the pause: it must not matter.
                burn_draws(steps as u64);
            }
        }
        outcomes
    }

    #[test]
    fn a_run_with_a_teacher_of_another_run_has_the_same_bits() {
        let dataset = Rc::new(Dataset::open("digits", &[]).expect("embedded"));
        for (teacher, student) in [
            ("tepochs=4&unlabelled=50", "&steps=30&T=2&student=cnn-2-4&arms=soft-labels,hints"),
            ("tepochs=2&teachers=2", "&steps=30&alpha=0.5"),
            ("tepochs=2&domain=inverted&adapt=pseudo-labels&confidence=0.3&unlabelled=60", "&steps=20&T=2"),
        ] {
            let mut first = Run::new(experiment::open(teacher).spec, dataset.clone()).expect("sound");
            while first.arms.is_empty() {
                first.step().expect("sound");
            }
            let weights = first.teacher_weights();
            let spec = experiment::open(&format!("{teacher}{student}")).spec;
            let finish = |mut run: Run| {
                let mut prints = vec![];
                while !run.is_over() {
                    if let Some(RunEvent { role, event: Event::Finished(outcome) }) =
                        run.step().expect("sound")
                    {
                        prints.push((role, outcome.fingerprint, outcome.original_accuracy));
                    }
                }
                prints
            };
            let alone = finish(Run::new(spec.clone(), dataset.clone()).expect("sound"));
            let resumed = finish(Run::resumed(spec, dataset.clone(), &weights).expect("sound"));
            assert_eq!(alone, resumed, "{teacher}");
            assert!(alone.len() > 2);
        }
    }

    fn burn_draws(seed: u64) {
        let device = crate::device::plain(crate::spec::choices::Engine::Flex).expect("built");
        device.seed(seed);
        let uniform = burn::tensor::Distribution::Uniform(0.0, 1.0);
        let _ = burn::tensor::Tensor::<1>::random([3], uniform, &device).into_data();
    }

    #[test]
    fn the_same_spec_gives_the_same_bits_whatever_happens_around_it() {
        let first = fingerprints(LINK, usize::MAX);
        let roles: Vec<_> = first.iter().map(|(role, ..)| *role).collect();
        let arms = method::arms(&experiment::open(LINK).spec);
        assert_eq!(roles, [&[TEACHER], arms.as_slice()].concat(), "the teacher, then the arms in order");
        assert_eq!(first, fingerprints(LINK, 37));
        assert_ne!(first, fingerprints("tepochs=4&steps=60&unlabelled=50&seed=7", usize::MAX));
        assert!(first.iter().all(|(_, _, accuracy)| *accuracy > 0.3), "{first:?}");
        // Several teachers, a peer and generations keep more state between two steps.
        let courses = "tepochs=2&steps=10&teachers=2&generations=3&arms=hints,mutual,born-again";
        assert_eq!(fingerprints(courses, usize::MAX), fingerprints(courses, 61));
    }
}

//! Several teachers as one: Hinton, Vinyals & Dean 2015, section 2, average their soft targets with an arithmetic or a
//! geometric mean.
//!
//! - Geometric: the mean of the members' logits. Its softmax at any T is the normalised geometric mean of theirs, so one
//!   table of logits serves every temperature.
//! - Arithmetic: the mean of the members' probabilities depends on T in a way that no single table of logits can follow:
//!   it needs the members' own. What is handed on as "the teacher's logits" at T is `T ln(mean of softmax(z / T))`: its
//!   softmax at that T is the mean exactly. Where one table has to do for all T (a page that shows the teacher's answers,
//!   a fingerprint), it is the one of T = 1.

use crate::math;
use crate::spec::ExperimentSpec;
use crate::spec::choices::Mean;

/// How the tables of several teachers are read: `[members, images, classes]`, row-major.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Panel {
    /// Number of teachers.
    pub members: usize,
    /// How their answers become one.
    pub mean: Mean,
    /// Number of classes.
    pub classes: usize,
}

impl Panel {
    /// The teachers of an experiment.
    pub fn of(spec: &ExperimentSpec, classes: usize) -> Self {
        Self { members: spec.teachers.get() as usize, mean: spec.mean, classes }
    }

    /// Logits of one image, which at `temperature` give the mean of the members' answers. A single teacher's are its own,
    /// bit for bit.
    pub fn answer(&self, table: &[f32], image: usize, temperature: f64) -> Vec<f32> {
        let images = table.len() / (self.members * self.classes);
        let logits = (0..self.members)
            .map(|member| &table[(member * images + image) * self.classes..][..self.classes]);
        if self.members == 1 {
            return logits.flatten().copied().collect();
        }
        let count = self.members as f64;
        match self.mean {
            Mean::Geometric => {
                let mean =
                    |class: usize| logits.clone().map(|row| f64::from(row[class])).sum::<f64>() / count;
                (0..self.classes).map(|class| mean(class) as f32).collect()
            }
            Mean::Arithmetic => {
                let rows: Vec<_> = logits.map(|row| math::log_softmax(row, temperature)).collect();
                let logarithm = |class: usize| {
                    let largest = rows.iter().map(|row| row[class]).fold(f64::NEG_INFINITY, f64::max);
                    let sum: f64 = rows.iter().map(|row| math::exp(row[class] - largest)).sum();
                    largest + math::ln(sum / count)
                };
                (0..self.classes).map(|class| (temperature * logarithm(class)) as f32).collect()
            }
        }
    }

    /// The same for all images, `[images, classes]`.
    pub fn answers(&self, table: &[f32], temperature: f64) -> Vec<f32> {
        let images = table.len() / (self.members * self.classes);
        (0..images).flat_map(|image| self.answer(table, image, temperature)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two teachers, two images, three classes.
    const TABLE: [f32; 12] = [4.0, 0.0, -1.0, 0.5, 0.4, 9.0, -2.0, 3.0, 1.0, 1.0, 1.0, 1.0];

    fn probabilities(row: &[f32], t: f64) -> Vec<f64> {
        math::log_softmax(row, t).into_iter().map(math::exp).collect()
    }

    fn close(a: &[f64], b: &[f64]) -> bool {
        a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-6)
    }

    #[test]
    fn at_every_temperature_the_answer_is_the_mean_of_the_members_probabilities() {
        let panel = Panel { members: 2, mean: Mean::Arithmetic, classes: 3 };
        for t in [0.05, 1.0, 4.0, 50.0] {
            for image in 0..2 {
                let [a, b] = [0, 2].map(|first| probabilities(&TABLE[(first + image) * 3..][..3], t));
                let mean: Vec<f64> = a.iter().zip(&b).map(|(a, b)| (a + b) / 2.0).collect();
                let found = probabilities(&panel.answer(&TABLE, image, t), t);
                assert!(close(&found, &mean), "T={t}: {found:?}, expected {mean:?}");
            }
        }
    }

    #[test]
    fn the_geometric_mean_is_one_table_for_every_temperature() {
        let panel = Panel { members: 2, mean: Mean::Geometric, classes: 3 };
        let table = panel.answers(&TABLE, 1.0);
        assert_eq!(table, panel.answers(&TABLE, 20.0));
        for t in [1.0, 4.0] {
            let [a, b] = [&TABLE[..3], &TABLE[6..9]].map(|row| probabilities(row, t));
            let roots: Vec<f64> = a.iter().zip(&b).map(|(a, b)| math::sqrt(a * b)).collect();
            let sum: f64 = roots.iter().sum();
            let expected: Vec<f64> = roots.iter().map(|root| root / sum).collect();
            assert!(close(&probabilities(&table[..3], t), &expected));
        }
    }

    #[test]
    fn one_teacher_is_itself_bit_for_bit() {
        for mean in [Mean::Arithmetic, Mean::Geometric] {
            assert_eq!(Panel { members: 1, mean, classes: 3 }.answers(&TABLE, 4.0), TABLE);
        }
    }
}

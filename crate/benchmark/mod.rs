//! How many images a second the engine trains and answers: on four small networks that other libraries can build too,
//! and on every model of the registry.
//!
//! Images are noise and labels are chance, and the two repeat with different periods: nothing can be learnt by heart,
//! the loss stays near ln 10, and no gradient fades to the zeros that would flatter a kernel which skips them.
//!
//! Nothing here measures time: the stopwatch is the caller's (`retort bench`, `bench/run.mjs`, `bench.html`).

mod cnn;
mod inputs;
mod net;
mod run;
mod teacher;

use crate::model::{self, ImageShape, MODELS, Model};
use net::Network;
pub use run::{Benchmark, BenchmarkError};

/// The networks that rivals are measured on, smallest first. Batch 64 is the usual size for training, 256 for answers.
static WORKLOADS: &[Workload] = &[
    Workload { key: "mlp", network: || registered("mlp-128-64"), targets: Targets::Labels },
    Workload { key: "cnn", network: || Network::Cnn, targets: Targets::Labels },
    Workload { key: "teacher", network: || Network::Teacher, targets: Targets::Labels },
    Workload { key: "kd", network: || Network::Cnn, targets: Targets::Teacher },
    Workload { key: "kd-cached", network: || Network::Cnn, targets: Targets::CachedTeacher },
];

struct Workload {
    key: &'static str,
    network: fn() -> Network,
    targets: Targets,
}

/// What a network of a benchmark learns from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Targets {
    /// Labels.
    Labels,
    /// Labels and the logits of the teacher network, which runs in each update.
    Teacher,
    /// The same logits, computed once before the first update: what the playground does with its transfer set.
    CachedTeacher,
}

const CLASSES: usize = 10;
/// Side of the images in pixels: of the four networks, and of the larger datasets.
const LARGE: usize = 28;
/// Side of the smallest dataset's images.
const SMALL: usize = 8;

fn registered(key: &str) -> Network {
    Network::Registered(model::find(key).expect("a benchmark names models that exist"))
}

fn shape(side: usize) -> ImageShape {
    ImageShape { height: side, width: side, classes: CLASSES }
}

/// The keys of the networks that rivals are measured on.
pub fn workloads() -> impl Iterator<Item = &'static str> {
    WORKLOADS.iter().map(|workload| workload.key)
}

/// Every model of the registry at both image sizes, as `<model>@<side>`.
pub fn models() -> impl Iterator<Item = String> {
    MODELS.iter().flat_map(|Model { key, .. }| [SMALL, LARGE].map(|side| format!("{key}@{side}")))
}

/// What a name stands for.
struct Plan {
    network: Network,
    shape: ImageShape,
    targets: Targets,
}

impl Plan {
    fn find(name: &str) -> Option<Self> {
        if let Some(Workload { network, targets, .. }) = WORKLOADS.iter().find(|each| each.key == name) {
            return Some(Self { network: network(), shape: shape(LARGE), targets: *targets });
        }
        let (key, side) = name.split_once('@')?;
        let side = [SMALL, LARGE].into_iter().find(|known| side == known.to_string())?;
        let network = Network::Registered(MODELS.iter().find(|model| model.key == key)?);
        Some(Self { network, shape: shape(side), targets: Targets::Labels })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn benchmark(name: &str, stock: bool) -> Benchmark {
        Benchmark::new(name, 3, stock).expect("it has this name")
    }

    #[test]
    fn operations_are_those_of_the_published_comparison() {
        // Products and convolutions only, a multiply-add counts as two; no input gradient in the first layer.
        let counted: Vec<_> = workloads()
            .map(|name| benchmark(name, false))
            .map(|benchmark| (benchmark.flops_per_training_image(), benchmark.flops_per_image()))
            .collect();
        let expected = [
            (454_400, 218_368),
            (1_627_584, 580_160),
            (68_347_392, 22_932_992),
            (24_560_576, 580_160),
            (1_627_584, 580_160),
        ];
        assert_eq!(counted, expected);
    }

    #[test]
    fn every_benchmark_trains_and_answers() {
        for name in workloads().map(String::from).chain(models()) {
            let mut benchmark = benchmark(&name, false);
            assert_eq!(benchmark.train(2), Ok(6), "{name}");
            assert_eq!(benchmark.infer(2), 6, "{name}");
            assert!(benchmark.last_loss().is_some_and(|loss| (1.0..50.0).contains(&loss)), "{name}");
        }
    }

    #[test]
    fn the_engine_and_burn_compute_the_same_losses() {
        for name in workloads() {
            let losses = [false, true].map(|stock| {
                let mut benchmark = benchmark(name, stock);
                benchmark.train(4).expect("finite");
                benchmark.last_loss().expect("trained")
            });
            assert!((losses[0] - losses[1]).abs() < 1e-4, "{name}: {losses:?}");
        }
    }

    #[test]
    fn logits_computed_once_teach_the_same() {
        let [live, cached] = ["kd", "kd-cached"].map(|name| {
            let mut benchmark = benchmark(name, false);
            benchmark.train(10).expect("finite");
            benchmark.last_loss()
        });
        assert_eq!(live, cached);
    }

    #[test]
    fn a_name_that_nobody_has_is_refused() {
        for name in ["", "mlp-8", "mlp-8@9", "mlp-8@", "transformer"] {
            let error = Benchmark::new(name, 1, false).err().expect("refused");
            assert!(error.to_string().contains("mlp, cnn, teacher"), "{error}");
        }
        assert!(Benchmark::new("mlp", 0, false).is_err());
    }
}

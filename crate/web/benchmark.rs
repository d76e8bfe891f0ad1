//! What a stopwatch runs.

use wasm_bindgen::prelude::*;

use crate::benchmark;

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

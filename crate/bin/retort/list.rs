//! `retort list`: what a link may name.

use std::process::ExitCode;

use retort::data::SOURCES;
use retort::device;
use retort::method::METHODS;
use retort::model::{ImageShape, MODELS};
use retort::preset::PRESETS;

use crate::Outcome;

pub fn list() -> Outcome {
    println!("datasets");
    for source in SOURCES {
        let (width, height) = (source.width, source.height);
        println!("  {:<24}{width}x{height}, {} train, {} test", source.key, source.train, source.test);
    }
    println!("models (parameters and FLOP per image on digits)");
    let device = device::plain(*device::BUILT.first().ok_or("this build has no engine")?)?;
    for model in MODELS {
        let cost = model.cost(ImageShape::from(SOURCES[0]), &device);
        println!("  {:<24}{:>7} {:>9}", model.key, cost.parameters, cost.flops);
    }
    println!("methods");
    for method in METHODS {
        println!("  {}", method.key());
    }
    println!("presets");
    for preset in PRESETS {
        println!("  {:<24}#{}", preset.key, preset.link);
    }
    Ok(ExitCode::SUCCESS)
}

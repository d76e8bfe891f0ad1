//! `retort export python`: the experiment of a link as a folder for PyTorch.

use std::path::Path;
use std::process::ExitCode;
use std::rc::Rc;

use retort::model::MODELS;
use retort::session::python;
use retort::spec::ExperimentSpec;
use retort_portable::python::files;

use crate::{Outcome, datasets};

/// What only this format has.
#[derive(clap::Args)]
pub struct Options {
    /// With python: further models that a sweep of the script may name, joined by commas, or `all`.
    #[arg(long, value_delimiter = ',')]
    models: Vec<String>,
    /// With python: address of a published playground. The script fetches the images there and checks their SHA-256.
    #[arg(long, value_name = "URL")]
    site: Option<String>,
}

/// Writes the folder; files of the same names are replaced.
pub fn write(spec: &ExperimentSpec, folder: &Path, options: &Options) -> Outcome {
    let dataset = Rc::new(datasets::open(spec.dataset)?);
    let models: Vec<String> = match options.models.as_slice() {
        [all] if all == "all" => {
            let fitting = MODELS.iter().filter(|model| model.fits(dataset.source));
            fitting.map(|model| model.key.to_string()).collect()
        }
        named => named.to_vec(),
    };
    let experiment = python::experiment(spec, &dataset, &models, options.site.as_deref())?;
    let named = |error| format!("{}: {error}", folder.display());
    std::fs::create_dir_all(folder).map_err(named)?;
    for file in files(&experiment)? {
        std::fs::write(folder.join(&file.name), &file.bytes).map_err(named)?;
        println!("{}  {} bytes", file.name, file.bytes.len());
    }
    println!("next: cd {} && python distil.py --compare", folder.display());
    Ok(ExitCode::SUCCESS)
}

//! `retort export python`: the experiment of a link as a folder for PyTorch.

use std::path::PathBuf;
use std::process::ExitCode;
use std::rc::Rc;

use retort::catalogue;
use retort::model::{ImageShape, MODELS};
use retort::session::python;
use retort_portable::python::files;

use crate::{Outcome, datasets};

#[derive(clap::Args)]
pub struct Arguments {
    /// A link of the playground, the part after its `#`, or nothing for the default experiment.
    #[arg(default_value = "")]
    link: String,
    /// The folder to write; it is made where it does not exist, files of the same names are replaced.
    #[arg(short, long)]
    out: PathBuf,
    /// Further models that a sweep of the script may name, joined by commas, or `all`.
    #[arg(long, value_delimiter = ',')]
    models: Vec<String>,
    /// Address of a published playground: the script then fetches the images there and checks their SHA-256.
    #[arg(long)]
    site: Option<String>,
}

pub fn python(arguments: &Arguments) -> Outcome {
    let opened = catalogue::open(&arguments.link);
    if let Some(problem) = opened.problems.first() {
        return Err(format!("{problem}; `retort check` says what the link would mean").into());
    }
    let dataset = Rc::new(datasets::open(opened.spec.dataset)?);
    let models: Vec<String> = match arguments.models.as_slice() {
        [all] if all == "all" => {
            let fitting = MODELS.iter().filter(|model| model.fits(dataset.source));
            fitting.map(|model| model.key.to_string()).collect()
        }
        named => named.to_vec(),
    };
    let experiment = python::experiment(&opened.spec, &dataset, &models, arguments.site.as_deref())?;
    std::fs::create_dir_all(&arguments.out)?;
    let ImageShape { height, width, .. } = ImageShape::from(dataset.source);
    for file in files(&experiment) {
        std::fs::write(arguments.out.join(&file.name), &file.bytes)?;
        println!("{}  {} bytes", file.name, file.bytes.len());
    }
    println!("{} networks for images of {width} x {height}; next: python distil.py --compare", experiment.models.len());
    Ok(ExitCode::SUCCESS)
}

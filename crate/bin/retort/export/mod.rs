//! `retort export`: what leaves the playground for other programs.

mod python;

use crate::Outcome;

#[derive(clap::Subcommand)]
pub enum Command {
    /// The same experiment in PyTorch, as a folder: distil.py with images, weights and the first losses.
    Python(python::Arguments),
}

pub fn export(command: &Command) -> Outcome {
    match command {
        Command::Python(arguments) => python::python(arguments),
    }
}

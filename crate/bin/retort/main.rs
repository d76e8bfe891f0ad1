//! `retort`: the playground's experiments on the command line, on the same core.
#![cfg(not(target_arch = "wasm32"))]

mod answers;
mod bench;
mod check;
mod datasets;
mod draw;
mod export;
mod failure;
mod files;
mod inspect;
mod list;
mod merge;
mod one_run;
mod play;
mod print;
mod result_line;
mod results;
mod run;
mod selfplay;
mod sweep;
mod verify;

use clap::{Parser, Subcommand};

/// Knowledge distillation from a link: the experiments of the Retort playground on the command line.
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run an experiment over one or more seeds.
    Run(run::Arguments),
    /// Run an experiment at every combination of some settings, on all cores; goes on where it was stopped.
    Sweep(sweep::Arguments),
    /// Join result files of a sweep's parts.
    Merge(merge::Arguments),
    /// List datasets, models, methods and presets.
    List,
    /// Say what a link means and what is wrong with it.
    Check(check::Arguments),
    /// Measure how many images a second this machine trains and answers, in one thread.
    Bench(bench::Arguments),
    /// Train the students of a Connect Four experiment and measure how well they play.
    Play(play::Arguments),
    /// Let the search play Connect Four against itself and write what it thought as a dataset.
    Selfplay(selfplay::Arguments),
    /// Run the chapters over seeds: their numbers beside the document's, in www/chapters/ and docs/results.md.
    Verify(verify::Arguments),
    /// Train an experiment and write one of its networks as a file for other programs.
    Export(export::Arguments),
    /// Say which model a file holds, and how well it answers the test images; refuse what is none.
    Inspect(inspect::Arguments),
    /// Draw a chart from its data (JSON on standard input) as SVG (on standard output).
    Draw(draw::Arguments),
}

fn main() -> std::process::ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Run(arguments) => run::run(&arguments),
        Command::Sweep(arguments) => sweep::sweep(&arguments),
        Command::Merge(arguments) => merge::merge(&arguments),
        Command::List => list::list(),
        Command::Check(arguments) => check::check(&arguments),
        Command::Bench(arguments) => bench::bench(&arguments),
        Command::Play(arguments) => play::play(&arguments),
        Command::Selfplay(arguments) => selfplay::selfplay(&arguments),
        Command::Verify(arguments) => verify::verify(&arguments),
        Command::Export(arguments) => export::export(&arguments),
        Command::Inspect(arguments) => inspect::inspect(&arguments),
        Command::Draw(arguments) => draw::draw(&arguments),
    };
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("retort: {error}");
            error
                .downcast_ref::<failure::Failure>()
                .map_or(std::process::ExitCode::FAILURE, failure::Failure::code)
        }
    }
}

/// What a command ends with; an error becomes one line on standard error.
type Outcome = Result<std::process::ExitCode, Box<dyn std::error::Error>>;

//! `retort check`: what a link means.

use std::process::ExitCode;

use retort::experiment;
use retort::spec::fields::FIELDS;
use retort::spec::link;

use crate::Outcome;

#[derive(clap::Args)]
pub struct Arguments {
    /// A link of the playground, or the part after its `#`.
    link: String,
}

/// Prints every field, the link, and the result that it claims; problems go to standard error and make the exit code 1.
pub fn check(arguments: &Arguments) -> Outcome {
    let opened = experiment::open(&arguments.link);
    for field in FIELDS {
        println!("{:<12}{}", field.key, (field.read)(&opened.spec));
    }
    println!("{:<12}#{}", "link", link::write(&opened.spec));
    if let Some(claim) = &opened.claim {
        let version = claim.engine.map_or("unknown".into(), |version| version.to_string());
        let nets = claim.nets.iter().map(|print| format!(" {print}")).collect::<String>();
        println!("{:<12}engine version {version}, fingerprint {}{nets}", "claim", claim.run);
        if !claim.courses.is_empty() {
            let shares = claim.courses.iter().map(|course| format!(" {:.1} %", course.accuracy * 100.0));
            println!("{:<12}accuracies{}", "", shares.collect::<String>());
        }
    }
    if !opened.drawings.is_empty() {
        println!("{:<12}{} to look at in the playground", "drawings", opened.drawings.len());
    }
    for problem in &opened.problems {
        eprintln!("{problem}");
    }
    Ok(if opened.problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

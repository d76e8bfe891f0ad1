//! What ends `retort sweep` and `retort merge` early: one exit code each, so that a script can tell them apart. 1 is any
//! other error, and 2 an unknown argument.

use std::process::ExitCode;

/// See the module.
#[derive(Debug)]
pub enum Failure {
    /// The sweep's file is not there or not sound.
    Spec(String),
    /// The images are not there or not sound.
    Data(String),
    /// A results file has lines that do not belong there, or that contradict others.
    Results(String),
    /// Another process writes to the results file.
    Locked(String),
    /// The results file cannot be written: the disk is full, or not ours.
    Write(String),
}

impl Failure {
    /// The program's exit code.
    pub fn code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Spec(_) => 3,
            Self::Data(_) => 4,
            Self::Results(_) => 5,
            Self::Locked(_) => 6,
            Self::Write(_) => 7,
        })
    }
}

impl std::error::Error for Failure {}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Spec(reason)
            | Self::Data(reason)
            | Self::Results(reason)
            | Self::Locked(reason)
            | Self::Write(reason) => write!(f, "{reason}"),
        }
    }
}

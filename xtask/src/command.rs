//! Starting other programs: each is shown before it runs, and a failure names it.

use std::ffi::OsStr;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::root::root;

/// A command that will run in the project's root.
pub fn command<S: AsRef<OsStr>>(program: &str, arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root());
    command
}

/// Runs to the end with our own standard streams.
pub fn run(command: &mut Command) -> Result<()> {
    let shown = describe(command);
    println!("  $ {shown}");
    let status = command.status().with_context(|| format!("cannot start `{shown}`: is it installed?"))?;
    if !status.success() {
        bail!("`{shown}` failed ({status})");
    }
    Ok(())
}

/// Program and arguments as one would type them; paths inside the project are shortened.
pub fn describe(command: &Command) -> String {
    let root = format!("{}/", root().display());
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words = words.map(|word| {
        let word = word.to_string_lossy().replace(&root, "");
        let name = word.rsplit('/').next().unwrap_or_default();
        if name == "cargo" { name.to_string() } else { word }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// "0.8 s", "12 s", "3 min 05 s".
pub fn seconds(duration: Duration) -> String {
    match duration.as_secs() {
        0..10 => format!("{:.1} s", duration.as_secs_f64()),
        whole @ 10..100 => format!("{whole} s"),
        whole => format!("{} min {:02} s", whole / 60, whole % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_readable() {
        assert_eq!(seconds(Duration::from_millis(840)), "0.8 s");
        assert_eq!(seconds(Duration::from_secs(12)), "12 s");
        assert_eq!(seconds(Duration::from_secs(185)), "3 min 05 s");
    }

    #[test]
    fn a_failing_command_is_named() {
        let error =
            run(&mut command("cargo", ["no-such-command-here"])).expect_err("cargo knows no such command");
        assert!(error.to_string().contains("cargo no-such-command-here"), "{error}");
    }
}

//! How many tests a test runner says it ran.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::command::describe;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    pub passed: usize,
    pub failed: usize,
}

impl Count {
    /// Of a step that is one check.
    pub const ONE: Self = Self { passed: 1, failed: 0 };
}

impl std::ops::Add for Count {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }
}

/// Runs a test runner, shows what it prints, and counts its tests. A runner that fails counts at least one failed
/// test; one that passes without having run any test is an error.
pub fn run_counted(command: &mut Command) -> Result<Count> {
    let shown = describe(command);
    println!("  $ {shown}");
    let mut child =
        command.stdout(Stdio::piped()).spawn().with_context(|| format!("cannot start `{shown}`"))?;
    let mut count = Count::default();
    for line in BufReader::new(child.stdout.take().context("its output is piped")?).split(b'\n') {
        let line = String::from_utf8_lossy(&line?).into_owned();
        println!("{line}");
        count = count + counted(&line);
    }
    match (child.wait()?.success(), count) {
        (true, Count { passed: 0, .. }) => bail!("`{shown}` ran no test"),
        (false, Count { failed: 0, passed }) => Ok(Count { passed, failed: 1 }),
        _ => Ok(count),
    }
}

/// The tests that a closing line of cargo test or of node's spec reporter counts; none in other lines.
fn counted(line: &str) -> Count {
    let words: Vec<&str> = line.split_whitespace().collect();
    let number = |word: &str| word.parse().unwrap_or(0);
    match words[..] {
        ["test", "result:", _, passed, "passed;", failed, "failed;", ..] => {
            Count { passed: number(passed), failed: number(failed) }
        }
        ["ℹ", "pass", passed] => Count { passed: number(passed), failed: 0 },
        ["ℹ", "fail" | "cancelled", failed] => Count { passed: 0, failed: number(failed) },
        _ => Count::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::command;

    #[test]
    fn closing_lines_are_read() {
        let line = "test result: FAILED. 12 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out";
        assert_eq!(counted(line), Count { passed: 12, failed: 1 });
        assert_eq!(counted("ℹ pass 7"), Count { passed: 7, failed: 0 });
        assert_eq!(counted("ℹ fail 2"), Count { passed: 0, failed: 2 });
        assert_eq!(counted("test a::b ... ok"), Count::default());
    }

    #[cfg(unix)]
    #[test]
    fn a_runner_that_fails_or_runs_nothing_does_not_pass() {
        let shell = |script: &str| run_counted(&mut command("sh", ["-c", script]));
        assert_eq!(shell("echo 'ℹ pass 2'").expect("it passes"), Count { passed: 2, failed: 0 });
        assert_eq!(shell("echo 'ℹ pass 2'; exit 1").expect("counted"), Count { passed: 2, failed: 1 });
        assert!(shell("true").is_err());
    }
}

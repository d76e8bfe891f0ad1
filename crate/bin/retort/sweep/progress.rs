//! How far a sweep is: a bar for people, and now and then a line for logs.

#![allow(clippy::disallowed_methods, reason = "people want to know how long it takes; results do not")]

use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Between two lines of a log.
const EVERY: Duration = Duration::from_secs(30);

/// See the module.
pub struct Progress {
    bar: ProgressBar,
    is_terminal: bool,
    start: Instant,
    told: Instant,
    all: usize,
    /// Known before this start.
    before: usize,
    done: usize,
    failed: usize,
}

impl Progress {
    /// Of `all` runs, `before` are known already.
    pub fn new(all: usize, before: usize) -> Self {
        let is_terminal = std::io::stderr().is_terminal();
        let bar = match is_terminal {
            true => ProgressBar::new(all as u64),
            false => ProgressBar::with_draw_target(Some(all as u64), ProgressDrawTarget::hidden()),
        };
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} runs, {eta} left  {msg}");
        style.into_iter().for_each(|style| bar.set_style(style));
        bar.set_position(before as u64);
        bar.reset_eta();
        let now = Instant::now();
        Self { bar, is_terminal, start: now, told: now, all, before, done: before, failed: 0 }
    }

    /// What is going on.
    pub fn note(&self, note: String) {
        self.bar.set_message(note);
    }

    /// One more run has come to its end.
    pub fn done(&mut self, failed: bool) {
        self.bar.inc(1);
        self.done += 1;
        self.failed += usize::from(failed);
        if !self.is_terminal && self.told.elapsed() >= EVERY {
            self.told = Instant::now();
            eprintln!("{}", self.line());
        }
    }

    fn line(&self) -> String {
        let new = self.done - self.before;
        let left = self.start.elapsed().as_secs_f64() * (self.all - self.done) as f64 / new.max(1) as f64;
        let left = HumanDuration(Duration::from_secs_f64(left));
        format!("{} of {} runs, {} without result, about {left} left", self.done, self.all, self.failed)
    }

    /// Leaves the terminal as it was.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

//! Readers of what others wrote: files that fuzzers found, and properties of any text.

#[path = "../../crate/bin/retort/files/mod.rs"]
#[allow(dead_code, unused_imports, reason = "the program uses the rest")]
mod files;

mod corpus;
mod properties;

//! `retort merge`: the parts of a sweep become one file.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::Outcome;
use crate::failure::Failure;
use crate::result_line::Line;

#[derive(clap::Args)]
pub struct Arguments {
    /// Result files, one line a run.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The file that is written; it may be one of the others.
    #[arg(short, long, value_name = "FILE")]
    out: PathBuf,
}

/// Where a run was read first, and what it came to.
struct Known {
    place: String,
    identity: String,
}

pub fn merge(arguments: &Arguments) -> Outcome {
    let mut known: BTreeMap<(String, String), Known> = BTreeMap::new();
    let mut merged: Vec<u8> = vec![];
    let mut repeated = 0;
    for path in &arguments.files {
        let text =
            std::fs::read(path).map_err(|error| Failure::Results(format!("{}: {error}", path.display())))?;
        for (at, raw) in text.split_inclusive(|&byte| byte == b'\n').enumerate() {
            let place = format!("{}, line {}", path.display(), at + 1);
            let line = Line::read(raw).map_err(|reason| Failure::Results(format!("{place}: {reason}")))?;
            let key = (line.link.clone(), line.engine.clone());
            match known.get(&key) {
                None => {
                    merged.extend_from_slice(raw);
                    known.insert(key, Known { place, identity: line.identity() });
                }
                Some(first) if first.identity == line.identity() => repeated += 1,
                Some(first) => {
                    return Err(Failure::Results(format!(
                        "{} and {place} contradict each other about \"{}\": {} and {}; the same program gives the same \
                         result, so take out the line of the other one",
                        first.place,
                        line.link,
                        first.identity,
                        line.identity()
                    ))
                    .into());
                }
            }
        }
    }
    write(&arguments.out, &merged)
        .map_err(|error| Failure::Write(format!("{}: {error}", arguments.out.display())))?;
    eprintln!("{}: {} runs, {repeated} repeated lines left out", arguments.out.display(), known.len());
    Ok(ExitCode::SUCCESS)
}

/// The file is there in full or as it was before.
fn write(path: &Path, content: &[u8]) -> std::io::Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    let part = PathBuf::from(name);
    let written =
        File::create(&part).and_then(|mut file| file.write_all(content).and_then(|()| file.sync_all()));
    written.and_then(|()| std::fs::rename(&part, path)).inspect_err(|_| {
        let _ = std::fs::remove_file(&part);
    })
}

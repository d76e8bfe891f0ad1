//! The results file of a sweep: lines are added and each is on the disk before the next run counts as done. What was
//! stopped in the middle of a line loses that line and no other.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use retort::sweep::Sweep;

use crate::failure::Failure;
use crate::result_line::Line;

/// See the module. The file is locked for as long as this lives.
pub struct Store {
    path: PathBuf,
    file: File,
    /// Bytes up to the end of the last whole line.
    length: u64,
}

impl Store {
    /// Opens or makes the file, and gives the numbers of the runs that it has already.
    ///
    /// # Errors
    /// [`Failure::Write`] where it cannot be made, [`Failure::Locked`] where another process writes to it,
    /// [`Failure::Results`] for lines that are no results of the sweep, or twice there.
    pub fn open(path: &Path, sweep: &Sweep) -> Result<(Self, BTreeSet<usize>), Failure> {
        let unwritable = |error: std::io::Error| Failure::Write(format!("{}: {error}", path.display()));
        let new = !path.exists();
        let mut file =
            OpenOptions::new().read(true).append(true).create(true).open(path).map_err(unwritable)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let path = path.display();
                return Err(Failure::Locked(format!(
                    "{path}: another process is writing to it; wait for its end, or say another --out"
                )));
            }
            Err(TryLockError::Error(error)) => return Err(unwritable(error)),
        }
        if new {
            sync_folder(path).map_err(unwritable)?;
        }
        let mut text = vec![];
        file.read_to_end(&mut text).map_err(unwritable)?;
        let length = text.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
        let done = read(path, &text[..length], sweep)?;
        if length < text.len() {
            eprintln!("{}: the last line is cut off; its run is made again", path.display());
            file.set_len(length as u64).and_then(|()| file.sync_all()).map_err(unwritable)?;
        }
        file.seek(SeekFrom::End(0)).map_err(unwritable)?;
        Ok((Self { path: path.into(), file, length: length as u64 }, done))
    }

    /// Adds one line and waits until it is on the disk.
    ///
    /// # Errors
    /// [`Failure::Write`]; the file keeps its whole lines.
    pub fn add(&mut self, line: &str) -> Result<(), Failure> {
        let whole = format!("{line}\n");
        let written = self.file.write_all(whole.as_bytes()).and_then(|()| self.file.sync_data());
        written.map_err(|error| {
            // Half a line would be dropped the next time as well.
            let _ = self.file.set_len(self.length);
            Failure::Write(format!(
                "{}: {error}; its whole lines are kept: make room and give the same command again",
                self.path.display()
            ))
        })?;
        self.length += whole.len() as u64;
        Ok(())
    }
}

/// A new name in a folder is on the disk when the folder is.
fn sync_folder(path: &Path) -> std::io::Result<()> {
    if cfg!(unix) {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    Ok(())
}

/// The numbers of the runs whose lines these are.
fn read(path: &Path, text: &[u8], sweep: &Sweep) -> Result<BTreeSet<usize>, Failure> {
    let mut done = BTreeSet::new();
    for (at, line) in text.split_inclusive(|&byte| byte == b'\n').enumerate() {
        let wrong = |reason: String| {
            Failure::Results(format!(
                "{}, line {}: {reason}; say another --out, or take the line out",
                path.display(),
                at + 1
            ))
        };
        let line = Line::read(line).map_err(wrong)?;
        let run =
            sweep.find(&line.link).ok_or_else(|| wrong(format!("the sweep has no run \"{}\"", line.link)))?;
        if !done.insert(run) {
            return Err(wrong(format!("\"{}\" stands there twice", line.link)));
        }
    }
    Ok(done)
}

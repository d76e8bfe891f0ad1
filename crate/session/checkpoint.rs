//! A running training as a file: what [`crate::train::checkpoint`] writes, under the name of its experiment and with a
//! checksum, so that only the same training takes it up.
//!
//! ```text
//! "retort checkpoint\n"  format  engine  engine version  link  network  teacher  note  evaluation  state  SHA-256
//! ```
//!
//! The note is whatever the program wants to find again beside it; a page keeps the curve there. The teacher is the
//! fingerprint of what a student learns from. The checksum finds accidents; nobody is kept from writing another state
//! with a right one, so every part is checked against the experiment as well.

use sha2::{Digest as _, Sha256};

use super::Evaluation;
use crate::device::ENGINE_VERSION;
use crate::metric::fingerprint::fingerprint;
use crate::spec::{ExperimentSpec, link};
use crate::train::checkpoint::{Damaged, Reader, Writer};
use crate::train::trained_teacher::TrainedTeacher;
use crate::train::{Snapshot, StartError};

const MAGIC: &[u8] = b"retort checkpoint\n";
/// Raised when the meaning of a part changes: older ones are refused, and their run begins anew.
const FORMAT: usize = 1;
const CHECKSUM: usize = 32;

/// Whose state it is.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Identity {
    /// Key of the engine.
    pub engine: String,
    /// [`ENGINE_VERSION`] of the program that wrote it.
    pub version: u32,
    /// The experiment, as [`link::write`] writes it.
    pub link: String,
    /// [`super::TEACHER`] or the key of a method.
    pub role: String,
    /// Fingerprint of the teacher that a student learns from; empty for a teacher.
    pub teacher: String,
}

/// What a checkpoint says before anything goes on from it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct About {
    /// Whose state it is.
    #[serde(flatten)]
    pub identity: Identity,
    /// What the program wrote beside it.
    pub note: String,
}

/// Why nothing goes on from these bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckpointError {
    /// They are none of ours.
    Foreign,
    /// Another format than this program writes.
    Format {
        /// Its number.
        found: u32,
    },
    /// The checksum is not that of the bytes, or the parts do not fit the experiment.
    Damaged,
    /// They belong to something else: the part that differs, and both values.
    Other {
        /// `engine`, `version`, `link`, `role` or `teacher`.
        part: &'static str,
        /// What goes on here.
        wanted: String,
        /// What was written.
        found: String,
    },
    /// The training itself cannot start here.
    Start(StartError),
}

impl CheckpointError {
    /// A name that stays.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Foreign => "foreign",
            Self::Format { .. } => "format",
            Self::Damaged => "damaged",
            Self::Other { part, .. } => part,
            Self::Start(_) => "start",
        }
    }
}

impl std::error::Error for CheckpointError {}

impl std::fmt::Display for CheckpointError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Foreign => write!(f, "checkpoint: these bytes are none"),
            Self::Format { found } => write!(f, "checkpoint: format {found}, this program writes {FORMAT}"),
            Self::Damaged => Damaged.fmt(f),
            Self::Other { part, wanted, found } => {
                write!(f, "checkpoint: {part} is {found}, not {wanted}; the training has to begin anew")
            }
            Self::Start(error) => error.fmt(f),
        }
    }
}

impl From<Damaged> for CheckpointError {
    fn from(_: Damaged) -> Self {
        Self::Damaged
    }
}

impl From<StartError> for CheckpointError {
    fn from(error: StartError) -> Self {
        Self::Start(error)
    }
}

impl Identity {
    pub(super) fn of(spec: &ExperimentSpec, role: &str, teacher: Option<&TrainedTeacher>) -> Self {
        let print = |teacher: &TrainedTeacher| {
            fingerprint(&[&teacher.weights, &teacher.transfer_logits, &teacher.test_logits])
        };
        Self {
            engine: spec.engine.key().into(),
            version: ENGINE_VERSION,
            link: link::write(spec),
            role: role.into(),
            teacher: teacher.map(print).unwrap_or_default(),
        }
    }

    fn parts(&self) -> [(&'static str, String); 5] {
        let Self { engine, version, link, role, teacher } = self.clone();
        [
            ("engine", engine),
            ("version", version.to_string()),
            ("link", link),
            ("role", role),
            ("teacher", teacher),
        ]
    }

    /// The bytes of a state.
    pub(super) fn seal(&self, note: &str, state: impl FnOnce(&mut Writer)) -> Vec<u8> {
        let mut out = Writer(MAGIC.to_vec());
        out.count(FORMAT);
        for (_, value) in self.parts() {
            out.bytes(value.as_bytes());
        }
        out.bytes(note.as_bytes());
        state(&mut out);
        let checksum = Sha256::digest(&out.0);
        out.0.extend(checksum);
        out.0
    }

    /// The state in the bytes, if it is one of this training.
    pub(super) fn open<'a>(&self, bytes: &'a [u8]) -> Result<Reader<'a>, CheckpointError> {
        let (About { identity, .. }, state) = unseal(bytes)?;
        for ((part, wanted), (_, found)) in self.parts().into_iter().zip(identity.parts()) {
            if wanted != found {
                return Err(CheckpointError::Other { part, wanted, found });
            }
        }
        Ok(state)
    }
}

/// What the bytes say of themselves.
///
/// # Errors
/// [`CheckpointError`] for bytes that nobody can go on from.
pub fn about(bytes: &[u8]) -> Result<About, CheckpointError> {
    unseal(bytes).map(|(about, _)| about)
}

fn unseal(bytes: &[u8]) -> Result<(About, Reader<'_>), CheckpointError> {
    let content = bytes.strip_prefix(MAGIC).ok_or(CheckpointError::Foreign)?;
    let found = Reader(content).count()?;
    if found != FORMAT {
        return Err(CheckpointError::Format { found: found as u32 });
    }
    let (sealed, checksum) = bytes.split_last_chunk::<CHECKSUM>().ok_or(CheckpointError::Damaged)?;
    if Sha256::digest(sealed).as_slice() != checksum {
        return Err(CheckpointError::Damaged);
    }
    let mut from = Reader(sealed.strip_prefix(MAGIC).ok_or(CheckpointError::Damaged)?);
    from.count()?;
    let mut text = || {
        let text = std::str::from_utf8(from.bytes()?).map_err(|_| Damaged)?;
        Ok::<_, Damaged>(text.to_owned())
    };
    let (engine, version, link, role, teacher) = (text()?, text()?, text()?, text()?, text()?);
    let note = text()?;
    let version = version.parse().map_err(|_| CheckpointError::Damaged)?;
    Ok((About { identity: Identity { engine, version, link, role, teacher }, note }, from))
}

/// Writes the last evaluation, whose scores follow from its answers.
pub(super) fn save_last(last: Option<&Evaluation>, out: &mut Writer) {
    out.tag(u8::from(last.is_some()));
    if let Some(last) = last {
        out.count(last.update as usize);
        out.loss(last.loss);
        out.bytes(last.print.as_bytes());
        out.list(&last.logits);
    }
}

/// Reads what [`save_last`] wrote: a snapshot of `size` logits, and its print.
pub(super) fn restore_last(
    size: usize,
    from: &mut Reader<'_>,
) -> Result<Option<(Snapshot, String)>, Damaged> {
    match from.tag()? {
        0 => Ok(None),
        1 => {
            let (update, loss) = (from.count()? as u32, from.loss()?);
            let print = std::str::from_utf8(from.bytes()?).map_err(|_| Damaged)?.to_owned();
            Ok(Some((Snapshot { update, loss, logits: from.list_of(size)? }, print)))
        }
        _ => Err(Damaged),
    }
}

//! What a teacher leaves to its students: weights, soft labels of the transfer set, answers to the test images. Several
//! teachers leave each list one after the other; [`super::panel`] makes one answer of theirs.

/// See the module.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainedTeacher {
    /// All weights, in the order of [`crate::model::weights::flatten`]; `[members, weights]` for several teachers.
    pub weights: Vec<f32>,
    /// Logits on the transfer set, `[members, transfer, classes]`: from them come the soft labels at any temperature.
    pub transfer_logits: Vec<f32>,
    /// Logits on the test images, `[members, test, classes]`.
    pub test_logits: Vec<f32>,
}

/// The bytes are not what [`TrainedTeacher::to_bytes`] writes for this experiment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DamagedTeacher;

impl std::error::Error for DamagedTeacher {}

impl std::fmt::Display for DamagedTeacher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "the teacher's weights and soft labels are damaged or of another experiment; train it again"
        )
    }
}

impl TrainedTeacher {
    /// The weights of each of so many teachers.
    pub fn weights_of_each(&self, members: usize) -> impl Iterator<Item = &[f32]> {
        let each = (self.weights.len() / members.max(1)).max(1);
        self.weights.chunks_exact(each).take(members)
    }

    /// The weights of the first of so many teachers.
    pub fn first_weights(&self, members: usize) -> &[f32] {
        self.weights_of_each(members).next().unwrap_or_default()
    }

    /// Three lists, each with its length, in little-endian 32-bit words: to hand from worker to worker.
    pub fn to_bytes(&self) -> Vec<u8> {
        [&self.weights, &self.transfer_logits, &self.test_logits]
            .into_iter()
            .flat_map(|list| {
                let values = list.iter().flat_map(|value| value.to_le_bytes());
                (list.len() as u32).to_le_bytes().into_iter().chain(values)
            })
            .collect()
    }

    /// Reads what [`Self::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`DamagedTeacher`] where lengths and bytes do not fit together.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DamagedTeacher> {
        let mut rest = bytes;
        let mut list = || -> Result<Vec<f32>, DamagedTeacher> {
            let (length, after) = rest.split_first_chunk::<4>().ok_or(DamagedTeacher)?;
            let length = u32::from_le_bytes(*length) as usize;
            let wanted = length.checked_mul(4).ok_or(DamagedTeacher)?;
            let (values, after) = after.split_at_checked(wanted).ok_or(DamagedTeacher)?;
            rest = after;
            Ok(values.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect())
        };
        let teacher = Self { weights: list()?, transfer_logits: list()?, test_logits: list()? };
        if rest.is_empty() { Ok(teacher) } else { Err(DamagedTeacher) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back_as_the_same_teacher_and_damage_is_refused() {
        let teacher =
            TrainedTeacher { weights: vec![1.5, -0.0], transfer_logits: vec![3.0; 7], test_logits: vec![] };
        let bytes = teacher.to_bytes();
        assert_eq!(TrainedTeacher::from_bytes(&bytes), Ok(teacher));
        for cut in 0..bytes.len() {
            assert_eq!(TrainedTeacher::from_bytes(&bytes[..cut]), Err(DamagedTeacher));
        }
        assert!(TrainedTeacher::from_bytes(&[255; 64]).is_err());
    }
}

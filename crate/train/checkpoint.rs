//! The state of a training as bytes, so that it can go on in another process with the same bits.
//!
//! What follows from the experiment alone is not written: it is made anew, and the orders of images are wound on by the
//! number of updates. What is written are weights, the optimiser's moments, the states of random streams, the losses since
//! the last look, and the place in the course. A look at the test images that was under way begins again, as looking changes
//! nothing. Numbers are little-endian; lists carry their length.
//!
//! [`crate::session::checkpoint`] puts a name, a version and a checksum around it.

use super::LossTerms;

/// The bytes are not a state of this training. Nothing can go on from there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Damaged;

impl std::error::Error for Damaged {}

impl std::fmt::Display for Damaged {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the kept state does not fit this training; it has to begin anew")
    }
}

/// Collects the parts of a state.
#[derive(Default)]
pub struct Writer(pub Vec<u8>);

impl Writer {
    /// One byte: which of several things follows.
    pub fn tag(&mut self, tag: u8) {
        self.0.push(tag);
    }

    /// A number that is at least 0.
    ///
    /// # Panics
    /// Never for what fits a browser's memory.
    pub fn count(&mut self, count: usize) {
        self.0.extend(u32::try_from(count).expect("a count has 32 bits").to_le_bytes());
    }

    /// 64 bits, as of a random stream.
    pub fn bits(&mut self, bits: u64) {
        self.0.extend(bits.to_le_bytes());
    }

    /// Numbers with their length.
    pub fn list(&mut self, values: &[f32]) {
        self.count(values.len());
        self.0.extend(values.iter().flat_map(|value| value.to_le_bytes()));
    }

    /// Bytes with their length.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.count(bytes.len());
        self.0.extend(bytes);
    }

    /// A number that may be missing.
    pub fn maybe(&mut self, value: Option<f64>) {
        self.tag(u8::from(value.is_some()));
        if let Some(value) = value {
            self.bits(value.to_bits());
        }
    }

    /// Terms of a loss that may be missing.
    pub fn loss(&mut self, loss: Option<LossTerms>) {
        self.maybe(loss.map(|terms| terms.total.into()));
        if let Some(LossTerms { hard, soft, feature, .. }) = loss {
            for term in [hard, soft, feature] {
                self.maybe(term.map(f64::from));
            }
        }
    }
}

/// Takes the parts of a state one after the other.
pub struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    fn array<const N: usize>(&mut self) -> Result<[u8; N], Damaged> {
        let (taken, rest) = self.0.split_first_chunk::<N>().ok_or(Damaged)?;
        self.0 = rest;
        Ok(*taken)
    }

    /// What [`Writer::tag`] wrote.
    ///
    /// # Errors
    /// [`Damaged`] at the end of the bytes, as in all others.
    pub fn tag(&mut self) -> Result<u8, Damaged> {
        Ok(self.array::<1>()?[0])
    }

    /// What [`Writer::count`] wrote.
    ///
    /// # Errors
    /// [`Damaged`].
    pub fn count(&mut self) -> Result<usize, Damaged> {
        Ok(u32::from_le_bytes(self.array()?) as usize)
    }

    /// What [`Writer::bits`] wrote.
    ///
    /// # Errors
    /// [`Damaged`].
    pub fn bits(&mut self) -> Result<u64, Damaged> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    /// What [`Writer::bytes`] wrote.
    ///
    /// # Errors
    /// [`Damaged`].
    pub fn bytes(&mut self) -> Result<&'a [u8], Damaged> {
        let count = self.count()?;
        let (taken, rest) = self.0.split_at_checked(count).ok_or(Damaged)?;
        self.0 = rest;
        Ok(taken)
    }

    /// What [`Writer::list`] wrote, of any length.
    ///
    /// # Errors
    /// [`Damaged`].
    pub fn list(&mut self) -> Result<Vec<f32>, Damaged> {
        let size = self.count()?.checked_mul(4).ok_or(Damaged)?;
        let (taken, rest) = self.0.split_at_checked(size).ok_or(Damaged)?;
        self.0 = rest;
        Ok(taken.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect())
    }

    /// What [`Writer::list`] wrote, of this length.
    ///
    /// # Errors
    /// [`Damaged`].
    pub fn list_of(&mut self, length: usize) -> Result<Vec<f32>, Damaged> {
        let list = self.list()?;
        if list.len() == length { Ok(list) } else { Err(Damaged) }
    }

    /// What [`Writer::maybe`] wrote.
    ///
    /// # Errors
    /// [`Damaged`].
    pub fn maybe(&mut self) -> Result<Option<f64>, Damaged> {
        match self.tag()? {
            0 => Ok(None),
            1 => Ok(Some(f64::from_bits(self.bits()?))),
            _ => Err(Damaged),
        }
    }

    /// What [`Writer::loss`] wrote.
    ///
    /// # Errors
    /// [`Damaged`].
    pub fn loss(&mut self) -> Result<Option<LossTerms>, Damaged> {
        let Some(total) = self.maybe()? else { return Ok(None) };
        let mut term = || Ok(self.maybe()?.map(|term| term as f32));
        Ok(Some(LossTerms { total: total as f32, hard: term()?, soft: term()?, feature: term()? }))
    }

    /// That nothing is left.
    ///
    /// # Errors
    /// [`Damaged`] where something is.
    pub fn end(&self) -> Result<(), Damaged> {
        if self.0.is_empty() { Ok(()) } else { Err(Damaged) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_come_back_in_their_order_and_a_cut_is_damage() {
        let loss = Some(LossTerms { total: 0.5, hard: Some(0.25), soft: None, feature: Some(-0.0) });
        let mut out = Writer::default();
        out.tag(7);
        out.bits(u64::MAX - 1);
        out.list(&[1.5, f32::INFINITY]);
        out.bytes(b"note");
        out.loss(loss);
        out.loss(None);
        let read = |bytes: &[u8]| -> Result<_, Damaged> {
            let mut from = Reader(bytes);
            let parts = (from.tag()?, from.bits()?, from.list_of(2)?, from.bytes()?.to_vec());
            let losses = (from.loss()?, from.loss()?);
            from.end()?;
            Ok((parts, losses))
        };
        let expected = ((7, u64::MAX - 1, vec![1.5, f32::INFINITY], b"note".to_vec()), (loss, None));
        assert_eq!(read(&out.0), Ok(expected));
        for cut in 0..out.0.len() {
            assert_eq!(read(&out.0[..cut]), Err(Damaged), "{cut}");
        }
        assert_eq!(read(&[255; 80]), Err(Damaged));
        assert_eq!(read(&[out.0.as_slice(), &[0]].concat()), Err(Damaged));
    }
}

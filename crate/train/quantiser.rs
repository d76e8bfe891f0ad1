//! Rounding a student: while it trains, or at any moment of its training.

use burn::module::Module;
use burn::tensor::{Device, Tensor};

use super::checkpoint::{Damaged, Reader, Writer};
use crate::engine::quantised::Inputs;
use crate::method::Quantising;
use crate::model::{Forward, Mode, Net, Quantised, RoundWeights};
use crate::spec::units::Bits;

/// Most images of the transfer set that ranges are measured on.
pub const CALIBRATION_IMAGES: usize = 256;

/// See the module.
pub struct Quantiser {
    when: Quantising,
    bits: Bits,
    /// Ranges that the updates have seen; stays unknown where training does not round.
    inputs: Inputs,
}

impl Quantiser {
    /// Before the first update.
    pub fn new(when: Quantising, bits: Bits) -> Self {
        Self { when, bits, inputs: Inputs::unknown(bits.get()) }
    }

    /// Writes the ranges that updates have seen.
    pub fn save(&self, out: &mut Writer) {
        out.list(self.inputs.ranges.as_flattened());
    }

    /// Takes up what [`Self::save`] wrote.
    ///
    /// # Errors
    /// [`Damaged`] for what are no ranges around 0.
    pub fn restore(&mut self, from: &mut Reader<'_>) -> Result<(), Damaged> {
        let list = from.list()?;
        let (ranges, rest) = list.as_chunks::<2>();
        let around_zero =
            |&[least, most]: &[f32; 2]| least.is_finite() && most.is_finite() && least <= 0.0 && 0.0 <= most;
        if !rest.is_empty() || !ranges.iter().all(around_zero) {
            return Err(Damaged);
        }
        self.inputs.ranges = ranges.to_vec();
        Ok(())
    }

    /// The answers that an update learns from.
    pub fn forward(&mut self, net: &Net, images: Tensor<4>, mode: Mode<'_>) -> Forward {
        match self.when {
            Quantising::Afterwards => net.forward(images, mode),
            Quantising::WhileTraining => {
                let rounded = net.clone().map(&mut RoundWeights { bits: self.bits.get() });
                self.inputs.learn(|| rounded.forward(images, mode))
            }
        }
    }

    /// The network as it would be used now. `net` lives on the plain device; `images` are measured where no update has
    /// seen ranges.
    pub fn quantised(&self, net: Net, images: impl FnOnce() -> Tensor<4>, device: &Device) -> Net {
        let mut inputs = self.inputs.clone();
        if inputs.ranges.is_empty() {
            inputs.measure(|| net.forward(images(), Mode::Evaluate));
        }
        Net::Quantised(Quantised::new(net, &inputs.ranges, self.bits, device))
    }
}

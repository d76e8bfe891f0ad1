//! Fake quantisation: numbers rounded to the grid of small integers, with the gradient of the unrounded ones.
//!
//! Jacob et al. 2018, "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference",
//! equations 1 and 12: `q = clamp(round(x / S) + Z)`, `x ~ S (q - Z)`; halves round to even. Weights are symmetric with
//! one scale for each output channel, activations affine with one range for each layer's input. Backwards the rounding
//! counts as the identity inside the clamp and as constant outside (straight-through estimator).

use std::cell::RefCell;

use burn::tensor::Tensor;

/// No scale is smaller than what this largest value gives: a tensor of zeros has a grid too.
const LEAST: f32 = 1e-12;

/// Bits of the first layer's input: the images are bytes to begin with.
pub const IMAGE_BITS: u32 = 8;

/// Weight of the batch before in the moving ranges that training rounds with.
const MOMENTUM: f32 = 0.9;

/// Lowest and highest integer, and the integer that stands for 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Integers {
    /// Lowest integer.
    pub lowest: i32,
    /// Highest integer.
    pub highest: i32,
    /// The integer that stands for 0.
    pub zero: i32,
}

impl Integers {
    /// For weights: as many below 0 as above, so -128 stays unused at 8 bits.
    pub fn symmetric(bits: u32) -> Self {
        let highest = (1 << (bits - 1)) - 1;
        Self { lowest: -highest, highest, zero: 0 }
    }

    /// For activations between `least <= 0` and `most >= 0`: the scale and the integers.
    pub fn affine([least, most]: [f32; 2], bits: u32) -> (f32, Self) {
        let (lowest, highest) = (-(1 << (bits - 1)), (1 << (bits - 1)) - 1);
        let scale = ((most - least) / (highest - lowest) as f32).max(LEAST);
        // In 64 bits: a range that is nearly symmetric puts 0 next to a half, which 32 bits would hit.
        let zero = libm::rint(f64::from(lowest) - f64::from(least) / f64::from(scale)) as i32;
        (scale, Self { lowest, highest, zero: zero.clamp(lowest, highest) })
    }
}

/// The largest scale that wastes nothing: the channel's largest weight gets the highest integer. `channel` is the
/// dimension of output channels; every other one has length 1 in the result.
pub fn weight_scales<const D: usize>(weights: Tensor<D>, channel: usize, bits: u32) -> Tensor<D> {
    let mut largest = weights.abs();
    for dimension in (0..D).filter(|&dimension| dimension != channel) {
        largest = largest.max_dim(dimension);
    }
    largest.clamp_min(LEAST) / Integers::symmetric(bits).highest as f32
}

/// The numbers as integers before and after the clamp, less the integer of 0. For tensors without gradient.
fn integers_of<const D: usize>(divided: Tensor<D>, integers: Integers) -> [Tensor<D>; 2] {
    let unclamped = divided.round();
    let end = |integer: i32| (integer - integers.zero) as f32;
    let clamped = unclamped.clone().clamp(end(integers.lowest), end(integers.highest));
    [unclamped, clamped]
}

/// Divides by the scale (`true`) or multiplies with it.
fn by_tensor<const D: usize>(scale: Tensor<D>) -> impl Fn(Tensor<D>, bool) -> Tensor<D> {
    move |x, divide| if divide { x / scale.clone() } else { x * scale.clone() }
}

fn by_number<const D: usize>(scale: f32) -> impl Fn(Tensor<D>, bool) -> Tensor<D> {
    move |x, divide| if divide { x / scale } else { x * scale }
}

/// Rounded values that pass the gradient on where they were not clamped.
fn straight_through<const D: usize>(
    x: Tensor<D>,
    scale: impl Fn(Tensor<D>, bool) -> Tensor<D>,
    integers: Integers,
) -> Tensor<D> {
    if !x.device().is_autodiff() {
        let [_, clamped] = integers_of(scale(x, true), integers);
        return scale(clamped, false);
    }
    let plain = x.clone().inner();
    let [unclamped, clamped] = integers_of(scale(plain.clone(), true), integers);
    let inside = unclamped.equal(clamped.clone()).float();
    let constant = scale(clamped, false) - plain * inside.clone();
    x * Tensor::from_inner(inside) + Tensor::from_inner(constant)
}

/// Weights of `bits` bits, each output channel with its own scale.
pub fn weights<const D: usize>(weights: Tensor<D>, channel: usize, bits: u32) -> Tensor<D> {
    let plain = if weights.device().is_autodiff() { weights.clone().inner() } else { weights.clone() };
    let scales = weight_scales(plain, channel, bits);
    straight_through(weights, by_tensor(scales), Integers::symmetric(bits))
}

/// Activations of `bits` bits between the two ends of `range`.
pub fn activations<const D: usize>(x: Tensor<D>, range: [f32; 2], bits: u32) -> Tensor<D> {
    let (scale, integers) = Integers::affine(range, bits);
    straight_through(x, by_number(scale), integers)
}

/// What happens to the input of each layer while [`Inputs::watch`] runs a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Treatment {
    /// Only its range is taken down.
    Measure,
    /// Its range moves along, and it is rounded.
    Learn,
    /// It is rounded to the range as it is.
    Round,
}

/// The ranges of the inputs of a network's layers, in the order in which they run.
#[derive(Clone, Debug)]
pub struct Inputs {
    /// Least and greatest value of each layer's input, 0 always between them.
    pub ranges: Vec<[f32; 2]>,
    bits: u32,
    treatment: Treatment,
    layer: usize,
}

thread_local! {
    static WATCHED: RefCell<Option<Inputs>> = const { RefCell::new(None) };
}

impl Inputs {
    /// Nothing is known yet.
    pub fn unknown(bits: u32) -> Self {
        Self::known(vec![], bits)
    }

    /// Ranges that were found before.
    pub fn known(ranges: Vec<[f32; 2]>, bits: u32) -> Self {
        Self { ranges, bits, treatment: Treatment::Round, layer: 0 }
    }

    /// Takes down the ranges while `work` runs a network, and changes nothing.
    pub fn measure<T>(&mut self, work: impl FnOnce() -> T) -> T {
        self.watch(Treatment::Measure, work)
    }

    /// Rounds the inputs while `work` runs a network; the ranges follow the batches as a moving mean (Jacob et al. 2018,
    /// section 3.1).
    pub fn learn<T>(&mut self, work: impl FnOnce() -> T) -> T {
        self.watch(Treatment::Learn, work)
    }

    /// Rounds the inputs to the ranges as they are while `work` runs a network.
    pub fn round<T>(&mut self, work: impl FnOnce() -> T) -> T {
        self.watch(Treatment::Round, work)
    }

    fn watch<T>(&mut self, treatment: Treatment, work: impl FnOnce() -> T) -> T {
        let mine = Self { treatment, layer: 0, ..self.clone() };
        let before = WATCHED.replace(Some(mine));
        let result = work();
        if let Some(after) = WATCHED.replace(before) {
            self.ranges = after.ranges;
        }
        result
    }

    /// The next layer's input as the layer is to see it.
    fn next<const D: usize>(&mut self, x: Tensor<D>) -> Tensor<D> {
        let layer = self.layer;
        self.layer += 1;
        if self.treatment != Treatment::Round {
            let found = range(if x.device().is_autodiff() { x.clone().inner() } else { x.clone() });
            match self.ranges.get_mut(layer) {
                None => self.ranges.push(found),
                Some(known) if self.treatment == Treatment::Measure => {
                    *known = [known[0].min(found[0]), known[1].max(found[1])];
                }
                Some(known) => {
                    for (known, found) in known.iter_mut().zip(found) {
                        *known = MOMENTUM * *known + (1.0 - MOMENTUM) * found;
                    }
                }
            }
        }
        match self.ranges.get(layer) {
            Some(&range) if self.treatment != Treatment::Measure => {
                activations(x, range, if layer == 0 { IMAGE_BITS } else { self.bits })
            }
            _ => x,
        }
    }
}

/// Least and greatest value, with 0 between them: padding and ReLU need an exact 0.
fn range<const D: usize>(x: Tensor<D>) -> [f32; 2] {
    let least = crate::device::read_one(x.clone().min());
    let most = crate::device::read_one(x.max());
    [least.min(0.0), most.max(0.0)]
}

/// What a layer calls on its input: the same tensor, unless somebody watches with [`Inputs`].
pub fn input<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    // Taken out while it works, so that nothing that it calls finds it borrowed.
    match WATCHED.take() {
        None => x,
        Some(mut inputs) => {
            let x = inputs.next(x);
            WATCHED.replace(Some(inputs));
            x
        }
    }
}

//! Checked quantities: a value that exists is inside its range, so nothing downstream asks again.

/// Declares a quantity with its range; `new` is the only way in.
macro_rules! quantity {
    ($(#[$doc:meta])* $name:ident($inner:ty), $min:expr, $max:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
        pub struct $name($inner);

        impl $name {
            /// Smallest allowed value.
            pub const MIN: $inner = $min;
            /// Largest allowed value.
            pub const MAX: $inner = $max;

            /// The quantity, or nothing when `value` is outside `MIN..=MAX` (or not a number).
            #[allow(unused_comparisons, reason = "a range may start at the type's own minimum")]
            pub const fn new(value: $inner) -> Option<Self> {
                if value >= Self::MIN && value <= Self::MAX { Some(Self(value)) } else { None }
            }

            /// The quantity of a literal, for `const` use: a wrong one does not compile.
            pub(crate) const fn literal(value: $inner) -> Self {
                Self::new(value).expect("a literal inside its range")
            }

            /// The plain value.
            pub fn get(self) -> $inner {
                self.0
            }
        }
    };
}

quantity! {
    /// Softmax divisor T during training, dimensionless. 1 is the ordinary softmax.
    Temperature(f32), 0.05, 100.0
}
quantity! {
    /// Weight of the true labels in the loss: 1 = labels only, 0 = teacher only.
    Alpha(f32), 0.0, 1.0
}
quantity! {
    /// Share of a label's probability that label smoothing spreads over all classes.
    Smoothing(f32), 0.0, 0.9
}
quantity! {
    /// Probability that a labelled image's label is replaced by a random other class.
    LabelNoise(f32), 0.0, 0.9
}
quantity! {
    /// Step size of the optimiser at its peak.
    LearningRate(f32), 0.00001, 1.0
}
quantity! {
    /// Decoupled weight decay (Loshchilov & Hutter 2019), per update and unit of learning rate.
    WeightDecay(f32), 0.0, 1.0
}
quantity! {
    /// Largest allowed norm of the whole gradient; 0 switches clipping off.
    ClipNorm(f32), 0.0, 1000.0
}
quantity! {
    /// Number of optimiser updates of a student.
    Updates(u32), 1, 20_000
}
quantity! {
    /// Passes of the teacher over its images; each is rounded up to whole batches.
    Epochs(u32), 1, 200
}
quantity! {
    /// Images in one update.
    BatchSize(u32), 1, 512
}
quantity! {
    /// A number of images.
    ImageCount(u32), 0, 60_000
}
quantity! {
    /// A part of a whole.
    Share(f32), 0.0, 1.0
}
quantity! {
    /// Number of teachers whose answers are averaged.
    TeacherCount(u32), 1, 5
}
quantity! {
    /// Bits of a quantised weight or activation.
    Bits(u32), 2, 8
}
quantity! {
    /// Weight of what is compared besides the answers, as a multiple of the source's own.
    FeatureWeight(f32), 0.0, 100.0
}
quantity! {
    /// Weight of the non-target term of decoupled distillation (Zhao et al. 2022, beta).
    NonTargetWeight(f32), 0.0, 64.0
}
quantity! {
    /// Students in a row, each taught by the one before.
    Generations(u32), 1, 5
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantity_outside_its_range_does_not_exist() {
        assert!(Temperature::new(0.0).is_none());
        assert!(Temperature::new(f32::NAN).is_none());
        assert!(Alpha::new(1.01).is_none());
        assert_eq!(Alpha::new(1.0).map(Alpha::get), Some(1.0));
        assert!(BatchSize::new(0).is_none());
    }
}

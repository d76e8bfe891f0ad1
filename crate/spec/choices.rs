//! Choices with a fixed, closed list of answers.

/// Declares a choice with its words in links, in menu order.
macro_rules! choice {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $key:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $($(#[$variant_doc])* $variant),+
        }

        impl $name {
            /// Every answer, in menu order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word in links.
            pub fn key(self) -> &'static str {
                match self {
                    $(Self::$variant => $key),+
                }
            }
        }
    };
}

choice! {
    /// The compute engine that trains.
    Engine {
        /// burn-flex: the default, and the fast one.
        Flex = "flex",
        /// burn-ndarray: the second opinion.
        NdArray = "ndarray",
        /// burn-wgpu on the browser's graphics adapter. Not reproducible bit for bit.
        WebGpu = "webgpu",
    }
}
choice! {
    /// How the learning rate changes over a run.
    Schedule {
        /// From the peak to zero along half a cosine (Loshchilov & Hutter 2017, equation 5, without restarts).
        Cosine = "cosine",
        /// The peak throughout.
        Constant = "constant",
    }
}
choice! {
    /// How a quantity of the loss changes from its first to its last update.
    Path {
        /// Not at all.
        Constant = "constant",
        /// In equal steps.
        Linear = "linear",
        /// Along half a cosine: slowly at both ends.
        Cosine = "cosine",
    }
}
choice! {
    /// A class by its label, or none.
    ClassChoice {
        /// No class.
        None = "none",
        /// Label 0.
        Class0 = "0",
        /// Label 1.
        Class1 = "1",
        /// Label 2.
        Class2 = "2",
        /// Label 3.
        Class3 = "3",
        /// Label 4.
        Class4 = "4",
        /// Label 5.
        Class5 = "5",
        /// Label 6.
        Class6 = "6",
        /// Label 7.
        Class7 = "7",
        /// Label 8.
        Class8 = "8",
        /// Label 9.
        Class9 = "9",
    }
}

impl ClassChoice {
    /// The label, or none.
    pub fn label(self) -> Option<u8> {
        (self as u8).checked_sub(1)
    }
}
choice! {
    /// What changes an image of the transfer set each time that it is drawn.
    Augmentation {
        /// Moved by up to a tenth of its size.
        Shift = "shift",
        /// Turned by up to 15 degrees.
        Rotate = "rotate",
        /// Enlarged or reduced by up to 15 per cent.
        Scale = "scale",
        /// Uniform noise on each pixel.
        Noise = "noise",
    }
}
choice! {
    /// Where the students work: how their images differ from the teacher's.
    Domain {
        /// Not at all.
        Original = "original",
        /// Turned by a quarter.
        Rotated = "rotated",
        /// Dark and light exchanged.
        Inverted = "inverted",
        /// With thicker strokes.
        Thick = "thick",
        /// With noise.
        Noisy = "noisy",
    }
}
choice! {
    /// How the teacher is prepared for another domain before it labels images there.
    Adaptation {
        /// Not at all.
        None = "none",
        /// It learns from its own confident answers (Lee 2013).
        PseudoLabels = "pseudo-labels",
        /// Its batch norm takes the statistics of the new images (Li et al. 2016, AdaBN).
        Statistics = "statistics",
    }
}
choice! {
    /// Which half of a two-part image a network sees.
    View {
        /// All of it.
        Both = "both",
        /// The first half; the second one is blank.
        First = "first",
        /// The second half; the first one is blank.
        Second = "second",
    }
}
choice! {
    /// How the answers of several teachers become one.
    Mean {
        /// Of the probabilities.
        Arithmetic = "arithmetic",
        /// Of the logits: the geometric mean of the probabilities, normalised.
        Geometric = "geometric",
    }
}
choice! {
    /// The weights that the students start from.
    Start {
        /// Drawn from the seed.
        Random = "random",
        /// Every layer copied from the teacher's layer that the map names (Sanh et al. 2019, section 3).
        Teacher = "teacher",
    }
}
choice! {
    /// What layer matching compares (Jiao et al. 2020, equations 7 to 10).
    Signal {
        /// The embedding of the patches.
        Embedding = "embedding",
        /// Attention scores before the softmax.
        Attention = "attention",
        /// Hidden states after each layer.
        Hidden = "hidden",
        /// The prediction, as soft labels.
        Logits = "logits",
    }
}

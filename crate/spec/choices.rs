//! Choices with a fixed, closed list of answers.

/// The compute engine that trains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// burn-flex: the default, and the fast one.
    Flex,
    /// burn-ndarray: the second opinion.
    NdArray,
}

impl Engine {
    /// Every engine, in menu order.
    pub const ALL: [Self; 2] = [Self::Flex, Self::NdArray];

    /// The word in links.
    pub fn key(self) -> &'static str {
        match self {
            Self::Flex => "flex",
            Self::NdArray => "ndarray",
        }
    }
}

/// How the learning rate changes over a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schedule {
    /// From the peak to zero along half a cosine (Loshchilov & Hutter 2017, equation 5, without restarts).
    Cosine,
    /// The peak throughout.
    Constant,
}

impl Schedule {
    /// Every schedule, in menu order.
    pub const ALL: [Self; 2] = [Self::Cosine, Self::Constant];

    /// The word in links.
    pub fn key(self) -> &'static str {
        match self {
            Self::Cosine => "cosine",
            Self::Constant => "constant",
        }
    }
}

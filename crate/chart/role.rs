//! Who a line belongs to, and the ink, line and marker that say so. Line and marker repeat what the
//! colour says, for print and for readers who see few colours.

use serde::{Deserialize, Serialize};

use super::theme::{Colour, Theme};

/// The networks of a run. Ordered from the bottom to the top of a drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The teacher.
    Teacher,
    /// The student that saw labels only.
    Labels,
    /// The student that saw smoothed labels.
    Smoothing,
    /// The student that saw the teacher's hard decisions.
    Decisions,
    /// The student that saw the teacher's soft labels.
    Distilled,
}

/// Shape that marks points of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Marker {
    Square,
    Circle,
    Triangle,
    Diamond,
    Cross,
}

/// Lengths of dash, gap, dash, gap… in CSS pixels; empty for a solid line.
pub(super) type Dashes = &'static [f64];

impl Role {
    pub(super) fn colour(self, theme: &Theme) -> Colour {
        match self {
            Self::Teacher => theme.teacher,
            Self::Labels => theme.baseline,
            Self::Smoothing | Self::Decisions => theme.variant,
            Self::Distilled => theme.student,
        }
    }

    pub(super) fn dashes(self) -> Dashes {
        match self {
            Self::Teacher => &[2.0, 3.0],
            Self::Labels => &[6.0, 3.0],
            Self::Smoothing => &[7.0, 3.0, 1.5, 3.0],
            Self::Decisions => &[12.0, 4.0],
            Self::Distilled => &[],
        }
    }

    /// Line width in CSS pixels.
    pub(super) fn width(self) -> f64 {
        match self {
            Self::Teacher | Self::Labels => 2.0,
            Self::Smoothing | Self::Decisions => 1.5,
            Self::Distilled => 2.5,
        }
    }

    pub(super) fn marker(self) -> Marker {
        match self {
            Self::Teacher => Marker::Square,
            Self::Labels => Marker::Triangle,
            Self::Smoothing => Marker::Diamond,
            Self::Decisions => Marker::Cross,
            Self::Distilled => Marker::Circle,
        }
    }
}

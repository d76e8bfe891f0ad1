//! Ink, line and marker of a curve: that of its role, or one of several for what has no role.

use super::pen::Stroke;
use super::role::{Dashes, Marker, Role};
use super::theme::{Colour, Theme};

#[derive(Clone, Copy)]
pub(super) struct Look {
    pub colour: Colour,
    pub dashes: Dashes,
    /// Line width in CSS pixels.
    pub width: f64,
    pub marker: Marker,
    /// Whether the marker is only an outline.
    pub hollow: bool,
}

/// Line and marker of further curves, which share one ink.
const FURTHER: &[(Dashes, Marker)] = &[
    (&[7.0, 3.0, 1.5, 3.0], Marker::Diamond),
    (&[12.0, 4.0], Marker::Cross),
    (&[], Marker::Square),
    (&[3.0, 3.0], Marker::Triangle),
    (&[1.5, 4.0], Marker::Circle),
    (&[12.0, 3.0, 3.0, 3.0], Marker::Square),
    (&[5.0, 5.0], Marker::Circle),
    (&[9.0, 2.0], Marker::Triangle),
];

impl Look {
    pub fn of(role: Role, theme: &Theme) -> Self {
        Self {
            colour: role.colour(theme),
            dashes: role.dashes(),
            width: role.width(),
            marker: role.marker(),
            hollow: false,
        }
    }

    /// The look of the curve number `index`, from 0, among those without a role.
    pub fn further(index: usize, theme: &Theme) -> Self {
        let (dashes, marker) = FURTHER[index % FURTHER.len()];
        Self { colour: theme.variant, dashes, width: 1.5, marker, hollow: false }
    }

    pub fn stroke(&self) -> Stroke {
        Stroke { colour: self.colour, opacity: 1.0, width: self.width, dashes: self.dashes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_further_curves_look_the_same() {
        for (at, look) in FURTHER.iter().enumerate() {
            assert!(!FURTHER[..at].contains(look), "{at}");
        }
    }
}

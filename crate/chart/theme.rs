//! The page's colours and sizes, as a chart needs them.

use std::fmt;

use plotters::style::{RGBAColor, RGBColor};
use serde::{Deserialize, Deserializer, Serialize, de};

/// An opaque colour, written `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Colour {
    red: u8,
    green: u8,
    blue: u8,
}

impl Colour {
    /// The colour as plotters mixes it; `opacity` 0 is invisible, 1 covers.
    pub(super) fn mix(self, opacity: f64) -> RGBAColor {
        RGBAColor(self.red, self.green, self.blue, opacity)
    }

    /// The colour as plotters fills with it.
    pub(super) fn solid(self) -> RGBColor {
        RGBColor(self.red, self.green, self.blue)
    }
}

impl TryFrom<String> for Colour {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl std::str::FromStr for Colour {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let channel = |from: usize| {
            // The sign that `from_str_radix` would take is no digit of a colour.
            let digits = text.get(from..from + 2).filter(|pair| !pair.contains('+'));
            digits.and_then(|pair| u8::from_str_radix(pair, 16).ok())
        };
        match (text.len() == 7 && text.starts_with('#'), channel(1), channel(3), channel(5)) {
            (true, Some(red), Some(green), Some(blue)) => Ok(Self { red, green, blue }),
            _ => Err(format!("\"{text}\" is not a colour of the form #rrggbb")),
        }
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> Self {
        colour.to_string()
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

/// How text reaches the surface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Lettering {
    /// The backend takes font sizes in pixels, as a canvas does.
    #[default]
    Pixels,
    /// The backend divides font sizes by 1.24 before it writes them, as plotters-svg does.
    Svg,
    /// No text at all. Layout stays as it is, so that pictures without fonts can be compared byte by byte.
    LeftOut,
}

/// Colours and sizes of the page. The same ink means the same thing in every chart.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Theme {
    /// Text that must be read.
    pub ink: Colour,
    /// Axis numbers and names.
    pub muted: Colour,
    /// Thin rules.
    pub hairline: Colour,
    /// Background.
    pub paper: Colour,
    /// The teacher.
    pub teacher: Colour,
    /// The distilled student.
    pub student: Colour,
    /// The student that saw labels only.
    pub baseline: Colour,
    /// Every further arm.
    pub variant: Colour,
    /// CSS font family list.
    pub sans: String,
    /// Size of labels in CSS pixels, 4 to 100.
    #[serde(deserialize_with = "font_size")]
    pub font_size: f64,
    /// Device pixels per CSS pixel, 0.1 to 16.
    #[serde(deserialize_with = "scale")]
    pub scale: f64,
    #[serde(skip)]
    pub(super) lettering: Lettering,
}

impl Theme {
    /// The same theme with all text held back; nothing else moves.
    #[must_use]
    pub fn without_text(mut self) -> Self {
        self.lettering = Lettering::LeftOut;
        self
    }
}

fn font_size<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    number_between(from, "fontSize", 4.0, 100.0)
}

fn scale<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    number_between(from, "scale", 0.1, 16.0)
}

fn number_between<'de, D: Deserializer<'de>>(
    from: D,
    field: &str,
    least: f64,
    most: f64,
) -> Result<f64, D::Error> {
    let number = f64::deserialize(from)?;
    if (least..=most).contains(&number) {
        Ok(number)
    } else {
        Err(de::Error::custom(format!("{field} is {number}, allowed are {least} to {most}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_six_hexadecimal_digits() {
        assert_eq!("#1F5FA8".parse::<Colour>().map(String::from), Ok("#1f5fa8".to_owned()));
        for wrong in ["", "1F5FA8", "#1F5FA", "#1F5FA80", "#1F5FAG", "#+F5FA8", "#é5FA8", "blue", "#1F5é"] {
            assert!(wrong.parse::<Colour>().is_err(), "{wrong}");
        }
    }
}

//! Draws in CSS pixels on any plotters backend. The only place that multiplies by the theme's scale,
//! rounds to device pixels and turns a backend's error into ours.

use plotters::coord::Shift;
use plotters::element::{Circle, Drawable, PathElement, PointCollection, Polygon, Rectangle};
use plotters::prelude::{DrawingArea, DrawingBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontFamily, FontStyle, FontTransform, RGBAColor, ShapeStyle, TextStyle};

use super::error::DrawError;
use super::role::{Dashes, Marker};
use super::theme::{Colour, Lettering, Theme};
use super::{dash, labels};

/// A line's look; width and dashes in CSS pixels.
#[derive(Clone, Copy)]
pub(super) struct Stroke {
    pub colour: Colour,
    pub opacity: f64,
    pub width: f64,
    pub dashes: Dashes,
}

/// A text's look. The position it is drawn at is its left or right end or its middle, at half height.
#[derive(Clone, Copy)]
pub(super) struct Type {
    pub colour: Colour,
    /// Font size in CSS pixels.
    pub size: f64,
    pub bold: bool,
    pub align: HPos,
}

impl Type {
    pub fn width(&self, text: &str) -> f64 {
        labels::width(text, self.size) * self.stretch()
    }

    pub fn shorten(&self, text: &str, room: f64) -> String {
        labels::shorten(text, self.size, room / self.stretch())
    }

    /// A name with its value. Where there is too little room the name gives way first: the ink says whose
    /// value it is, nothing else says the value.
    pub fn fit(&self, name: &str, value: &str, room: f64) -> String {
        if value.is_empty() {
            return self.shorten(name, room);
        }
        let name = self.shorten(name, room - self.width(" ") - self.width(value));
        format!("{name} {value}").trim().to_owned()
    }

    /// How much wider than regular type it sets.
    fn stretch(&self) -> f64 {
        if self.bold { 1.12 } else { 1.0 }
    }

    pub fn line_height(&self) -> f64 {
        self.size * 1.3
    }
}

pub(super) struct Pen<'a, DB: DrawingBackend> {
    area: &'a DrawingArea<DB, Shift>,
    pub theme: &'a Theme,
}

impl<'a, DB: DrawingBackend> Pen<'a, DB> {
    /// A pen on clean paper.
    pub fn new(area: &'a DrawingArea<DB, Shift>, theme: &'a Theme) -> Result<Self, DrawError> {
        area.fill(&theme.paper.solid()).map_err(|reason| DrawError::backend(&reason))?;
        Ok(Self { area, theme })
    }

    /// Width and height of the surface in CSS pixels.
    pub fn size(&self) -> (f64, f64) {
        let (width, height) = self.area.dim_in_pixel();
        (f64::from(width) / self.theme.scale, f64::from(height) / self.theme.scale)
    }

    /// Text that must be read, in the colour of what it names.
    pub fn label(&self, colour: Colour) -> Type {
        Type { colour, size: self.theme.font_size, bold: true, align: HPos::Left }
    }

    /// Axis numbers and names.
    pub fn note(&self) -> Type {
        Type { colour: self.theme.muted, size: self.theme.font_size * 0.92, bold: false, align: HPos::Left }
    }

    pub fn rectangle(
        &self,
        (left, top): (f64, f64),
        (right, bottom): (f64, f64),
        colour: Colour,
        opacity: f64,
    ) -> Result<(), DrawError> {
        let corners = [self.device((left, top)), self.device((right, bottom))];
        self.draw(&Rectangle::new(corners, fill(colour.mix(opacity))))
    }

    /// A horizontal rule, one CSS pixel thick. A filled rectangle: a stroke would blur over two pixels.
    pub fn rule(&self, left: f64, right: f64, y: f64, colour: Colour) -> Result<(), DrawError> {
        let ((left, top), (right, _)) = (self.device((left, y.round())), self.device((right, y)));
        self.draw(&Rectangle::new([(left, top), (right, top + self.hair())], fill(colour.mix(1.0))))
    }

    /// A vertical rule, one CSS pixel thick.
    pub fn upright(&self, x: f64, top: f64, bottom: f64, colour: Colour) -> Result<(), DrawError> {
        let ((left, top), (_, bottom)) = (self.device((x.round(), top)), self.device((x, bottom)));
        self.draw(&Rectangle::new([(left, top), (left + self.hair(), bottom)], fill(colour.mix(1.0))))
    }

    /// Thickness of every rule in device pixels; the same for all, also at a scale of 1.5.
    fn hair(&self) -> i32 {
        self.theme.scale.round().max(1.0) as i32
    }

    /// A line through `points`, interrupted where a coordinate is not finite.
    pub fn line(&self, points: &[(f64, f64)], stroke: Stroke) -> Result<(), DrawError> {
        let style = ShapeStyle {
            color: stroke.colour.mix(stroke.opacity),
            filled: false,
            stroke_width: (stroke.width * self.theme.scale).round().max(1.0) as u32,
        };
        for run in points.split(|(x, y)| !(x.is_finite() && y.is_finite())) {
            for piece in dash::cut(run, stroke.dashes) {
                let mut path: Vec<(i32, i32)> = piece.into_iter().map(|point| self.device(point)).collect();
                path.dedup();
                if path.len() > 1 {
                    self.draw(&PathElement::new(path, style))?;
                }
            }
        }
        Ok(())
    }

    /// A marker with a rim of paper, so that it stands clear of the lines it sits on. `radius` in CSS pixels.
    pub fn marker(
        &self,
        marker: Marker,
        centre: (f64, f64),
        radius: f64,
        colour: Colour,
    ) -> Result<(), DrawError> {
        self.shape(marker, centre, radius + 1.5, self.theme.paper)?;
        self.shape(marker, centre, radius, colour)
    }

    /// A marker that is only an outline.
    pub fn hollow(
        &self,
        marker: Marker,
        centre: (f64, f64),
        radius: f64,
        colour: Colour,
    ) -> Result<(), DrawError> {
        self.marker(marker, centre, radius, colour)?;
        match marker {
            // Strokes have no inside; a dot between them tells the hollow cross from the other one.
            Marker::Cross => self.shape(Marker::Circle, centre, radius * 0.5, self.theme.paper),
            _ => self.shape(marker, centre, radius - 1.5, self.theme.paper),
        }
    }

    fn shape(
        &self,
        marker: Marker,
        (x, y): (f64, f64),
        radius: f64,
        colour: Colour,
    ) -> Result<(), DrawError> {
        let corners = |offsets: &[(f64, f64)]| -> Vec<(i32, i32)> {
            offsets.iter().map(|(dx, dy)| self.device((x + dx * radius, y + dy * radius))).collect()
        };
        // Sizes that look equal: a circle of the same radius weighs more than a diamond.
        match marker {
            Marker::Circle => {
                let radius = (radius * self.theme.scale).round().max(1.0) as i32;
                self.draw(&Circle::new(self.device((x, y)), radius, fill(colour.mix(1.0))))
            }
            Marker::Square => {
                self.polygon(corners(&[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)]), colour)
            }
            Marker::Triangle => self.polygon(corners(&[(0.0, -1.2), (1.15, 0.9), (-1.15, 0.9)]), colour),
            Marker::Diamond => {
                self.polygon(corners(&[(0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)]), colour)
            }
            Marker::Cross => {
                let stroke = Stroke { colour, opacity: 1.0, width: radius * 0.6, dashes: &[] };
                self.line(&[(x - radius, y - radius), (x + radius, y + radius)], stroke)?;
                self.line(&[(x - radius, y + radius), (x + radius, y - radius)], stroke)
            }
        }
    }

    fn polygon(&self, corners: Vec<(i32, i32)>, colour: Colour) -> Result<(), DrawError> {
        self.draw(&Polygon::new(corners, fill(colour.mix(1.0))))
    }

    pub fn text(&self, text: &str, at: (f64, f64), look: Type) -> Result<(), DrawError> {
        self.lettering(text, at, look, FontTransform::None)
    }

    /// Text that reads upwards; `align` counts along the reading direction.
    pub fn text_upwards(&self, text: &str, at: (f64, f64), look: Type) -> Result<(), DrawError> {
        self.lettering(text, at, look, FontTransform::Rotate270)
    }

    fn lettering(
        &self,
        text: &str,
        at: (f64, f64),
        look: Type,
        turn: FontTransform,
    ) -> Result<(), DrawError> {
        let size = look.size * self.theme.scale;
        let size = match self.theme.lettering {
            Lettering::Pixels => size,
            Lettering::Svg => size * 1.24,
            Lettering::LeftOut => return Ok(()),
        };
        if text.is_empty() {
            return Ok(());
        }
        let weight = if look.bold { FontStyle::Bold } else { FontStyle::Normal };
        let font = (FontFamily::Name(&self.theme.sans), size, weight);
        let anchor = Pos::new(look.align, VPos::Center);
        let colour = look.colour.solid();
        let style = TextStyle::from(font).color(&colour).transform(turn).pos(anchor);
        let at = self.device(at);
        self.area.draw_text(text, &style, at).map_err(|reason| DrawError::backend(&reason))
    }

    /// Device pixels of a point, kept near the surface: a backend may walk over every pixel in between.
    fn device(&self, (x, y): (f64, f64)) -> (i32, i32) {
        let (width, height) = self.area.dim_in_pixel();
        let near = |value: f64, extent: u32| {
            (value * self.theme.scale).round().clamp(-64.0, f64::from(extent) + 64.0) as i32
        };
        (near(x, width), near(y, height))
    }

    fn draw<E>(&self, element: &E) -> Result<(), DrawError>
    where
        for<'e> &'e E: PointCollection<'e, (i32, i32)>,
        E: Drawable<DB>,
    {
        self.area.draw(element).map_err(|reason| DrawError::backend(&reason))
    }
}

fn fill(colour: RGBAColor) -> ShapeStyle {
    ShapeStyle { color: colour, filled: true, stroke_width: 0 }
}

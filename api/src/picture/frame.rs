//! What every picture has: its size, its names for those who cannot see it, and its hatchings.

use super::label::plain;
use maud::{Markup, html};
use std::fmt;

/// A share of a picture's width, from 0 to 100.
#[derive(Clone, Copy, Debug)]
pub(super) struct Percent(pub(super) f64);

impl fmt::Display for Percent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A length below zero, be it by rounding, is an error in SVG.
        write!(formatter, "{:.3}%", self.0.max(0.0))
    }
}

/// A length down the page, in pixels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pixels(pub(super) f64);

impl fmt::Display for Pixels {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:.2}", self.0.max(0.0))
    }
}

/// The names in a page that belong to one picture.
pub(super) struct Key(String);

impl Key {
    /// From any text; what may not stand in a name becomes a dash.
    pub(super) fn of(text: &str) -> Self {
        let allowed = |one: char| {
            if one.is_ascii_alphanumeric() {
                one
            } else {
                '-'
            }
        };
        Self(format!(
            "picture-{}",
            text.chars().map(allowed).collect::<String>()
        ))
    }

    fn name(&self, part: &str) -> String {
        format!("{}-{part}", self.0)
    }

    /// The paint of this picture's own hatching.
    pub(super) fn hatching(&self, part: &str) -> String {
        format!("url(#{})", self.name(part))
    }
}

/// What stands around a drawing.
pub(super) struct Frame<'a> {
    pub(super) key: &'a Key,
    /// `columns` or `bars`.
    pub(super) class: &'a str,
    pub(super) title: &'a str,
    /// What the picture shows, in a sentence.
    pub(super) description: String,
    pub(super) height: f64,
}

impl Frame<'_> {
    pub(super) fn around(&self, drawing: &Markup) -> Markup {
        let (title, description) = (self.key.name("title"), self.key.name("description"));
        html! {
            svg class={ "picture " (self.class) } role="img" width="100%" height=(Pixels(self.height))
                font-size="13" aria-labelledby={ (title) " " (description) } {
                title id=(title) { (plain(self.title)) }
                desc id=(description) { (plain(&self.description)) }
                defs {
                    (self.hatching("rest", "45", "2.5"))
                    (self.hatching("unknown", "-45", "1"))
                }
                (drawing)
            }
        }
    }

    fn hatching(&self, part: &str, turned: &str, breadth: &str) -> Markup {
        html! {
            pattern id=(self.key.name(part)) patternUnits="userSpaceOnUse" width="6" height="6"
                patternTransform={ "rotate(" (turned) ")" } {
                line class="hatch" x1="3" y1="0" x2="3" y2="6" stroke="currentColor"
                    stroke-width=(breadth) {}
            }
        }
    }
}

/// What stands in the place of a picture of nothing.
pub(super) fn nothing(title: &str) -> Markup {
    html! { p class="nothing" { (plain(title)) ": there are no figures to show here." } }
}

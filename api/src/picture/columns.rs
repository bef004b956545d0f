//! Columns by year: one unit, one series, and beside it what has no year.

use super::{
    amount::{Amount, Unit},
    axis::{Span, Tick, years_apart},
    frame::{Frame, Key, Percent, Pixels, nothing},
    label::plain,
};
use maud::{Markup, html};
use std::collections::{BTreeMap, BTreeSet};

/// Where the columns stand, from above.
const TOP: f64 = 26.0;
const BOTTOM: f64 = 224.0;
const HEIGHT: f64 = 250.0;
/// What share of its year's place a column fills, and how wide it gets at most, in percent.
const FILLED: f64 = 0.74;
const WIDEST: f64 = 7.0;
/// How many years are named in a wide and in a narrow place.
const NAMED: i64 = 12;
const NAMED_NARROW: i64 = 5;

/// A picture of amounts by year, in one unit. Amounts in different units belong into pictures of
/// their own.
#[derive(Clone, Debug)]
pub struct Columns {
    /// What tells this picture from others in the same page: letters, digits and dashes.
    pub key: String,
    /// What is shown, for those who cannot see it.
    pub title: String,
    /// The unit of every amount here.
    pub unit: Unit,
    /// The years are drawn without gaps: one without an amount is an empty place.
    pub years: BTreeMap<i32, Amount>,
    /// The amount that belongs to no known year: drawn apart, hatched.
    pub unknown: Option<Amount>,
}

/// Where in the width things stand, in percent.
struct Places {
    /// Where the years begin and end.
    left: f64,
    right: f64,
    first: i64,
    years: i64,
}

impl Columns {
    /// The picture; a sentence if there is nothing to draw.
    pub fn draw(&self) -> Markup {
        if self.years.is_empty() && self.unknown.is_none() {
            return nothing(&self.title);
        }
        let key = Key::of(&self.key);
        let all = self
            .years
            .values()
            .chain(&self.unknown)
            .map(|one| one.minor);
        let (span, ticks) = Span::of(all).with_ticks(&self.unit);
        let places = self.places(&ticks);
        let drawing = html! {
            (lines(span, &ticks))
            @for (year, amount) in &self.years {
                @let (x, width) = places.column(i64::from(*year));
                (self.datum("group", &year.to_string(), amount, span, x, width, "currentColor"))
            }
            (places.names())
            @if let Some(amount) = &self.unknown {
                (self.datum("unknown", "Year unknown", amount, span, 88.5, WIDEST, &key.hatching("unknown")))
                text class="year" x="92%" y=(Pixels(HEIGHT - 8.0)) text-anchor="middle"
                    fill="currentColor" { "undated" }
            }
        };
        let frame = Frame {
            key: &key,
            class: "columns",
            title: &self.title,
            description: self.description(),
            height: HEIGHT,
        };
        frame.around(&drawing)
    }

    fn places(&self, ticks: &[Tick]) -> Places {
        let bounds = self
            .years
            .first_key_value()
            .zip(self.years.last_key_value());
        // Where there are no years, none is placed.
        let (first, last) = bounds.map_or((0, -1), |((first, _), (last, _))| (*first, *last));
        // What a letter takes of a narrow picture.
        let letters = ticks.iter().map(|tick| tick.label.chars().count()).max();
        let letters = u32::try_from(letters.unwrap_or(0)).unwrap_or(u32::MAX);
        Places {
            left: (2.6 * f64::from(letters)).clamp(8.0, 30.0),
            right: if self.unknown.is_some() { 82.0 } else { 100.0 },
            first: first.into(),
            years: i64::from(last) - i64::from(first) + 1,
        }
    }

    fn datum(
        &self,
        class: &str,
        name: &str,
        amount: &Amount,
        span: Span,
        x: f64,
        width: f64,
        paint: &str,
    ) -> Markup {
        let (zero, end) = (height(span, 0), height(span, amount.minor));
        let sign = if amount.minor < 0 { " negative" } else { "" };
        html! {
            g class={ "datum " (class) (sign) } {
                title { (name) ": " (amount.written()) " " (plain(&self.unit.name)) }
                rect class="reach" x=(Percent(x)) y=(Pixels(TOP)) width=(Percent(width))
                    height=(Pixels(BOTTOM - TOP)) fill="none" pointer-events="all" {}
                rect class="extent" x=(Percent(x)) y=(Pixels(zero.min(end))) width=(Percent(width))
                    height=(Pixels((zero - end).abs())) fill=(paint) {}
            }
        }
    }

    fn description(&self) -> String {
        let mut text = match self
            .years
            .first_key_value()
            .zip(self.years.last_key_value())
        {
            None => "No year is known.".to_owned(),
            Some(((first, _), (last, _))) if first == last => format!("One column, of {first}."),
            Some(((first, _), (last, _))) => {
                format!("A column for each year from {first} to {last}.")
            }
        };
        let unit = &self.unit.name;
        if let Some((year, most)) = self.years.iter().max_by_key(|(_, amount)| amount.minor) {
            text += &format!(" The highest, {year}: {} {unit}.", most.written());
        }
        if let Some(unknown) = &self.unknown {
            text += &format!(" Year unknown: {} {unit}.", unknown.written());
        }
        text
    }
}

impl Places {
    fn width_of_a_year(&self) -> f64 {
        (self.right - self.left) / self.years as f64
    }

    fn middle(&self, year: i64) -> f64 {
        self.left + self.width_of_a_year() * ((year - self.first) as f64 + 0.5)
    }

    /// Where the column of a year begins, and how wide it is.
    fn column(&self, year: i64) -> (f64, f64) {
        let width = (self.width_of_a_year() * FILLED).min(WIDEST);
        (self.middle(year) - width / 2.0, width)
    }

    /// The years below the columns: fewer of them in narrow places.
    fn names(&self) -> Markup {
        let broad = years_apart(self.years, NAMED);
        let narrow = years_apart(self.years, NAMED_NARROW);
        let mut named: BTreeSet<i64> = self.every(broad).collect();
        named.extend(self.every(narrow));
        html! {
            @for year in named {
                @let class = match (year % broad, year % narrow) {
                    (0, 0) => "year",
                    (0, _) => "year broad",
                    _ => "year narrow",
                };
                text class=(class) x=(Percent(self.middle(year))) y=(Pixels(HEIGHT - 8.0))
                    text-anchor="middle" fill="currentColor"
                    display=[(class == "year narrow").then_some("none")] { (year) }
            }
        }
    }

    /// The years here that are multiples of so many.
    fn every(&self, apart: i64) -> impl Iterator<Item = i64> {
        let last = self.first + self.years - 1;
        let from = self.first.div_euclid(apart) + i64::from(self.first.rem_euclid(apart) > 0);
        (from..=last.div_euclid(apart)).map(move |one| one * apart)
    }
}

fn lines(span: Span, ticks: &[Tick]) -> Markup {
    html! {
        @for tick in ticks {
            @let y = height(span, tick.minor);
            line class=@if tick.minor == 0 { "zero" } @else { "grid" } x1="0" y1=(Pixels(y))
                x2="100%" y2=(Pixels(y)) stroke="currentColor" {}
            text class="tick" x="0" y=(Pixels(y - 5.0)) fill="currentColor" { (tick.label) }
        }
    }
}

/// How far down a value stands.
fn height(span: Span, value: i128) -> f64 {
    BOTTOM - (BOTTOM - TOP) * span.share(value)
}

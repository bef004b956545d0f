//! Bars that lie: ranked groups with their names and amounts, and at last the rest and the unknown.

use super::{
    amount::{Amount, Unit},
    axis::Span,
    frame::{Frame, Key, Percent, Pixels, nothing},
    label::{plain, shortened},
};
use maud::{Markup, html};

/// How much of the height belongs to one bar, where in it the text stands, and where the bar.
const ROW: f64 = 46.0;
const TEXT: f64 = 17.0;
const BAR: f64 = 25.0;
const THICK: f64 = 11.0;
/// How many letters a name and an amount have at most in a wide and in a narrow place.
const LETTERS: usize = 64;
const LETTERS_NARROW: usize = 26;
const DIGITS: usize = 18;
const DIGITS_NARROW: usize = 14;

/// A picture of amounts by group, in one unit, in the order given.
#[derive(Clone, Debug)]
pub struct Bars {
    /// What tells this picture from others in the same page: letters, digits and dashes.
    pub key: String,
    /// What is shown, for those who cannot see it.
    pub title: String,
    /// The unit of every amount here.
    pub unit: Unit,
    /// From above.
    pub bars: Vec<Bar>,
}

/// One bar.
#[derive(Clone, Debug)]
pub struct Bar {
    /// Its name; a long one is shortened in the picture and whole where one points at it.
    pub label: String,
    /// How long it is. One below zero lies on the other side of the zero line.
    pub amount: Amount,
    /// What it stands for.
    pub kind: Kind,
}

/// What a bar stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One group.
    Group,
    /// All groups that have no bar of their own: hatched.
    Rest,
    /// What belongs to no known group: hatched otherwise.
    Unknown,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::Rest => "rest",
            Self::Unknown => "unknown",
        }
    }
}

impl Bars {
    /// The picture; a sentence if there is nothing to draw.
    pub fn draw(&self) -> Markup {
        if self.bars.is_empty() {
            return nothing(&self.title);
        }
        let key = Key::of(&self.key);
        let span = Span::of(self.bars.iter().map(|bar| bar.amount.minor));
        let mut bottom = 0.0;
        let mut rows = Vec::with_capacity(self.bars.len());
        for bar in &self.bars {
            rows.push(self.row(bar, span, bottom, &key));
            bottom += ROW;
        }
        let drawing = html! {
            @for row in &rows { (row) }
        };
        let frame = Frame {
            key: &key,
            class: "bars",
            title: &self.title,
            description: self.description(),
            height: bottom,
        };
        frame.around(&drawing)
    }

    fn row(&self, bar: &Bar, span: Span, top: f64, key: &Key) -> Markup {
        let (zero, end) = (span.share(0), span.share(bar.amount.minor));
        let paint = match bar.kind {
            Kind::Group => "currentColor".to_owned(),
            other => key.hatching(other.name()),
        };
        let sign = if bar.amount.minor < 0 {
            " negative"
        } else {
            ""
        };
        let value = |longest| bar.amount.written_within(longest, &self.unit);
        html! {
            g class={ "datum " (bar.kind.name()) (sign) } {
                title { (plain(&bar.label)) ": " (bar.amount.written()) " " (plain(&self.unit.name)) }
                rect class="reach" x="0" y=(Pixels(top)) width="100%" height=(Pixels(ROW))
                    fill="none" pointer-events="all" {}
                (text("label", "0", "start", top, &shortened(&bar.label, LETTERS), &shortened(&bar.label, LETTERS_NARROW)))
                (text("value", "100%", "end", top, &value(DIGITS), &value(DIGITS_NARROW)))
                rect class="track" x="0" y=(Pixels(top + BAR)) width="100%" height=(Pixels(THICK))
                    fill="none" rx="2" {}
                rect class="extent" x=(Percent(100.0 * zero.min(end))) y=(Pixels(top + BAR))
                    width=(Percent(100.0 * (zero - end).abs())) height=(Pixels(THICK)) fill=(paint)
                    rx="2" {}
                // Where nothing is below zero, the edge of the picture is the zero line.
                @if zero > 0.0 {
                    line class="zero" x1=(Percent(100.0 * zero)) y1=(Pixels(top + BAR - 3.0))
                        x2=(Percent(100.0 * zero)) y2=(Pixels(top + BAR + THICK + 3.0))
                        stroke="currentColor" {}
                }
            }
        }
    }

    fn description(&self) -> String {
        let groups = self.bars.iter().filter(|bar| bar.kind == Kind::Group);
        let mut text = match groups.clone().count() {
            0 => "No group is known.".to_owned(),
            1 => "One bar.".to_owned(),
            count => format!("{count} bars, one for each group."),
        };
        if let Some(most) = groups.max_by_key(|bar| bar.amount.minor) {
            let (label, amount) = (&most.label, most.amount.written());
            text += &format!(" The longest, {label}: {amount} {}.", self.unit.name);
        }
        for bar in self.bars.iter().filter(|bar| bar.kind != Kind::Group) {
            let (label, amount) = (&bar.label, bar.amount.written());
            text += &format!(" {label}: {amount} {}.", self.unit.name);
        }
        text
    }
}

/// A text, in two lengths where they differ.
fn text(class: &str, x: &str, anchor: &str, top: f64, broad: &str, narrow: &str) -> Markup {
    let y = Pixels(top + TEXT);
    html! {
        @if broad == narrow {
            text class=(class) x=(x) y=(y) text-anchor=(anchor) fill="currentColor" { (broad) }
        } @else {
            text class={ (class) " broad" } x=(x) y=(y) text-anchor=(anchor) fill="currentColor" { (broad) }
            text class={ (class) " narrow" } x=(x) y=(y) text-anchor=(anchor) fill="currentColor"
                display="none" { (narrow) }
        }
    }
}

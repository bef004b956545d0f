//! Pictures of figures, drawn here as SVG to stand inside an HTML page: what they look like, and
//! nothing of where the figures come from.
//!
//! A picture scales to its place without a view box: lengths along the page are shares of its
//! width, so that letters and the heights of bars stay as they are on a telephone. Colours come
//! from the page's style sheet by class; without one everything is drawn in the colour of the text.
//! There is no inline style and no script. Readers that cannot see get a title and a sentence, and
//! are served best by the table of the same numbers, which belongs beside every picture.
//!
//! Classes: `picture`, with `columns` or `bars`; in it `grid` and `zero` (lines), `tick`, `year`,
//! `label`, `value` (texts), `datum` with `group`, `rest`, `unknown` and `negative` (bars), `track`
//! and `hatch`. Texts of class `broad` are meant for wide places, those of class `narrow`, which are
//! off until a style sheet puts them on, for narrow ones. A sentence instead of a picture is a
//! paragraph of class `nothing`.

mod amount;
mod axis;
mod bars;
mod columns;
mod frame;
mod label;

pub use amount::{Amount, Unit};
pub use bars::{Bar, Bars, Kind};
pub use columns::Columns;

#[cfg(test)]
pub(crate) mod elements;
#[cfg(test)]
mod tests;

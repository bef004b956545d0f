//! Countries.

use super::{
    error::Result,
    question::{Entry, Part, ask_field},
    scalar::CountryCode,
};
use async_graphql::Object;
use entity::{
    CountryField,
    read::{Read, Row},
};
use std::sync::Arc;

/// A country, or the European Union.
pub(super) struct Country(Arc<Row<entity::Country>>);

impl From<Arc<Row<entity::Country>>> for Country {
    fn from(row: Arc<Row<entity::Country>>) -> Self {
        Self(row)
    }
}

impl Entry for Country {
    type Noun = entity::Country;

    fn ask(read: &mut Read<Self::Noun>, part: &Part<'_>) -> Result<()> {
        for part in part.parts("Country") {
            ask_field(read, part.name());
        }
        Ok(())
    }
}

/// A country, or the European Union.
#[Object]
impl Country {
    /// Its code.
    async fn code(&self) -> Result<CountryCode> {
        Ok(CountryCode(
            self.0.known_text(CountryField::Code)?.to_owned(),
        ))
    }

    /// Its name in English.
    async fn name(&self) -> Result<&str> {
        Ok(self.0.known_text(CountryField::Name)?)
    }
}

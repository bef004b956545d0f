//! Countries.

use super::{
    object::{Object, Of, Shown},
    scalar::CountryCode,
};
use entity::CountryField;
use std::sync::LazyLock;

/// A country, or the European Union.
pub(super) type Country = Of<entity::Country>;

impl Shown for entity::Country {
    fn object() -> &'static Object<Self> {
        static OBJECT: LazyLock<Object<entity::Country>> = LazyLock::new(|| {
            Object::of("Country", "A country, or the European Union.")
                .scalar::<CountryCode>(CountryField::Code, "Its code.")
                .text(CountryField::Name, "Its name in English.")
        });
        &OBJECT
    }
}

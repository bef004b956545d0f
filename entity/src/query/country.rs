//! Countries.

use crate::read::noun::noun;

noun! {
    /// A country of the ISO list or of a data package, and the European Union.
    Country in country, key [Code], CountryField {
        Code: text(Code),
        Name: text(Name),
        IsoName: text(IsoName),
    }
}

//! What the protocol answers to a question that has no answer.

/// The protocol's own codes. `noMetadataFormats` and `noSetHierarchy` cannot happen: every record comes in
/// every format, and there are sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    BadVerb,
    BadArgument,
    BadResumptionToken,
    CannotDisseminateFormat,
    IdDoesNotExist,
    NoRecordsMatch,
}

impl Kind {
    pub(super) fn code(self) -> &'static str {
        match self {
            Kind::BadVerb => "badVerb",
            Kind::BadArgument => "badArgument",
            Kind::BadResumptionToken => "badResumptionToken",
            Kind::CannotDisseminateFormat => "cannotDisseminateFormat",
            Kind::IdDoesNotExist => "idDoesNotExist",
            Kind::NoRecordsMatch => "noRecordsMatch",
        }
    }

    /// Whether the answer repeats what was asked. What could not be read is not repeated.
    pub(super) fn repeats(self) -> bool {
        !matches!(self, Kind::BadVerb | Kind::BadArgument)
    }
}

/// Why a question has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) kind: Kind,
    pub(super) told: &'static str,
}

impl Fault {
    pub(super) fn argument(told: &'static str) -> Self {
        Self {
            kind: Kind::BadArgument,
            told,
        }
    }

    pub(super) fn token() -> Self {
        Self {
            kind: Kind::BadResumptionToken,
            told: "This is no resumption token of this list. Begin the list again.",
        }
    }

    pub(super) fn format() -> Self {
        Self {
            kind: Kind::CannotDisseminateFormat,
            told: "Records come as oai_dc and as oai_cerif_openaire.",
        }
    }

    /// Of what does not exist, and of what the public may not see.
    pub(super) fn unknown() -> Self {
        Self {
            kind: Kind::IdDoesNotExist,
            told: "There is no such record.",
        }
    }

    pub(super) fn none() -> Self {
        Self {
            kind: Kind::NoRecordsMatch,
            told: "No record is of this set and within these days.",
        }
    }
}

//! Who was shown guarded data.

use crate::read::noun::noun;

noun! {
    /// An answer that held guarded rows or told of any: to whom, when, how many of each facet, and which
    /// facets it was filtered, ordered, grouped or counted by.
    AccessRecord in access_record, key [Request], AccessRecordField {
        Request: text(Request),
        AnsweredAt: text(AnsweredAt),
        HolderKind: text(HolderKind),
        Holder: text(Holder),
        Issuer: text(Issuer),
        Subject: text(Subject),
        Way: text(Way),
        Operation: text(Operation),
        Document: text(Document),
        Card: minor(Card),
        Allocation: minor(Allocation),
        Contributions: minor(Contributions),
        Ledger: minor(Ledger),
        Proposal: minor(Proposal),
        Results: minor(Results),
        Examined: text(Examined),
    }
}

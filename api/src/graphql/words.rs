//! The words of the data, as enums: each with its meaning for the reader of the schema.

use async_graphql::{Enum, OutputType, resolver_utils::EnumType};

/// An enum that stands for words of the data.
pub(super) trait Word: EnumType + OutputType + 'static {
    /// The word that the data have for it.
    fn in_the_data(self) -> &'static str;

    /// The schema's name of what a word of the data means; `None` if it means none of these.
    fn name_of(word: &str) -> Option<&'static str> {
        let mut items = Self::items().iter();
        let item = items.find(|item| item.value.in_the_data() == word)?;
        Some(item.name)
    }
}

macro_rules! words {
    (
        $(#[$doc:meta])*
        $name:ident {
            $($(#[$item_doc:meta])* $item:ident = $word:literal),+ $(,)?
        }
    ) => {
        $(#[$doc])*
        #[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum $name {
            $($(#[$item_doc])* $item),+
        }

        impl Word for $name {
            fn in_the_data(self) -> &'static str {
                self.word()
            }
        }

        impl $name {
            /// The word that the data have for it.
            #[allow(dead_code, reason = "not every enum is also a filter")]
            pub(super) fn word(self) -> &'static str {
                match self { $($name::$item => $word),+ }
            }

            /// What a word of the data means; `None` if it is none of these.
            #[allow(dead_code, reason = "not every enum is also answered")]
            pub(super) fn of(word: &str) -> Option<Self> {
                match word { $($word => Some($name::$item),)+ _ => None }
            }
        }
    };
}

words! {
    /// How a project is paid for and chosen.
    Programme {
        /// Paid by governments and chosen after scientific review.
        Regular = "regular",
        /// Paid by companies and agencies; who they are and what they pay is confidential.
        Partner = "partner",
        /// A targeted initiative of one or several governments.
        Initiative = "initiative",
        /// The records do not say.
        Unknown = "unknown",
    }
}

words! {
    /// Where a project stands in its life.
    ProjectStatus {
        /// The proposal has arrived.
        Received = "received",
        /// The host state has been asked for its concurrence.
        ConcurrencePending = "concurrence_pending",
        /// Registered as a proposal.
        Registered = "registered",
        /// Under scientific review.
        UnderReview = "under_review",
        /// Submitted to the Governing Board.
        SubmittedToBoard = "submitted_to_board",
        /// Approved by the Board; no government has pledged to pay for it yet.
        ApprovedWithoutFunding = "approved_without_funding",
        /// Approved by the Board, and paid for.
        ApprovedForFunding = "approved_for_funding",
        /// The project agreement has been signed.
        AgreementSigned = "agreement_signed",
        /// Work is going on.
        Underway = "underway",
        /// Finished as planned.
        Completed = "completed",
        /// Ended before its time.
        Terminated = "terminated",
        /// Not approved.
        Rejected = "rejected",
        /// Taken back by those who proposed it.
        Withdrawn = "withdrawn",
    }
}

words! {
    /// An institute's part in a project.
    ParticipationRole {
        /// It leads the project.
        Leading = "leading",
        /// It takes part in the work.
        Participating = "participating",
        /// It is a foreign collaborator: it advises and visits, and is not paid.
        Collaborator = "collaborator",
    }
}

words! {
    /// What kind of organisation pays.
    FunderKind {
        /// The government of a Party.
        Party = "party",
        /// A government agency. It is not its government, unless the data say that it belongs to a Party.
        Agency = "agency",
        /// A partner: a company or another organisation. Known to everyone only where it is listed.
        Partner = "partner",
    }
}

words! {
    /// What a ledger entry books.
    LedgerEntryKind {
        /// Money paid out.
        Disbursement = "disbursement",
        /// A correction, which may be below zero.
        Adjustment = "adjustment",
    }
}

words! {
    /// What came out of a project.
    OutputKind {
        /// A report.
        Report = "report",
        /// A publication.
        Publication = "publication",
        /// A patent.
        Patent = "patent",
        /// A data set.
        Dataset = "dataset",
        /// Software.
        Software = "software",
        /// A contribution to a conference.
        Conference = "conference",
        /// Anything else.
        Other = "other",
    }
}

words! {
    /// Who may see an output.
    OutputLevel {
        /// Everyone.
        Public = "public",
        /// The participants of the programme: member Parties, and partners and institutes with a standing.
        Programme = "programme",
        /// Those with a standing on one of its projects.
        Project = "project",
        /// The owning institute, the holders of a grant, and the secretariat.
        Confidential = "confidential",
    }
}

words! {
    /// What holds a grant.
    GrantHolderKind {
        /// A Party.
        Party = "party",
        /// A funder.
        Funder = "funder",
        /// An institute.
        Institute = "institute",
    }
}

words! {
    /// In what capacity a Party is a member.
    Capacity {
        /// It pays for projects.
        Funding = "funding",
        /// Projects are carried out in its country.
        Host = "host",
    }
}

words! {
    /// How guarded data went out.
    AccessWay {
        /// As the answer to a question.
        Answer = "answer",
        /// As a data package, by the operator.
        Export = "export",
    }
}

words! {
    /// Who is asking.
    ViewerKind {
        /// Anyone, without a token.
        Public = "public",
        /// The government of a Party.
        Party = "party",
        /// An organisation that pays.
        Partner = "partner",
        /// A research institute.
        Institute = "institute",
        /// The Centre's staff.
        Secretariat = "secretariat",
    }
}

words! {
    /// How far a token reaches. A scope only narrows what its holder is entitled to.
    Scope {
        /// The public card of projects; every token has it.
        Card = "card",
        /// Allocations, contributions and the ledger.
        Funding = "funding",
        /// Outputs beyond the public ones.
        Results = "results",
        /// Proposals, and later reviews, reports and audits.
        Reports = "reports",
    }
}

words! {
    /// What ties a viewer to a project, or to the programme; every entitlement follows from one.
    StandingKind {
        /// A Party one of whose funders contributes to the project.
        Finances = "finances",
        /// A host Party in whose country the project is carried out.
        Hosts = "hosts",
        /// A partner or an agency that contributes to the project.
        Partners = "partners",
        /// An institute that leads or participates.
        Performs = "performs",
        /// An institute that is a foreign collaborator.
        Collaborates = "collaborates",
        /// A Party with a seat on the Governing Board today.
        Board = "board",
        /// A Party that is a member today.
        Member = "member",
    }
}

words! {
    /// A part of a project that is seen or withheld as a whole.
    FacetKind {
        /// Number, title, summary, programme, status, areas, dates, institutes and their roles.
        Card = "CARD",
        /// The stored total per currency.
        Allocation = "ALLOCATION",
        /// Each funder and its committed amount.
        Contributions = "CONTRIBUTIONS",
        /// Disbursements and adjustments.
        Ledger = "LEDGER",
        /// The text that was proposed.
        Proposal = "PROPOSAL",
    }
}

words! {
    /// How far a facet is open to the viewer. It follows from the rule and the viewer's standing alone,
    /// whether or not there is anything to see.
    AccessLevel {
        /// All of it.
        Granted = "granted",
        /// The viewer's own entries only.
        Own = "own",
        /// Nothing. What is withheld looks as if it were not there.
        Withheld = "withheld",
    }
}

words! {
    /// What a search can find.
    SearchKind {
        /// Projects, by number, title or summary.
        Project = "project",
        /// Institutes, by name, short name, other spelling or city.
        Institute = "institute",
        /// Outputs that the viewer may see, by title or DOI.
        Output = "output",
    }
}

words! {
    /// For which periods a table has exchange rates. A date that is known less exactly than that lies in none.
    DateRule {
        /// For days. Of a day without one, such as a Sunday, no rate is known; none is carried over.
        Day = "day",
        /// For months.
        Month = "month",
        /// For quarters of the calendar year, each written as its first month.
        Quarter = "quarter",
        /// For calendar years.
        Year = "year",
    }
}

words! {
    /// As what guarded data are entered in the audit log.
    AuditedFacet {
        /// Cards of projects that are not public, with their institutes and areas, and unlisted funders.
        Card = "card",
        /// Allocations.
        Allocation = "allocation",
        /// Contributions.
        Contributions = "contributions",
        /// Disbursements and adjustments.
        Ledger = "ledger",
        /// Proposals.
        Proposal = "proposal",
        /// Outputs that are not open, and grants of access to them.
        Results = "results",
    }
}

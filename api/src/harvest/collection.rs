//! What there is to harvest: collections of records, and the sets that OpenAIRE's guidelines name.

/// Records of one kind, read from one noun. Their order here is their order in every list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Collection {
    Parties,
    Funders,
    Institutes,
    Projects,
    Publications,
    Products,
    Patents,
}

impl Collection {
    pub(super) const ALL: [Collection; 7] = [
        Collection::Parties,
        Collection::Funders,
        Collection::Institutes,
        Collection::Projects,
        Collection::Publications,
        Collection::Products,
        Collection::Patents,
    ];

    /// The beginning of an identifier: the plural of the element, as the guidelines want it. Three of our
    /// nouns are organisations; what tells them apart belongs to the key.
    pub(super) fn path(self) -> &'static str {
        match self {
            Collection::Parties => "OrgUnits/parties/",
            Collection::Funders => "OrgUnits/funders/",
            Collection::Institutes => "OrgUnits/institutes/",
            Collection::Projects => "Projects/",
            Collection::Publications => "Publications/",
            Collection::Products => "Products/",
            Collection::Patents => "Patents/",
        }
    }

    pub(super) fn set(self) -> &'static str {
        match self {
            Collection::Parties | Collection::Funders | Collection::Institutes => {
                "openaire_cris_orgunits"
            }
            Collection::Projects => "openaire_cris_projects",
            Collection::Publications => "openaire_cris_publications",
            Collection::Products => "openaire_cris_products",
            Collection::Patents => "openaire_cris_patents",
        }
    }

    /// Outputs of these kinds belong to it.
    pub(super) fn kinds(self) -> &'static [&'static str] {
        match self {
            Collection::Publications => &["publication", "conference", "report"],
            Collection::Products => &["dataset", "software", "other"],
            Collection::Patents => &["patent"],
            _ => &[],
        }
    }
}

/// The sets of the guidelines, all of which a harvester expects to find: `setSpec` and `setName`. There are no
/// public records of persons, funding (who paid is guarded), events and equipment.
pub(super) const SETS: [(&str, &str); 9] = [
    ("openaire_cris_publications", "OpenAIRE_CRIS_publications"),
    ("openaire_cris_products", "OpenAIRE_CRIS_products"),
    ("openaire_cris_patents", "OpenAIRE_CRIS_patents"),
    ("openaire_cris_persons", "OpenAIRE_CRIS_persons"),
    ("openaire_cris_orgunits", "OpenAIRE_CRIS_orgunits"),
    ("openaire_cris_projects", "OpenAIRE_CRIS_projects"),
    ("openaire_cris_funding", "OpenAIRE_CRIS_funding"),
    ("openaire_cris_events", "OpenAIRE_CRIS_events"),
    ("openaire_cris_equipments", "OpenAIRE_CRIS_equipments"),
];

/// The collections of a set; all without one.
pub(super) fn within(set: Option<&str>) -> Vec<Collection> {
    Collection::ALL
        .into_iter()
        .filter(|one| set.is_none_or(|set| one.set() == set))
        .collect()
}

//! The questions that come with the service, each a file in `api/questions`.

/// A question that comes with the service.
#[derive(Debug, Clone, Copy)]
pub struct Question {
    /// Its name in addresses and on the command line.
    pub name: &'static str,
    /// Its document.
    pub text: &'static str,
}

macro_rules! questions {
    ($($name:literal),+ $(,)?) => {
        /// Every question that comes with the service.
        pub const QUESTIONS: &[Question] = &[
            $(Question {
                name: $name,
                text: include_str!(concat!("../../questions/", $name, ".graphql")),
            }),+
        ];
    };
}

questions!(
    "projects",
    "institutes",
    "outputs",
    "funders",
    "contributions",
    "funding-by-year",
    "funding-by-party-and-year",
    "funding-by-area",
    "funding-by-host",
    "funding-by-institute",
    "ledger-by-party-and-year",
    "statement",
    "statement-by-year",
    "attributed-results",
    "projects-by-status-and-year",
    "outputs-by-kind-and-year",
    "statistics",
    "statistics-compared",
);

/// The question of this name.
pub fn named(name: &str) -> Option<Question> {
    QUESTIONS
        .iter()
        .copied()
        .find(|question| question.name == name)
}

impl Question {
    /// What it is for: the comment it begins with.
    pub fn purpose(self) -> String {
        let lines = self.text.lines().map_while(|line| line.strip_prefix('#'));
        lines.map(str::trim).collect::<Vec<_>>().join(" ")
    }
}

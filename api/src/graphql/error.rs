//! What goes wrong with a question, and how it is told: stable codes outside, the cause in the log.

use async_graphql::{Context, ErrorExtensions, ServerError};
use entity::{ReadError, StoreError, rate::RateError, read::NotAsked, search::SearchError};
use std::fmt;

/// The stable codes in `extensions.code`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// The document cannot be parsed.
    ParseFailed,
    /// The document does not fit the schema, or breaks a bound.
    ValidationFailed,
    /// An argument or a variable cannot be used.
    BadUserInput,
    /// No token, or one that is not accepted.
    Unauthenticated,
    /// The operation costs too much.
    CostExceeded,
    /// The client's budget is spent for now.
    RateLimited,
    /// No document of this hash is known here, or only known documents are answered.
    DocumentUnknown,
    /// The deadline has passed.
    Timeout,
    /// The database cannot be reached, or has no connection free.
    Unavailable,
    /// A fault of the service.
    Internal,
}

impl Code {
    /// Every code.
    const ALL: [Code; 10] = [
        Code::ParseFailed,
        Code::ValidationFailed,
        Code::BadUserInput,
        Code::Unauthenticated,
        Code::CostExceeded,
        Code::RateLimited,
        Code::DocumentUnknown,
        Code::Timeout,
        Code::Unavailable,
        Code::Internal,
    ];

    /// The code that is told so.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.word() == word)
    }

    /// The code as it is told.
    pub fn word(self) -> &'static str {
        match self {
            Code::ParseFailed => "GRAPHQL_PARSE_FAILED",
            Code::ValidationFailed => "GRAPHQL_VALIDATION_FAILED",
            Code::BadUserInput => "BAD_USER_INPUT",
            Code::Unauthenticated => "UNAUTHENTICATED",
            Code::CostExceeded => "COST_EXCEEDED",
            Code::RateLimited => "RATE_LIMITED",
            Code::DocumentUnknown => "PERSISTED_QUERY_NOT_FOUND",
            Code::Timeout => "TIMEOUT",
            Code::Unavailable => "UNAVAILABLE",
            Code::Internal => "INTERNAL",
        }
    }
}

/// Why a field has no answer.
#[derive(Clone, Debug)]
pub(super) struct Problem {
    code: Code,
    message: String,
}

pub(super) type Result<T> = std::result::Result<T, Problem>;

impl Problem {
    /// Something the caller gave cannot be used; the message says what and what was expected.
    pub(super) fn input(message: impl fmt::Display) -> Self {
        Self {
            code: Code::BadUserInput,
            message: message.to_string(),
        }
    }

    /// A fault of this program, which should have been a type.
    pub(super) fn of_ours(cause: &str) -> Self {
        Self::fault(Code::Internal, &cause)
    }

    /// A fault: told without its cause, which is logged.
    fn fault(code: Code, cause: &dyn fmt::Display) -> Self {
        let message = match code {
            Code::Timeout => "The question took too long. Ask for less at once.",
            Code::Unavailable => "The service cannot reach its data just now. Try again shortly.",
            _ => "The service failed to answer. The request id names the entry in its log.",
        };
        tracing::error!(code = code.word(), %cause, "a question failed");
        Self {
            code,
            message: message.to_owned(),
        }
    }

    pub(super) fn extended(&self) -> async_graphql::Error {
        let code = self.code.word();
        async_graphql::Error::new(self.message.as_str())
            .extend_with(|_, extensions| extensions.set("code", code))
    }
}

impl Problem {
    /// The database failed.
    pub(super) fn of_store(error: &StoreError) -> Self {
        let code = match error.trouble() {
            entity::Trouble::Timeout => Code::Timeout,
            entity::Trouble::Unavailable => Code::Unavailable,
            entity::Trouble::Failed => Code::Internal,
        };
        Problem::fault(code, error)
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Problem::of_store(&error)
    }
}

impl From<ReadError> for Problem {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::UnknownCursor => Problem::input(
                "The cursor points to no entry of this list. Start again without it.",
            ),
            ReadError::Store(error) => error.into(),
        }
    }
}

impl From<RateError> for Problem {
    fn from(error: RateError) -> Self {
        match error {
            RateError::Read(error) => error.into(),
            RateError::NotAsked(error) => error.into(),
        }
    }
}

impl From<SearchError> for Problem {
    fn from(error: SearchError) -> Self {
        match error {
            SearchError::NoWords => Problem::input("`text` holds no word to search for."),
            SearchError::TooManyWords(most) => {
                Problem::input(format!("`text` holds more than {most} words."))
            }
            SearchError::Read(error) => error.into(),
        }
    }
}

impl From<NotAsked> for Problem {
    fn from(error: NotAsked) -> Self {
        Problem::fault(Code::Internal, &error)
    }
}

/// Lets `?` bubble where the schema has no null to answer with.
impl From<Problem> for async_graphql::Error {
    fn from(problem: Problem) -> Self {
        problem.extended()
    }
}

/// Answers null and tells why, without touching the fields beside it.
///
/// The library would null the parent of a nullable field that fails; the specification wants the
/// field itself to be null.
pub(super) fn soft<T>(ctx: &Context<'_>, answer: Result<T>) -> Option<T> {
    match answer {
        Ok(answer) => Some(answer),
        Err(problem) => {
            let error: ServerError = problem.extended().into_server_error(ctx.item.pos);
            ctx.add_error(ctx.set_error_path(error));
            None
        }
    }
}

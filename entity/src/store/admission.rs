//! Whether the holder of a token may sign in today, and on which terms (entitlement, sections 1–3).

use super::{ReadError, Refused, Sitting};
use crate::{
    policy::{
        self, Condition, Holder, Terms,
        sight::{Sight, all},
    },
    standing::{LiveStanding, Standing, told},
    table::{funder, institute, membership, party, standing},
    viewer::{Viewer, Who},
};
use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter,
    sea_query::{Expr, Query},
};

/// The terms on which this viewer is answered on `today`.
///
/// # Errors
/// If it may not sign in.
pub(super) async fn admit(
    sitting: &Sitting,
    viewer: &Viewer,
    today: NaiveDate,
) -> Result<Terms, Refused> {
    let mut terms = Terms {
        holder: Holder::Public,
        scopes: viewer.scopes,
        today,
        programme_standings: Vec::new(),
        participates: false,
    };
    match &viewer.who {
        Who::Public => {}
        Who::Secretariat => {
            terms.holder = Holder::Secretariat;
        }
        Who::Party(code) => {
            terms.programme_standings = party(sitting, code, today).await?;
            terms.holder = Holder::Party(code.clone());
        }
        Who::Partner(key) => {
            let row = one::<funder::Entity>(sitting, funder::Column::Key.eq(key.as_str())).await?;
            let kind: String = row
                .ok_or(Refused::Unknown("no such funder"))?
                .try_get("", "kind")
                .map_err(ReadError::from)?;
            if kind == "party" {
                return Err(Refused::Unknown("a Party is no partner"));
            }
            terms.holder = Holder::Funder(key.clone());
        }
        Who::Institute(key) => {
            let row =
                one::<institute::Entity>(sitting, institute::Column::Key.eq(key.as_str())).await?;
            let own: bool = row
                .ok_or(Refused::Unknown("no such institute"))?
                .try_get("", "own")
                .map_err(ReadError::from)?;
            if own {
                return Err(Refused::Unknown("the Centre itself is no institute"));
            }
            terms.holder = Holder::Institute(key.clone());
        }
    }
    terms.participates = participates(sitting, &terms).await?;
    Ok(terms)
}

impl From<ReadError> for Refused {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Store(error) => Refused::Store(error),
            ReadError::UnknownCursor => Refused::Unknown("no cursor here"),
        }
    }
}

async fn one<E: EntityTrait>(
    sitting: &Sitting,
    condition: Expr,
) -> Result<Option<sea_orm::QueryResult>, ReadError> {
    let select = sea_orm::QueryTrait::into_query(E::find().filter(condition));
    Ok(sitting.all(&select).await?.into_iter().next())
}

/// The standings of a Party that are tied to no project and live today. A code that never was a Party, a state
/// that another Party represents today, and one whose first membership begins after today, may not sign in. A
/// Party whose dates are unknown may.
async fn party(
    sitting: &Sitting,
    code: &str,
    today: NaiveDate,
) -> Result<Vec<LiveStanding>, Refused> {
    // Everything together: one row for each membership and standing, and one if it has none.
    let (of, member, stands) = (party::Entity, membership::Entity, standing::Entity);
    let its = |column: standing::Column| Expr::col((stands, column));
    let live = all([
        its(standing::Column::HolderKind).eq("party"),
        its(standing::Column::Holder).equals((of, party::Column::Code)),
        its(standing::Column::Project).eq(""),
        its(standing::Column::FromDay).lte(today),
        its(standing::Column::UntilDay).gt(today),
    ]);
    let select = Query::select()
        .columns(
            [
                membership::Column::Party,
                membership::Column::RepresentedBy,
                membership::Column::JoinedFirst,
                membership::Column::JoinedLast,
                membership::Column::LeftLast,
            ]
            .map(|column| (member, column)),
        )
        .columns(
            [standing::Column::Kind, standing::Column::UntilDay].map(|column| (stands, column)),
        )
        .from(of)
        .left_join(
            member,
            Expr::col((member, membership::Column::Party)).equals((of, party::Column::Code)),
        )
        .left_join(stands, live)
        .and_where(Expr::col((of, party::Column::Code)).eq(code))
        .take();
    let rows = sitting.all(&select).await?;
    if rows.is_empty() {
        return Err(Refused::Unknown("no such Party"));
    }
    let mut has_been_party = false;
    let mut standings = Vec::new();
    for row in rows {
        let text = |place: usize| {
            row.try_get_by_index::<Option<String>>(place)
                .map_err(ReadError::from)
        };
        let day = |place: usize| {
            row.try_get_by_index::<Option<NaiveDate>>(place)
                .map_err(ReadError::from)
        };
        let (is_membership, representative) = (text(0)?.is_some(), text(1)?);
        let (joined_first, joined_last, left_last) = (day(2)?, day(3)?, day(4)?);
        let kind = text(5)?.as_deref().and_then(Standing::from_word);
        if let Some((kind, until)) = kind.zip(day(6)?) {
            let until = told(until);
            standings.push(LiveStanding { kind, until });
        }
        if !is_membership {
            continue;
        }
        if representative.is_none() {
            // A beginning of rights counts from the last day it may mean; one that is not known says
            // nothing against the Party.
            has_been_party |= joined_last.is_none_or(|joined| joined <= today);
        } else {
            // Being represented takes the right to sign in, so its dates are read the other way round.
            let begun = joined_first.is_none_or(|from| from <= today);
            let ended = left_last.is_some_and(|left| left <= today);
            if begun && !ended {
                return Err(Refused::Unknown("represented by another Party"));
            }
        }
    }
    if !has_been_party {
        return Err(Refused::Unknown("not a Party, or not yet"));
    }
    standings.sort_by_key(|live| (live.kind, live.until));
    standings.dedup();
    Ok(standings)
}

/// Whether the viewer takes part in the programme: known from the terms, or asked of the data.
async fn participates(sitting: &Sitting, terms: &Terms) -> Result<bool, ReadError> {
    let sight = Sight::new(terms, sitting.backend());
    match policy::participates(&sight) {
        Condition::Always => Ok(true),
        Condition::Never => Ok(false),
        condition => {
            let mut select = Query::select();
            select.expr(Expr::cust("1")).and_where(condition.sql());
            Ok(!sitting.all(&select).await?.is_empty())
        }
    }
}

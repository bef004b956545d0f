//! Whether the holder of a token may sign in today, and on which terms (entitlement, sections 1–3).

use super::{ReadError, Refused, Sitting};
use crate::{
    policy::{self, Condition, Holder, Terms, sight::Sight},
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
            party_may_sign_in(sitting, code, today).await?;
            terms.holder = Holder::Party(code.clone());
            terms.programme_standings = programme_standings(sitting, &terms).await?;
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

/// A code that never was a Party, a state that another Party represents today, and one whose first
/// membership begins after today, may not sign in. A Party whose dates are unknown may.
async fn party_may_sign_in(sitting: &Sitting, code: &str, today: NaiveDate) -> Result<(), Refused> {
    // The Party and its memberships together: one row for each of them, and one if it has none.
    let (of, member) = (party::Entity, membership::Entity);
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
        .from(of)
        .left_join(
            member,
            Expr::col((member, membership::Column::Party)).equals((of, party::Column::Code)),
        )
        .and_where(Expr::col((of, party::Column::Code)).eq(code))
        .take();
    let rows = sitting.all(&select).await?;
    if rows.is_empty() {
        return Err(Refused::Unknown("no such Party"));
    }
    let mut has_been_party = false;
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
    Ok(())
}

/// The standings that are tied to no project and live today.
async fn programme_standings(
    sitting: &Sitting,
    terms: &Terms,
) -> Result<Vec<LiveStanding>, ReadError> {
    let rows = sitting
        .all(
            &own_rows(terms)
                .columns([standing::Column::Kind, standing::Column::UntilDay])
                .and_where(Expr::col(standing::Column::Project).eq(""))
                .take(),
        )
        .await?;
    let mut standings = Vec::new();
    for row in rows {
        let kind: String = row.try_get_by_index(0)?;
        if let Some(kind) = Standing::from_word(&kind) {
            let until: NaiveDate = row.try_get_by_index(1)?;
            standings.push(LiveStanding {
                kind,
                until: told(until),
            });
        }
    }
    standings.sort_by_key(|live| live.kind);
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

fn own_rows(terms: &Terms) -> sea_orm::sea_query::SelectStatement {
    let kind = terms.holder.kind().word();
    let holder = terms.holder.key().unwrap_or_default();
    Query::select()
        .from(standing::Entity)
        .and_where(Expr::col(standing::Column::HolderKind).eq(kind))
        .and_where(Expr::col(standing::Column::Holder).eq(holder))
        .and_where(Expr::col(standing::Column::FromDay).lte(terms.today))
        .and_where(Expr::col(standing::Column::UntilDay).gt(terms.today))
        .take()
}

//! `graphql_client`: types made from the schema and from the operations that the other clients ask.

use graphql_client::{GraphQLQuery, Response};
use std::{cell::Cell, env, error::Error};

type CountryCode = String;
type CurrencyCode = String;
type Date = String;
type Decimal = String;
type PartialDate = String;

macro_rules! asked {
    ($($operation:ident),*) => {$(
        #[derive(GraphQLQuery)]
        #[graphql(
            schema_path = "../../../schema.graphql",
            query_path = "../operations/questions.graphql",
            response_derives = "Debug, PartialEq"
        )]
        struct $operation;
    )*};
}
asked!(
    ProjectsPage,
    ProjectByNumber,
    ContributionsPaid,
    AnythingById
);

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Asks one service, with a token or without.
struct Client {
    url: String,
    token: Option<String>,
    answered: Cell<usize>,
}

impl Client {
    fn ask<Q: GraphQLQuery>(&self, variables: Q::Variables) -> Outcome<Response<Q::ResponseData>> {
        let accepted = "application/graphql-response+json";
        // What is refused is answered in the same shape.
        let mut request = ureq::post(&self.url)
            .config()
            .http_status_as_error(false)
            .build()
            .header("accept", accepted);
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let mut answer = request.send_json(Q::build_query(variables))?;
        self.answered.set(self.answered.get() + 1);
        Ok(answer.body_mut().read_json()?)
    }

    fn good<Q: GraphQLQuery>(&self, variables: Q::Variables) -> Outcome<Q::ResponseData> {
        let answer = self.ask::<Q>(variables)?;
        match (answer.data, answer.errors) {
            (Some(data), None) => Ok(data),
            (_, errors) => Err(format!("refused: {errors:?}").into()),
        }
    }

    fn refused<Q: GraphQLQuery>(&self, variables: Q::Variables) -> Outcome<String> {
        let errors = self.ask::<Q>(variables)?.errors.ok_or("not refused")?;
        let code = errors
            .first()
            .and_then(|error| error.extensions.as_ref()?.get("code")?.as_str());
        Ok(code.ok_or("an error without a code")?.to_owned())
    }
}

fn page_of(
    first: Option<i64>,
    after: Option<String>,
    filter: Option<projects_page::ProjectFilter>,
) -> projects_page::Variables {
    projects_page::Variables {
        first,
        after,
        filter,
        order_by: None,
    }
}

fn main() -> Outcome<()> {
    let client = |token| -> Outcome<Client> {
        let url = format!("{}/graphql", env::var("ISTC_URL")?);
        Ok(Client {
            url,
            token,
            answered: Cell::new(0),
        })
    };
    let anyone = client(None)?;
    let japan = client(Some(env::var("ISTC_TOKEN_JAPAN")?))?;
    let forged = client(Some("forged".into()))?;

    // Two pages; what differs in them is the filter that both were asked with.
    let only = || projects_page::ProjectFilter {
        host_country: Some(projects_page::CountryFilter {
            in_: Some(vec!["KZ".into(), "GE".into()]),
            eq: None,
            is_null: None,
        }),
        allocations: None,
        and: Box::new(None),
        areas: Box::new(None),
        contributions: Box::new(None),
        duration_months: None,
        ends_on: None,
        institutes: Box::new(None),
        not: Box::new(None),
        number: None,
        or: Box::new(None),
        outputs: Box::new(None),
        participations: Box::new(None),
        programme: None,
        registered_on: None,
        starts_on: None,
        status: None,
        summary: None,
        title: None,
    };
    let mut after = None;
    let mut numbers = Vec::new();
    for _ in 0..2 {
        let page = anyone
            .good::<ProjectsPage>(page_of(Some(3), after, Some(only())))?
            .projects
            .ok_or("no page")?;
        assert_eq!(page.edges.len(), 3);
        for edge in page.edges {
            let country = edge.node.host_country.ok_or("no country")?;
            assert!(["KZ", "GE"].contains(&country.code.as_str()), "{country:?}");
            numbers.push(edge.node.number);
        }
        assert!(page.page_info.has_next_page);
        after = page.page_info.end_cursor;
    }
    numbers.dedup();
    assert_eq!(numbers.len(), 6);

    // A variable without a value is null here: a page of the usual size.
    let usual = anyone
        .good::<ProjectsPage>(page_of(None, None, None))?
        .projects
        .ok_or("no page")?;
    assert_eq!((usual.edges.len(), usual.total_count), (20, 467));

    // A lookup by one of several identifiers; what is not there is null.
    let by = |number: &str| project_by_number::Variables {
        by: project_by_number::ProjectLookup::Number(number.into()),
        institutes: Some(4),
    };
    let project = anyone
        .good::<ProjectByNumber>(by("A-2337"))?
        .project
        .ok_or("no project")?;
    assert_eq!(
        (
            project.participations.nodes.len(),
            project.participations.total_count
        ),
        (4, 10)
    );
    assert!(anyone.good::<ProjectByNumber>(by("X-0"))?.project.is_none());
    let node = anyone
        .good::<AnythingById>(anything_by_id::Variables { id: project.id })?
        .node;
    let on = node.ok_or("no node")?.on;
    let anything_by_id::AnythingByIdNodeOn::Project(found) = on else {
        return Err("not a project".into());
    };
    assert_eq!(found.number, "A-2337");

    // Who asks decides what is seen; what is wrong has a code.
    let paid = japan
        .good::<ContributionsPaid>(contributions_paid::Variables { filter: None })?
        .contributions
        .ok_or("no list")?;
    assert_eq!(paid.total_count, 5);
    assert_eq!(paid.nodes[0].amount.amount, "250340.00");
    let hidden = anyone
        .good::<ContributionsPaid>(contributions_paid::Variables { filter: None })?
        .contributions;
    assert_eq!(hidden.ok_or("no list")?.total_count, 0);
    assert_eq!(
        forged.refused::<ContributionsPaid>(contributions_paid::Variables { filter: None })?,
        "UNAUTHENTICATED"
    );
    let too_many = anyone.refused::<ProjectsPage>(page_of(Some(201), None, None))?;
    assert_eq!(too_many, "BAD_USER_INPUT");

    let answered: usize = [&anyone, &japan, &forged]
        .iter()
        .map(|client| client.answered.get())
        .sum();
    println!("graphql_client: {answered} answers as they must be");
    Ok(())
}

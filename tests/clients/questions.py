"""gql: the committed schema checks each question before it is sent, and questions are written in Python."""

import os
from pathlib import Path

from gql import Client, GraphQLRequest, gql
from gql.dsl import DSLFragment, DSLInlineFragment, DSLMetaField, DSLQuery, DSLSchema, DSLVariableDefinitions, dsl_gql
from gql.transport.exceptions import TransportQueryError, TransportServerError
from gql.transport.requests import RequestsHTTPTransport
from graphql import GraphQLError, OperationDefinitionNode, parse, print_schema

ROOT = Path(__file__).parents[2]
URL = os.environ["ISTC_URL"] + "/graphql"
SDL = (ROOT / "schema.graphql").read_text()
answered = 0


def client(token=None, **options):
    headers = {"accept": "application/graphql-response+json"}
    if token is not None:
        headers["authorization"] = f"Bearer {token}"
    return Client(transport=RequestsHTTPTransport(URL, headers=headers), **(options or {"schema": SDL}))


def good(who, question, **variables):
    global answered
    question.variable_values = variables
    data = who.execute(question)
    answered += 1
    return data


def refused(who, question, **variables):
    """The codes of the errors in an answer."""
    global answered
    question.variable_values = variables
    try:
        data = who.execute(question)
    except TransportQueryError as error:
        answered += 1
        return [each["extensions"]["code"] for each in error.errors]
    raise AssertionError(f"not refused: {data}")


anyone, japan = client(), client(os.environ["ISTC_TOKEN_JAPAN"])

# Each of the operations that the other clients ask passes the committed schema.
operations = parse((ROOT / "tests/clients/operations/questions.graphql").read_text())
with anyone as session:
    session.client.validate(GraphQLRequest(operations))

# The schema that the service tells by introspection is the committed one.
introspected = client(fetch_schema_from_transport=True)
with introspected as session:
    answered += 1
told, committed = introspected.schema, anyone.schema
# It also tells of `Float`, which nothing here is: the library names every built-in scalar.
assert set(told.type_map) ^ set(committed.type_map) <= {"Float"}, set(told.type_map) ^ set(committed.type_map)
for name, kind in committed.type_map.items():
    for part in ("fields", "values"):
        assert set(getattr(told.type_map[name], part, ())) == set(getattr(kind, part, ())), name
    for field, it in getattr(kind, "fields", {}).items():
        other = told.type_map[name].fields[field]
        assert (str(other.type), other.description) == (str(it.type), it.description), f"{name}.{field}"

# A question that the schema does not have is refused before it is sent.
try:
    anyone.execute(gql("{ projects { nodes { secret } } }"))
except GraphQLError as error:
    assert "secret" in str(error)
else:
    raise AssertionError("the schema let through what it does not have")

# Pages, with variables, some not given.
page = gql("""
    query Page($first: Int = 3, $after: String, $filter: ProjectFilter) {
      projects(first: $first, after: $after, filter: $filter) {
        totalCount
        nodes { id number hostCountry { code } }
        pageInfo { endCursor hasNextPage }
      }
    }
""")
only = {"hostCountry": {"eq": "AM"}, "or": [{"title": {"contains": "a"}}, {"title": {"contains": "e"}}]}
seen, after = [], None
for _ in range(2):
    found = good(anyone, page, filter=only, after=after)["projects"]
    assert len(found["nodes"]) == 3 and found["pageInfo"]["hasNextPage"]
    assert all(one["hostCountry"]["code"] == "AM" for one in found["nodes"])
    seen += [one["number"] for one in found["nodes"]]
    after = found["pageInfo"]["endCursor"]
assert len(set(seen)) == 6
assert good(anyone, page)["projects"]["totalCount"] == 467
assert refused(anyone, page, first=201) == ["BAD_USER_INPUT"]
assert refused(anyone, page, first=-1) == ["BAD_USER_INPUT"]
assert refused(client("forged"), page) == ["UNAUTHENTICATED"]

# The same in the language of Python, where what is not there is null.
schema = DSLSchema(anyone.schema)
number = DSLVariableDefinitions()
lookup = DSLQuery(
    schema.Query.project(by={"number": number.number}).select(
        schema.Project.id,
        schema.Project.title,
        schema.Project.participations(first=2).select(
            schema.ParticipationConnection.totalCount,
            schema.ParticipationConnection.nodes.select(schema.Participation.role),
        ),
    )
)
lookup.variable_definitions = number
lookup = dsl_gql(Lookup=lookup)
project = good(anyone, lookup, number="A-2337")["project"]
assert project["participations"]["totalCount"] == 10 and len(project["participations"]["nodes"]) == 2
assert good(anyone, lookup, number="X-0") == {"project": None}

card = DSLFragment("Card")
card.on(schema.Project).select(schema.Project.number, schema.Project.status)
again = dsl_gql(
    card,
    DSLQuery(
        schema.Query.nodes(ids=[project["id"], "nonsense"]).select(
            DSLMetaField("__typename"), DSLInlineFragment().on(schema.Project).select(card)
        )
    ),
)
first, second = good(anyone, again)["nodes"]
assert first["__typename"] == "Project" and first["number"] == "A-2337" and second is None

paid = dsl_gql(
    DSLQuery(
        schema.Query.contributions(
            filter={"amount": {"currency": "USD", "gte": "300000"}}, orderBy=[{"field": "AMOUNT", "direction": "DESC"}]
        ).select(
            schema.ContributionConnection.nodes.select(
                schema.Contribution.amount.select(schema.Money.amount, schema.Money.currency)
            )
        )
    )
)
assert good(anyone, paid) == {"contributions": {"nodes": []}}
amounts = [one["amount"]["amount"] for one in good(japan, paid)["contributions"]["nodes"]]
assert amounts == ["494000.00", "400000.00"], amounts
print(f"gql (Python): {answered} answers as they must be")

// Apollo Client: the questions, and two pages that its cache joins and keeps by id.

import { ApolloClient, ApolloLink, CombinedGraphQLErrors, HttpLink, InMemoryCache } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';
import assert from 'node:assert/strict';
import { filter, firstValueFrom, timeout } from 'rxjs';
import { ProjectsPageDocument, ProjectByNumberDocument } from './gql/graphql.js';
import { codes, good, JAPAN, questions, told, URL, type Ask } from './questions.js';

let sent = 0;

function apollo(token?: string): ApolloClient {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const counted = new ApolloLink((operation, forward) => {
    sent += 1;
    return forward(operation);
  });
  return new ApolloClient({
    link: counted.concat(new HttpLink({ uri: `${URL}/graphql`, headers })),
    cache: new InMemoryCache({
      typePolicies: { Query: { fields: { projects: relayStylePagination(['filter', 'orderBy']) } } },
    }),
  });
}

function client(token?: string): Ask {
  const graphql = apollo(token);
  return async (query, variables) => {
    const { data, error } = await graphql.query({
      query,
      variables,
      fetchPolicy: 'no-cache',
      errorPolicy: 'all',
    } as Parameters<typeof graphql.query>[0]);
    if (error && !CombinedGraphQLErrors.is(error)) throw error;
    return { data: data as never, codes: codes(error?.errors) };
  };
}

await questions(client(), client(JAPAN), client('forged'));

// Two pages, fetched one after the other, are one list in the cache.
const graphql = apollo();
const orderBy = [{ field: 'NUMBER' as const }];
const watched = graphql.watchQuery({ query: ProjectsPageDocument, variables: { first: 3, orderBy } });
const watching = watched.subscribe({});
const first = await firstValueFrom(watched.pipe(filter((result) => !result.loading)));
assert.equal(first.data?.projects?.edges?.length, 3);
const after = first.data?.projects?.pageInfo?.endCursor ?? null;
await watched.fetchMore({ variables: { after } });
const longer = watched.pipe(filter((result) => result.data?.projects?.edges?.length === 6), timeout(10_000));
const both = (await firstValueFrom(longer)).data?.projects;
watching.unsubscribe();
assert.equal(both?.edges?.length, 6);
assert.equal(new Set(both?.edges?.map((edge) => edge?.node?.id)).size, 6);
const six = good(await client()(ProjectsPageDocument, { first: 6, orderBy })).projects;
assert.deepEqual(
  both?.edges?.map((edge) => edge?.node?.number),
  six?.edges.map((edge) => edge.node.number),
);

// Everything with an id is kept under it, once, however it was found.
const kept = graphql.cache.extract() as Record<string, { id?: string; number?: string } | undefined>;
const one = six?.edges[0]?.node;
assert.ok(one);
assert.equal(kept[`Project:${one.id}`]?.number, one.number);
assert.equal(Object.keys(kept).filter((key) => key.startsWith('Project:')).length, 6);
const by = { number: one.number };
await graphql.query({ query: ProjectByNumberDocument, variables: { by } });
const afterLookup = Object.keys(graphql.cache.extract() as object);
assert.equal(afterLookup.filter((key) => key.startsWith('Project:')).length, 6);
const before = sent;
await graphql.query({ query: ProjectByNumberDocument, variables: { by } });
assert.equal(sent, before, 'the second time it is answered by the cache');
told('Apollo Client');

// Relay, in React but without a browser: a list of projects and, in each, a list of institutes; both lists
// are fragments that page by themselves.

import assert from 'node:assert/strict';
import { createElement, Suspense, useEffect } from 'react';
import { graphql, RelayEnvironmentProvider, useLazyLoadQuery, usePaginationFragment } from 'react-relay';
import { act, create } from 'react-test-renderer';
import { Environment, Network, RecordSource, Store } from 'relay-runtime';

const FIRST_PAGE = graphql`
  query projectsFirstPageQuery($first: Int!, $filter: ProjectFilter) {
    ...projectsOnPage
    project(by: { number: "A-2337" }) {
      ...projectsInstitutes
    }
  }
`;

const PROJECTS = graphql`
  fragment projectsOnPage on Query
  @argumentDefinitions(after: { type: "String" }, orderBy: { type: "[ProjectOrder!]" })
  @refetchable(queryName: "projectsNextPageQuery") {
    projects(first: $first, after: $after, filter: $filter, orderBy: $orderBy)
      @connection(key: "projectsOnPage_projects", filters: ["filter", "orderBy"]) {
      totalCount
      edges {
        node {
          id
          number
          hostCountry {
            code
          }
        }
      }
    }
  }
`;

const INSTITUTES = graphql`
  fragment projectsInstitutes on Project
  @argumentDefinitions(count: { type: "Int", defaultValue: 4 }, after: { type: "String" })
  @refetchable(queryName: "projectsNextInstitutesQuery") {
    number
    participations(first: $count, after: $after) @connection(key: "projectsInstitutes_participations") {
      edges {
        node {
          role
          institute {
            id
            name
          }
        }
      }
    }
  }
`;

const network = Network.create(async ({ name, text }, variables) => {
  const answer = await fetch(`${process.env.ISTC_URL}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify({ query: text, operationName: name, variables }),
  });
  assert.equal(answer.status, 200);
  return answer.json();
});
const environment = new Environment({ network, store: new Store(new RecordSource()) });

// What is on the screen after each rendering.
const seen = {};

function Projects({ on }) {
  const list = usePaginationFragment(PROJECTS, on);
  useEffect(() => {
    seen.projects = list;
  });
  return null;
}

function Institutes({ of }) {
  const list = usePaginationFragment(INSTITUTES, of);
  useEffect(() => {
    seen.institutes = list;
  });
  return null;
}

function Page() {
  const variables = { first: 7, filter: { hostCountry: { eq: 'KZ' } } };
  const data = useLazyLoadQuery(FIRST_PAGE, variables);
  return [
    createElement(Projects, { key: 'projects', on: data }),
    createElement(Institutes, { key: 'institutes', of: data.project }),
  ];
}

/** Lets React work until this holds. */
async function until(holds) {
  const deadline = Date.now() + 20_000;
  while (!holds()) {
    assert.ok(Date.now() < deadline, `it does not come to hold: ${holds}`);
    await act(() => new Promise(setImmediate));
  }
}

/** Fetches the next page of a list, and says how many entries are then there. */
async function more(name, count) {
  const before = seen[name];
  assert.ok(before.hasNext);
  let complete = false;
  await act(() => {
    before.loadNext(count, {
      onComplete(error) {
        assert.equal(error, null);
        complete = true;
      },
    });
  });
  await until(() => complete && !seen[name].isLoadingNext);
}

globalThis.IS_REACT_ACT_ENVIRONMENT = true;
const page = createElement(
  RelayEnvironmentProvider,
  { environment },
  createElement(Suspense, { fallback: null }, createElement(Page)),
);
await act(() => create(page));
await until(() => seen.projects && seen.institutes);

const projects = () => seen.projects.data.projects;
const institutes = () => seen.institutes.data.participations;
const total = projects().totalCount;
assert.ok(total > 14 && total < 467);
assert.equal(projects().edges.length, 7);
await more('projects', 7);
assert.equal(projects().edges.length, 14);
assert.equal(new Set(projects().edges.map(({ node }) => node.id)).size, 14);
assert.ok(projects().edges.every(({ node }) => node.hostCountry.code === 'KZ'));

assert.equal(seen.institutes.data.number, 'A-2337');
assert.equal(institutes().edges.length, 4);
await more('institutes', 4);
assert.equal(institutes().edges.length, 8);
await more('institutes', 4);
assert.equal(institutes().edges.length, 10);
assert.ok(!seen.institutes.hasNext);
assert.equal(new Set(institutes().edges.map(({ node }) => node.institute.id)).size, 10);
console.log('Relay: 2 pages of projects, 3 of institutes');

// The questions that every JavaScript client is given, and what must come back. The clients differ in how
// they send and keep; the service must not.

import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import assert from 'node:assert/strict';
import {
  AnythingByIdDocument,
  ContributionsPaidDocument,
  FoundByWordsDocument,
  ProjectByNumberDocument,
  ProjectsPageDocument,
  WhoAmIDocument,
} from './gql/graphql.js';

/** What a client made of an answer: its data, and the codes of its errors. */
export interface Answer<Data> {
  data?: Data | null | undefined;
  codes: string[];
}

/** A client, asking without a token or as someone. */
export type Ask = <Data, Variables extends Record<string, unknown>>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
) => Promise<Answer<Data>>;

/** The address of the service under test. */
export const URL = wanted('ISTC_URL');
/** A token of the Japanese government. */
export const JAPAN = wanted('ISTC_TOKEN_JAPAN');

function wanted(name: string): string {
  const value = process.env[name];
  assert.ok(value, `${name} is set by tests/clients/run`);
  return value;
}

/** The codes in an answer's errors. Every error of this service has one. */
export function codes(errors: readonly { extensions?: unknown }[] | undefined): string[] {
  return (errors ?? []).map((error) => {
    const { code } = (error.extensions ?? {}) as { code?: unknown };
    assert.equal(typeof code, 'string', `an error without a code: ${JSON.stringify(error)}`);
    return code as string;
  });
}

let answered = 0;

/** An answer without errors, as data. */
export function good<Data>(answer: Answer<Data>): Data {
  assert.deepEqual(answer.codes, []);
  assert.ok(answer.data);
  answered += 1;
  return answer.data;
}

/** An answer that is refused with this code alone. */
export function refused<Data>(answer: Answer<Data>, code: string): void {
  assert.deepEqual(answer.codes, [code]);
  answered += 1;
}

/** Says how many answers were as they must be. */
export function told(client: string): void {
  console.log(`${client}: ${answered} answers as they must be`);
}

/** Asks everything without a token, and what was paid as Japan and with a token that is none. */
export async function questions(anyone: Ask, japan: Ask, forged: Ask): Promise<void> {
  // Pages of two, one after the other, are a page of four.
  const four = good(await anyone(ProjectsPageDocument, { first: 4 })).projects;
  assert.ok(four);
  assert.equal(four.totalCount, 467);
  assert.equal(four.edges.length, 4);
  let after: string | null | undefined;
  const found: string[] = [];
  for (const size of [2, 2]) {
    const page = good(await anyone(ProjectsPageDocument, { first: size, after: after ?? null })).projects;
    assert.ok(page);
    assert.equal(page.pageInfo.hasPreviousPage, found.length > 0);
    assert.equal(page.pageInfo.hasNextPage, true);
    assert.equal(page.pageInfo.endCursor, page.edges.at(-1)?.cursor);
    found.push(...page.edges.map((edge) => edge.node.id));
    after = page.pageInfo.endCursor;
  }
  assert.deepEqual(found, four.edges.map((edge) => edge.node.id));

  // A variable that is not given has its default; an argument whose variable is not given has its own,
  // which is 20 where there is no default and where it is null.
  assert.equal(good(await anyone(ProjectsPageDocument, {})).projects?.edges.length, 5);
  assert.equal(good(await anyone(ProjectsPageDocument, { first: null })).projects?.edges.length, 20);
  assert.equal(good(await anyone(ProjectsPageDocument, { first: 0 })).projects?.edges.length, 0);

  // Filters nest, and are variables as a whole.
  const filter = {
    and: [{ hostCountry: { in: ['KZ', 'KG'] } }, { not: { title: { contains: 'NUCLEAR' } } }],
    institutes: { some: { country: { eq: 'KZ' } } },
  };
  const orderBy = [{ field: 'TITLE' as const, direction: 'DESC' as const }, { field: 'NUMBER' as const }];
  const filtered = good(await anyone(ProjectsPageDocument, { first: 200, filter, orderBy })).projects;
  assert.ok(filtered && filtered.totalCount > 0 && filtered.totalCount < 467);
  assert.equal(filtered.edges.length, filtered.totalCount);
  for (const { node } of filtered.edges) {
    assert.ok(['KZ', 'KG'].includes(node.hostCountry?.code ?? ''));
    assert.ok(!node.title.toLowerCase().includes('nuclear'));
  }

  // One project by its number, and again by its id; a nested list with a size that is not given.
  const project = good(await anyone(ProjectByNumberDocument, { by: { number: 'A-2337' } })).project;
  assert.ok(project);
  assert.equal(project.participations.totalCount, 10);
  assert.equal(project.participations.nodes.length, 10);
  const three = good(await anyone(ProjectByNumberDocument, { by: { number: 'A-2337' }, institutes: 3 })).project;
  assert.deepEqual(three?.participations.nodes, project.participations.nodes.slice(0, 3));
  const again = good(await anyone(AnythingByIdDocument, { id: project.id })).node;
  assert.ok(again?.__typename === 'Project');
  assert.equal(again.number, 'A-2337');

  // What is not there is null and no error.
  assert.equal(good(await anyone(AnythingByIdDocument, { id: 'nonsense' })).node, null);
  assert.equal(good(await anyone(ProjectByNumberDocument, { by: { number: 'X-0' } })).project, null);

  // What is wrong has a code.
  refused(await anyone(ProjectsPageDocument, { first: 201 }), 'BAD_USER_INPUT');
  refused(await anyone(ProjectsPageDocument, { first: -1 }), 'BAD_USER_INPUT');
  refused(await anyone(ProjectsPageDocument, { after: 'nonsense' }), 'BAD_USER_INPUT');
  refused(await anyone(ProjectsPageDocument, { filter: { hostCountry: { eq: 'Kazakhstan' } } }), 'BAD_USER_INPUT');

  // A search, its hits told apart by their type.
  const hits = good(await anyone(FoundByWordsDocument, { text: 'laser', kinds: ['PROJECT'] })).search?.nodes;
  assert.equal(hits?.length, 3);
  for (const hit of hits ?? []) {
    assert.equal(hit.kind, 'PROJECT');
    assert.equal(hit.node?.__typename, 'Project');
    assert.equal(hit.highlights.map((part) => part.text).join(''), hit.snippet);
  }

  // Who asks decides what is seen.
  assert.equal(good(await anyone(WhoAmIDocument, {})).viewer?.kind, 'PUBLIC');
  assert.equal(good(await japan(WhoAmIDocument, {})).viewer?.party?.code, 'JP');
  assert.equal(good(await anyone(ContributionsPaidDocument, {})).contributions?.totalCount, 0);
  const paid = good(await japan(ContributionsPaidDocument, {})).contributions;
  assert.deepEqual(
    paid?.nodes.map((one) => one.project?.number),
    ['KZ-2516', 'KZ-2514', 'GE-2776', 'GE-2513', 'AM-2705'],
  );
  assert.deepEqual(paid?.nodes[0]?.amount, { ...paid?.nodes[0]?.amount, amount: '250340.00', currency: 'USD' });
  const costly = { amount: { currency: 'USD', gte: '300000' } };
  assert.equal(good(await japan(ContributionsPaidDocument, { filter: costly })).contributions?.totalCount, 2);
  refused(await forged(ContributionsPaidDocument, {}), 'UNAUTHENTICATED');
}

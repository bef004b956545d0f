// urql: by POST, and by GET where the question is short enough for an address.

import { Client, cacheExchange, fetchExchange } from '@urql/core';
import { codes, JAPAN, questions, told, URL, type Ask } from './questions.js';

function client(preferGetMethod: 'within-url-limit' | false, token?: string): Ask {
  const urql = new Client({
    url: `${URL}/graphql`,
    exchanges: [cacheExchange, fetchExchange],
    preferGetMethod,
    fetchOptions: { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } },
  });
  return async (document, variables) => {
    const { data, error } = await urql.query(document, variables).toPromise();
    if (error?.networkError) throw error.networkError;
    return { data, codes: codes(error?.graphQLErrors) };
  };
}

for (const method of [false, 'within-url-limit'] as const) {
  await questions(client(method), client(method, JAPAN), client(method, 'forged'));
}
told('urql');

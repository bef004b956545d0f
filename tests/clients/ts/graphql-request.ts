// graphql-request: each question by itself.

import { ClientError, GraphQLClient } from 'graphql-request';
import { codes, JAPAN, questions, told, URL, type Ask } from './questions.js';

function client(token?: string): Ask {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const graphql = new GraphQLClient(`${URL}/graphql`, { headers });
  return async (document, variables) => {
    try {
      return { data: await graphql.request<never>({ document, variables }), codes: [] };
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      return { codes: codes(error.response.errors) };
    }
  };
}

await questions(client(), client(JAPAN), client('forged'));
told('graphql-request');

// Rules of graphql-eslint: all that it recommends for schemas and for operations, and all that ask for
// Relay's specifications. Run in the project's root, where the schema is. What is set otherwise than the
// plugin would have it says why.
import graphql from '@graphql-eslint/eslint-plugin';

const { configs, parser } = graphql;
const project = {
  schema: './schema.graphql',
  documents: './tests/clients/operations/*.graphql',
};
const languageOptions = { parser, parserOptions: { graphQLConfig: project } };
const plugins = { '@graphql-eslint': graphql };
const rules = (...names) => Object.assign({}, ...names.map((name) => configs[`flat/${name}`].rules));

export default [
  {
    files: ['schema.graphql'],
    languageOptions,
    plugins,
    rules: {
      ...rules('schema-recommended', 'schema-relay'),
      '@graphql-eslint/require-nullable-fields-with-oneof': 'error',
      '@graphql-eslint/require-nullable-result-in-root': 'error',

      // Not a rule of any specification: GraphQL Global Object Identification asks for `id` on types that
      // implement Node, and only on those. Amounts, pages, edges and answers about access have no identity;
      // with an `id` they could be asked for by `node(id:)`.
      '@graphql-eslint/strict-id-in-types': 'off',

      '@graphql-eslint/relay-edge-types': [
        'error',
        {
          withEdgeSuffix: true,
          // GraphQL Cursor Connections, 3.1: an edge's `node` is of a scalar, enum, object, interface or
          // union type. A figure of a published table or a hit of a search is not a Node.
          shouldImplementNode: false,
          // Not a rule of any specification: it forbids lists of anything else, and so `nodes`, `areas`
          // and `totals`.
          listTypeCanWrapOnlyEdgeType: false,
        },
      ],

      // GraphQL Cursor Connections, 4: "forward pagination arguments, backward pagination arguments, or
      // both". A search is read from its best hit on.
      '@graphql-eslint/relay-arguments': ['error', { includeBoth: false }],
    },
  },
  {
    files: ['tests/clients/operations/*.graphql'],
    languageOptions,
    plugins,
    rules: rules('operations-recommended'),
  },
];

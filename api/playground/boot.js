// Mounts the playground: the example questions, the way to /graphql, and what may be stored.

const { createElement } = React;

/** Ready in tabs at the first visit; a tab is named after its question. */
const QUESTIONS = [
  `# Who am I to this server? Without a token: the public.
# With one (see the top of this page): your Party, the
# scopes of your token, and the ways in which you have a
# say, each with the day on which it ends, if known.
query WhoAmI {
  viewer {
    kind
    scopes
    party {
      code
      name
    }
    standings {
      kind
      until
    }
  }
}
`,
  `# The ten projects that started last and are underway,
# with the institutes that take part. To read on, ask
# again with after: and the endCursor of this answer.
query NewestProjects {
  projects(
    filter: { status: { eq: UNDERWAY } }
    orderBy: [{ field: STARTS_ON, direction: DESC }]
    first: 10
  ) {
    totalCount
    nodes {
      number
      title
      startsOn
      hostCountry {
        code
        name
      }
      participations(first: 5) {
        nodes {
          role
          institute {
            name
          }
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
`,
  `# Who pays for one project, and how much. What you may
# not see is left empty. "access" says which parts are
# open to you, because of what, and until when.
query ProjectFunding {
  project(by: { number: "KZ-2514" }) {
    number
    title
    funding {
      access { access }
      totals {
        amount
        currency
      }
      contributionsAccess { access }
      contributions {
        nodes {
          funder {
            name
          }
          amount {
            amount
            currency
          }
          committedOn
        }
      }
    }
    access {
      facet
      access
      because
      until
    }
  }
}
`,
  `# Everything that mentions a word: projects, institutes
# and outputs, the best match first.
query Search {
  search(text: "seismic", first: 10) {
    totalCount
    nodes {
      snippet
      node {
        __typename
        id
        ... on Project {
          number
          title
        }
        ... on Institute {
          name
        }
        ... on Output {
          title
        }
      }
    }
  }
}
`,
  `# The contributions you may see. The public sees none; a
# Party sees all of them for each project it helps to
# finance; a partner organisation sees its own.
query MyContributions {
  contributions(first: 20) {
    totalCount
    nodes {
      project {
        number
      }
      funder {
        name
      }
      amount {
        amount
        currency
      }
    }
  }
}
`,
];

/**
 * Local storage that drops headers, because a header may be a token: GraphiQL's history writes
 * them whatever `shouldPersistHeaders` says.
 */
const storage = {
  get length() {
    return storedKeys().length;
  },
  getItem: (key) => localStorage.getItem(key),
  setItem(key, value) {
    if (["graphiql:queries", "graphiql:favorites", "graphiql:tabState"].includes(key)) {
      localStorage.setItem(key, withoutHeaders(value));
    } else if (key !== "graphiql:headers") {
      localStorage.setItem(key, value);
    }
  },
  removeItem: (key) => localStorage.removeItem(key),
  clear: () => storedKeys().forEach((key) => localStorage.removeItem(key)),
};

function storedKeys() {
  return Object.keys(localStorage).filter((key) => key.startsWith("graphiql:"));
}

function withoutHeaders(json) {
  return JSON.stringify(JSON.parse(json), (key, value) => (key === "headers" ? null : value));
}

async function ask(question, { headers = {} } = {}) {
  const sent = new Headers({
    accept: "application/graphql-response+json, application/json;q=0.9",
    "content-type": "application/json",
  });
  for (const [name, value] of Object.entries(headers)) {
    sent.set(name, value);
  }
  const response = await fetch("/graphql", {
    method: "POST",
    headers: sent,
    body: JSON.stringify(question),
  });
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`The server answered ${response.status} without JSON: ${text.slice(0, 500)}`);
  }
}

ReactDOM.createRoot(document.getElementById("playground")).render(
  createElement(
    GraphiQL,
    {
      fetcher: ask,
      defaultTabs: QUESTIONS.map((query) => ({ query })),
      defaultEditorToolsVisibility: "headers",
      isHeadersEditorEnabled: true,
      shouldPersistHeaders: false,
      storage,
    },
    createElement(GraphiQL.Logo, null, "GraphiQL"),
  ),
);

// The questions of a ministry, ready in tabs at the first visit; a tab is named after its question.

export const QUESTIONS = [
  {
    query: `# Who am I to this server? Without a token: the
# public. Otherwise your government, the reach of
# your token, and where you have a say, with the
# day on which that ends.
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
    projectStandings(first: 10) {
      totalCount
      nodes {
        kind
        until
        project {
          number
          title
        }
      }
    }
  }
}
`,
  },
  {
    query: `# What did my government fund? The public sees no
# entry; a Party every one of each project that it
# helps to finance; a partner its own.
query WhatWeFunded {
  contributions(
    orderBy: [{ field: COMMITTED_ON, direction: DESC }]
    first: 20
  ) {
    totalCount
    nodes {
      project {
        number
        title
        status
      }
      funder {
        name
      }
      amount {
        amount
        currency
      }
      committedOn
      ledger {
        totalCount
      }
    }
  }
}
`,
  },
  {
    query: `# Who pays for one project, and how much. What you
# may not see is left empty; "access" says which
# parts are open to you, why, and until when.
query OneProject {
  project(by: { number: "KZ-2514" }) {
    number
    title
    status
    funding {
      totals {
        amount
        currency
      }
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
    proposal {
      submittedOn
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
  },
  {
    query: `# What goes on in one country, newest first, and
# what was allocated to it. For another country,
# change it under Variables, below.
query InOurCountry($country: CountryCode! = "KZ") {
  projects(
    filter: {
      hostCountry: { eq: $country }
      status: { eq: UNDERWAY }
    }
    orderBy: [{ field: STARTS_ON, direction: DESC }]
    first: 10
  ) {
    totalCount
    nodes {
      number
      title
      startsOn
      participations(
        filter: { role: { eq: LEADING } }
        first: 3
      ) {
        nodes {
          institute {
            name
          }
        }
      }
      funding {
        totals {
          amount
          currency
        }
        access {
          facet
          access
          because
          until
        }
      }
    }
  }
}
`,
    variables: `{
  "country": "KZ"
}`,
  },
  {
    query: `# Which results may I see? How many there are at
# each level, and those published last.
query ResultsWeMaySee {
  viewer {
    manifest {
      outputs {
        level
        outputs
        inScope
      }
    }
  }
  outputs(
    first: 20
    orderBy: [{ field: PUBLISHED_ON, direction: DESC }]
  ) {
    totalCount
    nodes {
      title
      kind
      level
      publishedOn
      embargoedUntil
      institute {
        name
      }
      projects(first: 5) {
        nodes {
          number
        }
      }
    }
  }
}
`,
  },
  {
    query: `# What am I entitled to today, in numbers, and which
# of my standings end within a year? Those that end
# first come first, with what they open until then.
query EndsWithinAYear {
  viewer {
    today
    manifest {
      projects
      facets {
        facet
        granted
        own
        withheld
        inScope
      }
      endsWithinYear(first: 20) {
        totalCount
        nodes {
          until
          kind
          project {
            number
            title
          }
          facets
          outputs
        }
      }
    }
  }
}
`,
  },
  {
    query: `# A long list, page by page. To read on, put the
# endCursor of this answer under Variables, below,
# as "after", in quotation marks, and ask again.
query PageByPage($after: String) {
  projects(
    filter: { status: { eq: UNDERWAY } }
    orderBy: [{ field: NUMBER }]
    first: 10
    after: $after
  ) {
    totalCount
    nodes {
      number
      title
      hostCountry {
        name
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
`,
    variables: `{
  "after": null
}`,
  },
  {
    query: `# Everything that mentions a word, the best match
# first: projects, institutes, and results that you
# may see. Beginnings of words and small mistakes in
# spelling find them too.
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
  },
];

// The way to /graphql, and what the service publishes of its own rule.

/** Asks a question with these headers; the answer, whatever its status. */
export async function post(question, headers = {}) {
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

/** The tables that decide who sees what. */
async function policy() {
  const response = await fetch("/graphiql/policy.json");
  return response.json();
}

/** The schema's own descriptions: of a kind of word, of each word. */
async function words() {
  const kinds = ["FacetKind", "StandingKind", "Scope", "ViewerKind"];
  const query = `{ ${kinds
    .map((kind) => `${kind}: __type(name: "${kind}") { enumValues { name description } }`)
    .join(" ")} }`;
  const { data } = await post({ query });
  return Object.fromEntries(
    kinds.map((kind) => [
      kind,
      Object.fromEntries(data[kind].enumValues.map((one) => [one.name, one.description])),
    ]),
  );
}

/** Read once; what explains an answer waits for it. */
export const rule = Promise.all([words(), policy()]).then(([words, policy]) => ({ words, policy }));

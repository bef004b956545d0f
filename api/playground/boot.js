// Mounts the playground: the example questions, as whom they are asked, and what may be stored.

import { post } from "./door.js";
import { QUESTIONS } from "./questions.js";
import * as told from "./told.js";
import * as viewer from "./viewer.js";

const { createElement } = React;

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

/** Whoever sent a token of their own under the tab's headers. */
const STRANGER = { name: "the holder of the token under Headers" };

/** For a moment after a tab was chosen, GraphiQL still names the operation of the tab before. */
function named({ operationName, ...question }) {
  const isThere = new RegExp(`\\b(query|mutation|subscription)\\s+${operationName}\\b`).test(question.query);
  return isThere ? { ...question, operationName } : question;
}

let asked = 0;

async function ask(question, { headers = {} } = {}) {
  if (question.operationName === "IntrospectionQuery") {
    return post(question, { ...viewer.headers(await viewer.current()), ...headers });
  }
  const turn = ++asked;
  const own = Object.keys(headers).some((name) => name.toLowerCase() === "authorization");
  const asking = own ? STRANGER : await viewer.current();
  const answer = await post(
    { ...named(question), extensions: { ...question.extensions, cost: true } },
    { ...(own ? {} : viewer.headers(asking)), ...headers },
  );
  // The panel tells the cost; what is shown is what a client gets that does not ask for it.
  const { cost, ...extensions } = answer.extensions ?? {};
  if (turn === asked) {
    await told.show(asking, answer, cost);
  }
  const { extensions: _, ...plain } = answer;
  return Object.keys(extensions).length ? { ...plain, extensions } : plain;
}

viewer.onSwitch(async (who) => {
  await told.entitle(who);
  const button = document.querySelector(".graphiql-execute-button:not([aria-haspopup])");
  if (asked > 0 && button) {
    // The question on the screen is asked again, so that the answer is this viewer's.
    button.click();
  } else {
    told.rest(who);
  }
});

ReactDOM.createRoot(document.getElementById("playground")).render(
  createElement(
    GraphiQL,
    {
      fetcher: ask,
      defaultTabs: QUESTIONS,
      defaultEditorToolsVisibility: false,
      isHeadersEditorEnabled: true,
      shouldPersistHeaders: false,
      showPersistHeadersSettings: false,
      storage,
    },
    createElement(GraphiQL.Logo, null, "GraphiQL"),
  ),
);

await viewer.begin();

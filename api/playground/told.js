// The panel below the playground: what the last answer cost, what it withheld and why, and what the
// viewer is entitled to today.

import { facetName, sentences, statements } from "./access.js";
import { rule } from "./door.js";

const panel = document.getElementById("told");
const summary = document.getElementById("summary");
const answered = document.getElementById("answered");
const entitled = document.getElementById("entitled");
const number = new Intl.NumberFormat("en");

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  made.append(...children.filter((child) => child !== null));
  return made;
}

function count(amount, one, many) {
  return `${number.format(amount)} ${amount === 1 ? one : many}`;
}

/** What the panel says before anything was asked. */
export function rest(viewer) {
  summary.replaceChildren(`Asking as ${viewer.name}. Nothing has been answered yet.`);
  answered.replaceChildren(
    element("p", {}, "Ask a question: here you are told what its answer withheld, and why."),
  );
}

/** Tells of an answer: as whom it was asked, what it holds, and its cost where the server told it. */
export async function show(viewer, { data }, cost) {
  const found = statements(data);
  const items = sentences(found, viewer, await rule);
  const withheld = found.filter((one) => one.level === "WITHHELD").length;
  summary.replaceChildren(
    element("b", {}, `Answer to ${viewer.name}`),
    ...costs(cost),
    found.length
      ? element(
          "span",
          { class: withheld ? "withheld" : "granted" },
          withheld ? `${count(withheld, "part", "parts")} withheld` : "nothing withheld",
        )
      : "",
  );
  answered.replaceChildren(
    ...(items.length
      ? [element("ul", {}, ...items.map(item))]
      : !data
      ? [element("p", {}, "The question was not answered; the errors beside it say why.")]
      : [
          element(
            "p",
            {},
            "This question does not ask what is withheld. Put ",
            element("code", {}, "access { facet access because until }"),
            " into a project to be told.",
          ),
        ]),
  );
}

const LEADS = { WITHHELD: "Withheld", OWN: "In part", GRANTED: "Open" };

function item({ level, what, meaning, why, opening }) {
  return element(
    "li",
    { class: level.toLowerCase() },
    element("b", {}, `${LEADS[level]}: `),
    `${what}, ${why}.`,
    opening || meaning ? element("small", {}, [meaning, opening].filter(Boolean).join(" ")) : null,
  );
}

/** What the server told of the cost; nothing if it told nothing. */
function costs(cost) {
  if (!cost) return [];
  const parts = [];
  const add = (name, text) => parts.push(element("span", { class: "cost", "data-cost": name }, text));
  const known = (amount) => typeof amount === "number";
  if (known(cost.predicted)) {
    const most = known(cost.limit) ? ` of at most ${number.format(cost.limit)}` : "";
    add("predicted", `predicted cost ${number.format(cost.predicted)}${most}`);
  }
  if (known(cost.spent)) add("spent", `spent ${number.format(cost.spent)}`);
  if (known(cost.statements)) add("statements", count(cost.statements, "statement", "statements"));
  const budget = cost.budget;
  if (budget && known(budget.remaining)) {
    const whole = known(budget.limit) ? ` of ${number.format(budget.limit)}` : "";
    const full = known(budget.resetsInSeconds)
      ? `, whole again in ${count(budget.resetsInSeconds, "second", "seconds")}`
      : "";
    const text = element("span", {}, `budget ${number.format(budget.remaining)}${whole} left${full}`);
    const meter = known(budget.limit) && budget.limit > 0
      ? element("meter", { min: 0, max: budget.limit, value: budget.remaining, "aria-hidden": "true" })
      : null;
    parts.push(element("span", { class: "cost", "data-cost": "budget" }, ...[meter, text].filter(Boolean)));
  }
  return parts;
}

/** What the viewer is entitled to today. */
export async function entitle({ name, told }) {
  const { words } = await rule;
  if (!told) {
    entitled.replaceChildren(element("p", {}, "The server did not tell who is asking."));
    return;
  }
  const standings = told.standings.map(standing);
  const there = (told.manifest?.projectStandings ?? [])
    .filter((one) => one.projects > 0)
    .map((one) => `${one.kind} on ${count(one.projects, "project", "projects")}${one.firstEnd ? `, the first until ${one.firstEnd}` : ""}`);
  const scopes = told.scopes.map((scope) => scope.toLowerCase()).join(", ");
  const kind = words.ViewerKind[told.kind].replace(/\.$/, "");
  entitled.replaceChildren(
    element("h2", {}, `What ${name} may see today`),
    element(
      "p",
      {},
      [kind, `reach: ${scopes}`, ...standings, ...there].join(" · "),
    ),
    table(told.manifest, told.kind === "PUBLIC"),
  );
}

function standing({ kind, until }) {
  return until ? `${kind} until ${until}` : kind;
}

function table(manifest, isPublic) {
  if (!manifest) return "";
  const rows = manifest.facets.map(({ facet, granted, own, inScope, scope }) => {
    const share = manifest.projects ? (granted + own) / manifest.projects : 0;
    const part = own ? `${number.format(own)} in part` : "";
    const whole = granted || !own ? number.format(granted) : "";
    return element(
      "tr",
      {},
      element("th", { scope: "row" }, facetName(facet)),
      element("td", {}, element("meter", { min: 0, max: 1, value: share, "aria-hidden": "true" })),
      element("td", {}, inScope || granted + own ? [whole, part].filter(Boolean).join(", ") : `${isPublic ? "needs a token" : "outside the token’s reach"} (${scope})`),
    );
  });
  return element(
    "table",
    {},
    element("caption", {}, `Open on so many of ${count(manifest.projects, "project", "projects")}`),
    element("tbody", {}, ...rows),
  );
}

// On a small screen the questions come first.
panel.open = window.matchMedia("(min-width: 900px) and (min-height: 640px)").matches;

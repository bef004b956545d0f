// As whom one asks: the public, a viewer of the demonstration, or the holder of a token that was
// pasted. Tokens are in this file's memory alone, never in storage, and go nowhere but to /graphql. The
// demonstration's secret comes behind the `#` of the address that `istc serve` prints; the tab keeps it.

import { post } from "./door.js";

const form = document.getElementById("viewer");
const select = form.elements.viewer;
const field = form.elements.token;
const message = document.getElementById("message");

const PUBLIC = { id: "public", name: "the public", token: null };
const PASTED = "pasted";
const isDemonstration = "demonstration" in document.body.dataset;
const SECRET = "istc:demonstration";
/** A token that is about to end is exchanged for a new one, in a demonstration. */
const SPARE_SECONDS = 60;

const SELF = `query Self {
  viewer {
    kind
    scopes
    party { name }
    institute { name }
    funder { name }
    standings { kind until }
    manifest {
      projects
      facets { facet scope inScope granted own withheld }
      projectStandings { kind projects firstEnd }
    }
  }
}`;

let offered = [];
/** Whether viewers are offered to choose among. */
let isChoosing = false;
let chosen = PUBLIC;
let whenSwitched = () => {};

/** Calls back with each new viewer, once it is known who it is. */
export function onSwitch(callback) {
  whenSwitched = callback;
}

/** As whom the next question is asked. */
export async function current() {
  if (chosen.expires && chosen.expires - Date.now() / 1000 < SPARE_SECONDS) {
    await offer();
    const renewed = offered.find((one) => one.id === chosen.id);
    chosen = renewed ? { ...chosen, token: renewed.token, expires: renewed.expires } : PUBLIC;
  }
  return chosen;
}

/** The header that goes with a viewer. */
export function headers(viewer) {
  return viewer.token ? { authorization: `Bearer ${viewer.token}` } : {};
}

/** The secret in the address, which is taken out of it, or the one that this tab had before. */
function secret() {
  const given = new URLSearchParams(location.hash.slice(1)).get("demonstration");
  if (given) {
    sessionStorage.setItem(SECRET, given);
    history.replaceState(history.state, "", location.pathname + location.search);
  }
  return sessionStorage.getItem(SECRET);
}

async function offer() {
  const known = secret();
  if (!known) return;
  const response = await fetch("/graphiql/viewers", { headers: { "x-demonstration": known } });
  if (response.status === 404) {
    // It is that of a service that was stopped.
    sessionStorage.removeItem(SECRET);
  }
  if (!response.ok) return;
  offered = (await response.json()).map((one) => ({ ...one, id: `${one.kind} ${one.name}` }));
}

const GROUPS = [
  ["party", "Governments"],
  ["partner", "Organisations that pay"],
  ["institute", "Institutes"],
  ["secretariat", "The Centre’s staff"],
];

function list() {
  const groups = GROUPS.map(([kind, label]) => {
    const group = document.createElement("optgroup");
    group.label = label;
    group.append(
      ...offered
        .filter((one) => one.kind === kind)
        .map((one) => new Option(one.note ? `${one.name} (${one.note})` : one.name, one.id)),
    );
    return group;
  }).filter((group) => group.children.length);
  select.replaceChildren(
    new Option("The public, without a token", PUBLIC.id),
    ...groups,
    new Option("The holder of a token …", PASTED),
  );
}

/** Learns who a viewer is, and asks as it from now on; if its token is refused, as before. */
async function become(viewer) {
  say("");
  const { data, errors } = await post({ query: SELF, operationName: "Self" }, headers(viewer)).catch(
    (error) => ({ errors: [error] }),
  );
  const told = data?.viewer;
  if (!told && viewer.token) {
    say(`${errors?.[0]?.message ?? "There is no answer."} You still ask as ${chosen.name}.`);
    show();
    return;
  }
  const name = told?.party?.name ?? told?.institute?.name ?? told?.funder?.name;
  chosen = { ...viewer, name: name ?? (viewer.token ? "the secretariat" : PUBLIC.name), told };
  field.value = "";
  show();
  whenSwitched(chosen);
}

/** Makes the form say as whom one asks. */
function show() {
  const pasted = chosen.id === PASTED;
  if (isChoosing) {
    select.value = chosen.id;
    form.classList.toggle("pasting", pasted);
  }
  document.getElementById("name").textContent = chosen.name;
  form.classList.toggle("signed-in", Boolean(chosen.token));
}

function say(text) {
  message.textContent = text;
}

select.addEventListener("change", () => {
  if (select.value === PASTED) {
    form.classList.add("pasting");
    field.focus();
    return;
  }
  form.classList.remove("pasting");
  become(offered.find((one) => one.id === select.value) ?? PUBLIC);
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const token = field.value.trim().replace(/^bearer\s+/i, "");
  if (!/^[\x21-\x7e]+$/.test(token)) {
    say("Paste a token first: letters, digits and two points, without spaces.");
    field.focus();
    return;
  }
  become({ id: PASTED, name: "the holder of the token", token });
});

document.getElementById("leave").addEventListener("click", () => become(PUBLIC));

/** Begins as the public. */
export async function begin() {
  if (isDemonstration) await offer();
  isChoosing = offered.length > 0;
  form.classList.add(isChoosing ? "choosing" : "pasting");
  if (isChoosing) list();
  await become(PUBLIC);
  if (isDemonstration && !isChoosing) {
    say("To choose as whom to ask, open the address that the service printed behind “demonstration at”.");
  }
}

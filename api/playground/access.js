// What an answer tells of access, and why, in sentences. Nothing here touches the page.

const FIELDS = {
  access: "ALLOCATION",
  contributionsAccess: "CONTRIBUTIONS",
  ledgerAccess: "LEDGER",
  proposalAccess: "PROPOSAL",
};
const LEVELS = ["WITHHELD", "OWN", "GRANTED"];

/**
 * Every statement of access in an answer, wherever it stands: which facet of which project is open
 * how far, because of which standings, and until when. Told twice, it is listed once.
 */
export function statements(data) {
  const found = new Map();
  const walk = (value, path, project) => {
    if (Array.isArray(value)) {
      value.forEach((one) => walk(one, path, project));
    } else if (value && typeof value === "object") {
      const within = typeof value.number === "string" ? value.number : project;
      if (LEVELS.includes(value.access)) {
        const facet = value.facet ?? FIELDS[path.at(-1)] ?? null;
        const key = JSON.stringify([within ?? path.slice(0, 1), facet]);
        const known = found.get(key) ?? { facet, project: within, because: [], until: null };
        found.set(key, {
          ...known,
          level: value.access,
          because: value.because ?? known.because,
          until: value.until ?? known.until,
        });
      }
      Object.entries(value).forEach(([name, one]) => walk(one, [...path, name], within));
    }
  };
  walk(data, [], null);
  return [...found.values()];
}

/**
 * The statements as a ministry official reads them: those alike together, what is withheld first.
 * `viewer` is as whom was asked: its name, and what it was told about itself, if anything.
 */
export function sentences(found, viewer, { words, policy }) {
  const groups = new Map();
  for (const one of found) {
    const there = standingsOn(found, one.project);
    const key = JSON.stringify([one.level, one.facet, one.because, one.until, there]);
    const group = groups.get(key) ?? { ...one, there, projects: [] };
    group.projects.push(one.project);
    groups.set(key, group);
  }
  return [...groups.values()]
    .sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level))
    .map((group) => ({
      level: group.level,
      what: `${facetName(group.facet)}${ofProjects(group.projects)}`,
      meaning: sentence(words.FacetKind[group.facet]),
      why: reason(group, viewer, words),
      opening: group.level === "WITHHELD" ? opening(group.facet, words, policy) : "",
    }));
}

/** The viewer's standings on a project, as far as the answer tells: those that open something. */
function standingsOn(found, project) {
  const there = found.filter((one) => one.project === project).flatMap((one) => one.because);
  return [...new Set(there)].sort();
}

function reason({ level, facet, because, until, there }, viewer, words) {
  const end = until ? `, until ${until}, when it ends` : "";
  const named = because.map((kind) => `${clause(words.StandingKind[kind])} (${kind})`);
  if (level === "GRANTED") {
    if (named.length) return `because ${viewer.name} is ${listed(named)}${end}`;
    return facet === "CARD" ? "to everyone" : `to ${viewer.name}${end}`;
  }
  if (level === "OWN") {
    return `only the entries of ${viewer.name}, because it is ${listed(named)}${end}`;
  }
  const told = viewer.told;
  if (!told) return "because the holder of this token has no standing that opens it, or the token does not reach it";
  if (told.kind === "PUBLIC") return "because you ask without a token";
  const rule = told.manifest?.facets.find((one) => one.facet === facet);
  if (rule && !rule.inScope) {
    return `because the token does not reach ${rule.scope} (${clause(words.Scope[rule.scope])})`;
  }
  const other = there.concat(told.standings.map((one) => one.kind));
  if (other.length) {
    return `because ${viewer.name} has no standing on it that opens it: ${listed(other)} ${other.length > 1 ? "do" : "does"} not`;
  }
  return `because ${viewer.name} has no standing on it`;
}

/** To whom a facet is open, by the rule. */
function opening(facet, words, policy) {
  const holders = new Map();
  for (const rule of policy.facets.filter((one) => one.facet === facet)) {
    for (const [kind, mark] of Object.entries(rule.standings)) {
      if (mark === "-") continue;
      const known = holders.get(kind);
      holders.set(kind, known ? "" : condition(rule.projects, mark));
    }
  }
  const named = [...holders].map(
    ([kind, condition]) => `${clause(words.StandingKind[kind])} (${kind}${condition})`,
  );
  return named.length ? `Open to ${listed(named)}.` : "";
}

function condition(projects, mark) {
  const of = { regular: ", regular projects", "all but regular": ", other than regular projects" };
  return (mark === "yes" ? "" : `, ${mark === "own" ? "own entries" : mark}`) + (of[projects] ?? "");
}

export function facetName(facet) {
  return facet ? facet.charAt(0) + facet.slice(1).toLowerCase() : "A part";
}

/** " of KZ-2514, KZ-2516 and 18 more" */
function ofProjects(projects) {
  const named = projects.filter(Boolean);
  if (!named.length) return "";
  const shown = named.length > 4 ? named.slice(0, 3) : named;
  const more = named.length - shown.length;
  return ` of ${listed(more ? [...shown, `${more} more`] : shown)}`;
}

function listed(items) {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

/** "A Party that is a member today." as a part of a sentence. */
function clause(description = "") {
  const text = sentence(description).replace(/\.$/, "");
  return /^(A|An|The|To) /.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

function sentence(description = "") {
  return description.replace(/\s+/g, " ").trim();
}

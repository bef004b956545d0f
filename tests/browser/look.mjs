// The stories: look.mjs CHROMIUM DEMONSTRATION PLAYGROUND PLAIN [NAME]: DEMONSTRATION and PLAIN are addresses of services
// on the public records, the first started with --demonstration, and PLAYGROUND is where it said that its playground is,
// with its secret. Only the stories whose names hold NAME are told, if one is given.

import assert from "node:assert/strict";
import { chromium } from "playwright-core";
import { TABS, asking, become, costs, named, run, sentences } from "./playground.mjs";
import { content, fits, open, picture } from "./watch.mjs";

const [executablePath, demonstration, playground, plain, only = ""] = process.argv.slice(2);
const secret = new URLSearchParams(new URL(playground).hash.slice(1)).get("demonstration");
const SIZES = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
];
const looks = SIZES.flatMap((size) => ["light", "dark"].map((scheme) => ({ ...size, scheme })));
const lookOf = ({ width, scheme }) => `${width}-${scheme}`;
const total = (answer, list) => answer.data[list].totalCount;

const stories = {
  async "the page at / tells what this is, without any script"(browser) {
    for (const look of looks) {
      const watched = await open(browser, `${demonstration}/`, look);
      const { page } = watched;
      const text = await page.locator("body").innerText();
      for (const part of ["International Science and Technology Center", "467", "Ready", "Who sees what"]) {
        assert.ok(text.includes(part), part);
      }
      assert.ok(text.includes(`curl -s ${demonstration}/graphql`), "a command for this very address");
      assert.equal(await page.evaluate(() => document.scripts.length), 0);
      const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const [red] = paper.match(/\d+/).map(Number);
      assert.equal(red < 128 ? "dark" : "light", look.scheme, paper);
      await fits(page, "/");
      await picture(page, `landing-${lookOf(look)}`);
      await page.keyboard.press("Tab");
      assert.equal(await page.evaluate(() => document.activeElement.textContent), "To the content");
      await page.getByRole("link", { name: "Open the playground" }).click();
      await page.waitForURL(`${demonstration}/graphiql`);
      await page.locator(".graphiql-execute-button").waitFor();
      content(watched, "the page at /");
      await watched.close();
    }
  },

  async "a Party's page is read without any script, by everyone and by Japan"(browser) {
    const tokens = await viewers();
    const { token } = tokens.find((one) => one.name === "Japan");
    for (const look of looks) {
      const watched = await open(browser, `${plain}/`, look);
      const { page } = watched;
      await page.getByRole("link", { name: "Japan" }).click();
      await page.waitForURL(`${plain}/parties/JP`);
      assert.equal(await page.evaluate(() => document.scripts.length), 0);
      const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const [red] = paper.match(/\d+/).map(Number);
      assert.equal(red < 128 ? "dark" : "light", look.scheme, paper);
      await fits(page, "/parties/JP");
      await picture(page, `party-public-${lookOf(look)}`, true);
      assert.ok((await page.locator("main").innerText()).includes("withheld from you"));

      await page.getByLabel("Access token").fill("not-a-token");
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByRole("alert").waitFor();
      // The browser itself reports a status of 401.
      assert.equal(watched.complaints.splice(0).filter((one) => one.includes("401")).length, 1);
      await page.getByLabel("Access token").fill(token);
      await page.getByRole("button", { name: "Sign in" }).click();
      await signedIn(page);
      assert.equal(page.url(), `${plain}/parties/JP`);
      assert.equal(await page.evaluate(() => document.cookie), "", "no script can read it");
      await page.locator("#years summary").click();
      await page.locator("#years table").filter({ hasText: "770,340.00" }).waitFor({ state: "visible" });
      await fits(page, "/parties/JP");
      await picture(page, `party-japan-${lookOf(look)}`, true);
      const [file] = await Promise.all([
        page.waitForEvent("download"),
        page.locator("#years").getByRole("link", { name: "CSV" }).click(),
      ]);
      assert.equal(file.suggestedFilename(), "funding-by-year.csv");
      const asked = await page.context().request.post(`${plain}/graphql`, { data: { query: "{ viewer { kind } }" } });
      assert.equal((await asked.json()).data.viewer.kind, "PUBLIC", "the cookie goes to these pages alone");
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.getByText("You read as the public").waitFor();
      assert.deepEqual(await page.context().cookies(), []);
      content(watched, "the page of a Party");
      await watched.close();
    }
    // And where scripts are turned off altogether; on paper the numbers stand open.
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${plain}/parties/JP`);
    await page.getByLabel("Access token").fill(token);
    await page.getByRole("button", { name: "Sign in" }).click();
    await signedIn(page);
    assert.equal(await page.locator("svg.picture").count(), 4);
    await page.emulateMedia({ media: "print" });
    // Chromium shows what stands in details with its next frame, not at once.
    await page.locator("#years table").waitFor({ state: "visible" });
    await picture(page, "party-japan-paper", true);
    await context.close();
  },

  async "each question that stands ready is answered, to anyone"(browser) {
    const watched = await open(browser, playground);
    const { page } = watched;
    await named(page, "the public");
    assert.deepEqual(await page.getByRole("tab").allInnerTexts(), TABS);
    for (const viewer of ["public", "Japan"]) {
      if (viewer !== "public") await become(page, viewer);
      for (const tab of TABS) {
        const answer = await run(page, tab);
        assert.equal(answer.errors, undefined, `${tab} as ${viewer}: ${JSON.stringify(answer.errors)}`);
        const told = Object.keys(await costs(page)).length > 0;
        assert.equal(told, Boolean(answer.extensions?.cost), `${tab}: a cost where the answer has one`);
      }
    }
    content(watched, "the tabs");
    await watched.close();
  },

  async "Japan, Kazakhstan and nobody are answered as they are entitled"(browser) {
    const watched = await open(browser, playground);
    const { page } = watched;
    await named(page, "the public");
    assert.equal(total(await run(page, "WhatWeFunded"), "contributions"), 0);
    // Who is chosen is answered at once.
    const japan = await asking(page, "WhatWeFunded", () => become(page, "Japan"));
    assert.equal(total(japan, "contributions"), 5);
    const numbers = japan.data.contributions.nodes.map((one) => one.project.number).sort();
    assert.deepEqual(numbers, ["AM-2705", "GE-2513", "GE-2776", "KZ-2514", "KZ-2516"]);
    const response = page.locator(".graphiql-response");
    await response.filter({ hasText: "KZ-2514" }).waitFor();

    const paid = (await run(page, "OneProject")).data.project.funding;
    assert.equal(paid.contributions.nodes[0].funder.name, "Japan");
    assert.match(await page.locator("#summary").innerText(), /Answer to Japan.*nothing withheld/);

    const hosted = await asking(page, "OneProject", () => become(page, "Kazakhstan"));
    assert.deepEqual(hosted.data.project.funding.totals, [{ amount: "400000.00", currency: "USD" }]);
    assert.deepEqual(hosted.data.project.funding.contributions.nodes, []);
    assert.match(await page.locator("#summary").innerText(), /Answer to Kazakhstan.*2 parts withheld/);
    const told = await sentences(page);
    assert.equal(
      told[0],
      "Withheld: Contributions of KZ-2514, because Kazakhstan has no standing on it that opens it: HOSTS and MEMBER do not.\n" +
        "Each funder and its committed amount. Open to a Party one of whose funders contributes to the project (FINANCES) " +
        "and a partner or an agency that contributes to the project (PARTNERS, own entries).",
    );
    const opened = "Open: Allocation of KZ-2514, because Kazakhstan is a host Party in whose country the project is carried out (HOSTS).";
    assert.ok(told.some((one) => one.startsWith(opened)), told.join("\n"));
    assert.match(await page.locator("#entitled").innerText(), /HOSTS on 121 projects/);

    const everyone = await asking(page, "OneProject", () => become(page, "The public"));
    assert.deepEqual(everyone.data.project.funding.totals, []);
    assert.match((await sentences(page))[0], /^Withheld: Allocation of KZ-2514, because you ask without a token\./);

    for (const viewer of ["European Union", "Yerevan State University", "The secretariat"]) {
      const answer = await asking(page, "OneProject", async () => {
        const option = page.locator("#viewer option").filter({ hasText: viewer }).first();
        await page.selectOption("#viewer select", await option.getAttribute("value"));
      });
      assert.equal(answer.errors, undefined, viewer);
      assert.match(await page.locator("#summary").innerText(), new RegExp(`Answer to ${viewer}`, "i"));
    }
    content(watched, "the viewers");
    await watched.close();
  },

  async "a question without access says how to be told, and one that fails says so"(browser) {
    const watched = await open(browser, playground);
    const { page } = watched;
    await named(page, "the public");
    await run(page, "Search");
    assert.match(await page.locator("#answered").innerText(), /does not ask what is withheld/);
    await write(page, "query Wrong { nothing }");
    await asking(page, "Wrong", () => page.locator(".graphiql-execute-button").click());
    assert.match(await page.locator("#answered").innerText(), /was not answered/);
    // The browser itself reports a status of 400.
    assert.equal(watched.complaints.length, 1);
    assert.match(watched.complaints[0], /400/);
    await watched.close();
  },

  async "the cost is told as far as the server tells it"(browser) {
    const watched = await open(browser, playground);
    const { page } = watched;
    await named(page, "the public");
    const budget = { limit: 200_000, remaining: 143_210, resetsInSeconds: 31 };
    const whole = { predicted: 1_042, spent: 312, statements: 4, limit: 50_000, budget };
    let cost;
    await page.route("**/graphql", async (route) => {
      const asked = route.request().postDataJSON();
      if (!asked.query.includes("query WhoAmI")) return route.continue();
      assert.equal(asked.extensions.cost, true, "the page asks for it");
      const response = await route.fetch();
      const { extensions: _, ...answer } = await response.json();
      await route.fulfill({ response, json: cost ? { ...answer, extensions: { cost } } : answer });
    });
    for (const [given, expected] of [
      [null, {}],
      [
        whole,
        {
          predicted: "predicted cost 1,042 of at most 50,000",
          spent: "spent 312",
          statements: "4 statements",
          budget: "budget 143,210 of 200,000 left, whole again in 31 seconds",
        },
      ],
      [{ ...whole, budget: null, statements: 1 }, { predicted: "predicted cost 1,042 of at most 50,000", spent: "spent 312", statements: "1 statement" }],
      [{ predicted: 7 }, { predicted: "predicted cost 7" }],
      [null, {}],
    ]) {
      cost = given;
      await run(page, "WhoAmI");
      assert.deepEqual(await costs(page), expected);
    }
    content(watched, "the cost");
    await watched.close();
  },

  async "every dialog and menu opens and closes within the policy"(browser) {
    for (const look of looks) {
      const watched = await open(browser, playground, look);
      const { page } = watched;
      await named(page, "the public");
      await fits(page, "/graphiql");
      await run(page, "OneProject");
      const button = (name) => page.getByRole("button", { name, exact: true });
      for (const [name, title] of [["Open settings dialog", "Settings"], ["Open short keys dialog", "Short Keys"]]) {
        await button(name).click();
        const dialog = page.getByRole("dialog");
        await dialog.filter({ hasText: title }).waitFor();
        assert.equal(await dialog.filter({ hasText: "Persist headers" }).count(), 0);
        await picture(page, `${title.replace(" ", "-").toLowerCase()}-${lookOf(look)}`);
        await page.keyboard.press("Escape");
        await dialog.waitFor({ state: "hidden" });
      }
      await button("Show Documentation Explorer").click();
      const docs = page.locator(".graphiql-doc-explorer");
      await docs.locator("input").fill("ledger");
      await page.locator('[role="option"]').first().waitFor();
      await picture(page, `explorer-${lookOf(look)}`);
      await page.keyboard.press("Escape");
      await docs.getByText("Query", { exact: true }).first().click();
      await docs.getByText("contributions", { exact: true }).first().click();
      await docs.filter({ hasText: "ContributionConnection" }).waitFor();
      await button("Hide Documentation Explorer").click();
      await button("Show History").click();
      await page.locator(".graphiql-history").filter({ hasText: "OneProject" }).waitFor();
      await button("Hide History").click();
      await page.locator(".graphiql-execute-button").hover();
      await page.getByRole("tooltip").first().waitFor({ state: "attached" });
      await page.locator(".graphiql-query-editor .cm-property", { hasText: "number" }).first().hover();
      await page.locator(".CodeMirror-info").waitFor();
      await page.mouse.move(0, 0);
      // Two questions in one document: a menu asks which.
      await write(page, "query One { __typename } query Two { __typename }");
      await page.locator('.graphiql-execute-button[aria-haspopup="menu"]').click();
      await picture(page, `menu-${lookOf(look)}`);
      await asking(page, "Two", () => page.getByRole("menuitem", { name: "Two" }).click());
      await page.getByRole("button", { name: /^Prettify query/ }).click();
      content(watched, `the dialogs and menus, ${lookOf(look)}`);
      await watched.close();
    }
  },

  async "viewers are offered in the tab that was opened with the secret, and in no other"(browser) {
    const watched = await open(browser, playground);
    const { page } = watched;
    await become(page, "Japan");
    assert.equal(page.url(), `${demonstration}/graphiql`, "the secret does not stay in the address");
    await page.reload();
    await named(page, "the public");
    await become(page, "Kazakhstan");
    const other = await page.context().newPage();
    const asked = [];
    other.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await other.goto(`${demonstration}/graphiql`);
    await named(other, "the public");
    await other.locator("#message").filter({ hasText: "open the address" }).waitFor();
    assert.equal(await other.locator("#viewer select").isVisible(), false, "nobody is offered");
    assert.ok(await other.locator("#viewer input").isVisible(), "a token can be pasted");
    assert.ok(!asked.includes("/graphiql/viewers"));
    content(watched, "the secret");
    await watched.close();

    // The secret of a service that was stopped.
    const stale = await open(browser, `${demonstration}/graphiql#demonstration=${secret.replace(/./g, "A")}`);
    await stale.page.locator("#message").filter({ hasText: "open the address" }).waitFor();
    // The browser itself reports a status of 404.
    assert.equal(stale.complaints.splice(0).filter((one) => one.includes("404")).length, 1);
    assert.equal(await stale.page.evaluate(() => sessionStorage.getItem("istc:demonstration")), null);
    await stale.close();
  },

  async "it is used by keyboard alone"(browser) {
    const watched = await open(browser, playground);
    const { page } = watched;
    await named(page, "the public");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.name), "viewer");
    await page.keyboard.type("Japan");
    await named(page, "Japan");
    await page.locator(".graphiql-query-editor textarea").focus();
    const answer = await asking(page, "WhoAmI", () => page.keyboard.press("Control+Enter"));
    assert.equal(answer.data.viewer.party.code, "JP");
    const panel = page.locator("#told");
    const was = await panel.evaluate((one) => one.open);
    await page.locator("#told > summary").focus();
    await page.keyboard.press("Enter");
    assert.equal(await panel.evaluate((one) => one.open), !was);
    content(watched, "the keyboard");
    await watched.close();
  },

  async "a token is pasted, kept in memory only, and left again"(browser) {
    const tokens = await viewers();
    const { token } = tokens.find((one) => one.name === "Japan");
    const watched = await open(browser, `${plain}/graphiql`);
    const { page } = watched;
    const asked = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await named(page, "the public");
    assert.equal(await page.locator("#viewer select").isVisible(), false, "nobody is offered");
    assert.equal(total(await run(page, "WhatWeFunded"), "contributions"), 0);
    const field = page.locator("#viewer input");
    await field.fill("not.a.token");
    await field.press("Enter");
    await page.locator("#message").filter({ hasText: "You still ask as the public." }).waitFor();
    // The browser itself reports a status of 401.
    assert.equal(watched.complaints.splice(0).filter((one) => one.includes("401")).length, 1);

    await field.fill(`Bearer ${token}`);
    const answer = await asking(page, "WhatWeFunded", () => page.getByRole("button", { name: "Use it" }).click());
    assert.equal(total(answer, "contributions"), 5);
    await named(page, "Japan");
    assert.equal(await field.inputValue(), "", "the field does not keep it");
    await picture(page, "pasted");

    // Nor does a token under Headers outlive the page; it goes before the one of the field.
    await page.getByRole("button", { name: "Headers" }).click();
    await page.locator(".graphiql-editor-tool .CodeMirror").last().click();
    await page.keyboard.insertText(JSON.stringify({ Authorization: `Bearer ${token}` }));
    await asking(page, "WhatWeFunded", () => page.locator(".graphiql-execute-button").click());
    assert.match(await page.locator("#summary").innerText(), /Answer to the holder of the token under Headers/);
    const stored = await page.evaluate(() => JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage }));
    assert.ok(stored.includes("WhatWeFunded"), "the questions are kept");
    assert.ok(!stored.includes(token.slice(0, 20)) && !stored.includes("Bearer"), "the token is not");
    await page.reload();
    await named(page, "the public");

    await field.fill(token);
    await field.press("Enter");
    await named(page, "Japan");
    await page.getByRole("button", { name: "Leave" }).click();
    await named(page, "the public");
    assert.ok(!asked.includes("/graphiql/viewers"), "no viewers are asked for");
    content(watched, "the token");
    await watched.close();
  },
};

/** Whom the demonstration offers, with their tokens. */
async function viewers() {
  const response = await fetch(`${demonstration}/graphiql/viewers`, { headers: { "x-demonstration": secret } });
  return response.json();
}

/** Waits until the page is there as Japan reads it, to its end and not only to the line that says so. */
async function signedIn(page) {
  await page.getByText("Signed in as Japan").waitFor();
  await page.waitForLoadState("load");
}

/** Puts another question into the tab. */
async function write(page, text) {
  await page.locator(".graphiql-query-editor .CodeMirror").click();
  await page.keyboard.press("Control+A");
  await page.keyboard.insertText(text);
}

const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
const browser = await chromium.launch({ executablePath, args });
let failed = 0;
const told = Object.entries(stories).filter(([name]) => name.includes(only));
assert.ok(told.length, `no story is called like ${only}`);
for (const [name, story] of told) {
  try {
    await story(browser);
    console.log(`ok      ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${name}\n${error.stack}`);
  }
}
await browser.close();
if (failed) {
  console.log(`${failed} of ${told.length} stories in the browser failed`);
  process.exitCode = 1;
}

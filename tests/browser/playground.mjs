// What a person does in the playground, and what is read there.

/** The tabs, as they stand ready at the first visit. */
export const TABS = [
  "WhoAmI",
  "WhatWeFunded",
  "OneProject",
  "InOurCountry",
  "ResultsWeMaySee",
  "EndsWithinAYear",
  "PageByPage",
  "Search",
];

/** Does something that asks this question; the server's answer, when the panel tells of it. */
export async function asking(page, name, action) {
  const asks = (response) =>
    new URL(response.url()).pathname === "/graphql" &&
    response.request().postDataJSON().query.includes(`query ${name}`);
  await page.evaluate(() => document.querySelector("#summary").replaceChildren());
  const [response] = await Promise.all([page.waitForResponse(asks), action()]);
  await page.locator("#summary b").waitFor();
  return response.json();
}

/** Chooses a tab and asks its question. */
export async function run(page, name) {
  await page.getByRole("tab").filter({ hasText: name }).click();
  return asking(page, name, () => page.locator(".graphiql-execute-button").click());
}

/** Chooses as whom to ask, and waits until it is known who that is. */
export async function become(page, name) {
  const option = page.locator("#viewer option").filter({ hasText: name }).first();
  await page.selectOption("#viewer select", await option.getAttribute("value"));
  await named(page, name);
}

/** Waits until the page says what this viewer may see; on a small screen in a panel that is closed. */
export async function named(page, name) {
  await page.locator("#entitled h2").filter({ hasText: name }).waitFor({ state: "attached" });
}

/** The panel's sentences. */
export async function sentences(page) {
  return page.locator("#answered li").allInnerTexts();
}

/** What the panel tells of the cost, by name. */
export async function costs(page) {
  const parts = await page.locator("#summary [data-cost]").all();
  return Object.fromEntries(
    await Promise.all(parts.map(async (part) => [await part.getAttribute("data-cost"), await part.innerText()])),
  );
}

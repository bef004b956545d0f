// Opens pages that are watched: no request may leave the service, nothing may break the content
// security policy, and nothing may go wrong that the story did not expect.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";

const pictures = process.env.ISTC_SCREENSHOTS;
if (pictures) mkdirSync(pictures, { recursive: true });

/** A page at `address`, in which `complaints` gathers whatever is wrong. */
export async function open(browser, address, { width = 1280, height = 800, scheme = "light" } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const complaints = [];
  const { origin } = new URL(address);
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol !== "data:" && url.origin !== origin) complaints.push(`asks elsewhere: ${url}`);
  });
  page.on("pageerror", (error) => complaints.push(`fails: ${error.stack}`));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(`says: ${message.text()}`);
  });
  await page.exposeFunction("violated", (what) => complaints.push(`breaks the policy: ${what}`));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      window.violated(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
  await page.goto(address);
  return { page, complaints, close: () => context.close() };
}

/** Fails if anything was wrong. */
export function content(watched, during) {
  assert.deepEqual(watched.complaints, [], during);
}

/** Keeps a picture of what is in the window, or of the whole page, where pictures are wanted. */
export async function picture(page, name, fullPage = false) {
  if (pictures) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage });
}

/** Fails if a part of the page is wider than the window. */
export async function fits(page, name) {
  const [wide, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(wide <= window, `${name} is ${wide} wide in a window of ${window}`);
}

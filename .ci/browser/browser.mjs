// The browser, and what both tests do with it.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

import { chromium } from "playwright-core";

export const wide = { width: 1280, height: 900 };
export const phone = { width: 375, height: 700 };

// Chromium as Debian has it, which talks to nobody but us.
export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });

// What axe has against a page, contrast included, in a line each. What is in a frame is
// looked at as a page of its own.
export async function complaints(page) {
  const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
  await page.evaluate(await readFile(axe, "utf8"));
  const { violations, passes } = await page.evaluate(() => axe.run({ iframes: false }));
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0].html} ${nodes[0].failureSummary}`);
  return passes.some(({ id }) => id === "color-contrast") ? found : ["contrast was not looked at", ...found];
}

// Looks at the page of the shop in a real browser, and orders something by its form.
//
// SHOP is the program, PICTURES the folder that gets the pictures.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";

import { chromium } from "playwright-core";

const pictures = process.env.PICTURES;
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const wide = { width: 1280, height: 900 };
const phone = { width: 375, height: 700 };

let browser, server, origin;
const printed = [];

before(async () => {
  await mkdir(pictures, { recursive: true });
  const env = { ...process.env, SHOP_LISTEN: "127.0.0.1:0", RUST_LOG: "warn" };
  delete env.SIDE_EFFECTS_TEST_MODE;
  server = spawn(process.env.SHOP, ["--demo"], { env, stdio: ["ignore", "pipe", "inherit"] });
  origin = await new Promise((listening, ended) => {
    server.on("exit", (code) => ended(new Error(`the shop ended with ${code}`)));
    createInterface({ input: server.stdout }).on("line", (line) => {
      printed.push(line);
      const url = line.match(/^listening on (.*)$/)?.[1];
      if (url) listening(url);
    });
  });
  browser = await chromium.launch({
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
});

after(async () => {
  await browser?.close();
  if (server?.exitCode !== null) return;
  const ended = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGTERM");
  assert.equal(await ended, 0, "SIGTERM is a graceful shutdown");
});

// Opens the page, and hands it over: it may say nothing but what is expected.
async function look(options, body, expected = []) {
  const context = await browser.newContext({ viewport: wide, colorScheme: "light", ...options });
  const page = await context.newPage();
  const said = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(error.message));
  await page.goto(origin);
  await body(page);
  assert.deepEqual(said, expected);
  await context.close();
}

async function order(page, { name, article, count }) {
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("Your e-mail address").fill(`${name.toLowerCase()}@example.org`);
  await page.getByLabel("Article").selectOption(article);
  await page.getByLabel("How many").fill(String(count));
  await page.getByRole("button").click();
}

for (const [size, viewport] of Object.entries({ wide, phone })) {
  for (const colorScheme of ["light", "dark"]) {
    const name = `shop-${size}-${colorScheme}`;
    test(`${name}: an order shows all that follows from it, without a reload`, async () => {
      await look({ viewport, colorScheme }, async (page) => {
        const customer = `Ada-${size}-${colorScheme}`;
        await order(page, { name: customer, article: "teapot", count: 2 });
        const notice = await page.getByRole("status").textContent();
        const number = notice.match(/^Order (\d+) is placed\.$/)[1];
        const list = page.locator("#happenings");
        for (const text of [
          `wrote order_placed · order ${number}`,
          `credited · order ${number} · points 2 · to ${customer}`,
          `indexed · order ${number}`,
          `mailed · order ${number} · to ${customer.toLowerCase()}@example.org`,
          `told the warehouse · order ${number}`,
          `order ${number} · completed`,
        ]) {
          await list.getByText(text, { exact: true }).first().waitFor({ timeout: 5000 });
        }
        assert.ok(printed.includes(`mail server: to ${customer.toLowerCase()}@example.org: Order ${number} confirmed`));
        assert.ok(printed.some((line) => line.startsWith(`warehouse: {"order":${number},`)));

        const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wider <= 0, `it is ${wider} px too wide`);
        await page.evaluate(axe);
        const found = await page.evaluate(() => axe.run({ iframes: false }));
        assert.deepEqual(found.violations.map((violation) => violation.id), []);
        await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
      });
    });
  }
}

test("what is sold out is refused, with what was filled in", async () => {
  const conflict = "Failed to load resource: the server responded with a status of 409 (Conflict)";
  await look({}, async (page) => {
    await order(page, { name: "Charles", article: "difference engine", count: 1 });
    const why = await page.getByRole("alert").textContent();
    assert.equal(why, 'Not ordered: "difference engine" is sold out.');
    assert.equal(await page.getByLabel("Your name").inputValue(), "Charles");
    await page.getByText("1 × difference engine could have been sold").waitFor();
  }, [conflict]);
});

test("the wiring is in its frame, and without a complaint", async () => {
  await look({ deviceScaleFactor: 1.5 }, async (page) => {
    const frame = page.frameLocator("iframe");
    await frame.getByText("The check of the wiring has found nothing wrong.").waitFor();
    await page.goto(`${origin}/wiring`);
    const drawing = page.locator("figure", { hasText: "order_placed" }).first();
    await drawing.screenshot({ path: `${pictures}/shop-wiring.png` });
  });
});

// Looks at pages of the wiring in a real browser, as those do who read them.
//
// PAGES is the folder that the pages are in, and gets the pictures of them.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { mkdir, readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";

import { HtmlValidate } from "html-validate";
import { complaints, launch, phone, wide } from "./browser.mjs";

const folder = process.env.PAGES;
const names = ["small", "large", "ugly"];

let browser, server, origin;

before(async () => {
  await mkdir(`${folder}/pictures`, { recursive: true });
  // By HTTP, where a browser asks for an icon, too.
  server = createServer(async (request, response) => {
    const name = request.url.match(/^\/(\w+)\.html$/)?.[1];
    if (!names.includes(name)) return response.writeHead(404).end();
    response.setHeader("content-type", "text/html");
    response.end(await readFile(`${folder}/${name}.html`));
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  origin = `http://127.0.0.1:${server.address().port}`;
  browser = await launch();
});

after(async () => {
  await browser?.close();
  server?.close();
});

// Opens a page, and hands it over with all that it said and asked for.
async function look(name, options, body) {
  const context = await browser.newContext({ viewport: wide, colorScheme: "light", ...options });
  const page = await context.newPage();
  const said = [];
  const asked = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(error.message));
  page.on("dialog", (dialog) => said.push(dialog.message()));
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(`${origin}/${name}.html`);
  await body(page, said, asked);
  await context.close();
}

const shown = (page, selector) =>
  page.locator(selector).evaluateAll((all) => all.filter((e) => e.checkVisibility()).length);

const idsShown = (page) =>
  page
    .locator("article")
    .evaluateAll((all) => all.filter((e) => e.checkVisibility()).map((e) => e.id));

for (const name of names) {
  describe(`the ${name} page`, () => {
    test("is valid HTML", async () => {
      const validator = new HtmlValidate({
        extends: ["html-validate:recommended"],
        rules: {
          // How it is written, and not what it means.
          "doctype-style": "off",
          "no-trailing-whitespace": "off",
          // What HTML allows, and not what is the custom.
          "valid-id": ["error", { relaxed: true }],
        },
      });
      const report = await validator.validateString(await readFile(`${folder}/${name}.html`, "utf8"));
      const messages = report.results.flatMap((result) => result.messages);
      assert.deepEqual(
        messages.map((message) => `${message.line}:${message.column} ${message.ruleId} ${message.message}`),
        [],
      );
    });

    test("says nothing on the console, and fetches nothing but itself", async () => {
      await look(name, {}, async (page, said, asked) => {
        await page.locator("#words").fill("mail");
        await page.locator("#words").fill("");
        for (const link of await page.locator("svg a").all().then((all) => all.slice(0, 5))) {
          await link.click();
        }
        assert.deepEqual(said, []);
        assert.deepEqual(asked, [`${origin}/${name}.html`]);
      });
    });

    for (const colorScheme of ["light", "dark"]) {
      test(`is accessible, contrast included, in ${colorScheme} colours`, async () => {
        await look(name, { colorScheme }, async (page) => {
          assert.deepEqual(await complaints(page), []);
        });
      });

      for (const [kind, viewport] of Object.entries({ wide, phone })) {
        test(`has its picture taken, ${kind} and ${colorScheme}`, async () => {
          await look(name, { colorScheme, viewport }, async (page) => {
            // All of two hundred labels is more than a picture can be high.
            const clip = { x: 0, y: 0, width: viewport.width, height: 6000 };
            await page.screenshot({ path: `${folder}/pictures/${name}-${kind}-${colorScheme}.png`, fullPage: true, clip });
          });
        });
      }
    }

    test("is no wider than a phone", async () => {
      await look(name, { viewport: phone }, async (page) => {
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.equal(width, phone.width);
      });
    });

    test("has a picture that fits where there is room for the labels beside it", async () => {
      for (const width of [900, 1215, 1216]) {
        await look(name, { viewport: { width, height: 900 } }, async (page) => {
          const cut = await page
            .locator(".drawing")
            .evaluateAll((all) => all.filter((e) => e.scrollWidth > e.clientWidth).length);
          assert.equal(cut, 0, `${width} pixels`);
        });
      }
    });

    test("has its labels in reach on a phone, before the picture", async () => {
      await look(name, { viewport: phone }, async (page) => {
        const { height } = await page.locator("nav").boundingBox();
        assert.ok(height < 400, `${height}`);
      });
    });

    test("has links within it that lead to what is there", async () => {
      await look(name, {}, async (page) => {
        const lost = await page.locator('a[href^="#"]').evaluateAll((links) =>
          links
            .map((link) => decodeURIComponent(link.getAttribute("href").slice(1)))
            .filter((id) => !document.getElementById(id)),
        );
        assert.deepEqual(lost, []);
      });
    });

    test("has nodes whose text fits into them", async () => {
      await look(name, {}, async (page) => {
        const wider = await page.locator(".drawing svg a").evaluateAll((nodes) =>
          nodes
            .filter((node) => {
              const text = node.querySelector("text").getBBox();
              const rect = node.querySelector("rect").getBBox();
              return text.x < rect.x + 3 || text.x + text.width > rect.x + rect.width - 3;
            })
            .map((node) => node.textContent),
        );
        assert.deepEqual(wider, []);
      });
    });

    test("has nodes none of which lies on another", async () => {
      await look(name, {}, async (page) => {
        const hidden = await page.locator(".drawing svg").evaluateAll((drawings) =>
          drawings.flatMap((drawing) => {
            const boxes = [...drawing.querySelectorAll("rect")].map((rect) => rect.getBBox());
            const cross = (a, b) =>
              a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
            return boxes.filter((a, i) => boxes.slice(i + 1).some((b) => cross(a, b)));
          }),
        );
        assert.deepEqual(hidden, []);
      });
    });

    test("shows all of it without JavaScript, but for the search", async () => {
      await look(name, { javaScriptEnabled: false }, async (page) => {
        assert.equal(await page.locator("#search").isVisible(), false);
        const articles = await page.locator("article").all();
        for (const article of [articles[0], articles.at(-1)]) assert.ok(await article.isVisible());
        await page.locator("nav li a").last().click();
        assert.match(page.url(), /#./);
      });
    });

    test("is printed without what only a screen has", async () => {
      await look(name, { colorScheme: "dark" }, async (page) => {
        await page.emulateMedia({ media: "print" });
        assert.equal(await page.locator("nav").isVisible(), false);
        const articles = await page.locator("article").count();
        assert.equal(await shown(page, "article"), articles);
        const colours = await page.evaluate(() => {
          const { backgroundColor, color } = getComputedStyle(document.body);
          return [backgroundColor, color];
        });
        assert.deepEqual(colours, ["rgb(255, 255, 255)", "rgb(28, 33, 40)"]);
        await page.pdf({ path: `${folder}/pictures/${name}.pdf`, format: "A4" });
      });
    });
  });
}

test("the picture of the README is taken", async () => {
  await look("small", { viewport: { width: 1240, height: 740 }, deviceScaleFactor: 1.25 }, async (page) => {
    await page.screenshot({ path: `${folder}/pictures/readme.png` });
  });
});

test("the search shows the labels that have all of its words, and says how many", async () => {
  await look("large", {}, async (page) => {
    const words = page.locator("#words");
    await words.fill("Mail refunds");
    const expected = ["approved", "cancelled", "rejected"].map((verb) => `refunds_${verb}`);
    assert.deepEqual(await idsShown(page), expected);
    assert.equal(await page.locator("#matches").textContent(), "3 of 200 labels");
    assert.equal(await shown(page, "nav li"), 3);
    assert.equal(await shown(page, "figure"), 1);
    assert.equal(await shown(page, "main > section.module"), 1);
    // In the picture, the others stay, and are faint.
    const opacity = (href) =>
      page.locator(`.drawing a[href="#${href}"]`).evaluate((node) => getComputedStyle(node).opacity);
    assert.equal(await opacity("refunds_approved"), "1");
    assert.equal(await opacity("refunds_created"), "0.12");

    await words.press("Escape");
    assert.equal((await idsShown(page)).length, 200);
    assert.equal(await page.locator("#matches").textContent(), "");
  });
});

test("a search without matches says so", async () => {
  await look("small", {}, async (page) => {
    assert.equal(await page.locator("#none").isVisible(), false);
    await page.locator("#words").fill("no such thing");
    assert.deepEqual(await idsShown(page), []);
    assert.ok(await page.locator("#none").isVisible());
    assert.equal(await page.locator("#matches").textContent(), "0 of 5 labels");
  });
});

test("a slash goes to the search, as in documentation elsewhere", async () => {
  await look("small", {}, async (page) => {
    await page.keyboard.press("/");
    assert.equal(await page.evaluate(() => document.activeElement.id), "words");
    await page.keyboard.type("a/b");
    assert.equal(await page.locator("#words").inputValue(), "a/b");
  });
});

test("a node of the picture leads to its section, also to one that the search has hidden", async () => {
  await look("small", {}, async (page) => {
    await page.locator("#words").fill("account_opened");
    assert.deepEqual(await idsShown(page), ["account_opened"]);
    // It is faint in the picture of its module, and can be clicked all the same.
    await page.locator('.drawing a[href="#account_closed"]').click();
    const section = page.locator("#account_closed");
    await section.waitFor({ state: "visible" });
    await page.waitForFunction(() => {
      const { top } = document.getElementById("account_closed").getBoundingClientRect();
      return top >= 0 && top < innerHeight;
    });
    assert.equal(await page.locator("#words").inputValue(), "");
  });
});

test("a node under the pointer shows what it belongs to", async () => {
  await look("small", {}, async (page) => {
    const lit = () => page.locator("svg a.lit").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
    await page.locator('.drawing a[href="#order_placed"]').hover();
    assert.deepEqual((await lit()).sort(), [
      "#order_placed",
      "#order_placed.1",
      "#order_placed.2",
      "#order_placed.by.1",
    ]);
    await page.locator("h1").hover();
    assert.deepEqual(await lit(), []);
  });
});

test("places lead to the source code", async () => {
  await look("small", {}, async (page) => {
    const places = await page.locator("a.place").evaluateAll((all) => all.map((a) => a.href));
    assert.equal(places.length, 5 + 8);
    for (const place of places) {
      assert.match(place, /^https:\/\/example\.org\/blob\/main\/tests\/crates\/[\w/-]+\.rs#L\d+$/);
    }
  });
});

test("docs keep their links, and lose what could do harm", async () => {
  await look("ugly", {}, async (page) => {
    const article = page.locator("#ugly_docs");
    const links = await article.locator(".docs a").evaluateAll((all) => all.map((a) => a.href));
    assert.deepEqual(links, ["https://example.org/pixel.png", "https://example.org/?a=1&b=2"]);
    assert.equal(await page.locator("script").count(), 1);
    assert.equal(await page.locator("img, iframe, article svg").count(), 0);
    assert.match(await article.textContent(), /<script>console\.error\("docs were run"\)<\/script>/);
  });
});

test("what the check has found is in sight, worst first", async () => {
  await look("ugly", {}, async (page) => {
    assert.match(await page.locator(".verdict summary").textContent(), /^The check .* found \d+ errors and \d+ warnings\.$/);
    assert.ok(await page.locator("#ugly_docs .finding.error").isVisible());
    await page.locator('.verdict a[href="#ugly_docs"]').first().click();
    assert.match(page.url(), /#ugly_docs$/);
  });
});

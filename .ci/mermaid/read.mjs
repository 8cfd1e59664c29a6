// Reads a flowchart from stdin, and tells what Mermaid makes of it: the texts of
// its nodes, and how many arrows there are.
import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";

const { window } = new JSDOM("");
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import("mermaid");

const text = readFileSync(0, "utf8");
await mermaid.parse(text);
const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
// Mermaid keeps the code of a character as ﬂ°°34¶ß until it draws it.
const decoded = (text) =>
  text.replace(/ﬂ°°(\d+)¶ß/g, (_, code) => String.fromCodePoint(code));
const texts = [...db.getVertices().values()].map((node) => decoded(node.text));
console.log(JSON.stringify({ texts, arrows: db.getEdges().length }));

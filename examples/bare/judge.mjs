// SPDX-License-Identifier: MIT OR Apache-2.0
// Copyright the electronic patent card toolkit authors

// Lets the verifier of examples/bare judge verdict vectors, here under Node.js; a web page or an embedded
// engine does the same. Arguments: the module and the folder test-vectors.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const [module, vectors] = process.argv.slice(2);
const wasm = new WebAssembly.Module(readFileSync(module));
// Nothing is imported: no clock, no randomness, no file could be reached.
const outside = WebAssembly.Module.imports(wasm);
if (outside.length > 0) throw new Error(`the verifier asks for ${JSON.stringify(outside)}`);
const bare = new WebAssembly.Instance(wasm, {}).exports;

const EXIT = { "in-force": 0, refused: 1, undetermined: 3 };
const pem = readFileSync(join(vectors, "keys/lab-root.certificate.pem"), "utf8");
const root = Buffer.from(pem.replace(/-----[^-]+-----/g, ""), "base64");

/** Whether the vector shows a card alone, to a device that knows one root and no lists. */
function isPlain(vector) {
  const { trust, policy, circumstances } = vector;
  return vector.rule === "card-file" && !vector.bundle && !(vector.lists ?? []).length
    && trust.environment === "lab" && trust.roots.join() === "lab-root"
    && policy["wrong-region"] === "amber" && policy.status === "not-required"
    && (policy.payment ?? "not-required") === "not-required"
    && Object.keys(circumstances).every((key) => ["region", "now", "date"].includes(key));
}

/** The exit code and the findings. */
function judge(vector) {
  const card = Buffer.from(vector.hex, "hex");
  const { region, now, date } = vector.circumstances;
  const at = bare.epatent_memory();
  new Uint8Array(bare.memory.buffer).set(Buffer.concat([card, root]), at);
  const seconds = BigInt(Date.parse(now) / 1000);
  const day = Number(date.replaceAll("-", ""));
  const exit = bare.epatent_verify(card.length, root.length, Number(region), seconds, day);
  const words = Buffer.from(bare.memory.buffer, at, bare.epatent_words()).toString();
  return [exit, words];
}

const judged = { "in-force": 0, refused: 0, undetermined: 0 };
for (const name of readdirSync(join(vectors, "verdict")).sort()) {
  const vector = JSON.parse(readFileSync(join(vectors, "verdict", name), "utf8"));
  if (!isPlain(vector)) continue;
  const answered = judge(vector).join(" ");
  const expected = [EXIT[vector.verdict], vector.findings.join(",")].join(" ");
  if (answered !== expected) throw new Error(`${name}: ${answered}, and not ${expected}`);
  judged[vector.verdict] += 1;
}
for (const [verdict, count] of Object.entries(judged)) {
  if (count === 0) throw new Error(`no vector is ${verdict}`);
}
console.log(`  the verifier without std agrees with ${JSON.stringify(judged)} verdict vectors`);

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { html } from "./html.ts";

function textOf(markup: string): string {
  return markup.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
}

test("text can't leave its element or attribute, and reads as it was", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme-ascii" }), (text) => {
      const { markup } = html`${text}`;
      assert.doesNotMatch(markup, /[<>"']/);
      assert.equal(textOf(markup), text);
    }),
  );
});

test("markup goes in as it is, lists joined, and what is absent leaves nothing", () => {
  const inner = html`<b>${"<i>"}</b>`;
  const { markup } = html`[${inner}${[inner, inner]}${null}${undefined}${false}${0}]`;
  assert.equal(markup, "[<b>&#60;i&#62;</b><b>&#60;i&#62;</b><b>&#60;i&#62;</b>0]");
});

test("control characters and marks that turn the writing direction are replaced", () => {
  assert.equal(html`${"a\u0000b\u202ec\u001bd\ne"}`.markup, "a\ufffdb\ufffdc\ufffdd\ne");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { ProtobufWriter } from "./protobuf.ts";

const hex = (writer: ProtobufWriter) => Buffer.from(writer.finish()).toString("hex");

// The first three are the examples of the format's own documentation (protobuf.dev, "Encoding").
test("an integer is a tag and groups of seven bits, lowest first", () => {
  assert.equal(hex(new ProtobufWriter().int(1, 150)), "089601");
});

test("a string is a tag, its length in bytes and UTF-8", () => {
  assert.equal(hex(new ProtobufWriter().bytes(2, "testing")), "120774657374696e67");
  assert.equal(hex(new ProtobufWriter().bytes(2, "µ")), "1202c2b5");
  assert.equal(hex(new ProtobufWriter().bytes(2, "")), "1200");
});

test("a message inside a message is length-delimited", () => {
  assert.equal(hex(new ProtobufWriter().bytes(3, new ProtobufWriter().int(1, 150))), "1a03089601");
});

test("integers at the edges of a group, large, negative and 64 bits wide", () => {
  assert.equal(hex(new ProtobufWriter().int(1, 0)), "0800");
  assert.equal(hex(new ProtobufWriter().int(1, 127)), "087f");
  assert.equal(hex(new ProtobufWriter().int(1, 128)), "088001");
  assert.equal(hex(new ProtobufWriter().int(1, 2 ** 40)), "08808080808020");
  assert.equal(hex(new ProtobufWriter().int(1, -1)), "08ffffffffffffffffff01");
  assert.equal(hex(new ProtobufWriter().int(1, -2n)), "08feffffffffffffffff01");
});

test("a float is four bytes, little-endian", () => {
  assert.equal(hex(new ProtobufWriter().float(1, 1.5)), "0d0000c03f");
});

test("field numbers above 15 take a second tag byte", () => {
  assert.equal(hex(new ProtobufWriter().int(20, 1)), "a00101");
});

test("bytes are taken over as they are, a view's own range only", () => {
  const view = new Uint8Array([9, 1, 2, 9]).subarray(1, 3);
  assert.equal(hex(new ProtobufWriter().bytes(9, view)), "4a020102");
});

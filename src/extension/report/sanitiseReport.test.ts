import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { IMAGE_EXTENSIONS } from "../../engine/imaging/decode.ts";
import { fakeCategory, fakeImage, fakeResult } from "../../engine/report/testSupport.ts";
import { writeReport } from "../../engine/report/writeReport.ts";
import { sanitiseReport } from "./sanitiseReport.ts";

const HEAD = '<html><head><meta name="generator" content="AnoPLe"><style>p { color: red; }</style></head>';

function bodyOf(body: string): string {
  return sanitiseReport(`${HEAD}<body>${body}</body></html>`)!.body;
}

function imagesOf(...paths: string[]): string[] {
  const cards = paths.map((file) => `<article class="tile" data-file="${file}"></article>`);
  return [...sanitiseReport(`${HEAD}<body>${cards.join("")}</body></html>`)!.images];
}

/** Text, and tags that may come from the pieces below with nothing but harmless attributes. */
const HARMLESS = /^(?:[^<]|<\/?(?:p|img|svg)(?: class="b"| href="#a"| src="data:image\/png;base64,A")*\/?>)*$/;

test("a report keeps every byte of its body and style", async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "anople-"));
  try {
    const evil = `"'><script>alert(1)</script>&lt;`;
    const images = [
      fakeImage("test/good/04.jpg", 0.3),
      fakeImage("test/colour/00.jpg", 0.9, { id: evil, defect: evil }),
      fakeImage("test/colour/gone.jpg", 0.2),
    ];
    const other = fakeCategory("other", [fakeImage("test/colour/01.jpg", 0.9, { path: `/data/it's "ü".png` })]);
    const file = path.join(folder, "report.html");
    await writeReport(fakeResult([fakeCategory(evil, images), other]), file, { title: evil });
    const page = await readFile(file, "utf8");
    const report = sanitiseReport(page)!;
    assert.ok(page.includes(`<style>${report.style}</style>`) && report.style.includes(".tile"));
    assert.ok(page.endsWith(`<body>${report.body}</body>\n</html>\n`));
    assert.deepEqual([...report.images].sort(), [...images, ...other.images].map((image) => image.path).sort());
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test("what could run, load or lead away is left out", () => {
  for (const [markup, left] of [
    ["a<script>alert(1)</script>b", "ab"],
    ["a<SCRIPT src=x>alert('</p>')</Script >b", "ab"],
    ["a<script>never closed <p>", "a"],
    ["<style>@import 'x'</style><title>t</title><iframe srcdoc=\"<p>\">i</iframe><textarea><p></textarea>", ""],
    ['<p onclick="alert(1)" OnLoad="x" class="a">t</p>', '<p class="a">t</p>'],
    ['<img src="https://example.com/a.png" srcset="x" alt="">', '<img alt="">'],
    ['<img src="data:image/svg+xml;base64,AAAA">', "<img>"],
    ['<img src="data:image/png;base64,AAA=">', '<img src="data:image/png;base64,AAA=">'],
    [
      '<a href="javascript:alert(1)">a</a><a href="&#106;avascript:x">b</a><a href="#x">c</a>',
      '<a>a</a><a>b</a><a href="#x">c</a>',
    ],
    [
      '<form action="x"><input type="text"><input type="radio" checked formaction="y"></form>',
      '<input><input type="radio" checked>',
    ],
    ['<meta http-equiv="refresh" content="0;url=x"><link rel="x"><base href="x"><embed src="x"><video src="x">', ""],
    [
      '<p style="background:url(x)">a</p><p style="width:\\75rl">b</p><p style="width:10%">c</p>',
      '<p>a</p><p>b</p><p style="width:10%">c</p>',
    ],
    [
      '<svg><a xlink:href="javascript:x"><text x="1">t</text></a><use href="#a"/></svg>',
      '<svg><text x="1">t</text></a></svg>',
    ],
    ["<p unquoted=1>t</p><p class='a'>u</p>", "t</p>u</p>"],
    ["a<!-- <p> -->b<!doctype x>c<?php x ?>d</ x>e", "abcde"],
    ["1 < 2 <3 << <", "1 &lt; 2 &lt;3 &lt;&lt; &lt;"],
    ['<p class="never closed', ""],
    ['<constructor>x</constructor><p constructor="y" valueof="z">', "x<p>"],
  ] as const)
    assert.equal(bodyOf(markup), left, markup);
});

test("whatever the file holds, the result is of harmless tags, and sanitising it again changes nothing", () => {
  const piece = fc.constantFrom(
    ...'<p|<script|</script|<img|<svg|<style>|<!--|-->|<|>|/>|</p>|"|\'|=| |\n|\0| onload="x"| src="x"| src="data:image/png;base64,A"| href="#a"| class="b"|&lt;|&#60;|words|]]>|<![CDATA[|</body>|<body>'.split(
      "|",
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const body = bodyOf(pieces.join(""));
      assert.match(body, HARMLESS);
      assert.equal(bodyOf(body), body);
    }),
    { numRuns: 2000 },
  );
});

test("just images on this machine's drives may be opened", () => {
  const local = ["/data/a b/ü.PNG", "C:\\data\\a.jpg", "d:/data/a.tif"];
  assert.deepEqual(imagesOf(...local), local);
  assert.deepEqual(
    imagesOf(...[...IMAGE_EXTENSIONS].map((extension) => `/a${extension}`)).length,
    IMAGE_EXTENSIONS.size,
  );
  const others = ["//host/a.png", "\\\\host\\a.png", "/\\host\\a.png", "a.png", "../a.png", "file:///a.png", "c:a.png"];
  assert.deepEqual(imagesOf(...others, "/etc/passwd", "/a.svg", "/a.png.exe", "https://x/a.png", ""), []);
});

test("a file that is no report is told apart, and a style sheet can't leave its element", () => {
  assert.equal(sanitiseReport(""), null);
  assert.equal(sanitiseReport("<html><head></head><body><p>Other</p></body></html>"), null);
  assert.equal(sanitiseReport('<body><meta name="generator" content="AnoPLe"></body>'), null);
  assert.equal(sanitiseReport(`${HEAD}<body>${"<".repeat(2e6)}</body>`), null);
  const page = (style: string) => `${HEAD.replace("p { color: red; }", style)}<body></body>`;
  assert.equal(sanitiseReport(page("p { color: red; }"))!.style, "p { color: red; }");
  for (const style of ["</style><script>alert(1)</script>", "<!-- p {}", "p > a {} </STYLE ><p>"])
    assert.equal(sanitiseReport(page(style))!.style.includes("<"), false, style);
});

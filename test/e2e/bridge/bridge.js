// For end-to-end tests: runs functions that a test sends in the extension host. It listens on this machine only and answers
// whoever knows the word in the file that the test made.
const fs = require("node:fs");
const http = require("node:http");
const vscode = require("vscode");

const address = process.env.ANOPLE_E2E_BRIDGE;
const word = process.env.ANOPLE_E2E_BRIDGE_WORD;

exports.activate = async () => {
  if (!address || !word) return;
  const server = http.createServer(async (request, response) => {
    if (request.headers.authorization !== word) return response.writeHead(403).end();
    try {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      const { source, parameters } = JSON.parse(Buffer.concat(chunks).toString());
      // biome-ignore lint/security/noGlobalEval: running what the test sends is the purpose.
      const result = await eval(`(${source})`)(vscode, ...parameters);
      response.end(JSON.stringify({ result }));
    } catch (error) {
      response.end(JSON.stringify({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }));
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  fs.writeFileSync(`${address}.new`, String(server.address().port));
  fs.renameSync(`${address}.new`, address);
};

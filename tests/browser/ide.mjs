// Drives a Chromium over its own protocol, as a person who opens the IDE would: waits for the schema, sends the query it
// starts with, then asks as an account. Prints what was seen as JSON. Arguments: the debugger's address, the page, a token.

const [debuggerAddress, page, token] = process.argv.slice(2);
const targets = await (await fetch(`${debuggerAddress}/json/list`)).json();
const socket = new WebSocket(targets.find((target) => target.type === "page").webSocketDebuggerUrl);
await new Promise((opened) => socket.addEventListener("open", opened));

const answers = new Map();
const seen = { requests: [], tokens: [], failed: [], errors: [] };
const listeners = {
  "Network.requestWillBeSent": ({ request }) => {
    seen.requests.push(request.url);
    if (request.headers.authorization) seen.tokens.push(request.headers.authorization);
  },
  "Network.loadingFailed": ({ errorText, canceled }) => canceled || seen.failed.push(errorText),
  "Runtime.exceptionThrown": ({ exceptionDetails }) => seen.errors.push(exceptionDetails.text),
};
socket.addEventListener("message", ({ data }) => {
  const { id, method, params, result, error } = JSON.parse(data);
  if (id) answers.get(id)(error ? Promise.reject(new Error(error.message)) : result);
  else listeners[method]?.(params);
});

function send(method, params = {}) {
  const id = answers.size + 1;
  socket.send(JSON.stringify({ id, method, params }));
  return new Promise((resolve) => answers.set(id, resolve));
}

async function evaluate(expression) {
  const { result, exceptionDetails } = await send("Runtime.evaluate", { expression, returnByValue: true });
  if (exceptionDetails) throw new Error(exceptionDetails.exception.description);
  return result.value;
}

async function until(expression) {
  for (let tries = 0; tries < 100; tries++) {
    const found = await evaluate(expression);
    if (found) return found;
    await new Promise((passed) => setTimeout(passed, 200));
  }
  throw new Error(`never came true: ${expression}\n${await evaluate("document.body.innerText")}`);
}

// Clicks the innermost element that says just this.
async function click(text, within = "body") {
  await until(`[...document.querySelectorAll("${within} *")].filter((one) => one.innerText?.trim() === "${text}")
    .slice(-1).map((one) => (one.click(), true))[0]`);
}

async function answer() {
  const found = await until(`document.querySelector(".query-result__list-item:last-child .cm-content")?.innerText`);
  await click("Clear");
  return found;
}

for (const domain of ["Network", "Page", "Runtime"]) await send(`${domain}.enable`);
await send("Page.navigate", { url: page });
await until(`document.body?.innerText.includes("Reloaded doc successfully")`);
await click("Send Request");
seen.toNobody = await answer();
await click("Docs");
await click("Query", ".app-doc-viewer");
seen.docs = await until(`document.querySelector(".app-doc-viewer").innerText`);
await click("Auth");
const box = `document.querySelector("app-authorization-bearer .cm-content")`;
await until(`${box} && (${box}.focus(), true)`);
await send("Input.insertText", { text: token });
await until(`${box}.innerText.includes("${token}")`);
await click("Send Request");
seen.toAccount = await answer();
process.stdout.write(JSON.stringify(seen));
socket.close();

import type { Example } from '../catalogue'

/** The page that shows what there is to try. */
export function startPage(catalogue: readonly Example[], origin: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Cloudwerk Durable Objects</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/chat/base.css">
<link rel="stylesheet" href="/assets/start/start.css">
<script type="module" src="/assets/start/start.js"></script>
</head>
<body>
<header>
  <h1>Cloudwerk Durable Objects</h1>
  <p>Small stateful servers, running here on workerd with their data on disk. Kill this process with
    <code>kill -9</code>, run <code>npm start</code> again, and everything is still there.</p>
</header>
<main>
  <div class="first">
    ${counterCard(origin)}
    ${chatCard()}
  </div>
  <h2 id="more">More patterns, to call and to read</h2>
  <div class="more">${catalogue.map(exampleCard).join('')}</div>
</main>
</body>
</html>
`
}

function counterCard(origin: string): string {
  return `<section class="card" aria-labelledby="counter-title">
      <h2 id="counter-title">Counter</h2>
      <p class="quiet">A state, two methods, one route: <code>examples/counter</code></p>
      <form id="counter" class="counter">
        <label for="counter-name">Name</label>
        <input id="counter-name" name="name" value="alice" required autocomplete="off" spellcheck="false">
        <output id="counter-value" for="counter-name">…</output>
        <button class="primary" type="submit">Add 5</button>
      </form>
      <pre>curl -X POST ${escapeHtml(origin)}/api/counter/<span id="counter-path">alice</span></pre>
      <p id="counter-problem" class="problem" role="alert"></p>
    </section>`
}

function chatCard(): string {
  return `<section class="card" aria-labelledby="chat-title">
      <h2 id="chat-title">Chat</h2>
      <p class="quiet">Sockets, presence, history: <code>examples/chat</code></p>
      <form action="/room" method="get" class="chat">
        <label for="room">Room</label>
        <input id="room" name="name" value="Lobby" required maxlength="50" autocomplete="off">
        <button class="primary" type="submit">Enter</button>
      </form>
      <p class="quiet">Open it in two windows. Then kill the server, write on, and start it again.</p>
    </section>`
}

function exampleCard({ title, folder, about, object, name, methods }: Example): string {
  const id = folder
  const options = methods.map(
    (method) =>
      `<option value="${escapeHtml(method.name)}" data-args="${escapeHtml(argsText(method.args))}">${escapeHtml(method.name)}</option>`,
  )
  return `<section class="card" aria-labelledby="${id}-title">
    <h3 id="${id}-title">${escapeHtml(title)}</h3>
    <p>${escapeHtml(about)}</p>
    <p class="quiet"><code>examples/${escapeHtml(folder)}</code></p>
    <form class="try" data-object="${escapeHtml(object)}">
      <label for="${id}-name">${escapeHtml(object)}</label>
      <input id="${id}-name" name="name" value="${escapeHtml(name)}" required autocomplete="off" spellcheck="false">
      <label for="${id}-method">Method</label>
      <select id="${id}-method" name="method">${options.join('')}</select>
      <label for="${id}-args">Arguments</label>
      <textarea id="${id}-args" name="args" rows="1" spellcheck="false">${escapeHtml(argsText(methods[0]?.args ?? []))}</textarea>
      <button class="primary" type="submit">Call</button>
    </form>
    <ol class="results" aria-live="polite" aria-label="Results of ${escapeHtml(title)}"></ol>
  </section>`
}

/** `["ann", 5]` -> `"ann", 5`, as between the parentheses of a call. */
function argsText(args: readonly unknown[]): string {
  return args.map((value) => JSON.stringify(value)).join(', ')
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character)
}

import { escapeHtml, html } from '../../../shared/html'
import { type Example, ownOrigin } from '../catalogue'
import { sources } from '../sources'
import { highlight } from './highlight'

/** The page that shows everything there is to try. */
export function startPage(catalogue: readonly Example[], origin: string): Response {
  const called = catalogue.filter(({ page }) => !page)
  const body = `<header>
  <h1>Cloudwerk Durable Objects</h1>
  <p>Small stateful servers, running here on workerd with their data on disk. Kill this process with
    <code>kill -9</code>, run <code>npm start</code> again, and everything is still there.</p>
</header>
<main>
  ${counterCard(origin)}
  <h2>Pages for several people</h2>
  <p class="quiet">Open one in two windows. Then kill the server, keep writing, and start it again.</p>
  <div class="pages">${catalogue.map(pageCard).join('')}</div>
  <h2>More patterns to try and to read</h2>
  <nav aria-label="Patterns">${called.map(({ folder, title }) => `<a href="#${folder}">${escapeHtml(title)}</a>`).join('')}</nav>
  ${called.map((example) => exampleCard(example, origin)).join('')}
</main>`
  return html({
    title: 'Cloudwerk Durable Objects',
    styles: ['/assets/start/start.css'],
    script: '/assets/start/start.js',
    body,
  })
}

function counterCard(origin: string): string {
  return `<section class="card example" aria-labelledby="counter-title">
    <div>
      <h2 id="counter-title">Counter</h2>
      <p>A state, two methods, and a route that calls them.</p>
      ${folderLine('counter')}
      <form id="counter" class="counter">
        <label for="counter-name">Name</label>
        <input id="counter-name" name="name" value="alice" required maxlength="100" autocomplete="off" spellcheck="false">
        <output id="counter-value" for="counter-name">…</output>
        <button class="primary" type="submit">Add 5</button>
      </form>
      <pre>curl -X POST ${escapeHtml(origin)}/api/counter/<span id="counter-path">alice</span></pre>
      <p id="counter-problem" class="problem" role="alert"></p>
    </div>
    ${code('counter')}
  </section>`
}

function pageCard({ title, folder, about, page }: Example): string {
  if (!page) return ''
  const id = `${folder}-name`
  return `<section class="card" aria-labelledby="${folder}-title">
    <h3 id="${folder}-title">${escapeHtml(title)}</h3>
    <p>${escapeHtml(about)}</p>
    ${folderLine(folder)}
    <form action="${page.path}" method="get">
      <label for="${id}">${escapeHtml(page.label)}</label>
      <div class="row">
        <input id="${id}" name="name" value="${escapeHtml(page.name)}" required maxlength="50" autocomplete="off">
        <button class="primary" type="submit">Open</button>
      </div>
    </form>
  </section>`
}

function exampleCard(example: Example, origin: string): string {
  const { title, folder, about, object, name, methods } = example
  const options = methods.map(({ name, args }) => {
    const proposed = escapeHtml(argsText(args, origin))
    return `<option value="${escapeHtml(name)}" data-args="${proposed}">${escapeHtml(name)}</option>`
  })
  return `<section class="card example" id="${folder}" aria-labelledby="${folder}-title">
    <div>
      <h3 id="${folder}-title">${escapeHtml(title)}</h3>
      <p>${escapeHtml(about)}</p>
      ${folderLine(folder)}
      <form class="try" data-object="${escapeHtml(object)}">
        <label for="${folder}-name">${escapeHtml(object)}</label>
        <input id="${folder}-name" name="name" value="${escapeHtml(name)}" required autocomplete="off" spellcheck="false">
        <label for="${folder}-method">Method</label>
        <select id="${folder}-method" name="method">${options.join('')}</select>
        <label for="${folder}-args">Arguments</label>
        <textarea id="${folder}-args" name="args" rows="1" spellcheck="false">${escapeHtml(argsText(methods[0]?.args ?? [], origin))}</textarea>
        <button class="primary" type="submit">Call</button>
      </form>
      <ol class="results" aria-live="polite" aria-label="Results of ${escapeHtml(title)}"></ol>
    </div>
    ${code(folder)}
  </section>`
}

function folderLine(folder: string): string {
  return `<p class="quiet"><code>examples/${folder}</code></p>`
}

function code(folder: string): string {
  const source = sources[folder]
  if (!source) return ''
  return `<figure class="code">
      <figcaption>${escapeHtml(source.path)}</figcaption>
      <pre tabindex="0" role="region" aria-label="Code of ${escapeHtml(source.path)}"><code>${highlight(source.text)}</code></pre>
    </figure>`
}

/** `["ann", 5]` -> `"ann", 5`, as in the parentheses of a call. */
function argsText(args: readonly unknown[], origin: string): string {
  return args
    .map((value) => JSON.stringify(value))
    .join(', ')
    .replaceAll(ownOrigin, origin)
}

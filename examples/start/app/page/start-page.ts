import { escapeHtml, html } from '../../../shared/html'
import type { Example } from '../catalogue'
import { sources } from '../sources'
import { exampleForm } from './example-form'
import { highlight } from './highlight'
import { nextSteps } from './next-steps'

/** The page that shows everything there is to try. */
export function startPage(catalogue: readonly Example[], origin: string): Response {
  const called = catalogue.filter(({ page }) => !page)
  const body = `<header>
  <h1>Cloudwerk Durable Objects</h1>
  <p>Small stateful servers, running on your machine on workerd, with their data on disk.</p>
</header>
<main>
  ${counterCard(origin)}
  <h2>Pages for several people</h2>
  <p class="quiet">Open one in two windows, stop the server, keep writing, and start it again.</p>
  <div class="pages">${catalogue.map(pageCard).join('')}</div>
  <h2>More patterns, to try and to read</h2>
  <div class="folds">${called.map((example) => exampleFold(example, origin)).join('')}</div>
  ${nextSteps()}
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
      <p>A state, two methods, and a page that follows the state.</p>
      <form id="counter" class="counter">
        <label for="counter-name">Name</label>
        <input id="counter-name" name="name" value="alice" required maxlength="100" autocomplete="off" spellcheck="false">
        <output id="counter-value" for="counter-name">…</output>
        <button class="primary" type="submit">Add 5</button>
      </form>
      <p id="counter-status" class="counter-status" role="status" data-status="connecting">Connecting…</p>
      <p id="counter-problem" class="problem" role="alert"></p>
      <p class="quiet">Stop the server with <code>Ctrl C</code> or <code>kill -9</code>, run
        <code>npm start</code> again, and watch this line. Or count from a terminal:</p>
      <pre>curl -X POST ${escapeHtml(origin)}/api/counter/<span id="counter-path">alice</span></pre>
      ${folderLine('counter')}
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
    <form action="${page.path}" method="get">
      <label for="${id}">${escapeHtml(page.label)}</label>
      <div class="row">
        <input id="${id}" name="name" value="${escapeHtml(page.name)}" required maxlength="50" autocomplete="off">
        <button class="primary" type="submit">Open</button>
      </div>
    </form>
    ${folderLine(folder)}
  </section>`
}

/** Folded; the browser closes it when another of the same name opens. */
function exampleFold(example: Example, origin: string): string {
  const { title, folder, about } = example
  return `<details id="${folder}" name="example">
    <summary><h3 id="${folder}-title">${escapeHtml(title)}</h3> <span>${escapeHtml(about)}</span></summary>
    <section class="example" aria-labelledby="${folder}-title">
      <div>
        ${exampleForm(example, origin)}
        <ol class="results" aria-live="polite" aria-label="Results of ${escapeHtml(title)}"></ol>
        ${folderLine(folder)}
      </div>
      ${code(folder)}
    </section>
  </details>`
}

function folderLine(folder: string): string {
  return `<p class="quiet folder"><code>examples/${folder}</code></p>`
}

function code(folder: string): string {
  const source = sources[folder]
  if (!source) return ''
  return `<figure class="code">
      <figcaption>${escapeHtml(source.path)}</figcaption>
      <pre tabindex="0" role="region" aria-label="Code of ${escapeHtml(source.path)}"><code>${highlight(source.text)}</code></pre>
    </figure>`
}

import { escapeHtml, html } from './html'
import { maxNameLength } from './visitors'

export interface FramedPage {
  title: string
  /** A label for the back arrow in the bar. */
  back: string
  styles: readonly string[]
  script: string
  /** HTML below the list of people. */
  aside?: string
  /** HTML. */
  main: string
  /** Shown while there is no connection. */
  offline: string
}

/** A page with a bar, the people who are here, and a dialog in which visitors name themselves. */
export function framedPage({
  title,
  back,
  styles,
  script,
  aside = '',
  main,
  offline,
}: FramedPage): Response {
  const body = `<header class="bar">
  <a class="back" href="/"><span class="hidden">${escapeHtml(back)}</span>
    <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M15 5l-7 7 7 7"/></svg>
  </a>
  <h1 dir="auto">${escapeHtml(title)}</h1>
  <p id="status" class="status" role="status" data-status="connecting">Connecting…</p>
  <button id="people-toggle" class="people-toggle" type="button" aria-expanded="false" aria-controls="people">
    <svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="9" cy="8" r="3.5"/><path d="M2.5 19.5c.6-3.4 3.2-5 6.5-5s5.9 1.6 6.5 5M16 5.2a3.3 3.3 0 010 6.1M18 15c1.9.7 3.1 2.2 3.5 4.5"/></svg>
    <span id="people-count">0</span><span class="hidden"> online, show who</span>
  </button>
</header>

<aside id="people" class="people" aria-label="People who are here">
  <h2>Online</h2>
  <ul id="people-list"></ul>
  ${aside}
  <div class="me">
    <p class="quiet">You are <strong id="me" dir="auto"></strong></p>
    <div class="row">
      <button id="rename" type="button">Change name</button>
      <button id="copy-link" type="button" hidden>Copy link</button>
    </div>
  </div>
</aside>

<main class="main">
${main}
<p id="offline" class="offline" hidden>${escapeHtml(offline)}</p>
</main>

<dialog id="introduction" aria-labelledby="introduction-title">
  <form id="name-form" method="dialog">
    <h2 id="introduction-title">What is your name?</h2>
    <p class="quiet">Everyone else here can see it.</p>
    <label class="hidden" for="name">Your name</label>
    <input id="name" required maxlength="${maxNameLength}" pattern=".*\\S.*" title="At least one letter" autocomplete="nickname" placeholder="Your name" dir="auto">
    <button class="primary" type="submit">Continue</button>
    <button id="keep-name" type="button">Cancel</button>
  </form>
</dialog>`
  const allStyles = ['/assets/shared/frame.css', ...styles]
  return html({ title, styles: allStyles, script, layout: 'frame', body })
}

import { escapeHtml } from '../../../shared/html'

interface Step {
  title: string
  commands: readonly string[]
  /** HTML. */
  note: string
}

const steps: readonly Step[] = [
  {
    title: 'Change something here',
    commands: ['cd examples/counter', 'npm run dev'],
    note: 'Edit <code>app/objects/counter.ts</code>, and dev reloads it.',
  },
  {
    title: 'Start an app of your own',
    commands: ['npm create cloudwerk@latest my-app', 'cd my-app', 'npm install', 'npm run dev'],
    note: 'With <code>-- --template react</code> it is a shared list with a page in React.',
  },
]

/** What to type next. */
export function nextSteps(): string {
  return `<section class="next" aria-labelledby="next-title">
    <h2 id="next-title">What to type next</h2>
    <div class="pages">${steps.map(step).join('')}</div>
    <p>Then read on in <code>docs/guide.md</code>, which begins with a first app.</p>
  </section>`
}

function step({ title, commands, note }: Step): string {
  return `<div class="card">
    <h3>${escapeHtml(title)}</h3>
    <pre>${commands.map(escapeHtml).join('\n')}</pre>
    <p class="quiet">${note}</p>
  </div>`
}

// @ts-check
import { connect } from '/assets/client/client.js'
import { find } from '/assets/shared/elements.js'
import { ask } from './ask.js'

/** How long a name must rest before the page follows another counter, in milliseconds. */
const rest = 250
/** It is the reader's own server, so it may be asked more often than the client would. */
const askAgain = 1_000

const form = find('counter', HTMLFormElement)
const nameField = find('counter-name', HTMLInputElement)
const status = find('counter-status', HTMLElement)
const problem = find('counter-problem', HTMLElement)

/** @typedef {{ state: { value: number }, calls: {} }} Counter */
/** @type {import('/assets/client/client.js').LiveObject<Counter> | undefined} */
let counter
let followed = ''
/** @type {number | undefined} */
let timer
/** What it was when the server went away. @type {number | undefined} */
let before
let wasGone = false

function follow() {
  clearTimeout(timer)
  const name = nameField.value.trim()
  if (!name || name === followed) return
  counter?.close()
  followed = name
  wasGone = false
  const opened = connect(`/counter/${encodeURIComponent(name)}/live`)
  counter = opened
  opened.subscribe(() => {
    if (opened === counter) show()
  })
  find('counter-path', HTMLElement).textContent = encodeURIComponent(name)
  show()
}

function show() {
  if (!counter) return
  const value = counter.getSnapshot()?.value
  find('counter-value', HTMLElement).textContent = String(value ?? '…')
  if (counter.status === 'stale' && !wasGone) {
    wasGone = true
    before = value
  }
  const text = statusText(counter.status, value)
  // It is read out, so it is left alone unless it says something else.
  if (status.textContent !== text) status.textContent = text
  status.dataset.status = counter.status
  if (counter.status === 'live') problem.textContent = ''
}

/** @param {string} now @param {number | undefined} value */
function statusText(now, value) {
  if (now === 'closed') return counter?.error?.message ?? 'Closed'
  if (now === 'connecting') return 'Connecting…'
  if (now === 'stale') return 'Gone. Start the server again with npm start.'
  if (!wasGone) return 'Connected'
  return value === before ? `Back, still ${value}` : `Back, now ${value}`
}

form.addEventListener('submit', async (event) => {
  event.preventDefault()
  follow()
  // The connection shows the new value, as it does after a call from elsewhere.
  const answer = await ask(`/api/counter/${encodeURIComponent(followed)}`, { method: 'POST' })
  problem.textContent = answer.problem ?? ''
})

nameField.addEventListener('input', () => {
  clearTimeout(timer)
  timer = setTimeout(follow, rest)
})

setInterval(() => {
  if (counter && counter.status !== 'live' && counter.status !== 'closed') counter.reconnect()
}, askAgain)

follow()

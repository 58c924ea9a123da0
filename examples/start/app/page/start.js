// @ts-check
import { create, find } from '/assets/shared/elements.js'

/** How many results a card keeps. */
const kept = 5

/** @param {HTMLFormElement} form @param {string} name */
function field(form, name) {
  const element = form.elements.namedItem(name)
  const kinds = [HTMLInputElement, HTMLSelectElement, HTMLTextAreaElement]
  for (const kind of kinds) if (element instanceof kind) return element
  throw new Error(`The form has no field ${name}`)
}

/**
 * The JSON of the answer, or the reason why there is none.
 *
 * @param {string} url
 * @param {RequestInit} [init]
 * @returns {Promise<{ body?: any, problem?: string }>}
 */
async function ask(url, init) {
  try {
    const response = await fetch(url, init)
    const body = await response.json()
    if (response.ok) return { body }
    const { code, message = `The server answered ${response.status}` } = body.error ?? {}
    return { problem: code ? `${code}\n${message}` : message }
  } catch {
    return { problem: 'The server does not answer. Start it again with npm start.' }
  }
}

for (const form of document.querySelectorAll('form.try')) {
  if (form instanceof HTMLFormElement) prepare(form)
}

/** @param {HTMLFormElement} form */
function prepare(form) {
  const method = field(form, 'method')
  const args = field(form, 'args')
  method.addEventListener('change', () => {
    const option = method instanceof HTMLSelectElement ? method.selectedOptions[0] : undefined
    args.value = option?.dataset.args ?? ''
  })
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const path = [form.dataset.object ?? '', field(form, 'name').value, method.value]
    const url = `/api/try/${path.map(encodeURIComponent).join('/')}`
    const call = `${method.value}(${args.value})`
    const began = performance.now()
    const answer = await ask(url, { method: 'POST', body: `[${args.value}]` })
    show(form, { call, answer, took: performance.now() - began })
  })
}

/**
 * @param {HTMLFormElement} form
 * @param {{ call: string, answer: { body?: any, problem?: string }, took: number }} outcome
 */
function show(form, { call, answer, took }) {
  const list = form.parentElement?.querySelector('.results')
  if (!list) return
  const result = answer.problem ?? describe(answer.body.result)
  const time = create('small', '', `${took.toFixed(0)} ms`)
  const text = create('pre', answer.problem ? 'problem' : '', result)
  // It scrolls, so it must be reachable by keyboard.
  text.tabIndex = 0
  list.prepend(create('li', '', create('code', '', call), time, text))
  while (list.children.length > kept) list.lastElementChild?.remove()
}

/** @param {unknown} result */
function describe(result) {
  return result === undefined ? 'done' : JSON.stringify(result, null, 1)
}

const counter = find('counter', HTMLFormElement)
const counterName = field(counter, 'name')

/** @param {'GET' | 'POST'} method */
async function count(method) {
  const name = counterName.value.trim()
  if (!name) return
  find('counter-path', HTMLElement).textContent = encodeURIComponent(name)
  const { body, problem } = await ask(`/api/counter/${encodeURIComponent(name)}`, { method })
  find('counter-problem', HTMLElement).textContent = problem ?? ''
  // Another name may have been typed meanwhile.
  const isCurrent = body && counterName.value.trim() === name
  if (isCurrent) find('counter-value', HTMLElement).textContent = body.value
}

counter.addEventListener('submit', (event) => {
  event.preventDefault()
  count('POST')
})
counterName.addEventListener('input', () => count('GET'))
// Something else may count as well: another tab, curl, a job.
addEventListener('focus', () => count('GET'))
count('GET')

// @ts-check
import { create } from '/assets/shared/elements.js'
import { ask } from './ask.js'

/** How many results a card keeps. */
const kept = 5

for (const form of document.querySelectorAll('form.try')) {
  if (form instanceof HTMLFormElement) prepare(form)
}

/** @param {HTMLFormElement} form */
function prepare(form) {
  const method = form.querySelector('select')
  const name = form.querySelector('input')
  if (!method || !name) throw new Error('The form has no object or no method')
  const groups = [...form.querySelectorAll('fieldset')]
  method.addEventListener('change', () => {
    for (const group of groups) {
      group.hidden = group.dataset.method !== method.value
      group.disabled = group.hidden
    }
  })
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const group = groups.find(({ dataset }) => dataset.method === method.value)
    const args = group ? readArguments(group) : []
    if (!args) return
    const path = [form.dataset.object ?? '', name.value, method.value]
    const url = `/api/try/${path.map(encodeURIComponent).join('/')}`
    const call = `${method.value}(${args.map((value) => JSON.stringify(value)).join(', ')})`
    const began = performance.now()
    const answer = await ask(url, { method: 'POST', body: JSON.stringify(args) })
    show(form, { call, answer, took: performance.now() - began })
  })
}

/**
 * What the fields say, without the optional ones that are empty at the end; undefined if one of them is
 * wrong, which the browser then tells.
 *
 * @param {HTMLFieldSetElement} group
 * @returns {unknown[] | undefined}
 */
function readArguments(group) {
  /** @type {unknown[]} */
  const args = []
  /** @type {HTMLInputElement | HTMLTextAreaElement | undefined} */
  let leftOut
  for (const field of group.querySelectorAll('input, textarea')) {
    if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) continue
    if (field.value === '' && field.dataset.optional !== undefined) {
      leftOut ??= field
      continue
    }
    if (leftOut) return refuse(leftOut, 'Fill this one too, or leave those after it empty.')
    try {
      args.push(readField(field))
    } catch {
      return refuse(field, `${field.dataset.name} is JSON: "text", 5 or { "key": true }`)
    }
  }
  return args
}

/** @param {HTMLInputElement | HTMLTextAreaElement} field @returns {unknown} */
function readField({ value, dataset: { kind } }) {
  if (kind === 'text') return value
  return kind === 'number' ? Number(value) : JSON.parse(value)
}

/** @param {HTMLInputElement | HTMLTextAreaElement} field @param {string} why */
function refuse(field, why) {
  field.setCustomValidity(why)
  field.reportValidity()
  field.addEventListener('input', () => field.setCustomValidity(''), { once: true })
  return undefined
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

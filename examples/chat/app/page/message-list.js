// @ts-check
/** @import { ChatMessage } from '../protocol' */
import { create, createAvatar, find, withLinks } from './elements.js'

const list = find('messages', HTMLOListElement)
const scroll = find('scroll', HTMLElement)
const newest = find('newest', HTMLButtonElement)
const empty = find('empty', HTMLElement)

const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
const day = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' })
/** Messages of one person within this belong together. */
const together = 5 * 60 * 1000

/** @type {Map<number, ChatMessage>} */
const messages = new Map()
/** Sent and not come back yet. @type {Map<string, { user: string, text: string, reason?: string }>} */
const pending = new Map()
let me = ''

/** @param {string} user */
export function setMe(user) {
  me = user
  render()
}

/** The number of the last message that is here, 0 for none. */
export function lastNumber() {
  return Math.max(0, ...messages.keys())
}

/** The number of the first message that is here. */
export function firstNumber() {
  return Math.min(...messages.keys())
}

/** @returns {{ id: string, text: string }[]} */
export function waitingMessages() {
  return [...pending]
    .filter(([, { reason }]) => reason === undefined)
    .map(([id, { text }]) => ({ id, text }))
}

/** @param {readonly ChatMessage[]} added */
export function addMessages(added) {
  const news = added.filter(({ number }) => !messages.has(number))
  for (const message of added) {
    messages.set(message.number, message)
    pending.delete(message.id)
  }
  keepPlace(
    render,
    news.some(({ user }) => user !== me),
  )
}

/** Puts older messages above, without moving what is being read. @param {readonly ChatMessage[]} earlier */
export function addEarlier(earlier) {
  const height = scroll.scrollHeight
  for (const message of earlier) messages.set(message.number, message)
  render()
  scroll.scrollTop += scroll.scrollHeight - height
}

/** @param {{ id: string, user: string, text: string }} message */
export function addPending({ id, user, text }) {
  pending.set(id, { user, text })
  render()
  toNewest()
}

/** @param {string} id @param {string} reason */
export function refuse(id, reason) {
  const message = pending.get(id)
  if (!message) return
  message.reason = reason
  render()
}

/** A line of what happened, which is gone when the page is loaded again. @param {string} text */
export function addEvent(text) {
  keepPlace(() => list.append(create('li', 'event', text)), false)
}

export function toNewest() {
  scroll.scrollTop = scroll.scrollHeight
  newest.hidden = true
}

/** @param {() => void} change @param {boolean} tell Whether there is something to look at. */
function keepPlace(change, tell) {
  const isAtEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80
  change()
  if (isAtEnd) toNewest()
  else if (tell) newest.hidden = false
}

/** @type {Map<string, HTMLElement>} */
let rendered = new Map()

/** Keeps the elements of messages that are there already, so that they are not read out again. */
function render() {
  const sorted = [...messages.values()].sort((one, other) => one.number - other.number)
  /** @type {Map<string, HTMLElement>} */
  const next = new Map()
  const all = [
    ...sorted,
    ...[...pending].map(([id, message]) => ({
      id,
      number: Infinity,
      timestamp: Date.now(),
      ...message,
    })),
  ]
  all.forEach((message, index) => {
    const previous = all[index - 1]
    const isNewDay = !previous || day.format(previous.timestamp) !== day.format(message.timestamp)
    if (isNewDay) {
      const text = day.format(message.timestamp)
      next.set(text, rendered.get(text) ?? create('li', 'day', text))
    }
    const element = rendered.get(message.id) ?? createMessage(message)
    const follows = !isNewDay && belongTogether(previous, message)
    element.classList.toggle('own', message.user === me)
    element.classList.toggle('follows', follows)
    element.classList.toggle('continues', belongTogether(message, all[index + 1]))
    element.classList.toggle('pending', message.number === Infinity)
    const reason = pending.get(message.id)?.reason
    element.classList.toggle('refused', reason !== undefined)
    if (reason) element.title = reason
    next.set(message.id, element)
  })
  place(next)
  rendered = next
  empty.hidden = all.length > 0
}

/** @param {Map<string, HTMLElement>} elements */
function place(elements) {
  for (const [key, element] of rendered) if (!elements.has(key)) element.remove()
  /** @type {Element | null} */
  let cursor = list.firstElementChild
  for (const element of elements.values()) {
    while (cursor?.classList.contains('event')) cursor = cursor.nextElementSibling
    if (cursor === element) cursor = cursor.nextElementSibling
    else list.insertBefore(element, cursor)
  }
}

/**
 * @param {{ user: string, timestamp: number } | undefined} one
 * @param {{ user: string, timestamp: number } | undefined} other
 */
function belongTogether(one, other) {
  if (!one || !other || one.user !== other.user) return false
  return other.timestamp - one.timestamp < together
}

/** @param {{ id: string, user: string, text: string, timestamp: number }} message */
function createMessage({ id, user, text, timestamp }) {
  const when = document.createElement('time')
  when.dateTime = new Date(timestamp).toISOString()
  when.append(time.format(timestamp))
  const element = create(
    'li',
    'message new',
    createAvatar(user),
    create('p', 'author', create('span', user === me ? 'hidden' : '', user), when),
    create('p', 'bubble', ...withLinks(text)),
  )
  element.dataset.id = id
  return element
}

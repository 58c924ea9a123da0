// @ts-check
/** @import { ChatMessage } from '../message' */
import { create, createAvatar, find, withLinks } from '/assets/shared/elements.js'
import * as outbox from './outbox.js'

/** @typedef {Pick<ChatMessage, 'id' | 'user' | 'text' | 'timestamp'> & { number?: number, reason?: string }} Shown */

const list = find('messages', HTMLOListElement)
const scroll = find('scroll', HTMLElement)
const newest = find('newest', HTMLButtonElement)
const empty = find('empty', HTMLElement)

const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' })
const day = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' })
/** Messages that one person sends within this time belong together. */
const together = 5 * 60 * 1000

/** @type {Map<number, ChatMessage>} */
const messages = new Map()
/** The names under which this browser has sent messages. @type {Set<string>} */
let own = new Set()

/** @param {Iterable<string>} names */
export function setOwnNames(names) {
  own = new Set(names)
  render()
}

/** The number of the first message that is here. */
export function firstNumber() {
  return Math.min(...messages.keys())
}

/**
 * Shows the latest messages, and keeps those that are here already.
 *
 * @param {readonly ChatMessage[]} latest
 */
export function showLatest(latest) {
  const first = latest[0]?.number ?? 0
  const last = Math.max(0, ...messages.keys())
  // After a long time away some are missing in between; they are loaded on request.
  if (first > last + 1) messages.clear()
  const news = latest.filter(({ number }) => !messages.has(number))
  if (news.length === 0 && rendered.size > 0) return []
  for (const message of news) {
    messages.set(message.number, message)
    outbox.remove(message.id)
  }
  keepPlace(
    render,
    news.some(({ user }) => !own.has(user)),
  )
  return news
}

/** Adds older messages above without moving the visible ones. @param {readonly ChatMessage[]} earlier */
export function addEarlier(earlier) {
  const height = scroll.scrollHeight
  for (const message of earlier) messages.set(message.number, message)
  render()
  scroll.scrollTop += scroll.scrollHeight - height
}

/** @param {{ id: string, user: string, text: string }} message */
export function addUnsent(message) {
  outbox.add(message)
  render()
  toNewest()
}

/** The room has this message. @param {string} id */
export function sent(id) {
  outbox.remove(id)
  keepPlace(render, false)
}

/** @param {string} id @param {string} reason */
export function refuse(id, reason) {
  outbox.refuse(id, reason)
  keepPlace(render, false)
}

/** A line about an event, which is gone when the page is reloaded. @param {string} text */
export function addEvent(text) {
  keepPlace(() => list.append(create('li', 'event', text)), false)
}

export function toNewest() {
  scroll.scrollTop = scroll.scrollHeight
  newest.hidden = true
}

scroll.addEventListener('scroll', () => {
  if (isAtEnd()) newest.hidden = true
})
// A smaller window or a growing message field must not cover the last message.
new ResizeObserver(() => {
  if (wasAtEnd) toNewest()
}).observe(scroll)
let wasAtEnd = true

function isAtEnd() {
  wasAtEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80
  return wasAtEnd
}

/** @param {() => void} change @param {boolean} tell Whether there is something new to see. */
function keepPlace(change, tell) {
  const stays = isAtEnd()
  change()
  if (stays) toNewest()
  else if (tell) newest.hidden = false
}

/** @type {Map<string, HTMLElement>} */
let rendered = new Map()

/** Keeps the elements of existing messages, so that screen readers do not read them again. */
function render() {
  const sorted = [...messages.values()].sort((one, other) => one.number - other.number)
  /** @type {Shown[]} */
  const shown = [...sorted, ...outbox.all()]
  /** @type {Map<string, HTMLElement>} */
  const next = new Map()
  shown.forEach((message, index) => {
    const previous = shown[index - 1]
    const isNewDay = !previous || day.format(previous.timestamp) !== day.format(message.timestamp)
    if (isNewDay) {
      const text = day.format(message.timestamp)
      next.set(text, rendered.get(text) ?? create('li', 'day', text))
    }
    const element = rendered.get(message.id) ?? createMessage(message)
    element.classList.toggle('own', own.has(message.user))
    element.classList.toggle('follows', !isNewDay && belongTogether(previous, message))
    element.classList.toggle('continues', belongTogether(message, shown[index + 1]))
    showProgress(element, message)
    next.set(message.id, element)
  })
  place(next)
  rendered = next
  empty.hidden = shown.length > 0
}

/** @param {HTMLElement} element @param {Shown} message */
function showProgress(element, { number, reason }) {
  element.classList.toggle('pending', number === undefined)
  element.classList.toggle('refused', reason !== undefined)
  const note = number !== undefined ? '' : reason === undefined ? 'Sending…' : `Not sent: ${reason}`
  const line = element.querySelector('.progress')
  if (line && line.textContent !== note) line.textContent = note
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

/** @param {Shown | undefined} one @param {Shown | undefined} other */
function belongTogether(one, other) {
  if (!one || !other || one.user !== other.user) return false
  return other.timestamp - one.timestamp < together
}

/** @param {Shown} message */
function createMessage({ id, user, text, timestamp }) {
  const when = document.createElement('time')
  when.dateTime = new Date(timestamp).toISOString()
  when.append(time.format(timestamp))
  const bubble = create('p', 'bubble', ...withLinks(text))
  bubble.dir = 'auto'
  const element = create(
    'li',
    'message new',
    createAvatar(user),
    create('p', 'author', create('bdi', '', user), when),
    bubble,
    create('p', 'progress'),
  )
  element.dataset.id = id
  return element
}

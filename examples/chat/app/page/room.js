// @ts-check
/** @import { LiveError, LiveObject } from '@cloudwerk/client' */
/** @import { ChatMessage, Room } from '../message' */
import { connect } from '/assets/client/client.js'
import { find } from '/assets/shared/elements.js'
import { createId, followName, place, showLiveStatus } from '/assets/shared/frame.js'
import * as list from './message-list.js'
import * as outbox from './outbox.js'
import * as people from './people.js'

const earlier = find('earlier', HTMLButtonElement)
const composer = find('composer', HTMLFormElement)
const text = find('text', HTMLTextAreaElement)

/** How long somebody counts as typing after the last sign of it. */
const typingFor = 4_000

let me = ''
let isTyping = false
/** @type {number | undefined} */
let typingEnds
let unread = 0
let isSending = false
/** Whether the first message of the room is here. */
let isComplete = false

/** @type {LiveObject<Room>} */
const room = connect(`/room/${encodeURIComponent(place)}/live`)
room.subscribe(show)

followName((name) => {
  setMe(name)
  tellOthers()
  show()
  text.focus()
})

/** Written before the page was reloaded. */
sendWaiting()

/** The room knows its visitors by name; messages under a former name stay theirs. @param {string} name */
function setMe(name) {
  me = name
  /** @type {string[]} */
  const former = JSON.parse(localStorage.getItem('former-names') ?? '[]')
  const names = [me, ...former.filter((other) => other !== me)].slice(0, 10)
  localStorage.setItem('former-names', JSON.stringify(names))
  list.setOwnNames(names)
}

function tellOthers() {
  room.setPresence({ name: me, typing: isTyping })
}

function show() {
  showLiveStatus(room.status)
  people.show(room, me)
  const messages = room.getSnapshot()?.messages
  if (!messages) return
  const news = list.showLatest(messages)
  earlier.hidden = isComplete || list.firstNumber() <= 1
  const others = news.filter(({ user }) => user !== me)
  if (document.hidden && others.length > 0) showUnread(unread + others.length)
}

/**
 * One after the other, so that they keep their order. The room recognises those that it has by their id,
 * so one can be sent again.
 */
async function sendWaiting() {
  if (isSending) return
  isSending = true
  for (let next = outbox.waiting()[0]; next; next = outbox.waiting()[0]) {
    try {
      await room.calls.say(next.id, next.user, next.text)
      list.sent(next.id)
    } catch (error) {
      const { code, message } = /** @type {LiveError} */ (error)
      const isWorthAnother = ['NOT_CONNECTED', 'UNKNOWN_OUTCOME', 'BUSY'].includes(code)
      if (isWorthAnother) await new Promise((resolve) => setTimeout(resolve, 1_000))
      else list.refuse(next.id, message)
    }
  }
  isSending = false
}

/** @param {number} count */
function showUnread(count) {
  unread = count
  document.title = count === 0 ? place : `(${count}) ${place}`
}

document.addEventListener('visibilitychange', () => {
  if (!document.hidden) showUnread(0)
})

composer.addEventListener('submit', (event) => {
  event.preventDefault()
  const content = text.value.trim()
  if (!content) return
  const id = createId()
  list.addUnsent({ id, user: me, text: content })
  sendWaiting()
  text.value = ''
  setTyping(false)
  text.focus()
})

text.addEventListener('keydown', (event) => {
  // While an input method composes a character, Enter selects it.
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
  event.preventDefault()
  composer.requestSubmit()
})

text.addEventListener('input', () => setTyping(text.value !== ''))

/** @param {boolean} next */
function setTyping(next) {
  clearTimeout(typingEnds)
  if (next) typingEnds = setTimeout(() => setTyping(false), typingFor)
  if (next === isTyping) return
  isTyping = next
  tellOthers()
}

find('newest', HTMLButtonElement).addEventListener('click', () => {
  list.toNewest()
  text.focus()
})

earlier.addEventListener('click', async () => {
  earlier.disabled = true
  try {
    const response = await fetch(`${location.pathname}/messages?before=${list.firstNumber()}`)
    if (!response.ok) return
    /** @type {{ messages: ChatMessage[], hasEarlier: boolean }} */
    const { messages, hasEarlier } = await response.json()
    isComplete = !hasEarlier
    list.addEarlier(messages)
    earlier.hidden = isComplete
  } catch {
    // The bar shows that there is no connection; the button stays for another try.
  } finally {
    earlier.disabled = false
  }
})

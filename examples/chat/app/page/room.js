// @ts-check
/** @import { ChatMessage, FromPage, FromRoom } from '../protocol' */
import { openConnection } from '/assets/shared/connection.js'
import { find } from '/assets/shared/elements.js'
import {
  askName,
  createId,
  place,
  showPeople,
  showStatus,
  socketUrl,
} from '/assets/shared/frame.js'
import * as list from './message-list.js'
import * as outbox from './outbox.js'

const earlier = find('earlier', HTMLButtonElement)
const composer = find('composer', HTMLFormElement)
const text = find('text', HTMLTextAreaElement)

/** How long somebody counts as typing after the last sign of it. */
const typingFor = 4_000

let me = ''
/** @type {string[]} */
let online = []
/** @type {ReturnType<typeof openConnection<FromRoom, FromPage>> | undefined} */
let connection
/** Who is typing, and the timer that ends it. @type {Map<string, number>} */
const typing = new Map()
let saidTyping = 0
let unread = 0

askName((name) => {
  setMe(name)
  if (connection) connection.send({ type: 'rename', name })
  else connection = openConnection({ url, onMessage: receive, onStatus: showStatus })
  text.focus()
})

/** The room knows its visitors by name; messages under a former name stay theirs. @param {string} name */
function setMe(name) {
  me = name
  /** @type {string[]} */
  const former = JSON.parse(localStorage.getItem('former-names') ?? '[]')
  const names = [me, ...former.filter((other) => other !== me)].slice(0, 10)
  localStorage.setItem('former-names', JSON.stringify(names))
  list.setOwnNames(names)
}

function url() {
  const parameters = { username: me, since: String(list.lastNumber()) }
  return socketUrl(`/room/${encodeURIComponent(place)}/socket`, parameters)
}

/** @param {FromRoom} message */
function receive(message) {
  switch (message.type) {
    case 'history':
      if (message.user !== me) setMe(message.user)
      list.addMessages(message.messages)
      if (message.hasEarlier) earlier.hidden = false
      setOnline(message.online)
      // Written while there was no connection. The room recognises messages that it has by their id.
      for (const { id, text } of outbox.waiting()) connection?.send({ type: 'message', id, text })
      break
    case 'message':
      showTyping(message.user, false)
      list.addMessages([message])
      if (message.user !== me && document.hidden) showUnread(unread + 1)
      break
    case 'join':
    case 'leave':
      setOnline(message.online)
      if (message.user !== me)
        list.addEvent(`${message.user} ${message.type === 'join' ? 'joined' : 'left'}`)
      break
    case 'renamed': {
      // Each tab of a person reports it; showing it once is enough.
      const isNews = message.from !== message.user && !online.includes(message.user)
      setOnline(message.online)
      if (isNews) list.addEvent(`${message.from} is now ${message.user}`)
      break
    }
    case 'typing':
      showTyping(message.user, message.typing)
      break
    case 'refused':
      if (message.id) list.refuse(message.id, message.reason)
      break
  }
}

/** @param {string[]} names */
function setOnline(names) {
  online = names
  showPeople(online.map((name) => ({ name, note: name === me ? '(you)' : '' })))
  for (const user of typing.keys()) if (!online.includes(user)) showTyping(user, false)
}

/** @param {string} user @param {boolean} isTyping */
function showTyping(user, isTyping) {
  clearTimeout(typing.get(user))
  typing.delete(user)
  if (isTyping && user !== me)
    typing.set(
      user,
      setTimeout(() => showTyping(user, false), typingFor),
    )
  const users = [...typing.keys()]
  const others =
    users.length > 2
      ? `${users.length} people are`
      : `${users.join(' and ')} ${users.length === 1 ? 'is' : 'are'}`
  find('typing', HTMLElement).textContent = users.length === 0 ? '' : `${others} typing…`
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
  connection?.send({ type: 'message', id, text: content })
  text.value = ''
  saidTyping = 0
  text.focus()
})

text.addEventListener('keydown', (event) => {
  // While an input method composes a character, Enter selects it.
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
  event.preventDefault()
  composer.requestSubmit()
})

text.addEventListener('input', () => {
  const isTyping = text.value !== ''
  if (isTyping && Date.now() - saidTyping < typingFor / 2) return
  saidTyping = isTyping ? Date.now() : 0
  connection?.send({ type: 'typing', typing: isTyping })
})

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
    list.addEarlier(messages)
    earlier.hidden = !hasEarlier
  } catch {
    // The bar shows that there is no connection; the button stays for another try.
  } finally {
    earlier.disabled = false
  }
})

// @ts-check
/** @import { ChatMessage, FromRoom } from '../protocol' */
import { openConnection } from './connection.js'
import { create, createAvatar, find } from './elements.js'
import * as list from './message-list.js'

const room = decodeURIComponent(location.pathname.split('/')[2] ?? '')
const status = find('status', HTMLElement)
const people = find('people', HTMLElement)
const toggle = find('people-toggle', HTMLButtonElement)
const earlier = find('earlier', HTMLButtonElement)
const typingLine = find('typing', HTMLElement)
const composer = find('composer', HTMLFormElement)
const text = find('text', HTMLTextAreaElement)
const introduction = find('introduction', HTMLDialogElement)
const nameForm = find('name-form', HTMLFormElement)
const nameField = find('name', HTMLInputElement)

const statusTexts = { connecting: 'Connecting…', open: 'Connected', waiting: 'Reconnecting…' }
/** How long somebody counts as typing without another sign of it. */
const typingFor = 4_000

let me = localStorage.getItem('chat-name') ?? ''
/** @type {ReturnType<typeof openConnection> | undefined} */
let connection
/** Who is typing, and the timer that ends it. @type {Map<string, number>} */
const typing = new Map()
let saidTyping = 0

document.title = room
find('title', HTMLElement).textContent = room
if (me) join()
else introduction.showModal()

function join() {
  if (connection) return connection.restart()
  connection = openConnection({
    url: socketUrl,
    onMessage: receive,
    onStatus(next) {
      status.textContent = statusTexts[next]
      status.dataset.status = next
    },
  })
}

function socketUrl() {
  const url = new URL(`/room/${encodeURIComponent(room)}/socket`, location.href)
  url.protocol = url.protocol.replace('http', 'ws')
  url.searchParams.set('username', me)
  url.searchParams.set('since', String(list.lastNumber()))
  return url.href
}

/** `randomUUID` is not there on pages without TLS. */
function createId() {
  const numbers = crypto.getRandomValues(new Uint32Array(4))
  return [...numbers].map((number) => number.toString(36)).join('-')
}

/** @param {FromRoom} message */
function receive(message) {
  switch (message.type) {
    case 'history':
      me = message.user
      find('me', HTMLElement).textContent = me
      list.setMe(me)
      list.addMessages(message.messages)
      if (message.hasEarlier) earlier.hidden = false
      showPeople(message.online)
      // What was written while the connection was away. The room knows those it has by their id.
      for (const waiting of list.waitingMessages())
        connection?.send({ type: 'message', ...waiting })
      break
    case 'message':
      showTyping(message.user, false)
      list.addMessages([message])
      break
    case 'join':
    case 'leave':
      showPeople(message.online)
      showTyping(message.user, false)
      if (message.user !== me)
        list.addEvent(`${message.user} ${message.type === 'join' ? 'joined' : 'left'}`)
      break
    case 'typing':
      showTyping(message.user, message.typing)
      break
    case 'refused':
      if (message.id) list.refuse(message.id, message.reason)
      break
  }
}

/** @param {string[]} online */
function showPeople(online) {
  find('people-count', HTMLElement).textContent = String(online.length)
  find('people-list', HTMLElement).replaceChildren(
    ...online.map((user) =>
      create('li', '', createAvatar(user), user === me ? `${user} (you)` : user),
    ),
  )
  for (const user of typing.keys()) if (!online.includes(user)) showTyping(user, false)
}

/** @param {string} user @param {boolean} isTyping */
function showTyping(user, isTyping) {
  clearTimeout(typing.get(user))
  if (isTyping)
    typing.set(
      user,
      setTimeout(() => showTyping(user, false), typingFor),
    )
  else typing.delete(user)
  const users = [...typing.keys()]
  const others =
    users.length > 2
      ? `${users.length} people are`
      : `${users.join(' and ')} ${users.length === 1 ? 'is' : 'are'}`
  typingLine.textContent = users.length === 0 ? '' : `${others} typing…`
}

composer.addEventListener('submit', (event) => {
  event.preventDefault()
  const content = text.value.trim()
  if (!content) return
  const id = createId()
  list.addPending({ id, user: me, text: content })
  connection?.send({ type: 'message', id, text: content })
  text.value = ''
  saidTyping = 0
  text.focus()
})

text.addEventListener('keydown', (event) => {
  // While an input method composes a character, Enter chooses it.
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

nameForm.addEventListener('submit', () => {
  me = nameField.value.trim()
  localStorage.setItem('chat-name', me)
  join()
  text.focus()
})

introduction.addEventListener('close', () => {
  // Without a name there is nobody to be in the room.
  if (!me) introduction.showModal()
})

find('rename', HTMLButtonElement).addEventListener('click', () => {
  nameField.value = me
  introduction.showModal()
  nameField.select()
})

find('newest', HTMLButtonElement).addEventListener('click', list.toNewest)

earlier.addEventListener('click', async () => {
  earlier.disabled = true
  try {
    const response = await fetch(`${location.pathname}/messages?before=${list.firstNumber()}`)
    /** @type {{ messages: ChatMessage[], hasEarlier: boolean }} */
    const { messages, hasEarlier } = await response.json()
    list.addEarlier(messages)
    earlier.hidden = !hasEarlier
  } finally {
    earlier.disabled = false
  }
})

toggle.addEventListener('click', () => showPanel(!people.classList.contains('open')))
document.addEventListener('keydown', ({ key }) => {
  if (key === 'Escape') showPanel(false)
})

/** @param {boolean} open */
function showPanel(open) {
  people.classList.toggle('open', open)
  toggle.setAttribute('aria-expanded', String(open))
}

import { connect } from '@cloudwerk/client'
import type { Message } from '../app/message.ts'
import { find, sayWhoIsHere, words } from './elements.ts'

// A room for each address: /?room=kitchen
const place = new URLSearchParams(location.search).get('room') ?? 'lobby'
find('room').textContent = document.title = place

const name = find<HTMLInputElement>('name')
const text = find<HTMLInputElement>('text')
const list = find('messages')
const status = find('status')
localStorage.name ??= `Guest ${Math.floor(Math.random() * 900) + 100}`
name.value = localStorage.name

const room = connect<'ChatRoom'>(`/rooms/${encodeURIComponent(place)}/live`, {
  optimistic: {
    say(state, user, text) {
      state.messages.push({ user, text, timestamp: 0 })
    },
  },
})
room.setPresence({ name: name.value })
room.subscribe(show)

/** A message that did not change is the same object, and so has its line already. */
const lines = new WeakMap<Message, HTMLLIElement>()

function show(): void {
  const messages = room.getSnapshot()?.messages ?? []
  const shown = list.childElementCount
  list.replaceChildren(...messages.map(lineOf))
  if (list.childElementCount > shown) list.lastElementChild?.scrollIntoView()
  status.textContent = room.error?.message ?? words[room.status]
  find('people').textContent = sayWhoIsHere(room.others, room.otherCount)
}

function lineOf(message: Message): HTMLLIElement {
  const known = lines.get(message)
  if (known) return known
  const line = document.createElement('li')
  line.classList.toggle('own', message.user === name.value)
  line.classList.toggle('pending', message.timestamp === 0)
  const user = document.createElement('b')
  user.textContent = message.user
  line.append(user, message.text)
  lines.set(message, line)
  return line
}

name.addEventListener('change', () => {
  localStorage.name = name.value
  room.setPresence({ name: name.value })
})

find('form').addEventListener('submit', (event) => {
  event.preventDefault()
  if (!text.value.trim()) return
  room.calls.say(name.value, text.value).catch((error: Error) => {
    status.textContent = `It was not sent: ${error.message}`
  })
  text.value = ''
})

text.focus()

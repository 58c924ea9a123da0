import { liveStore } from '@cloudwerk/client/svelte'
import { get, type Readable } from 'svelte/store'
import { optimistic, page, type Room, rendered, url } from './page.ts'

const roomAt = liveStore<Room>({ optimistic })

/** As `$store` in a component does. */
function show<Value>(name: string, store: Readable<Value>, text: (value: Value) => unknown) {
  const element = document.body.appendChild(document.createElement(elements[name] as string))
  element.id = name === 'messages' ? 'texts' : name
  const stop = store.subscribe((value) => {
    rendered(name)
    element.textContent = String(text(value) ?? '')
  })
  return () => {
    stop()
    element.remove()
  }
}

const elements: Record<string, string> = { title: 'h1', messages: 'p', all: 'output' }
let shown: (() => void)[] = []

page.toggle = (isShown) => {
  for (const stop of shown) stop()
  shown = isShown ? showAll() : []
}
page.toggle(true)

function showAll(): (() => void)[] {
  const room = roomAt(url)
  page.say = (text) => void get(room).calls.say(text)
  const texts = roomAt(
    url,
    (state) => state.messages.map(({ text }) => text),
    (one, other) => one.join() === other.join(),
  )
  return [
    show(
      'title',
      roomAt(url, (state) => state.title),
      (title) => title,
    ),
    show('messages', texts, (list) => list?.join()),
    show('all', room, ({ state, status, others }) =>
      [state?.ticks, status, others.length, ''].join(),
    ),
  ]
}

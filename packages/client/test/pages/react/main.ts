import { liveHook } from '@cloudwerk/client/react'
import { createElement as h, StrictMode, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { optimistic, page, type Room, rendered, textsOf, url } from '../page.ts'

const useRoom = liveHook<Room>({ optimistic })

function Title() {
  const title = useRoom(url, (state) => state.title)
  rendered('title')
  return h('h1', {}, title)
}

function Messages() {
  // Another list each time, which is the same by its texts.
  const texts = useRoom(
    url,
    (state) => state.messages.map(({ text }) => text),
    (one, other) => one.join() === other.join(),
  )
  rendered('messages')
  return h('p', { id: 'texts' }, texts?.join())
}

function Ticks() {
  const { state, status, others, calls } = useRoom(url)
  const [error, setError] = useState('')
  rendered('all')
  page.say = (text) => {
    calls.say(text).catch(({ code }) => setError(code))
  }
  // Both at once, or the guess would be there beside the error for a moment.
  seen.push([textsOf(state), error].join('|'))
  return h('output', {}, [state?.ticks, status, others.length, error].join())
}

const seen: string[] = []
Object.assign(window, { seen })

function App() {
  const [isShown, setShown] = useState(true)
  page.toggle = setShown
  return isShown && [Title, Messages, Ticks].map((part) => h(part, { key: part.name }))
}

createRoot(document.body).render(h(StrictMode, {}, h(App)))

import { liveHook } from '@cloudwerk/client/solid'
import { createMemo, createSignal, type JSX } from 'solid-js'
import { createComponent, insert, render, template } from 'solid-js/web'
import { optimistic, page, type Room, rendered, url } from '../page.ts'

// What Solid's compiler makes of JSX: { } in an element is an `insert` with a function.

const useRoom = liveHook<Room>({ optimistic })
const titleElement = template('<h1>')
const textsElement = template('<p id=texts>')
const ticksElement = template('<output>')

function Title(): JSX.Element {
  const title = useRoom(url, (state) => state.title)
  const element = titleElement()
  insert(element, () => shown('title', title()))
  return element
}

function Messages(): JSX.Element {
  const texts = useRoom(
    url,
    (state) => state.messages.map(({ text }) => text),
    (one, other) => one.join() === other.join(),
  )
  const element = textsElement()
  insert(element, () => shown('messages', texts()?.join()))
  return element
}

function Ticks(): JSX.Element {
  const room = useRoom(() => url)
  page.say = (text) => void room().calls.say(text)
  const element = ticksElement()
  insert(element, () => {
    const { state, status, others } = room()
    return shown('all', [state?.ticks, status, others.length, ''].join())
  })
  return element
}

function shown<Value>(name: string, value: Value): Value {
  rendered(name)
  return value
}

const [isShown, setShown] = createSignal(true)
page.toggle = setShown

function App(): JSX.Element {
  const parts = () => [Title, Messages, Ticks].map((part) => createComponent(part, {}))
  return createMemo(() => isShown() && parts()) as unknown as JSX.Element
}

render(() => createComponent(App, {}), document.body)

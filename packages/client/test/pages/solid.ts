import { liveHook } from '@cloudwerk/client/solid'
import { createEffect, createSignal } from 'solid-js'
import { createComponent, render } from 'solid-js/web'
import { optimistic, page, type Room, rendered, url } from './page.ts'

const useRoom = liveHook<Room>({ optimistic })

function part(name: string, tag: string, text: () => string | undefined): Element {
  const element = document.createElement(tag)
  createEffect(() => {
    rendered(name)
    element.textContent = text() ?? ''
  })
  return element
}

function Shown(): Element[] {
  const title = useRoom(url, (state) => state.title)
  const texts = useRoom(
    url,
    (state) => state.messages.map(({ text }) => text),
    (one, other) => one.join() === other.join(),
  )
  const room = useRoom(() => url)
  page.say = (text) => void room().calls.say(text)
  const list = part('messages', 'p', () => texts()?.join())
  list.id = 'texts'
  return [
    part('title', 'h1', title),
    list,
    part('all', 'output', () => {
      const { state, status, others } = room()
      return [state?.ticks, status, others.length, ''].join()
    }),
  ]
}

const [isShown, setShown] = createSignal(true)
page.toggle = setShown
// What Solid's compiler makes of a condition in JSX, which its types do not know.
const content = (() => isShown() && createComponent(Shown, {})) as unknown as Element
render(() => content, document.body)

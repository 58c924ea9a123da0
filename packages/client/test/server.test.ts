import { createElement as h } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, it, vi } from 'vitest'
import { createSSRApp, h as vueElement } from 'vue'
import { renderToString as renderVue } from 'vue/server-renderer'
import { liveHook } from '../src/react.ts'
import { liveHook as solidHook } from '../src/solid.ts'
import { liveStore } from '../src/svelte.ts'
import { liveHook as vueHook } from '../src/vue.ts'
import type { Room } from './room.ts'

const url = '/room/lobby/live'
const view = { title: 'Lobby', messages: [{ user: 'bob', text: 'hi' }] }
const from = { view, label: ['e1', 3, 'all'] as const }
const place = { url, from }

/** What a framework renders with a view, and without one. */
const rendered: [string, (at: string | typeof place) => string | Promise<string>][] = [
  [
    'react',
    (at) => {
      const useRoom = liveHook<Room>()
      const Title = () => {
        const { state, status } = useRoom(at)
        return h(
          'p',
          {},
          `${state?.messages[0]?.text} ${useRoom(at, ({ title }) => title)} ${status}`,
        )
      }
      return renderToString(h(Title))
    },
  ],
  [
    'vue',
    (at) => {
      const roomAt = vueHook<Room>()
      const setup = () => {
        const [room, title] = [
          roomAt(at),
          roomAt(
            () => at,
            (state) => state.title,
          ),
        ]
        const text = () =>
          `${room.value.state?.messages[0]?.text} ${title.value} ${room.value.status}`
        return () => vueElement('p', text())
      }
      return renderVue(createSSRApp({ setup }))
    },
  ],
  [
    'svelte',
    (at) => {
      const roomAt = liveStore<Room>()
      let text = ''
      // As a component does on a server.
      roomAt(at).subscribe(({ state, status }) => {
        text = `${state?.messages[0]?.text} … ${status}`
      })()
      roomAt(at, ({ title }) => title).subscribe((title) => {
        text = text.replace('…', String(title))
      })()
      return `<p>${text}</p>`
    },
  ],
  [
    'solid',
    (at) => {
      const useRoom = solidHook<Room>()
      const [room, title] = [
        useRoom(at),
        useRoom(
          () => at,
          (state) => state.title,
        ),
      ]
      return `<p>${room().state?.messages[0]?.text} ${title()} ${room().status}</p>`
    },
  ],
]

it.each(rendered)('%s renders a view on a server, and connects to nothing', async (_, render) => {
  const socket = vi.spyOn(globalThis, 'WebSocket')
  expect(await render(place)).toBe('<p>hi Lobby connecting</p>')
  // Of the same address, for somebody else.
  expect(await render(url)).toBe('<p>undefined undefined connecting</p>')
  expect(socket).not.toHaveBeenCalled()
  socket.mockRestore()
})

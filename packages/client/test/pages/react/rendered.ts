import type { LiveSnapshot } from '@cloudwerk/client'
import { liveHook } from '@cloudwerk/client/react'
import { createElement as h, type ReactNode } from 'react'
import type { Room } from '../page.ts'

const url = '/room/lobby/live'
const useRoom = liveHook<Room>()

/** What a server renders and a page takes over, from the same view. */
export function Rendered({ from }: { from: LiveSnapshot<Room['state']> }): ReactNode {
  const { state, status } = useRoom({ url, from })
  const title = useRoom({ url, from }, (state) => state.title)
  return [
    h('h1', { key: 1 }, title),
    h('p', { key: 2 }, state?.messages.map(({ text }) => text).join()),
    h('output', { key: 3 }, `${state?.ticks},${status}`),
  ]
}

import type { LiveSnapshot } from '@cloudwerk/client'
import { createElement as h, StrictMode } from 'react'
import { hydrateRoot } from 'react-dom/client'
import type { Room } from '../page.ts'
import { Rendered } from './rendered.ts'

interface RenderedWindow {
  /** Of the server. */
  from: LiveSnapshot<Room['state']>
  /** Where the page has differed from what the server rendered. */
  differences: string[]
  /** Takes over what the server has rendered. */
  hydrate(): void
}

const page = window as unknown as RenderedWindow
page.differences = []
page.hydrate = () => {
  hydrateRoot(
    document.querySelector('#root') as Element,
    h(StrictMode, {}, h(Rendered, { from: page.from })),
    { onRecoverableError: (error) => page.differences.push(String(error)) },
  )
}

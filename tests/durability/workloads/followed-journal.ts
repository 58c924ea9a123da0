import { expect } from 'vitest'
import { ReferenceClient } from '../../../packages/durable-object/test/state/harness/reference-client.ts'
import { connect } from '../client.ts'
import { createJournalLoad } from './journal.ts'
import type { Workload } from './workload.ts'

type Message = [kind: string, first: unknown, second: unknown, third: unknown]

/** A journal that a page looks at after each kill, which has to be told just what it missed. */
export function createFollowedLoad(className: string, name: string): Workload {
  const journal = createJournalLoad(className, name)
  const page = new Page()
  return {
    act: journal.act,
    async check(url) {
      await journal.check(url)
      const { placeOf, ...state } = await connect(url, className, name).call<{
        placeOf: [string, number][]
      }>('read')
      await page.look(`${url.replace('http', 'ws')}/${className}/${name}/live`)
      expect(page.state).toEqual({ ...state, placeOf: new Map(placeOf) })
    },
  }
}

class Page {
  readonly #client = new ReferenceClient()
  #label: unknown[] | undefined

  get state(): unknown {
    return this.#client.view
  }

  /** Connects, is shown the state, and closes. */
  async look(address: string): Promise<void> {
    const socket = new WebSocket(address, 'cloudwerk.live.1')
    try {
      await new Promise<void>((resolve, reject) => {
        const hello = { client: '0'.repeat(32), ...(this.#label && { label: this.#label }) }
        socket.onopen = () => socket.send(JSON.stringify(['hello', hello]))
        socket.onclose = ({ code }) => reject(new Error(`The page was closed with ${code}.`))
        socket.onmessage = ({ data }) => {
          if (this.#hear(JSON.parse(data))) resolve()
        }
      })
    } finally {
      socket.onclose = null
      socket.close()
    }
  }

  /** Whether it shows what there is. */
  #hear([kind, first, second, third]: Message): boolean {
    if (kind === 'view') {
      if (this.#label) throw new Error('It is shown all again.')
      this.#client.show(JSON.stringify(second))
      this.#label = first as unknown[]
      return true
    }
    if (kind === 'frame') {
      const [epoch, , audience] = this.#label ?? []
      this.#label = [epoch, second, audience]
      this.#client.apply(JSON.stringify(third))
      return true
    }
    if (kind !== 'same') return false
    this.#label = first as unknown[]
    // A frame follows where it goes on from another instance.
    return this.#label[1] !== -1
  }
}

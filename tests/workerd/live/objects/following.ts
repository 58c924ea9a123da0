import { defineDurableObject } from '@cloudwerk/durable-object'
import { z } from 'zod'
import { gateOf } from '../../objects/gate.ts'
import { sleep } from '../../objects/sleep.ts'

interface Viewer {
  user: string
  admin?: boolean
}

/** For what happens around the state: coming back, events, presence, calls that are sent again. */
export const following = defineDurableObject({
  init: () => ({ title: 'first', count: 0, text: '', hidden: '' }),
  calls: { reads: ['get'], idempotent: ['setTitle'] },
  methods: {
    get() {
      return this.state.count
    },
    async add(amount: number) {
      this.state.count += amount
      return this.state.count
    },
    async addSlowly(amount: number) {
      await gateOf(this.id).pass()
      this.state.count += amount
      return this.state.count
    },
    setTitle(title: string) {
      this.state.title = title
    },
    hide(text: string) {
      this.state.hidden = text
    },
    fill(characters: number) {
      this.state.text = 'é'.repeat(characters)
    },
    async cheer(name: string) {
      this.state.title = name
      this.emit('cheer', { name })
      this.emit('secret', name, (viewer: Viewer) => viewer.admin === true)
      await sleep(1)
      this.state.count += 1
    },
    cheerAndFail(name: string) {
      this.emit('cheer', { name })
      throw new Error('on purpose')
    },
    kick(user: string) {
      this.state.title = `without ${user}`
      this.disconnect((viewer: Viewer) => viewer.user === user)
    },
    async forget() {
      await this.ctx.storage.deleteAll()
    },
    destroy() {
      this.ctx.destroy()
    },
  },
  live: {
    view: {
      title: true,
      count: true,
      text: true,
      hidden: { if: (viewer: Viewer) => viewer.admin === true },
    },
    calls: {
      get: [],
      add: [z.number()],
      addSlowly: [z.number()],
      setTitle: [z.string()],
      cheer: [z.string()],
    },
    presence: (viewer: Viewer) => ({ user: viewer.user }),
  },
})

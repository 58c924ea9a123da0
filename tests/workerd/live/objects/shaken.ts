import { defineDurableObject } from '@cloudwerk/durable-object'
import { z } from 'zod'
import { sleep } from '../../objects/sleep.ts'

interface Item {
  id: number
  text: string
  secret: string
}

/** What one handler does: changes, each of a kind with a number that says where. */
export interface Shake {
  changes: [kind: number, at: number][]
  /** In a handler that fails, everything says that it is undone. */
  fails: boolean
  /** Whether it waits between its changes. */
  waits: boolean
}

interface Kind {
  sqlite?: true
  /** Keeps what it changes instead of deriving something of it. */
  keeps?: true
}

/** Random handlers, for random pages. */
function shaken({ sqlite, keeps }: Kind) {
  return defineDurableObject({
    ...(sqlite && { sqlite }),
    init: () => ({
      title: 'first',
      count: 0,
      items: [] as Item[],
      tags: new Map<string, number>(),
      hidden: '',
      unseen: 0,
    }),
    helpers: {
      change([kind, at]: [number, number], says: string) {
        const { state } = this
        const index = at % Math.max(1, state.items.length)
        state.count += 1
        const item = { id: state.count, text: says, secret: `secret ${says}` }
        switch (kind % 12) {
          case 0:
          case 1:
            return void state.items.push(item)
          case 2:
            return void state.items.splice(index, 1, item)
          case 3:
            return void state.items.shift()
          case 4:
            return void state.items.reverse()
          case 5:
            return void state.items.sort((a, b) => (a.id % 7) - (b.id % 7))
          case 6:
            return void state.tags.set(`tag ${at % 5}`, state.count)
          case 7:
            return void state.tags.delete(`tag ${at % 5}`)
          case 8:
            state.title += says
            return
          case 9:
            state.hidden = says
            return
          case 10:
            state.items = state.items.filter((_, each) => each !== index)
            return
          default:
            if (state.items[index]) state.items[index].text = says
            state.unseen += 1
        }
      },
    },
    methods: {
      async shake({ changes, fails, waits }: Shake) {
        for (const change of changes) {
          this.change(change, fails ? 'undone' : `n${this.state.count}`)
          if (waits) await sleep(0)
          if (sqlite) this.ctx.sql.exec('SELECT 1')
        }
        this.emit('shaken', fails ? 'undone' : 'done')
        if (fails) throw new Error('on purpose')
      },
      shakeAtOnce({ changes, fails }: Shake) {
        for (const change of changes) this.change(change, fails ? 'undone' : `n${this.state.count}`)
        if (fails) throw new Error('on purpose')
      },
      async forget() {
        await this.ctx.storage.deleteAll()
      },
    },
    live: {
      view: {
        title: true,
        items: { last: 5, omit: ['secret'] },
        tags: true,
        hidden: { if: (viewer: { admin: boolean }) => viewer.admin },
      },
      calls: { shake: [z.any()], shakeAtOnce: [z.any()] },
      ...(keeps
        ? { history: '15m' }
        : {
            derive: (state: { items: Item[]; count: number }, viewer: { admin: boolean }) => ({
              length: state.items.length,
              ...(state.items[0] && { first: state.items[0].text }),
              ...(viewer.admin && { count: state.count }),
            }),
          }),
    },
  })
}

export const shakenWithSql = shaken({ sqlite: true })
export const shakenWithoutSql = shaken({})
export const shakenAndKeptWithSql = shaken({ sqlite: true, keeps: true })
export const shakenAndKept = shaken({ keeps: true })

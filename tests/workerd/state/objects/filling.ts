import { defineDurableObject } from '@cloudwerk/durable-object'
import * as z from 'zod'
import { sleep } from '../../objects/sleep.ts'

const pile = z.array(z.object({ name: z.string(), amount: z.number().min(0) }))

const schema = z.object({
  rooms: z.record(z.string(), z.array(z.string())),
  todo: pile,
  done: pile,
  bytes: z.custom<Uint8Array<ArrayBuffer>>((value) => value instanceof Uint8Array).optional(),
})

let kept: string[] | undefined

/** Assigns lists and objects to the state, and fills them afterwards. */
export const filling = defineDurableObject({
  schema,
  init: () => ({ rooms: {}, todo: [{ name: 'a', amount: 0 }], done: [] }),

  methods: {
    read() {
      return this.state
    },
    join(joins: [room: string, user: string][]) {
      for (const [room, user] of joins) {
        // biome-ignore lint/suspicious/noAssignInExpressions: as people write it
        ;(this.state.rooms[room] ??= []).push(user)
      }
      return this.state.rooms
    },
    async joinAcrossAwaits(room: string, users: string[]) {
      const list: string[] = []
      this.state.rooms[room] = list
      for (const user of users) {
        await sleep(1)
        list.push(user)
      }
      return list
    },
    count() {
      this.state.bytes ??= new Uint8Array(2)
      // biome-ignore lint/style/noNonNullAssertion: just set
      this.state.bytes[0]!++
      return [...this.state.bytes]
    },
    finish(name: string) {
      const task = this.state.todo.find((each) => each.name === name)
      if (!task) throw new Error('no such task')
      this.state.done.push(task)
      this.state.todo.splice(this.state.todo.indexOf(task), 1)
      task.amount += 1
    },
    fillAndThrow(room: string) {
      const list = ['x']
      this.state.rooms[room] = list
      list.push('y')
      throw new Error('undone')
    },
    fillBadly(amount: number) {
      const item = { name: 'bad', amount: 0 }
      this.state.todo.push(item)
      item.amount = amount
    },
    fillWithFunction() {
      const item: Record<string, unknown> = { name: 'x', amount: 1 }
      this.state.todo.push(item as never)
      item.run = () => 1
    },
    async savepoint() {
      const list = ['before']
      this.state.rooms.saved = list
      try {
        await this.transaction(async () => {
          list.push('within')
          await sleep(1)
          this.state.rooms.saved?.push('more')
          throw new Error('undone')
        })
      } catch {}
      list.push('after')
      return list
    },
    async transact() {
      const list = ['before']
      this.state.rooms.transacted = list
      await this.ctx.storage.transaction(async () => {
        list.push('within')
      })
      list.push('after')
    },
    async goOutside(room: string) {
      const list = ['mine']
      this.state.rooms[room] = list
      await this.outside(() => sleep(20))
      list.push('mine again')
      return list
    },
    async collect(room: string, count: number) {
      const list: string[] = []
      this.state.rooms[room] = list
      await Promise.all(
        Array.from({ length: count }, async (_, at) => {
          await this.outside(() => sleep(at))
          list.push(`${at}`)
        }),
      )
    },
    enter(room: string, user: string) {
      this.state.rooms[room]?.push(user)
    },
    async changeBoth(room: string) {
      const list = ['mine']
      this.state.rooms[room] = list
      await this.outside(async () => {
        await sleep(20)
        list.push('meanwhile')
      })
    },
    async loseIt(room: string) {
      const list = ['mine']
      this.state.rooms[room] = list
      await this.outside(() => sleep(20))
      list.push('into nothing')
    },
    remove(room: string) {
      delete this.state.rooms[room]
    },
    keep(room: string) {
      kept = []
      this.state.rooms[room] = kept
      kept.push('in time')
    },
    useKept() {
      kept?.push('too late')
    },
  },
})

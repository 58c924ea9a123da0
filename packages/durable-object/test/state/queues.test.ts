import fc from 'fast-check'
import { expect, it } from 'vitest'
import { LiveState } from '../../src/state/index.ts'
import { MemoryRows } from './harness/memory-rows.ts'
import { newScope } from './harness/scope.ts'

interface Queue {
  queue: string[]
}

const pageSize = 60

it('is equal to a plain queue after each commit', () => {
  const step = fc.record({ taken: fc.nat(4), sizes: fc.array(fc.nat(130), { maxLength: 3 }) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
      const rows = new MemoryRows()
      const model = Array.from({ length: 14 }, (_, at) => `first ${at}`)
      const live = LiveState.create(rows, { queue: model }, { pageSize })
      for (const [at, { taken, sizes }] of steps.entries()) {
        const { queue } = live.view(newScope()) as Queue
        for (let left = taken; left > 0; left--) expect(queue.shift()).toBe(model.shift())
        for (const size of sizes) {
          const text = `${at} `.padEnd(size, 'x')
          queue.push(text)
          model.push(text)
        }
        live.commit()
        expect(LiveState.load(rows, { pageSize })?.snapshot()).toEqual({ queue: model })
      }
    }),
    { numRuns: Number(process.env.RUNS ?? 300) },
  )
})

/** The first version left such a page as it was, and counted what it had cut off once more. */
it.each([
  ['[1,0,2147483650,4]', ['a', 'b', 'c', 'd']],
  ['[2,0,2147483650,4]', ['b', 'c', 'd']],
])('reads a first page that is cut off already, as the last row says: %s', (meta, items) => {
  const changes: ((queue: string[]) => unknown)[] = [
    (queue) => queue.shift(),
    (queue) => queue.push('e'.repeat(200)),
    (queue) => queue.splice(1, 1, 'new', 'new'),
    (queue) => Object.assign(queue, { 0: 'new' }),
    (queue) => queue.splice(0, 2),
  ]
  for (const first of changes) {
    for (const second of changes) {
      const rows = new MemoryRows()
      const tail = 2 ** 32 + 2 ** 31
      rows.rows.set(1, '[1,{"$":["o","queue",{"$":["c","a",1]}]}]')
      rows.rows.set(tail + 2, '[[0,0],"a","b","c"]')
      rows.rows.set(tail + 3, `[${meta},"d"]`)
      const model = items.slice()
      for (const change of [() => 0, first, second]) {
        const live = LiveState.load(rows, { pageSize }) as LiveState
        const { queue } = live.view(newScope()) as Queue
        change(queue)
        live.undo()
        change(queue)
        live.commit()
        change(model)
        expect(live.snapshot()).toEqual({ queue: model })
        expect(LiveState.load(rows, { pageSize })?.snapshot()).toEqual({ queue: model })
      }
    }
  }
})

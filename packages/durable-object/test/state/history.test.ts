import { expect, it } from 'vitest'
import { Changes } from '../../src/runtime/live/changes.ts'
import { History } from '../../src/runtime/live/history/history.ts'
import { HistoryRows } from '../../src/runtime/live/history/history-rows.ts'
import type { Label } from '../../src/runtime/live/read-message.ts'
import type { StateRows } from '../../src/runtime/rows/state-rows.ts'
import { MemoryRows } from './harness/memory-rows.ts'

const audience = { id: 'all', keys: new Set(['a', 'b']) }

/** One object on a disk. */
class Stored {
  disk = new MemoryRows()
  now = 0
  rules = 'rules'

  get own(): number {
    return [...this.disk.rows.keys()].filter((id) => id < 0).length
  }

  /** The object starts. */
  start(epoch: string): Instance {
    return new Instance(this, epoch)
  }

  copy(): Map<number, string | ArrayBuffer> {
    return new Map(this.disk.rows)
  }
}

class Instance {
  readonly changes = new Changes()
  readonly history: History
  readonly rows: HistoryRows
  readonly #epoch: string
  #count = 0

  constructor(stored: Stored, epoch: string) {
    const { disk, rules } = stored
    const scan = () => disk.range(1, Number.MAX_SAFE_INTEGER)
    const { changes } = this
    const now = () => stored.now
    this.#epoch = epoch
    this.history = new History({ rows: disk, scan, changes, epoch, rules, keptFor: 1_000, now })
    // Nothing else of it is used.
    this.rows = new HistoryRows(disk as unknown as StateRows, this.history)
  }

  /** A commit that says one thing, or what nobody knows. */
  commit(text: string | undefined, key = 'a'): Label {
    this.history.prepare(text === undefined ? undefined : [{ key, text: JSON.stringify(text) }])
    this.rows.write(1, `${this.#epoch} ${++this.#count}`)
    this.changes.collect()
    this.changes.advance()
    return this.label()
  }

  label(): Label {
    const revision = this.changes.number
    return [this.#epoch, revision, `all${this.history.origin(revision)}`]
  }

  since(label: Label): string | undefined {
    return this.history.since(label, audience)
  }
}

it('tells what came after a label of any instance, for the keys that the audience sees', () => {
  const stored = new Stored()
  const one = stored.start('one')
  const first = one.commit('1')
  one.commit('2')
  stored.start('two').commit('secret', 'c')
  const three = stored.start('three')
  const quiet = three.label()
  three.commit('3', 'b')
  const four = stored.start('four')
  expect(four.since(first)).toBe('["2","3"]')
  expect(four.since(quiet)).toBe('["3"]')
  expect(four.since(['three', 0, 'all'])).toBe('["3"]')
  expect(four.since(three.label())).toBe('[]')
  expect(four.since(['two', 2, 'all'])).toBeUndefined()
  expect(four.since(['five', 0, 'all'])).toBeUndefined()
})

it('knows no label from a time that a backup has undone', () => {
  const stored = new Stored()
  stored.start('one').commit('1')
  const backup = stored.copy()
  const two = stored.start('two')
  const before = two.label()
  // As of a page that only got frames since.
  const lost: Label = [before[0], two.commit('2')[1], before[2]]
  stored.disk.rows = new Map(backup)
  const three = stored.start('three')
  three.commit('3')
  expect(three.since(lost)).toBeUndefined()
  expect(three.since(before)).toBe('["3"]')
  stored.disk.rows = new Map(backup)
  expect(stored.start('four').since(three.label())).toBeUndefined()
})

it('tells nothing across what nobody knows, or what other rules have told', () => {
  const stored = new Stored()
  const one = stored.start('one')
  const first = one.commit('1')
  const second = one.commit(undefined)
  one.commit('3')
  expect(one.since(first)).toBeUndefined()
  expect(one.since(second)).toBe('["3"]')
  stored.rules = 'other rules'
  const two = stored.start('two')
  expect(two.since(second)).toBeUndefined()
  expect(two.label()[2]).toBe('all')
  const third = two.commit('4')
  stored.rules = 'rules'
  expect(stored.start('three').since(third)).toBeUndefined()
})

it('forgets what a transaction has undone, and what was deleted', () => {
  const stored = new Stored()
  const one = stored.start('one')
  const first = one.commit('1')
  const before = stored.copy()
  one.commit('undone')
  stored.disk.rows = before
  one.rows.forget()
  one.changes.forget()
  one.commit('2')
  expect(one.since(first)).toBe('["2"]')
  const old = one.label()
  stored.disk.rows = new Map()
  one.rows.forget()
  one.changes.forget()
  const last = one.label()
  one.commit('3')
  expect(one.since(old)).toBeUndefined()
  expect(one.since(last)).toBe('["3"]')
})

it('keeps no more than a time and a size, in places that are used again', () => {
  const stored = new Stored()
  const one = stored.start('one')
  const [first, long] = [one.commit('1'), 'x'.repeat(10_000)]
  for (let count = 0; count < 300; count++) one.commit(long)
  expect(stored.own).toBeLessThan(120)
  expect(one.since(first)).toBeUndefined()
  const last = one.commit('2')
  stored.now = 1_001
  expect(one.since(last)).toBe('[]')
  one.commit('3')
  expect(one.since(last)).toBe('["3"]')
  for (let count = 0; count < 30; count++) one.commit(long)
  expect(stored.own).toBeLessThan(40)
  stored.now = 3_000
  expect(one.since(last)).toBeUndefined()
})

it('leaves alone what newer code has kept', () => {
  const stored = new Stored()
  const first = stored.start('one').commit('1')
  const [[id, data] = [0, '']] = [...stored.disk.rows].filter(([id]) => id < 0)
  const newer = String(data).replace('[1,', '[2,')
  stored.disk.write(id, newer)
  const two = stored.start('two')
  expect(two.since(first)).toBeUndefined()
  const second = two.commit('2')
  expect(stored.disk.read(id)).toBe(newer)
  stored.start('three').commit('3')
  expect(stored.start('four').since(second)).toBe('["3"]')
})

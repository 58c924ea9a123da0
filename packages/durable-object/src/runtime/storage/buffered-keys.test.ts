import { describe, expect, it } from 'vitest'
import { BufferedKeys } from './buffered-keys.ts'
import { compareKeys } from './key-order.ts'
import type { StoredKeys } from './stored-keys.ts'
import { WriteBuffer } from './write-buffer.ts'

/** Keys as SQLite keeps them, in a Map. */
function storeOf(entries: Iterable<[string, unknown]>): StoredKeys & { asked: unknown[] } {
  const stored = new Map(entries)
  const asked: unknown[] = []
  return {
    asked,
    get: (key) => stored.get(key),
    getMany: (keys) => keys.map((key) => [key, stored.get(key)]),
    list(options) {
      asked.push(options.limit)
      const { start, startAfter, end, prefix = '', reverse, limit } = options
      const found = [...stored]
        .filter(([key]) => key.startsWith(prefix))
        .filter(([key]) => start === undefined || key >= start)
        .filter(([key]) => startAfter === undefined || key > startAfter)
        .filter(([key]) => end === undefined || key < end)
        .sort(([a], [b]) => (reverse ? compareKeys(b, a) : compareKeys(a, b)))
      return found.slice(0, limit)
    },
    put: (key, value) => void stored.set(key, value),
    delete: (key) => void stored.delete(key),
    setAlarm: () => undefined,
  }
}

const letters = [...'abcdefgh']
const optionsToTry: DurableObjectListOptions[] = [
  {},
  { reverse: true },
  { limit: 1 },
  { limit: 3, reverse: true },
  { prefix: 'b' },
  { start: 'b', end: 'f' },
  { startAfter: 'b', end: 'f', limit: 2 },
  { start: 'c', end: 'g', limit: 2, reverse: true },
]

describe('keys with buffered writes', () => {
  it.each(optionsToTry)('are listed as they will be once stored: %j', (options) => {
    const store = storeOf(letters.filter((_, at) => at % 2 === 0).map((key) => [key, 'stored']))
    const keys = new BufferedKeys(store, false)
    const buffer = new WriteBuffer()
    keys.put(
      [
        ['b', 'new'],
        ['c', 'changed'],
        ['d', 'new'],
      ],
      buffer,
    )
    keys.deleteMany(['a', 'd', 'e', 'h'], buffer)
    const listed = keys.list(options, buffer)
    buffer.flush(store)
    expect([...(listed as Map<string, unknown>)]).toEqual([...(store.list(options) as never)])
  })

  it('ask the store for no more than a limited list needs', () => {
    const store = storeOf(letters.map((key) => [key, 1]))
    const buffer = new WriteBuffer()
    const keys = new BufferedKeys(store, false)
    keys.put([['b', 2]], buffer)
    keys.delete('c', buffer)
    keys.list({ limit: 3 }, buffer)
    expect(store.asked).toEqual([4])
  })

  it('are read in the order of the keys, without those that are missing', () => {
    const keys = new BufferedKeys(
      storeOf([
        ['b', 1],
        ['d', 1],
      ]),
      false,
    )
    const buffer = new WriteBuffer()
    keys.put(
      [
        ['c', 2],
        ['a', 2],
      ],
      buffer,
    )
    keys.delete('d', buffer)
    expect([...(keys.getMany(['d', 'c', 'x', 'b', 'a'], buffer) as Map<string, unknown>)]).toEqual([
      ['a', 2],
      ['b', 1],
      ['c', 2],
    ])
  })

  it('are counted once when they are deleted', () => {
    const keys = new BufferedKeys(
      storeOf([
        ['a', 1],
        ['b', 1],
      ]),
      false,
    )
    const buffer = new WriteBuffer()
    keys.put([['c', 1]], buffer)
    expect(keys.delete('a', buffer)).toBe(true)
    expect(keys.deleteMany(['a', 'b', 'b', 'c', 'x'], buffer)).toBe(2)
  })

  it('are put all or none', () => {
    const keys = new BufferedKeys(storeOf([]), false)
    const buffer = new WriteBuffer()
    const entries: [string, unknown][] = [
      ['a', 1],
      ['b', () => 1],
    ]
    expect(() => keys.put(entries, buffer)).toThrow()
    expect(buffer.isEmpty).toBe(true)
  })
})

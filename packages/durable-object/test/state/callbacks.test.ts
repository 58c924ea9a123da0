import fc from 'fast-check'
import { expect, it } from 'vitest'
import { clone } from './harness/clone.ts'
import { difference } from './harness/difference.ts'
import { open } from './harness/open.ts'
import { expectSoundParts } from './harness/stored-parts.ts'

type Any = Record<string, any>
type Change = (state: Any) => unknown

const item = (n: number): Any => ({ n, text: `${n}`.padEnd(n % 3 ? 200 : 5, 'x'), parts: [n, [n]] })

function createState(): Any {
  return {
    list: [5, 3, 8, 1, 9, 2, 7].map(item),
    map: new Map([4, 2, 6].map((n) => [n, item(n)])),
    set: new Set(['a', 'b', 'c']),
    fields: { x: item(1), y: item(2) },
  }
}

const changes: Record<string, Change> = {
  pop: ({ list }) => list.pop(),
  shift: ({ list }) => list.shift(),
  push: ({ list }) => list.push(item(4)),
  unshift: ({ list }) => list.unshift(item(6)),
  splice: ({ list }) => list.splice(1, 2, item(10)),
  'set an element': ({ list }) => Object.assign(list, { 1: item(11) }),
  'delete an element': ({ list }) => delete list[2],
  'set within an element': ({ list }) => Object.assign(list[0] ?? {}, { parts: [item(12)] }),
  empty: ({ list }) => Object.assign(list, { length: 0 }),
  'replace the list': (state) => Object.assign(state, { list: [item(13)] }),
  filter: (state) =>
    Object.assign(state, { list: state.list.filter((entry: Any) => entry?.n > 2) }),
  slice: (state) => Object.assign(state, { list: state.list.slice(2) }),
  reverse: ({ list }) => list.reverse(),
  sort: ({ list }) => list.sort((a: Any, b: Any) => a.n - b.n),
  'a field beside it': (state) => Object.assign(state, { count: 1 }),
  'delete from the map': ({ map }) => map.delete(2),
  'set in the map': ({ map }) => map.size < 9 && map.set(map.size * 10, item(1)),
  'clear the map': ({ map }) => map.clear(),
  'change the set': ({ set }) => set.delete('b') && set.add('d'),
  'delete a field': ({ fields }) => delete fields.y,
  'replace the fields': (state) => Object.assign(state, { fields: { x: item(3) } }),
}

/**
 * Uses of a list, a Map, a Set or an object that call back in their middle. What is put in passes
 * `put`, since the state keeps what getters gave. They are read once here: the state looks again.
 */
const uses: Record<string, (state: Any, back: () => void, put: <T>(value: T) => T) => unknown> = {
  sort: ({ list }, back) => void list.sort((a: Any, b: Any) => (back(), a.n - b.n)),
  'sort downwards': ({ list }, back) => void list.sort((a: Any, b: Any) => (back(), b.n - a.n)),
  toSorted: ({ list }, back) =>
    list.toSorted((a: Any, b: Any) => (back(), a.n - b.n)).map((entry: Any) => entry.n),
  forEach: ({ list }, back) => list.forEach(back),
  map: ({ list }, back) => list.map((entry: Any) => (back(), entry.n)),
  filter: ({ list }, back) => list.filter((entry: Any) => (back(), entry.n > 3)).length,
  find: ({ list }, back) => list.find((entry: Any) => (back(), entry?.n === 9))?.n,
  findLast: ({ list }, back) => list.findLast((entry: Any) => (back(), entry?.n === 5))?.n,
  findIndex: ({ list }, back) => list.findIndex((entry: Any) => (back(), entry?.n === 9)),
  some: ({ list }, back) => list.some((entry: Any) => (back(), entry.n === 9)),
  every: ({ list }, back) => list.every((entry: Any) => (back(), entry.n !== 9)),
  reduce: ({ list }, back) => list.reduce((sum: number, entry: Any) => (back(), sum + entry.n), 0),
  'for of': ({ list }, back) => {
    let count = 0
    for (const _ of list) if (count++ < 30) back()
  },
  'splice at': ({ list }, back) => numbers(list.splice({ valueOf: () => (back(), 1) }, 2)),
  'splice count': ({ list }, back) =>
    numbers(list.splice(1, { valueOf: () => (back(), 2) }, item(20))),
  slice: ({ list }, back) => numbers(list.slice({ valueOf: () => (back(), 1) })),
  'push a getter': ({ list }, back, put) => void list.push(...put([withGetter(back), item(21)])),
  'unshift a getter': ({ list }, back, put) =>
    void list.unshift(...put([item(22), withGetter(back)])),
  'splice in a getter': ({ list }, back, put) => void list.splice(2, 2, put(withGetter(back))),
  'fill with a getter': ({ list }, back, put) => void list.fill(put(withGetter(back)), 6),
  'set an element to a getter': ({ list }, back, put) =>
    void Object.assign(list, { 0: put(withGetter(back)) }),
  'replace the list around its elements': (state, back, put) =>
    void Object.assign(state, { list: put([withGetter(back), ...state.list]) }),
  'replace the list': (state, back, put) =>
    void Object.assign(state, { list: put([withGetter(back)]) }),
  'replace the fields around a part': (state, back, put) =>
    void Object.assign(state, { fields: put({ a: withGetter(back), y: state.fields.y }) }),
  'set a field to a getter': ({ fields }, back, put) =>
    void Object.assign(fields, { x: put(withGetter(back)) }),
  'set a field': (state, back, put) => void Object.assign(state, { count: put(withGetter(back)) }),
  'Map forEach': ({ map }, back) => map.forEach(back),
  'Map entries': ({ map }, back) => {
    for (const _ of map) if (map.size < 30) back()
  },
  'Map set': ({ map }, back, put) => void map.set(2, put(withGetter(back))),
  'Map key': ({ map }, back, put) => void map.set(put(withGetter(back)), 1),
  'Set forEach': ({ set }, back) => set.forEach(back),
  'Object.entries': ({ fields }, back) => {
    for (const _ of Object.entries(fields)) back()
  },
  'Object.assign': (state, back, put) =>
    void Object.assign(state.fields, { x: put(withGetter(back)), y: 1, z: 2 }),
  stringify: ({ list }, back) =>
    JSON.stringify({ list }, (key, value: unknown) => (key === 'parts' && back(), value)),
}

function itself<T>(value: T): T {
  return value
}

function numbers(list: Any[]): unknown[] {
  return list.map((entry) => entry?.n)
}

function withGetter(back: () => void): object {
  return {
    n: 30,
    get made() {
      Object.defineProperty(this, 'made', { value: undefined })
      back()
      return undefined
    },
    when: new Date(5),
  }
}

function once(at: number, change: () => void): () => void {
  let calls = 0
  return () => {
    if (calls++ === at) change()
  }
}

it.each(Object.keys(uses))('%s continues when its callback changes what it works on', (name) => {
  const use = uses[name] as NonNullable<(typeof uses)[string]>
  for (const [what, change] of Object.entries(changes)) {
    for (const at of [0, 1, 3]) {
      const { state, live, rows, reload } = open(createState())
      // Everything starts in rows of its own.
      const model = createState()
      const where = `${name}, ${what} at call ${at}`
      const results = [state, model].map((side) => {
        try {
          return use(
            side,
            once(at, () => void change(side)),
            side === model ? (clone as typeof itself) : itself,
          )
        } catch (error) {
          return (error as Error).constructor.name
        }
      })
      expect(difference(results[0], results[1]), where).toBeUndefined()
      expect(difference(live.snapshot(), model), where).toBeUndefined()
      expect(difference(reload(), model), where).toBeUndefined()
      expectSoundParts(rows)
      // What was dropped meanwhile can still be replaced.
      state.list = []
      expect(reload().list).toEqual([])
    }
  }
})

it('undoes all of it', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.keys(uses)),
      fc.constantFrom(...Object.keys(changes)),
      fc.nat(5),
      (use, change, at) => {
        const { state, live, reload } = open(createState())
        try {
          uses[use]?.(
            state,
            once(at, () => void changes[change]?.(state)),
            (value) => value,
          )
        } catch {}
        live.undo()
        expect(difference(live.snapshot(), createState())).toBeUndefined()
        expect(difference(reload(), createState())).toBeUndefined()
      },
    ),
    { numRuns: 300 },
  )
})

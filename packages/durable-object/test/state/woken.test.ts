import { expect, it } from 'vitest'
import { LiveState } from '../../src/state/index.ts'
import { difference } from './harness/difference.ts'
import { MemoryRows } from './harness/memory-rows.ts'
import { newScope } from './harness/scope.ts'

type List = any[]
type Any = Record<string, any>

const long = (letter: string): string => letter.repeat(400)

/** A list with parts of each kind that have rows of their own, and some that do not. */
function createList(): List {
  return [
    [9, [8, [long('x')]], long('q')],
    long('b'),
    [1, Array.from({ length: 90 }, (_, at) => at), long('a')],
    [],
    3,
    new Date(5),
    /a"b/gi,
    ,
    undefined,
    null,
    { k: long('k'), list: [long('l')] },
    new Map<unknown, unknown>([[long('key'), [long('v')]]]),
    new Set([1, long('set')]),
    new Uint8Array(300).fill(7),
    new Uint8Array([1, 2]),
    10n,
    NaN,
    -0,
    true,
    // Lists with rows of their own, in another order than that of their texts.
    ...Array.from({ length: 60 }, (_, at) => [[`${(at * 37) % 60}`], ...Array(60).fill(at)]),
  ]
}

const text = (value: unknown): string => String(value)

const reading: Record<string, (list: List) => unknown> = {
  at: (list) => [list.at(0), list.at(-1), list.at(999)],
  concat: (list) => list.concat(list, [list], 1),
  entries: (list) => [...list.entries()],
  every: (list) => list.every((value) => value !== 4),
  filter: (list) => list.filter((value) => typeof value === 'object'),
  find: (list) => list.find((value) => value instanceof Map),
  findIndex: (list) => list.findIndex((value) => value instanceof Set),
  findLast: (list) => list.findLast((value) => Array.isArray(value)),
  findLastIndex: (list) => list.findLastIndex((value) => typeof value === 'bigint'),
  flat: (list) => [list.flat(), list.flat(Infinity)],
  flatMap: (list) => list.flatMap((value) => (Array.isArray(value) ? value : [value, value])),
  forEach: (list) => {
    const seen: unknown[] = []
    list.forEach((value, at) => {
      seen.push([at, value])
    })
    return seen
  },
  includes: (list) => [
    ...list.map((value) => list.includes(value)),
    list.includes(undefined),
    list.includes(long('b')),
    list.includes(long('no')),
    list[0].includes(long('q')),
  ],
  indexOf: (list) => [
    ...list.map((value) => list.indexOf(value)),
    list.indexOf(long('b')),
    list.indexOf(undefined),
    list.indexOf(3, -5),
    list[2].indexOf(long('a'), 1),
  ],
  join: (list) => [list.join(), list.join('-'), list[2].join('')],
  keys: (list) => [...list.keys()],
  lastIndexOf: (list) => [
    ...list.map((value) => list.lastIndexOf(value)),
    list.lastIndexOf(long('b')),
    list.lastIndexOf(3, 2),
  ],
  map: (list) => list.map((value, at) => [at, text(value)]),
  reduce: (list) => list.reduce((sum, value) => sum + text(value), ''),
  reduceRight: (list) => list.reduceRight((sum, value) => sum + text(value), ''),
  slice: (list) => [list.slice(), list.slice(-3), list.slice(1, 4), list.slice(2).map(text)],
  some: (list) => list.some((value) => value?.k === long('k')),
  toLocaleString: (list: List) => [list[0].toLocaleString(), list[2].toLocaleString()],
  toReversed: (list) => list.toReversed(),
  toSorted: (list) => [list.toSorted(), list.toSorted((a, b) => (text(a) < text(b) ? -1 : 1))],
  toSpliced: (list) => list.toSpliced(1, 2, long('new')),
  toString: (list: List) => [list.toString(), `${list[0]}`, list[2]],
  values: (list) => [...list.values(), ...list],
  with: (list) => list.with(0, 1),
}

const others: Record<string, (list: List) => unknown> = {
  'in and hasOwn': (list) => [0, 5, 7, 40, 999].map((at) => [at in list, Object.hasOwn(list, at)]),
  'Object.keys': (list) => [Object.keys(list), Object.keys(list[10]), Reflect.ownKeys(list[0])],
  'Object.entries': (list) => [Object.entries(list), Object.values(list[10])],
  'a descriptor': (list) => [
    Object.getOwnPropertyDescriptor(list, '30'),
    Object.getOwnPropertyDescriptor(list, 'length'),
    Object.getOwnPropertyDescriptors(list[0]),
  ],
  'for in': (list) => {
    const keys = []
    for (const key in list) keys.push(key)
    return keys
  },
  JSON: (list) => [JSON.stringify(list.toSpliced(15, 1)), JSON.stringify({ list: list[0] })],
  spread: (list) => [[...list], { ...list }, { ...list[10] }],
  destructuring: ([a, b, ...rest]: List) => [a, b, rest],
  'Array.from': (list) => [Array.from(list), Array.from(list[0], text), Array.of(...list)],
  'Object.groupBy': (list) => Object.groupBy(list, (value) => typeof value),
  'a Map': (list) => [...list[11]].concat([...list[11].values()], [list[11].get(long('key'))]),
  'a Set': (list) => [[...list[12]], list[12].has(long('set')), list[12].union(new Set([5]))],
  comparisons: (list) => [list[0] > list[2], list[19] < list[20], list[5] - 1],
  text: (list) => list.map((value) => [text(value), Object.prototype.toString.call(value)]),
}

const changing: Record<string, (list: List) => unknown> = {
  copyWithin: (list) => list.copyWithin(0, 3, 9),
  fill: (list) => list.fill([long('f')], 1, 3),
  pop: (list) => [list.pop(), list],
  push: (list) => [list.push([long('p')], 1), list],
  reverse: (list) => list.reverse(),
  shift: (list) => [list.shift(), list],
  sort: (list) => list.sort(),
  'sort of nested lists': (list) => list.splice(19).sort(),
  'sort with a comparator': (list) => list.sort((a, b) => text(a).length - text(b).length),
  splice: (list) => [list.splice(1, 4, [long('s')]), list],
  unshift: (list) => [list.unshift([long('u')]), list],
  'an index': (list) => {
    list[40] = 1
    list[0][0] = 2
    return list
  },
  length: (list) => {
    list[0].length = 1
    list.length = 30
    return list
  },
  delete: (list) => [delete list[40], delete list[0][1], delete list[10].k, list],
  'Object.defineProperty': (list) => [
    Object.defineProperty(list, '40', { value: 1 }),
    Object.defineProperty(list[2][1], 3, { value: long('d') }),
    list,
  ],
  'Object.assign': (list) => [Object.assign(list, { 40: [1] }), Object.assign(list[10], { k: 2 })],
}

function createRows(): MemoryRows {
  const rows = new MemoryRows()
  LiveState.create(rows, { list: createList() }, { pageSize: 60 }).commit()
  return rows
}

function woken(rows: MemoryRows): LiveState {
  const live = LiveState.load(rows, { pageSize: 60 })
  if (!live) throw new Error('nothing is stored')
  return live
}

it.each(Object.entries({ ...reading, ...others, ...changing }))(
  'gives the same after a wake, in memory and on plain data: %s',
  (name, run) => {
    const model = { list: createList() }
    const expected = run(model.list)
    const rows = createRows()
    const fresh = woken(rows)
    const warm = woken(createRows())
    warm.snapshot()
    for (const live of [fresh, warm]) {
      const found = run((live.view(newScope()) as Any).list)
      expect(difference(found, expected, name)).toBeUndefined()
      expect(difference(live.snapshot(), model)).toBeUndefined()
    }
    fresh.commit()
    expect(difference(woken(rows).snapshot(), model)).toBeUndefined()
  },
)

it('tries each method of arrays', () => {
  const tried = { ...reading, ...changing }
  const methods = Object.getOwnPropertyNames(Array.prototype).filter(
    (name) => name !== 'constructor' && name !== 'length',
  )
  expect(methods.filter((name) => !(name in tried))).toEqual([])
})

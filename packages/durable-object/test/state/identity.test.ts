import { expect, it } from 'vitest'
import { open } from './harness/open.ts'

type Any = Record<string, any>

const parts: Record<string, () => unknown> = {
  'an object': () => ({ n: 1 }),
  'an array': () => [1],
  'a Map': () => new Map([[1, 1]]),
  'a Set': () => new Set([1]),
  'a Date': () => new Date(5),
  'a RegExp': () => /a/g,
  'an ArrayBuffer': () => new Uint8Array([1, 2]).buffer,
  'a typed array': () => new Uint8Array([1, 2]),
  'large bytes': () => new Uint8Array(500),
  'a DataView': () => new DataView(new ArrayBuffer(3)),
  'a long text': () => 'x'.repeat(500),
}

const cases = Object.entries(parts).flatMap(([name, create]) => [
  ['in memory', name, create] as const,
  ['after a wake', name, create] as const,
])

it.each(cases)('finds what it returned before, %s: %s', (when, _, create) => {
  const opened = open<Any>(
    {
      list: [0, create(), create()],
      map: new Map([[create(), 'value']]),
      set: new Set([create(), 1]),
    },
    // So small that each has rows of its own.
    5,
  )
  const { state, live, reload } = when === 'in memory' ? opened : opened.wake()
  const { list, map, set } = state
  const isText = typeof create() === 'string'
  const last = isText ? 1 : 2
  for (const [from, value] of [
    [last, list[last]],
    [last, list.at(-1)],
    [last, list.slice()[2]],
    [last, [...list][2]],
  ]) {
    expect([list.indexOf(value), list.includes(value)]).toEqual([from, true])
    expect(list.lastIndexOf(value)).toBe(2)
    expect([...list].includes(value)).toBe(true)
    expect([list.slice().includes(value), list.concat([1]).includes(value)]).toEqual([true, true])
  }
  expect(list.includes(create())).toBe(isText)
  const [key] = map.keys()
  expect([map.has(key), map.get(key), map.has(create())]).toEqual([true, 'value', isText])
  map.set(key, 'other')
  set.add([...set][0])
  expect([map.size, set.size]).toEqual([1, 2])
  live.commit()
  expect(map.delete(key)).toBe(true)
  const [element] = set
  expect([set.has(element), set.delete(element)]).toEqual([true, true])
  expect([map.size, [...set]]).toEqual([0, [1]])
  expect([reload().map.size, reload().set.size]).toEqual([0, 1])
})

it('an array from slice is independent, also with bytes in it', () => {
  const { state, live } = open<Any>({ list: [new Uint8Array([1]), { n: 1 }] })
  const slice = state.list.slice()
  expect(slice[0]).toBe(slice[0])
  slice[0][0] = 9
  expect([slice[0][0], slice[1] === state.list[1]]).toEqual([9, true])
  expect(live.changed).toBe(false)
  state.list = slice
  expect(state.list[0][0]).toBe(9)
})

it('finds bytes that were changed since', () => {
  const { state, reload } = open<Any>({ set: new Set([new Uint8Array([1])]) })
  const [bytes] = state.set
  bytes[0] = 2
  state.set.add(bytes)
  expect([...reload().set].map((element: Uint8Array) => element[0])).toEqual([2])
})

it('assigning a field its own value changes nothing', () => {
  const { state, live } = open<Any>({ re: /a/, at: new Date(5), map: new Map([['re', /b/]]) })
  for (const key of Object.keys(state)) {
    // biome-ignore lint/correctness/noSelfAssign: it must write nothing
    state[key] = state[key]
  }
  state.map.set('re', state.map.get('re'))
  Object.assign(state, { ...state })
  expect(live.changed).toBe(false)
})

it('a RegExp of the state is one', () => {
  const { state, live } = open<Any>({ re: /a(b)?/giu })
  const { re } = state
  expect(re).toBe(state.re)
  expect([re instanceof RegExp, re.constructor, Object.prototype.toString.call(re)]).toEqual([
    true,
    RegExp,
    '[object RegExp]',
  ])
  expect([re.source, re.flags, String(re), re.unicode]).toEqual([
    'a(b)?',
    'giu',
    '/a(b)?/giu',
    true,
  ])
  expect('xaab'.replace(re, '-')).toBe('x--')
  expect([...'xaab'.matchAll(re)].map((match) => match.index)).toEqual([1, 2])
  expect(['xay'.split(re), 'xa'.search(re), 'xaab'.match(re)]).toEqual([
    ['x', undefined, 'y'],
    1,
    ['a', 'ab'],
  ])
  expect(structuredClone(re)).toEqual(/a(b)?/giu)
  expect(new RegExp(re, 'y')).toEqual(/a(b)?/y)
  expect(live.changed).toBe(false)
})

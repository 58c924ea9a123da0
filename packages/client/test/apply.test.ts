import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { apply, type Operation } from '../src/state/apply.ts'
import { decode } from '../src/values/decode.ts'
import { encode } from '../src/values/encode.ts'
import { randomChange } from './random-change.ts'

const applied = (view: unknown, text: string) => apply(view, decode(text) as Operation[])

describe('operations', () => {
  it.each([
    ['set a field in its place', '{"a":1,"b":2}', '[["=",["a"],3]]', '{"a":3,"b":2}'],
    ['add a field at the end', '{"b":2}', '[["=",["a"],3]]', '{"b":2,"a":3}'],
    ['delete a field', '{"a":1,"b":2}', '[["-",["a"]]]', '{"b":2}'],
    ['set the whole view', '{"a":1}', '[["=",[],{"b":1}]]', '{"b":1}'],
    ['reach what they have set', '{}', '[["=",["a"],{}],["=",["a","b"],1]]', '{"a":{"b":1}}'],
    ['splice', '{"a":[1,2,3]}', '[["~",["a"],1,1,[5,6]]]', '{"a":[1,5,6,3]}'],
    ['reorder', '{"a":[1,2,3]}', '[["#",["a"],[2,0,1]]]', '{"a":[3,1,2]}'],
    ['replace a part of a text', '{"a":"hello"}', '[["t",["a"],1,3,"u"]]', '{"a":"huo"}'],
    [
      'define __proto__ as a field',
      '{}',
      '[["=",["__proto__"],{"a":1}],["=",["__proto__","b"],2]]',
      '{"__proto__":{"a":1,"b":2}}',
    ],
    [
      'put holes into a list',
      '{"a":[1,2]}',
      '[["~",["a"],1,0,[{"$":["h"]}]],["=",["a",4],{"$":["h"]}],["=",["a",0],{"$":["h"]}]]',
      '{"a":[{"$":["h"]},{"$":["h"]},2,{"$":["h"]},{"$":["h"]}]}',
    ],
    [
      'change entries of a Map',
      '{"a":{"$":["m",1,{"b":1},"2",0]}}',
      '[["=",["a",["k",1],"b"],2],["=",["a",["k","3"]],3],["-",["a",["k","2"]]]]',
      '{"a":{"$":["m",1,{"b":2},"3",3]}}',
    ],
    [
      'change a Set',
      '{"a":{"$":["s",1,2]}}',
      '[["+",["a"],3],["x",["a"],1]]',
      '{"a":{"$":["s",2,3]}}',
    ],
    ['empty a Map', '{"a":{"$":["m",1,2]}}', '[["0",["a"]]]', '{"a":{"$":["m"]}}'],
  ])('%s', (_, before, operations, after) => {
    const view = decode(before)
    expect(encode(applied(view, operations))).toBe(after)
    expect(encode(view)).toBe(before)
    expect(Object.prototype).not.toHaveProperty('a')
  })

  it.each([
    ['a part that is not there', '[["=",["x","y"],1]]'],
    ['a part of a primitive', '[["=",["a","y"],1]]'],
    ['a place behind the end', '[["~",["list"],2,0,[1]]]'],
    ['an operation of a newer object', '[["?",["list"]]]'],
  ])('do not fit: %s', (_, operations) => {
    expect(() => applied({ a: 1, list: [] }, operations)).toThrow(TypeError)
  })

  it('leave what does not change the same object', () => {
    const view = { list: [{ a: 1 }, { b: 1 }], map: new Map([['k', {}]]), other: {} }
    const next = applied(view, '[["=",["list",1,"b"],2]]') as typeof view
    expect(next).not.toBe(view)
    expect(next.list).not.toBe(view.list)
    expect(next.list[0]).toBe(view.list[0])
    expect(next.map).toBe(view.map)
    expect(next.other).toBe(view.other)
  })

  it('put more items into a list than fit on the stack', () => {
    const items = Array.from({ length: 300_000 }, (_, at) => at)
    const next = apply({ list: [] }, [['~', ['list'], 0, 0, items]]) as { list: number[] }
    expect(next.list).toEqual(items)
  })
})

describe('random operations', () => {
  it('make of a view what they make of a plain model, and share all that did not change', () => {
    const seed = Number(process.env.SEED ?? 1)
    const numRuns = Number(process.env.RUNS || 300)
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), fc.nat(12), (numbers, count) => {
        const model = decode(start) as object
        let view = decode(start)
        for (let at = 0; at <= count; at++) {
          const before = view
          const text = encode(before)
          const operations = randomChange(model, numbers)
          view = applied(view, encode(operations))
          expect(encode(view)).toBe(encode(model))
          expect(encode(before)).toBe(text)
          expectShared(before, view, new Set(operations.map(([, path]) => encode(path))))
        }
      }),
      { seed, numRuns },
    )
  })
})

const start =
  '{"list":[1,{"a":{"b":[]}},"text"],"map":{"$":["m","k",{"c":1},2,{"$":["s",1]}]},"fields":{"x":{"y":{"z":1}}}}'

/** Below a field that no operation led to, or through, everything is the same object. */
function expectShared(before: unknown, after: unknown, paths: Set<string>): void {
  const fields = before as Record<string, unknown>
  for (const key of Object.keys(fields)) {
    const isTouched = [...paths].some((path) => path === '[]' || path.startsWith(`["${key}"`))
    if (!isTouched) expect((after as typeof fields)[key]).toBe(fields[key])
  }
}

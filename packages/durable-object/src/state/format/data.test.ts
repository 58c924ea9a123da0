import { describe, expect, it } from 'vitest'
import { canonicalData, decodeData, encodeData } from './data.ts'

const nested = (levels: number): unknown => (levels === 0 ? 'end' : [nested(levels - 1)])

describe('data as text', () => {
  it.each([
    [
      'primitives',
      ['a"\u0000\ud83d', 1.5, -0, Number.NaN, Number.NEGATIVE_INFINITY, 12n, true, null],
    ],
    ['undefined', undefined],
    ['fields, also undefined ones', { a: 1, b: undefined, c: { d: [] } }],
    ['a field that reads as a tag', { $: ['u'], '{"$":': 1 }],
    ['a field of the prototype', JSON.parse('{"__proto__": {"a": 1}}') as object],
    // biome-ignore lint/suspicious/noSparseArray: that is what is tried
    ['holes', [1, , undefined, [,]]],
    [
      'Map and Set',
      new Map<unknown, unknown>([
        [{ a: 1 }, new Set([1n, '12345678'])],
        ['12345678', undefined],
      ]),
    ],
    ['Date and RegExp', [new Date(5), new Date(Number.NaN), /a\/"b/gi]],
    [
      'bytes',
      [
        new Uint8Array([1, 2, 255]),
        new Uint8Array(100_000).fill(7).buffer,
        new DataView(new ArrayBuffer(2)),
      ],
    ],
    ['part of a buffer', new Uint16Array([1, 2, 3, 4]).subarray(1, 3)],
    ['depth', nested(400)],
  ])('is the same value again: %s', (_, value) => {
    const text = encodeData(value, 'value')
    expect(decodeData(text)).toStrictEqual(value)
    expect(() => JSON.parse(text)).not.toThrow()
  })

  it('gives objects without a prototype the usual one', () => {
    expect(decodeData(encodeData({ __proto__: null, a: 1 }, 'value'))).toStrictEqual({ a: 1 })
  })

  const around: Record<string, unknown> = {}
  around.self = around
  it.each([
    [() => 1, 'it is a function'],
    [{ list: [1, Symbol('s')] }, 'it.list[1] is a symbol'],
    [new Map([['key', new URL('http://a')]]), 'it.get("key") is an instance of URL'],
    [new (class Money {})(), 'it is an instance of Money'],
    [around, 'nested over 500 levels'],
  ])('names what is not data, and its place: %s', (value, message) => {
    expect(() => encodeData(value, 'it')).toThrow(TypeError)
    expect(() => encodeData(value, 'it')).toThrow(message as string)
  })

  it('has one canonical text for the same fields in any order', () => {
    const one = canonicalData([{ a: 1, b: { c: 2, d: undefined } }], 'it')
    expect(canonicalData([{ b: { c: 2 }, a: 1 }], 'it')).toBe(one)
    expect(canonicalData([{ b: { c: 3 }, a: 1 }], 'it')).not.toBe(one)
    expect(canonicalData(['1'], 'it')).not.toBe(canonicalData([1], 'it'))
  })

  it('refuses text of newer code', () => {
    expect(() => decodeData('{"$":["z",1]}')).toThrow('unknown tag z')
  })
})

import { describe, expect, it } from 'vitest'
import { decodeData, encodeData } from '../../durable-object/src/state/format/data.ts'
import { decode } from '../src/values/decode.ts'
import { encode } from '../src/values/encode.ts'
import { hash } from '../src/values/hash.ts'

const values: [string, unknown][] = [
  ['primitives', ['a"\u0000\ud83d', 1e21, -0, Number.NaN, -1 / 0, 12n, true, null]],
  ['undefined', { a: undefined, b: [undefined] }],
  ['a field that reads as a tag', { $: ['u'], '{"$":': 1 }],
  ['a field of the prototype', JSON.parse('{"__proto__": {"a": 1}, "$": {"b": 1}}')],
  // biome-ignore lint/suspicious/noSparseArray: that is what is tried
  ['holes', [1, , undefined, [,]]],
  [
    'Map and Set',
    new Map<unknown, unknown>([
      [{ a: 1 }, new Set([1n, [2]])],
      [[1, 2], undefined],
    ]),
  ],
  ['Date and RegExp', [new Date(5), new Date(Number.NaN), /a\/"b/gi]],
  ['bytes', [new Uint8Array([1, 255]), new ArrayBuffer(3), new DataView(new ArrayBuffer(2))]],
  ['part of a buffer', new Uint16Array([1, 2, 3, 4]).subarray(1, 3)],
]

describe('values', () => {
  it.each(values)('have the text that the engine gives them, and come back: %s', (_, value) => {
    const text = encodeData(value, 'value')
    expect(encode(value)).toBe(text)
    expect(decode(text)).toStrictEqual(value)
    expect(decodeData(encode(value))).toStrictEqual(value)
  })

  it('keep an object without a prototype, which has the same text again', () => {
    const text = '{"$":["n","a",1,"__proto__",{"$":["u"]}]}'
    const value = decode(text) as object
    expect(Object.getPrototypeOf(value)).toBeNull()
    expect(Object.keys(value)).toEqual(['a', '__proto__'])
    expect(encode(value)).toBe(text)
  })

  it.each([
    ['a function', () => 1],
    ['a symbol', [Symbol('s')]],
    ['an instance of URL', new URL('http://a')],
  ])('that are not data are refused: %s', (message, value) => {
    expect(() => encode(value)).toThrow(`${message} cannot be sent`)
  })

  it('give nothing but bytes to what names a global', () => {
    expect(() => decode('{"$":["b","Function","YQ=="]}')).toThrow('unknown bytes')
  })
})

describe('the hash', () => {
  // The reference implementation, with arithmetic that cannot overflow.
  const reference = (text: string) => {
    let result = 0xcbf29ce484222325n
    for (let at = 0; at < text.length; at++) {
      result = BigInt.asUintN(64, (result ^ BigInt(text.charCodeAt(at))) * 0x100000001b3n)
    }
    return result.toString(16).padStart(16, '0')
  }

  it('is FNV-1a of 64 bits', () => {
    // From the published test vectors of FNV.
    expect(hash('')).toBe('cbf29ce484222325')
    expect(hash('foobar')).toBe('85944171f73967e8')
  })

  it.each(['a', '\u{1f600}\ud83d\uffff', 'x'.repeat(10_000), '{"a":[1]}'.repeat(99)])(
    'is that of the reference',
    (text) => expect(hash(text)).toBe(reference(text)),
  )
})

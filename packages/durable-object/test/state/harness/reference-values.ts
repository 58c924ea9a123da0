import { define } from './define.ts'

/** A value of docs/live-protocol.md that JSON.parse has read. */
export function decodeValue(json: unknown): unknown {
  if (typeof json !== 'object' || json === null) return json
  if (Array.isArray(json)) {
    const list: unknown[] = new Array(json.length)
    for (const [at, item] of json.entries()) if (!isHole(item)) list[at] = decodeValue(item)
    return list
  }
  if (Object.hasOwn(json, '$')) return decodeTagged((json as { $: [string, ...any[]] }).$)
  const object = {}
  for (const [key, value] of Object.entries(json)) define(object, key, decodeValue(value))
  return object
}

function isHole(json: any): boolean {
  return json !== null && typeof json === 'object' && Object.hasOwn(json, '$') && json.$[0] === 'h'
}

function decodeTagged([tag, ...rest]: [string, ...any[]]): unknown {
  switch (tag) {
    case 'u':
      return undefined
    case 'f':
      return Number(rest[0])
    case 'i':
      return BigInt(rest[0])
    case 'd':
      return new Date(rest[0] ?? NaN)
    case 'r':
      return new RegExp(rest[0], rest[1])
    case 'b': {
      if (rest[0] !== 'Uint8Array') throw new Error(`unexpected type ${rest[0]}`)
      return new Uint8Array(Buffer.from(rest[1], 'base64'))
    }
    case 's':
      return new Set(rest.map(decodeValue))
    case 'm':
      return new Map(pairs(rest))
    case 'o':
    case 'n': {
      const object = tag === 'o' ? {} : Object.create(null)
      for (const [key, value] of pairs(rest)) define(object, key as string, value)
      return object
    }
    default:
      throw new Error(`unknown tag ${tag}`)
  }
}

function pairs(rest: unknown[]): [unknown, unknown][] {
  return Array.from({ length: rest.length / 2 }, (_, at) => [
    decodeValue(rest[2 * at]),
    decodeValue(rest[2 * at + 1]),
  ])
}

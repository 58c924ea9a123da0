import { KEYS } from './any-value.ts'
import { clone } from './clone.ts'
import { define } from './define.ts'
import type { Step } from './steps.ts'

type Fields = Record<string, unknown>
type How = Pick<Step, 'n' | 'm'>

/** A value built again around its own parts, as in React; undefined if it has none. */
export function rebuilt(part: unknown, given: unknown, how: How): object | undefined {
  if (Array.isArray(part)) return rebuiltList(part, given, how)
  if (part instanceof Map) return rebuiltMap(part, given, how)
  if (part instanceof Set) return rebuiltSet(part, given, how)
  const isFields = part && Object.getPrototypeOf(part) === Object.prototype
  return isFields ? rebuiltFields(part as Fields, given, how) : undefined
}

function rebuiltFields(part: Fields, given: unknown, { n, m }: How): object {
  const key = KEYS[n % KEYS.length] as string
  const entries = Object.entries(part)
  switch (m % 7) {
    case 0:
      return fromEntries(entries.slice(1), key, given)
    case 1:
      return fromEntries([[key, given], ...entries.filter(([name]) => name !== key)])
    case 2:
      return fromEntries(entries.filter((_, at) => at % 3 !== n % 3))
    case 3:
      return fromEntries(entries.map(([name, value], at) => [name, at % 4 ? value : given]))
    case 4:
      return fromEntries(entries.toReversed(), key, given)
    case 5:
      return fromEntries(Object.entries(clone(part) as Fields), key, given)
    default:
      return fromEntries(entries, key, given)
  }
}

function fromEntries(entries: [string, unknown][], key?: string, value?: unknown): object {
  const object = {}
  for (const [name, item] of entries) define(object, name, item)
  if (key !== undefined) define(object, key, value)
  return object
}

function rebuiltMap(part: Map<unknown, unknown>, given: unknown, { n, m }: How): object {
  const entries = [...part]
  switch (m % 7) {
    case 0:
      return new Map(entries.slice(1)).set(n, given)
    case 1:
      return new Map([[n, given], ...entries.filter(([key]) => key !== n)])
    case 2:
      return new Map(entries.filter((_, at) => at % 3 !== n % 3))
    case 3:
      return new Map(entries.map(([key, value], at) => [key, at % 4 ? value : given]))
    case 4:
      return new Map(entries.toReversed()).set(n, given)
    case 5:
      return (clone(part) as typeof part).set(n, given)
    default:
      return new Map(part).set(n, given)
  }
}

/** An object of the code's own and its part would be two items, so only primitives are added. */
function rebuiltSet(part: Set<unknown>, given: unknown, { n, m }: How): object {
  const item = typeof given === 'object' ? n : given
  const items = [...part]
  switch (m % 6) {
    case 0:
      return new Set(items.slice(1)).add(item)
    case 1:
      return new Set([n, ...items])
    case 2:
      return new Set(items.filter((_, at) => at % 3 !== n % 3))
    case 3:
      return new Set(items.toReversed())
    case 4:
      return (clone(part) as typeof part).add(item)
    default:
      return new Set(part).add(item)
  }
}

function rebuiltList(list: unknown[], given: unknown, { n, m }: How): object {
  const at = n % (list.length + 1)
  switch (m % 13) {
    case 0:
      return list.slice(at)
    case 1:
      return list.slice(0, at)
    case 2:
      return list.filter((_, index) => index % 3 !== n % 3)
    case 3:
      return [...list, given]
    case 4:
      return [given, ...list]
    case 5:
      return [...list].reverse()
    case 6:
      return list.map((item, index) => (index % (1 + m) === n % (1 + m) ? given : item))
    case 7:
      return list.concat(list.slice(0, 0), [given])
    case 8:
      return list.toSpliced(at, 1, given)
    case 9:
      return (clone(list) as unknown[]).toSpliced(at, n % 2, given)
    case 10:
      return list.filter((_, index) => index !== at && index !== m)
    case 11:
      return list.map((item, index) => (index === at || index === m ? given : item))
    default:
      return [list.slice(at), given, list.slice(0, at)]
  }
}

import { KEYS } from './any-value.ts'
import type { Change } from './change.ts'
import { define } from './define.ts'
import type { Step } from './steps.ts'

type Fields = Record<string, unknown>

/** By the number of the step, so that what is twice here happens twice as often. */
export const objectChanges: Change<Fields>[] = [
  deleteField,
  deleteField,
  function swapFields(object, _, { n, m }) {
    const keys = Object.keys(object)
    const own = ownKey(object, m)
    const other = keys[n % (keys.length || 1)] ?? 'b'
    if (own === '__proto__' || other === '__proto__') return undefined
    ;[object[own], object[other]] = [object[other], object[own]]
    return undefined
  },
  rebuildField,
  rebuildField,
  function moveToOtherKey(object, _, { n, m }) {
    const own = ownKey(object, m)
    const part = object[own]
    if (n % 2) define(object, KEYS[n % KEYS.length] as string, part)
    delete object[own]
    if (!(n % 2)) define(object, KEYS[n % KEYS.length] as string, part)
    return undefined
  },
  function putTwice(object, given, step) {
    return define(object, anyKey(object, step), { given, again: [given] })
  },
  function putInMap(object, given, step) {
    return define(object, anyKey(object, step), new Map([['k', given]]))
  },
  function assign(object, given, step) {
    const key = anyKey(object, step)
    return key === '__proto__' ? undefined : void Object.assign(object, { [key]: given })
  },
  put,
  put,
  put,
  put,
  put,
]

function put(object: Fields, given: unknown, step: Step): unknown {
  return define(object, anyKey(object, step), given)
}

function deleteField(object: Fields, _: unknown, step: Step): unknown {
  return delete object[anyKey(object, step)]
}

function rebuildField(object: Fields, given: unknown, step: Step): unknown {
  return rebuild(object, { ...step, key: ownKey(object, step.m) }, given)
}

function ownKey(object: Fields, m: number): string {
  const keys = Object.keys(object)
  return keys[m % (keys.length || 1)] ?? 'a'
}

function anyKey(object: Fields, { op, m }: Step): string {
  return op % 2 ? (KEYS[m % KEYS.length] as string) : ownKey(object, m)
}

/** A field is built again around its own parts, as in React. */
function rebuild(object: Fields, { n, m, key }: Step & { key: string }, given: unknown): unknown {
  const part = object[key]
  if (Array.isArray(part)) return define(object, key, rebuilt(part, given, { n, m }))
  const isFields = part && Object.getPrototypeOf(part) === Object.prototype
  if (!isFields) return undefined
  const next = { ...(part as Fields) }
  define(next, KEYS[n % KEYS.length] as string, given)
  if (m % 3 === 0) for (const name of Object.keys(next).slice(0, 1)) delete next[name]
  return define(object, key, next)
}

function rebuilt(list: unknown[], given: unknown, { n, m }: { n: number; m: number }): unknown {
  const at = n % (list.length + 1)
  switch (m % 10) {
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
      return list.map((item, index) => (index === at ? given : item))
    case 7:
      return list.concat(list.slice(0, 0), [given])
    case 8:
      return list.toSpliced(at, 1, given)
    default:
      return [list.slice(at), given, list.slice(0, at)]
  }
}

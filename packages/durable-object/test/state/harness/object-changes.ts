import { KEYS } from './any-value.ts'
import type { Change } from './change.ts'
import { define } from './define.ts'
import { rebuilt } from './rebuilt.ts'
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
  const key = ownKey(object, step.m)
  const next = rebuilt(object[key], given, step)
  return next && define(object, key, next)
}

function ownKey(object: Fields, m: number): string {
  const keys = Object.keys(object)
  return keys[m % (keys.length || 1)] ?? 'a'
}

function anyKey(object: Fields, { op, m }: Step): string {
  return op % 2 ? (KEYS[m % KEYS.length] as string) : ownKey(object, m)
}

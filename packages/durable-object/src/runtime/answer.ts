import { isSmallData, isView, plain, step } from '../state/index.ts'

/** Natives that the platform (workerd 1.20261006) does not send; `Object` are instances of classes. */
const unsent =
  /^(Object|URL|FormData|File|WebSocket|Promise|Iterator|AbortSignal|Cursor)|^Weak|^DurableObject(Id|Namespace)|Params$/

/**
 * A method's result as it can be sent to its caller. Asked before the commit, since the platform
 * finds out only after it.
 *
 * @throws TypeError for what cannot be sent, with its place in the result.
 */
export function toAnswer(result: unknown): unknown {
  if (isSmallData(result)) return result
  const answer = plain(result)
  // What the state holds is data.
  if (!isView(result)) assertSent(answer, { seen: new Set(), steps: [] })
  return answer
}

interface Walk {
  seen: Set<object>
  steps: [owner: object, key: unknown][]
}

function assertSent(value: unknown, walk: Walk): void {
  if (typeof value === 'symbol') refuse('a symbol', walk)
  if (typeof value !== 'object' || value === null || walk.seen.has(value)) return
  walk.seen.add(value)
  // Made plain before, so that there is one.
  const proto = Object.getPrototypeOf(value) as object
  const entries = entriesOf(value, proto)
  if (!entries && unsent.test(nativeClassOf(proto))) {
    refuse(`an instance of ${value.constructor?.name || 'a class'}`, walk)
  }
  for (const [key, item] of entries ?? []) {
    walk.steps.push([value, key])
    assertSent(item, walk)
    walk.steps.pop()
  }
}

function entriesOf(value: object, proto: object): Iterable<[unknown, unknown]> | undefined {
  if (proto === Object.prototype) return Object.entries(value)
  if (Array.isArray(value) || value instanceof Map || value instanceof Set) return value.entries()
  return undefined
}

function refuse(what: string, { steps }: Walk): never {
  const path = steps.map(([owner, key]) => step(owner, key)).join('')
  throw new TypeError(
    `The result cannot be sent to its caller: result${path} is ${what}. Return plain data, and await what is a promise.`,
  )
}

/** The class of the runtime's own that an object is at last an instance of. */
function nativeClassOf(proto: object): string {
  for (let at: object | null = proto; at; at = Object.getPrototypeOf(at) as object | null) {
    const Class: unknown = Object.hasOwn(at, 'constructor') && at.constructor
    if (typeof Class === 'function' && /\[native code\]/.test(String(Class))) return Class.name
  }
  return 'Object'
}

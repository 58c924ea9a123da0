import { KEYS, type Step } from './program.ts'

type Fields = Record<string, unknown>

/** Does to a value what a step says; runs on the state and on the model, with what belongs to each. */
export function operate(target: object, given: unknown, step: Step): unknown {
  if (Array.isArray(target)) return changeList(target, given, step)
  if (target instanceof Map) return changeMap(target, given, step)
  if (target instanceof Set) return changeSet(target, given, step)
  if (target instanceof Date)
    return step.op % 2 ? target.setTime(step.n) : target.setFullYear(step.n)
  if (target instanceof Uint8Array) {
    if (target.length > 0) target[step.n % target.length] = step.m
    return undefined
  }
  return target instanceof RegExp ? undefined : changeObject(target as Fields, given, step)
}

function changeMap(map: Map<unknown, unknown>, given: unknown, { op, n, m }: Step): unknown {
  const key = [...map.keys()][m % (map.size || 1)]
  switch (op % 8) {
    case 0:
      return map.delete(key)
    case 1:
      return n === 0 ? map.clear() : undefined
    case 2:
      return void map.set(key, given)
    case 3:
      return void map.set(given, m)
    case 4:
      // A part changes its key.
      map.set(n, map.get(key))
      return map.delete(key)
    case 5:
      return map.has(given)
    default:
      return void map.set(m, given)
  }
}

function changeSet(set: Set<unknown>, given: unknown, { op, n, m }: Step): unknown {
  const item = [...set][m % (set.size || 1)]
  switch (op % 6) {
    case 0:
      return set.delete(item)
    case 1:
      return n === 0 ? set.clear() : undefined
    case 2:
      return set.delete(given)
    case 3:
      return set.has(given)
    default:
      return void set.add(given)
  }
}

function changeObject(object: Fields, given: unknown, step: Step): unknown {
  const { op, n, m } = step
  const keys = Object.keys(object)
  const own = keys[m % (keys.length || 1)] ?? 'a'
  const key = op % 2 ? (KEYS[m % KEYS.length] as string) : own
  switch (op % 14) {
    case 0:
    case 1:
      return delete object[key]
    case 2: {
      const other = keys[n % (keys.length || 1)] ?? 'b'
      if (own === '__proto__' || other === '__proto__') return undefined
      ;[object[own], object[other]] = [object[other], object[own]]
      return undefined
    }
    case 3:
    case 4:
      return rebuild(object, { ...step, key: own }, given)
    case 5: {
      // Moved to another key.
      const part = object[own]
      if (n % 2) define(object, KEYS[n % KEYS.length] as string, part)
      delete object[own]
      if (!(n % 2)) define(object, KEYS[n % KEYS.length] as string, part)
      return undefined
    }
    case 6:
      return define(object, key, { given, again: [given] })
    case 7:
      return define(object, key, new Map([['k', given]]))
    case 8:
      return key === '__proto__' ? undefined : void Object.assign(object, { [key]: given })
    default:
      return define(object, key, given)
  }
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

function changeList(list: unknown[], given: unknown, { op, n, m }: Step): unknown {
  const at = n % (list.length + 1)
  switch (op % 20) {
    case 0:
      return list.push(given, m)
    case 1:
      return list.pop()
    case 2:
      return list.shift()
    case 3:
      return list.unshift(given)
    case 4:
      return list.splice(at, m % 4, given)
    case 5:
      return list.splice(at, m % 9)
    case 6:
      return void list.sort((a, b) => weight(a) - weight(b))
    case 7:
      return void list.reverse()
    case 8:
      return void list.fill(given, at, at + 2)
    case 9:
      return void list.copyWithin(m % (list.length + 1), at, at + 3)
    case 10:
      list.length = at
      return undefined
    case 11:
      list.length += m % 3
      return undefined
    case 12:
      delete list[at]
      return undefined
    case 13:
      list[list.length + (m % 3)] = given
      return undefined
    case 14: {
      if (list.length === 0) return undefined
      const [a, b] = [n % list.length, m % list.length]
      ;[list[a], list[b]] = [list[b], list[a]]
      return undefined
    }
    case 15:
      // Put elsewhere first, then taken out.
      return list.length === 0 ? undefined : list.push(list[n % list.length]) && list.shift()
    case 16:
      return list.push(...Array.from({ length: m % 12 }, () => given))
    case 17: {
      let calls = 0
      try {
        list.sort(() => {
          if (calls++ === m % 4) throw new Error('stop')
          return -1
        })
      } catch {}
      return undefined
    }
    case 18:
      return list.includes(given)
    default:
      list[at] = given
      return undefined
  }
}

function weight(value: unknown): number {
  return typeof value === 'number' && value === value
    ? value
    : Array.isArray(value)
      ? value.length
      : 0
}

function define(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  })
}

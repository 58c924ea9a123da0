import type { Operation } from '../src/state/apply.ts'
import { setField } from '../src/values/decode.ts'

type Path = Operation[1]
type Place = { part: unknown; path: Path; put: (value: unknown) => void }

/** Changes the model in place, as plain code would, and says with which operations. */
export function randomChange(model: object, numbers: Iterator<number>): Operation[] {
  const pick = (below: number) => (numbers.next().value as number) % below
  return Array.from({ length: 1 + pick(5) }, () => {
    const places = [...placesOf(model, [], () => {})]
    return changeAt(places[pick(places.length)] as Place, pick)
  })
}

type Pick = (below: number) => number

function* placesOf(part: unknown, path: Path, put: Place['put']): Generator<Place> {
  yield { part, path, put }
  if (Array.isArray(part)) {
    for (const at of part.keys()) {
      if (at in part) yield* placesOf(part[at], [...path, at], (value) => (part[at] = value))
    }
  } else if (part instanceof Map) {
    for (const [key, item] of part) {
      yield* placesOf(item, [...path, ['k', key]], (value) => part.set(key, value))
    }
  } else if (isFields(part)) {
    for (const [key, item] of Object.entries(part)) {
      yield* placesOf(item, [...path, key], (value) => setField(part, key, value))
    }
  }
}

function isFields(part: unknown): part is object {
  return Object.prototype.toString.call(part) === '[object Object]'
}

function changeAt({ part, path, put }: Place, pick: Pick): Operation {
  if (Array.isArray(part)) return changeList(part, path, pick)
  if (part instanceof Map) return changeMap(part, path, pick)
  if (part instanceof Set) return changeSet(part, path, pick)
  if (typeof part === 'string') return changeText(part, { path, put }, pick)
  if (isFields(part)) return changeFields(part, path, pick)
  const value = randomValue(pick)
  put(value)
  return ['=', path, structuredClone(value)]
}

function changeList(list: unknown[], path: Path, pick: Pick): Operation {
  const at = pick(list.length + 1)
  if (pick(4) === 0) {
    const order = list.map((_, index) => (index + at) % list.length)
    const before = list.slice()
    for (const [index, from] of Array.from(order).entries()) {
      if ((from as number) in before) list[index] = before[from as number]
      else delete list[index]
    }
    return ['#', path, Array.from(before, (_, index) => (index + at) % before.length)]
  }
  const gone = pick(list.length - at + 1)
  const items = Array.from({ length: pick(3) }, () => randomValue(pick))
  list.splice(at, gone, ...items)
  return ['~', path, at, gone, structuredClone(items)]
}

function changeMap(map: Map<unknown, unknown>, path: Path, pick: Pick): Operation {
  const key = ['k', 2, 3n, true, '__proto__'][pick(5)]
  if (pick(8) === 0) {
    map.clear()
    return ['0', path]
  }
  if (pick(3) === 0) {
    map.delete(key)
    return ['-', [...path, ['k', key]]]
  }
  const value = randomValue(pick)
  map.set(key, value)
  return ['=', [...path, ['k', key]], structuredClone(value)]
}

function changeSet(set: Set<unknown>, path: Path, pick: Pick): Operation {
  const item = ['a', 1, 2n, undefined][pick(4)]
  if (pick(2) === 0) {
    set.delete(item)
    return ['x', path, item]
  }
  set.add(item)
  return ['+', path, item]
}

function changeText(text: string, { path, put }: Omit<Place, 'part'>, pick: Pick): Operation {
  const start = pick(text.length + 1)
  const gone = pick(text.length - start + 1)
  const added = ['', 'é', '\u{1f600}'][pick(3)] as string
  put(text.slice(0, start) + added + text.slice(start + gone))
  return ['t', path, start, gone, added]
}

function changeFields(fields: object, path: Path, pick: Pick): Operation {
  const key = ['list', 'x', '$', '__proto__', '7', 'new'][pick(6)] as string
  if (pick(4) === 0) {
    delete (fields as Record<string, unknown>)[key]
    return ['-', [...path, key]]
  }
  const value = randomValue(pick)
  setField(fields, key, value)
  return ['=', [...path, key], structuredClone(value)]
}

function randomValue(pick: Pick): unknown {
  const values = [
    () => pick(100),
    () => 'text',
    () => ({ a: { b: pick(9) } }),
    () => [1, [2, { c: 3 }]],
    () => new Map<unknown, unknown>([['k', { d: 1 }]]),
    () => new Set([1, 'a']),
    () => new Date(pick(1000)),
    () => undefined,
  ]
  return (values[pick(values.length)] as () => unknown)()
}

import fc from 'fast-check'
import { DurableObjectStateError } from '../../src/errors.ts'
import { LiveState, type Mark, type Scope } from '../../src/state/index.ts'
import { difference } from './difference.ts'
import { MemoryRows } from './memory-rows.ts'

export interface Step {
  op: number
  path: number[]
  from: number[]
  n: number
  m: number
  value: unknown
}

const KEYS: string[] = ['a', 'b', 'c', '7', '__proto__', 'constructor', '$', 'long key', '']

const leaf: fc.Arbitrary<unknown> = fc.oneof(
  fc.integer(),
  fc.string({ maxLength: 12 }),
  fc.constantFrom<unknown>(
    null,
    undefined,
    NaN,
    -0,
    Infinity,
    true,
    false,
    10n,
    -5n,
    '\ud800',
    '{"$":1}',
  ),
  fc.string({ minLength: 60, maxLength: 700 }),
  fc.date({ noInvalidDate: false }),
  fc.constantFrom(/a"b/gi, /\//),
  fc.uint8Array({ maxLength: 200 }),
)

export const anyValue: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(fc.oneof(tie('value'), leaf), { maxLength: 12 }),
    fc.array(fc.constantFrom<unknown>(1, 'x', null), { maxLength: 40 }),
    fc.array(fc.constantFrom<unknown>({}, { n: 1 }), { maxLength: 40 }),
    fc.array(fc.tuple(fc.constantFrom(...KEYS), tie('value')), { maxLength: 5 }).map(toObject),
    fc
      .array(
        fc.tuple(fc.oneof(fc.integer({ max: 30, min: 0 }), fc.constantFrom(...KEYS)), tie('value')),
        { maxLength: 8 },
      )
      .map((entries) => new Map(entries)),
    fc
      .array(
        fc.oneof(
          fc.integer({ max: 50, min: 0 }),
          fc.constantFrom<unknown>(NaN, undefined, -0, 'x'),
        ),
        { maxLength: 20 },
      )
      .map((items) => new Set(items)),
    fc.array(fc.constantFrom(1, undefined), { maxLength: 5 }).map((list) => {
      const holes = list.slice()
      list.forEach((item, at) => item === undefined && at % 2 && delete holes[at])
      return holes
    }),
    fc.constant(null).map(() => Object.assign(Object.create(null), { z: 1 })),
  ),
})).value

export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    op: fc.nat(59),
    path: fc.array(fc.nat(20), { maxLength: 4 }),
    from: fc.array(fc.nat(20), { maxLength: 4 }),
    n: fc.nat(30),
    m: fc.nat(30),
    value: anyValue,
  }),
  { maxLength: 40, minLength: 1, size: 'max' },
)

function toObject(entries: [string, unknown][]): object {
  const object = {}
  for (const [key, value] of entries) define(object, key, value)
  return object
}

function define(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  })
}

export function clone(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Date) return new Date(value)
  if (value instanceof RegExp) return new RegExp(value)
  if (value instanceof Uint8Array) return value.slice()
  if (value instanceof Map)
    return new Map([...value].map(([key, item]) => [clone(key), clone(item)]))
  if (value instanceof Set) return new Set([...value].map(clone))
  if (Array.isArray(value)) return value.map(clone)
  const copy = Object.create(Object.getPrototypeOf(value))
  for (const key of Object.keys(value)) define(copy, key, clone((value as Fields)[key]))
  return copy
}

type Fields = Record<string, unknown>
interface Pair {
  live: unknown
  model: unknown
}

/** Runs one program on the live state and on a plain model, side by side. */
export class Machine {
  rows: MemoryRows = new MemoryRows()
  scope: Scope = newScope()
  state: LiveState
  root: { state: unknown }
  held: Pair[] = []
  marks: { mark: Mark; image: Image }[] = []
  committed: Image
  readonly pageSize: number

  constructor(value: unknown, pageSize: number) {
    this.pageSize = pageSize
    this.root = { state: clone(value) }
    this.state = LiveState.create(this.rows, value, { pageSize })
    this.commit()
    this.committed = this.image()
  }

  get top(): Pair {
    return { live: this.state.view(this.scope), model: this.root.state }
  }

  run(step: Step): void {
    if (step.op < 10) this.bookkeeping(step)
    else this.change(step)
  }

  check(): void {
    const found =
      difference(this.state.snapshot(), this.root.state) ??
      difference(this.top.live, this.top.model)
    if (found) throw new Error(found)
    for (const { live, model } of this.held) {
      const wrong = difference(live, model, 'held')
      if (wrong) throw new Error(wrong)
    }
  }

  commit(): void {
    this.rows.save()
    this.state.commit()
    this.committed = this.image()
    this.marks = []
  }

  reload(): void {
    const next = LiveState.load(this.rows, { pageSize: this.pageSize })
    if (!next) throw new Error('nothing stored')
    this.state = next
    this.held = []
    this.marks = []
    this.scope = newScope()
    this.committed = this.image()
  }

  bookkeeping({ op, n, m, path, from }: Step): void {
    switch (op) {
      case 0:
        return this.commit()
      case 1:
        this.commit()
        return this.reload()
      case 2: {
        this.marks.push({ mark: this.state.mark(), image: this.image() })
        return
      }
      case 3: {
        const [target] = this.marks.splice(n % (this.marks.length || 1))
        if (target) {
          this.state.undo(target.mark)
          this.restore(target.image)
        }
        return
      }
      case 4:
        this.state.undo()
        this.marks = []
        return this.restore(this.committed)
      case 5: {
        this.rows.save()
        this.rows.failAfter = m % 4
        let failed = false
        try {
          this.state.commit()
        } catch {
          failed = true
        }
        this.rows.failAfter = Infinity
        this.marks = []
        if (failed) {
          this.rows.rollback()
          this.state.undo()
          this.restore(this.committed)
        } else this.committed = this.image()
        return
      }
      case 6:
      case 7: {
        const pair = this.pick(path)
        if (typeof pair.model === 'object' && pair.model !== null) this.held.push(pair)
        return
      }
      case 8:
        // Reload without reading everything, then go on with what is lazy.
        this.commit()
        this.reload()
        this.change({ op: 10 + (n % 50), path, from, n, m, value: [m] })
        return
      default:
        this.scope = newScope()
    }
  }

  change({ op, path, from, n, m, value }: Step): void {
    const { live, model } = this.pick(path)
    if (typeof model !== 'object' || model === null) return this.replaceRoot(value)
    if (Array.isArray(model))
      return this.changeArray(live as unknown[], model, { op, path, from, n, m, value })
    if (model instanceof Map) {
      const keys = [...model.keys()]
      const liveKeys = [...(live as Map<unknown, unknown>).keys()]
      const key = op % 2 ? m : keys[m % (keys.length || 1)]
      const liveKey = op % 2 ? m : liveKeys[m % (keys.length || 1)]
      const map = live as Map<unknown, unknown>
      if (op === 50) return void (map.clear(), model.clear())
      if (op % 5 === 0) return void same(map.delete(liveKey), model.delete(key))
      map.set(liveKey, value)
      model.set(key, clone(value))
      return
    }
    if (model instanceof Set) {
      const set = live as Set<unknown>
      if (op === 50) return void (set.clear(), model.clear())
      const key = op % 2 ? n : [...model][m % (model.size || 1)]
      const liveKey = op % 2 ? n : [...set][m % (model.size || 1)]
      if (op % 3 === 0) return void same(set.delete(liveKey), model.delete(key))
      set.add(liveKey)
      model.add(key)
      return
    }
    if (model instanceof Date) {
      ;(live as Date).setTime(n * 1000)
      model.setTime(n * 1000)
      if (op % 2) same((live as Date).setFullYear(2000 + m), model.setFullYear(2000 + m))
      return
    }
    if (model instanceof RegExp || ArrayBuffer.isView(model)) return
    this.changeObject(live as Fields, model as Fields, { op, path, from, n, m, value })
  }

  changeObject(live: Fields, model: Fields, { op, from, n, m, value }: Step): void {
    const keys = Object.keys(model)
    const key = (op % 2 ? KEYS[m % KEYS.length] : (keys[m % (keys.length || 1)] ?? 'a')) as string
    const kind = op % 12
    if (kind < 3) {
      delete live[key]
      delete model[key]
    } else if (kind === 3) {
      const source = this.pick(from)
      define(live, key, source.live)
      // Assigning a part to where it is changes nothing; anywhere else it is a copy.
      if (source.model !== model[key] || !Object.hasOwn(model, key))
        define(model, key, clone(source.model))
    } else if (kind === 4 && Object.hasOwn(model, key)) {
      // The field is built again around its own parts, as in React.
      const part = model[key]
      if (typeof part === 'object' && part && Object.getPrototypeOf(part) === Object.prototype) {
        const extra = KEYS[n % KEYS.length] as string
        const next = { ...(live[key] as Fields) }
        const copy = { ...(part as Fields) }
        define(next, extra, value)
        define(copy, extra, clone(value))
        if (m % 3 === 0) {
          for (const name of Object.keys(copy).slice(0, 1)) {
            delete next[name]
            delete copy[name]
          }
        }
        define(live, key, next)
        define(model, key, copy)
        if (key !== '__proto__') same(live[key] === live[key], true)
      }
    } else if (kind === 5 && Array.isArray(model[key])) {
      const list = live[key] as unknown[]
      const plain = model[key] as unknown[]
      const at = n % (plain.length + 1)
      const variants: [unknown[], unknown[]][] = [
        [list.slice(at), plain.slice(at)],
        [list.slice(0, at), plain.slice(0, at)],
        [
          list.filter((_, index) => index % 3 !== m % 3),
          plain.filter((_, index) => index % 3 !== m % 3),
        ],
        [
          [...list, value],
          [...plain, clone(value)],
        ],
        [
          [value, ...list],
          [clone(value), ...plain],
        ],
        [[...list].reverse(), [...plain].reverse()],
        [
          list.map((x, i) => (i === at ? value : x)),
          plain.map((x, i) => (i === at ? clone(value) : x)),
        ],
        [list.concat(list.slice(0, 0), [value]), plain.concat([clone(value)])],
        [list.toSpliced(at, 1, value), plain.toSpliced(at, 1, clone(value))],
      ]
      const [next, copy] = variants[op % variants.length] as [unknown[], unknown[]]
      define(live, key, next)
      define(model, key, copy)
    } else if (kind === 6) {
      let refused = false
      try {
        live[key] = { x: [clone(value), { y: n % 2 ? () => 1 : Symbol('s') }] }
      } catch (error) {
        refused = error instanceof DurableObjectStateError && /x\[1\]\.y$/.test(error.path ?? '')
      }
      same(refused, true)
    } else if (kind === 7) {
      this.rebuild(live, model, { key, parts: [this.pick(from), this.pick([n, m])], value })
    } else if (kind === 8) {
      const source = this.pick(from)
      if (!Array.isArray(source.model)) return
      const [start, end] = [n % 7, (n % 7) + m]
      const slice = (source.live as unknown[]).slice(start, end)
      const plain = source.model.slice(start, end)
      // Between slice and its use the list goes on to change.
      if (op % 3 === 0) equal((source.live as unknown[]).pop(), source.model.pop())
      if (op % 5 === 0)
        same((source.live as unknown[]).unshift(value), source.model.unshift(clone(value)))
      this.held = []
      define(live, key, op % 2 ? { slice } : slice)
      define(model, key, clone(op % 2 ? { slice: plain } : plain))
    } else if (kind === 9 && keys.length > 1) {
      const [a, b] = [keys[m % keys.length] as string, keys[n % keys.length] as string]
      if (a === '__proto__' || b === '__proto__') return
      this.held = []
      const [left, right] = [live[a], live[b]]
      const copies = [clone(model[a]), clone(model[b])]
      define(live, b, left)
      define(model, b, copies[0])
      if (op % 2) {
        define(live, a, right)
        define(model, a, copies[1])
      } else if (a !== b) {
        delete live[a]
        delete model[a]
      }
    } else {
      define(live, key, value)
      define(model, key, clone(value))
    }
  }

  /** A fresh value with parts of the state at several depths. */
  rebuild(
    live: Fields,
    model: Fields,
    { key, parts, value }: { key: string; parts: [Pair, Pair]; value: unknown },
  ): void {
    const [one, two] = parts
    const build = (a: unknown, b: unknown, c: unknown): unknown => ({
      a,
      b: [b, a, { $: a }],
      c: new Map([['b', b]]),
      d: c,
    })
    const next = build(clone(one.model), clone(two.model), clone(value))
    // What stays in its place is the same part in the state, and a copy in the model.
    this.held = []
    define(live, key, build(one.live, two.live, value))
    define(model, key, clone(next))
  }

  changeArray(live: unknown[], model: unknown[], { op, from, n, m, value }: Step): void {
    const at = n % (model.length + 1)
    switch (op % 18) {
      case 0:
        return same(live.push(value, m), model.push(clone(value), m))
      case 1:
        return equal(live.pop(), model.pop())
      case 2:
        return equal(live.shift(), model.shift())
      case 3:
        return same(live.unshift(value), model.unshift(clone(value)))
      case 4:
        return equal(live.splice(at, m % 4, value), model.splice(at, m % 4, clone(value)))
      case 5:
        return equal(live.splice(at, m % 9), model.splice(at, m % 9))
      case 6:
        live.sort((a, b) => weight(a) - weight(b))
        model.sort((a, b) => weight(a) - weight(b))
        return
      case 7:
        live.reverse()
        model.reverse()
        return
      case 8: {
        live.fill(value, at, at + 2)
        for (let i = at; i < Math.min(at + 2, model.length); i++) model[i] = clone(value)
        return
      }
      case 9: {
        const copied = model.slice(at, at + 3).map(clone)
        const target = m % (model.length + 1)
        live.copyWithin(target, at, at + 3)
        for (let i = 0; i < copied.length && target + i < model.length; i++) {
          if (i in copied) model[target + i] = copied[i]
          else delete model[target + i]
        }
        return
      }
      case 10:
        live.length = at
        model.length = at
        return
      case 11:
        live.length = model.length + (m % 3)
        model.length += m % 3
        return
      case 12:
        delete live[at]
        delete model[at]
        return
      case 13:
        live[model.length + (m % 3)] = value
        model[model.length + (m % 3)] = clone(value)
        return
      case 14: {
        const source = this.pick(from)
        live.push(source.live)
        model.push(clone(source.model))
        return
      }
      case 15: {
        for (const list of [live, model]) {
          let calls = 0
          try {
            list.sort(() => {
              if (calls++ === m % 4) throw new Error('stop')
              return -1
            })
          } catch {}
        }
        return
      }
      case 16: {
        const many = Array.from({ length: m }, () => value)
        live.push(...many)
        model.push(...many.map(clone))
        return
      }
      default:
        live[at] = value
        model[at] = clone(value)
    }
  }

  replaceRoot(value: unknown): void {
    this.state.replace(this.scope, value)
    this.root.state = clone(value)
  }

  /** Walks down both sides in step. */
  pick(path: number[]): Pair {
    let pair = this.top
    const [start = 0, ...rest] = path
    const held = this.held[this.held.length - 1 - (start % 5)]
    if (start > 15 && held) pair = held
    for (const digit of rest) {
      const { live, model } = pair
      if (typeof model !== 'object' || model === null || model instanceof Date) break
      if (model instanceof RegExp || ArrayBuffer.isView(model) || model instanceof Set) break
      if (model instanceof Map) {
        const keys = [...model.keys()]
        if (!keys.length) break
        const key = keys[digit % keys.length]
        const liveKey = [...(live as Map<unknown, unknown>).keys()][digit % keys.length]
        pair = { live: (live as Map<unknown, unknown>).get(liveKey), model: model.get(key) }
      } else {
        const keys = Object.keys(model).filter((key) => key !== '__proto__')
        if (!keys.length) break
        const key = keys[digit % keys.length] as string
        pair = { live: (live as Fields)[key], model: (model as Fields)[key] }
      }
    }
    return pair
  }

  image(): Image {
    return new Image(this.root, this.held)
  }

  restore(image: Image): void {
    image.restore()
    this.held = image.held.slice()
  }
}

/** What every reachable object held, to put it back into the same objects. */
class Image {
  readonly held: Pair[]
  readonly #contents: (() => void)[] = []

  constructor(root: object, held: Pair[]) {
    this.held = held.slice()
    const seen = new Set<object>()
    const visit = (value: unknown): void => {
      if (typeof value !== 'object' || value === null || seen.has(value)) return
      seen.add(value)
      if (value instanceof Date) {
        const time = value.getTime()
        this.#contents.push(() => value.setTime(time))
      } else if (value instanceof Map) {
        const entries = [...value]
        this.#contents.push(() => {
          value.clear()
          for (const [key, item] of entries) value.set(key, item)
        })
        for (const [key, item] of entries) {
          visit(key)
          visit(item)
        }
      } else if (value instanceof Set) {
        const items = [...value]
        this.#contents.push(() => {
          value.clear()
          for (const item of items) value.add(item)
        })
        items.forEach(visit)
      } else if (!(value instanceof RegExp) && !ArrayBuffer.isView(value)) {
        const descriptors = Object.entries(Object.getOwnPropertyDescriptors(value))
        this.#contents.push(() => {
          if (Array.isArray(value)) value.length = 0
          for (const key of Object.keys(value)) delete (value as Fields)[key]
          for (const [key, descriptor] of descriptors) Object.defineProperty(value, key, descriptor)
        })
        for (const [, descriptor] of descriptors) visit(descriptor.value)
      }
    }
    visit(root)
    for (const pair of held) visit(pair.model)
  }

  restore(): void {
    for (const put of this.#contents) put()
  }
}

export function newScope(): Scope {
  return {
    alive: true,
    onDeadWrite() {
      throw new Error('the handler has ended')
    },
  }
}

function weight(value: unknown): number {
  return typeof value === 'number' && value === value
    ? value
    : Array.isArray(value)
      ? value.length
      : 0
}

function same(a: unknown, b: unknown): void {
  if (!Object.is(a, b)) throw new Error(`${String(a)} and ${String(b)}`)
}

function equal(a: unknown, b: unknown): void {
  const found = difference(a, b, 'result')
  if (found) throw new Error(found)
}

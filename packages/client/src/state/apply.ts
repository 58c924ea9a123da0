import { setField } from '../values/decode.ts'

/** A field, an index, or the key of a Map's entry. */
type Step = string | number | [mark: 'k', key: unknown]
/** What changed in a view (docs/live-protocol.md, "Operations"). */
export type Operation = [name: string, path: Step[], ...rest: unknown[]]

// biome-ignore lint/suspicious/noExplicitAny: what the path leads to is what the object says it is.
type Part = any

/**
 * The view after the operations. The old one stays as it is, and what did not change is the same
 * object in both.
 *
 * @throws for operations that do not fit the view.
 */
export function apply(view: unknown, operations: readonly Operation[]): unknown {
  const target = new Target(view)
  for (const operation of operations) target.change(operation)
  return target.root
}

/** Operations on the part at the end of the path; the others change its slot. */
const partChanges: Record<string, (part: Part, first: Part, second: Part, third: Part) => void> = {
  '~': splice,
  '#': reorder,
  '+': (set, member) => set.add(member),
  x: (set, member) => set.delete(member),
  '0': (collection) => collection.clear(),
}

class Target {
  /** Holds the view, so that the view itself is a part of something too. */
  readonly #top: unknown[]
  /** The copies that were made for these operations, and so may be changed. */
  readonly #own = new Set<unknown>()

  constructor(view: unknown) {
    this.#top = [view]
  }

  get root(): unknown {
    return this.#top[0]
  }

  change(operation: Operation): void {
    const [name, path, first, second, third] = operation as [string, Step[], Part, Part, Part]
    const steps: Step[] = [0, ...path]
    const change = partChanges[name]
    if (change) change(this.#reach(steps), first, second, third)
    else this.#changeSlot(operation, this.#reach(steps.slice(0, -1)), steps.at(-1) as Step)
  }

  #changeSlot(operation: Operation, parent: Part, step: Step): void {
    const [name, , first, second, third] = operation as [string, Step[], Part, Part, Part]
    if (name === '-') remove(parent, step)
    else if (name === 't') {
      const text = read(parent, step) as string
      write(parent, step, text.slice(0, first) + third + text.slice(first + second))
    } else if (name !== '=') throw new TypeError(`unknown operation ${name}`)
    // A hole, if there is no value.
    else if (2 in operation) write(parent, step, first)
    else leaveOut(parent, step)
  }

  /** The part at the end of the steps, as a copy that may be changed, within such copies. */
  #reach(steps: Step[]): Part {
    let part: Part = this.#top
    for (const step of steps) {
      let next = read(part, step)
      if (!this.#own.has(next)) {
        next = copy(next)
        this.#own.add(next)
        write(part, step, next)
      }
      part = next
    }
    return part
  }
}

function read(part: Part, step: Step): unknown {
  return Array.isArray(step) ? part.get(step[1]) : part[step]
}

function write(part: Part, step: Step, value: unknown): void {
  if (Array.isArray(step)) part.set(step[1], value)
  else setField(part, step as string, value)
}

function remove(part: Part, step: Step): void {
  if (Array.isArray(step)) part.delete(step[1])
  else delete part[step]
}

function leaveOut(list: Part, at: Step): void {
  list.length = Math.max(list.length, (at as number) + 1)
  delete list[at as number]
}

function copy(part: unknown): unknown {
  if (Array.isArray(part)) return part.slice()
  if (part instanceof Map) return new Map(part)
  if (part instanceof Set) return new Set(part)
  if (typeof part !== 'object' || part === null) throw new TypeError('no such part')
  return copyFields(part)
}

export function copyFields(part: object): object {
  return Object.getPrototypeOf(part)
    ? { ...part }
    : Object.assign(Object.create(null) as object, part)
}

function splice(list: unknown[], at: number, gone: number, items: unknown[]): void {
  if (at > list.length) throw new TypeError('no such place')
  // As arguments, many items would not fit on the stack, and holes would not stay holes.
  const after = list.splice(at)
  append(list, items, 0)
  append(list, after, gone)
}

function append(list: unknown[], items: unknown[], from: number): void {
  for (let at = from; at < items.length; at++) {
    if (at in items) list.push(items[at])
    else list.length++
  }
}

function reorder(list: unknown[], from: number[]): void {
  const before = list.splice(0)
  for (const at of from) {
    if (at in before) list.push(before[at])
    else list.length++
  }
}

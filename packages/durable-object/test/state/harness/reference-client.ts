import { define } from './define.ts'
import { decodeValue } from './reference-values.ts'

type Step = string | number | ['k', unknown]
type Operation = [name: string, path: Step[], ...rest: any[]]

/** A page: keeps what it was shown, and applies operations to it. It follows docs/live-protocol.md, and nothing else. */
export class ReferenceClient {
  view: unknown

  show(text: string): void {
    this.view = decodeValue(JSON.parse(text))
  }

  apply(text: string): void {
    for (const operation of JSON.parse(text) as Operation[]) this.#apply(operation)
  }

  #apply([name, path, ...rest]: Operation): void {
    switch (name) {
      case '=':
        if (path.length === 0) {
          this.view = decodeValue(rest[0])
          return
        }
        return put(this.#parent(path), keyOf(path), decodeValue(rest[0]))
      case '-':
        return remove(this.#parent(path), keyOf(path))
      case '~':
        return splice(
          this.#at(path) as unknown[],
          rest[0],
          rest[1],
          decodeValue(rest[2]) as unknown[],
        )
      case '#': {
        const list = this.#at(path) as unknown[]
        const before = list.slice()
        if (rest[0].length !== before.length) throw new Error('not an order of this list')
        if (new Set(rest[0]).size !== before.length) throw new Error('not a permutation')
        for (const [at, from] of (rest[0] as number[]).entries()) {
          if (from in before) list[at] = before[from]
          else delete list[at]
        }
        return
      }
      case 't': {
        const parent = this.#parent(path)
        const text = get(parent, keyOf(path)) as string
        if (typeof text !== 'string') throw new Error('not a text')
        const [start, gone, more] = rest
        return put(parent, keyOf(path), text.slice(0, start) + more + text.slice(start + gone))
      }
      case '+': {
        const set = this.#at(path) as Set<unknown>
        if (set.has(decodeValue(rest[0]))) throw new Error('already a member')
        set.add(decodeValue(rest[0]))
        return
      }
      case 'x':
        if (!(this.#at(path) as Set<unknown>).delete(decodeValue(rest[0])))
          throw new Error('not a member')
        return
      case '0':
        return (this.#at(path) as Set<unknown>).clear()
      default:
        throw new Error(`unknown operation ${name}`)
    }
  }

  #parent(path: Step[]): object {
    return this.#at(path.slice(0, -1)) as object
  }

  #at(path: Step[]): unknown {
    let value: unknown = this.view
    for (const step of path) value = get(value as object, keyOf([step]))
    return value
  }
}

function keyOf(path: Step[]): unknown {
  const step = path.at(-1)
  return Array.isArray(step) ? decodeValue(step[1]) : step
}

function get(parent: object, key: unknown): unknown {
  if (parent instanceof Map) {
    if (!parent.has(key)) throw new Error(`no entry ${String(key)}`)
    return parent.get(key)
  }
  if (!Object.hasOwn(parent, key as string)) throw new Error(`no field ${String(key)}`)
  return (parent as Record<string, unknown>)[key as string]
}

function put(parent: object, key: unknown, value: unknown): void {
  if (parent instanceof Map) parent.set(key, value)
  else if (Array.isArray(parent)) {
    if (!(typeof key === 'number' && key < parent.length))
      throw new Error('not an index of the list')
    parent[key] = value
  } else define(parent, key as string, value)
}

function remove(parent: object, key: unknown): void {
  get(parent, key)
  if (parent instanceof Map) parent.delete(key)
  else delete (parent as Record<string, unknown>)[key as string]
}

function splice(list: unknown[], index: number, gone: number, items: unknown[]): void {
  if (index > list.length || index + gone > list.length) throw new Error('splices behind the end')
  list.splice(index, gone, ...items)
  for (let at = 0; at < items.length; at++) if (!(at in items)) delete list[index + at]
}

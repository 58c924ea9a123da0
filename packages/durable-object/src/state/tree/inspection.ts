import { ARRAY, BARE_OBJECT, type Kind, MAP, OBJECT, SET } from '../format/kinds.ts'
import { rawOf } from '../views/place.ts'
import { SafeMap, SafeSet } from './hash-safe.ts'
import type { Tree } from './tree.ts'

/**
 * The method that `console.log` and `util.inspect` call on what they print, in Node and workerd.
 */
export const INSPECT: unique symbol = Symbol.for('nodejs.util.inspect.custom') as never

export interface Options {
  maxArrayLength?: number | null
  stylize(text: string, style: 'special'): string
}

export type Inspect = (value: unknown, options: Options) => string

/** Loads what is about to be printed. Prints as usual if it returns `this`. */
export type Inspector = (this: object, depth: number | null, options: Options) => object | string

/**
 * Printing looks through proxies at the raw values. A raw value has this property as long as some
 * of it is not in memory.
 */
export function markUnread(tree: Tree, raw: object): void {
  Object.defineProperty(raw, INSPECT, { value: tree.inspector, configurable: true })
}

export function markRead(raw: object): void {
  Reflect.deleteProperty(raw, INSPECT)
}

export function createInspector(tree: Tree): Inspector {
  return function (depth, options) {
    const raw = rawOf(this) as object
    const container = tree.containers.get(raw)
    if (!container) return this
    if (isTooDeep(depth)) return printName(NAMES[container.kind], options)
    try {
      container.loader.open()
      container.loader.loadRange(0, options.maxArrayLength ?? Infinity)
      return toPrint(raw, this)
    } catch (error) {
      return `[${String(error)}]`
    }
  }
}

// Printing does not use the methods that hide the marks.
for (const { prototype } of [SafeMap, SafeSet]) {
  Object.defineProperty(prototype, INSPECT, {
    value(this: object) {
      return toPrint(rawOf(this) as object, this)
    },
  })
}

/** What to print for a raw value: `shown`, unless it has marks inside. */
function toPrint(raw: object, shown: object): object {
  const printed = raw instanceof SafeMap || raw instanceof SafeSet ? raw.printed : raw
  return printed === raw ? shown : printed
}

/** Whether only the kind of a value is printed. */
export function isTooDeep(depth: number | null): boolean {
  return depth !== null && depth < 0
}

export function printName(name: string, { stylize }: Options): string {
  return stylize(`[${name}]`, 'special')
}

const NAMES: Record<Kind, string> = {
  [ARRAY]: 'Array',
  [MAP]: 'Map',
  [SET]: 'Set',
  [OBJECT]: 'Object',
  [BARE_OBJECT]: 'Object: null prototype',
}

import { decodeData } from '../../state/index.ts'
import type { Runs } from '../events/handler-runner.ts'

/** More sets of keys, or viewers with `live.derive`, make each change slow. */
const mostAudiences = 64
/** More items in one list make each change of it slow in pages. */
const mostItems = 10_000

/** What pages see can be too much work. In dev that is said, each of it once per class. */
export class Advice {
  readonly #given: Set<string> = new Set()

  /** @param count how many sets of keys the viewers see. */
  ofAudiences(object: Runs, count: number): void {
    if (count <= mostAudiences || !this.#isDue(object, 'audiences')) return
    this.#give(
      'audiences',
      `The pages of ${object.blueprint.name} see over ${mostAudiences} different sets of keys, and each change is made for each of them. Let the rules 'if' of live.view tell fewer kinds of viewers apart.`,
    )
  }

  /** @param count gives how many viewers `live.derive` runs for. */
  ofViewers(object: Runs, count: () => number): void {
    if (!this.#isDue(object, 'viewers') || count() <= mostAudiences) return
    this.#give(
      'viewers',
      `${object.identity.describe()} has over ${mostAudiences} different viewers, and live.derive runs for each of them when what it reads has changed. Show what many viewers see with live.view, or give live() viewers that differ only in what live.derive asks for.`,
    )
  }

  /**
   * Gives how many characters have to be added to a view before it is worth to look at it again.
   *
   * @param text the text of a view.
   */
  ofItems(object: Runs, text: string): number {
    // An item takes two characters at least.
    const enough = Math.max(2 * mostItems, text.length)
    if (!this.#isDue(object, 'items')) return Number.POSITIVE_INFINITY
    if (text.length <= 2 * mostItems) return enough
    for (const [key, value] of Object.entries(decodeData(text) as object)) {
      const count = longestOf(value)
      if (count <= mostItems) continue
      this.#give(
        'items',
        `The pages of ${object.identity.describe()} see ${count} items in '${key}', and over ${mostItems} make each change of it slow in them. Show fewer, with { last: 100 } in live.view for a list.`,
      )
      return Number.POSITIVE_INFINITY
    }
    return enough
  }

  #isDue({ blueprint }: Runs, about: string): boolean {
    return blueprint.dev && !this.#given.has(about)
  }

  #give(about: string, text: string): void {
    this.#given.add(about)
    console.warn(text)
  }
}

/** How many items the longest list, Map, Set or object within a value has. */
function longestOf(value: unknown): number {
  const items = itemsOf(value)
  return items.reduce<number>((most, item) => Math.max(most, longestOf(item)), items.length)
}

function itemsOf(value: unknown): unknown[] {
  if (value instanceof Map || value instanceof Set) return [...value.values()]
  if (Array.isArray(value)) return value
  const isOther = typeof value !== 'object' || value === null || ArrayBuffer.isView(value)
  return isOther ? [] : Object.values(value)
}

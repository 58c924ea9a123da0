import type { StateOf } from './types.ts'

export type Select<Target, Selected> = (state: StateOf<Target>) => Selected
export type IsEqual<Selected> = (one: Selected, other: Selected) => boolean

/** A part of a state: the same value until it is another one. */
export class Selection<Target, Selected> {
  #select: Select<Target, Selected> | undefined
  #state: StateOf<Target> | undefined
  #value: Selected | undefined

  /** Undefined before there is a state. */
  of(
    state: StateOf<Target> | undefined,
    select: Select<Target, Selected>,
    isEqual: IsEqual<Selected> = Object.is,
  ): Selected | undefined {
    if (state === undefined || (state === this.#state && select === this.#select)) {
      return this.#value
    }
    const value = select(state)
    const isFirst = this.#state === undefined
    this.#state = state
    this.#select = select
    if (isFirst || !isEqual(this.#value as Selected, value)) this.#value = value
    return this.#value
  }
}

import type { AnyDurableObjectDefinition } from '../../definition/definition.ts'
import { DurableObjectConfigError } from '../../errors.ts'
import { HandlerThis } from '../handler/handler-this.ts'
import type { ObjectIdentity } from '../object-identity.ts'

type Make = NonNullable<AnyDurableObjectDefinition['memory']>

/** What lives with an object while it is awake. */
export class ObjectMemory {
  readonly #identity: ObjectIdentity
  readonly #make: Make
  #made: object | undefined

  constructor(identity: ObjectIdentity, make: Make) {
    this.#identity = identity
    this.#make = make
  }

  /** The object wakes: what was there before is no longer its memory. */
  forget(): void {
    this.#made = undefined
  }

  /** Made by the first handler that looks at it: `init`, or `start`, which otherwise does so for it. */
  get(self: HandlerThis): object {
    // Called by itself, since it has no `this`.
    const make = this.#make
    this.#made ??= this.#assertMade(make(self.ctx))
    return this.#made
  }

  #assertMade(made: unknown): object {
    if (typeof made !== 'object' || made === null) {
      const given = made === null ? 'null' : `a value of type ${typeof made}`
      throw this.#error(given, 'Return an object: memory: () => ({ cache: new Map() }).')
    }
    if (!('then' in made)) return made
    // Nobody else awaits it.
    Promise.resolve(made).catch(() => undefined)
    throw this.#error(
      'a promise',
      'Return an object at once, and fill it in start(), which can await.',
    )
  }

  #error(given: string, advice: string): DurableObjectConfigError {
    const { fields } = this.#identity
    return new DurableObjectConfigError(
      `memory of ${this.#identity.describe()} returned ${given}. ${advice}`,
      fields,
    )
  }
}

/** Adds `this.memory`. */
export function extendWithMemory(prototype: HandlerThis): void {
  Object.defineProperty(prototype, 'memory', {
    configurable: true,
    get(this: HandlerThis) {
      return HandlerThis.ownerOf(this).memory?.get(this)
    },
    set() {
      throw new TypeError(
        'this.memory cannot be replaced: it is one object for as long as its object is awake. Change it in place: this.memory.cache = new Map().',
      )
    },
  })
}

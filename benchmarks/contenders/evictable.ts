import type { ObjectConstructor } from './contender.ts'

export const evictMethod = 'benchEvict'

/** Adds a method that aborts the object, as the platform can at any time. */
export function evictable(Base: ObjectConstructor): ObjectConstructor {
  return class extends Base {
    readonly #state: DurableObjectState

    // biome-ignore lint/suspicious/noExplicitAny: TypeScript wants any[] of a mixin's constructor
    constructor(...args: any[]) {
      super(...args)
      this.#state = args[0]
    }

    async [evictMethod](): Promise<void> {
      await this.#state.storage.sync()
      this.#state.abort('Evicted by the benchmark.')
    }
  }
}

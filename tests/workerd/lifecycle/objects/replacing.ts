import type { DurableObjectClass } from '@cloudwerk/durable-object/runtime'

// biome-ignore lint/suspicious/noExplicitAny: TypeScript wants any[] of a mixin's constructor
type Counting = new (...args: any[]) => DurableObject & { increment(amount: number): unknown }

/** A subclass with a method in the place of one of the definition, as a library for tracing makes it. */
export function replacing(Base: DurableObjectClass): Counting {
  // The class does not show the definition's methods in its type.
  return class extends (Base as unknown as Counting) {
    override increment(amount: number): unknown {
      return super.increment(amount + 100)
    }
  }
}

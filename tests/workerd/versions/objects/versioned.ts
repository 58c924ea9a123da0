import { DurableObject } from 'cloudflare:workers'
import { type AnyDurableObjectDefinition, defineDurableObject } from '@cloudwerk/durable-object'
import { type DurableObjectClass, toDurableObjectClass } from '@cloudwerk/durable-object/runtime'
import { createObjectClass, type Features } from '@cloudwerk/durable-object/runtime/features'

/** What a test does in a method, with the `this` of a handler. */
// biome-ignore lint/suspicious/noExplicitAny: builds have states of different types
export type Run = (self: any) => unknown

const runs = new Map<string, Run>()
let count = 0

/** A name for a function, which the method `perform` takes. */
export function keyOf(run: Run): string {
  const key = `run ${++count}`
  runs.set(key, run)
  return key
}

/** The methods of every build. */
export const methods = {
  async perform(this: object, key: string): Promise<unknown> {
    return runs.get(key)?.(this)
  },
}

export interface Build {
  className: string
  definition: AnyDurableObjectDefinition
  /** Default: all. */
  features?: Features
}

const deployed = new Map<string, DurableObjectClass>()

/** From now on, objects of the class that wake have this definition. */
export function deploy({ className, definition, features }: Build): void {
  const options = { name: className, inspect: true }
  const Class = features
    ? createObjectClass(definition, { ...options, features })
    : toDurableObjectClass(definition, options)
  deployed.set(className, Class)
}

const called = [
  'perform',
  'fetch',
  'alarm',
  'webSocketMessage',
  'webSocketClose',
  'exists',
  '__cloudwerk_call',
]

/** A class of which tests deploy one build after another. */
export function deployable(className: string): DurableObjectClass {
  const definition = defineDurableObject({ methods })
  deploy({ className, definition })

  class Deployable extends DurableObject {
    // biome-ignore lint/suspicious/noExplicitAny: an object of any build
    readonly build: any

    constructor(ctx: DurableObjectState, env: unknown) {
      super(ctx, env as never)
      const Class = deployed.get(className)
      if (Class) this.build = new Class(ctx, env)
    }
  }

  // The test runner looks for methods on the prototype of the class that is exported.
  for (const name of called) {
    Object.defineProperty(Deployable.prototype, name, {
      value(this: Deployable, ...args: unknown[]) {
        return this.build[name](...args)
      },
    })
  }
  return Deployable
}

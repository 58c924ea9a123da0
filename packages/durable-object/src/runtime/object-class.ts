import { DurableObject } from 'cloudflare:workers'
import { assertDefinition } from '../assert-definition.ts'
import type { AnyDurableObjectDefinition, AnyValue } from '../definition.ts'
import { createHandlerClass } from './handler-this.ts'
import { ObjectHost } from './object-host.ts'

/** A class that the runtime can make Durable Objects of. */
export type DurableObjectClass = new (ctx: DurableObjectState, env: AnyValue) => DurableObject

export interface ClassOptions {
  /** The class name, as in the Worker's exports and in error messages. */
  name: string
}

const socketAndAlarmHandlers = [
  'webSocketMessage',
  'webSocketClose',
  'webSocketError',
  'alarm',
] as const

/**
 * Turns a definition into a native Durable Object class, for the Worker to export under `name`.
 *
 * Only what the definition declares is reachable: its `methods` over RPC, and the handlers that it
 * has. The class may be used with plain wrangler, without the rest of Cloudwerk.
 *
 * @throws DurableObjectConfigError when `definition` was not made by `defineDurableObject`.
 */
export function toDurableObjectClass(
  definition: AnyDurableObjectDefinition,
  options: ClassOptions,
): DurableObjectClass {
  assertDefinition(definition, options.name)
  const blueprint = {
    name: options.name,
    definition,
    HandlerClass: createHandlerClass(definition),
  }

  class ObjectClass extends DurableObject {
    readonly #host: ObjectHost

    constructor(ctx: DurableObjectState, env: AnyValue) {
      super(ctx, env)
      this.#host = new ObjectHost(blueprint, ctx, env)
    }

    static run(object: ObjectClass, handler: string, args: unknown[]): Promise<unknown> {
      return object.#host.run(handler, args)
    }
  }

  const run = ObjectClass.run
  for (const name of [...Object.keys(definition.methods ?? {}), 'fetch']) {
    defineOnPrototype(name)
  }
  for (const name of socketAndAlarmHandlers) {
    // The platform acts on which handlers exist, so a class has only those of its definition.
    if (definition[name]) defineOnPrototype(name)
  }
  Object.defineProperty(ObjectClass, 'name', { value: options.name })
  return ObjectClass

  function defineOnPrototype(name: string): void {
    Object.defineProperty(ObjectClass.prototype, name, {
      configurable: true,
      writable: true,
      value(this: ObjectClass, ...args: unknown[]) {
        return run(this, name, args)
      },
    })
  }
}

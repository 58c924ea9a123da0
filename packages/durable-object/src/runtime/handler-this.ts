import type { AnyDurableObjectDefinition, BuiltIns, ObjectContext } from '../definition.ts'

/** What a handler's `this` needs from the object that runs it. */
export interface HandlerHost {
  readonly context: ObjectContext
  state: unknown
}

/** `this` of a handler, without the definition's own names. */
export class HandlerThis implements BuiltIns<unknown> {
  readonly #host: HandlerHost

  constructor(host: HandlerHost) {
    this.#host = host
  }

  get state(): unknown {
    return this.#host.state
  }

  set state(value: unknown) {
    this.#host.state = value
  }

  get ctx(): ObjectContext {
    return this.#host.context
  }

  get id(): string {
    return this.#host.context.id.toString()
  }

  get name(): string | undefined {
    return this.#host.context.id.name
  }
}

/** The class of `this` for one definition: its methods and helpers beside the built-ins. */
export function createHandlerClass(definition: AnyDurableObjectDefinition): typeof HandlerThis {
  class DefinitionThis extends HandlerThis {}
  const functions = { ...definition.helpers, ...definition.methods }
  Object.defineProperties(DefinitionThis.prototype, Object.getOwnPropertyDescriptors(functions))
  return DefinitionThis
}

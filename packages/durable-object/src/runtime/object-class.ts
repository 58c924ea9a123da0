import { DurableObject } from 'cloudflare:workers'
import type { AnyValue } from '../definition/any-value.ts'
import { assertDefinition } from '../definition/assert-definition.ts'
import type { AnyDurableObjectDefinition } from '../definition/definition.ts'
import { liveCall } from '../definition/live-door.ts'
import { callName, chainedCall, failCommitCall, inspectCall } from '../definition/reserved-names.ts'
import { resolveSettings } from '../definition/settings.ts'
import { readChainedCall } from './calls/chained-call.ts'
import { registerMethods } from './calls/guarded-stub.ts'
import type { Blueprint } from './class-blueprint.ts'
import { runExists } from './events/exists.ts'
import { runFetch } from './events/fetch.ts'
import { runMethod } from './events/method.ts'
import { socketEvents } from './events/socket-event.ts'
import { assertFeatures } from './features/assert-features.ts'
import type { Features } from './features/features.ts'
import { createHandlerClass } from './handler/handler-this.ts'
import { ObjectHost } from './object-host.ts'
import { patchGlobals } from './patches/index.ts'
import { ImmediateHandlers } from './turns/immediate-handlers.ts'
import { type ClassTools, classTools, rehearse } from './versions/class-tools.ts'

/** A class that the runtime can make Durable Objects of. */
export type DurableObjectClass = new (ctx: DurableObjectState, env: AnyValue) => DurableObject

export interface ClassOptions {
  /** The class name, as in the Worker's exports and in error messages. */
  name: string
  /** Whether to warn of handlers that hold the object for over a second while others wait. Default false. */
  dev?: boolean
  /**
   * Whether anyone with a stub may read the state and the last commits, and make a write fail, as
   * `testObject` does. For tests; never for production. Default false.
   */
  inspect?: boolean
}

export interface LeanClassOptions extends ClassOptions {
  /** The features that the class has: at least those that its definition needs. */
  features: Features
}

/**
 * As `toDurableObjectClass`, with the features that it is given and no others.
 *
 * @throws DurableObjectConfigError when `definition` was not made by `defineDurableObject`, or needs a
 * feature that it was not given.
 *
 * @example
 * ```ts
 * import { defineDurableObject } from '@cloudwerk/durable-object'
 * import { createObjectClass, sql } from '@cloudwerk/durable-object/runtime/features'
 *
 * const ledger = defineDurableObject({ sqlite: true })
 * export const Ledger = createObjectClass(ledger, { name: 'Ledger', features: { sql } })
 * ```
 */
export function createObjectClass(
  definition: AnyDurableObjectDefinition,
  options: LeanClassOptions,
): DurableObjectClass {
  const { name, features } = options
  assertDefinition(definition, name)
  const settings = resolveSettings(definition)
  assertFeatures(name, { definition, settings }, features)
  patchGlobals()
  features.sockets?.patch()
  const closeSilent = definition.sockets?.closeSilent
  const blueprint: Blueprint = {
    name,
    definition,
    settings,
    HandlerClass: createHandlerClass(definition),
    immediate: new ImmediateHandlers(definition),
    sql: settings.hasSql ? features.sql?.forClass(definition) : undefined,
    versions: definition.versions && features.versions?.forClass(definition, name),
    schema: definition.schema && features.schema?.forSchema(definition.schema),
    features,
    live: definition.live && features.live?.forClass(definition, name),
    silentSockets: closeSilent && features.silentSockets?.forClass(closeSilent, name),
    dev: options.dev ?? false,
    inspect: options.inspect ?? false,
  }

  blueprint.live?.addFunctions(blueprint.HandlerClass)

  class ObjectClass extends DurableObject {
    readonly #host: ObjectHost

    constructor(ctx: DurableObjectState, env: AnyValue) {
      super(ctx, env)
      this.#host = new ObjectHost(blueprint, ctx, env)
    }

    static hostOf(object: ObjectClass): ObjectHost {
      return object.#host
    }
  }

  const { hostOf } = ObjectClass
  const methods: Record<string, (...args: unknown[]) => unknown> = definition.methods ?? {}
  for (const [name, method] of Object.entries(methods)) {
    defineCalled(name, (host, args) => runMethod(host, { name, method, args }))
  }
  defineOnPrototype(chainedCall, (host, args) => runMethod(host, readChainedCall(methods, args)))
  const { development, alarm, sockets } = features
  if (blueprint.inspect && development) {
    defineOnPrototype(inspectCall, (host) => development.inspect(host))
    defineOnPrototype(failCommitCall, (host, [message]) =>
      host.inspection?.failNextCommit(message as string),
    )
  }
  defineCalled('exists', (host) => runExists(host))
  registerMethods(name, Object.keys(methods))
  defineOnPrototype(
    'fetch',
    (host, [request]) =>
      host.live?.accept(request as Request) ?? runFetch(host, request as Request),
  )
  if (blueprint.live) defineOnPrototype(liveCall, (host, [viewer]) => host.live?.admit(viewer))
  // The platform acts on which handlers exist: an alarm cannot be set without one.
  if (definition.alarm && alarm) {
    defineOnPrototype('alarm', (host, [info]) => alarm.run(host, info as AlarmInvocationInfo))
  }
  const hasSockets = sockets && (definition.fetch || definition.webSocketMessage)
  for (const event of hasSockets || blueprint.live ? socketEvents : []) {
    defineOnPrototype(event, (host, [socket, ...args]) => {
      const happened = { event, socket: socket as WebSocket, args }
      return host.live?.run(happened) ?? sockets?.run(host, happened)
    })
  }
  Object.defineProperty(ObjectClass, 'name', { value: name })
  const tools: ClassTools = {
    versions: () => blueprint.versions?.describe(),
    rehearse: (object) => rehearse(hostOf(object as ObjectClass)),
  }
  Object.defineProperty(ObjectClass, classTools, { value: tools })
  return ObjectClass

  /** Under the plain name too, for stubs that are not ours. A subclass can replace that one. */
  function defineCalled(name: string, run: (host: ObjectHost, args: unknown[]) => unknown): void {
    defineOnPrototype(name, run)
    Object.defineProperty(ObjectClass.prototype, callName(name), {
      configurable: true,
      writable: true,
      value(this: Record<string, (...args: unknown[]) => unknown>, ...args: unknown[]) {
        return this[name]?.(...args)
      },
    })
  }

  function defineOnPrototype(
    name: string,
    run: (host: ObjectHost, args: unknown[]) => unknown,
  ): void {
    Object.defineProperty(ObjectClass.prototype, name, {
      configurable: true,
      writable: true,
      value(this: ObjectClass, ...args: unknown[]) {
        return run(hostOf(this), args)
      },
    })
  }
}

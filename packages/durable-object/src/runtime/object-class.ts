import { DurableObject } from 'cloudflare:workers'
import type { AnyValue } from '../definition/any-value.ts'
import { assertDefinition } from '../definition/assert-definition.ts'
import type { AnyDurableObjectDefinition } from '../definition/definition.ts'
import { liveCall, snapshotCall } from '../definition/live-door.ts'
import {
  callName,
  chainedCall,
  failCommitCall,
  inspectCall,
  jobsCall,
  onceCall,
} from '../definition/reserved-names.ts'
import { resolveSettings } from '../definition/settings.ts'
import { readChainedCall } from './calls/chained-call.ts'
import { registerMethods } from './calls/guarded-stub.ts'
import type { Blueprint } from './class-blueprint.ts'
import { runExists } from './events/exists.ts'
import { runFetch } from './events/fetch.ts'
import { type MethodCall, runMethod } from './events/method.ts'
import { socketEvents } from './events/socket-event.ts'
import { assertFeatures, hasOpening, hasSockets, hasTime } from './features/assert-features.ts'
import type { Features } from './features/features.ts'
import { createHandlerClass } from './handler/handler-this.ts'
import { ObjectHost } from './object-host.ts'
import { patchGlobals } from './patches/index.ts'
import type { JobsRequest } from './time/jobs/manage-jobs.ts'
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
  /**
   * Names the code that the class has been built from, for objects with `live`: another name for other code. Default: each
   * isolate counts as other code.
   */
  code?: string
}

type OnHost = (host: ObjectHost, args: unknown[]) => unknown

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
  features.jobs?.extendContext()
  features.destroy?.extendContext()
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
    time: hasTime(definition)
      ? features.jobs?.forClass(definition, { className: name, features })
      : undefined,
    features,
    live: definition.live && features.live?.forClass(definition, options),
    memory: definition.memory && features.memory?.forClass(definition, name),
    opening:
      definition.sockets && hasOpening(definition)
        ? features.socketOpening?.forClass(definition.sockets)
        : undefined,
    messages: definition.sockets?.messages && features.socketMessages?.forClass(definition, name),
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
  const once = features.once?.forClass(definition, name)
  for (const [name, method] of Object.entries(methods)) {
    defineCalled(name, (host, args) => runMethod(host, { name, method, args }))
    if (once) defineOnce(name, method)
  }
  defineOnPrototype(chainedCall, (host, args) => runMethod(host, readChainedCall(methods, args)))
  blueprint.memory?.extend(blueprint.HandlerClass.prototype)
  blueprint.time?.extend(blueprint.HandlerClass.prototype)
  const { development, alarm, jobs, sockets } = features
  if (once) {
    defineOnPrototype(onceCall, (host, [key, ...call]) =>
      once.run(host, { key, ...readChainedCall(methods, call) }),
    )
  }
  if (blueprint.inspect && development) {
    defineOnPrototype(inspectCall, (host) => development.inspect(host))
    defineOnPrototype(failCommitCall, (host, [message]) =>
      host.inspection?.failNextCommit(message as string),
    )
    if (jobs) {
      defineOnPrototype(jobsCall, (host, [request]) => jobs.manage(host, request as JobsRequest))
    }
  }
  defineCalled('exists', (host) => runExists(host))
  registerMethods(name, Object.keys(methods), features.once)
  defineOnPrototype(
    'fetch',
    (host, [request]) =>
      host.live?.accept(request as Request) ?? runFetch(host, request as Request),
  )
  if (blueprint.live) {
    defineOnPrototype(liveCall, (host, [viewer]) => host.live?.admit(viewer))
    if (!Object.hasOwn(methods, snapshotCall)) {
      defineOnPrototype(snapshotCall, (host, [viewer]) => host.live?.snapshot(viewer))
    }
  }
  // The platform acts on which handlers exist: an alarm cannot be set without one.
  const ring = jobs?.ring ?? alarm?.run
  if (ring && (definition.alarm || blueprint.time)) {
    defineOnPrototype('alarm', (host, [info]) => ring(host, info as AlarmInvocationInfo))
  }
  const mayHaveSockets = sockets && (definition.fetch || hasSockets(definition))
  for (const event of mayHaveSockets || blueprint.live ? socketEvents : []) {
    defineOnPrototype(event, (host, [socket, ...args]) => {
      const happened = { event, socket: socket as WebSocket, args }
      return host.live?.run(happened) ?? sockets?.run(host, happened)
    })
  }
  Object.defineProperty(ObjectClass, 'name', { value: name })
  const tools: ClassTools = {
    versions: () => blueprint.versions?.describe(),
    rehearse: (object) => rehearse(hostOf(object as ObjectClass)),
    jobs: jobs && ((object, request) => jobs.manage(hostOf(object as ObjectClass), request)),
  }
  Object.defineProperty(ObjectClass, classTools, { value: tools })
  return ObjectClass

  /** Under the plain name too, for stubs that are not ours. A subclass can replace that one. */
  function defineCalled(name: string, run: OnHost): void {
    defineOnPrototype(name, run)
    Object.defineProperty(ObjectClass.prototype, callName(name), {
      configurable: true,
      writable: true,
      value(this: Record<string, (...args: unknown[]) => unknown>, ...args: unknown[]) {
        return this[name]?.(...args)
      },
    })
  }

  /** For stubs that are not ours: the platform calls `stub.method.once` by its path. */
  function defineOnce(name: string, method: MethodCall['method']): void {
    features.once?.defineMethod(ObjectClass.prototype, {
      name,
      call: onHost((host, args) => runMethod(host, { name, method, args })),
      once: onHost((host, [key, ...args]) => once?.run(host, { key, name, method, args })),
    })
  }

  function defineOnPrototype(name: string, run: OnHost): void {
    Object.defineProperty(ObjectClass.prototype, name, {
      configurable: true,
      writable: true,
      value: onHost(run),
    })
  }

  function onHost(run: OnHost): (...args: unknown[]) => unknown {
    return function (this: ObjectClass, ...args) {
      return run(hostOf(this), args)
    }
  }
}

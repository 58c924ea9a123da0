/// <reference lib="esnext.disposable" />
/// <reference types="@cloudflare/vitest-plugin/types" />
import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import type { AnyValue } from '../definition/any-value.ts'
import type { DurableObjectDefinition } from '../definition/definition.ts'
import type { JobInfo } from '../definition/jobs.ts'
import { failCommitCall, inspectCall, ringByHand } from '../definition/reserved-names.ts'
import type { CommitRecord, ObjectInspection } from '../runtime/inspect.ts'
import { clock } from '../runtime/time/clock.ts'
import { crashes } from '../runtime/traps.ts'
import { type CrashPoint, crashObject } from './crash-object.ts'
import { endObject } from './end-object.ts'
import { noteStub, usable } from './known-stubs.ts'
import type { TestMethods } from './test-types.ts'

/** One object in a test, to call, inspect and control. */
export interface TestObject<
  State = AnyValue,
  Methods = Record<string, AnyValue>,
  Memory = AnyValue,
> {
  /**
   * The object's methods. Each call returns a real promise, so that `await expect(…).rejects` works, and a
   * failure is reported once, where it is awaited.
   */
  readonly methods: TestMethods<Methods>
  /** The stored state; undefined where none is stored. It neither wakes nor creates the object. */
  state(): Promise<State | undefined>
  /**
   * The object's `this.memory` itself, to see or to fill it; the object wakes. With `use`, that runs inside the
   * object and as a handler of its own, for what only the object may touch (streams, sockets), and its result is
   * what this resolves to.
   *
   * @throws TypeError where the definition has no `memory`.
   */
  memory<T = Memory>(use?: (memory: Memory) => T | Promise<T>): Promise<T>
  /**
   * The commits of the running object since it woke, oldest first and at most 100: the handler, the time,
   * and the rows and bytes of state that were written.
   */
  commits(): Promise<readonly CommitRecord[]>
  /**
   * The jobs that the object has stored, as `ctx.jobs.list()` gives them: those that wait, run or are dead. It
   * does not wake the object.
   */
  jobs(): Promise<readonly JobInfo[]>
  /**
   * Runs the alarm now if one is set, and resolves to whether one was. It rejects with the error of the
   * handler, after which the alarm is set again, as in production.
   */
  runAlarm(): Promise<boolean>
  /**
   * Ends the running object once it is idle, as the platform does with an unused object; its sockets stay
   * open. The next call wakes it. It waits forever after a failed call that was not made through
   * `methods` (vitest-plugin 1.4.0); `restart` does not.
   */
  evict(): Promise<void>
  /**
   * Ends the running object at once, with all that it has written on disk; its sockets close. The next call
   * wakes it.
   */
  restart(): Promise<void>
  /**
   * Ends the object as a crash does: what was not on disk yet, memory, timers and sockets are gone;
   * variables of modules stay. The next call wakes it. Without a point it ends at once; otherwise when it
   * gets to that point, once, now or later.
   *
   * @throws TypeError for a `during` that the object does not have.
   */
  crash(point?: CrashPoint): Promise<void>
  /**
   * Makes the next commit that writes something (state, keys, alarm or tables) fail with this message, so
   * that its handler is undone. Default: `the disk is full`.
   */
  failNextWrite(message?: string): Promise<void>
}

/**
 * The object behind a stub, to call and inspect in a test: `testObject(durableObjects.Counter.getByName('a'))`.
 * Its methods have the types of the stub; pass the definition as well to type its state and memory.
 *
 * The object's class must be made with `inspect: true`, as `cloudwerk()` of `@cloudwerk/dev/vite` does
 * under vitest.
 */
export function testObject<State, Methods, Memory>(
  stub: DurableObjectStub,
  definition: DurableObjectDefinition<State, Methods, AnyValue, AnyValue, Memory>,
): TestObject<State, Methods, Memory>
export function testObject<Stub extends DurableObjectStub>(stub: Stub): TestObject<AnyValue, Stub>
export function testObject(
  stub: DurableObjectStub,
): TestObject<AnyValue, Record<string, AnyValue>> {
  noteStub(stub)
  // A stub has a method of any name. These two exist with the `inspect` option.
  const internal = () => usable(stub) as unknown as InternalMethods
  const inspect = () => withAdvice(internal()[inspectCall]())
  return {
    methods: callable(stub),
    state: async () => (await inspect()).state,
    memory: (use = (memory) => memory) => useMemory(usable(stub), use),
    commits: async () => (await inspect()).commits,
    jobs: async () => (await inspect()).jobs,
    runAlarm: () => runInDurableObject(usable(stub), ring),
    evict: () => evictDurableObject(usable(stub)),
    restart: () => endObject(usable(stub), ({ storage }) => storage.sync()),
    crash: (point = {}) => crashObject({ id: stub.id.toString(), inspect }, point),
    async failNextWrite(message = 'the disk is full') {
      await withAdvice(internal()[failCommitCall](message))
    },
  }
}

const notInspected =
  'The object cannot be inspected. Make its class with toDurableObjectClass(definition, { name, inspect: true }).'

async function withAdvice<T>(call: PromiseLike<T>): Promise<T> {
  try {
    return await call
  } catch (cause) {
    if (!String(cause).includes('does not implement')) throw cause
    throw new Error(notInspected, { cause })
  }
}

interface InternalMethods {
  [inspectCall](): Promise<ObjectInspection>
  [failCommitCall](message: string): Promise<void>
}

/** An RpcPromise is callable, and `expect(…).rejects` would call it. */
function callable(stub: DurableObjectStub): Record<string, AnyValue> {
  return new Proxy(
    {},
    {
      get(_target, name) {
        if (typeof name !== 'string' || name === 'then') return undefined
        return (...args: unknown[]) => {
          // As above.
          const methods = usable(stub) as unknown as Record<string, (...args: unknown[]) => RpcCall>
          return settle(methods[name]?.(...args))
        }
      },
    },
  )
}

type RpcCall = PromiseLike<unknown> & Disposable

/** A failed call counts as pending until it is disposed, and eviction waits for it. */
async function settle(call: RpcCall | undefined): Promise<unknown> {
  try {
    return await call
  } catch (error) {
    call?.[Symbol.dispose]()
    throw error
  }
}

/** In the object, which may own what is in its memory: streams, sockets, timers. */
function useMemory<T>(
  stub: DurableObjectStub,
  use: (memory: AnyValue) => T | Promise<T>,
): Promise<T> {
  return runInDurableObject(stub, async (_object, { id }) => {
    const inspection = crashes.inspections.get(id.toString())
    if (!inspection) throw new Error(notInspected)
    return (await inspection.useMemory(use)) as T
  })
}

async function ring(object: DurableObject, state: DurableObjectState): Promise<boolean> {
  const { storage } = state
  const scheduledTime = await clock.getAlarm(state)
  if (scheduledTime === null) return false
  // While an alarm rings, none is set.
  await storage.deleteAlarm()
  const info = { scheduledTime, retryCount: 0, isRetry: false, [ringByHand]: true }
  await object.alarm?.(info)
  return true
}

/// <reference lib="esnext.disposable" />
/// <reference types="@cloudflare/vitest-plugin/types" />
import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import type { AnyValue, DurableObjectDefinition } from '../definition/definition.ts'
import { failCommitCall, inspectCall, ringByHand } from '../definition/reserved-names.ts'
import type { CommitRecord, ObjectInspection } from '../runtime/inspect.ts'
import type { TestMethods } from './test-types.ts'

/** One object in a test: called from outside, and looked into. */
export interface TestObject<State = AnyValue, Methods = Record<string, AnyValue>> {
  /**
   * The object's methods. Each call gives a real promise, so that `await expect(…).rejects` works,
   * and one that fails is reported once, where it is awaited.
   */
  readonly methods: TestMethods<Methods>
  /** The state as it is stored: undefined while nothing is. Neither wakes nor makes the object. */
  state(): Promise<State | undefined>
  /**
   * What the live object has committed since it woke, oldest first, 100 at most: the handler, when,
   * and the rows and bytes of state that were written.
   */
  commits(): Promise<readonly CommitRecord[]>
  /**
   * Runs the alarm now, if one is set. Resolves to whether there was one, and rejects with what its
   * handler threw; the alarm is then set again, as in production.
   */
  runAlarm(): Promise<boolean>
  /**
   * Ends the live object once it is idle, as the platform does with one that is not used; its
   * sockets stay open. The next call wakes it. Waits forever after a call that failed and was not
   * made through `methods` (vitest-plugin 1.4.0); `restart` does not.
   */
  evict(): Promise<void>
  /** Ends the live object at once, as a crash does; its sockets close. The next call wakes it. */
  restart(): Promise<void>
  /**
   * Makes the next commit that writes something (state, keys, alarm or tables) fail with this message,
   * so that nothing of its handler stays. Default `the disk is full`.
   */
  failNextWrite(message?: string): Promise<void>
}

/**
 * An object of the app under test, by its stub: `testObject(durableObjects.Counter.getByName('a'))`.
 * Its methods are typed as the stub's are; give the definition as well to have its state typed too.
 *
 * The object's class must be made with `inspect: true`, as `cloudwerk()` of `@cloudwerk/dev/vite`
 * does under vitest.
 */
export function testObject<State, Methods>(
  stub: DurableObjectStub,
  definition: DurableObjectDefinition<State, Methods, AnyValue>,
): TestObject<State, Methods>
export function testObject<Stub extends DurableObjectStub>(stub: Stub): TestObject<AnyValue, Stub>
export function testObject(
  stub: DurableObjectStub,
): TestObject<AnyValue, Record<string, AnyValue>> {
  // A stub answers to any name. These two are there with the `inspect` option.
  const internal = stub as unknown as InternalMethods
  const inspect = () => withAdvice(internal[inspectCall]())
  return {
    methods: callable(stub),
    state: async () => (await inspect()).state,
    commits: async () => (await inspect()).commits,
    runAlarm: () => runInDurableObject(stub, ring),
    evict: () => evictDurableObject(stub),
    restart: () => restart(stub),
    async failNextWrite(message = 'the disk is full') {
      await withAdvice(internal[failCommitCall](message))
    },
  }
}

async function withAdvice<T>(call: PromiseLike<T>): Promise<T> {
  try {
    return await call
  } catch (cause) {
    if (!String(cause).includes('does not implement')) throw cause
    throw new Error(
      'The object cannot be looked into. Make its class with toDurableObjectClass(definition, { name, inspect: true }).',
      { cause },
    )
  }
}

interface InternalMethods {
  [inspectCall](): Promise<ObjectInspection>
  [failCommitCall](message: string): Promise<void>
}

/** An RpcPromise is a function, which `expect(…).rejects` would call. */
function callable(stub: DurableObjectStub): Record<string, AnyValue> {
  const methods = stub as unknown as Record<string, (...args: unknown[]) => RpcCall>
  return new Proxy(
    {},
    {
      get(_target, name) {
        if (typeof name !== 'string' || name === 'then') return undefined
        return (...args: unknown[]) => settle(methods[name]?.(...args))
      },
    },
  )
}

type RpcCall = PromiseLike<unknown> & Disposable

/** A call that failed counts as one under way until it is disposed of, and eviction waits for it. */
async function settle(call: RpcCall | undefined): Promise<unknown> {
  try {
    return await call
  } catch (error) {
    call?.[Symbol.dispose]()
    throw error
  }
}

async function ring(object: DurableObject, { storage }: DurableObjectState): Promise<boolean> {
  const scheduledTime = await storage.getAlarm()
  if (scheduledTime === null) return false
  // No alarm is set while it rings.
  await storage.deleteAlarm()
  const info = { scheduledTime, retryCount: 0, isRetry: false, [ringByHand]: true }
  await object.alarm?.(info)
  return true
}

/** Begins so that vitest-plugin 1.4.0 does not print what workerd logs about it. */
const reason = 'Instance disposed by a test'

async function restart(stub: DurableObjectStub): Promise<void> {
  try {
    await runInDurableObject(stub, async (_object, state) => {
      await state.storage.sync()
      state.abort(reason)
    })
  } catch (error) {
    if (!(error instanceof Error) || error.message !== reason) throw error
  }
}

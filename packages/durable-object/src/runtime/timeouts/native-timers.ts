type SetTimer = (callback: unknown, ...rest: unknown[]) => unknown

/** The platform's own functions, which `patchTimers` and tests replace. */
export interface NativeTimers {
  /** Milliseconds since 1970, also while a test holds the time. */
  now(): number
  setTimeout: SetTimer
  setInterval: SetTimer
  setImmediate: SetTimer | undefined
  clearTimeout(handle: unknown): void
  clearInterval(handle: unknown): void
  clearImmediate: ((handle: unknown) => void) | undefined
}

/** One per runtime, also when a bundler loads this module twice. */
const key = Symbol.for('cloudwerk.native-timers')
const shared = globalThis as { [key]?: NativeTimers }
shared[key] ??= readNative()
export const nativeTimers: NativeTimers = shared[key]

function readNative(): NativeTimers {
  const { setTimeout, setInterval, clearTimeout, clearInterval } =
    globalThis as unknown as NativeTimers
  const { setImmediate, clearImmediate } = globalThis as unknown as NativeTimers
  // Tests may replace `Date`.
  const { now } = Date
  return { now, setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate }
}

/** Puts a `Date` whose time is `now()` in the place of the platform's, and returns a function that undoes it. */
export function holdDate(now: () => number): { isInPlace(): boolean; release(): void } {
  const before = globalThis.Date
  let isHeld = true
  const time = (): number => (isHeld ? now() : before.now())

  function HeldDate(...args: unknown[]): object | string {
    const given = args.length === 0 ? [time()] : args
    const { target } = { target: new.target }
    if (!target) return new before(time()).toString()
    return Reflect.construct(before, given, target === HeldDate ? before : target)
  }
  // `instanceof` works for dates from before and from after.
  Object.defineProperty(HeldDate, 'prototype', { value: before.prototype, writable: false })
  Object.defineProperty(HeldDate, 'name', { value: 'Date' })
  Object.defineProperty(HeldDate, 'length', { value: before.length })
  // The other functions of `Date`.
  Object.setPrototypeOf(HeldDate, before)
  HeldDate.now = time

  const held = HeldDate as unknown as DateConstructor
  globalThis.Date = held
  return {
    isInPlace: () => globalThis.Date === held,
    release() {
      isHeld = false
      if (globalThis.Date === held) globalThis.Date = before
    },
  }
}

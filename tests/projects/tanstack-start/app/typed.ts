import { durableObjects } from '@cloudwerk/core/bindings'

/** Never called: the compiler must know what the object takes. */
export async function misuse(): Promise<void> {
  // @ts-expect-error an amount is a number
  await durableObjects.Counter.getByName('a').increment('2')
}

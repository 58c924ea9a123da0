/// <reference types="@cloudflare/vitest-plugin/types" />
import { runInDurableObject } from 'cloudflare:test'

/** With this beginning, vitest-plugin 1.4.0 does not print what workerd logs about it. */
const reason = 'Instance disposed by a test'

/** Ends a running object at once; `before` runs in it first. */
export async function endObject(
  stub: DurableObjectStub,
  before?: (state: DurableObjectState) => Promise<unknown>,
): Promise<void> {
  try {
    await runInDurableObject(stub, async (_object, state) => {
      await before?.(state)
      state.abort(reason)
    })
  } catch (error) {
    if (!(error instanceof Error) || error.message !== reason) throw error
  }
}

/// <reference types="@cloudflare/vitest-plugin/types" />
import { runInDurableObject } from 'cloudflare:test'
import { crashReason } from '../runtime/traps.ts'
import { breakStubs } from './known-stubs.ts'

/** Ends a running object at once; `before` runs in it first. */
export async function endObject(
  stub: DurableObjectStub,
  before?: (state: DurableObjectState) => Promise<unknown>,
): Promise<void> {
  try {
    await runInDurableObject(stub, async (_object, state) => {
      await before?.(state)
      breakStubs(state.id.toString())
      state.abort(crashReason)
    })
  } catch (error) {
    if (!(error instanceof Error) || error.message !== crashReason) throw error
  }
}

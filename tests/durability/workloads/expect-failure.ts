import { CallFailed } from '../client.ts'

/** For calls whose handler throws at its end: nothing of them may be found afterwards. */
export async function expectFailure(call: Promise<unknown>): Promise<void> {
  try {
    await call
  } catch (error) {
    if (error instanceof CallFailed && error.message.includes('on purpose')) return
    throw error
  }
  throw new Error('a call that fails on purpose was answered')
}

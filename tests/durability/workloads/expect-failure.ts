import { CallFailed } from '../client.ts'

/** For calls whose handler fails at its end: they must leave nothing behind. */
export async function expectFailure(call: Promise<unknown>, message = 'on purpose'): Promise<void> {
  try {
    await call
  } catch (error) {
    if (error instanceof CallFailed && error.message.includes(message)) return
    throw error
  }
  throw new Error(`a call that fails with '${message}' was answered`)
}

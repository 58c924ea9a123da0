import { CallFailed } from '../client.ts'

/** Awaits a call that must fail with the given message. */
export async function expectFailure(call: Promise<unknown>, message = 'on purpose'): Promise<void> {
  try {
    await call
  } catch (error) {
    if (error instanceof CallFailed && error.message.includes(message)) return
    throw error
  }
  throw new Error(`a call that should fail with '${message}' succeeded`)
}

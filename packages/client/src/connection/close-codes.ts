import { type LiveClosedCode, LiveClosedError } from '../errors.ts'

/** Close codes after which connecting again gives the same answer. */
const final: Record<number, [code: LiveClosedCode, message: string]> = {
  4001: ['DESTROYED', 'The object was destroyed.'],
  4003: ['NOT_ALLOWED', 'This page may not see the object.'],
  4010: ['OUTDATED', 'This page is older than the object accepts. Load it again.'],
  4401: ['SIGN_IN', 'The object wants to know who this is. Sign in, then call reconnect().'],
}

/** Why a connection is closed for good; undefined if it should be opened again. */
export function finalError(closeCode: number, reason: string): LiveClosedError | undefined {
  const [code, message] = final[closeCode] ?? []
  return code ? new LiveClosedError(reason || (message as string), { code }) : undefined
}

import type { ChainLink } from '../calls/deadlock.ts'
import { sendError } from '../calls/send-error.ts'
import { toAnswer } from '../handler/answer.ts'
import type { Runs } from './handler-runner.ts'

export interface MethodCall {
  name: string
  method: (...args: unknown[]) => unknown
  args: unknown[]
  /** The handlers that wait for this call. */
  chain?: readonly ChainLink[]
}

export function runMethod(object: Runs, call: MethodCall): Promise<unknown> {
  return object.run(call.name, (self) => Reflect.apply(call.method, self, call.args), {
    chain: call.chain,
    reads: object.blueprint.settings.reads.has(call.name),
    toAnswer,
    toCaller: toCaller(object, call.name),
  })
}

/** Makes of what a handler threw the error that its caller gets. */
export function toCaller({ identity }: Runs, methodName: string): (error: unknown) => unknown {
  return (error) => sendError(error, { ...identity.fields, methodName })
}

import { DurableObjectLimitError } from '../../errors.ts'
import { onceKeyBytes } from '../../limits.ts'
import { canonicalData } from '../../state/index.ts'
import { bytesBeyond } from '../../text-bytes.ts'
import { type MethodCall, toCaller } from '../events/method.ts'
import { hashText } from '../hash-text.ts'
import { OnceCall, type OnceMethod, type OnceObject } from './once-call.ts'
import { noteRunning, waitForOther, waitsUntil } from './running-calls.ts'

/** A call by `once` as it arrives: anyone who has a stub can send anything. */
export interface ArrivedCall extends MethodCall {
  key: unknown
}

/** Runs a method, unless it ran with this key before: then its answer is that of the first call. */
export async function runOnce(
  object: OnceObject,
  call: ArrivedCall,
  keptFor: number,
): Promise<unknown> {
  const { name, chain } = call
  let once: OnceCall
  try {
    const method = methodOf(object, call)
    once = new OnceCall(object, { method, keptFor })
    const due = waitsUntil(object)
    for (let other = waitForOther(object, method, due); other; ) {
      await other
      other = waitForOther(object, method, due)
    }
  } catch (error) {
    throw toCaller(object, name)(object.identity.addTo(error))
  }
  const running = object.run(name, (self) => once.call(self), {
    chain,
    record: once,
    toAnswer: (result) => once.toAnswer(result),
    toCaller: (error) => once.toCaller(error),
    afterUndo: (turn) => once.keepError(turn),
  })
  noteRunning(object, once.method, running)
  return running
}

function methodOf({ identity, blueprint }: OnceObject, call: ArrivedCall): OnceMethod {
  const { name, method, args } = call
  if (blueprint.settings.reads.has(name)) {
    throw new TypeError(
      `'${name}' of ${identity.describe()} is in calls.reads, so there is nothing that must not happen twice. Call it without once.`,
    )
  }
  const key = checkedKey(name, call.key)
  const hash = hashText(canonicalData(withoutEnd(args), `${name}.once(): argument`))
  return { name, key, args: hash, run: (self) => Reflect.apply(method, self, args) }
}

function checkedKey(name: string, key: unknown): string {
  if (typeof key !== 'string' || key === '') {
    const given = key === '' ? 'an empty string' : key === null ? 'null' : typeof key
    throw new TypeError(
      `${name}.once() got ${given} as its key. Give it a text that stands for this call, and then the arguments: ${name}.once(key, …).`,
    )
  }
  const size = bytesBeyond(onceKeyBytes, key)
  if (size === undefined) return key
  throw new DurableObjectLimitError(
    `The key of ${name}.once() has ${size} bytes, and at most ${onceKeyBytes} are possible. Use an id, or a hash.`,
  )
}

/** Parameters that are left out at the end are undefined as well. */
function withoutEnd(args: readonly unknown[]): readonly unknown[] {
  return args.slice(0, args.findLastIndex((arg) => arg !== undefined) + 1)
}

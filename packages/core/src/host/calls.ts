import { wakeRequest } from './wake-request.ts'

/** A request that has not been answered yet. */
interface Call {
  /** Settles a promise that the call's own request waits for. */
  ask(): void
  /** When it was asked for a sign of life, in milliseconds, and how many counts ago; 0 once it answered. */
  asked: number
  looks: number
}

/** A call that has not answered after this time, in milliseconds, and this many counts is gone. */
const silence = 1_000
const looksUntilGone = 10

const calls = new Set<Call>()
let sweepAt = 1_024

/** Follows a call until `answer` settles. */
export function followCall(answer: Promise<unknown>): void {
  const call: Call = { ask: () => {}, asked: 0, looks: 0 }
  listen(call)
  calls.add(call)
  const ended = () => calls.delete(call)
  answer.then(ended, ended)
  if (calls.size < sweepAt) return
  sweepAt = Math.max(1_024, countCalls() * 2)
}

/**
 * The number of unanswered calls. When a client disconnects, its request stops in the middle, and no code
 * of it runs again, not even a handler of its promises (workerd 1.20261006). So each call is asked for a
 * sign of life, and calls that do not answer are left out.
 */
export function countCalls(): number {
  const now = Date.now()
  for (const call of calls) {
    call.looks += 1
    if (call.asked === 0) ask(call, now)
    else if (now - call.asked > silence && call.looks > looksUntilGone) calls.delete(call)
  }
  return calls.size
}

function ask(call: Call, now: number): void {
  call.asked = now
  call.looks = 0
  wakeRequest(call.ask)
}

/** Code after an `await` continues in the request that awaits, and not at all once that has gone. */
function listen(call: Call): void {
  const { promise, resolve } = Promise.withResolvers<void>()
  call.ask = resolve
  void promise.then(() => {
    call.asked = 0
    listen(call)
  })
}

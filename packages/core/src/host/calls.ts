import { wakeRequest } from './other-requests.ts'

/** A call from outside that has not been answered yet. */
interface Call {
  /** Settles a promise that the call's own request waits for. */
  ask(): void
  /** When it was asked, in milliseconds, and how many looks ago. 0 once it has answered. */
  asked: number
  looks: number
}

/** Of calls that were asked and have not answered: after that time, and so many looks, they are gone. */
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
 * How many calls there are. When a client goes away its request ends in the middle, and nothing of it
 * runs any more, not even what waits for its answer (workerd 1.20261006). So each is asked for a sign
 * of life, and those that give none are left out.
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

/** What is awaited goes on in the request that awaits it, and nowhere once that has gone. */
function listen(call: Call): void {
  const { promise, resolve } = Promise.withResolvers<void>()
  call.ask = resolve
  void promise.then(() => {
    call.asked = 0
    listen(call)
  })
}

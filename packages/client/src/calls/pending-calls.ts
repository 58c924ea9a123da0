import {
  LiveBusyError,
  LiveError,
  type LiveErrorDetails,
  LiveUnknownOutcomeError,
} from '../errors.ts'
import { guess } from '../state/guess.ts'
import { decode } from '../values/decode.ts'
import { encode } from '../values/encode.ts'

/** More calls than this do not wait for their results. */
const most = 64
const timeLimit = 35_000
/** What an object accepts as one message is 64 Ki characters, of which some are not the arguments. */
const mostCharacters = 65_000

/** Changes a draft of the state as the call will probably do. */
export type Guess = (state: unknown, ...args: unknown[]) => void

interface Call {
  readonly name: string
  /** As text, since nobody can change that after the call. */
  readonly args: string
  readonly timer: ReturnType<typeof setTimeout>
  guess: Guess | undefined
  /** That of the instance which it was first sent to: another one cannot know whether it ran. */
  epoch?: string
  resolve(value: unknown): void
  reject(error: Error): void
}

/** What calls need of the connection. */
export interface Sender {
  /** The epoch of the instance that is connected; undefined if none is. */
  readonly epoch: string | undefined
  send(text: string): void
  /** The guesses have changed: the state is another one from now on. */
  guess(): void
  /** Tells the page that the state is another one. */
  notify(): void
}

/** The calls that have no result yet, in the order they were made. */
export class PendingCalls {
  readonly #calls = new Map<number, Call>()
  readonly #sender: Sender
  #last = 0

  constructor(sender: Sender) {
    this.#sender = sender
  }

  get size(): number {
    return this.#calls.size
  }

  make(name: string, args: unknown[], guess: Guess | undefined): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#calls.size >= most) throw busy(`${name} was not called: ${most} calls wait.`)
      const text = encode(args)
      if (text.length > mostCharacters) throw tooLarge(name, text.length)
      const id = ++this.#last
      const timer = setTimeout(() => this.#giveUp(id), timeLimit)
      const call: Call = { name, args: text, timer, guess, resolve, reject }
      this.#calls.set(id, call)
      this.#send(id, call)
      if (guess) this.#changed()
    })
  }

  /** Sends all again, after a new connection was greeted. */
  sendAll(): void {
    for (const [id, call] of this.#calls) this.#send(id, call)
  }

  /** The state has the effects of these calls. */
  settle(ids: readonly number[] = []): void {
    for (const id of ids) {
      const call = this.#calls.get(id)
      if (call) call.guess = undefined
    }
  }

  resolve(id: number, value: unknown): void {
    const call = this.#take(id)
    if (call?.guess) this.#changed()
    call?.resolve(value)
  }

  /** Takes the guess back in the same render in which the page shows the error. */
  async reject(id: number, error: Error): Promise<void> {
    const call = this.#take(id)
    call?.reject(error)
    if (!call?.guess) return
    this.#sender.guess()
    // An async function passes an error on within three microtasks, and the next one again.
    for (let passed = 0; passed < 8; passed++) await undefined
    this.#sender.notify()
  }

  /** The object takes what was sent for no message, and would each time that it is sent again. */
  rejectSent(): void {
    for (const [id, { name, epoch }] of this.#calls) {
      if (epoch)
        void this.reject(
          id,
          unknownOutcome(`The object did not accept ${name}, or a call beside it.`),
        )
    }
  }

  rejectAll(error: Error): void {
    for (const [id, { name, epoch }] of this.#calls) {
      void this.reject(
        id,
        epoch ? unknownOutcome(`${name} was called, and then: ${error.message}`) : error,
      )
    }
  }

  /** The state with what the unanswered calls will probably do to it. */
  guess(state: unknown): unknown {
    let guessed = state
    for (const call of this.#calls.values()) {
      const change = call.guess
      if (!change || state === undefined) continue
      try {
        guessed = guess(guessed, (draft) => change(draft, ...(decode(call.args) as unknown[])))
      } catch (error) {
        call.guess = undefined
        report(error)
      }
    }
    return guessed
  }

  #send(id: number, call: Call): void {
    const { epoch } = this.#sender
    if (!epoch) return
    const resent = call.epoch ? `,${JSON.stringify(call.epoch)}` : ''
    this.#sender.send(`["call",${id},${JSON.stringify(call.name)},${call.args}${resent}]`)
    call.epoch ??= epoch
  }

  #giveUp(id: number): void {
    const { name, epoch } = this.#calls.get(id) as Call
    const within = `within ${timeLimit / 1000} s`
    void this.reject(
      id,
      epoch
        ? unknownOutcome(`${name} was called, and has no result ${within}.`)
        : new LiveError(`${name} was not called: there was no connection ${within}.`, {
            code: 'NOT_CONNECTED',
          }),
    )
  }

  #changed(): void {
    this.#sender.guess()
    this.#sender.notify()
  }

  #take(id: number): Call | undefined {
    const call = this.#calls.get(id)
    clearTimeout(call?.timer)
    this.#calls.delete(id)
    return call
  }
}

/** The error that the object has answered with. */
export function receivedError(details: LiveErrorDetails & { message: string }): LiveError {
  const { code, message } = details
  if (code === 'BUSY') return busy(message)
  if (code === 'UNKNOWN_OUTCOME') return unknownOutcome(message)
  return new LiveError(message, details)
}

const busy = (message: string): LiveError => new LiveBusyError(message, { code: 'BUSY' })

function tooLarge(name: string, characters: number): LiveError {
  const message = `${name} was not called: its arguments take ${characters} characters, and an object accepts ${mostCharacters}.`
  return new LiveError(message, { code: 'TOO_LARGE' })
}

const unknownOutcome = (message: string): LiveError =>
  new LiveUnknownOutcomeError(message, { code: 'UNKNOWN_OUTCOME' })

function report(error: unknown): void {
  if ('reportError' in globalThis) reportError(error)
  else console.error(error)
}

import { DurableObjectIdempotencyError, DurableObjectLimitError } from '../../errors.ts'
import { keptAnswerBytes } from '../../limits.ts'
import { encodeData } from '../../state/index.ts'
import { bytesBeyond } from '../../text-bytes.ts'
import { sendError } from '../calls/send-error.ts'
import { toAnswer } from '../handler/answer.ts'
import type { ObjectState } from '../object-state.ts'
import { clock } from '../time/clock.ts'
import type { SqlTransactions } from '../transactions/sql-transactions.ts'
import type { Turn } from '../turns/turn.ts'
import type { TurnRecord } from '../turns/turn-record.ts'
import { isFinal } from './final-error.ts'
import { type KeptCall, KeptCalls, type NewCall } from './kept-calls.ts'
import { encodeError, reviveError } from './kept-error.ts'
import type { RunningObject } from './running-calls.ts'

/** An object whose methods are called by `once`. */
export interface OnceObject extends RunningObject {
  readonly state: ObjectState
  /** Defined where handlers are atomic with SQL. */
  readonly transactions: SqlTransactions | undefined
}

export interface OnceMethod {
  key: string
  name: string
  /** Runs the method. */
  run(self: object): unknown
  /** A hash of its arguments. */
  args: number
}

/**
 * One call by `stub.method.once(key, …)` in its turn. Its answer, or what its handler threw, is stored in
 * the commit of its changes. A commit point before the end (`outside`) stores that it has begun, if
 * it stores any changes, since it must not run again from there on.
 */
export class OnceCall implements TurnRecord {
  isRepeated = false
  readonly #object: OnceObject
  readonly method: OnceMethod
  readonly #kept: KeptCalls
  #progress: 'waits' | 'runs' | 'returned' = 'waits'
  /** Undefined while the handler runs. */
  #outcome: Pick<NewCall, 'kind' | 'json'> | undefined
  #stored: NewCall['kind'] | undefined
  /** What the caller gets, while it is not known whether that is kept. */
  #error: Error | undefined

  constructor(object: OnceObject, { method, keptFor }: { method: OnceMethod; keptFor: number }) {
    this.#object = object
    this.method = method
    this.#kept = new KeptCalls(object.state.rows, keptFor)
  }

  /** The handler, or its answer where that is kept. */
  call(self: object): unknown {
    const kept = this.#kept.find(this.method.key, clock.now())
    this.isRepeated = kept !== undefined
    if (kept) return this.#repeat(kept)
    this.#progress = 'runs'
    return this.method.run(self)
  }

  #repeat(kept: KeptCall): unknown {
    const { name, args } = this.method
    if (kept.method !== name) throw this.#refuse('method', `was used for '${kept.method}'`)
    if (kept.args !== args) throw this.#refuse('arguments', `was used with other arguments`)
    if (kept.outcome.kind === 'answer') return kept.outcome.data
    if (kept.outcome.kind === 'error') throw reviveError(kept.outcome.data)
    throw this.#refuse(
      'interrupted',
      'belongs to a call that ended without an answer after it had stored a part of its changes',
    )
  }

  #refuse(
    reason: DurableObjectIdempotencyError['reason'],
    why: string,
  ): DurableObjectIdempotencyError {
    const { key, name } = this.method
    const { identity } = this.#object
    return new DurableObjectIdempotencyError(
      `'${name}' of ${identity.describe()} did not run: its key '${key}' ${why}. ${advice[reason]}`,
      { ...identity.fields, key, reason },
    )
  }

  toAnswer(result: unknown): unknown {
    if (this.isRepeated) return result
    this.#progress = 'returned'
    const answer = toAnswer(result)
    this.#outcome = { kind: 'answer', json: this.#encode(answer) }
    return answer
  }

  #encode(answer: unknown): string {
    const json = encodeData(answer, 'result')
    const size = bytesBeyond(keptAnswerBytes, json)
    if (size === undefined) return json
    throw new DurableObjectLimitError(
      `The result of '${this.method.name}' takes ${size} bytes, and ${keptAnswerBytes} are kept of an answer to once(). Return less.`,
    )
  }

  toCaller(thrown: unknown): Error {
    const origin = { ...this.#object.identity.fields, methodName: this.method.name }
    const error = sendError(thrown, origin)
    // Later on it is the answer or the commit that was refused.
    if (this.#progress === 'runs' && isFinal(thrown)) this.#error = error
    return error
  }

  /** In the turn, after it was undone. */
  async keepError(turn: Turn): Promise<void> {
    if (!this.#error || turn.gone) return
    this.#outcome = { kind: 'error', json: encodeError(this.#error) }
    // It must not be part of a transaction that others share, which ends later.
    await this.#object.transactions?.dropAll(turn)
    this.#object.state.write(turn)
  }

  isDue(turn: Turn, changes: boolean): boolean {
    const kind = this.#kindFor(turn)
    if (this.#progress === 'waits' || !kind || kind === this.#stored) return false
    // What runs at once stores its answer in the same turn of the event loop.
    return kind !== 'begun' || (changes && !turn.isAtOnce)
  }

  /** What there is to store; undefined where a handler failed whose error is not kept. */
  #kindFor({ failed }: Turn): NewCall['kind'] | undefined {
    const { kind = 'begun' } = this.#outcome ?? {}
    return failed && kind !== 'error' ? undefined : kind
  }

  write(): void {
    const { key, name: method, args } = this.method
    const { kind, json } = this.#outcome ?? { kind: 'begun', json: 'null' }
    this.#kept.write({ key, method, args, at: clock.now(), kind, json })
  }

  noteWritten(): void {
    this.#stored = this.#outcome?.kind ?? 'begun'
  }
}

const advice: Record<DurableObjectIdempotencyError['reason'], string> = {
  method: 'Use a new key for each thing to do.',
  arguments: 'Use a new key for each thing to do, and the same arguments for the same key.',
  interrupted: 'Find out what it has done before you call it with a new key.',
}

import type { ObjectExpiry } from '../../../definition/schedules.ts'
import { describeNext } from '../../events/alarm.ts'
import { report } from '../../events/report.ts'
import { HandlerThis } from '../../handler/handler-this.ts'
import type { Turn } from '../../turns/turn.ts'
import { defaultBackoff, mostLost, pauseAfter } from '../attempts.ts'
import { clock } from '../clock.ts'
import { type ObjectTime, ownTurn } from '../object-time.ts'
import { isScheduleHandler } from '../schedules/handler-name.ts'
import { changesOf } from '../time-changes.ts'
import type { TimeSource } from '../time-source.ts'
import { type ExpiryRule, expiryRule, type Lifetime } from './lifetime.ts'
import { StoredLifetime } from './stored-lifetime.ts'

/** As messages name it. */
const expiryHandler = 'expires'

/** When one object deletes itself. */
export class Expiry implements TimeSource {
  readonly #time: ObjectTime
  readonly #expires: ObjectExpiry
  readonly #rule: ExpiryRule
  readonly #lifetime: StoredLifetime
  #failures = 0
  /** In memory alone: an object that wakes tries at once. */
  #retryAt = 0
  #isActive = false

  constructor(time: ObjectTime, expires: ObjectExpiry) {
    this.#time = time
    this.#expires = expires
    this.#rule = expiryRule(expires)
    this.#lifetime = new StoredLifetime(time.object, this.#rule)
  }

  reset(): void {
    this.#lifetime.reset()
  }

  nextDue(): number | undefined {
    const { deadline } = this.#lifetime
    // The commit that ends the run asks again.
    if (deadline === undefined || this.#isActive || this.#time.runsSchedule) return undefined
    return Math.max(deadline, this.#retryAt)
  }

  /** Begins with the first commit, that of `init` too, so that made-up names clean up after themselves. */
  join(turn: Turn): void {
    const { stored } = this.#lifetime
    const now = clock.now()
    if (!stored) this.#write(turn, { since: now, used: now, lost: 0 })
    else if (isUse(turn) && this.#lifetime.use()) this.#write(turn, { ...stored, used: now })
  }

  /** A handler that has changed nothing counts too. */
  noteEnd(turn: Turn): void {
    if (!this.#rule.countsReads || !isUse(turn) || !this.#lifetime.use()) return
    const stored = this.#inOwnTurn((own, lifetime) =>
      this.#write(own, { ...lifetime, used: clock.now() }),
    )
    this.#time.object.native.waitUntil(stored)
  }

  async runNext(): Promise<void> {
    const now = Math.max(this.nextDue() ?? 0, clock.now())
    this.#isActive = true
    try {
      if (await this.#begins(now)) await this.#end(now)
    } finally {
      this.#isActive = false
    }
  }

  /** Whether the object ends, unless `before` says otherwise. Stores that it begins to. */
  async #begins(now: number): Promise<boolean> {
    let begins = false
    await this.#inOwnTurn((turn, lifetime) => {
      if (this.#isUsed(now)) return
      if (this.#isOld(lifetime, now) || !this.#hasJobs) begins = true
      if (!begins) this.#write(turn, { ...lifetime, used: now })
      else if (lifetime.lost >= mostLost) begins = this.#stay(turn, now)
      else if (this.#expires.before) this.#write(turn, { ...lifetime, lost: lifetime.lost + 1 })
    })
    return begins
  }

  /** Whether jobs wait or run. */
  get #hasJobs(): boolean {
    return this.#time.jobs.index.waiting > 0
  }

  #isUsed(now: number): boolean {
    return (this.#lifetime.deadline ?? Number.POSITIVE_INFINITY) > now
  }

  /** Whether it ends though it is used. */
  #isOld({ since }: Lifetime, now: number): boolean {
    const { after } = this.#rule
    return after !== undefined && since + after <= now
  }

  async #end(now: number): Promise<void> {
    const { object } = this.#time
    try {
      await object.run(expiryHandler, (self) => this.#callBefore(self as HandlerThis, now), {
        waitsForever: true,
      })
    } catch (error) {
      await this.#tryLater(error)
    }
  }

  async #callBefore(self: HandlerThis, now: number): Promise<void> {
    // Others may have had the object, here while it waited and below while it was outside.
    if (this.#isUsed(now)) return this.#leave(HandlerThis.turnOf(self))
    const answer = await this.#expires.before?.call(self)
    if (answer === false) this.#stay(HandlerThis.turnOf(self), now)
    else if (this.#isUsed(now)) this.#leave(HandlerThis.turnOf(self))
    else self.ctx.destroy()
  }

  /** The object was used after its end had begun. */
  #leave(turn: Turn): void {
    const { stored } = this.#lifetime
    if (stored) this.#write(turn, { ...stored, lost: 0 })
  }

  /** Lets the object stay for as long again. */
  #stay(turn: Turn, now: number): false {
    this.#write(turn, { since: now, used: now, lost: 0 })
    return false
  }

  async #tryLater(error: unknown): Promise<void> {
    this.#failures += 1
    const now = clock.now()
    this.#retryAt = now + pauseAfter(defaultBackoff, this.#failures)
    await this.#inOwnTurn((turn, lifetime) => this.#write(turn, { ...lifetime, lost: 0 }))
    report(this.#time.object, expiryHandler, { error, note: describeNext(this.#retryAt) })
  }

  #write(turn: Turn, lifetime: Lifetime): void {
    changesOf(this.#time, turn).add(turn, () => this.#lifetime.write(lifetime))
  }

  async #inOwnTurn(fn: (turn: Turn, lifetime: Lifetime) => void): Promise<void> {
    await this.#time.object.run(ownTurn, () => undefined, {
      waitsForever: true,
      toAnswer: (_result, turn) => {
        const { stored } = this.#lifetime
        if (stored) fn(turn, stored)
      },
    })
  }
}

/** Whether a turn counts as use of the object. What it does by itself does not. */
function isUse({ isWake, sleeps, handler }: Turn): boolean {
  if (isWake || sleeps) return false
  return handler !== ownTurn && handler !== expiryHandler && !isScheduleHandler(handler)
}

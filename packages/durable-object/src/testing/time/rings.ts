/** An alarm that an object has set. */
export interface Ring {
  /** The id of its object. */
  readonly object: string
  /** The name of its object, if it has one. */
  readonly name: string | undefined
  /** What it was set to, in milliseconds since 1970. */
  readonly scheduledTime: number
  /** What the platform's alarm is set to instead. */
  readonly token: number
  /** When it rings: later than scheduled when it is tried again. */
  due: number
  /** How often it has failed, or ended its object. */
  retryCount: number
}

/**
 * No alarm of the platform rings before this time: so many milliseconds after it as alarms have been set.
 * Alarms can be set until 2189.
 */
const firstToken = Date.UTC(2180, 0, 1)

/** Over all tests of a file, so that no object has the token of an earlier test. */
let lastToken = firstToken

export function isToken(time: number): boolean {
  return time >= firstToken
}

/**
 * The alarms that objects have set while a test holds the time.
 *
 * Which of them is set stands in the object's storage, so that a commit that fails, a crash and
 * `deleteAll` do with it what they do with any alarm: the platform's alarm is set to a time of its own in
 * the far future, the token. This knows what the tokens stand for.
 */
export class Rings {
  readonly #byObject = new Map<string, Map<number, Ring>>()
  /** By object, the token of the one that rings now. */
  readonly #ringing = new Map<string, number>()

  /** The ids of all objects that have set an alarm. */
  get objects(): string[] {
    return [...this.#byObject.keys()]
  }

  /** The last one that was added. */
  get last(): number {
    return lastToken
  }

  /** The token of an alarm of an object. */
  add(id: DurableObjectId, at: number): number {
    const object = id.toString()
    const rings = this.#byObject.get(object) ?? new Map<number, Ring>()
    this.#byObject.set(object, rings)
    for (const { due, token, retryCount } of rings.values()) {
      // On the platform it is free to set an alarm to the time that it has.
      if (due === at && retryCount === 0 && !this.isRinging(object, token)) return token
    }
    lastToken += 1
    const token = lastToken
    rings.set(token, { object, name: id.name, scheduledTime: at, token, due: at, retryCount: 0 })
    return lastToken
  }

  /** When an object's alarm rings that has this token; null while it rings, and after its test. */
  timeOf(object: string, token: number): number | null {
    if (this.isRinging(object, token)) return null
    return this.#byObject.get(object)?.get(token)?.due ?? null
  }

  /** The next one that is due until then. It may have been replaced or undone. */
  next(until: number, isAsked?: (object: string) => boolean): Ring | undefined {
    let next: Ring | undefined
    for (const [object, rings] of this.#byObject) {
      if (isAsked?.(object) === false) continue
      for (const ring of rings.values()) {
        if (ring.due > until) continue
        if (!next || ring.due < next.due || (ring.due === next.due && ring.token < next.token)) {
          next = ring
        }
      }
    }
    return next
  }

  forget({ object, token }: Ring): void {
    this.#byObject.get(object)?.delete(token)
  }

  /** It is known to be set, and thus none that was added before it was looked at (`seen`). */
  begin({ object, token }: Ring, seen: number): void {
    const rings = this.#byObject.get(object)
    for (const other of rings?.keys() ?? []) {
      if (other !== token && other <= seen) rings?.delete(other)
    }
    this.#ringing.set(object, token)
  }

  end({ object }: Ring): void {
    this.#ringing.delete(object)
  }

  isRinging(object: string, token: number): boolean {
    return this.#ringing.get(object) === token
  }
}

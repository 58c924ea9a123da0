import type { CommitInfo } from '../state/index.ts'
import type { ObjectIdentity } from './object-identity.ts'
import { clock } from './time/clock.ts'

/** One commit of an object. */
export interface CommitRecord extends CommitInfo {
  /** The method or handler that made the change. */
  handler: string
  /** Milliseconds since 1970. */
  at: number
}

/**
 * What `__cloudwerk_inspect` returns.
 *
 * @internal
 */
export interface ObjectInspection {
  id: string
  name: string | undefined
  /** The state as it is stored; undefined while nothing is. */
  state: unknown
  /** The last commits of this instance, oldest first, 100 at most. */
  commits: readonly CommitRecord[]
}

const kept = 100

/** The last commits of one live object. */
export class Inspection {
  readonly commits: CommitRecord[] = []
  #failure: string | undefined

  /** The next commit throws an error with this message, before it writes anything. */
  failNextCommit(message: string): void {
    this.#failure = message
  }

  beforeCommit(): void {
    const failure = this.#failure
    this.#failure = undefined
    if (failure !== undefined) throw new Error(failure)
  }

  record(commit: Omit<CommitRecord, 'at'>): void {
    this.commits.push({ ...commit, at: clock.now() })
    if (this.commits.length > kept) this.commits.shift()
  }
}

export interface Inspected {
  readonly identity: ObjectIdentity
  readonly state: { readStored(): Promise<unknown> }
  readonly inspection: Inspection | undefined
}

/** Reads without a turn, so that a busy object can be inspected. */
export async function inspectObject(object: Inspected): Promise<ObjectInspection> {
  const { id, name } = object.identity
  const state = await object.state.readStored()
  return { id, name, state, commits: object.inspection?.commits ?? [] }
}

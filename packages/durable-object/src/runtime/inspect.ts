import { handlerNames } from '../definition/definition-keys.ts'
import type { JobInfo } from '../definition/jobs.ts'
import type { CommitInfo } from '../state/index.ts'
import type { Runs } from './events/handler-runner.ts'
import type { HandlerThis } from './handler/handler-this.ts'
import type { ObjectIdentity } from './object-identity.ts'
import { clock } from './time/clock.ts'
import { storedJobs } from './time/jobs/list-jobs.ts'
import type { ObjectTime } from './time/object-time.ts'
import type { ObjectTimers } from './timeouts/object-timers.ts'
import { crash, crashes, type Trap, trapOf } from './traps.ts'
import type { ToAnswer } from './turns/run-options.ts'
import type { Turn } from './turns/turn.ts'
import type { ObjectMemory } from './waking/object-memory.ts'

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
  /** The jobs that are stored, as `ctx.jobs.list()` gives them. */
  jobs: readonly JobInfo[]
}

const kept = 100
/** How often an object looks whether a test wants it to end, in milliseconds. */
const interval = 5

/** They run within other handlers. */
const wakes: ReadonlySet<string> = new Set(['init', 'start'])

/** What tests see of one live object, and how they make it fail. */
export class Inspection {
  readonly commits: CommitRecord[] = []
  /** How many rows a commit has written beside those of the state. */
  rowsBeside: () => number = () => 0
  readonly #object: InspectedHost
  #failure: string | undefined
  #turns: Turn[] = []
  #isLooking = false

  constructor(object: InspectedHost) {
    this.#object = object
    crashes.inspections.set(object.native.id.toString(), this)
  }

  /** Runs a test's function with the memory, in a turn of its own, which wakes the object. */
  useMemory(use: (memory: object) => unknown): Promise<unknown> {
    const { memory, blueprint } = this.#object
    if (!memory) {
      throw new TypeError(
        `${blueprint.name} has no memory. Add memory: () => ({ … }) to its definition.`,
      )
    }
    const call = (self: object): unknown => use(memory.get(self as HandlerThis))
    return this.#object.run('memory', call, { toAnswer: (result) => result })
  }

  /** The names of all methods and handlers that the object can run. */
  get handlers(): string[] {
    const { methods = {}, jobs = {}, schedules = {}, ...keys } = this.#object.blueprint.definition
    const handlers = handlerNames.filter((name) => name in keys && !wakes.has(name))
    return [methods, jobs, schedules].flatMap(Object.keys).concat(handlers)
  }

  isRunning(handler: string): boolean {
    return this.#turns.some((turn) => turn.alive && isNamed(turn.handler, handler))
  }

  /** Remembers a turn that begins, and ends the object at its end where a test wants that. */
  watch(turn: Turn, toAnswer: ToAnswer): ToAnswer {
    this.#turns = [...this.#turns.filter(({ alive }) => alive), turn]
    if (turn.owner.timers) this.#look(turn.owner.timers)
    return (result, ended) => {
      this.reach(turn.handler)
      return toAnswer(result, ended)
    }
  }

  /** A handler is at its end, before its commit, or at a point in it: ends the object where a test wants that. */
  reach(handler: string, point?: string): void {
    const trap = trapOf(this.#object.native)
    if (trap?.during !== undefined && isNamed(handler, trap.during) && trap.after === point)
      crash(this.#object.native)
  }

  /** Ends the object where a test wants that at once. */
  crashIfDue(): void {
    const trap = trapOf(this.#object.native)
    if (trap && this.isDue(trap)) crash(this.#object.native)
  }

  /** No event arrives at an object during a transaction, not even from a test. */
  #look(timers: ObjectTimers): void {
    if (this.#isLooking) return
    this.#isLooking = true
    const look = (): void => {
      this.crashIfDue()
      this.#isLooking = this.#turns.some(({ alive }) => alive)
      if (this.#isLooking) timers.set(look, { delay: interval })
    }
    timers.set(look, { delay: interval })
  }

  isDue({ during, after }: Trap): boolean {
    return during === undefined || (after === undefined && this.isRunning(during))
  }

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
    const rows = commit.rows + this.rowsBeside()
    this.commits.push({ ...commit, rows, at: clock.now() })
    if (this.commits.length > kept) this.commits.shift()
  }
}

/** Jobs run as `jobs.mail`, schedules as `schedules.digest`. */
function isNamed(handler: string, given: string): boolean {
  return [given, `jobs.${given}`, `schedules.${given}`].includes(handler)
}

/** The object that is inspected, before its parts are made. */
export interface InspectedHost extends Runs {
  readonly native: DurableObjectState
  readonly memory: ObjectMemory | undefined
}

export interface Inspected {
  readonly identity: ObjectIdentity
  readonly state: { readStored(): Promise<unknown> }
  readonly inspection: Inspection | undefined
  findTime(): ObjectTime | undefined
}

/** Reads without a turn, so that a busy object can be inspected. */
export async function inspectObject(object: Inspected): Promise<ObjectInspection> {
  object.inspection?.crashIfDue()
  const { id, name } = object.identity
  const state = await object.state.readStored()
  const commits = object.inspection?.commits ?? []
  const time = object.findTime()
  return { id, name, state, commits, jobs: time?.isShared ? storedJobs(time.jobs) : [] }
}

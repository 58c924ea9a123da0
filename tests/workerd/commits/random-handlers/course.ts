import { type TestObject, testObject } from '@cloudwerk/durable-object/testing'
import { objectOf } from '../../calls.ts'
import { newHandlers } from '../objects/random-handlers.ts'
import type { Abilities } from './generate.ts'
import { type Entry, tasks } from './perform.ts'
import type { Replay, Told } from './replay.ts'
import type { Handler, Look } from './steps.ts'

let calls = 0

export interface Place {
  className: string
  name: string
  abilities: Abilities
  /** The next handler that has never run. */
  nextNew: number
}

/** Calls of an object, and their outcomes. */
export class Course {
  readonly journal: Entry[] = []
  readonly told = new Map<number, Told>()
  readonly #place: Place

  constructor(place: Place) {
    this.#place = place
  }

  get #object(): TestObject {
    return testObject(objectOf(this.#place.className, this.#place.name))
  }

  async call(handler: Handler | Look): Promise<void> {
    const task = `task ${calls + 1}`
    const { methods } = this.#object
    await this.#note({ handler, task }, () => methods[this.#methodOf(handler)](task))
  }

  async ring(handler: Handler): Promise<void> {
    const task = `alarm of ${this.#place.name}`
    const answer = 'value'
    await this.#note({ handler, task }, async () => {
      await this.#object.runAlarm()
      return answer
    })
  }

  /** Compares with plain data. A difference is reported together with the journal. */
  replay(replay: Replay): void {
    try {
      replay.run(this.journal, this.told)
    } catch (cause) {
      const answers = [...this.told].map(([call, { outcome }]) => ({ call, ...outcome }))
      const lines = [...this.journal, ...answers].map((line) => JSON.stringify(line).slice(0, 500))
      throw new Error([(cause as Error).message, ...lines].join('\n'), { cause })
    }
  }

  async #note(
    { handler, task }: { handler: Handler | Look; task: string },
    run: () => Promise<unknown>,
  ): Promise<void> {
    const call = ++calls
    const { journal, told } = this
    tasks.set(task, { call, handler, journal, abilities: this.#place.abilities })
    try {
      told.set(call, { handler, outcome: { answer: await run() } })
    } catch (error) {
      told.set(call, { handler, outcome: { failure: (error as Error).message } })
    }
    tasks.delete(task)
  }

  #methodOf(handler: Handler | Look): string {
    if (handler.kind === 'look') return 'look'
    const { shape, end, isNew } = handler
    if (isNew) return `${shape}${this.#place.nextNew % newHandlers}`
    // The runtime no longer runs a handler at once after it has returned something else.
    return end === 'value' || end === 'throw' ? shape : `${shape}Otherwise`
  }
}

import { testObject } from '@cloudwerk/durable-object/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { objectOf, restartObjects } from './calls.ts'
import { newHandlers } from './objects/random-handlers.ts'
import { type Abilities, programOf } from './random-handlers/generate.ts'
import { type Entry, tasks } from './random-handlers/perform.ts'
import { Replay, type Told } from './random-handlers/replay.ts'
import type { Batch, Handler, Look, Program } from './random-handlers/steps.ts'
import { newWorld } from './random-handlers/world.ts'
import { connect } from './socket-client.ts'

const classes: [string, Abilities][] = [
  ['Random', { sql: true, atomic: true, kv: true }],
  ['RandomAtOnce', { sql: true, atomic: false, kv: true }],
  ['RandomWithoutSql', { sql: false, atomic: true, kv: true }],
  ['RandomLegacy', { sql: false, atomic: true, kv: false }],
]

/** More of them, and others, with `RUNS=2000 SEED=7`; a failure says which program it was. */
const numRuns = Number(process.env.RUNS) || 20
const seed = Number(process.env.SEED) || 1
/** How many programs there were. */
let count = 0
/** How many calls. */
let calls = 0

test.each(classes)(
  'handlers of %s do what they would do to plain data',
  async (name, abilities) => {
    await fc.assert(
      fc.asyncProperty(programOf(abilities), (program) => check(name, abilities, program)),
      { numRuns, seed },
    )
  },
)

async function check(className: string, abilities: Abilities, program: Program): Promise<void> {
  const name = `program ${++count}`
  const replay = new Replay(newWorld(), abilities)
  for (const batch of program) await checkBatch({ className, name, abilities, replay }, batch)
}

interface Place {
  className: string
  name: string
  abilities: Abilities
  replay: Replay
}

async function checkBatch(place: Place, batch: Batch): Promise<void> {
  const { className, name, abilities, replay } = place
  const stub = objectOf(className, name)
  const { messages, socket } = await connect(stub)
  if (batch.fails) {
    await testObject(stub).failNextWrite()
    replay.fails = true
  }
  const journal: Entry[] = []
  const told = new Map<number, Told>()
  const make = async (handler: Handler | Look): Promise<void> => {
    const call = ++calls
    const task = `task ${call}`
    tasks.set(task, { call, handler, journal, abilities })
    try {
      told.set(call, { handler, outcome: { answer: await stub[methodOf(handler)](task) } })
    } catch (error) {
      told.set(call, { handler, outcome: { failure: (error as Error).message } })
    }
    tasks.delete(task)
  }
  await Promise.all(batch.calls.map(make))
  const before = replay.said.length
  await withJournal({ journal, told }, async () => {
    replay.run(journal, told)
    await stub.say('over')
    await expect.poll(() => messages.at(-1)).toBe('over')
    expect(messages, 'what sockets were told').toEqual([...replay.said.slice(before), 'over'])
    socket.close()
    await compareContents(place)
    if (!batch.restarts) return
    await restartObjects()
    replay.fails = false
    await compareContents(place)
  })
}

interface Happened {
  journal: Entry[]
  told: ReadonlyMap<number, Told>
}

/** Says with a failure what has happened. */
async function withJournal({ journal, told }: Happened, fn: () => Promise<void>): Promise<void> {
  try {
    await fn()
  } catch (cause) {
    const answers = [...told].map(([call, { outcome }]) => ({ call, ...outcome }))
    const lines = [...journal, ...answers].map((line) => JSON.stringify(line).slice(0, 500))
    throw new Error([(cause as Error).message, ...lines].join('\n'), { cause })
  }
}

async function compareContents({ className, name, abilities, replay }: Place): Promise<void> {
  const journal: Entry[] = []
  const call = ++calls
  const task = `task ${call}`
  const handler: Look = { kind: 'look', waits: false }
  tasks.set(task, { call, handler, journal, abilities })
  await objectOf(className, name).look(task)
  tasks.delete(task)
  replay.run(journal, new Map([[call, { handler, outcome: { answer: undefined } }]]))
}

function methodOf(handler: Handler | Look): string {
  if (handler.kind === 'look') return 'look'
  return handler.isNew ? `${handler.shape}${count % newHandlers}` : handler.shape
}

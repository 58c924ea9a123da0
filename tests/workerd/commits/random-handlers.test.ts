import { testObject } from '@cloudwerk/durable-object/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { objectOf, restartObjects } from '../calls.ts'
import { connect } from '../sockets/socket-client.ts'
import { Course, type Place } from './random-handlers/course.ts'
import { makeDiskBreakable } from './random-handlers/disk.ts'
import { type Abilities, programOf } from './random-handlers/generate.ts'
import { Replay } from './random-handlers/replay.ts'
import type { Batch, Handler, Program, Step } from './random-handlers/steps.ts'
import { newWorld } from './random-handlers/world.ts'

const classes: [string, Abilities][] = [
  ['Random', { sql: true, atomic: true, kv: true }],
  ['RandomAtOnce', { sql: true, atomic: false, kv: true }],
  ['RandomWithoutSql', { sql: false, atomic: true, kv: true }],
  ['RandomLegacy', { sql: false, atomic: true, kv: false }],
]

/** `RUNS=2000 SEED=7` runs more and other programs. A failure shows its program. */
const numRuns = Number(process.env.RUNS) || 16
const seed = Number(process.env.SEED) || 1
let count = 0

test.each(classes)(
  'handlers of %s do what the same steps do to plain data',
  async (className, abilities) => {
    const restore = await makeDiskBreakable(objectOf('Random', 'any'))
    const check = fc.asyncProperty(programOf(abilities), (program) => {
      count += 1
      return run({ className, name: `program ${count}`, abilities, nextNew: count }, program)
    })
    await fc.assert(check, { numRuns, seed }).finally(restore)
  },
)

async function run(place: Place, program: Program): Promise<void> {
  const replay = new Replay(newWorld(), place.abilities)
  if (place.abilities.sql) await createTables(place, replay)
  for (const batch of program) await runBatch(place, { replay, batch })
}

async function runBatch(
  place: Place,
  { replay, batch }: { replay: Replay; batch: Batch },
): Promise<void> {
  const stub = objectOf(place.className, place.name)
  const { messages, socket } = await connect(stub)
  if (batch.fails) await testObject(stub).failNextWrite()
  replay.fails ||= batch.fails
  const before = replay.said.length
  const course = new Course(place)
  await Promise.all(batch.calls.map((handler) => course.call(handler)))
  course.replay(replay)
  if (batch.alarm && !replay.fails && replay.takeAlarm()) await ring(place, replay, batch.alarm)
  await stub.say('over')
  await expect.poll(() => messages.at(-1)).toBe('over')
  expect(messages, 'what sockets received').toEqual([...replay.said.slice(before), 'over'])
  socket.close()
  await compare(place, replay)
  if (!batch.restarts) return
  await restartObjects()
  replay.fails = false
  await compare(place, replay)
}

/** Compares what a handler sees of the object with plain data. */
async function compare(place: Place, replay: Replay): Promise<void> {
  const course = new Course(place)
  await course.call({ kind: 'look', waits: false })
  course.replay(replay)
}

/** Without tables most statements would fail. */
async function createTables(place: Place, replay: Replay): Promise<void> {
  const course = new Course(place)
  const family: Step = { do: 'createFamily', caught: false }
  const create: Step = { do: 'create', table: 'one', caught: false }
  await course.call(handlerOf(create, ...(place.abilities.atomic ? [family] : [])))
  course.replay(replay)
}

async function ring(place: Place, replay: Replay, alarm: Handler): Promise<void> {
  const course = new Course(place)
  await course.ring(alarm)
  // After a failure the runtime sets the alarm again, for a time that the test does not know.
  await course.call(handlerOf({ do: 'deleteAlarm' }))
  course.replay(replay)
}

function handlerOf(...steps: Step[]): Handler {
  return { kind: 'handler', shape: 'plain', isNew: false, steps, end: 'value' }
}

import { runInDurableObject } from 'cloudflare:test'
import { objectOf } from './calls.ts'
import { type Program, programs } from './objects/programmed.ts'

/** One class for each kind of storage. */
export const programmedClasses = ['Programmed', 'ProgrammedWithoutSql', 'ProgrammedLegacy']

let count = 0

/** Runs a function as a handler of an object: `[class, name]`. */
// biome-ignore lint/suspicious/noExplicitAny: whatever the function gives
export function perform([className, name]: [string, string], program: Program): Promise<any> {
  const key = `program ${++count}`
  programs.set(key, program)
  return objectOf(className, name).perform(key)
}

export async function keysOf(object: [string, string]): Promise<string[]> {
  return perform(object, async ({ ctx }) => [...(await ctx.storage.list()).keys()])
}

/** Runs the alarm as the platform does, which clears it first. */
export async function ring(
  stub: DurableObjectStub,
  info: Partial<AlarmInvocationInfo> = {},
): Promise<void> {
  await runInDurableObject(stub, async (object: DurableObject, state) => {
    const { storage } = state
    const scheduledTime = (await clock().getAlarm(state)) ?? 0
    await storage.deleteAlarm()
    await object.alarm?.({ scheduledTime, retryCount: 0, isRetry: false, ...info })
  })
}

/** By the platform, or by a test that holds the time. */
function clock(): { getAlarm(state: DurableObjectState): Promise<number | null> } {
  return Reflect.get(globalThis, Symbol.for('cloudwerk.clock'))
}

/** The alarm that is stored. */
export function alarmOf(stub: DurableObjectStub): Promise<number | null> {
  return runInDurableObject(stub, (_object, state) => clock().getAlarm(state))
}

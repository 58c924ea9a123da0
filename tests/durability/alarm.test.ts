import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { startAnnouncements } from './announcements.ts'
import { connect } from './client.ts'
import { runWorkerd, useWorker } from './folders.ts'
import { createRandom } from './random.ts'

interface Clock {
  planned: number
  rung: number
  alarm: number | null
}

const createFolders = useWorker()

test('alarms that fall due while the process is dead ring after the restart', async () => {
  const folders = createFolders()
  const random = createRandom('alarm')
  const reports = await startAnnouncements()
  // Longer than a busy machine takes to get to the kill.
  const ringIn = 4_000

  for (const round of [1, 2, 3]) {
    const names = Array.from({ length: 10 }, (_, at) => `clock-${round}-${at}`)
    const first = await runWorkerd(folders)
    const killAfter = random.integer(1, 9)
    const planned: string[] = []
    const plan = async (name: string): Promise<void> => {
      await connect(first.url, 'AlarmClock', name).call('ringIn', ringIn, reports.url)
      planned.push(name)
      if (planned.length === killAfter) await first.kill()
    }
    await Promise.allSettled(names.map(plan))
    expect(planned.length).toBeGreaterThanOrEqual(killAfter)
    expect(reports.bodies.filter((name) => names.includes(name))).toEqual([])
    await wait(ringIn)

    const second = await runWorkerd(folders)
    const rung = () => reports.bodies
    await expect.poll(rung).toEqual(expect.arrayContaining(planned))
    for (const name of names) {
      const read = () => connect(second.url, 'AlarmClock', name).call<Clock>('read')
      // For calls that were not acknowledged, either both state and alarm are there, or neither.
      await expect.poll(read).toSatisfy(isAllRung)
    }
    await second.kill()
  }
})

test('an alarm whose handler is killed rings again, and what it had committed stays', async () => {
  const folders = createFolders()
  const first = await runWorkerd(folders)
  const killed = Promise.withResolvers<void>()
  const reports = await startAnnouncements(() => killed.resolve(first.kill()))
  await connect(first.url, 'AlarmClock', 'clock').call('ringIn', 50, reports.url)
  await killed.promise

  const second = await runWorkerd(folders)
  const read = () => connect(second.url, 'AlarmClock', 'clock').call<Clock>('read')
  await expect.poll(read).toEqual({ planned: 1, rung: 2, alarm: null })
})

test('an alarm that failed is retried after a kill, at the time for which it was set', async () => {
  const folders = createFolders()
  const nobody = 'http://127.0.0.1:1'
  const first = await runWorkerd(folders)
  const clockOf = (url: string) => connect(url, 'AlarmClock', 'clock')
  await clockOf(first.url).call('ringIn', 1, nobody)
  const planned = async (url: string) => (await clockOf(url).call<Clock>('read')).alarm ?? 0
  await expect.poll(() => planned(first.url), { timeout: 20_000 }).toBeGreaterThan(Date.now())
  const at = await planned(first.url)
  await first.kill()

  const second = await runWorkerd(folders)
  const reports = await startAnnouncements()
  await clockOf(second.url).call('reportTo', reports.url)
  expect(await planned(second.url)).toBe(at)
  await expect.poll(() => reports.bodies, { timeout: 20_000 }).toEqual(['clock'])
  expect(Date.now()).toBeGreaterThanOrEqual(at)
  await expect.poll(() => planned(second.url), { timeout: 20_000 }).toBe(0)
})

function isAllRung({ planned, rung, alarm }: Clock): boolean {
  return rung === planned && alarm === null
}

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
  const random = createRandom('alarm')
  const reports = await startAnnouncements()
  // Longer than it takes to reach the kill, even on a busy machine.
  const ringIn = 5_000

  // Each round has a separate disk, so that all of them wait at the same time.
  const runRound = async (round: number): Promise<void> => {
    const folders = createFolders()
    const killAfter = random.integer(1, 9)
    const names = Array.from({ length: 10 }, (_, at) => `clock-${round}-${at}`)
    const first = await runWorkerd(folders)
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
      // A call that was not acknowledged has stored both the state and the alarm, or neither.
      await expect.poll(read).toSatisfy(isAllRung)
    }
    await second.kill()
  }
  await Promise.all([1, 2, 3].map(runRound))
})

test('an alarm whose handler is killed rings again, and its earlier commits are kept', async () => {
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

test('a failed alarm is retried after a kill, at the scheduled time', async () => {
  const folders = createFolders()
  let isOpen = false
  const reports = await startAnnouncements((request) => {
    if (!isOpen) request.destroy()
  })
  const first = await runWorkerd(folders)
  const alarmOf = async (url: string) =>
    (await connect(url, 'AlarmClock', 'clock').call<Clock>('read')).alarm
  await connect(first.url, 'AlarmClock', 'clock').call('ringIn', 1, reports.url)
  let at: number | null = null
  const readAlarm = async () => {
    at = await alarmOf(first.url)
    return at ?? 0
  }
  await expect.poll(readAlarm).toBeGreaterThan(Date.now())
  await first.kill()

  isOpen = true
  const second = await runWorkerd(folders)
  // On a slow machine the alarm may already have rung.
  expect([at, null]).toContain(await alarmOf(second.url))
  await expect.poll(() => reports.bodies).toEqual(['clock'])
  expect(Date.now()).toBeGreaterThanOrEqual(Number(at))
  await expect.poll(() => alarmOf(second.url)).toBe(null)
})

function isAllRung({ planned, rung, alarm }: Clock): boolean {
  return rung === planned && alarm === null
}

import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { cronsOf, startCrons } from './cron-clock.ts'

let folder: string
let server: Server
let outcome: string
const events: { cron: string; at: string }[] = []
const notices: string[] = []

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cloudwerk-crons-'))
  outcome = 'ok'
  events.length = 0
  notices.length = 0
  server = createServer(async (request, response) => {
    let text = ''
    for await (const part of request) text += part
    const { cron, time } = JSON.parse(text)
    events.push({ cron, at: new Date(time).toISOString() })
    response.end(JSON.stringify({ outcome }))
  }).listen(join(folder, 'control'))
  await once(server, 'listening')
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
  vi.setSystemTime('2026-11-28T02:58:30Z')
})

afterEach(async () => {
  vi.useRealTimers()
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true })
})

function start(...crons: string[]): () => void {
  const control = { folder, path: join(folder, 'control'), remove: () => {} }
  const onNotice = (text: string, level = 'warn') => void notices.push(`${level} ${text}`)
  return startCrons({ crons, control, onNotice })
}

it('runs each line at its times, and says so', async () => {
  const end = start('* * * * *', '0 3 * * *', '0 3 * * *')
  expect(notices).toEqual([
    `info The cron line "* * * * *" runs by this machine's clock, in UTC, next at 2026-11-28 02:59.`,
    `info The cron line "0 3 * * *" runs by this machine's clock, in UTC, next at 2026-11-28 03:00.`,
  ])
  vi.advanceTimersByTime(29_999)
  vi.advanceTimersByTime(1)
  await vi.waitUntil(() => events.length === 1)
  vi.advanceTimersByTime(60_000)
  await vi.waitUntil(() => events.length === 3)
  expect(events.map(({ cron, at }) => `${at} ${cron}`).sort()).toEqual([
    '2026-11-28T02:59:00.000Z * * * * *',
    '2026-11-28T03:00:00.000Z * * * * *',
    '2026-11-28T03:00:00.000Z 0 3 * * *',
  ])
  end()
  expect(vi.getTimerCount()).toBe(0)
})

it('leaves out the times at which the machine slept', async () => {
  const end = start('* * * * *')
  vi.setSystemTime('2026-11-28T05:00:10Z')
  vi.advanceTimersByTime(30_000)
  await vi.waitUntil(() => events.length === 1)
  vi.advanceTimersByTime(20_000)
  await vi.waitUntil(() => events.length === 2)
  expect(events.map(({ at }) => at)).toEqual([
    '2026-11-28T02:59:00.000Z',
    '2026-11-28T05:01:00.000Z',
  ])
  end()
})

it('says which run failed', async () => {
  outcome = 'exception'
  const end = start('* * * * *')
  vi.advanceTimersByTime(30_000)
  await vi.waitUntil(() => notices.length === 2)
  expect(notices[1]).toBe('warn The cron line "* * * * *" of 2026-11-28 02:59 failed.')
  end()
})

it('waits for a time that is months away', () => {
  const end = start('0 3 1 6 *')
  vi.advanceTimersByTime(40 * 86_400_000)
  expect(events).toEqual([])
  expect(vi.getTimerCount()).toBe(1)
  end()
})

it('reads the lines of a build', () => {
  expect(cronsOf({ triggers: { crons: ['* * * * *', 1] } })).toEqual(['* * * * *'])
  expect(cronsOf({})).toEqual([])
})

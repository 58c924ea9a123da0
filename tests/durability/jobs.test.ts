import { expect, test } from 'vitest'
import { startAnnouncements } from './announcements.ts'
import { connect } from './client.ts'
import { runWorkerd, useWorker } from './folders.ts'
import { runKillRounds } from './kill-rounds.ts'
import { createRandom } from './random.ts'
import { createDeliveriesLoad, type Deliveries, expectExact } from './workloads/deliveries.ts'

const createFolders = useWorker()
/** Set CLOUDWERK_TEST_ROUNDS for long runs. */
const rounds = Number(process.env.CLOUDWERK_TEST_ROUNDS ?? 14)

test.each(['Deliveries', 'PlainDeliveries'])(
  '%s: jobs change the state once each, and call a server at least once, through many kills',
  async (className) => {
    const folders = createFolders()
    const random = createRandom(className)
    const server = await startAnnouncements()
    const load = createDeliveriesLoad(className, server.url)
    await runKillRounds({
      ...{ folders, random, rounds, clients: 6, longestLoad: 400 },
      workloads: [load],
    })

    // Nobody calls the object, so that nothing but its rings runs what is left.
    const { url } = await runWorkerd(folders)
    const calls = () => server.bodies.map((body) => body.split(' '))
    const unseen = () => {
      const tokens = new Set(calls().map(([, token]) => token))
      return load.acknowledged.filter((token) => !tokens.has(token))
    }
    await expect.poll(unseen).toEqual([])

    const object = connect(url, className, 'one')
    await expect
      .poll(async () => {
        await object.call('repeat')
        const read = await object.call<Deliveries>('read')
        expectExact(read)
        return read.jobs
      })
      .toEqual([])
    const { enqueued, delivered, noted } = await object.call<Deliveries>('read')
    expect({ delivered, noted }).toEqual({ delivered: enqueued, noted: enqueued })
    const keys = calls().flatMap(([key = '']) => (key === 'failed' ? [] : key))
    expect(new Set(keys).size).toBe(enqueued)
    console.info(`${className}: ${enqueued} jobs, ${keys.length} calls of the server`)
    expect(enqueued).toBeGreaterThanOrEqual(rounds)
  },
)

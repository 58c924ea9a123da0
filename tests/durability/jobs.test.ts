import { expect, test } from 'vitest'
import { startAnnouncements } from './announcements.ts'
import { ConnectionLost, connect } from './client.ts'
import { runWorkerd, useWorker } from './folders.ts'
import { runKillRounds } from './kill-rounds.ts'
import { createRandom } from './random.ts'
import { createDeliveriesLoad, type Deliveries, expectExact } from './workloads/deliveries.ts'

const createFolders = useWorker()
/** Set CLOUDWERK_TEST_ROUNDS for long runs. */
const rounds = Number(process.env.CLOUDWERK_TEST_ROUNDS ?? 14)

/** Set CLOUDWERK_TEST_OBJECTS to 3000 for a long run. */
const objects = Number(process.env.CLOUDWERK_TEST_OBJECTS ?? 200)

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

test.each(['Deliveries', 'PlainDeliveries'])(
  '%s: a job that ends its process each time is dead after the third time',
  async (className) => {
    const folders = createFolders()
    let kill = (): unknown => undefined
    // Nothing else calls it before the last run.
    const server = await startAnnouncements(() => void kill())
    for (let times = 1; times <= 3; times++) {
      const killed = Promise.withResolvers<void>()
      kill = () => {
        kill = () => undefined
        killed.resolve(running.kill())
      }
      const running = await runWorkerd(folders)
      if (times === 1) await connect(running.url, className, 'one').call('poison', 'x', server.url)
      await killed.promise
    }
    const { url } = await runWorkerd(folders)
    await expect.poll(() => server.bodies).toContain('failed x')
    const read = () => connect(url, className, 'one').call<Deliveries>('read')
    await expect.poll(async () => (await read()).jobs).toMatchObject([{ status: 'dead' }])
    expect(server.bodies.filter((body) => body === 'failed x')).toHaveLength(1)
  },
)

test('jobs of many objects that are due in one millisecond all run, and none before', async () => {
  const folders = createFolders()
  const { url } = await runWorkerd(folders)
  let first = Number.POSITIVE_INFINITY
  const server = await startAnnouncements(() => {
    first = Math.min(first, Date.now())
  })
  // Longer than it takes to enqueue them.
  const at = Date.now() + 30 * objects
  const names = Array.from({ length: objects }, (_, index) => `object-${index}`)
  const waiting = [...names]
  let lost = 0
  const client = async (): Promise<void> => {
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      try {
        await connect(url, 'PlainDeliveries', name).call('deliverAt', at, name, server.url)
      } catch (error) {
        // workerd closes connections that were idle, which a client notices too late.
        lost += 1
        if (!(error instanceof ConnectionLost) || lost > 10) throw error
        waiting.push(name)
      }
    }
  }
  await Promise.all(Array.from({ length: 32 }, client))
  const seen = () => new Set(server.bodies.map((body) => body.split(' ')[1])).size
  await expect.poll(seen).toBe(objects)
  expect(first).toBeGreaterThanOrEqual(at)
  console.info(`${objects} objects: the last one ${Date.now() - at} ms after they were due`)
})

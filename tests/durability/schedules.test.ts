import { expect, test } from 'vitest'
import { connect } from './client.ts'
import { runWorkerd, useWorker } from './folders.ts'
import { runKillRounds } from './kill-rounds.ts'
import { createRandom } from './random.ts'
import { createTickerLoad, expectExact, type Ticker } from './workloads/ticker.ts'

const createFolders = useWorker()
/** Set CLOUDWERK_TEST_ROUNDS for long runs. */
const rounds = Number(process.env.CLOUDWERK_TEST_ROUNDS ?? 14)

test.each(['Ticker', 'PlainTicker'])(
  '%s: each slot of a schedule runs once or is counted as missed, through many kills',
  async (className) => {
    const folders = createFolders()
    await runKillRounds({
      ...{ folders, random: createRandom(className), rounds, clients: 3, longestLoad: 400 },
      workloads: [createTickerLoad(className, 'one')],
    })

    const object = connect((await runWorkerd(folders)).url, className, 'one')
    const before = await object.call<Ticker>('read')
    await expect
      .poll(async () => {
        const after = await object.call<Ticker>('read')
        expectExact(after)
        return after.quick.runs - before.quick.runs
      })
      .toBeGreaterThan(20)
    const { quick, slow, each } = await object.call<Ticker>('read')
    console.info(`${className}: ${JSON.stringify({ quick, slow, each })}`)
  },
)

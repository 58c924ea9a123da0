import { expect, test } from 'vitest'
import { useWorker } from './folders.ts'
import { runKillRounds } from './kill-rounds.ts'
import { createRandom } from './random.ts'
import { createOnceLoad } from './workloads/once.ts'

const createFolders = useWorker()
const rounds = 24

test('calls by once are repeated over kills, run exactly once and keep their answers', async () => {
  const { acknowledged } = await runKillRounds({
    folders: createFolders(),
    random: createRandom('once'),
    rounds,
    clients: 12,
    workloads: [
      createOnceLoad('Once', 'one'),
      createOnceLoad('PlainOnce', 'one'),
      createOnceLoad('KeyValueOnce', 'one'),
    ],
  })
  console.info(`once: ${acknowledged} calls acknowledged`)
  expect(acknowledged).toBeGreaterThanOrEqual(rounds)
})

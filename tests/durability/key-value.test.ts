import { expect, test } from 'vitest'
import { useWorker } from './folders.ts'
import { runKillRounds } from './kill-rounds.ts'
import { createRandom } from './random.ts'
import { createCounterLoad } from './workloads/counter.ts'
import { createJournalLoad } from './workloads/journal.ts'
import { createVaultLoad } from './workloads/vault.ts'

const createFolders = useWorker()
const rounds = 24

test('objects on the legacy key-value backend are intact after each of many kills', async () => {
  const { acknowledged } = await runKillRounds({
    folders: createFolders(),
    random: createRandom('key-value'),
    rounds,
    clients: 8,
    workloads: [
      createCounterLoad('KeyValueCounter', 'one'),
      createJournalLoad('KeyValueJournal', 'one'),
      createJournalLoad('KeyValueJournal', 'two'),
      createVaultLoad('KeyValueVault', 'one'),
    ],
  })
  console.info(`key-value: ${acknowledged} calls acknowledged`)
  expect(acknowledged).toBeGreaterThanOrEqual(rounds)
})

import { expect, test } from 'vitest'
import { startAnnouncements } from './announcements.ts'
import { useWorker } from './folders.ts'
import { runKillRounds } from './kill-rounds.ts'
import { createRandom } from './random.ts'
import { createCounterLoad } from './workloads/counter.ts'
import { createDocumentLoad } from './workloads/document.ts'
import { createFollowedLoad } from './workloads/followed-journal.ts'
import { createJournalLoad } from './workloads/journal.ts'
import { createLedgerLoad } from './workloads/ledger.ts'
import { createNewcomerLoad } from './workloads/newcomer.ts'
import { createPhoenixLoad } from './workloads/phoenix.ts'
import { createPlannerLoad } from './workloads/planner.ts'
import { createStagedLoad } from './workloads/staged.ts'
import { createVaultLoad } from './workloads/vault.ts'

const createFolders = useWorker()
const rounds = 56

test('objects are intact and have lost no acknowledged call after each of many kills', async () => {
  const announcements = await startAnnouncements()
  const { acknowledged } = await runKillRounds({
    folders: createFolders(),
    random: createRandom('kill'),
    rounds,
    clients: 8,
    workloads: [
      createCounterLoad('Counter', 'one'),
      createCounterLoad('Counter', 'two'),
      createJournalLoad('Journal', 'one'),
      createJournalLoad('Journal', 'two'),
      createFollowedLoad('FollowedJournal', 'one'),
      createLedgerLoad('one'),
      createStagedLoad('one', announcements),
      createStagedLoad('two', announcements),
      createVaultLoad('Vault', 'one'),
      createVaultLoad('Vault', 'two'),
      createNewcomerLoad('new'),
      createDocumentLoad('one'),
      createPlannerLoad('one'),
      createPhoenixLoad('one'),
    ],
  })
  console.info(`kill: ${acknowledged} calls acknowledged`)
  expect(acknowledged).toBeGreaterThanOrEqual(rounds)
})

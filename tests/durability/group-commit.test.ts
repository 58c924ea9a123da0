import { expect, test } from 'vitest'
import { useWorker } from './folders.ts'
import { runKillRounds } from './kill-rounds.ts'
import { createRandom } from './random.ts'
import { createCounterLoad } from './workloads/counter.ts'
import { createJournalLoad } from './workloads/journal.ts'

const createFolders = useWorker()
const rounds = 16

test('32 callers of one object share commits and lose no acknowledged call', async () => {
  const { acknowledged } = await runKillRounds({
    folders: createFolders(),
    random: createRandom('group commit of a counter'),
    rounds,
    clients: 32,
    workloads: [createCounterLoad('Counter', 'busy')],
  })
  console.info(`group commit of a counter: ${acknowledged} calls acknowledged`)
  expect(acknowledged).toBeGreaterThanOrEqual(rounds)
})

test('a handler that fails does not undo the other handlers of a shared commit', async () => {
  const { acknowledged } = await runKillRounds({
    folders: createFolders(),
    random: createRandom('group commit of a journal'),
    rounds,
    clients: 32,
    workloads: [createJournalLoad('Journal', 'busy')],
  })
  console.info(`group commit of a journal: ${acknowledged} calls acknowledged`)
  expect(acknowledged).toBeGreaterThanOrEqual(rounds)
})

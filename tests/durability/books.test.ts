import { expect, test } from 'vitest'
import { startAnnouncements } from './announcements.ts'
import { runWorkerd, useWorker } from './folders.ts'
import { runKillRounds } from './kill-rounds.ts'
import { createRandom } from './random.ts'
import { createBooksLoad } from './workloads/books/books.ts'
import type { BackendName } from './workloads/books/courses.ts'

const createFolders = useWorker()
/** Set CLOUDWERK_TEST_ROUNDS for long runs. */
const rounds = Number(process.env.CLOUDWERK_TEST_ROUNDS ?? 20)

test.each<[backend: BackendName, className: string]>([
  ['tables', 'Books'],
  ['plain', 'PlainBooks'],
  ['key-value', 'KeyValueBooks'],
])(
  '%s: the copies of books that 32 clients write stay equal through many kills',
  async (backend, className) => {
    const folders = createFolders()
    const random = createRandom(className)
    const { url: outsideUrl } = await startAnnouncements()
    const books = createBooksLoad({ className, name: 'one', backend, random, outsideUrl })
    const { acknowledged } = await runKillRounds({
      folders,
      random,
      rounds,
      clients: 32,
      longestLoad: 600,
      workloads: [books],
    })
    console.info(`${className}: ${acknowledged} calls acknowledged`)
    expect(acknowledged).toBeGreaterThanOrEqual(rounds)
    const { url } = await runWorkerd(folders)
    await books.finishPlans(url)
  },
)

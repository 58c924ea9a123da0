import { connect, type LiveObject, type LiveShape } from '@cloudwerk/client'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { objectOf, restartObjects } from '../calls.ts'
import { openDoors, opened } from './door-socket.ts'

interface Ledger extends LiveShape {
  state: { total: number; log: string[] }
  calls: Record<
    | 'addAtOnce'
    | 'add'
    | 'failAtOnce'
    | 'fail'
    | 'failSavepoint'
    | 'failAfterOutside'
    | 'unsendable',
    (...amounts: number[]) => void
  >
}

let closeDoors: () => void
beforeEach(() => {
  closeDoors = openDoors()
})
afterEach(() => closeDoors())

/** A page that connects again at once, and remembers all that it has shown. */
function open(of: string): { page: LiveObject<Ledger>; shown: Set<string> } {
  const page = connect<Ledger>(`ws://objects/${of}`)
  const shown = new Set<string>()
  page.subscribe(() => {
    for (const label of page.getSnapshot()?.log ?? []) shown.add(label)
    if (page.status === 'stale' || page.status === 'connecting') setTimeout(page.reconnect)
  })
  onTestFinished(() => page.close())
  return { page, shown }
}

/** Not each socket of an object is told when that ends (workerd 1.20261006). */
async function restart(): Promise<void> {
  await restartObjects()
  for (const socket of opened.splice(0)) socket.drop()
}

/** Numbers that are the same in each run of a seed. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const methods = [
  ...(['addAtOnce', 'addAtOnce', 'add', 'failAtOnce', 'fail'] as const),
  ...(['failSavepoint', 'failAfterOutside', 'unsendable'] as const),
]

test.each(['LedgerWithSql', 'LedgerWithoutSql'])(
  'pages of %s come to its state through failures, cuts and restarts, and none shows what was undone',
  async (className) => {
    const of = `${className}/client-at-random`
    const stub = objectOf(className, 'client-at-random')
    const seed = Number(process.env.SEED || 1)
    const random = randomFrom(seed)
    const pages = Array.from({ length: 50 }, () => open(of))
    const outcomes: { name: string; outcome: Promise<string> }[] = []
    const call = () => {
      const { page } = pages[random(pages.length)]
      const name = methods[random(methods.length)]
      const outcome = page.calls[name](...(name.startsWith('add') ? [1] : [])).then(
        () => 'done',
        ({ code }: { code: string }) => code,
      )
      outcomes.push({ name, outcome })
      return outcome
    }
    for (let step = 0; step < 40; step++) {
      const kind = random(10)
      if (kind < 7) await Promise.race(Array.from({ length: 1 + random(5) }, call))
      else if (kind < 9) for (const socket of opened) if (random(4) === 0) socket.drop()
      if (kind === 9) await restart()
    }
    const codes = await Promise.all(outcomes.map(({ outcome }) => outcome))
    let unknown = 0
    /** A page may have connected to an instance that a restart has ended. */
    const add = async ({ page }: { page: LiveObject<Ledger> }): Promise<void> => {
      try {
        await page.calls.addAtOnce(1)
      } catch (error) {
        if ((error as { code?: string }).code !== 'UNKNOWN_OUTCOME') throw error
        unknown += 1
        await add({ page })
      }
    }
    // After these all have connected and nothing is on its way.
    await Promise.all(pages.map(add))
    const total = await stub.total()
    for (const { page, shown } of pages) {
      await expect.poll(() => page.getSnapshot()?.total).toBe(total)
      expect(page.getSnapshot()).toEqual(pages[0].page.getSnapshot())
      expect(shown).not.toContain('undone')
    }
    // Each call ran once, or says that nobody knows.
    const count = (name: string, code: string) =>
      outcomes.filter((each, at) => each.name === name && codes[at] === code).length
    const entered = pages[0].page.getSnapshot()?.log.filter((label) => label === 'at once').length
    const done = count('addAtOnce', 'done') + pages.length
    expect(entered).toBeGreaterThanOrEqual(done)
    expect(entered).toBeLessThanOrEqual(done + unknown + count('addAtOnce', 'UNKNOWN_OUTCOME'))
    expect(['done', 'INTERNAL', 'UNKNOWN_OUTCOME']).toEqual(expect.arrayContaining(codes))
    expect(codes).toContain('done')
  },
)

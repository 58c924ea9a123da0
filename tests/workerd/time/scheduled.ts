import { runInDurableObject } from 'cloudflare:test'
import { defineDurableObject } from '@cloudwerk/durable-object'
import { objectOf, restartObjects } from '../calls.ts'
import { deploy, keyOf, methods, type Run } from '../versions/objects/versioned.ts'

const className = 'Scheduled'

/** Where objects are stored that tests name from now on. */
let storage: { name: string; keys: object } = { name: '', keys: {} }

/** For `describe.each`: the tests of a file run in objects of either kind. */
export const storages: [name: string, keys: object][] = [
  ['without SQL', {}],
  ['with SQL', { sqlite: true }],
]

export function useStorage(name: string, keys: object): void {
  storage = { name, keys }
}

/** The name of an object, which is another one in each storage. */
export const fullName = (name: string): string => `${name} ${storage.name}`

// biome-ignore lint/suspicious/noExplicitAny: a stub of any build
export const objectNamed = (name: string): any => objectOf(className, fullName(name))

/** Runs a function as a method of an object. */
// biome-ignore lint/suspicious/noExplicitAny: whatever the function gives
export const perform = (name: string, run: Run): Promise<any> =>
  objectNamed(name).perform(keyOf(run))

export const touch = (name: string): Promise<void> =>
  perform(name, (self) => {
    self.state.touched += 1
  })

// biome-ignore lint/suspicious/noExplicitAny: of any build
export const stateOf = (name: string): Promise<any> =>
  perform(name, (self) => structuredClone({ ...self.state }))

/** From now on, objects have these keys. Those in memory are ended. */
export async function release(definition: object): Promise<void> {
  const init = () => ({ touched: 0, runs: [] as string[] })
  const config = { init, ...storage.keys, ...definition, methods } as Parameters<
    typeof defineDurableObject
  >[0]
  deploy({ className, definition: defineDurableObject(config as object) })
  await restartObjects()
}

/** The rows that an object has stored, without waking it. */
export function rowsOf(name: string): Promise<{ id: number; data: string }[]> {
  return runInDurableObject(objectNamed(name), (_object, { storage }) => {
    const table = "SELECT 1 FROM sqlite_master WHERE name = '__cloudwerk_state'"
    if (storage.sql.exec(table).toArray().length === 0) return []
    return storage.sql
      .exec<{ id: number; data: string }>('SELECT id, data FROM __cloudwerk_state ORDER BY id')
      .toArray()
  })
}

/** The `run` of a schedule: notes in the state when it ran, for which time, and what it missed. */
// biome-ignore lint/suspicious/noExplicitAny: `this` of any handler
export function note(this: any, { at, missed }: { at: Date; missed: number }): void {
  const now = new Date()
  const late = now.getTime() === at.getTime() ? '' : ` at ${now.toISOString().slice(5, 16)}`
  this.state.runs.push(`${at.toISOString().slice(5, 16)} ${missed}${late}`)
}

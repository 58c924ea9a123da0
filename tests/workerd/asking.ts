import { objectOf } from './calls.ts'
import { type Program, programs } from './objects/programmed.ts'

// biome-ignore lint/suspicious/noExplicitAny: `this` of any handler, and whatever it gives
type Any = any

let count = 0

/** Runs a function as a method of an object, given as `[class, name, method]`. */
export function ask([className, name, method]: [string, string, string], program: Program): Any {
  const key = `asked ${++count}`
  programs.set(key, program)
  return objectOf(className, name)[method](key)
}

/** Writes the same text to the state, the keys and the tables. */
export function writeEverywhere(self: Any, text: string): void {
  self.state.log.push(text)
  self.ctx.storage.kv.put(text, 1)
  self.ctx.sql.run('CREATE TABLE IF NOT EXISTS log (text)')
  self.ctx.sql.run('INSERT INTO log VALUES (?)', text)
}

/** Reads the texts of all three. */
export function readEverywhere(name: string): Promise<Record<'state' | 'keys' | 'rows', string[]>> {
  return ask(['AskedRows', name, 'read'], ({ state, ctx }) => {
    const tables = ctx.sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'log'").toArray()
    const rows = tables.length > 0 ? ctx.sql.exec('SELECT text FROM log').toArray() : []
    return {
      state: [...state.log],
      keys: [...ctx.storage.kv.list()].map(([key]) => key),
      rows: rows.map(({ text }: Any) => text),
    }
  })
}

export const everywhere = (...texts: string[]) => ({
  state: texts,
  keys: texts.toSorted(),
  rows: texts,
})

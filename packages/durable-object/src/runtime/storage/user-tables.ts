import { reservedPrefix } from '../rows/state-rows.ts'

/** Miniflare (5.20261006), which runs the objects of `cloudwerk dev`, keeps the name of each one in a table of its own. */
const others = ['_cf_', 'sqlite_', '__miniflare_', reservedPrefix]

const query = `SELECT name FROM sqlite_master WHERE type = 'table' ${others
  .map((prefix) => `AND substr(name, 1, ${prefix.length}) <> '${prefix}'`)
  .join(' ')}`

/** The tables of an object's database that neither the platform nor this runtime has made. */
export function userTables({ sql }: DurableObjectStorage): string[] {
  return sql
    .exec<{ name: string }>(query)
    .toArray()
    .map(({ name }) => name)
}

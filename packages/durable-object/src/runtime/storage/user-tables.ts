import { reservedPrefix } from '../rows/state-rows.ts'

const query = `SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 4) <> '_cf_'
  AND substr(name, 1, 7) <> 'sqlite_' AND substr(name, 1, ${reservedPrefix.length}) <> '${reservedPrefix}'`

/** The tables of an object's database that neither the platform nor this runtime has made. */
export function userTables({ sql }: DurableObjectStorage): string[] {
  return sql
    .exec<{ name: string }>(query)
    .toArray()
    .map(({ name }) => name)
}

import { spawnSync } from 'node:child_process'

/** The database of an object that is awake, and its log: measured with workerd 1.20261006. */
const filesPerObject = 3
/** Of workerd itself and of the connections of a few clients. */
const ownFiles = 100
/** Fewer objects than this can be awake on a small site too, as when a schedule runs in all of them. */
const fewObjects = 1_000

/** How many files workerd may open; undefined where there is no limit, or none is known. */
export function readOpenFilesLimit(): number | undefined {
  // Node has raised its own limit as far as it may, and passes that on.
  const { stdout } = spawnSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' })
  const limit = Number(stdout)
  return Number.isSafeInteger(limit) && limit > 0 ? limit : undefined
}

/** What to say of the limit; undefined where it is high enough. */
export function describeOpenFilesLimit(limit: number | undefined): string | undefined {
  if (limit === undefined) return undefined
  const objects = Math.max(0, Math.floor((limit - ownFiles) / filesPerObject))
  if (objects >= fewObjects) return undefined
  return `The limit of open files is ${limit}, which is good for about ${objects} objects that are awake at once. Raise it with ulimit -n, or LimitNOFILE in systemd.`
}

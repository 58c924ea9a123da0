import type { DataLock } from '../data-directory/lock.ts'
import { UserError } from '../user-error.ts'
import { spawnWorkerd } from './spawn-workerd.ts'

export interface WorkerdOptions {
  executable: string
  config: string
  data: string
  /** Where others may use the data. */
  lock?: DataLock
  /** The folder that modules are read from, absolute. */
  importPath?: string
  /** Says why workerd did not start, of what it printed; undefined where that cannot be said. */
  explain(lines: readonly string[]): UserError | undefined | Promise<UserError | undefined>
}

/** Runs workerd with the given configuration while `fn` uses it, and returns what `fn` returns. */
export async function runWorkerdWhile<T>(
  { executable, config, data, lock, importPath, explain }: WorkerdOptions,
  fn: (url: string) => Promise<T>,
): Promise<T> {
  const lines: string[] = []
  const workerd = await spawnWorkerd({
    executable,
    config,
    data,
    args: [...(importPath ? [`--import-path=${importPath}`] : []), '--control-fd=3'],
    temporary: undefined,
    onLine: (line) => void lines.push(line),
  })
  try {
    lock?.update({ workerd: workerd.identity })
    workerd.begin()
    const port = await Promise.race([workerd.port, workerd.ended.then(() => undefined)])
    if (port === undefined) throw (await explain(lines)) ?? notStarted(lines)
    return await fn(`http://127.0.0.1:${port}/`)
  } finally {
    workerd.stop()
    await workerd.ended
  }
}

function notStarted(lines: readonly string[]): UserError {
  return new UserError('workerd could not be started.', { hint: lines.join('\n') || undefined })
}

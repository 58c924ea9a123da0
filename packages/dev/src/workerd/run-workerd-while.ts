import type { DataLock } from '../data-directory/lock.ts'
import { UserError } from '../user-error.ts'
import { spawnWorkerd } from './spawn-workerd.ts'

export interface WorkerdOptions {
  executable: string
  config: string
  data: string
  lock: DataLock
  /** Looks for stored data that keeps workerd from starting. */
  findDamage(): Promise<UserError | undefined>
}

/** Runs workerd with the given configuration while `fn` uses it, and returns what `fn` returns. */
export async function runWorkerdWhile<T>(
  { executable, config, data, lock, findDamage }: WorkerdOptions,
  fn: (url: string) => Promise<T>,
): Promise<T> {
  const lines: string[] = []
  const workerd = await spawnWorkerd({
    executable,
    config,
    data,
    args: ['--control-fd=3'],
    temporary: undefined,
    onLine: (line) => void lines.push(line),
  })
  try {
    lock.update({ workerd: workerd.identity })
    workerd.begin()
    const port = await Promise.race([workerd.port, workerd.ended.then(() => undefined)])
    if (port === undefined) throw (await findDamage()) ?? notStarted(lines)
    return await fn(`http://127.0.0.1:${port}/`)
  } finally {
    workerd.stop()
    await workerd.ended
  }
}

function notStarted(lines: readonly string[]): UserError {
  return new UserError('workerd could not be started.', { hint: lines.join('\n') || undefined })
}

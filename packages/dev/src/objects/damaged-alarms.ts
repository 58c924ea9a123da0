import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { compatibilityDate } from '../config/defaults.ts'
import type { NamespaceKeys } from '../data-directory/namespace-keys.ts'
import { UserError } from '../user-error.ts'
import { generateCapnpConfig } from '../workerd/config/capnp-config.ts'
import { spawnWorkerd } from '../workerd/spawn-workerd.ts'

export interface DamageOptions {
  executable: string
  data: string
  /** The folder of all objects, and the key of each class in it. */
  folder: string
  keys: NamespaceKeys
}

/**
 * Explains why workerd did not start and printed only "SQLite failed": it cannot read the file with the
 * alarms of a class. It does not say which class, so each one is tried alone.
 */
export async function findDamagedAlarms(options: DamageOptions): Promise<UserError | undefined> {
  for (const [className, key] of options.keys) {
    const file = join(options.folder, key, 'metadata.sqlite')
    if (!existsSync(file)) continue
    const reason = await tryAlone(options, { className, key })
    if (reason === undefined) continue
    return new UserError(
      `${file}, which holds the alarms of ${className}, is damaged (${reason}).`,
      {
        file,
        hint: `It contains only alarms: the objects of ${className} have their own files.
Restore the file from a backup. Or move it away, together with its -wal and -shm files, and start with --repair-alarms, which sets the alarm of each object again.`,
      },
    )
  }
  return undefined
}

/** The error of SQLite for the alarms of a class; undefined when workerd can read them. */
async function tryAlone(
  { executable, data, folder }: DamageOptions,
  { className, key }: { className: string; key: string },
): Promise<string | undefined> {
  const lines: string[] = []
  const workerd = await spawnWorkerd({
    executable,
    config: configOf({ className, key, folder }),
    data,
    args: ['--control-fd=3'],
    temporary: undefined,
    onLine: (line) => void lines.push(line),
  })
  workerd.begin()
  await Promise.race([workerd.port, workerd.ended])
  workerd.kill()
  await workerd.ended
  return /SQLITE_(?:NOTADB|CORRUPT|CANTOPEN|IOERR|PERM|READONLY)\w*/.exec(lines.join('\n'))?.[0]
}

function configOf(options: { className: string; key: string; folder: string }): string {
  const { className, key, folder } = options
  const text = `export class ${className} {}\nexport default {}\n`
  return generateCapnpConfig({
    modules: [{ name: 'main.js', type: 'esModule', text }],
    compatibilityDate,
    compatibilityFlags: [],
    vars: {},
    objects: [],
    namespaces: [{ className, uniqueKey: key, sql: true }],
    objectsFolder: folder,
    address: '127.0.0.1:0',
  })
}

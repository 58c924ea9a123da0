import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { compatibilityDate } from '../config/defaults.ts'
import type { NamespaceKeys } from '../data-directory/namespaces.ts'
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
 * Why a workerd that said nothing but "SQLite failed" did not start: the file that holds the alarms of
 * a class cannot be read. It does not say of which class, so that each is tried by itself.
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
        hint: `Only alarms are in it: the objects of ${className} have files of their own.
Put the file back from a backup. Or move it away, with the two beside it that end in -wal and -shm, and start with --repair-alarms, which sets the alarms again that the objects know of.`,
      },
    )
  }
  return undefined
}

/** What SQLite says of the class's alarms; undefined when workerd can read them. */
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

import { basename } from 'node:path'
import type { WorkerConfig } from '@cloudflare/vite-plugin'
import type { Manifest } from '../app/manifest.ts'
import { throwProblems } from '../app/problems.ts'
import type { ClassRecord } from '../config/class-record.ts'
import { compatibilityDate, workerName } from '../config/defaults.ts'
import { createdEntry, migrationFor } from '../config/edit-record.ts'
import { readRecord } from '../config/read-records.ts'
import { additionsTo } from '../lifecycle/record-build.ts'
import type { AppContext } from './app-context.ts'
import { checkBindings, checkCompatibility } from './check-config.ts'
import { checkEvents } from './check-events.ts'
import { workerEntryId } from './plugins/worker-entry.ts'

/**
 * What the app needs in addition to the user's configuration. It would override the user's file, and
 * lists are joined (vite-plugin 1.63), so it holds only what that file lacks.
 *
 * @throws UserError where the app's objects cannot run with the user's configuration.
 */
export function workerConfig(
  user: WorkerConfig,
  { manifest, absent, config: written }: Pick<AppContext, 'manifest' | 'absent' | 'config'>,
): Partial<WorkerConfig> {
  const objects = manifest.objects.filter(({ className }) => !absent.has(className))
  const framework = written?.framework
  const file = user.configPath ? basename(user.configPath) : 'wrangler.jsonc'
  throwProblems([
    ...checkCompatibility(user, file),
    ...checkBindings(user, { objects, file }),
    // A main module of its own handles its events itself.
    ...(user.main || framework || !written
      ? []
      : checkEvents(user, { worker: manifest.worker, config: written })),
  ])
  const bound = new Set(user.durable_objects?.bindings.map((binding) => binding.name))
  const config: Partial<WorkerConfig> = {
    durable_objects: {
      bindings: objects
        .filter(({ binding }) => !bound.has(binding))
        .map(({ binding, className }) => ({ name: binding, class_name: className })),
    },
  }
  if (!user.name) config.name = workerName(manifest.root, user.targetEnvironment)
  if (!user.main || framework) config.main = workerEntryId
  // They are the framework's. The build names them again once the plugin (1.63), which has files of its own, is done.
  if (framework) user.assets = undefined
  if (!user.compatibility_date) config.compatibility_date = compatibilityDate
  config.compatibility_flags = addedFlags(user)
  const record = readRecord(user, { file, environment: undefined })
  return { ...config, ...newClasses(user, { record, objects }) }
}

/**
 * With this flag `request.signal` tells a stream that its client has disconnected, in routes and in
 * objects; without it nothing does (workerd 1.20261006). `request_signal_passthrough` is not set, since a
 * Request could then not be passed to a method.
 */
const signalFlag = 'enable_request_signal'

function addedFlags({ compatibility_flags: given = [] }: WorkerConfig): string[] {
  const isSettled = given.includes(signalFlag) || given.includes('disable_request_signal')
  return isSettled ? [] : [signalFlag]
}

function newClasses(
  user: WorkerConfig,
  { record, objects }: { record: ClassRecord; objects: Manifest['objects'] },
): Pick<Partial<WorkerConfig>, 'exports'> {
  const { changes } = additionsTo(record, { objects, exported: undefined })
  if (record.kind === 'migrations') {
    const migration = migrationFor(record, changes)
    // Added to the user's list: when lists are joined ours comes first, and here the order matters.
    if (migration) user.migrations.push(migration)
    return {}
  }
  const entries = changes.map((change) =>
    change.what === 'create' ? [[change.className, createdEntry(change.storage)]] : [],
  )
  return { exports: Object.fromEntries(entries.flat()) }
}

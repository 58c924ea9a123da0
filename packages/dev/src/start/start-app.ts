import { randomUUID } from 'node:crypto'
import { type BuiltApp, readBuiltApp } from '../built-app/built-app.ts'
import { createStackMapper } from '../built-app/stack-mapper.ts'
import { formatUnsupported } from '../built-app/unsupported-bindings.ts'
import { acquireLock } from '../data-directory/lock.ts'
import { type ObjectsFolder, openObjectsFolder } from '../data-directory/objects-folder.ts'
import { keepOthersOut, makeDataDirectory } from '../data-directory/private-folder.ts'
import { findDamagedAlarms } from '../objects/damaged-alarms.ts'
import { formatRepaired } from '../objects/format-repaired.ts'
import { repairLocked } from '../objects/repair-alarms.ts'
import { backUp } from '../versions/back-up.ts'
import { generateCapnpConfig } from '../workerd/config/capnp-config.ts'
import { readHostSources } from '../workerd/config/host-config.ts'
import { readStaticFiles, type StaticFiles } from '../workerd/config/static-files.ts'
import { findWorkerd } from '../workerd/find-workerd.ts'
import { type ControlSocket, makeControlSocket } from './control-socket.ts'
import { cronsOf } from './cron-clock.ts'
import { explainFullDisk } from './failed-start.ts'
import { type HealthServer, serveHealth } from './health-server.ts'
import { type ListenOptions, resolveListenAddress } from './listen-address.ts'
import type { LogFormat } from './log-format.ts'
import type { NoticeListener } from './notice.ts'
import { describeOpenFilesLimit, readOpenFilesLimit } from './open-files.ts'
import { assertSecrets } from './required-secrets.ts'
import { runServer } from './run-server.ts'

const defaultGracePeriod = 10_000
const defaultBodyTimeout = 30_000

export interface StartOptions {
  /** The app's folder, absolute. */
  root: string
  host: string
  /** 0 picks a free one. */
  port: number
  /** The data directory, absolute. */
  data: string
  /** Added to the vars of the build; these take precedence. */
  vars?: Record<string, string>
  /** Whether to set the alarms of all objects again first. */
  repairAlarms?: boolean
  /** Whether to copy the objects of each class that has a new version first. */
  backupBeforeMigrate?: boolean
  /** How long running calls get once the server was asked to stop, in milliseconds. 10 s by default. */
  gracePeriod?: number
  /** How long a request's body may stall, in milliseconds. 30 s by default. */
  bodyTimeout?: number
  /** Where `/healthz` is served; nowhere by default. */
  health?: ListenOptions
  /** How the app's own lines are passed on: as it prints them by default. */
  log?: LogFormat
  /** Called once the server answers. */
  onReady(address: { url: string }): void
  /** Gets a line for each binding that bare workerd does not support, and for data of removed classes. */
  onNotice: NoticeListener
  /** Gets each line that workerd or the app prints; stderr by default. */
  onOutput?(line: string): void
}

/**
 * Runs the built app on bare workerd, with its data on disk. Resolves with the exit code when the
 * server has ended: 0 after SIGINT, SIGTERM or SIGHUP, or when the npm that started it is gone.
 *
 * @throws UserError when the server cannot start, and when workerd ends by itself.
 */
export async function startApp(options: StartOptions): Promise<number> {
  const app = readBuiltApp(options.root)
  assertSecrets(app.config, { ...app.vars, ...options.vars })
  const executable = findWorkerd()
  const files = await readStaticFiles(app)
  makeDataDirectory(options.data)
  const lock = await acquireLock(options.data, options)
  const control = makeControlSocket()
  let health: HealthServer | undefined
  try {
    health = options.health && (await serveHealth(options.health, control))
    if (health) options.onNotice(`Health on ${health.url}`, 'info')
    const classNames = app.classes.map(({ className }) => className)
    const objects = openObjectsFolder(options.data, { ...app, classNames })
    const opened = keepOthersOut(objects.folder)
    if (opened) options.onNotice(opened)
    if (options.repairAlarms) {
      const repaired = await repairLocked(options.data, lock)
      for (const text of formatRepaired(repaired)) options.onNotice(text, 'info')
    }
    if (options.backupBeforeMigrate) {
      const copied = await backUp(options.data, app, objects)
      for (const text of copied) options.onNotice(text, 'info')
    }
    const address = await resolveListenAddress(options)
    const fewFiles = describeOpenFilesLimit(readOpenFilesLimit())
    if (fewFiles) options.onNotice(fewFiles)
    for (const text of formatUnsupported(app.config)) options.onNotice(text)
    for (const text of files?.warnings ?? []) options.onNotice(text)
    for (const left of objects.leftOver) options.onNotice(formatLeftOver(left))
    const { vars = {}, bodyTimeout = defaultBodyTimeout, log = 'text' } = options
    const placement = { objects, address, vars, files, control, bodyTimeout, log }
    const config = configOf(app, placement)
    const { onOutput = printToStderr, gracePeriod = defaultGracePeriod } = options
    const findDamage = () => findDamagedAlarms({ executable, data: options.data, ...objects })
    const mapStack = createStackMapper({ ...app, root: options.root })
    const server = {
      onOutput,
      gracePeriod,
      executable,
      lock,
      config,
      control,
      findDamage,
      mapStack,
      crons: cronsOf(app.config),
      health,
      format: log,
    }
    return await runServer({ ...options, ...server, bundle: app.folder })
  } catch (error) {
    throw explainFullDisk(error, options.data) ?? error
  } finally {
    health?.close()
    control?.remove()
    lock.release()
  }
}

interface Placement {
  objects: ObjectsFolder
  address: string
  vars: Record<string, string>
  files: StaticFiles | undefined
  control: ControlSocket | undefined
  bodyTimeout: number
  log: LogFormat
}

function configOf(app: BuiltApp, placement: Placement): string {
  const { objects, address, vars, files, control, bodyTimeout, log } = placement
  return generateCapnpConfig({
    ...app,
    address,
    files,
    host: control && {
      controlPath: control.path,
      bodyTimeout,
      logsJson: log === 'json',
      secret: randomUUID(),
      sources: readHostSources(),
    },
    vars: { ...app.vars, ...vars },
    objectsFolder: objects.folder,
    namespaces: app.classes.map(({ className, sql }) => {
      // `openObjectsFolder` gave each class of the build a key.
      return { className, sql, uniqueKey: objects.keys.get(className) as string }
    }),
  })
}

function formatLeftOver({ className, folder }: ObjectsFolder['leftOver'][number]): string {
  return `The class ${className} was removed. Its data is kept in ${folder}; to delete it: cloudwerk objects delete-data ${className}`
}

function printToStderr(line: string): void {
  process.stderr.write(`${line}\n`)
}

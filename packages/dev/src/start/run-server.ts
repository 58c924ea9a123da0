import type { DataLock } from '../data-directory/lock.ts'
import { watchStopRequests } from '../process/stop-requests.ts'
import { spawnWorkerd, type WorkerdProcess } from '../workerd/spawn-workerd.ts'
import { type HeldOutput, holdOutput, type OutputOptions } from './app-output.ts'
import { type ControlSocket, startTicks } from './control-socket.ts'
import { startCrons } from './cron-clock.ts'
import {
  explainEnd,
  explainFailedStart,
  explainUnexported,
  type FailedStart,
} from './failed-start.ts'
import type { HealthServer } from './health-server.ts'
import { browsableUrl } from './listen-address.ts'
import type { NoticeListener } from './notice.ts'
import { endInOrder } from './stop-server.ts'
import { waitUntilAnswers } from './wait-until-answers.ts'

export interface ServerOptions extends FailedStart, OutputOptions {
  executable: string
  /** The folder of the bundle, for workerd's `embed`. */
  bundle: string
  /** workerd's configuration, which may hold secrets. */
  config: string
  lock: DataLock
  /** How long running calls get once the server has been asked to stop, in milliseconds. */
  gracePeriod: number
  control: ControlSocket | undefined
  /** The app's cron lines. */
  crons: readonly string[]
  health: HealthServer | undefined
  onReady(address: { url: string }): void
  onNotice: NoticeListener
}

/** Runs workerd, from spawning it to its end. */
export async function runServer(options: ServerOptions): Promise<number> {
  const { executable, config, data, bundle, control } = options
  const output = holdOutput(options)
  const args = [`--import-path=${bundle}`, '--control-fd=3']
  let stopping = false
  let workerd: WorkerdProcess | undefined
  let end = (): void => workerd?.stop()
  let endTicks = (): void => {}
  let endCrons = (): void => {}
  const unwatch = watchStopRequests({
    stop() {
      stopping = true
      options.health?.set('stopping')
      endCrons()
      end()
    },
    stopNow: () => workerd?.kill(),
  })
  try {
    const temporary = control?.folder
    const onLine = output.add
    workerd = await spawnWorkerd({ executable, config, data, args, temporary, onLine })
    if (stopping) return 0
    options.lock.update({ workerd: workerd.identity })
    workerd.begin()
    const url = await waitUntilReady(workerd, { options, output })
    if (url !== undefined) {
      const running = workerd
      end = () => void endInOrder(running, options)
      if (control) endTicks = startTicks(control)
      endCrons = startCrons(options)
      options.lock.update({ workerd: workerd.identity, url, control: control?.path })
      output.open()
      options.health?.set('ok')
      options.onReady({ url })
    }
    const code = await workerd.ended
    if (stopping) return 0
    throw output.isOpen() ? explainEnd(code) : await explainFailedStart(output.held, options)
  } finally {
    workerd?.stop()
    await workerd?.ended
    endTicks()
    endCrons()
    unwatch()
  }
}

interface Start {
  options: ServerOptions
  output: HeldOutput
}

/** The server's address; undefined when workerd ended instead. */
async function waitUntilReady(
  workerd: WorkerdProcess,
  { options, output }: Start,
): Promise<string | undefined> {
  const { host, onNotice } = options
  const onSlowLoad = (): void => onNotice('Still starting: workerd is loading the app.', 'info')
  const onSlowAnswer = (): void => {
    onNotice(
      'Still starting: alarms that fell due while the server was down are running. Requests are answered after them.',
      'info',
    )
    output.open()
  }
  const port = await waitUntilAnswers(workerd, { host, onSlowLoad, onSlowAnswer })
  if (port === undefined) return undefined
  const unexported = explainUnexported(output.held)
  if (unexported) throw unexported
  return browsableUrl({ host, port })
}

import { constants } from 'node:os'
import type { DataLock } from '../data-directory/lock.ts'
import { watchStopRequests } from '../process/stop-requests.ts'
import { UserError } from '../user-error.ts'
import {
  cleanStartupOutput,
  createLineFilter,
  findUnexportedClass,
} from '../workerd/filter-output.ts'
import { spawnWorkerd, type WorkerdProcess } from '../workerd/spawn-workerd.ts'
import { type ControlSocket, startTicks } from './control-socket.ts'
import { endInOrder } from './end-server.ts'
import { explainFullOutput } from './full-disk.ts'
import { browsableUrl, explainListenError, listenErrorCode } from './listen-address.ts'
import { waitUntilAnswers } from './wait-until-answers.ts'

export interface ServerOptions {
  executable: string
  /** The folder of the bundle, for workerd's `embed`. */
  bundle: string
  /** workerd's configuration, which may hold secrets. */
  config: string
  data: string
  host: string
  port: number
  lock: DataLock
  /** How long calls get to end once the server is to end, in milliseconds. */
  gracePeriod: number
  control: ControlSocket | undefined
  /** Puts the app's own files into a line; undefined for one that says nothing to its author. */
  mapStack(line: string): string | undefined
  /** Looks for stored data that keeps workerd from starting. */
  findDamage(): Promise<UserError | undefined>
  onReady(address: { url: string }): void
  onNotice(text: string): void
  onOutput(line: string): void
}

/** Runs workerd from the first byte of its configuration to its end. */
export async function runServer(options: ServerOptions): Promise<number> {
  const { executable, config, data, bundle, control } = options
  const output = collectOutput(options)
  const args = [`--import-path=${bundle}`, '--control-fd=3']
  let stopping = false
  let workerd: WorkerdProcess | undefined
  let end = (): void => workerd?.stop()
  let endTicks = (): void => {}
  const unwatch = watchStopRequests({
    stop() {
      stopping = true
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
      options.lock.update({ workerd: workerd.identity, url })
      output.open()
      options.onReady({ url })
    }
    const code = await workerd.ended
    if (stopping) return 0
    throw output.isOpen() ? explainEnd(code) : await explainFailedStart(output.held, options)
  } finally {
    workerd?.stop()
    await workerd?.ended
    endTicks()
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
  const onSlowLoad = (): void => onNotice('Still starting: workerd loads the app.')
  const onSlowAnswer = (): void => {
    onNotice(
      'Still starting: alarms that fell due while the server was down are ringing. Requests are answered after them.',
    )
    output.open()
  }
  const port = await waitUntilAnswers(workerd, { host, onSlowLoad, onSlowAnswer })
  if (port === undefined) return undefined
  const unexported = explainUnexported(output.held)
  if (unexported) throw unexported
  return browsableUrl({ host, port })
}

interface HeldOutput {
  /** What was printed before it was opened. */
  held: string[]
  add(line: string): void
  /** Prints what was held, and from then on each line as it comes. */
  open(): void
  isOpen(): boolean
}

/** Holds output back until the server answers: a start that fails is told in one sentence instead. */
function collectOutput({ onOutput, mapStack }: ServerOptions): HeldOutput {
  const held: string[] = []
  const filter = createLineFilter()
  const printIfWorth = (line: string): void => {
    for (const told of filter(line)) {
      const shown = mapStack(told)
      if (shown !== undefined) onOutput(shown)
    }
  }
  let isOpen = false
  return {
    held,
    isOpen: () => isOpen,
    add: (line) => (isOpen ? printIfWorth(line) : void held.push(line)),
    open(): void {
      if (isOpen) return
      isOpen = true
      for (const line of held) printIfWorth(line)
    },
  }
}

function explainUnexported(lines: readonly string[]): UserError | undefined {
  const className = findUnexportedClass(lines)
  if (className === undefined) return undefined
  return new UserError(`The built worker does not export the object class ${className}.`, {
    hint: 'Run cloudwerk build again.',
  })
}

async function explainFailedStart(
  lines: readonly string[],
  options: ServerOptions,
): Promise<UserError> {
  const unexported = explainUnexported(lines)
  if (unexported) return unexported
  const text = cleanStartupOutput(lines.flatMap((line) => options.mapStack(line) ?? []))
  const known =
    explainListenError(listenErrorCode(text) ?? '', options) ??
    explainFullOutput(text, options.data) ??
    (text.includes('SQLite failed') ? await options.findDamage() : undefined)
  if (known) return known
  // The network may know a date that this workerd does not, so that a build takes it.
  const [, date, newest] =
    /compatibility date "(.+?)", but the newest date supported .*? is "(.+?)"/.exec(text) ?? []
  if (date) {
    return new UserError(`This workerd does not know the compatibility date ${date}.`, {
      hint: `Set "compatibility_date" to ${newest} or earlier and run cloudwerk build again.`,
    })
  }
  // Its code was running, so that it, and not the machine, is what failed.
  const advice = /^Uncaught /m.test(text)
    ? ['', 'The app throws while it is loaded. Work for a request belongs in a handler.']
    : []
  const hint = [text, ...advice].join('\n').trim()
  return new UserError('workerd could not start the app.', { hint: hint || undefined })
}

function explainEnd(code: number): UserError {
  const signal = Object.entries(constants.signals).find(([, number]) => number === code - 128)
  const how = signal === undefined ? `with exit code ${code}` : `by ${signal[0]}`
  return new UserError(`workerd ended by itself, ${how}.`, {
    hint: 'What was acknowledged is on disk. Start again to go on from there.',
  })
}

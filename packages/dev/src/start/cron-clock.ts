import { parseCron } from '../config/cron-line.ts'
import { fieldsOf, itemsOf } from '../config/fields.ts'
import { type ControlSocket, runScheduled } from './control-socket.ts'
import type { NoticeListener } from './notice.ts'

export interface CronOptions {
  /** The app's cron lines. */
  crons: readonly string[]
  /** Undefined where the app cannot be called. */
  control: ControlSocket | undefined
  onNotice: NoticeListener
}

/** A longer timer of Node fires at once. Milliseconds. */
const longestWait = 86_400_000

/** The cron lines of a build. */
export function cronsOf(config: Readonly<Record<string, unknown>>): string[] {
  return itemsOf(fieldsOf(config.triggers).crons).filter((line) => typeof line === 'string')
}

/**
 * Runs the app's cron lines by this machine's clock, in UTC, and says so. What fell due while the server was
 * down is left out. The returned function ends it.
 */
export function startCrons({ crons, control, onNotice }: CronOptions): () => void {
  const ends = [...new Set(crons)].map((line) => {
    if (!control) {
      onNotice(`The cron line "${line}" does not run: this system has no Unix sockets.`)
      return () => {}
    }
    return runLine(line, { control, onNotice })
  })
  return () => {
    for (const end of ends) end()
  }
}

type LineOptions = Pick<CronOptions, 'onNotice'> & { control: ControlSocket }

function runLine(line: string, { control, onNotice }: LineOptions): () => void {
  const cron = parseCron(line)
  let timer: NodeJS.Timeout | undefined
  const waitFor = (next: Date | null): void => {
    if (!next) return
    const left = next.getTime() - Date.now()
    if (left > 0) {
      timer = setTimeout(() => waitFor(next), Math.min(left, longestWait))
      return
    }
    void fire(next)
    // Where the machine slept, the times in between are left out.
    waitFor(cron.nextRun(new Date(Math.max(next.getTime(), Date.now()))))
  }
  const fire = async (time: Date): Promise<void> => {
    const outcome = await runScheduled(control, { cron: line, time: time.getTime() })
    if (outcome === undefined || outcome === 'ok') return
    onNotice(`The cron line "${line}" of ${formatTime(time)} failed.`)
  }
  const first = cron.nextRun()
  const next = first ? `, next at ${formatTime(first)}` : ''
  onNotice(`The cron line "${line}" runs by this machine's clock, in UTC${next}.`, 'info')
  waitFor(first)
  return () => clearTimeout(timer)
}

/** `2026-11-28 03:00` */
function formatTime(time: Date): string {
  return time.toISOString().slice(0, 16).replace('T', ' ')
}

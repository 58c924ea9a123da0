import type { WorkerdProcess } from '../workerd/spawn-workerd.ts'
import { askToStop, type ControlSocket } from './control-socket.ts'

export interface EndOptions {
  /** How long calls get to end, in milliseconds. */
  gracePeriod: number
  /** Undefined where the app cannot be talked to. */
  control: ControlSocket | undefined
  onNotice(text: string): void
}

/** When it takes longer than this, it is said what is waited for. Milliseconds. */
const silence = 1000

/**
 * Ends workerd in order: it takes no more calls, sockets are closed with 1012, and calls that run get
 * the grace period to end. Settles when workerd is gone.
 */
export async function endInOrder(workerd: WorkerdProcess, options: EndOptions): Promise<void> {
  const { gracePeriod, control, onNotice } = options
  const seconds = gracePeriod / 1000
  const telling = setTimeout(() => {
    onNotice(`Calls are still running; they get up to ${seconds} s. A second signal ends them now.`)
  }, silence)
  const cutting = setTimeout(() => {
    if (gracePeriod > 0) onNotice(`Calls were still running after ${seconds} s, and were cut.`)
    workerd.kill()
  }, gracePeriod)
  if (control) await Promise.race([askToStop(control), workerd.ended])
  workerd.drain()
  await workerd.ended
  clearTimeout(telling)
  clearTimeout(cutting)
}

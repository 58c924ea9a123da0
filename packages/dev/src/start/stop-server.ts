import type { WorkerdProcess } from '../workerd/spawn-workerd.ts'
import { askToStop, type ControlSocket } from './control-socket.ts'
import type { NoticeListener } from './notice.ts'

export interface EndOptions {
  /** How long running calls get to end, in milliseconds. */
  gracePeriod: number
  /** Undefined where the app cannot be asked to stop. */
  control: ControlSocket | undefined
  onNotice: NoticeListener
}

/** After this time the user is told what is being waited for. Milliseconds. */
const silence = 1000

/**
 * Ends workerd in order: it takes no more calls, its sockets are closed with 1012, and running calls
 * get the grace period to end. Settles when workerd is gone.
 */
export async function endInOrder(workerd: WorkerdProcess, options: EndOptions): Promise<void> {
  const { gracePeriod, control, onNotice } = options
  const seconds = gracePeriod / 1000
  const notice = setTimeout(() => {
    onNotice(
      `Waiting up to ${seconds} s for running calls to end. A second signal ends them now.`,
      'info',
    )
  }, silence)
  const cut = setTimeout(() => {
    if (gracePeriod > 0) onNotice(`Calls were still running after ${seconds} s and were cut off.`)
    workerd.kill()
  }, gracePeriod)
  if (control) await Promise.race([askToStop(control), workerd.ended])
  workerd.drain()
  await workerd.ended
  clearTimeout(notice)
  clearTimeout(cut)
}

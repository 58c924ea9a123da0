import { DurableObjectBusyError } from '../../errors.ts'

export interface BusyObject {
  objectName: string
  objectId: string
  /** `Counter 'alice'` */
  description: string
}

export function waitedTooLong(
  { description, ...object }: BusyObject,
  call: { handler: string; holder: string | undefined; callTimeout: number },
): DurableObjectBusyError {
  const by = call.holder ? `its handler '${call.holder}' holds it` : 'others go first'
  return new DurableObjectBusyError(
    `${description} was busy for ${call.callTimeout} ms, so '${call.handler}' did not run: ${by}. Call again later, move slow work into this.outside(), or raise callTimeout.`,
    object,
  )
}

export function tooManyWait(
  { description, ...object }: BusyObject,
  call: { handler: string; waiting: number },
): DurableObjectBusyError {
  return new DurableObjectBusyError(
    `${description} is overloaded, so '${call.handler}' did not run: ${call.waiting} others wait for their turn. Call again later, move slow work into this.outside(), or spread the work over more objects.`,
    { ...object, overloaded: true },
  )
}

export function heldTooLong(
  { description, ...object }: BusyObject,
  { handler, holdLimit, isAlone }: { handler: string; holdLimit: number; isAlone: boolean },
): DurableObjectBusyError {
  const when = isAlone ? 'in its transaction, which nobody else gets past' : 'while others waited'
  return new DurableObjectBusyError(
    `'${handler}' held ${description} for more than ${holdLimit} ms ${when}, so it was ended and its changes undone. Move slow work into this.outside(), and begin and await there what it waits for.`,
    object,
  )
}

/** The handlers of which `reportHold` has warned. Once, since it is the same each time. */
const reported = new Set<string>()

export function isHoldReported({ objectName }: BusyObject, handler: string): boolean {
  return reported.has(`${objectName} ${handler}`)
}

export function reportHold({ objectName, description }: BusyObject, handler: string): void {
  reported.add(`${objectName} ${handler}`)
  console.warn(
    `'${handler}' has held ${description} for over ${reportHoldAfter} ms in its transaction, which nobody else gets past: calls, messages and alarms wait, whatever they do. Move what it waits for into await this.outside(() => …).`,
  )
}

/** In milliseconds. */
export const reportHoldAfter = 100

export function reportSlow(
  { description }: BusyObject,
  { handler, waiting }: { handler: string; waiting: number },
): void {
  console.warn(
    `'${handler}' has held ${description} for over a second while ${waiting} more wait. Move slow work into await this.outside(() => …).`,
  )
}

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
  const running = call.holder ? `'${call.holder}' was running` : 'other calls went first'
  return new DurableObjectBusyError(
    `'${call.handler}' did not run: it waited ${call.callTimeout} ms for ${description} while ${running}. Call again later, move slow work into this.outside(), or raise callTimeout.`,
    object,
  )
}

export function tooManyWait(
  { description, ...object }: BusyObject,
  call: { handler: string; waiting: number },
): DurableObjectBusyError {
  return new DurableObjectBusyError(
    `'${call.handler}' did not run: ${description} is overloaded, with ${call.waiting} calls waiting. Call again later, move slow work into this.outside(), or spread the work over more objects.`,
    { ...object, overloaded: true },
  )
}

export function heldTooLong(
  { description, ...object }: BusyObject,
  { handler, holdLimit, isAlone }: { handler: string; holdLimit: number; isAlone: boolean },
): DurableObjectBusyError {
  const when = isAlone ? 'in a transaction, which blocks all others' : 'while others waited'
  return new DurableObjectBusyError(
    `'${handler}' held ${description} for more than ${holdLimit} ms ${when}, so it was ended and undone. Start and await slow work in this.outside().`,
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
    `'${handler}' has held ${description} for over ${reportHoldAfter} ms in a transaction, which blocks all calls, messages and alarms. Move slow work into await this.outside(() => …).`,
  )
}

/** In milliseconds. */
export const reportHoldAfter = 100

export function reportSlow(
  { description }: BusyObject,
  { handler, waiting }: { handler: string; waiting: number },
): void {
  console.warn(
    `'${handler}' has held ${description} for over a second while ${waiting} others wait. Move slow work into await this.outside(() => …).`,
  )
}

import type { JobInfo } from '@cloudwerk/durable-object'
import { expect } from 'vitest'
import { connect } from '../client.ts'
import { Tally } from './tally.ts'
import { createId, type Workload } from './workload.ts'

export interface Deliveries {
  enqueued: number
  delivered: number
  failed: number
  noted: number
  jobs: JobInfo[]
}

export interface DeliveriesLoad extends Workload {
  /** The tokens of jobs whose enqueueing was acknowledged. */
  readonly acknowledged: string[]
}

/** Enqueues jobs that call a server, and checks after each kill that the state counts each of them once. */
export function createDeliveriesLoad(className: string, reportUrl: string): DeliveriesLoad {
  const acknowledged: string[] = []
  const tally = new Tally()
  return {
    acknowledged,
    async act(url, random) {
      const tokens = Array.from({ length: random.integer(1, 3) }, () => createId('parcel'))
      // One by one, so that the tally knows by how much a call that was lost can have counted.
      for (const token of tokens) {
        await tally.count(() => connect(url, className, 'one').call('deliver', [token], reportUrl))
        acknowledged.push(token)
      }
    },
    async check(url) {
      const read = await connect(url, className, 'one').call<Deliveries>('read')
      tally.check(read.enqueued)
      expectExact(read)
    },
  }
}

/** Each job has counted once or is still there. */
export function expectExact({ enqueued, delivered, failed, noted, jobs }: Deliveries): void {
  const deliveries = jobs.filter(({ name }) => name === 'deliver')
  const dead = deliveries.filter(({ status }) => status === 'dead')
  expect(enqueued).toBe(delivered + deliveries.length)
  expect(failed).toBe(dead.length)
  expect(delivered + failed).toBe(noted + jobs.length - deliveries.length)
}

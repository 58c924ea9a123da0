import type { Bench } from './bench.ts'
import { objectsOf, timeEachCall } from './objects.ts'

const tolerated = 0.1
const size = { items: 0, recent: 0 }
const increments = { operation: 'increment' as const, size, first: 0, count: 200 }

/** Throws unless workerd's clock, which only advances on I/O, agrees with Node's. */
export async function checkClock({ server }: Bench): Promise<void> {
  for (const name of ['ours', 'raw-sql'] as const) {
    const start = performance.now()
    const times = await timeEachCall(server, objectsOf(name, 'clock'), increments)
    const outside = performance.now() - start
    const inside = times.reduce((sum, time) => sum + time, 0)
    if (Math.abs(outside - inside) > outside * tolerated + 5) {
      const both = `${inside.toFixed(1)} ms inside, ${outside.toFixed(1)} ms outside`
      throw new Error(`workerd's clock is not reliable: 200 calls took ${both}.`)
    }
  }
}

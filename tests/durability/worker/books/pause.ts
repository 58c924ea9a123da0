import type { ObjectContext } from '@cloudwerk/durable-object'
import type { Pause } from './course.ts'

/** The cursor of an earlier handler that did not read all its rows. */
let openRows: { next(): unknown } | undefined

export async function pauseIn(ctx: ObjectContext, pause: Pause, url: string): Promise<void> {
  const { storage, env } = ctx
  if (pause === 'turn') await Promise.resolve()
  if (pause === 'read') await storage.get('closed')
  if (pause === 'list') await storage.list({ prefix: 'account ' })
  if (pause === 'timer') await new Promise((resolve) => setTimeout(resolve, 2))
  if (pause === 'wait') await scheduler.wait(1)
  if (pause === 'long') await new Promise((resolve) => setTimeout(resolve, 20))
  if (pause === 'leftover') leaveTimers()
  if (pause === 'call') await env.Counter.getByName('pauses').increment()
  if (pause === 'fetch') await (await fetch(url, { method: 'POST', body: 'pause' })).text()
  if (pause === 'cursor') readOn(ctx)
  if (pause === 'mistake') makeMistake(ctx)
}

/** Starts timers that fire while other handlers run. */
function leaveTimers(): void {
  setTimeout(() => undefined, 3)
  setImmediate(() => undefined)
  AbortSignal.timeout(5)
}

function readOn({ sql }: ObjectContext): void {
  openRows?.next()
  const rows = sql.exec('SELECT * FROM entries ORDER BY place')
  rows.next()
  openRows = rows
}

/** Runs a statement that fails and changes nothing, in a handler that continues. */
function makeMistake({ sql }: ObjectContext): void {
  try {
    sql.run('INSERT INTO closings VALUES (0), (NULL)')
  } catch {}
}

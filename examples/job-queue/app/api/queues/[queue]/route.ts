import { json, type RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'

type Context = RouteContext<{ queue: string }>

/** How many jobs are waiting, running, done and failed. */
export async function GET(_request: Request, { params }: Context) {
  return json(await durableObjects.JobQueue.getByName(params.queue).getCounts())
}

/** Adds `{ "url": "https://example.com/hook", "body": { … }, "delay": 5000 }`. */
export async function POST(request: Request, { params }: Context) {
  const job = (await request.json()) as { url: string; body: unknown; delay?: number }
  if (!/^https?:$/.test(URL.parse(job.url)?.protocol ?? '')) {
    return json({ error: 'A job needs the web address that it is delivered to' }, { status: 422 })
  }
  const id = await durableObjects.JobQueue.getByName(params.queue).enqueue(job)
  return json({ id }, { status: 202 })
}

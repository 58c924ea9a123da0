import { json, type RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'

type Context = RouteContext<{ queue: string; id: string }>

const notFound = () => json({ error: 'There is no such job' }, { status: 404 })

export async function GET(_request: Request, { params }: Context) {
  const job = await durableObjects.JobQueue.getByName(params.queue).getJob(params.id)
  return job ? json(job) : notFound()
}

export async function DELETE(_request: Request, { params }: Context) {
  const removed = await durableObjects.JobQueue.getByName(params.queue).cancel(params.id)
  return removed ? new Response(null, { status: 204 }) : notFound()
}

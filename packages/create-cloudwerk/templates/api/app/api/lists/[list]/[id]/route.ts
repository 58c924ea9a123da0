import { json, type RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'
import { limited } from '../../../../limited.ts'

type Context = RouteContext<{ list: string; id: string }>

export const PUT = limited(async (_request, { params }: Context) => {
  const todo = await durableObjects.TodoList.getByName(params.list).setDone(Number(params.id), true)
  return todo ? json(todo) : notFound(params.id)
})

export const DELETE = limited(async (_request, { params }: Context) => {
  const removed = await durableObjects.TodoList.getByName(params.list).remove(Number(params.id))
  return removed ? new Response(null, { status: 204 }) : notFound(params.id)
})

function notFound(id: string): Response {
  const error = { code: 'NOT_FOUND', message: `There is no item ${id} in this list.` }
  return json({ error }, { status: 404 })
}

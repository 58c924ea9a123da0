import { json, type RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'
import { limited } from '../../../limited.ts'

type Context = RouteContext<{ list: string }>

export const GET = limited(async (_request, { params }: Context) => {
  return json(await durableObjects.TodoList.getByName(params.list).list())
})

export const POST = limited(async (request, { params }: Context) => {
  const body = await request.json<{ text?: unknown }>().catch(() => undefined)
  if (typeof body?.text !== 'string' || body.text === '') {
    const error = { code: 'BAD_REQUEST', message: 'Send {"text":"…"} as JSON.' }
    return json({ error }, { status: 400 })
  }
  const todo = await durableObjects.TodoList.getByName(params.list).add(body.text)
  return json(todo, { status: 201 })
})

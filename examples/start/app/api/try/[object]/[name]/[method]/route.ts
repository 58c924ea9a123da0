import { json, type RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'
import { DurableObjectError } from '@cloudwerk/durable-object'
import { findMethod } from '../../../../../catalogue'

type Context = RouteContext<{ object: string; name: string; method: string }>

/** Calls a method of the catalogue with the arguments in the body: `["ann", 5]`. */
export async function POST(request: Request, { params }: Context) {
  const { object, name, method } = params
  if (!findMethod(object, method)) {
    return json({ error: { message: `${object} has no ${method} to try` } }, { status: 404 })
  }
  const args: unknown = await request.json().catch(() => undefined)
  if (!Array.isArray(args)) {
    const message = 'The arguments are a JSON array: ["ann", 5]'
    return json({ error: { message } }, { status: 400 })
  }
  try {
    const result: unknown = await durableObjects[object].getByName(name)[method](...args)
    return json({ result })
  } catch (error) {
    // An error of an object is the result to show here.
    const { name, message } = error instanceof Error ? error : new Error(String(error))
    const code = error instanceof DurableObjectError ? error.code : undefined
    return json({ error: { code, name, message } }, { status: 422 })
  }
}

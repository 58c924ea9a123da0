import { json, type RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'
import { DurableObjectRPCError } from '@cloudwerk/durable-object'

export async function POST(_request: Request, { params }: RouteContext<{ visitor: string }>) {
  try {
    return json(await durableObjects.Cart.getByName(params.visitor).checkout(), { status: 201 })
  } catch (error) {
    if (!(error instanceof DurableObjectRPCError)) throw error
    return json({ error: error.message }, { status: 409 })
  }
}

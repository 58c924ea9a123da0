import { json, type RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'

export async function POST(_request: Request, { params }: RouteContext<{ visitor: string }>) {
  const order = await durableObjects.Cart.getByName(params.visitor).checkout()
  return order
    ? json(order, { status: 201 })
    : json({ error: 'The cart is empty' }, { status: 409 })
}

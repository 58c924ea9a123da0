import { json, type RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'
import type { CartItem } from '../../../objects/cart'

type Context = RouteContext<{ visitor: string }>

export async function GET(_request: Request, { params }: Context) {
  return json(await durableObjects.Cart.getByName(params.visitor).getItems())
}

/** Adds `{ "productId": "apple", "quantity": 2 }`. */
export async function POST(request: Request, { params }: Context) {
  const { productId, quantity = 1 } = (await request.json()) as CartItem
  if (typeof productId !== 'string' || !Number.isInteger(quantity) || quantity < 1) {
    return json({ error: 'Send a productId and a quantity of 1, 2, 3, …' }, { status: 422 })
  }
  return json(await durableObjects.Cart.getByName(params.visitor).addItem(productId, quantity))
}

/** Removes the product of `?productId=apple`. */
export async function DELETE(request: Request, { params }: Context) {
  const productId = new URL(request.url).searchParams.get('productId')
  return json(await durableObjects.Cart.getByName(params.visitor).removeItem(productId))
}

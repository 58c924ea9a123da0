import { json, type RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'
import { idempotent } from '../../../../idempotent'

export async function GET(_request: Request, { params }: RouteContext) {
  return json(await durableObjects.Account.getByName(params.account).getCharges())
}

/** Charges `{ "amount": 1200 }`, once for each Idempotency-Key. */
export const POST = idempotent(async (request, { params }) => {
  const { amount } = (await request.json()) as { amount: number }
  return json(await durableObjects.Account.getByName(params.account).charge(amount), {
    status: 201,
  })
})

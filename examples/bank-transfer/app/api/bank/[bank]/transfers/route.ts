import { json, type RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'
import { DurableObjectRPCError } from '@cloudwerk/durable-object'
import { amountRule, isAmount } from '../../../../amount'

interface Transfer {
  from: string
  to: string
  amount: number
}

/** Moves `{ "from": "ann", "to": "bob", "amount": 250 }`. */
export async function POST(request: Request, { params }: RouteContext<{ bank: string }>) {
  const { from, to, amount } = (await request.json()) as Transfer
  if (!isAmount(amount)) return json({ error: amountRule }, { status: 422 })
  try {
    await durableObjects.Bank.getByName(params.bank).transfer(from, to, amount)
    return json({ done: true })
  } catch (error) {
    if (!(error instanceof DurableObjectRPCError)) throw error
    return json({ error: error.message }, { status: 409 })
  }
}

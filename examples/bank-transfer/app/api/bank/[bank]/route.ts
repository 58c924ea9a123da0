import { json, type RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'

export async function GET(_request: Request, { params }: RouteContext<{ bank: string }>) {
  return json(await durableObjects.Bank.getByName(params.bank).audit())
}

import { json, type RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'

export async function GET(_request: Request, { params }: RouteContext<{ id: string }>) {
  const counter = durableObjects.Counter.getByName(params.id)
  return json({ value: await counter.getValue() })
}

export async function POST(_request: Request, { params }: RouteContext<{ id: string }>) {
  const counter = durableObjects.Counter.getByName(params.id)
  return json({ value: await counter.increment(5) })
}

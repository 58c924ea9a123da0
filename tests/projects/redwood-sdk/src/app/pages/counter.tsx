import { durableObjects } from '@cloudwerk/core/bindings'

export async function Counter({ name }: { name: string }) {
  const value = await durableObjects.Counter.getByName(name).getValue()
  return <output>The counter has {value}</output>
}

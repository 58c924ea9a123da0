import { durableObjects } from '@cloudwerk/core/bindings'

export const dynamic = 'force-dynamic'

export default async function Page({ params }: { params: Promise<{ name: string }> }) {
  const { name } = await params
  const value: number = await durableObjects.Counter.getByName(name).getValue()
  return <h1>{`${name}: ${value}`}</h1>
}

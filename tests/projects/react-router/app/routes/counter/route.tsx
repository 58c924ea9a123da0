import { durableObjects } from '@cloudwerk/core/bindings'
import { Form } from 'react-router'
import type { Route } from './+types/route'

export async function loader({ params }: Route.LoaderArgs) {
  const value = await durableObjects.Counter.getByName(params.name).getValue()
  return { name: params.name, value }
}

export async function action({ params }: Route.ActionArgs) {
  return { value: await durableObjects.Counter.getByName(params.name).increment(2) }
}

export default function Counter({ loaderData }: Route.ComponentProps) {
  return (
    <Form method="post">
      <output>
        {loaderData.name} has {loaderData.value}
      </output>
      <button type="submit">More</button>
    </Form>
  )
}

import { durableObjects } from '@cloudwerk/core/bindings'
import { createFileRoute } from '@tanstack/react-router'
import { createServerFn } from '@tanstack/react-start'

const readCounter = createServerFn()
  .validator((name: string) => name)
  .handler(({ data }) => durableObjects.Counter.getByName(data).getValue())

export const Route = createFileRoute('/counter/$name')({
  loader: ({ params }) => readCounter({ data: params.name }),
  server: {
    handlers: {
      POST: async ({ params }) =>
        Response.json({ value: await durableObjects.Counter.getByName(params.name).increment(2) }),
    },
  },
  component: Counter,
})

function Counter() {
  return <output>The counter has {Route.useLoaderData()}</output>
}

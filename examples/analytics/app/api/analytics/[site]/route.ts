import { json, type RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'

type Context = RouteContext<{ site: string }>

/** The last events, the counts and the hours since `?since=` (milliseconds, default: a day ago). */
export async function GET(request: Request, { params }: Context) {
  const given = new URL(request.url).searchParams.get('since')
  const since = given === null ? Date.now() - 24 * 60 * 60 * 1000 : Number(given)
  const analytics = durableObjects.Analytics.getByName(params.site)
  const [recent, counts, hours, total] = await Promise.all([
    analytics.getRecentEvents(20),
    analytics.getEventCounts(since),
    analytics.getHours(since),
    analytics.getTotal(),
  ])
  return json({ recent, counts, hours, total })
}

/** Tracks `{ "name": "view", "properties": { "page": "/" } }`. */
export async function POST(request: Request, { params }: Context) {
  const { name, properties } = (await request.json()) as { name: string; properties?: object }
  await durableObjects.Analytics.getByName(params.site).trackEvent(name, properties)
  return new Response(null, { status: 204 })
}

/** Deletes events older than `?before=`. */
export async function DELETE(request: Request, { params }: Context) {
  const before = Number(new URL(request.url).searchParams.get('before'))
  const analytics = durableObjects.Analytics.getByName(params.site)
  return json({ forgotten: await analytics.forgetBefore(before) })
}
